"""An office act: one transaction, and its line in the journal as the last statement of it.

    with office_act("iso_docs.document.issue", by=person, now=now, subject=document) as line:
        …check, lock, change…
        line.data["content_hash"] = issue.content_hash

An act inside an act writes its line too; all lines of the outermost act are written together at its end, so the chain
head is locked as late as can be. Files, rendering, passwords and network stay outside (ARCHITECTURE 11).
"""

import datetime
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from office import journal
from office.models import Person

log = logging.getLogger(__name__)

# Told (act, seconds) how long an outermost act held its transaction: on SQLite, all other writers waited so long.
watchers: list[Callable[[str, float], None]] = []
LONG = 0.5  # seconds; in service an act above it is logged


@dataclass(eq=False)
class Line:
    """What the journal will say of the act. `subject` may be set late, when the act makes it."""

    act: str
    by: Person | None
    now: datetime.datetime
    subject: models.Model | None = None
    data: dict[str, Any] = field(default_factory=dict)

    def stands(self) -> None:
        """Waits among the things to do on commit: Django takes it out when the act's savepoint is rolled back."""


@contextmanager
def office_act(
    act: str, *, by: Person | None, now: datetime.datetime, subject: models.Model | None = None, **data: Any
) -> Iterator[Line]:
    """Open the act `room.noun.verb`; `by` None means the machine. `now` is the time of the act, with zone."""
    if now.tzinfo is None:
        raise ValueError("An act needs a time with its zone.")
    connection = transaction.get_connection()
    waiting: list[Line] | None = getattr(connection, "office_lines", None)
    outermost = waiting is None
    if waiting is None:
        waiting = connection.office_lines = []
    already = len(waiting)
    began = ended = 0.0
    try:
        with transaction.atomic():
            began = time.monotonic()
            line = Line(act=act, by=by, now=now, subject=subject, data=data)
            try:
                yield line
            except BaseException:
                del waiting[already:]  # what acts inside this one did is rolled back with it
                raise
            waiting.append(line)
            transaction.on_commit(line.stands)
            if outermost:
                standing = [function for _savepoints, function, _robust in connection.run_on_commit]
                for each in waiting:
                    if each.stands not in standing:
                        continue  # somebody caught its failure further out and went on
                    journal.append(act=each.act, by=each.by, at=each.now, subject=each.subject, data=each.data)
                # What runs on commit may start acts of its own: they are not inside this one any more.
                del connection.office_lines
            ended = time.monotonic()
    finally:
        if outermost and hasattr(connection, "office_lines"):
            del connection.office_lines
    if outermost:
        _tell_watchers(act, ended - began)


def _tell_watchers(act: str, seconds: float) -> None:
    if seconds > LONG:
        log.warning("Act %s held its transaction for %.0f ms", act, seconds * 1000)
    for watch in watchers:
        watch(act, seconds)
