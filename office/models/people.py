"""People and their posts. A person is not an account: signers and receivers need none."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from office.models.base import Dated
from office.models.units import Unit


class Role(models.TextChoices):
    """Roles of DOMAIN 2.9. One person holds several; conflicts are judged per object, never per account."""

    CHAIR = "chair", "Chủ tịch UBND"
    VICE_CHAIR = "vice_chair", "Phó Chủ tịch UBND"
    CHIEF_OF_OFFICE = "chief_of_office", "Chánh Văn phòng"
    STEERING_BOARD = "steering_board", "Ban Chỉ đạo ISO"
    QUALITY_OFFICER = "quality_officer", "Thư ký ISO"
    UNIT_HEAD = "unit_head", "Trưởng đơn vị"
    DRAFTER = "drafter", "Chuyên viên soạn thảo"
    INTERNAL_AUDITOR = "internal_auditor", "Đánh giá viên nội bộ"
    ONE_STOP_CLERK = "one_stop_clerk", "Công chức Một cửa"
    SPECIALIST = "specialist", "Công chức chuyên môn"
    RECORDS_CLERK = "records_clerk", "Văn thư"
    ARCHIVIST = "archivist", "Lưu trữ viên"
    READER = "reader", "Người đọc"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


class Person(models.Model):
    """Somebody who works, signs or answers here, now or once."""

    full_name = models.CharField("họ và tên", max_length=120)
    title = models.CharField("xưng hô, học vị", max_length=40, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    staff_code = models.CharField("mã cán bộ", max_length=30, blank=True)

    class Meta:
        verbose_name = "cán bộ"
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
    name = models.CharField("chức danh", max_length=150)

    class Meta(Dated.Meta):
        verbose_name = "vị trí"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "name", "valid_from"], name="office_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"


class PostRole(Dated):
    """A post carries a role from a day until a day."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField("vai trò", max_length=20, choices=Role)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["post", "role", "valid_from"], name="office_postrole_once"),
        ]


class Assignment(Dated):
    """A person holds a post. Roles come from here alone (ARCHITECTURE 9)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assignments")
    basis = models.CharField("quyết định phân công", max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "phân công"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["person", "post", "valid_from"], name="office_assignment_once"),
        ]


class Substitution(Dated):
    """`substitute` acts for `absent` in one post, with dates (NĐ 61 Art 11.4)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="substitutions")
    absent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="substitutions")
    reason = models.CharField("lý do", max_length=300)

    class Meta(Dated.Meta):
        verbose_name = "người thay thế"
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
        verbose_name = "tài khoản"

    def delete(self, *args, **kwargs):
        raise models.ProtectedError("Tài khoản không xóa được, chỉ khóa.", {self})

    @cached_property
    def _askers(self) -> dict[datetime.date, object]:
        return {}
