"""Words of checking and improving: where a nonconformity came from, what was decided, which kind of work follows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Where a nonconformity was found (form «Phiếu ghi nhận sự không phù hợp», DOMAIN 2.7)."""

    BREACH = "breach", _("hồ sơ trễ hẹn")
    AUDIT = "audit", _("đánh giá nội bộ")
    INSPECTION = "inspection", _("kiểm tra của cấp trên")
    COMPLAINT = "complaint", _("khiếu nại, phản ánh")
    SELF_FOUND = "self_found", _("tự phát hiện")


class DecisionKind(TextChoices):
    """What clause 10.2.1 b asks to decide: whether the causes need action."""

    CORRECTIVE_ACTION = "corrective_action", _("cần hành động khắc phục")
    NOT_NEEDED = "not_needed", _("không cần hành động khắc phục")
