"""Administrative procedures (thủ tục hành chính): what the law lets people ask for, in versions with dates.

The legal limit stands here and nowhere else (ARCHITECTURE 3). Every number of a rule is a column with its basis.
"""

import datetime
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iso_docs.models import ControlledDocument
from office.models import Dated, Unit
from office.models.base import DatedQuerySet
from processes.states import Channel, CutoffEffect, FormRegime, HoldRule, LimitUnit, PaperKind

# National code, optionally followed by the agency's (DOMAIN 3.4). Kept verbatim; nothing is read out of its parts.
PROCEDURE_CODE = r"^[1-3]\.\d{6}(?:\.(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2})?$"


class ProcedureLevel(models.TextChoices):
    CENTRAL = "central", _("trung ương")
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")  # until 30/06/2025
    COMMUNE = "commune", _("cấp xã")


class AdministrativeField(models.Model):
    """A field (lĩnh vực) of administrative procedures: «Hộ tịch», «Đất đai»."""

    code = models.CharField(_("mã lĩnh vực"), max_length=30, unique=True)  # verbatim, as issued centrally
    name = models.CharField(_("tên lĩnh vực"), max_length=150)

    class Meta:
        verbose_name = _("lĩnh vực")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AdministrativeProcedureQuerySet(models.QuerySet):
    def in_force_on(self, on: datetime.date) -> Self:
        """Procedures that have a version in force on the day."""
        return self.filter(
            Q(versions__valid_until__isnull=True) | Q(versions__valid_until__gte=on), versions__valid_from__lte=on
        ).distinct()


class AdministrativeProcedure(models.Model):
    """One administrative procedure at one level. The same national code may be carried out at several levels."""

    code = models.CharField(_("mã thủ tục"), max_length=40, validators=[RegexValidator(PROCEDURE_CODE)])
    name = models.CharField(_("tên thủ tục"), max_length=500)
    field = models.ForeignKey(
        AdministrativeField, verbose_name=_("lĩnh vực"), on_delete=models.PROTECT, related_name="procedures"
    )
    level = models.CharField(_("cấp thực hiện"), max_length=10, choices=ProcedureLevel, default=ProcedureLevel.COMMUNE)
    documents: models.ManyToManyField = models.ManyToManyField(
        ControlledDocument, through="ProcedureDocument", related_name="administrative_procedures"
    )

    objects = AdministrativeProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("thủ tục hành chính")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["code", "level"], name="processes_procedure_once_a_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureDocument(Dated):
    """A controlled document describes how this procedure is carried out. Similar procedures share one document (TT 26/2014)."""

    procedure = models.ForeignKey(AdministrativeProcedure, on_delete=models.PROTECT, related_name="document_links")
    document = models.ForeignKey(ControlledDocument, on_delete=models.PROTECT, related_name="procedure_links")
    position = models.PositiveSmallIntegerField(default=1)  # the first one in force on the day is followed

    class Meta(Dated.Meta):
        verbose_name = _("quy trình của thủ tục")
        ordering = ["procedure", "position"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["procedure", "document", "valid_from"], name="processes_proceduredocument_once"
            ),
        ]


class AnnouncementKind(models.TextChoices):
    NEW = "new", _("mới ban hành")
    AMENDED = "amended", _("sửa đổi, bổ sung")
    REPLACED = "replaced", _("thay thế")
    ABOLISHED = "abolished", _("bãi bỏ")


class AdministrativeProcedureVersionQuerySet(DatedQuerySet):
    def of_day(self, on: datetime.date) -> Self:
        """Versions in force on the day, the newest first."""
        return self.valid_on(on).order_by("-valid_from")


class AdministrativeProcedureVersion(Dated):
    """The procedure as announced, from a day until a day: the rules of its clock and its forms. A dossier pins one."""

    procedure = models.ForeignKey(AdministrativeProcedure, on_delete=models.PROTECT, related_name="versions")
    decision_number = models.CharField(_("số quyết định công bố"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    decision_issuer = models.CharField(_("cơ quan công bố"), max_length=200)
    announcement = models.CharField(
        _("hình thức công bố"), max_length=10, choices=AnnouncementKind, default=AnnouncementKind.NEW
    )
    handling_unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị giải quyết"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hold_rule = models.CharField(_("khi chờ bổ sung"), max_length=10, choices=HoldRule, default=HoldRule.RESTART)
    hold_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    max_supplements = models.PositiveSmallIntegerField(_("số lần bổ sung tối đa"), default=1)
    supplement_notice_days = models.PositiveSmallIntegerField(
        _("số ngày làm việc được yêu cầu bổ sung"), default=3, help_text=_("Kể từ ngày tiếp nhận.")
    )
    max_extensions = models.PositiveSmallIntegerField(_("số lần hẹn lại tối đa"), default=1)
    extension_notice_days = models.PositiveSmallIntegerField(
        _("hẹn lại trước hạn ít nhất (ngày)"), default=1, help_text=_("Mẫu 04 ký trước ngày hết hạn.")
    )
    cutoff_time = models.TimeField(_("giờ chốt nhận"), default=datetime.time(15, 0))
    cutoff_effect = models.CharField(
        _("nhận sau giờ chốt thì"), max_length=20, choices=CutoffEffect, default=CutoffEffect.TRANSFER_ONLY
    )
    form_regime = models.CharField(_("bộ mẫu"), max_length=12, choices=FormRegime, default=FormRegime.TT03_2025)
    is_immediate = models.BooleanField(_("trả kết quả ngay"), default=False)
    sets = models.PositiveSmallIntegerField(_("số bộ hồ sơ"), default=1)
    basis = models.CharField(_("căn cứ pháp lý"), max_length=500, blank=True)

    objects = AdministrativeProcedureVersionQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("phiên bản thủ tục")
        ordering = ["procedure", "-valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["procedure", "valid_from"], name="processes_procedureversion_once_a_day"),
            # Giving a result on the next day instead of today has a meaning for same-day procedures alone.
            models.CheckConstraint(
                condition=~Q(cutoff_effect=CutoffEffect.RESULT_NEXT_DAY) | Q(is_immediate=True),
                name="processes_procedureversion_next_day_is_immediate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} ({self.decision_number})"


class AdministrativeProcedureCase(models.Model):
    """A case (trường hợp) of a version with a limit of its own: «không phải xác minh», «có xác minh»."""

    version = models.ForeignKey(AdministrativeProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    key = models.SlugField(_("khóa"), max_length=60)
    name = models.CharField(_("trường hợp"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    limit = models.DecimalField(_("thời hạn"), max_digits=6, decimal_places=2)
    limit_unit = models.CharField(_("đơn vị"), max_length=15, choices=LimitUnit)
    issue_case_key = models.CharField(
        _("trường hợp trong quy trình"),
        max_length=120,
        blank=True,
        help_text=_("Khóa của trường hợp tương ứng trong quy trình ISO, khi hai bên đặt tên khác nhau."),
    )
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("trường hợp của thủ tục")
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="processes_procedurecase_once"),
            models.CheckConstraint(condition=Q(limit__gte=0), name="processes_procedurecase_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("mọi trường hợp"))


class ProcedurePaper(models.Model):
    """One paper that a case asks for."""

    case = models.ForeignKey(AdministrativeProcedureCase, on_delete=models.PROTECT, related_name="papers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("giấy tờ"), max_length=500)
    kind = models.CharField(_("loại bản"), max_length=12, choices=PaperKind, default=PaperKind.ORIGINAL)
    count = models.PositiveSmallIntegerField(_("số bản"), default=1)
    condition = models.CharField(_("chỉ khi"), max_length=200, blank=True)  # empty: always
    form_code = models.CharField(_("mẫu"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("thành phần hồ sơ")
        ordering = ["case", "position"]
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="processes_procedurepaper_once")]

    def __str__(self) -> str:
        return self.name


class FeeKind(models.TextChoices):
    """Two things in the law (Luật Phí và lệ phí), never one number."""

    FEE = "fee", _("phí")
    CHARGE = "charge", _("lệ phí")


class ProcedureFee(models.Model):
    """What is paid: per kind, case and channel, with its basis. No row means no fee is set; 0 đồng is a row."""

    version = models.ForeignKey(AdministrativeProcedureVersion, on_delete=models.PROTECT, related_name="fees")
    case = models.ForeignKey(
        AdministrativeProcedureCase, null=True, blank=True, on_delete=models.PROTECT, related_name="fees"
    )
    kind = models.CharField(_("loại"), max_length=10, choices=FeeKind)
    name = models.CharField(_("khoản thu"), max_length=200)
    amount = models.PositiveBigIntegerField(_("mức thu (đồng)"))
    channel = models.CharField(_("khi nộp"), max_length=10, choices=Channel, blank=True)  # empty: any channel
    basis = models.CharField(_("căn cứ"), max_length=300)
    exemption = models.CharField(_("miễn, giảm"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("phí, lệ phí")
        ordering = ["version", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("version"),
                F("kind"),
                F("name"),
                models.functions.Coalesce("case", 0),
                F("channel"),
                name="processes_procedurefee_once",
            )
        ]
