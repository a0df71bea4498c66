"""Word files that were read and wait for somebody's look before they become drafts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iso_docs.models.documents import ControlledDocument
from office.models import Blob, Person


class WordImport(models.Model):
    """One file as it was recognised (iso_docs.word.recognised). The original lies in the content store and stays."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=255)
    recognised = models.JSONField()
    target = models.ForeignKey(  # whose draft it is meant to replace, when it is not a new document
        ControlledDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tệp Word đã đọc")
        ordering = ["-read_at"]

    def __str__(self) -> str:
        return self.file_name
