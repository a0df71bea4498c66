"""Asking for background work. The worker (office.worker) leases, runs and parks it."""

import datetime
from collections.abc import Callable
from typing import Any, Protocol

from office.models import Job


class Progress(Protocol):
    """What a running job gets: says how far it is and keeps the lease alive."""

    def __call__(self, done: int, total: int) -> None: ...


Handler = Callable[[Job, Progress], None]
_handlers: dict[str, Handler] = {}


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Declare the function that does jobs of `kind`. It may run twice after a crash: its effect must be the same once or twice."""

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
    """Put work in the queue, inside the act that wants it. The same (kind, key) is asked for once."""
    job, _made = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={"payload": payload or {}, "priority": priority, "run_after": run_after or now, "asked_at": now},
    )
    return job
