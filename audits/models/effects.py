"""Did it help: the figure before and after, frozen with the lists it was counted from, and what a person concluded."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audits.models.nonconformities import Nonconformity
from audits.states import Effect
from office.models import Person


class EffectCheck(models.Model):
    """One measurement, frozen. The conclusion is a second fact.

    A case that gathers late dossiers is measured: `figures` holds both periods and every dossier counted, `proposal` what
    the numbers say. Any other case is looked at: `figures` is empty and `seen` says what was looked at.
    """

    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.PROTECT, related_name="effect_checks")
    number = models.PositiveSmallIntegerField(_("lần đánh giá"))
    figures = models.JSONField(_("số đo"), default=dict)
    figures_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of their canonical JSON
    proposal = models.CharField(_("số nói"), max_length=15, choices=Effect, blank=True)
    seen = models.CharField(_("đã xem gì, thấy gì"), max_length=500, blank=True)
    measured_at = models.DateTimeField(_("đo lúc"))
    measured_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("đánh giá hiệu lực")
        verbose_name_plural = _("đánh giá hiệu lực")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["nonconformity", "number"], name="audits_effectcheck_once"),
            models.CheckConstraint(
                condition=(~Q(figures_hash="") & ~Q(proposal="")) | (Q(figures_hash="", proposal="") & ~Q(seen="")),
                name="audits_effectcheck_measured_or_seen",
            ),
        ]


class EffectConclusion(models.Model):
    """What a person concluded from a measurement; once. Against what the numbers say one may conclude, with a reason."""

    check_made = models.OneToOneField(EffectCheck, on_delete=models.PROTECT, related_name="conclusion")
    proposal = models.CharField(max_length=15, choices=Effect, blank=True)  # as on the measurement: for the CHECK
    verdict = models.CharField(_("kết luận"), max_length=15, choices=Effect)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    again_on = models.DateField(_("đo lại ngày"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("kết luận lúc"))
    concluded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kết luận về hiệu lực")
        verbose_name_plural = _("kết luận về hiệu lực")
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal="") | Q(verdict=F("proposal")) | ~Q(reason=""), name="audits_conclusion_says_why"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Effect.NOT_ENOUGH, again_on__isnull=False)
                | (~Q(verdict=Effect.NOT_ENOUGH) & Q(again_on__isnull=True)),
                name="audits_conclusion_again",
            ),
        ]
