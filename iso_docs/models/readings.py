"""Who must read an issue, and who did («Tôi đã đọc»)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iso_docs.models.documents import ControlledDocument
from iso_docs.models.issues import DocumentIssue
from office.models import Person, Role, Unit


class Distribution(models.Model):
    """The document concerns a unit, a role or a person, until it is ended."""

    document = models.ForeignKey(ControlledDocument, on_delete=models.PROTECT, related_name="distribution")
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("vai trò"), max_length=20, choices=Role, blank=True)
    person = models.ForeignKey(
        Person, verbose_name=_("cán bộ"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("nơi nhận")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, role="", person__isnull=True)
                | (Q(unit__isnull=True, person__isnull=True) & ~Q(role=""))
                | Q(unit__isnull=True, role="", person__isnull=False),
                name="iso_docs_distribution_to_one",
            ),
            models.UniqueConstraint(
                fields=["document", "unit"], condition=Q(ended_at=None, unit__isnull=False), name="iso_docs_dist_unit"
            ),
            models.UniqueConstraint(
                fields=["document", "role"], condition=Q(ended_at=None) & ~Q(role=""), name="iso_docs_dist_role"
            ),
            models.UniqueConstraint(
                fields=["document", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="iso_docs_dist_person",
            ),
        ]

    @property
    def to(self) -> str:
        """Who, in words."""
        return str(self.unit or self.person or Role(self.role).label)


class Reading(models.Model):
    """Somebody said they read and understood one issue. The name and post stay as they were."""

    issue = models.ForeignKey(DocumentIssue, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    post_name = models.CharField(max_length=150)
    content_hash = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lần đọc")
        constraints = [models.UniqueConstraint(fields=["issue", "person"], name="iso_docs_reading_once")]
