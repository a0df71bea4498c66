"""Intakes: who brought which files on one occasion, and what became of each."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.models.documents import ArchiveDocument
from archives.models.holdings import ArchiveFile, Fonds
from archives.states import IntakeOutcome, IntakeSource, SecretMark
from office.access import asker_of
from office.models import Confidentiality, Person, Role, Unit, User


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever brought the files, and the archivists. Names of refused files are nobody else's business."""
        asker = asker_of(user)
        if not asker.is_staff:
            return self.none()
        if asker.has_role(Role.ARCHIVIST):
            return self.all()
        return self.filter(taken_by=asker.person)


class Intake(models.Model):
    """One occasion of bringing files in, with the place and the scope of reading that all of them get."""

    source = models.CharField(max_length=10, choices=IntakeSource)
    unit = models.ForeignKey(Unit, verbose_name=_("đơn vị phụ trách"), on_delete=models.PROTECT, related_name="+")
    confidentiality = models.PositiveSmallIntegerField(_("phạm vi được xem"), choices=Confidentiality)
    fonds = models.ForeignKey(Fonds, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    archive_file = models.ForeignKey(ArchiveFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhận tệp")
        verbose_name_plural = _("lần nhận tệp")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(archive_file__isnull=True) | Q(fonds__isnull=True), name="archives_intake_one_place"
            ),
        ]


class IntakeLine(models.Model):
    """One file of an intake and its outcome. Append-only."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=10, choices=IntakeOutcome)
    reason = models.CharField(max_length=500, blank=True)  # in words for people
    document = models.ForeignKey(
        ArchiveDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="intake_lines"
    )
    # The other record with the same content, when whoever brought the file may see it.
    same_as = models.ForeignKey(ArchiveDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    page_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tệp trong lần nhận")
        verbose_name_plural = _("tệp trong lần nhận")
        ordering = ["intake", "position"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "position"], name="archives_intakeline_once"),
            models.CheckConstraint(
                condition=Q(outcome=IntakeOutcome.REFUSED, document__isnull=True) & ~Q(reason="")
                | ~Q(outcome=IntakeOutcome.REFUSED) & Q(document__isnull=False),
                name="archives_intakeline_refused_says_why",
            ),
        ]


class SecretStub(models.Model):
    """A paper with a mark of secrecy lies at this place; nothing else of it is written here. Append-only."""

    mark = models.CharField(_("độ mật"), max_length=15, choices=SecretMark)
    fonds = models.ForeignKey(Fonds, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    archive_file = models.ForeignKey(ArchiveFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("nơi để bản giấy"), max_length=200)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chỗ để tài liệu mật")
        verbose_name_plural = _("chỗ để tài liệu mật")
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(place=""), name="archives_secretstub_has_place"),
        ]
