"""A promise that passes becomes a fact, the same whenever it is written down; a second fact may annul it."""

import datetime
import logging

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from office.acts import office_act
from office.calendar import working_calendar
from office.models import Person
from office.searchable import changed
from office.working_calendar import WorkingCalendar
from processes.models import BreachAnnulment, DeadlineBreach, Dossier
from processes.queries import ledger_of, uses_of
from processes.rules import check_can_annul
from processes.states import OPEN_STATES, Clock
from processes.time_used import most_overrun

logger = logging.getLogger(__name__)


def passed_promises(dossier: Dossier, now: datetime.datetime) -> list[tuple[Clock, datetime.datetime]]:
    """The clocks of an open dossier whose moment passed while they ran, in order of time.

    A pause that began before the moment stops it; one that began later does not bring it back.
    """
    if dossier.state not in OPEN_STATES:
        return []
    return _passed_by(dossier, min(now, dossier.paused_at) if dossier.paused_at is not None else now)


def _passed_by(dossier: Dossier, until: datetime.datetime) -> list[tuple[Clock, datetime.datetime]]:
    passed = [(Clock.PROMISE, dossier.due_promised)]
    if dossier.is_extended:
        passed.append((Clock.EXTENSION, dossier.due_current))
    return [(clock, at) for clock, at in passed if at < until]


def record_passed(
    dossier: Dossier, *, now: datetime.datetime, calendar: WorkingCalendar, ended_at: datetime.datetime | None = None
) -> list[DeadlineBreach]:
    """Record what has passed on one dossier; inside the transaction that holds its lock. Nothing new: an empty list.

    `ended_at`: work on it ended then, as the province's system tells afterwards; what passed before that has passed.
    """
    made = []
    for clock, passed_at in passed_promises(dossier, now) if ended_at is None else _passed_by(dossier, ended_at):
        if dossier.breaches.filter(clock=clock).exists():
            continue
        groups = uses_of(dossier, calendar, passed_at)
        charged = most_overrun(groups)
        # The unit that had the group longest is not asked: the one that had it last when the promise passed answers.
        stretch = dossier.progress.filter(key=charged.key, began_at__lte=passed_at).order_by("number").last()
        assert stretch is not None  # a group that used time was begun by somebody
        with office_act("processes.breach.record", by=None, now=now, subject=dossier) as line:
            breach = DeadlineBreach.objects.create(
                dossier=dossier,
                clock=clock,
                passed_at=passed_at,
                recorded_at=now,
                procedure=dossier.procedure_version.procedure,
                charged_key=charged.key,
                charged_name=charged.name,
                charged_unit=stretch.unit,
                overrun_minutes=max(0, charged.over_minutes),
                ledger=ledger_of(dossier, calendar, passed_at),
            )
            changed(dossier, now=now)
            line.data |= {
                "code": dossier.code,
                "clock": clock,
                "passed_at": passed_at,
                "charged_key": charged.key,
                "overrun_minutes": breach.overrun_minutes,
            }
        made.append(breach)
    return made


def record_breaches(*, now: datetime.datetime) -> list[DeadlineBreach]:
    """Record every promise that has passed by `now` and is not recorded: the worker's job, run as often as one likes.

    Each dossier is an act of its own. A worker that slept over Tết writes the same facts as one that did not: instant,
    charge and ledger come from what was known of the dossier at the instant itself. Reads open dossiers only.
    """
    calendar = working_calendar()
    done = [
        Exists(DeadlineBreach.objects.filter(dossier=OuterRef("pk"), clock=clock))
        for clock in (Clock.PROMISE, Clock.EXTENSION)
    ]
    late = (
        Dossier.objects.open()
        .filter(
            (Q(due_promised__lt=now) & ~done[0])
            | (Q(due_current__lt=now) & Q(due_current__gt=F("due_promised")) & ~done[1])
        )
        # Paused before it passed: the clock stood. Without this the scan would come back to it every time.
        .exclude(paused_at__lte=F("due_promised"))
        .order_by("due_promised", "pk")
        .values_list("pk", flat=True)
    )
    made = []
    for key in list(late):
        with transaction.atomic():
            dossier = Dossier.objects.select_for_update().get(pk=key)
            made += record_passed(dossier, now=now, calendar=calendar)
    if made:
        logger.info("recorded %s breaches up to %s", len(made), timezone.localtime(now))
    return made


def annul_breach(*, breach: DeadlineBreach, reason: str, by: Person, now: datetime.datetime) -> BreachAnnulment:
    """Take a breach out of the count by a second fact; the breach itself stays with its ledger.

    Refused: without the role, to somebody of the charged unit, twice, without a reason.
    """
    check_can_annul(breach, by, now, reason=reason)
    with office_act("processes.breach.annul", by=by, now=now, subject=breach.dossier) as line:
        DeadlineBreach.objects.select_for_update().get(pk=breach.pk)
        check_can_annul(DeadlineBreach.objects.get(pk=breach.pk), by, now, reason=reason)
        annulment = BreachAnnulment.objects.create(
            breach=breach, reason=reason.strip(), annulled_by=by, annulled_at=now
        )
        line.data |= {"breach": breach.pk, "reason": annulment.reason}
    return annulment
