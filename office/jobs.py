"""Asking for background work. The worker (office.worker) leases, runs and parks it.

A room declares its handlers in `<room>/tasks.py`:

    @job_handler("archives.ocr")
    def read_pages(job, progress):
        for number, page in enumerate(pages, 1):
            …                              # slow work outside any transaction
            progress(number, len(pages))   # also where a stopping worker, or one that lost its lease, leaves
        with office_act(…):
            …                              # the effect
            progress.finish()              # in its transaction: done together with it, or not at all
"""

import datetime
from collections.abc import Callable
from typing import Any, Protocol

from office.models import Job


class Progress(Protocol):
    """What a running job gets. Each call raises when the job is no longer this worker's, or the worker is stopping."""

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is, for people who wait. Outside transactions."""

    def finish(self) -> None:
        """Mark the job done inside the transaction of its effect, so that the effect happens once, whatever is killed when.

        A handler whose effect is the same once or twice need not call it.
        """


Handler = Callable[[Job, Progress], None]
_handlers: dict[str, Handler] = {}


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Declare the function that does jobs of `kind`. It may be begun again after a crash: see Progress.finish."""

    def declare(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind].__qualname__ != handler.__qualname__:
            raise ValueError(f"Two handlers for jobs of kind {kind}.")
        _handlers[kind] = handler
        return handler

    return declare


def handler_of(kind: str) -> Handler | None:
    return _handlers.get(kind)


def ask(
    kind: str,
    key: str,
    *,
    now: datetime.datetime,
    payload: dict[str, Any] | None = None,
    priority: int = 0,
    run_after: datetime.datetime | None = None,
) -> Job:
    """Put work in the queue, inside the act that wants it. The same (kind, key) is asked for once.

    Below 0 in `priority` is what nobody waits for: at its progress calls it leaves for whatever somebody asked meanwhile.
    """
    job, _made = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={"payload": payload or {}, "priority": priority, "run_after": run_after or now, "asked_at": now},
    )
    return job
