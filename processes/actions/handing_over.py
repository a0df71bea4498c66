"""From hand to hand: the giver says so, the receiver confirms or sends back, and the time of the next group begins with the receiver."""

import datetime

from django.db.models import Manager, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs.models import IssueTimeGroup
from office.access import VisibleQuerySet, asker_for_person, visible_condition
from office.acts import office_act
from office.models import AccessException, AccessRight, Assignment, Obligation, Person, Unit, subject_of
from office.obligations import fulfil, lift, oblige
from office.refusals import Incomplete
from office.searchable import changed
from office.working_calendar import WorkingCalendar
from processes.actions.locking import calendar_for_act, take
from processes.models import Dossier, HandOver, StepProgress
from processes.queries import groups_of, name_of_group
from processes.rules import (
    check_can_advance,
    check_can_answer_hand_over,
    check_can_hand_over,
    check_move,
    check_says_why,
)
from processes.states import DossierState

OBLIGATION = "processes.hand_over"


def hand_over(
    *,
    dossier: Dossier,
    to_unit: Unit,
    by: Person,
    now: datetime.datetime,
    to_person: Person | None = None,
    note: str = "",
    ends_group: bool = True,
) -> HandOver:
    """Give the dossier to a unit, or to somebody in it. It stays with the giver until the receiver confirms.

    The receiver owes an answer on the same working day, on the next one when given after the cut-off hour (NĐ 61 Art
    18.2). Refused: to whoever does not have it, while another hand-over waits, while the clock stands, after the end.
    """
    calendar = calendar_for_act()
    with office_act("processes.dossier.hand_over", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_hand_over(dossier, by, now)
        if to_person is not None and to_unit.pk not in asker_for_person(to_person, timezone.localdate(now)).units:
            raise Incomplete(
                _("%(person)s không làm việc ở %(unit)s.") % {"person": to_person, "unit": to_unit},
                kept=_("Hồ sơ vẫn ở tay bạn."),
                next_step=_("Chọn lại đơn vị hoặc người nhận."),
            )
        given = HandOver.objects.create(
            dossier=dossier,
            number=_next(dossier.hand_overs),
            from_unit=dossier.holder_unit,
            from_person=by,
            to_unit=to_unit,
            to_person=to_person,
            given_at=now,
            note=note.strip(),
            ends_group=ends_group,
        )
        oblige(
            kind=OBLIGATION,
            key=str(given.pk),
            what=_("Nhận bàn giao hồ sơ %(code)s từ %(giver)s") % {"code": dossier.code, "giver": by},
            subject=dossier,
            address=dossier.get_absolute_url(),
            person=to_person,
            unit=to_unit if to_person is None else None,
            due_at=_answer_due(dossier, now, calendar),
            due_on=_answer_due(dossier, now, calendar).astimezone(calendar.zone).date(),
            source=_("NĐ 61/2018/NĐ-CP Điều 18"),
            now=now,
        )
        _open_to(dossier, to_unit, by=by, now=now, reason=_("bàn giao hồ sơ"))
        line.data |= {"code": dossier.code, "hand_over": given.number, "to_unit": to_unit.pk}
        line.data["to_person"] = to_person.pk if to_person is not None else None
    return given


def accept_hand_over(*, hand_over: HandOver, by: Person, now: datetime.datetime) -> Dossier:
    """Confirm that the dossier has arrived: `by` holds it from now on, and answers for the time from now on.

    The giver's group ends and the next one begins at this moment, not when it was given: what was known at an instant
    never changes afterwards, so a breach recorded in between stays the same. Refused: to anybody but the receiver, twice.
    """
    calendar = calendar_for_act()
    with office_act("processes.dossier.accept_hand_over", by=by, now=now, subject=hand_over.dossier) as line:
        dossier = take(hand_over.dossier, now=now, calendar=calendar)
        given = HandOver.objects.select_for_update().get(pk=hand_over.pk)
        check_can_answer_hand_over(given, by, now)
        given.accepted_at, given.accepted_by = now, by
        given.save(update_fields=["accepted_at", "accepted_by"])
        fulfil(kind=OBLIGATION, key=str(given.pk), by=by, now=now)
        dossier.holder, dossier.holder_unit = by, given.to_unit
        if dossier.state == DossierState.RECEIVED:
            dossier.state = DossierState.IN_PROCESS
        dossier.save(update_fields=["holder", "holder_unit", "state"])
        turn_to_next(dossier, ends_group=given.ends_group, unit=given.to_unit, by=by, now=now)
        changed(dossier, now=now)
        line.data |= {"code": dossier.code, "hand_over": given.number}
    return dossier


def send_back(*, hand_over: HandOver, reason: str, by: Person, now: datetime.datetime) -> HandOver:
    """Not accepted, with the reason: the dossier stays with the giver and the giver's time goes on."""
    check_says_why(reason)
    calendar = calendar_for_act()
    with office_act("processes.dossier.send_back", by=by, now=now, subject=hand_over.dossier) as line:
        dossier = take(hand_over.dossier, now=now, calendar=calendar)
        given = HandOver.objects.select_for_update().get(pk=hand_over.pk)
        check_can_answer_hand_over(given, by, now)
        given.sent_back_at, given.sent_back_by, given.sent_back_reason = now, by, reason.strip()
        given.save(update_fields=["sent_back_at", "sent_back_by", "sent_back_reason"])
        waiting = Obligation.objects.filter(kind=OBLIGATION, key=str(given.pk))
        lift(waiting, reason=_("bên nhận trả lại: %(reason)s") % {"reason": given.sent_back_reason}, now=now)
        line.data |= {"code": dossier.code, "hand_over": given.number, "reason": given.sent_back_reason}
    return given


def advance(*, dossier: Dossier, by: Person, now: datetime.datetime) -> StepProgress:
    """The same hands go on with the next group of steps. Refused like a hand-over, and when no further group is left."""
    calendar = calendar_for_act()
    with office_act("processes.dossier.advance", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_advance(dossier, by, now)
        running = dossier.progress.get(ended_at__isnull=True)
        if dossier.state == DossierState.RECEIVED:
            check_move(dossier, "begin")
            dossier.state = DossierState.IN_PROCESS
            dossier.save(update_fields=["state"])
        begun = turn_to_next(dossier, ends_group=True, unit=dossier.holder_unit, by=by, now=now)
        line.data |= {"code": dossier.code, "from": running.key, "to": begun.key}
    return begun


def turn_to_next(dossier: Dossier, *, ends_group: bool, unit: Unit, by: Person, now: datetime.datetime) -> StepProgress:
    """End the running stretch and begin the next at the same moment, so that stretches leave no gap."""
    running = dossier.progress.select_related("group").get(ended_at__isnull=True)
    following = _next_group(dossier, running) if ends_group else None
    running.ended_at, running.ended_by = now, by
    running.save(update_fields=["ended_at", "ended_by"])
    if following is None:
        what = {
            "group": running.group,
            "key": running.key,
            "name": running.name,
            "limit": running.limit,
            "limit_unit": running.limit_unit,
        }
    else:
        what = {
            "group": following,
            "key": following.key,
            "name": name_of_group(following),
            "limit": following.quantity,
            "limit_unit": following.unit,
        }
    return StepProgress.objects.create(
        dossier=dossier, number=running.number + 1, unit=unit, person=by, began_at=now, **what
    )


def end_running(dossier: Dossier, *, by: Person, now: datetime.datetime) -> None:
    """End the running stretch for good."""
    dossier.progress.filter(ended_at__isnull=True).update(ended_at=now, ended_by=by)


def _next_group(dossier: Dossier, running: StepProgress) -> IssueTimeGroup | None:
    if running.group is None:
        return None
    return next(
        (each for each in groups_of(dossier.issue_case) if each.first_position > running.group.first_position), None
    )


def _next(rows: Manager) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _answer_due(dossier: Dossier, now: datetime.datetime, calendar: WorkingCalendar) -> datetime.datetime:
    local = now.astimezone(calendar.zone)
    day = calendar.working_day_from(local.date())
    if day == local.date() and local.time() > dossier.procedure_version.cutoff_time:
        day = calendar.next_working_day(day)
    return calendar.closing_of(day)


def _open_to(dossier: Dossier, unit: Unit, *, by: Person, now: datetime.datetime, reason: str) -> None:
    """Let a unit that the mass rule keeps out see the dossier it is given; nothing when it sees it anyway."""
    on = timezone.localdate(now)
    members = Person.objects.filter(assignments__in=Assignment.objects.valid_on(on).filter(post__unit=unit)).distinct()
    rows: VisibleQuerySet = Dossier.objects.filter(pk=dossier.pk)
    for person in members:
        if not rows.filter(visible_condition(Dossier, asker_for_person(person, on))).exists():
            AccessException.objects.create(
                **subject_of(dossier),
                unit=unit,
                right=AccessRight.CHANGE,
                reason=reason,
                valid_from=on,
                granted_by=by,
                granted_at=now,
            )
            return
