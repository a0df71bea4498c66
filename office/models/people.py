"""People and their posts. A person is not an account: signers and receivers need none."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from office.models.base import Dated
from office.models.units import Unit


class Role(models.TextChoices):
    """Roles of DOMAIN 2.9. One person holds several; conflicts are judged per object, never per account."""

    CHAIR = "chair", _("Chủ tịch UBND")
    VICE_CHAIR = "vice_chair", _("Phó Chủ tịch UBND")
    CHIEF_OF_OFFICE = "chief_of_office", _("Chánh Văn phòng")
    STEERING_BOARD = "steering_board", _("Ban Chỉ đạo ISO")
    QUALITY_OFFICER = "quality_officer", _("Thư ký ISO")
    UNIT_HEAD = "unit_head", _("Trưởng đơn vị")
    DRAFTER = "drafter", _("Chuyên viên soạn thảo")
    INTERNAL_AUDITOR = "internal_auditor", _("Đánh giá viên nội bộ")
    ONE_STOP_CLERK = "one_stop_clerk", _("Công chức Một cửa")
    SPECIALIST = "specialist", _("Công chức chuyên môn")
    RECORDS_CLERK = "records_clerk", _("Văn thư")
    ARCHIVIST = "archivist", _("Lưu trữ viên")
    READER = "reader", _("Người đọc")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Person(models.Model):
    """Somebody who works, signs or answers here, now or once."""

    full_name = models.CharField(_("họ và tên"), max_length=120)
    title = models.CharField(_("xưng hô, học vị"), max_length=40, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    staff_code = models.CharField(_("mã cán bộ"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("cán bộ")
        verbose_name_plural = _("cán bộ")
        constraints = [
            models.UniqueConstraint(
                fields=["staff_code"], condition=~models.Q(staff_code=""), name="office_person_staff_code"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def given_name(self) -> str:
        """The last word: Vietnamese lists sort by it (DOMAIN 6.1)."""
        return self.full_name.split()[-1] if self.full_name else ""


class Post(Dated):
    """A position in a unit («Công chức Tư pháp – Hộ tịch») and the roles it carries."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(_("chức danh"), max_length=150)

    class Meta(Dated.Meta):
        verbose_name = _("vị trí")
        verbose_name_plural = _("vị trí")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "name", "valid_from"], name="office_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"


class PostRole(Dated):
    """A post carries a role from a day until a day."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["post", "role", "valid_from"], name="office_postrole_once"),
        ]


class Assignment(Dated):
    """A person holds a post. Roles come from here alone (ARCHITECTURE 9)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assignments")
    basis = models.CharField(_("quyết định phân công"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("phân công")
        verbose_name_plural = _("phân công")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["person", "post", "valid_from"], name="office_assignment_once"),
        ]


class Substitution(Dated):
    """`substitute` acts for `absent` in one post, with dates (NĐ 61 Art 11.4)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="substitutions")
    absent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="substitutions")
    reason = models.CharField(_("lý do"), max_length=300)

    class Meta(Dated.Meta):
        verbose_name = _("người thay thế")
        verbose_name_plural = _("người thay thế")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")), name="office_substitution_other_person"
            ),
        ]


class User(AbstractUser):
    """An account. Disabled, never deleted: what it did keeps its name."""

    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    # Raised whenever rights change; sessions that carry an older number end (office.middleware).
    session_epoch = models.PositiveIntegerField(default=0)

    class Meta(AbstractUser.Meta):
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")

    def delete(self, *args, **kwargs):
        raise models.ProtectedError(_("Tài khoản không xóa được, chỉ khóa."), {self})

    @cached_property
    def _askers(self) -> dict[datetime.date, object]:
        return {}
