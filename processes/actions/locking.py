"""How every act on a dossier begins: take the row alone, and write down a promise that has passed before anything moves it."""

import datetime

from office.calendar import working_calendar
from office.numbering import next_number
from office.working_calendar import WorkingCalendar
from processes.actions.breaches import record_passed
from processes.models import Dossier


def calendar_for_act() -> WorkingCalendar:
    """The calendar of one act, read before its transaction begins."""
    return working_calendar()


def take(dossier: Dossier, *, now: datetime.datetime, calendar: WorkingCalendar) -> Dossier:
    """The dossier as it is now, locked until the act ends, its passed promises recorded.

    So a worker that slept changes nothing: whoever touches a late dossier first writes the breach that was due.
    """
    fresh = Dossier.objects.select_for_update().get(pk=dossier.pk)
    record_passed(fresh, now=now, calendar=calendar)
    return fresh


def slip(series: str, dossier: Dossier, by_day: datetime.date, suffix: str) -> str:
    """The next number of a kind of paper in the year, as it is printed: «00012/HDHS»."""
    number = next_number(f"processes.{series}:{dossier.receiving_unit_id}", str(by_day.year))
    return f"{number:05d}/{suffix}"
