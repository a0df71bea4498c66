"""Letters: templates with versions, and the frozen results."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.base import AboutSubject
from office.models.files import Blob
from office.models.people import Person


class LetterTemplate(models.Model):
    """A kind of paper the office issues, known by `key` («processes.receipt»)."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(_("tên"), max_length=200)


class LetterTemplateVersion(models.Model):
    """A Word template as it was uploaded and checked; the newest version is used."""

    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)  # names it asks for, found on upload
    uploaded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["template", "number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="office_letterversion_once")]


class Letter(AboutSubject):
    """One paper made from a template: the values it was made with and the bytes that came out, both frozen."""

    template_version = models.ForeignKey(LetterTemplateVersion, on_delete=models.PROTECT, related_name="letters")
    number_text = models.CharField(_("số"), max_length=60, blank=True)
    values = models.JSONField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("văn bản đã lập")
        verbose_name_plural = _("văn bản đã lập")
