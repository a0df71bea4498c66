"""The office's own numbers: from which day lateness gathers how, and what follows from it."""

import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.models import GatheringPolicy
from audits.rules import check_can_set_policy
from office.acts import office_act
from office.dates import write_date
from office.models import Person
from office.refusals import Incomplete


def set_policy(
    *, valid_from: datetime.date, basis: str, by: Person, now: datetime.datetime, **numbers: Any
) -> GatheringPolicy:
    """A new policy from a day on. Open windows keep the numbers they were opened with; the policies before stay readable.

    Refused: without the role; without a basis; for a day that is past or has a policy already.
    """
    check_can_set_policy(by, on=localdate(now))
    if not basis.strip():
        raise Incomplete(_("Cần ghi căn cứ."), next_step=_("Ghi văn bản hoặc quyết định của cơ quan."))
    if valid_from < localdate(now):
        raise Incomplete(
            _("Quy tắc không có hiệu lực trở về trước."),
            kept=_("Quy tắc đang dùng giữ nguyên."),
            next_step=_("Chọn từ hôm nay trở đi."),
        )
    with office_act("audits.policy.set", by=by, now=now) as line:
        if GatheringPolicy.objects.select_for_update().filter(valid_from=valid_from).exists():
            raise Incomplete(
                _("Đã có quy tắc từ ngày %(day)s.") % {"day": write_date(valid_from)},
                kept=_("Quy tắc đó giữ nguyên."),
                next_step=_("Chọn ngày khác."),
            )
        line.subject = made = GatheringPolicy.objects.create(valid_from=valid_from, basis=basis.strip(), **numbers)
        line.data.update(valid_from=valid_from, basis=made.basis, **numbers)
    return made
