"""What is promised: the law's limit and the office's own, both counted, the earlier one kept. Pure: facts and a calendar in.

The legal limit comes from the procedure version, the committed one from the issue in force (ARCHITECTURE 3). A committed
limit that starts from another event than reception («kể từ ngày có kết quả xác minh») promises no day at reception.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from office.working_calendar import WorkingCalendar
from processes.due_dates import Due, Hold, due, start_after_cutoff
from processes.states import CutoffEffect


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit and the text it stands in."""

    quantity: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What reception after an hour does to the count."""

    time: datetime.time
    effect: str


@dataclass(frozen=True, slots=True)
class CountedLimit:
    """A limit with the day it leads to."""

    limit: Limit
    due: Due

    def as_json(self) -> dict[str, object]:
        return {
            "limit": str(self.limit.quantity),
            "unit": str(self.limit.unit),
            "source": self.limit.source,
            "due": self.due.due,
            "provisional": self.due.provisional,
        }


@dataclass(frozen=True, slots=True)
class Promise:
    """Both limits counted from one reception with the same holds."""

    received: datetime.datetime
    legal: CountedLimit
    committed: CountedLimit | None

    @property
    def kept(self) -> CountedLimit:
        """The limit that ends earlier: the office is held to it. Among equals the law's."""
        if self.committed is not None and self.committed.due.due < self.legal.due.due:
            return self.committed
        return self.legal

    @property
    def due(self) -> datetime.datetime:
        return self.kept.due.due

    @property
    def is_provisional(self) -> bool:
        """The day falls in a year whose calendar the office has not confirmed."""
        return self.kept.due.provisional

    def as_json(self) -> dict[str, object]:
        """For freezing: both limits, which one is kept, and its days. Times as ISO text in the office's zone."""
        return {
            "received": self.received.isoformat(),
            "due": self.due.isoformat(),
            "kept": "legal" if self.kept is self.legal else "committed",
            "legal": _plain(self.legal.as_json()),
            "committed": None if self.committed is None else _plain(self.committed.as_json()),
            "days": [line.as_json() for line in self.kept.due.ledger],
        }


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, datetime.datetime) else value for key, value in values.items()}


def promise(
    *,
    received: datetime.datetime,
    legal: Limit,
    committed: Limit | None,
    cutoff: Cutoff,
    calendar: WorkingCalendar,
    holds: Sequence[Hold] = (),
) -> Promise:
    """Count both limits. `holds` must all have ended: while the clock stands nothing new is promised.

    Raises processes.due_dates.NoDueDate when the facts give no date.
    """
    start = received
    if cutoff.effect != CutoffEffect.TRANSFER_ONLY:
        start = start_after_cutoff(received, cutoff=cutoff.time, calendar=calendar)
    counted = [
        CountedLimit(each, due(received=start, limit=each.quantity, unit=each.unit, calendar=calendar, holds=holds))
        for each in (legal, committed)
        if each is not None
    ]
    return Promise(received=received, legal=counted[0], committed=counted[1] if len(counted) > 1 else None)
