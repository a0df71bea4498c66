"""The order of the archive: fonds → inventory → archive file; and the boxes, which are places, not a level of meaning (DOMAIN 4.8)."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from office.access import AccessRule, VisibleQuerySet, asker_of
from office.models import AccessControlled, Role, Unit, User


class StaffQuerySet(models.QuerySet):
    """The scheme of arrangement: every member of staff may know which fonds and inventories there are."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.all() if asker_of(user).is_staff else self.none()


def range_constraint(name: str, first: str, last: str) -> models.CheckConstraint:
    """A sortable range is there as a whole or not at all, and runs forward."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{last}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{last}__isnull": False, f"{last}__gte": F(first)}),
        name=name,
    )


class Fonds(models.Model):
    """All that one creator left (phông lưu trữ)."""

    archive_code = models.CharField(_("mã cơ quan lưu trữ"), max_length=30, blank=True)
    code = models.CharField(_("mã phông"), max_length=30)
    name = models.CharField(_("tên phông"), max_length=250)
    creator = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị hình thành phông"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    history = models.TextField(_("lịch sử đơn vị hình thành phông"), blank=True)
    period_text = models.CharField(_("thời gian tài liệu"), max_length=60, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    languages = models.CharField(_("ngôn ngữ"), max_length=100, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("phông")
        verbose_name_plural = _("phông")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["archive_code", "code"], name="archives_fonds_once"),
            range_constraint("archives_fonds_period", "period_from", "period_until"),
        ]

    def __str__(self) -> str:
        return self.name


class Inventory(models.Model):
    """A list of the files of a fonds (mục lục), by term of retention or by years."""

    fonds = models.ForeignKey(Fonds, verbose_name=_("phông"), on_delete=models.PROTECT, related_name="inventories")
    number = models.CharField(_("số mục lục"), max_length=20)
    name = models.CharField(_("tên mục lục"), max_length=250, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("mục lục")
        verbose_name_plural = _("mục lục")
        ordering = ["fonds", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["fonds", "number"], name="archives_inventory_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()


class Box(models.Model):
    """A box or bundle (hộp, cặp) and where it stands."""

    fonds = models.ForeignKey(Fonds, verbose_name=_("phông"), on_delete=models.PROTECT, related_name="boxes")
    number = models.CharField(_("số hộp/cặp"), max_length=20)
    storeroom = models.CharField(_("kho"), max_length=60, blank=True)
    rack = models.CharField(_("giá"), max_length=20, blank=True)
    bay = models.CharField(_("khoang"), max_length=20, blank=True)
    shelf = models.CharField(_("tầng"), max_length=20, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("hộp/cặp")
        verbose_name_plural = _("hộp/cặp")
        ordering = ["fonds", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["fonds", "number"], name="archives_box_once")]

    def __str__(self) -> str:
        return self.number


# Who reads what of the archive beyond the mass rule: archivists keep all of it; the leaders answer for it (Luật Lưu trữ
# 33/2024/QH15); a unit's head reads what is restricted in the own unit.
_ALL_UNITS = frozenset({Role.ARCHIVIST, Role.CHAIR, Role.VICE_CHAIR, Role.CHIEF_OF_OFFICE})
_OWN_RESTRICTED = frozenset({Role.UNIT_HEAD})
_ALL_RESTRICTED = frozenset({Role.ARCHIVIST, Role.CHAIR})


def archive_rule(kind: str) -> AccessRule:
    """The one rule of this room for `kind`."""
    return AccessRule(kind=kind, all_units=_ALL_UNITS, own_restricted=_OWN_RESTRICTED, all_restricted=_ALL_RESTRICTED)


class ArchiveFile(AccessControlled):
    """A file of the archive (hồ sơ, đơn vị bảo quản): papers of one matter, kept together."""

    access_rule = archive_rule("archives.archivefile")

    inventory = models.ForeignKey(
        Inventory, verbose_name=_("mục lục"), on_delete=models.PROTECT, related_name="archive_files"
    )
    number = models.CharField(_("hồ sơ số"), max_length=30)
    symbol = models.CharField(_("số, ký hiệu hồ sơ"), max_length=60, blank=True)
    title = models.CharField(_("tiêu đề"), max_length=500)
    retention = models.CharField(_("thời hạn bảo quản"), max_length=60, blank=True)  # as written: «vĩnh viễn», «20 năm»
    period_text = models.CharField(_("thời gian tài liệu"), max_length=60, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    sheet_total = models.PositiveIntegerField(_("số tờ"), null=True, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=50, blank=True)
    keywords = models.CharField(_("từ khóa"), max_length=300, blank=True)
    condition = models.CharField(_("tình trạng vật lý"), max_length=200, blank=True)
    paper_code = models.CharField(_("mã hồ sơ gốc giấy"), max_length=60, blank=True)
    note = models.TextField(_("chú giải"), blank=True)
    boxes = models.ManyToManyField(Box, through="FilePlace", related_name="archive_files")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ lưu trữ")
        verbose_name_plural = _("hồ sơ lưu trữ")
        ordering = ["inventory", "number", "pk"]
        indexes = [
            # Serves the mass rule behind every list and count.
            models.Index(fields=["confidentiality", "owner_unit"], name="archives_file_access"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["inventory", "number"], name="archives_file_once"),
            range_constraint("archives_file_period", "period_from", "period_until"),
        ]

    def __str__(self) -> str:
        return self.title


class FilePlace(models.Model):
    """A part of an archive file lies in a box: one file may fill several boxes, one box holds several files."""

    archive_file = models.ForeignKey(ArchiveFile, on_delete=models.PROTECT, related_name="places")
    box = models.ForeignKey(Box, verbose_name=_("hộp/cặp"), on_delete=models.PROTECT, related_name="places")
    sheets = models.CharField(_("từ tờ đến tờ"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("nơi để hồ sơ")
        verbose_name_plural = _("nơi để hồ sơ")
        ordering = ["archive_file", "box"]
        constraints = [models.UniqueConstraint(fields=["archive_file", "box"], name="archives_fileplace_once")]
