"""Words of the life of a controlled document. States are computed from facts and a date; nothing stores them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """Kinds of DOMAIN 2.4."""

    POLICY = "policy", _("Chính sách chất lượng")
    OBJECTIVES = "objectives", _("Mục tiêu chất lượng")
    MANUAL = "manual", _("Sổ tay chất lượng")
    PROCEDURE = "procedure", _("Quy trình")
    INSTRUCTION = "instruction", _("Hướng dẫn công việc")
    FORM = "form", _("Biểu mẫu")
    REGULATION = "regulation", _("Quy chế, quy định")


class TimeUnit(models.TextChoices):
    """Units of a time in a step table. One working day is eight working hours in the sums of real files (PROCEDURES).

    «ngày» alone stays `DAY`: whether it means a working day is for people to say.
    """

    WORKING_DAY = "working_day", _("ngày làm việc")
    WORKING_HOUR = "working_hour", _("giờ làm việc")
    DAY = "day", _("ngày")
    HOUR = "hour", _("giờ")
    MINUTE = "minute", _("phút")
    WEEK = "week", _("tuần")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


class DocumentState(models.TextChoices):
    """What a document is on a day. The first that holds counts."""

    WITHDRAWN = "withdrawn", _("Hết hiệu lực")
    IN_FORCE = "in_force", _("Còn hiệu lực")
    TO_COME = "to_come", _("Chờ hiệu lực")
    DRAFT = "draft", _("Dự thảo")


class IssueState(models.TextChoices):
    """What one issue is on a day."""

    TO_COME = "to_come", _("Chờ hiệu lực")
    IN_FORCE = "in_force", _("Còn hiệu lực")
    SUPERSEDED = "superseded", _("Bị thay thế")
    WITHDRAWN = "withdrawn", _("Hết hiệu lực")


class DeskState(models.TextChoices):
    """Where the draft on the desk stands."""

    NONE = "none", _("Không có dự thảo")
    DRAFT = "draft", _("Dự thảo")
    IN_REVIEW = "in_review", _("Chờ soát xét")
    IN_APPROVAL = "in_approval", _("Chờ phê duyệt")
    APPROVED = "approved", _("Đã phê duyệt, chờ ban hành")


class RoundOutcome(models.TextChoices):
    """How a round of review ended."""

    ISSUED = "issued", _("đã ban hành")
    RETURNED = "returned", _("trả lại người soạn")
    RECALLED = "recalled", _("người soạn rút lại")
    CHANGED = "changed", _("nội dung đã đổi, chữ ký mất hiệu lực")


class SignerPart(models.TextChoices):
    """The three columns of the block «Trách nhiệm» on the cover (DOMAIN 2.6)."""

    AUTHOR = "author", _("Soạn thảo")
    REVIEWER = "reviewer", _("Soát xét")
    APPROVER = "approver", _("Phê duyệt")


class ExternalKind(models.TextChoices):
    """Phân loại of «Danh mục tài liệu bên ngoài» (DOMAIN 2.7)."""

    LAW = "law", _("Văn bản quy phạm pháp luật")
    STANDARD = "standard", _("Tiêu chuẩn, quy chuẩn")
    OTHER = "other", _("Khác")


class ExternalChangeKind(models.TextChoices):
    """What can become of a text of others."""

    REPLACED = "replaced", _("bị thay thế")
    AMENDED = "amended", _("được sửa đổi, bổ sung")
    ENDED = "ended", _("hết hiệu lực")


class ExternalState(models.TextChoices):
    """What a text of others is on a day. The first that holds counts."""

    ENDED = "ended", _("Hết hiệu lực")
    TO_COME = "to_come", _("Chưa có hiệu lực")
    AMENDED = "amended", _("Còn hiệu lực, đã sửa đổi")
    IN_FORCE = "in_force", _("Còn hiệu lực")


class IssueOrigin(models.TextChoices):
    """How an issue came to bind here."""

    ISSUED = "issued", _("ban hành trên hệ thống")
    TAKEN_OVER = "taken_over", _("tiếp nhận bản giấy đang có hiệu lực")
    ADOPTED = "adopted", _("áp dụng tài liệu của cơ quan khác")


class PaperFileKind(models.TextChoices):
    """What a picture of paper shows."""

    TEXT = "text", _("bản đã ký")
    DECISION = "decision", _("quyết định")


class TakeOverFileState(models.TextChoices):
    """Where a file of a folder to take over stands."""

    WAITING = "waiting", _("chờ đọc")
    READ = "read", _("đã đọc")
    FAILED = "failed", _("không đọc được")
