"""Documents of others that the office works by: laws, decisions, standards. What happened to one is a fact of its own."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iso_docs.states import ExternalChangeKind, ExternalKind, ExternalState
from office.access import asker_of
from office.models import Person, Unit, User

ENDING = (ExternalChangeKind.REPLACED, ExternalChangeKind.ENDED)


class ExternalDocumentQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser, on: datetime.date | None = None) -> Self:
        """Law is public: every member of staff sees the whole list; who holds no post sees nothing."""
        return self if asker_of(user, on).is_staff else self.none()

    def in_state(self, state: str, on: datetime.date) -> Self:
        changes = ExternalDocumentChange.objects.filter(document=OuterRef("pk"), effective_on__lte=on)
        ended, amended = (
            Exists(changes.filter(kind__in=ENDING)),
            Exists(changes.filter(kind=ExternalChangeKind.AMENDED)),
        )
        to_come = Q(effective_from__gt=on)
        match state:
            case ExternalState.ENDED:
                return self.filter(ended)
            case ExternalState.TO_COME:
                return self.filter(~ended, to_come)
            case ExternalState.AMENDED:
                return self.filter(~ended, ~to_come, amended)
            case ExternalState.IN_FORCE:
                return self.filter(~ended, ~to_come, ~amended)
        return self


class ExternalDocument(models.Model):
    """A line of «Danh mục tài liệu bên ngoài». Its state is computed from its changes and a day."""

    number = models.CharField(_("số, ký hiệu"), max_length=100)
    title = models.CharField(_("tên, trích yếu"), max_length=500)
    kind = models.CharField(_("phân loại"), max_length=10, choices=ExternalKind, default=ExternalKind.LAW)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    effective_from = models.DateField(_("ngày hiệu lực"), null=True, blank=True)
    tracked_by = models.ForeignKey(
        Unit, verbose_name=_("đơn vị theo dõi"), on_delete=models.PROTECT, related_name="external_documents"
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = ExternalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tài liệu bên ngoài")
        verbose_name_plural = _("tài liệu bên ngoài")
        ordering = ["number", "pk"]
        constraints = [
            # The same number of another issuer is another text («01/2024/QĐ-UBND» of two provinces).
            models.UniqueConstraint(fields=["number", "issuer"], name="iso_docs_external_once"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(title=""), name="iso_docs_external_named"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("iso_docs:external_document", args=[self.pk])


class ExternalDocumentChange(models.Model):
    """What became of an external document from a day on. Written once; a mistake is put right by a later line."""

    document = models.ForeignKey(ExternalDocument, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("việc"), max_length=10, choices=ExternalChangeKind)
    by_document = models.ForeignKey(
        ExternalDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="changes_made"
    )
    effective_on = models.DateField(_("từ ngày"))
    note = models.CharField(_("nội dung"), max_length=500, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("thay đổi của tài liệu bên ngoài")
        ordering = ["document", "effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ExternalChangeKind.REPLACED) | Q(by_document__isnull=False),
                name="iso_docs_external_replaced_by",
            ),
            models.CheckConstraint(
                condition=Q(by_document__isnull=True) | ~Q(by_document=models.F("document")),
                name="iso_docs_external_by_another",
            ),
        ]


class ExternalDocumentCheck(models.Model):
    """Somebody looked whether the text still holds (lần rà soát)."""

    document = models.ForeignKey(ExternalDocument, on_delete=models.PROTECT, related_name="checks")
    checked_on = models.DateField(_("ngày rà soát"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("kết quả"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("lần rà soát tài liệu bên ngoài")
        ordering = ["document", "-checked_on", "-pk"]
