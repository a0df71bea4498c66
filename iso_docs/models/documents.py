"""The desk: a controlled document as it is drafted. What is in force is `DocumentIssue`, never this row (ARCHITECTURE 1)."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from iso_docs.blocks import CaseBlock, RecordBlock, ReferenceBlock, SectionBlock, StepBlock
from iso_docs.locks import ReviewLock
from iso_docs.states import DocumentKind
from office.access import AccessRule, VisibleQuerySet, asker_of, exceptions_for
from office.models import AccessControlled, Blob, Post, Role, User
from office.refusals import WrongState

# Who drafts: the quality officer any document, a drafter and a head those of their own unit (DOMAIN 2.9).
DESK_ROLES_ALL = frozenset({Role.QUALITY_OFFICER})
DESK_ROLES_OWN = frozenset({Role.DRAFTER, Role.UNIT_HEAD})


class ControlledDocumentQuerySet(VisibleQuerySet):
    def visible_to(self, user: User | AnonymousUser, on=None) -> Self:
        """Desks the user may look at: those they may draft on, review or approve now, or that an exception names."""
        asker = asker_of(user, on)
        if not asker.is_staff or asker.person is None:
            return self.none()
        if asker.roles & DESK_ROLES_ALL:
            return self
        from iso_docs.models.reviews import ReviewRound  # framework loads early: reviews point at documents

        own = [unit for role, unit in asker.roles_in if role in DESK_ROLES_OWN]
        asked = ReviewRound.objects.open().asks(asker.person).filter(document=OuterRef("pk"))
        return self.filter(
            Q(owner_unit_id__in=own)
            | Exists(asked)
            | Q(pk__in=exceptions_for(asker, ControlledDocument).values("subject_id"))
        )

    def listed_for(self, user: User | AnonymousUser, on=None) -> Self:
        """Rows of the register: desks the user may see, and documents with an issue they may read."""
        from iso_docs.models.issues import DocumentIssue  # framework loads early: issues point at documents

        readable = DocumentIssue.objects.visible_to(user, on).filter(document=OuterRef("pk"))
        return self.filter(Q(pk__in=self.model.objects.visible_to(user, on).values("pk")) | Exists(readable))


class ControlledDocument(  # type: ignore[misc]
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, AccessControlled, ClusterableModel
):
    """A document the office maintains, on the desk. Known by issuer, field, code and title: codes of others repeat (PROCEDURES)."""

    issuer = models.CharField(
        gettext_lazy("cơ quan ban hành"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("để trống nếu cơ quan tự ban hành"),
    )
    field = models.CharField(gettext_lazy("lĩnh vực"), max_length=150, blank=True)
    code = models.CharField(gettext_lazy("mã hiệu"), max_length=60)
    title = models.CharField(gettext_lazy("tên tài liệu"), max_length=300)
    kind = models.CharField(gettext_lazy("loại"), max_length=12, choices=DocumentKind, default=DocumentKind.PROCEDURE)
    change_summary = models.TextField(
        gettext_lazy("nội dung sửa đổi so với lần trước"),
        blank=True,
        help_text=gettext_lazy("in vào bảng theo dõi sửa đổi"),
    )
    sections = StreamField([("section", SectionBlock())], verbose_name=gettext_lazy("các mục"), blank=True)
    cases = StreamField(
        [("case", CaseBlock())], verbose_name=gettext_lazy("trường hợp và thời hạn cam kết"), blank=True
    )
    steps = StreamField([("step", StepBlock())], verbose_name=gettext_lazy("các bước"), blank=True)
    references = StreamField(
        [("reference", ReferenceBlock())], verbose_name=gettext_lazy("tài liệu viện dẫn"), blank=True
    )
    records = StreamField([("record", RecordBlock())], verbose_name=gettext_lazy("hồ sơ phải lưu"), blank=True)
    difference_reason = models.TextField(
        gettext_lazy("lý do tổng thời gian khác thời hạn"),
        blank=True,
        help_text=gettext_lazy(
            "chỉ ghi khi tổng các bước khác thời hạn và được chấp nhận; đóng băng cùng lần ban hành"
        ),
    )
    source_blob = models.ForeignKey(
        Blob, verbose_name=gettext_lazy("tệp gốc"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_name = models.CharField(gettext_lazy("tên tệp gốc"), max_length=255, blank=True)

    # A draft is not live; the first issue makes it so.
    live = models.BooleanField(gettext_lazy("đã ban hành"), default=False, editable=False)

    objects = ControlledDocumentQuerySet.as_manager()
    access_rule = AccessRule(kind="iso_docs.controlleddocument", all_units=DESK_ROLES_ALL)

    class Meta:
        verbose_name = gettext_lazy("tài liệu")
        verbose_name_plural = gettext_lazy("tài liệu")
        ordering = ["code", "pk"]
        indexes = [models.Index(fields=["confidentiality", "owner_unit"], name="iso_docs_document_access")]
        constraints = [
            # Codes the office gives itself are unique; those of others are known with issuer, field and title.
            models.UniqueConstraint(fields=["code"], condition=Q(issuer=""), name="iso_docs_own_code"),
            models.UniqueConstraint(fields=["issuer", "field", "code", "title"], name="iso_docs_document_once"),
            # Wagtail's timetable locks the desk until it runs (STACK 1); ours is `effective_from` of the issue.
            models.CheckConstraint(
                condition=Q(go_live_at__isnull=True, expire_at__isnull=True), name="iso_docs_document_no_timetable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_lock(self):
        """The whole text is locked for everybody while a round of review is open, whoever they are (ARCHITECTURE 2)."""
        if self.pk and self.rounds.open().exists():
            return ReviewLock(self)
        return super().get_lock()

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any) -> Revision:
        """A new draft. Refused while somebody is reviewing; a revision that was reviewed or issued is never overwritten."""
        if self.rounds.open().exists():
            raise WrongState(
                _("Tài liệu đang được soát xét nên không sửa được."),
                kept=_("Bản đang soát xét giữ nguyên từng chữ."),
                next_step=_("Rút về hoặc trả lại người soạn rồi sửa."),
            )
        if overwrite_revision is not None and (
            self.rounds.filter(revision=overwrite_revision).exists()
            or self.issues.filter(revision=overwrite_revision).exists()
        ):
            overwrite_revision = None  # what somebody signed stays; the edit becomes a revision of its own
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any):
        """Only the issue of a revision makes it live; Wagtail's own ways to publish end here."""
        if not self.issues.filter(revision=revision).exists():
            raise WrongState(
                _("Tài liệu chỉ có hiệu lực qua soát xét, phê duyệt và ban hành."),
                kept=_("Dự thảo vẫn còn."),
                next_step=_("Gửi soát xét từ trang của tài liệu."),
            )
        kwargs["skip_permission_checks"] = True  # nobody holds Wagtail's publish right
        return super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any):
        raise WrongState(
            _("Tài liệu đã ban hành không gỡ xuống được."),
            next_step=_("Muốn dừng áp dụng thì hủy hiệu lực lần ban hành, có lý do."),
        )

    def delete(self, *args: Any, **kwargs: Any):
        raise WrongState(
            _("Tài liệu không xóa được."),
            next_step=_("Lần đã ban hành thì hủy hiệu lực; dự thảo thì để đó hoặc viết lại."),
        )

    def get_preview_template(self, request, mode_name):
        return "iso_docs/preview.html"

    def get_preview_context(self, request, mode_name):
        from iso_docs.content import frozen_content  # framework loads early: content reads the models
        from iso_docs.reading_page import page_of

        return super().get_preview_context(request, mode_name) | {"page": page_of(frozen_content(self))}


class DraftForm(Orderable):
    """A form that the draft names: either a controlled document of its own, or a file attached here."""

    # Rows of a draft come and go with each save: Wagtail's task that notes what they point to would look for rows that are gone.
    wagtail_reference_index_ignore = True

    document = ParentalKey(ControlledDocument, on_delete=models.CASCADE, related_name="forms")
    code = models.CharField(gettext_lazy("mã hiệu"), max_length=60, blank=True)
    title = models.CharField(gettext_lazy("tên biểu mẫu"), max_length=300)
    form_document = models.ForeignKey(
        ControlledDocument,
        verbose_name=gettext_lazy("biểu mẫu có kiểm soát"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="named_by",
        limit_choices_to={"kind": DocumentKind.FORM},
    )
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    file_name = models.CharField(gettext_lazy("tên tệp"), max_length=255, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("biểu mẫu")


class PrintedRole(models.Model):
    """A wording of a role as printed, mapped once to a post for all documents («CC TP-HT»)."""

    wording = models.CharField(gettext_lazy("như ghi trên giấy"), max_length=300, unique=True)
    post = models.ForeignKey(
        Post, verbose_name=gettext_lazy("vị trí"), on_delete=models.PROTECT, related_name="printed_roles"
    )

    class Meta:
        verbose_name = gettext_lazy("cách ghi trách nhiệm")

    def __str__(self) -> str:
        return f"{self.wording} → {self.post}"
