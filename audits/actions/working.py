"""What is done about a nonconformity: correction of the case, corrective action on the cause; planned, then done."""

import datetime
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.models import Correction, CorrectiveAction, Nonconformity
from audits.rules import check_can_note_done, check_can_plan, check_causes_are_acted_on, check_says_what
from office.acts import office_act
from office.dates import write_date
from office.models import Person
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
    return _plan(CorrectiveAction, nonconformity, what, owner, due_on, by, now)


def note_done(
    *, work: Correction | CorrectiveAction, outcome: str, by: Person, now: datetime.datetime
) -> Correction | CorrectiveAction:
    """Note that the work was done today, and what came of it. Refused: to others than its owner and who plans; twice."""
    on = localdate(now)
    check_can_note_done(work.owner, work.nonconformity, by, on=on)
    check_says_what(outcome)
    with office_act(f"audits.{_noun(type(work))}.do", by=by, now=now, subject=work.nonconformity) as line:
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
        line.data.update(number=work.nonconformity.number, work=work.number, outcome=outcome.strip())
    work.refresh_from_db()
    return work


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
