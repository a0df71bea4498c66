"""How late dossiers gather into nonconformities: numbers that an office sets, dated and with their basis."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Dated


class GatheringPolicy(Dated):
    """Breaches of one procedure and group of steps within `window_days` of the first are one nonconformity.

    The policy in force on the day of the first breach opens its window; a later policy changes no window that is open.
    """

    window_days = models.PositiveSmallIntegerField(_("gom trong (ngày)"))
    decision_days = models.PositiveSmallIntegerField(_("quyết định trong (ngày làm việc)"))
    basis = models.CharField(_("căn cứ"), max_length=300)

    class Meta(Dated.Meta):
        verbose_name = _("quy tắc gom hồ sơ trễ")
        verbose_name_plural = _("quy tắc gom hồ sơ trễ")
        ordering = ["valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["valid_from"], name="audits_gatheringpolicy_once"),
            models.CheckConstraint(condition=Q(window_days__gte=1), name="audits_gatheringpolicy_window"),
            models.CheckConstraint(condition=~Q(basis=""), name="audits_gatheringpolicy_has_basis"),
        ]
