"""Number series: dense and locked, per key and period."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """The last number given out under `key` in `period` («2026», «261122»)."""

    key = models.CharField(max_length=80)
    period = models.CharField(max_length=20, blank=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("dãy số")
        verbose_name_plural = _("dãy số")
        constraints = [models.UniqueConstraint(fields=["key", "period"], name="office_numberseries_once")]
