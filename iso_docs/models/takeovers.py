"""A folder of papers in force on its way into the register: the files, what was read of them, the lines to confirm."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iso_docs.models.issues import DocumentIssue
from iso_docs.states import DocumentKind, TakeOverFileState
from office.access import asker_of
from office.models import Blob, Person, Role, Unit, User


class TakeOverQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser, on: datetime.date | None = None) -> Self:
        """Whoever may take over, the quality officer, sees what was brought in; nobody else does."""
        return self if asker_of(user, on).has_role(Role.QUALITY_OFFICER) else self.none()


class TakeOver(models.Model):
    """One folder, brought in at once."""

    name = models.CharField(_("tên"), max_length=200)
    owner_unit = models.ForeignKey(Unit, verbose_name=_("đơn vị phụ trách"), on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    objects = TakeOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt tiếp nhận")
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class TakeOverFile(models.Model):
    """One file of the folder and what was read of it. The bytes stay as they came."""

    takeover = models.ForeignKey(TakeOver, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên tệp"), max_length=255)
    state = models.CharField(max_length=10, choices=TakeOverFileState, default=TakeOverFileState.WAITING)
    reason = models.TextField(_("vì sao không đọc được"), blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    recognised = models.JSONField(null=True, blank=True)  # of a Word file: RecognisedFile
    pages = models.JSONField(null=True, blank=True)  # of a PDF or picture: the text of each page

    class Meta:
        verbose_name = _("tệp tiếp nhận")
        ordering = ["takeover", "position"]
        constraints = [
            models.UniqueConstraint(fields=["takeover", "position"], name="iso_docs_takeoverfile_position"),
            # The same bytes twice in a folder are one paper.
            models.UniqueConstraint(fields=["takeover", "blob"], name="iso_docs_takeoverfile_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TakeOverLine(models.Model):
    """One document proposed from the files, as the officer has put it right so far. Ends as an issue, or is left out."""

    takeover = models.ForeignKey(TakeOver, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    text_file = models.ForeignKey(
        TakeOverFile, null=True, blank=True, on_delete=models.PROTECT, related_name="lines_of_text"
    )
    number_in_file = models.PositiveIntegerField(default=0)
    scan_file = models.ForeignKey(
        TakeOverFile, null=True, blank=True, on_delete=models.PROTECT, related_name="lines_of_scan"
    )
    code = models.CharField(_("mã hiệu"), max_length=60, blank=True)
    title = models.CharField(_("tên tài liệu"), max_length=300, blank=True)
    kind = models.CharField(_("loại"), max_length=12, choices=DocumentKind, default=DocumentKind.PROCEDURE)
    field = models.CharField(_("lĩnh vực"), max_length=150, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)  # of others: the line adopts its text
    source_number = models.CharField(_("quyết định của cơ quan ban hành"), max_length=100, blank=True)
    issue_no = models.PositiveSmallIntegerField(_("lần ban hành"), null=True, blank=True)
    revision_no = models.PositiveSmallIntegerField(_("lần sửa đổi"), default=0)
    decided_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    effective_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    decision_number = models.CharField(_("quyết định"), max_length=100, blank=True)
    signers = models.JSONField(_("người ký"), default=list)  # [duty, name, post]
    owner_unit = models.ForeignKey(Unit, verbose_name=_("đơn vị phụ trách"), on_delete=models.PROTECT, related_name="+")
    doubts = models.JSONField(default=list)  # sentences about what was read
    is_left_out = models.BooleanField(_("không tiếp nhận"), default=False)
    issue = models.OneToOneField(
        DocumentIssue, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_over_by"
    )

    class Meta:
        verbose_name = _("dòng tiếp nhận")
        ordering = ["takeover", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text_file__isnull=False) | Q(scan_file__isnull=False), name="iso_docs_takeoverline_has_file"
            ),
            models.CheckConstraint(
                condition=Q(issue__isnull=True) | Q(is_left_out=False), name="iso_docs_takeoverline_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def file(self) -> TakeOverFile:
        """The file that shows the paper best."""
        found = self.scan_file or self.text_file
        assert found is not None
        return found
