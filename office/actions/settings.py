"""Acts on the office's own numbers."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from office.access import asker_for_person
from office.acts import office_act
from office.dates import write_date
from office.models import Person, Role, UnitSetting
from office.refusals import Incomplete, NotPermitted, WrongState
from office.unit_settings import NumberSetting, agency_on

SETTERS = (Role.CHAIR, Role.VICE_CHAIR, Role.QUALITY_OFFICER)


def check_can_set(by: Person, *, on: datetime.date) -> None:
    if not asker_for_person(by, on).has_role(*SETTERS):
        raise NotPermitted(
            _("Chỉ Thư ký ISO hoặc lãnh đạo được đặt quy định của cơ quan."),
            kept=_("Quy định đang dùng giữ nguyên."),
            next_step=_("Đề nghị Thư ký ISO."),
        )


def set_number(
    *, setting: NumberSetting, value: int, valid_from: datetime.date, basis: str, by: Person, now: datetime.datetime
) -> UnitSetting:
    """A number from a day on; the rows before stay readable.

    Refused: without the role; without a basis, outside its bounds, for a past day or one that has a row (Incomplete).
    """
    on = timezone.localdate(now)
    check_can_set(by, on=on)
    if not basis.strip():
        raise Incomplete(_("Cần ghi căn cứ."), next_step=_("Ghi văn bản hoặc quyết định của cơ quan."))
    if not setting.least <= value <= setting.most:
        raise Incomplete(
            _("«%(label)s» nhận từ %(least)s đến %(most)s.")
            % {"label": setting.label, "least": setting.least, "most": setting.most},
            kept=_("Quy định đang dùng giữ nguyên."),
        )
    if valid_from < on:
        raise Incomplete(
            _("Quy định không có hiệu lực trở về trước."),
            kept=_("Quy định đang dùng giữ nguyên."),
            next_step=_("Chọn từ hôm nay trở đi."),
        )
    with office_act("office.setting.set", by=by, now=now, key=setting.key, value=value, valid_from=valid_from) as line:
        agency = agency_on(on)
        if agency is None:
            raise WrongState(_("Chưa có cơ quan nào được lập."), next_step=_("Lập cơ quan trước."))
        if UnitSetting.objects.filter(unit=agency, key=setting.key, valid_from=valid_from).exists():
            raise Incomplete(
                _("Đã có quy định từ ngày %(day)s.") % {"day": write_date(valid_from)},
                kept=_("Quy định đó giữ nguyên."),
                next_step=_("Chọn ngày khác."),
            )
        line.subject = row = UnitSetting.objects.create(
            unit=agency, key=setting.key, value=value, valid_from=valid_from, basis=basis.strip()[:300]
        )
        line.data["basis"] = row.basis
    return row
