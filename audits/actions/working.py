"""What is done about a nonconformity: correction of the case, corrective action on the cause; planned, then done."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.actions.checking import PLAN, owe_check_and_effect
from audits.models import Correction, CorrectiveAction, DueChange, Nonconformity
from audits.rules import (
    check_can_note_done,
    check_can_plan,
    check_causes_are_acted_on,
    check_not_closed,
    check_says_what,
    check_says_why,
)
from office.acts import office_act
from office.dates import write_date
from office.models import Obligation, Person, subject_of
from office.obligations import fulfil, oblige
from office.refusals import Incomplete, WrongState

WORK = "audits.work"  # the kind of obligation


def plan_correction(
    *,
    nonconformity: Nonconformity,
    what: str,
    owner: Person,
    due_on: datetime.date,
    by: Person,
    now: datetime.datetime,
) -> Correction:
    """Put this case right: give the work to somebody by a day; it stands in their «Việc của tôi». Needs no decision."""
    return _plan(Correction, nonconformity, what, owner, due_on, by, now)


def plan_corrective_action(
    *,
    nonconformity: Nonconformity,
    what: str,
    owner: Person,
    due_on: datetime.date,
    by: Person,
    now: datetime.datetime,
) -> CorrectiveAction:
    """Remove the cause: the same, once it was decided that the causes need action."""
    check_causes_are_acted_on(nonconformity)
    with transaction.atomic():
        made = _plan(CorrectiveAction, nonconformity, what, owner, due_on, by, now)
        for owed in Obligation.objects.open().filter(kind=PLAN, **subject_of(nonconformity)):
            fulfil(kind=PLAN, key=owed.key, by=by, now=now)
    return made


def note_done(
    *, work: Correction | CorrectiveAction, outcome: str, by: Person, now: datetime.datetime
) -> Correction | CorrectiveAction:
    """Note that the work was done today, and what came of it. Refused: to others than its owner and who plans; twice."""
    on = localdate(now)
    check_can_note_done(work.owner, work.nonconformity, by, on=on)
    check_says_what(outcome)
    with office_act(f"audits.{_noun(type(work))}.do", by=by, now=now, subject=work.nonconformity) as line:
        check_not_closed(work.nonconformity)
        changed = (
            type(work)
            .objects.filter(pk=work.pk, done_on__isnull=True)
            .update(done_on=on, done_by=by, outcome=outcome.strip())
        )
        if not changed:
            raise WrongState(
                _("Việc này đã được ghi là xong."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang.")
            )
        fulfil(kind=WORK, key=_key(work), by=by, now=now)
        work.refresh_from_db()
        if isinstance(work, CorrectiveAction):
            owe_check_and_effect(work, now)
        line.data.update(number=work.nonconformity.number, work=work.number, outcome=outcome.strip())
    return work


def move_due(
    *, work: Correction | CorrectiveAction, due_on: datetime.date, reason: str, by: Person, now: datetime.datetime
) -> DueChange:
    """Move the day of a work to a later one. The days before stay, with the reason; its obligation moves with it.

    Refused: without a reason; to a day that is not later, or past; when the work is done; to others than who plans.
    """
    check_can_plan(work.nonconformity, by, on=localdate(now))
    check_says_why(reason)
    with office_act(f"audits.{_noun(type(work))}.move_due", by=by, now=now, subject=work.nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=work.nonconformity_id)
        check_not_closed(work.nonconformity)
        held = type(work).objects.get(pk=work.pk)
        if held.done_on is not None:
            raise WrongState(
                _("Việc này đã được ghi là xong."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang.")
            )
        if due_on <= held.due_on or due_on < localdate(now):
            raise Incomplete(
                _("Hạn mới phải sau hạn cũ %(day)s và không ở quá khứ.") % {"day": write_date(held.due_on)},
                kept=_("Hạn cũ giữ nguyên."),
                next_step=_("Ghi một ngày muộn hơn."),
            )
        made = DueChange.objects.create(
            due_before=held.due_on,
            due_after=due_on,
            reason=reason.strip(),
            changed_at=now,
            changed_by=by,
            **{_noun(type(work)): held},
        )
        type(work).objects.filter(pk=held.pk).update(due_on=due_on)
        Obligation.objects.open().filter(kind=WORK, key=_key(held)).update(due_on=due_on)
        line.data.update(
            number=work.nonconformity.number, work=held.number, before=made.due_before, after=due_on, reason=made.reason
        )
    work.refresh_from_db()
    return made


def _plan(
    model: type[Correction] | type[CorrectiveAction],
    nonconformity: Nonconformity,
    what: str,
    owner: Person,
    due_on: datetime.date,
    by: Person,
    now: datetime.datetime,
) -> Any:
    check_can_plan(nonconformity, by, on=localdate(now))
    check_says_what(what)
    if due_on < localdate(now):
        raise Incomplete(
            _("Hạn %(day)s đã qua.") % {"day": write_date(due_on)}, next_step=_("Ghi hạn từ hôm nay trở đi.")
        )
    with office_act(f"audits.{_noun(model)}.plan", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)  # numbers stay dense
        check_not_closed(nonconformity)
        last = model.objects.filter(nonconformity=nonconformity).aggregate(last=Max("number"))["last"] or 0
        made = model.objects.create(
            nonconformity=nonconformity,
            number=last + 1,
            what=what.strip(),
            owner=owner,
            due_first=due_on,
            due_on=due_on,
            planned_at=now,
            planned_by=by,
        )
        oblige(
            kind=WORK,
            key=_key(made),
            what=_("%(number)s: %(what)s") % {"number": nonconformity.number, "what": made.what[:250]},
            subject=nonconformity,
            address=nonconformity.get_absolute_url(),
            now=now,
            person=owner,
            due_on=due_on,
            source=nonconformity.title[:300],
        )
        line.data.update(number=nonconformity.number, work=made.number, what=made.what, due_on=due_on, owner=owner.pk)
    return made


def _noun(model: type) -> str:
    return "correction" if model is Correction else "corrective_action"


def _key(work: Correction | CorrectiveAction) -> str:
    return f"{_noun(type(work))}:{work.pk}"
