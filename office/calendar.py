"""The office's working calendar, read from its rows; what nobody has written down comes from the seed."""

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
