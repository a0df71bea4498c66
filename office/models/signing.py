"""Signatures: who saw which bytes, in which post, meaning what, when. And the facts that void them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.base import AboutSubject
from office.models.people import Person


class SignatureMeaning(models.TextChoices):
    DRAFTED = "drafted", _("Soạn thảo")
    REVIEWED = "reviewed", _("Soát xét")
    APPROVED = "approved", _("Phê duyệt")
    CONFIRMED = "confirmed", _("Xác nhận")


class Signature(AboutSubject):
    """An approval bound to what was read. `content_hash` is the SHA-256 of the canonical bytes shown when it was given."""

    round_key = models.CharField(max_length=60, blank=True)  # the occasion: one person signs once per meaning in it
    content_hash = models.CharField(max_length=64)
    meaning = models.CharField(max_length=12, choices=SignatureMeaning)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    person_name = models.CharField(max_length=120)
    post_name = models.CharField(max_length=150)  # as it was when signing
    unit_name = models.CharField(max_length=200)
    acted_for = models.CharField(max_length=150, blank=True)  # the absent person, when a substitute signs
    reauthenticated_by = models.CharField(max_length=20)  # «password»
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chữ ký")
        verbose_name_plural = _("chữ ký")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="office_signature_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "round_key", "meaning", "content_hash"],
                name="office_signature_once_per_meaning",
            ),
        ]


class SignatureVoiding(models.Model):
    """A second fact: the signature no longer counts, because the text was changed or returned. The row itself stays."""

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="voiding")
    reason = models.CharField(max_length=300)
    voided_at = models.DateTimeField()
    voided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
