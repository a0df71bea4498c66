"""Units in time: a new one, and what became of an old one. Names of the past are never rewritten."""

import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person, SuccessionKind, Unit, UnitSuccession
from office.refusals import Incomplete, WrongState
from office.rules import check_can_keep_staff_list


def found_unit(*, facts: dict, by: Person, now: datetime.datetime) -> Unit:
    """Enter a unit that stands from a day on. The agency itself is set up by create_office alone."""
    check_can_keep_staff_list(by, on=localdate(now))
    with office_act("office.unit.found", by=by, now=now) as line:
        line.subject = unit = Unit.objects.create(**facts)
        line.data["name"] = unit.name
    return unit


def succeed_unit(
    *,
    unit: Unit,
    kind: SuccessionKind,
    successor: Unit | None,
    effective_on: datetime.date,
    basis: str,
    by: Person,
    now: datetime.datetime,
) -> UnitSuccession:
    """Say what became of a unit: merged, split, renamed or dissolved. Its last day is the day before, unless it has one already.

    Refused: without a successor unless dissolved; before the unit began; the same succession twice.
    """
    check_can_keep_staff_list(by, on=localdate(now))
    if successor is None and kind != SuccessionKind.DISSOLVED:
        raise Incomplete(_("Thiếu đơn vị kế thừa."), next_step=_("Chọn đơn vị kế thừa, hoặc chọn «giải thể»."))
    last_day = effective_on - datetime.timedelta(days=1)
    if last_day < unit.valid_from:
        raise Incomplete(
            _("Ngày kế thừa đứng trước ngày đơn vị bắt đầu hoạt động."), next_step=_("Xem lại ngày có hiệu lực.")
        )
    if unit.is_agency:
        raise WrongState(
            _("Cơ quan chủ quản của hệ thống này không sáp nhập tại đây."),
            next_step=_("Dùng lệnh create_office với tệp cơ quan mới, có người quản trị máy chủ cùng làm."),
        )
    with office_act("office.unit.succeed", by=by, now=now, subject=unit) as line:
        if UnitSuccession.objects.filter(predecessor=unit, successor=successor).exists():
            raise WrongState(_("Việc kế thừa này đã ghi rồi."), next_step=_("Tải lại trang."))
        made = UnitSuccession.objects.create(
            predecessor=unit, successor=successor, kind=kind, effective_on=effective_on, basis=basis
        )
        Unit.objects.filter(pk=unit.pk, valid_until__isnull=True).update(valid_until=last_day)
        line.data.update(
            kind=kind, successor=successor.name if successor else None, effective_on=effective_on, basis=basis
        )
    return made
