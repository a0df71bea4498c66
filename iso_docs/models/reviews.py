"""A round of review: which text, by whom, until when; and Wagtail's task that points to the signatures."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Task, TaskState

from iso_docs.models.documents import ControlledDocument
from iso_docs.states import RoundOutcome
from office.models import Person, Signature, SignatureMeaning


class ReviewRoundQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def asks(self, person: Person) -> Self:
        """Rounds in which `person` has a part besides drafting."""
        return self.filter(
            Q(reviewer=person) | Q(approver=person) | Q(reviewer_stand_in=person) | Q(approver_stand_in=person)
        )


class ReviewRound(models.Model):
    """One submission. `content` is the canonical text that reviewer and approver are shown, and nothing else."""

    document = models.ForeignKey(ControlledDocument, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()  # dense per document
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    note = models.TextField(_("lời gửi người soát xét"), blank=True)
    reviewer = models.ForeignKey(
        Person, verbose_name=_("người soát xét"), on_delete=models.PROTECT, related_name="rounds_to_review"
    )
    approver = models.ForeignKey(
        Person, verbose_name=_("người phê duyệt"), on_delete=models.PROTECT, related_name="rounds_to_approve"
    )
    reviewer_stand_in = models.ForeignKey(
        Person, verbose_name=_("soát xét thay"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver_stand_in = models.ForeignKey(
        Person, verbose_name=_("phê duyệt thay"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_due_on = models.DateField(_("hạn soát xét"), null=True, blank=True)
    approval_due_on = models.DateField(_("hạn phê duyệt"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # NULL while open: the guard lets a column be filled once, and knows «not yet» by NULL.
    outcome = models.CharField(max_length=10, choices=RoundOutcome, null=True, blank=True)  # noqa: DJ001
    reason = models.TextField(_("lý do"), null=True, blank=True)  # noqa: DJ001

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt soát xét")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="iso_docs_round_number"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(closed_at__isnull=True), name="iso_docs_round_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=F("submitted_by")) & ~Q(approver=F("submitted_by")) & ~Q(approver=F("reviewer")),
                name="iso_docs_round_three_people",
            ),
            models.CheckConstraint(
                condition=(
                    Q(reviewer_stand_in__isnull=True)
                    | (~Q(reviewer_stand_in=F("submitted_by")) & ~Q(reviewer_stand_in=F("approver")))
                )
                & (
                    Q(approver_stand_in__isnull=True)
                    | (~Q(approver_stand_in=F("submitted_by")) & ~Q(approver_stand_in=F("reviewer")))
                )
                & (
                    Q(reviewer_stand_in__isnull=True)
                    | Q(approver_stand_in__isnull=True)
                    | ~Q(reviewer_stand_in=F("approver_stand_in"))
                ),
                name="iso_docs_round_stand_ins_differ",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome__isnull=True)
                | Q(closed_at__isnull=False, outcome__isnull=False),
                name="iso_docs_round_closed_says_how",
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True)
                | Q(outcome__in=[RoundOutcome.ISSUED, RoundOutcome.CHANGED])
                | (Q(reason__isnull=False) & ~Q(reason="")),
                name="iso_docs_round_returned_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.code}, đợt {self.number}"

    @property
    def key(self) -> str:
        """The occasion under which its signatures stand."""
        return f"iso_docs.round:{self.pk}"


class RoundAuthor(models.Model):
    """Everybody who saved a draft since the last issue, and the one who submitted: none of them signs for this round."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("người soạn")
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="iso_docs_roundauthor_once")]


class SignatureTaskState(TaskState):
    """Wagtail's state of the task only points to the signature; the signature is the record (ARCHITECTURE 15)."""

    signature = models.ForeignKey(Signature, null=True, on_delete=models.PROTECT, related_name="+")
    exclude_fields_in_copy = ["signature"]


class SignatureTask(Task):
    """A step of the one seeded workflow. Who acts stands in the `ReviewRound`; the admin offers no button, signing is a page of ours."""

    meaning = models.CharField(max_length=12, choices=SignatureMeaning)

    task_state_class = SignatureTaskState

    class Meta:
        verbose_name = _("ký soát xét, phê duyệt")

    def locked_for_user(self, obj, user) -> bool:
        return True

    def user_can_access_editor(self, obj, user) -> bool:
        return False

    def get_actions(self, obj, user) -> list[tuple[str, str, bool]]:
        return []

    @classmethod
    def get_description(cls) -> str:
        return str(_("Soát xét và phê duyệt bằng chữ ký gắn với đúng nội dung đã đọc."))
