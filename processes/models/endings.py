"""How a dossier ends: a result, a refusal, a stop, a withdrawal; and how the result reached its owner."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Blob, Person
from processes.models.dossiers import Dossier
from processes.states import Channel, DecisionKind, ResultKind


class DossierDecision(models.Model):
    """Why something else than the result was decided, in words the applicant gets on paper (Mẫu 03, 05 of 2025)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("quyết định"), max_length=20, choices=DecisionKind)
    slip_number = models.CharField(_("số phiếu"), max_length=60, blank=True)
    reason = models.CharField(_("lý do"), max_length=500)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("lúc"))
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("quyết định về hồ sơ")
        ordering = ["dossier", "decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="processes_decision_says_why"),
            models.UniqueConstraint(fields=["dossier", "kind", "decided_at"], name="processes_decision_once"),
        ]


class DossierResult(models.Model):
    """The result as signed. Finishing needs its file, or the reason why there is none (RELIABILITY 18)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kết quả"), max_length=10, choices=ResultKind)
    result_code = models.CharField(_("số, ký hiệu kết quả"), max_length=100, blank=True)
    signed_on = models.DateField(_("ngày ký"))
    signer_name = models.CharField(_("người ký"), max_length=200)  # as text: a signer needs no account here
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=200, blank=True)
    no_file_reason = models.CharField(_("lý do không có tệp"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("ghi lúc"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kết quả")
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="processes_result_once"),
            models.CheckConstraint(
                condition=(Q(blob__isnull=False) & Q(no_file_reason=""))
                | (Q(blob__isnull=True) & ~Q(no_file_reason="")),
                name="processes_result_file_or_reason",
            ),
        ]


class DossierReturn(models.Model):
    """The result in the hands of its owner: who took it, how, and what proves it (NĐ 61 Art 20)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="giving")
    channel = models.CharField(_("cách trả"), max_length=10, choices=Channel)
    receiver_name = models.CharField(_("người nhận"), max_length=200)
    receiver_is_applicant = models.BooleanField(_("là người nộp"), default=True)
    proof = models.CharField(_("bằng chứng"), max_length=300)  # «đã ký sổ», a postal number, a power of attorney
    originals_returned = models.BooleanField(_("đã trả lại bản chính"), default=False)
    returned_at = models.DateTimeField(_("trả lúc"))
    returned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("trả kết quả")
        constraints = [
            models.CheckConstraint(condition=~Q(receiver_name="") & ~Q(proof=""), name="processes_return_is_proven")
        ]
