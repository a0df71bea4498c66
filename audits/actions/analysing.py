"""Causes: noted, marked as the root, struck out when they were wrong. Nothing is rubbed out."""

import datetime

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.models import Cause, Nonconformity
from audits.rules import check_can_plan, check_not_closed, check_says_what
from audits.states import CauseBranch
from office.acts import office_act
from office.models import Person
from office.refusals import WrongState


def note_cause(
    *,
    nonconformity: Nonconformity,
    branch: CauseBranch | str,
    text: str,
    is_root: bool,
    by: Person,
    now: datetime.datetime,
) -> Cause:
    """Write an answer to «vì sao» or a cause on a bone. Refused: to others than who plans; empty; in a closed case."""
    check_can_plan(nonconformity, by, on=localdate(now))
    check_says_what(text)
    with office_act("audits.cause.note", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)  # numbers stay dense
        check_not_closed(nonconformity)
        last = nonconformity.causes.aggregate(last=Max("number"))["last"] or 0
        made = Cause.objects.create(
            nonconformity=nonconformity,
            number=last + 1,
            branch=branch,
            text=text.strip(),
            is_root=is_root,
            noted_at=now,
            noted_by=by,
        )
        line.data.update(number=nonconformity.number, cause=made.number, branch=str(branch), text=made.text)
    return made


def mark_root(*, cause: Cause, is_root: bool, by: Person, now: datetime.datetime) -> Cause:
    """Say that a cause is a root, or is none after all."""
    check_can_plan(cause.nonconformity, by, on=localdate(now))
    with office_act("audits.cause.mark", by=by, now=now, subject=cause.nonconformity) as line:
        check_not_closed(cause.nonconformity)
        if not Cause.objects.filter(pk=cause.pk, struck_at=None).update(is_root=is_root):
            raise _struck()
        line.data.update(number=cause.nonconformity.number, cause=cause.number, is_root=is_root)
    cause.refresh_from_db()
    return cause


def strike_cause(*, cause: Cause, by: Person, now: datetime.datetime) -> Cause:
    """Strike out a cause that turned out wrong; it stays readable."""
    check_can_plan(cause.nonconformity, by, on=localdate(now))
    with office_act("audits.cause.strike", by=by, now=now, subject=cause.nonconformity) as line:
        check_not_closed(cause.nonconformity)
        if not Cause.objects.filter(pk=cause.pk, struck_at=None).update(struck_at=now, struck_by=by, is_root=False):
            raise _struck()
        line.data.update(number=cause.nonconformity.number, cause=cause.number)
    cause.refresh_from_db()
    return cause


def _struck() -> WrongState:
    return WrongState(_("Nguyên nhân này đã bị gạch."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang."))
