"""The content store's register: bytes known by their SHA-256, stored once, never altered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Blob(models.Model):
    """Stored bytes. File names, titles and rights belong to the rows of the rooms that point here (PROTECT)."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)  # decided by content, not by name
    stored_at = models.DateTimeField()
    # The bytes are gone by a destruction decision over all records that pointed here; the row stays as their trace.
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="office_blob_not_empty")]

    def __str__(self) -> str:
        return self.sha256[:12]
