"""Counting open dossiers anew after the calendar changed: a day that was promised may move later, never earlier (DOMAIN 3.8)."""

import datetime

from django.utils import timezone

from office.acts import office_act
from office.calendar_effects import Change
from office.models import Person
from office.searchable import changed
from office.working_calendar import WorkingCalendar
from processes.actions.locking import take
from processes.models import Dossier
from processes.queries import promise_of


def touched_by(change: Change) -> list[tuple[Dossier, datetime.datetime]]:
    """Open dossiers whose promise the change would count otherwise, with the day it would lead to.

    Reads only those whose count crosses the days that differ. A clock that stands is counted when it runs again.
    """
    first = timezone.make_aware(datetime.datetime.combine(change.first, datetime.time.min))
    rows = (
        Dossier.objects.open()
        .filter(due_promised__gte=first, paused_at__isnull=True, received_by__isnull=False)
        .select_related("case__version", "issue_case__issue", "procedure_version")
        .prefetch_related("pauses")
        .order_by("due_promised", "pk")
    )
    if change.last is not None:
        after_last = datetime.datetime.combine(change.last + datetime.timedelta(days=1), datetime.time.min)
        rows = rows.filter(received_at__lt=timezone.make_aware(after_last))
    found = []
    for dossier in rows:
        after = promise_of(dossier, change.after).due
        if after != promise_of(dossier, change.before).due:
            found.append((dossier, after))
    return found


def recount(*, dossier: Dossier, calendar: WorkingCalendar, by: Person, now: datetime.datetime) -> bool:
    """Move the promise of one open dossier to where the new calendar leads; a line of its own in the journal.

    What was promised first (`due_original`) stays, and so does an agreed new date that is later. Nothing moves when the
    dossier has closed, waits, or counts to no later day by now.
    """
    with office_act("processes.dossier.recount", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        due = promise_of(dossier, calendar).due
        moves = dossier.is_open and not dossier.is_paused and due > dossier.due_promised
        line.data |= {"code": dossier.code, "promised": dossier.due_promised, "now": due, "moved": moves}
        if moves:
            dossier.due_promised = due
            dossier.due_current = max(due, dossier.due_current)
            dossier.save(update_fields=["due_promised", "due_current"])
            changed(dossier, now=now)
    return moves
