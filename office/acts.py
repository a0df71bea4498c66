"""An office act: one transaction, and its line in the journal as the last statement of it.

    with office_act("iso_docs.document.issue", by=person, now=now, subject=document) as line:
        …check, lock, change…
        line.data["content_hash"] = issue.content_hash

An act inside an act writes its line too; all lines of the outermost act are written together at its end, so the chain
head is locked as late as can be. Files, rendering, passwords and network stay outside (ARCHITECTURE 11).
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from office import journal
from office.models import Person


@dataclass
class Line:
    """What the journal will say of the act. `subject` may be set late, when the act makes it."""

    act: str
    by: Person | None
    now: datetime.datetime
    subject: models.Model | None = None
    data: dict[str, Any] = field(default_factory=dict)


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
    try:
        with transaction.atomic():
            line = Line(act=act, by=by, now=now, subject=subject, data=data)
            try:
                yield line
            except BaseException:
                del waiting[already:]  # what acts inside this one did is rolled back with it
                raise
            waiting.append(line)
            if outermost:
                for each in waiting:
                    journal.append(act=each.act, by=each.by, at=each.now, subject=each.subject, data=each.data)
    finally:
        if outermost:
            del connection.office_lines
