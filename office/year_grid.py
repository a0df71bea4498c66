"""A year as twelve small months, finished for the template: which days are off or made up, and what that is in words. Pure."""

import calendar as gregorian
import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from office.working_calendar import DAYS_OFF, DayKind, DayPart, WorkingCalendar


@dataclass(frozen=True)
class Cell:
    """A day of the grid; `words` says what is special about it, for those who hear and for the pointer."""

    day: datetime.date
    css: str
    words: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Cell | None]]
    working_days: str


def year_grid(calendar: WorkingCalendar, year: int, *, today: datetime.date) -> list[Month]:
    months = []
    for number in range(1, 13):
        weeks: list[list[Cell | None]] = []
        halves = 0
        for week in gregorian.Calendar().monthdatescalendar(year, number):
            weeks.append([_cell(calendar, day, today) if day.month == number else None for day in week])
            halves += sum(sum(1 for spans in calendar.halves_on(day) if spans) for day in week if day.month == number)
        months.append(Month(number, weeks, f"{halves // 2}" + ("½" if halves % 2 else "")))
    return months


def _cell(calendar: WorkingCalendar, day: datetime.date, today: datetime.date) -> Cell:
    fact = calendar.fact_on(day)
    if fact is None or fact.kind == DayKind.ORDINARY:
        return Cell(day, "" if calendar.is_working(day) else "rest", "", day == today)
    words = f"{DayKind(fact.kind).label}: {fact.name}"
    if fact.part != DayPart.WHOLE:
        words = _("%(part)s %(words)s") % {"part": DayPart(fact.part).label, "words": words}
    if fact.kind in DAYS_OFF:
        return Cell(day, "off" if fact.part == DayPart.WHOLE else "half", words, day == today)
    return Cell(day, "made-up", words, day == today)
