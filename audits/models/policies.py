"""How late dossiers gather into nonconformities and what follows: numbers that an office sets, dated and with their basis."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Dated


class GatheringPolicy(Dated):
    """Breaches of one procedure and group of steps within `window_days` of the first are one nonconformity.

    The policy in force on the day of the first breach opens its window; a later policy changes no window that is open.
    The same row says when the gathered lateness calls for corrective action (as a proposal, or decided by rule), how grave
    it is, and when and against which wish the effect is measured.
    """

    window_days = models.PositiveSmallIntegerField(_("gom trong (ngày)"))
    decision_days = models.PositiveSmallIntegerField(_("quyết định trong (ngày làm việc)"))
    action_from_count = models.PositiveSmallIntegerField(_("cần khắc phục từ (hồ sơ trễ)"), default=3)
    action_from_percent = models.PositiveSmallIntegerField(_("hoặc từ (% hồ sơ đến hạn)"), default=20)
    action_from_days = models.PositiveSmallIntegerField(_("hoặc một hồ sơ trễ từ (ngày làm việc)"), default=10)
    major_from_percent = models.PositiveSmallIntegerField(_("mức nặng từ (% hồ sơ đến hạn)"), default=20)
    decides = models.BooleanField(_("máy ghi quyết định theo quy tắc"), default=False)
    effect_after_days = models.PositiveSmallIntegerField(_("đo hiệu lực sau (ngày)"), default=60)
    effect_wanted_percent = models.PositiveSmallIntegerField(_("mức giảm mong muốn (%)"), default=50)
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
            models.CheckConstraint(
                condition=Q(
                    action_from_count__gte=1,
                    action_from_percent__range=(1, 100),
                    action_from_days__gte=1,
                    major_from_percent__range=(1, 100),
                    effect_after_days__gte=1,
                    effect_wanted_percent__range=(1, 100),
                ),
                name="audits_gatheringpolicy_follows",
            ),
        ]
