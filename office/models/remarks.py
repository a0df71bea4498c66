"""Remarks: what somebody said about a passage, anchored by block and quoted words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.base import AboutSubject
from office.models.people import Person


class Remark(AboutSubject):
    """Stays when the text moves on: the quoted words show what it was about."""

    block_key = models.CharField(max_length=80, blank=True)
    quote = models.TextField(_("trích"), blank=True)
    text = models.TextField(_("nhận xét"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="remarks")
    made_at = models.DateTimeField()
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("nhận xét")
        verbose_name_plural = _("nhận xét")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="office_remark_settled_pair",
            ),
        ]
