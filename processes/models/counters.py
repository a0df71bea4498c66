"""Counters of the one-stop unit, and the fields each one receives."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import Dated, Unit
from processes.models.procedures import AdministrativeField


class Counter(Dated):
    """A counter («Quầy 2») of a one-stop unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters")
    name = models.CharField(_("tên quầy"), max_length=60)

    class Meta(Dated.Meta):
        verbose_name = _("quầy")
        ordering = ["unit", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "name", "valid_from"], name="processes_counter_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CounterField(Dated):
    """A counter receives a field. The same field may be received at several counters."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="fields")
    field = models.ForeignKey(AdministrativeField, on_delete=models.PROTECT, related_name="counters")

    class Meta(Dated.Meta):
        verbose_name = _("lĩnh vực của quầy")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["counter", "field", "valid_from"], name="processes_counterfield_once"),
        ]
