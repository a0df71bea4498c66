"""How much of its time each group of steps used, and which one used too much. Pure: facts and a calendar in, measures out.

Days are counted as limits are: the day on which something begins is not counted, so the days of consecutive groups add up
to the days of the whole. Minutes are working minutes; they serve limits in hours and the working ledger.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from office.working_calendar import WorkingCalendar
from processes.states import LimitUnit

Interval = tuple[datetime.datetime, datetime.datetime]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One uninterrupted time of a group of steps on a dossier; `ended` None: it runs."""

    key: str
    name: str
    began: datetime.datetime
    ended: datetime.datetime | None
    limit: Decimal | None  # None: the paper gives no number
    limit_unit: str


@dataclass(frozen=True, slots=True)
class GroupUse:
    """What one group used until a moment, over all its stretches. Negative `over_days`: time left or saved."""

    key: str
    name: str
    limit: Decimal | None
    limit_unit: str
    used_days: Decimal
    used_minutes: int
    over_days: Decimal
    over_minutes: int
    is_running: bool

    def as_json(self) -> dict[str, object]:
        """Plain values, for freezing and printing."""
        return {
            "key": self.key,
            "name": self.name,
            "limit": None if self.limit is None else str(self.limit),
            "limit_unit": self.limit_unit,
            "used_days": str(self.used_days),
            "used_minutes": self.used_minutes,
            "over_days": str(self.over_days),
            "over_minutes": self.over_minutes,
            "is_running": self.is_running,
        }


def without(interval: Interval, pauses: Iterable[Interval]) -> list[Interval]:
    """The parts of `interval` outside `pauses`, which are in order and do not overlap."""
    begin, end = interval
    parts = []
    for pause_begin, pause_end in pauses:
        if pause_end <= begin or pause_begin >= end:
            continue
        if pause_begin > begin:
            parts.append((begin, pause_begin))
        begin = max(begin, pause_end)
    if begin < end:
        parts.append((begin, end))
    return parts


def working_minutes(calendar: WorkingCalendar, parts: Iterable[Interval]) -> int:
    """Working minutes in all parts together."""
    return sum(calendar.minutes_between(begin, end) for begin, end in parts)


def working_days(calendar: WorkingCalendar, parts: Iterable[Interval]) -> Decimal:
    """Working days in all parts, in halves; the day on which a part begins is not counted."""
    zone = calendar.zone
    halves = sum(
        calendar.halves_between(begin.astimezone(zone).date(), end.astimezone(zone).date()) for begin, end in parts
    )
    return Decimal(halves) / 2


def calendar_days(calendar: WorkingCalendar, parts: Iterable[Interval]) -> Decimal:
    """Days of the calendar in all parts, the day on which a part begins not counted."""
    zone = calendar.zone
    return Decimal(sum((end.astimezone(zone).date() - begin.astimezone(zone).date()).days for begin, end in parts))


def minutes_of_a_day(calendar: WorkingCalendar, near: datetime.datetime) -> int:
    """Working minutes of the first whole working day from `near` on: what one day over is worth in minutes."""
    day = near.astimezone(calendar.zone).date()
    while not calendar.is_whole(day):
        day = calendar.next_working_day(day)
    return sum(span.minutes for span in calendar.spans_on(day))


def uses(
    calendar: WorkingCalendar, stretches: Sequence[Stretch], pauses: Sequence[Interval], until: datetime.datetime
) -> list[GroupUse]:
    """What each group used up to `until`, in the order in which the groups first began. Facts after `until` are not looked at."""
    known = [each for each in stretches if each.began <= until]
    keys = list(dict.fromkeys(each.key for each in known))
    return [_use(calendar, [each for each in known if each.key == key], pauses, until) for key in keys]


def most_overrun(groups: Sequence[GroupUse]) -> GroupUse:
    """The group to which lateness is charged: the largest overrun, by days, then by minutes; among equals the later one."""
    return max(enumerate(groups), key=lambda each: (each[1].over_days, each[1].over_minutes, each[0]))[1]


def _use(
    calendar: WorkingCalendar, stretches: Sequence[Stretch], pauses: Sequence[Interval], until: datetime.datetime
) -> GroupUse:
    last = stretches[-1]
    parts = [part for each in stretches for part in without((each.began, min(each.ended or until, until)), pauses)]
    days, minutes = working_days(calendar, parts), working_minutes(calendar, parts)
    a_day = minutes_of_a_day(calendar, last.began)
    limit = last.limit or Decimal(0)
    if last.limit_unit == LimitUnit.WORKING_HOUR:
        over_minutes = minutes - int(limit * 60)
        over_days = Decimal(over_minutes) / a_day
    else:
        # A group measured in calendar days or months hardly occurs; a month stands for 30 days there.
        measured = calendar_days(calendar, parts) if last.limit_unit in (LimitUnit.DAY, LimitUnit.MONTH) else days
        over_days = measured - limit * (30 if last.limit_unit == LimitUnit.MONTH else 1)
        over_minutes = int(over_days * a_day)
    return GroupUse(
        key=last.key,
        name=last.name,
        limit=last.limit,
        limit_unit=last.limit_unit,
        used_days=days,
        used_minutes=minutes,
        over_days=over_days,
        over_minutes=over_minutes,
        is_running=last.ended is None or last.ended > until,
    )
