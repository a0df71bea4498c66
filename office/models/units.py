"""Units of the State as they were and are: a tree in time. What was keeps its name as it was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models.base import Dated


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("tỉnh")
    CENTRAL_CITY = "central_city", _("thành phố trực thuộc trung ương")
    DISTRICT = "district", _("huyện")  # until 30/06/2025 (Law 72/2025/QH15), as the next three
    URBAN_DISTRICT = "urban_district", _("quận")
    DISTRICT_TOWN = "district_town", _("thị xã")
    PROVINCIAL_CITY = "provincial_city", _("thành phố thuộc tỉnh")
    TOWNSHIP = "township", _("thị trấn")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    SPECIAL_ZONE = "special_zone", _("đặc khu")
    LEADERSHIP = "leadership", _("lãnh đạo Ủy ban")
    OFFICE = "office", _("văn phòng")
    DIVISION = "division", _("phòng")
    CENTRE = "centre", _("trung tâm")
    ONE_STOP = "one_stop", _("bộ phận Một cửa")
    DEPARTMENT = "department", _("sở, ngành")
    OTHER = "other", _("đơn vị khác")


class Unit(Dated):
    """An authority or a part of one, under one name, from a day until a day. A renamed unit is a new row with a succession."""

    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên ngắn"), max_length=60, blank=True)
    symbol = models.CharField(_("ký hiệu trong số văn bản"), max_length=30, blank=True)  # «UBND», «VP»
    code = models.CharField(_("mã định danh"), max_length=40, blank=True)  # TT 10/2016 or QĐ 20/2020; verbatim
    kind = models.CharField(_("loại"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self", verbose_name=_("trực thuộc"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_agency = models.BooleanField(_("là cơ quan chủ quản hệ thống này"), default=False)
    basis = models.CharField(_("căn cứ"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        ordering = ["name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="office_unit_not_own_parent"),
            # One installation = one agency (ARCHITECTURE 17).
            models.UniqueConstraint(
                fields=["is_agency"],
                condition=Q(is_agency=True, valid_until__isnull=True),
                name="office_unit_one_agency",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SuccessionKind(models.TextChoices):
    MERGED = "merged", _("nhập")
    SPLIT = "split", _("chia, tách")
    RENAMED = "renamed", _("đổi tên")
    DISSOLVED = "dissolved", _("giải thể")


class UnitSuccession(models.Model):
    """What became of a unit. A dissolved unit may have no successor."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="successions_in")
    kind = models.CharField(_("hình thức"), max_length=12, choices=SuccessionKind)
    effective_on = models.DateField(_("có hiệu lực từ"))
    basis = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="office_succession_once"),
            models.CheckConstraint(
                condition=Q(successor__isnull=False) | Q(kind=SuccessionKind.DISSOLVED),
                name="office_succession_names_successor",
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("predecessor")), name="office_succession_other_unit"
            ),
        ]


class UnitSetting(Dated):
    """One dated setting of a unit, with its legal basis or reason. The greatest `valid_from` in force on a day counts."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="settings")
    key = models.CharField(max_length=80)
    value = models.JSONField()
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "key", "valid_from"], name="office_unitsetting_once_a_day"),
        ]
