"""What is legally in force: issues, frozen to the byte, and the facts that end them.

In force on day D is the issue with the greatest `effective_from` ≤ D, if it is not withdrawn by D: a question to a date, no
flag, no end column. A withdrawal revives nobody; an issue withdrawn before its first day never took effect.
"""

import datetime
import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from iso_docs.models.documents import ControlledDocument
from iso_docs.states import DocumentKind, IssueOrigin, PaperFileKind, SignerPart, TimeUnit
from office.access import AccessRule, VisibleQuerySet
from office.models import AccessControlled, Blob, Person, Post, Role


class DocumentIssueQuerySet(VisibleQuerySet):
    def in_force_on(self, on: datetime.date) -> Self:
        """The issue of each document that binds on `on`; at most one per document."""
        newer = (
            DocumentIssue.objects.filter(document=OuterRef("document"))
            .filter(effective_from__gt=OuterRef("effective_from"), effective_from__lte=on)
            .that_take_effect()
        )
        return (
            self.that_take_effect()
            .filter(effective_from__lte=on)
            .filter(~Exists(newer))
            .filter(Q(withdrawal__isnull=True) | Q(withdrawal__withdrawn_on__gt=on))
        )

    def that_take_effect(self) -> Self:
        """Without those withdrawn before their first day."""
        return self.filter(Q(withdrawal__isnull=True) | Q(withdrawal__withdrawn_on__gte=F("effective_from")))

    def to_come_after(self, on: datetime.date) -> Self:
        """Issued, binding from a day after `on`."""
        return self.that_take_effect().filter(effective_from__gt=on)


class DocumentIssue(AccessControlled):
    """One issue (lần ban hành). Every column but the two of access is frozen by guard."""

    document = models.ForeignKey(ControlledDocument, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()  # dense per document, in the order of issuing
    issue_no = models.PositiveSmallIntegerField(_("lần ban hành"))
    revision_no = models.PositiveSmallIntegerField(_("lần sửa đổi"), default=0)
    code = models.CharField(_("mã hiệu"), max_length=60)
    title = models.CharField(_("tên tài liệu"), max_length=300)
    kind = models.CharField(_("loại"), max_length=12, choices=DocumentKind)
    # The exact text whose SHA-256 every signer saw (office.canonical). Not JSONField: a database may reorder that.
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    effective_from = models.DateField(_("có hiệu lực từ"))
    issued_at = models.DateTimeField(_("ban hành lúc"))
    decision_number = models.CharField(_("quyết định ban hành"), max_length=100, blank=True)
    reading_due_on = models.DateField(_("hạn đọc"), null=True, blank=True)
    origin = models.CharField(_("bằng cách"), max_length=10, choices=IssueOrigin, default=IssueOrigin.ISSUED)
    # The next three are what somebody signed here; what was signed on paper claims none of it (`PaperBasis`).
    review = models.OneToOneField(
        "iso_docs.ReviewRound", null=True, blank=True, on_delete=models.PROTECT, related_name="issue"
    )
    # PROTECT keeps `purge_revisions` away (STACK 1).
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source_blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=255, blank=True)
    short_code = models.CharField(max_length=12, unique=True)  # of the public address that a printed QR leads to

    objects = DocumentIssueQuerySet.as_manager()
    access_rule = AccessRule(
        kind="iso_docs.documentissue",
        all_units=frozenset({Role.QUALITY_OFFICER, Role.INTERNAL_AUDITOR, Role.CHAIR, Role.VICE_CHAIR}),
        own_restricted=frozenset({Role.UNIT_HEAD, Role.DRAFTER}),
        all_restricted=frozenset({Role.QUALITY_OFFICER, Role.CHAIR}),
    )

    class Meta:
        verbose_name = _("lần ban hành")
        verbose_name_plural = _("lần ban hành")
        ordering = ["code", "number"]
        indexes = [models.Index(fields=["confidentiality", "owner_unit"], name="iso_docs_issue_access")]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="iso_docs_issue_number"),
            models.UniqueConstraint(fields=["document", "issue_no", "revision_no"], name="iso_docs_issue_counters"),
            # Serves «in force on a day», and makes its answer one.
            models.UniqueConstraint(fields=["document", "effective_from"], name="iso_docs_issue_one_a_day"),
            models.CheckConstraint(
                condition=~Q(approver=F("reviewer")) & ~Q(approver=F("submitted_by")) & ~Q(reviewer=F("submitted_by")),
                name="iso_docs_issue_three_people",
            ),
            models.CheckConstraint(condition=Q(issue_no__gte=1, number__gte=1), name="iso_docs_issue_from_one"),
            models.CheckConstraint(
                condition=Q(
                    origin=IssueOrigin.ISSUED, review__isnull=False, reviewer__isnull=False, approver__isnull=False
                )
                | Q(~Q(origin=IssueOrigin.ISSUED), review__isnull=True, reviewer__isnull=True, approver__isnull=True),
                name="iso_docs_issue_signed_or_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.version}"

    @property
    def version(self) -> str:
        """«lần ban hành 02» or «lần ban hành 02, sửa đổi 01»."""
        text = _("lần ban hành %(number)02d") % {"number": self.issue_no}
        if self.revision_no:
            text += ", " + _("sửa đổi %(number)02d") % {"number": self.revision_no}
        return text

    @cached_property
    def frozen(self) -> dict[str, Any]:
        """The content as data. The text in `content` is the record; this is its reading."""
        return json.loads(self.content)

    def get_absolute_url(self) -> str:
        return reverse("iso_docs:issue", args=[self.pk])


class IssueWithdrawal(models.Model):
    """A second fact: the issue binds no longer from `withdrawn_on` on. Never taken back."""

    issue = models.OneToOneField(DocumentIssue, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_on = models.DateField(_("hết hiệu lực từ"))
    reason = models.CharField(_("lý do"), max_length=500)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    post_name = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hủy hiệu lực")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="iso_docs_withdrawal_says_why")]


class IssueSigner(models.Model):
    """Who answers for an issue, as text. One person has one part: authors, reviewer and approver differ by this row's key."""

    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="signers")
    part = models.CharField(max_length=10, choices=SignerPart)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    post_name = models.CharField(max_length=150)
    unit_name = models.CharField(max_length=200)
    acted_for = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)  # what this person saw

    class Meta:
        verbose_name = _("người ký")
        ordering = ["issue", "signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "person"], name="iso_docs_signer_one_part"),
            models.UniqueConstraint(
                fields=["issue", "part"], condition=~Q(part=SignerPart.AUTHOR), name="iso_docs_signer_one_of_each"
            ),
        ]


class PaperBasis(models.Model):
    """What an issue without signatures of ours stands on: a text signed on paper, or a decision that adopts one of others."""

    issue = models.OneToOneField(DocumentIssue, on_delete=models.PROTECT, related_name="paper")
    decided_on = models.DateField(_("ngày ban hành trên giấy"))
    decided_by = models.CharField(_("người ký"), max_length=200, blank=True)
    source_number = models.CharField(_("quyết định của cơ quan ban hành"), max_length=100, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    post_name = models.CharField(max_length=150)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("căn cứ trên giấy")


class PaperSigner(models.Model):
    """A name in the sign-off block of the paper, as printed. No account, no signature of ours."""

    basis = models.ForeignKey(PaperBasis, on_delete=models.PROTECT, related_name="signers")
    position = models.PositiveSmallIntegerField()
    duty = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("người ký trên giấy")
        ordering = ["basis", "position"]
        constraints = [models.UniqueConstraint(fields=["basis", "position"], name="iso_docs_papersigner_position")]


class PaperFile(models.Model):
    """A picture of the paper: the signed text, or the decision. One found later is added, none is taken away."""

    basis = models.ForeignKey(PaperBasis, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PaperFileKind)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bản quét của giấy")
        ordering = ["basis", "position"]
        constraints = [models.UniqueConstraint(fields=["basis", "position"], name="iso_docs_paperfile_position")]


class IssueForm(models.Model):
    """A form as the issue names it: code, issue and hash, frozen."""

    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="forms")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    form_issue = models.ForeignKey(
        DocumentIssue, null=True, blank=True, on_delete=models.PROTECT, related_name="named_by"
    )
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("biểu mẫu của lần ban hành")
        ordering = ["issue", "position"]
        constraints = [models.UniqueConstraint(fields=["issue", "position"], name="iso_docs_issueform_position")]


class IssueCase(models.Model):
    """A case of the procedure and its committed limit: the committed limit stands here alone (ARCHITECTURE 3).

    `quantity` null: none is printed. `starts_from` empty: from receipt of a complete dossier.
    """

    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="cases")
    key = models.CharField(max_length=80)  # the same in every issue of the document
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=12, choices=TimeUnit, blank=True)
    starts_from = models.CharField(max_length=300, blank=True)
    as_printed = models.TextField(blank=True)

    class Meta:
        verbose_name = _("trường hợp")
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "key"], name="iso_docs_case_key"),
            models.UniqueConstraint(fields=["issue", "position"], name="iso_docs_case_position"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | (Q(quantity__gte=0) & ~Q(unit="")), name="iso_docs_case_has_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IssueStep(models.Model):
    """A step, frozen. `responsible` is the wording of the paper; `post` whom it was mapped to, `post_name` its name then."""

    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(
        max_length=40
    )  # the same in every issue of the document: histories group by it, not by position
    position = models.PositiveSmallIntegerField()  # from 1
    number = models.CharField(max_length=20, blank=True)  # as printed
    work = models.TextField()
    responsible = models.CharField(max_length=300, blank=True)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post_name = models.CharField(max_length=400, blank=True)
    result = models.CharField(max_length=500, blank=True)
    stage = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("bước")
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "key"], name="iso_docs_step_key"),
            models.UniqueConstraint(fields=["issue", "position"], name="iso_docs_step_position"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.position} {self.work[:60]}"


class IssueTimeGroup(models.Model):
    """The time of one or several consecutive steps together, in one case. Clocks, lateness and medians are per group.

    `quantity` null: the paper gives no number («trong giờ hành chính»). `starts_from` empty: when the group is reached.
    """

    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="time_groups")
    case = models.ForeignKey(IssueCase, on_delete=models.PROTECT, related_name="time_groups")
    first_step = models.ForeignKey(IssueStep, on_delete=models.PROTECT, related_name="+")
    last_step = models.ForeignKey(IssueStep, on_delete=models.PROTECT, related_name="+")
    first_position = models.PositiveSmallIntegerField()
    last_position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=161)  # case key : key of its first step
    quantity = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=12, choices=TimeUnit, blank=True)
    starts_from = models.CharField(max_length=300, blank=True)
    is_counted = models.BooleanField(default=True)  # False: «không tính vào thời gian giải quyết»
    as_printed = models.TextField(blank=True)

    class Meta:
        verbose_name = _("thời gian của nhóm bước")
        ordering = ["issue", "case", "first_position"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "key"], name="iso_docs_timegroup_key"),
            models.UniqueConstraint(fields=["case", "first_position"], name="iso_docs_timegroup_first"),
            models.CheckConstraint(
                condition=Q(last_position__gte=F("first_position")), name="iso_docs_timegroup_in_order"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | (Q(quantity__gte=0) & ~Q(unit="")),
                name="iso_docs_timegroup_has_unit",
            ),
        ]
