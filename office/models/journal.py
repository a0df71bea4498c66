"""The journal: one line per office act, chained by hash over the stored text of its body, append-only by guard."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalLine(models.Model):
    """One act. `body` is canonical JSON (number, time, act, who, subject, data); `hash` = SHA-256 of prev_hash + newline + body.

    The columns beside `body` repeat parts of it for finding; verify_journal compares them.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()  # the time of the act, as its caller said
    written_at = models.DateTimeField()  # the server's clock when the line was written: a back-dated act shows
    act = models.CharField(max_length=80)
    person_id = models.PositiveBigIntegerField(null=True, blank=True)  # no key: the trail outlives every table
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    body = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("dòng nhật ký")
        verbose_name_plural = _("dòng nhật ký")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "number"], name="office_journal_of_subject"),
            models.Index(fields=["person_id", "number"], name="office_journal_of_person"),
            models.Index(fields=["act", "number"], name="office_journal_of_act"),
        ]


class JournalHead(models.Model):
    """The end of the chain, one row. Locked as the last thing in each act, so writers wait here and nowhere else."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="office_journalhead_one_row")]


class PseudonymKey(models.Model):
    """Key under which one outsider appears in the journal. Erasing `key` erases the person; the chain still verifies."""

    subject_kind = models.CharField(max_length=80)
    subject_id = models.PositiveBigIntegerField()
    key = models.BinaryField(max_length=32, null=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="office_pseudonym_once"),
            models.CheckConstraint(
                condition=models.Q(key__isnull=False, erased_at__isnull=True)
                | models.Q(key__isnull=True, erased_at__isnull=False),
                name="office_pseudonym_erased_pair",
            ),
        ]
