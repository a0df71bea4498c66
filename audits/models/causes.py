"""Why it happened: the chain of «vì sao», and the bones of the fishbone, as text. The drawing is made from these rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models.nonconformities import Nonconformity
from audits.states import CauseBranch
from office.models import Person


class Cause(models.Model):
    """One answer to «vì sao», or one cause on a bone. A wrong one is struck out, not rubbed out."""

    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.PROTECT, related_name="causes")
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    branch = models.CharField(_("nhánh"), max_length=12, choices=CauseBranch)
    text = models.CharField(_("nguyên nhân"), max_length=500)
    is_root = models.BooleanField(_("nguyên nhân gốc"), default=False)
    noted_at = models.DateTimeField(_("ghi lúc"))
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(_("gạch lúc"), null=True, blank=True)
    struck_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("nguyên nhân")
        verbose_name_plural = _("nguyên nhân")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["nonconformity", "number"], name="audits_cause_once"),
            models.CheckConstraint(condition=~Q(text=""), name="audits_cause_says_what"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="audits_cause_struck_pair",
            ),
        ]
