"""People outside the office: how they leave the journal without breaking it."""

import datetime

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person, PseudonymKey
from office.refusals import Incomplete, WrongState
from office.rules import check_can_erase_outsider


def erase_outsider(*, outsider: models.Model, reason: str, by: Person, now: datetime.datetime) -> None:
    """Erase the key of one outsider's pseudonym: nobody can say any more whom it stood for; the chain still verifies.

    The rows of the rooms about this person are not touched here: each room has its own retention. Refused without a
    reason, and when there is no key or it was erased before (Law 91/2025/QH15 Art 14).
    """
    check_can_erase_outsider(by, on=localdate(now))
    if not reason.strip():
        raise Incomplete(
            _("Thiếu lý do xóa."), kept=_("Chưa xóa gì."), next_step=_("Ghi lý do hoặc số yêu cầu rồi làm lại.")
        )
    kind = outsider._meta.label_lower
    with office_act("office.outsider.erase", by=by, now=now) as line:
        erased = PseudonymKey.objects.filter(subject_kind=kind, subject_id=outsider.pk, key__isnull=False).update(
            key=None, erased_at=now
        )
        if not erased:
            raise WrongState(
                _("Không còn khóa nào để xóa."),
                kept=_("Chưa thay đổi gì."),
                next_step=_("Người này chưa từng có trong nhật ký, hoặc đã được xóa trước đó."),
            )
        # The line names kind and reason, not the row: else it would tie the person to the day of the erasure.
        line.data.update(kind=kind, reason=reason)
