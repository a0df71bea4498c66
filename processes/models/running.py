"""What happens while a dossier runs: hand-overs, pauses, supplements, the one new date, and the time of each group of steps."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iso_docs.models import IssueTimeGroup
from office.models import Person, Unit
from processes.models.dossiers import Dossier
from processes.states import HoldRule, LimitUnit


class HandOver(models.Model):
    """The dossier passes from hand to hand: the giver says so, the receiver confirms or sends it back (Mẫu 05/06)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="hand_overs")
    number = models.PositiveSmallIntegerField()
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hand_overs_in")
    to_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("giao lúc"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    ends_group = models.BooleanField(_("đã xong nhóm bước"), default=True)  # accepted, the next group's time begins
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back_at = models.DateTimeField(_("trả lại lúc"), null=True, blank=True)
    sent_back_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back_reason = models.CharField(_("lý do trả lại"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bàn giao")
        ordering = ["dossier", "number"]
        indexes = [
            models.Index(
                fields=["to_unit", "given_at"],
                condition=Q(accepted_at=None, sent_back_at=None),
                name="processes_handover_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="processes_handover_once"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(accepted_at__isnull=True, sent_back_at__isnull=True),
                name="processes_handover_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="processes_handover_accepted_pair",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True, sent_back_by__isnull=True, sent_back_reason="")
                | (Q(sent_back_at__isnull=False, sent_back_by__isnull=False) & ~Q(sent_back_reason="")),
                name="processes_handover_sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(sent_back_at__isnull=True),
                name="processes_handover_accepted_or_sent_back",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.sent_back_at is None


class ClockPause(models.Model):
    """The clock stands still from a moment until a moment. Counted, limited, shown (RELIABILITY 19)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("lý do"), max_length=300)
    hold_rule = models.CharField(_("cách tính"), max_length=10, choices=HoldRule)
    began_at = models.DateTimeField(_("từ lúc"))
    ended_at = models.DateTimeField(_("đến lúc"), null=True, blank=True)
    began_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_before = models.DateTimeField(_("hẹn trả trước đó"))
    due_after = models.DateTimeField(_("hẹn trả sau đó"), null=True, blank=True)

    class Meta:
        verbose_name = _("tạm dừng tính giờ")
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="processes_clockpause_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at__isnull=True), name="processes_clockpause_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="processes_clockpause_ends_after",
            ),
            models.CheckConstraint(
                condition=Q(due_after__isnull=True) | Q(due_after__gte=F("due_before")),
                name="processes_clockpause_due_never_earlier",
            ),
        ]


class SupplementRequest(models.Model):
    """The applicant is asked once, completely and in writing for what is missing (Mẫu 02; NĐ 61 Art 19.4)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    pause = models.OneToOneField(ClockPause, on_delete=models.PROTECT, related_name="supplement")
    slip_number = models.CharField(_("số phiếu"), max_length=60)
    content = models.TextField(_("nội dung cần bổ sung"))  # one thing a line
    reason = models.CharField(_("lý do"), max_length=500)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    notified_how = models.CharField(_("đã báo bằng"), max_length=200)
    requested_at = models.DateTimeField(_("yêu cầu lúc"))
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(_("trả lời trước ngày"), null=True, blank=True)
    answered_at = models.DateTimeField(_("nhận đủ lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiếu yêu cầu bổ sung")
        ordering = ["dossier", "number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="processes_supplement_once")]


class Extension(models.Model):
    """Apology and one new date (Mẫu 04), signed at least a day before the promise ends (NĐ 61 Art 19.9). `due_original` stays."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField()
    slip_number = models.CharField(_("số phiếu"), max_length=60)
    reason = models.CharField(_("lý do"), max_length=500)
    due_before = models.DateTimeField(_("hẹn cũ"))
    due_after = models.DateTimeField(_("hẹn mới"))
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("ký lúc"))
    notified_how = models.CharField(_("đã báo bằng"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hẹn lại ngày trả")
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="processes_extension_once"),
            models.CheckConstraint(condition=Q(due_after__gt=F("due_before")), name="processes_extension_later"),
            models.CheckConstraint(condition=Q(signed_at__lt=F("due_before")), name="processes_extension_in_time"),
        ]


class StepProgress(models.Model):
    """When one group of steps began and ended on this dossier: lateness is charged by these facts, not by who holds it last.

    `key` survives re-import and new issues (ARCHITECTURE 3). A dossier sent back to an earlier group gets another row of
    the same key; its times add up. Without an issue there is one group: the whole.
    """

    WHOLE = "whole"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="progress")
    number = models.PositiveSmallIntegerField()
    group = models.ForeignKey(IssueTimeGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    name = models.CharField(_("nhóm bước"), max_length=500)
    limit = models.DecimalField(_("thời hạn"), max_digits=8, decimal_places=3, null=True, blank=True)
    limit_unit = models.CharField(_("đơn vị"), max_length=15, choices=LimitUnit, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(_("bắt đầu"))
    ended_at = models.DateTimeField(_("kết thúc"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tiến độ nhóm bước")
        ordering = ["dossier", "number"]
        indexes = [models.Index(fields=["key", "began_at"], name="processes_progress_key")]  # medians per group
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="processes_progress_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at__isnull=True), name="processes_progress_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="processes_progress_ends_after",
            ),
        ]
