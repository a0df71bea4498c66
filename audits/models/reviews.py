"""Management review (9.3): the agenda with what stood behind it, frozen; the minutes; the decisions with their owner and day."""

from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audits.states import ReviewDecisionKind, ReviewInput, ReviewStage
from office.access import AccessRule, VisibleQuerySet
from office.models import AccessControlled, Person, Role, Signature


class ManagementReviewQuerySet(VisibleQuerySet):
    def with_stage(self) -> Self:
        """The same rows with `stage`, told from what was written about them."""
        return self.annotate(
            stage=Case(
                When(Exists(signatures_of_reviews().filter(subject_id=OuterRef("pk"))), then=Value(ReviewStage.CONCLUDED)),
                When(Exists(ReviewMinutes.objects.filter(review=OuterRef("pk"))), then=Value(ReviewStage.HELD)),
                When(Exists(ReviewPack.objects.filter(review=OuterRef("pk"))), then=Value(ReviewStage.READY)),
                default=Value(ReviewStage.PREPARING),
                output_field=CharField(),
            )
        )  # fmt: skip

    def concluded(self) -> Self:
        return self.filter(pk__in=signatures_of_reviews().values("subject_id"))


def signatures_of_reviews() -> models.QuerySet[Signature]:
    """Signatures that conclude a review, those that were voided left out."""
    kind = ContentType.objects.get_for_model(ManagementReview)
    return Signature.objects.filter(subject_type=kind, voiding__isnull=True)


class ManagementReview(AccessControlled):
    """One review («XX-26-01») of a period. Everything said in it is added beside it."""

    access_rule = AccessRule(
        kind="audits.managementreview",
        # Who leads, who answers for the quality system, and the heads who sit at the table.
        all_units=frozenset(
            {
                Role.QUALITY_OFFICER,
                Role.INTERNAL_AUDITOR,
                Role.STEERING_BOARD,
                Role.CHAIR,
                Role.VICE_CHAIR,
                Role.CHIEF_OF_OFFICE,
                Role.UNIT_HEAD,
            }
        ),
        all_restricted=frozenset({Role.QUALITY_OFFICER, Role.CHAIR}),
    )

    number = models.CharField(_("số"), max_length=20, unique=True)
    period_first = models.DateField(_("kỳ xem xét từ ngày"))
    period_last = models.DateField(_("đến hết ngày"))
    meets_on = models.DateField(_("ngày họp dự kiến"))
    chaired_by = models.ForeignKey(Person, verbose_name=_("chủ trì"), on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("mở lúc"))
    opened_by = models.ForeignKey(Person, verbose_name=_("người chuẩn bị"), on_delete=models.PROTECT, related_name="+")

    objects = ManagementReviewQuerySet.as_manager()

    class Meta(AccessControlled.Meta):
        verbose_name = _("xem xét của lãnh đạo")
        verbose_name_plural = _("xem xét của lãnh đạo")
        ordering = ["-period_last", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_last__gte=F("period_first")), name="audits_managementreview_period"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("audits:review", args=[self.number])


class ReviewNote(models.Model):
    """What somebody wrote to one input: what no table knows, or what the figures mean. The last one counts; all stay."""

    review = models.ForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="notes")
    input = models.CharField(_("đầu vào"), max_length=2, choices=ReviewInput)
    text = models.TextField(_("nội dung"), max_length=5000)
    written_at = models.DateTimeField(_("ghi lúc"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("nội dung đầu vào")
        verbose_name_plural = _("nội dung đầu vào")
        ordering = ["pk"]


class ReviewPack(models.Model):
    """The inputs as they stood, frozen with every list behind a number. Gathered again before the meeting it is a further row."""

    review = models.ForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField(_("lần chốt"))
    inputs = models.JSONField(_("đầu vào"))
    inputs_hash = models.CharField(max_length=64)  # SHA-256 of their canonical JSON
    frozen_at = models.DateTimeField(_("chốt lúc"))
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("hồ sơ xem xét")
        verbose_name_plural = _("hồ sơ xem xét")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="audits_reviewpack_once")]


class ReviewMinutes(models.Model):
    """What was said in the meeting, over the pack that lay on the table. Corrected before it is signed, it is a further row."""

    review = models.ForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="minutes")
    pack = models.ForeignKey(ReviewPack, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("họp ngày"))
    place = models.CharField(_("địa điểm"), max_length=200)
    present = models.TextField(_("thành phần"), max_length=3000)
    opinions = models.TextField(_("ý kiến"), max_length=10000)
    conclusion = models.TextField(_("kết luận chung"), max_length=5000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, verbose_name=_("thư ký"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("biên bản xem xét")
        verbose_name_plural = _("biên bản xem xét")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="audits_reviewminutes_once"),
            models.CheckConstraint(condition=~Q(present="") & ~Q(conclusion=""), name="audits_reviewminutes_whole"),
        ]


class ReviewDecision(models.Model):
    """One decision (9.3.3): what, who, until when. Owed from the signature on; before it may be struck, never rubbed out."""

    review = models.ForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    kind = models.CharField(_("loại"), max_length=12, choices=ReviewDecisionKind)
    what = models.CharField(_("nội dung"), max_length=500)
    owner = models.ForeignKey(Person, verbose_name=_("người thực hiện"), on_delete=models.PROTECT, related_name="+")
    due_first = models.DateField(_("hạn đầu"))
    due_on = models.DateField(_("hạn"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(_("xong ngày"), null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("kết quả"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("kết luận của lãnh đạo")
        verbose_name_plural = _("kết luận của lãnh đạo")
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(done_on=None, struck_at=None), name="audits_reviewdecision_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="audits_reviewdecision_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("due_first")), name="audits_reviewdecision_due"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, outcome="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(outcome="")),
                name="audits_reviewdecision_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True)
                | Q(struck_at__isnull=False, struck_by__isnull=False, done_on__isnull=True),
                name="audits_reviewdecision_struck_or_done",
            ),
        ]  # fmt: skip


class ReviewDecisionMove(models.Model):
    """The day of a decision was moved: from when to when, why, by whom."""

    decision = models.ForeignKey(ReviewDecision, on_delete=models.PROTECT, related_name="moves")
    due_before = models.DateField(_("hạn cũ"))
    due_after = models.DateField(_("hạn mới"))
    reason = models.CharField(_("lý do"), max_length=500)
    moved_at = models.DateTimeField(_("dời lúc"))
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("dời hạn kết luận")
        verbose_name_plural = _("dời hạn kết luận")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_after__gt=F("due_before")), name="audits_reviewmove_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="audits_reviewmove_says_why"),
        ]
