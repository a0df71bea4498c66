"""The office's working calendar, read from its rows; what nobody has written down comes from the seed."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from office.calendar_seed import DEFAULT_SESSIONS, days_of
from office.models import CalendarDay, CalendarYear, WorkSession, YearState
from office.working_calendar import CalendarFact, SessionFact, WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """The calendar as the office knows it now, in three queries. Make one per request or act and hand it on.

    A year without a row comes from the seed and is provisional until the office confirms it; with no sessions at all
    the default ones hold. So an office that has set up nothing has a working calendar.
    """
    years = dict(CalendarYear.objects.values_list("year", "state"))
    # Later rows of a day take the place of earlier ones: the last one learned counts.
    rows = CalendarDay.objects.order_by("day", "known_since").values_list("day", "kind", "name", "basis", "part")
    sessions = WorkSession.objects.values_list("weekday", "opens", "closes", "valid_from", "valid_until")
    return WorkingCalendar(
        facts=[CalendarFact(*row) for row in rows],
        sessions=[SessionFact(*row) for row in sessions] or DEFAULT_SESSIONS,
        known=years,
        confirmed=[year for year, state in years.items() if state == YearState.CONFIRMED],
        propose=days_of,
    )


# Public notices for a year come out in the last quarter of the year before; until then nobody can confirm it.
WARN_FROM_MONTH = 10


@dataclass(frozen=True)
class CalendarWarning:
    """A year that is not confirmed and soon counts. `is_grave`: dates are being promised in it already."""

    year: int
    what: str
    is_grave: bool


def calendar_warnings(on: datetime.date) -> list[CalendarWarning]:
    """What is wrong with the calendar on a day, the gravest first; one query. For the frame, the health page and the worker."""
    states = dict(CalendarYear.objects.filter(year__in=[on.year, on.year + 1]).values_list("year", "state"))
    warnings = []
    if states.get(on.year) != YearState.CONFIRMED:
        warnings.append(
            CalendarWarning(
                on.year,
                _("Lịch làm việc năm nay (%(year)s) chưa được xác nhận: mọi ngày hẹn đều là tạm tính.")
                % {"year": on.year},
                is_grave=True,
            )
        )
    if on.month >= WARN_FROM_MONTH and states.get(on.year + 1) != YearState.CONFIRMED:
        warnings.append(
            CalendarWarning(
                on.year + 1,
                _("Lịch làm việc năm %(year)s chưa được xác nhận: ngày hẹn sang năm là tạm tính.")
                % {"year": on.year + 1},
                is_grave=on.month == 12,
            )
        )
    return warnings


def days_written(year: int) -> list[CalendarDay]:
    """The rows of a year that count, one a day, in order. Days taken back to ordinary are among them."""
    rows = CalendarDay.objects.filter(day__year=year).order_by("day", "known_since").select_related("entered_by")
    return list({row.day: row for row in rows}.values())
