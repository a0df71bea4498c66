"""A promise that passed: a fact with its reasons. It is never edited or deleted; only a second fact annuls it (ARCHITECTURE 5)."""

import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Person, Unit, User
from processes.models.dossiers import Dossier
from processes.models.procedures import AdministrativeProcedure
from processes.states import Clock


class DeadlineBreachQuerySet(models.QuerySet):
    def counting(self) -> Self:
        """Breaches that were not annulled."""
        return self.filter(annulment__isnull=True)

    def visible_to(self, user: User | AnonymousUser, on: datetime.date | None = None) -> Self:
        """A breach is seen by whom its dossier is seen."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user, on))


class DeadlineBreach(models.Model):
    """The instant a promise passed with the dossier still open, and the group of steps that it is charged to.

    Computed from facts before `passed_at` alone, so it is the same whether it is written a minute or a week later.
    The columns that gather breaches into nonconformities (procedure, `charged_key`) stand on the row.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="breaches")
    clock = models.CharField(_("hẹn"), max_length=10, choices=Clock)
    passed_at = models.DateTimeField(_("qua hẹn lúc"))
    recorded_at = models.DateTimeField(_("ghi lúc"))
    procedure = models.ForeignKey(AdministrativeProcedure, on_delete=models.PROTECT, related_name="breaches")
    charged_key = models.CharField(_("khóa nhóm bước"), max_length=120)
    charged_name = models.CharField(_("quy cho nhóm bước"), max_length=500)
    charged_unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị của nhóm bước"), on_delete=models.PROTECT, related_name="breaches"
    )
    overrun_minutes = models.PositiveIntegerField(_("vượt (phút làm việc)"))  # of the charged group, at `passed_at`
    ledger = models.JSONField(_("sổ ngày"))  # frozen: days with kind, count and source; groups with used and limit

    objects = DeadlineBreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("vi phạm hạn")
        ordering = ["-passed_at", "-pk"]
        indexes = [models.Index(fields=["procedure", "charged_key", "passed_at"], name="processes_breach_gathering")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "clock", "passed_at"], name="processes_breach_once"),
            models.CheckConstraint(condition=Q(recorded_at__gte=models.F("passed_at")), name="processes_breach_after"),
        ]


class BreachAnnulment(models.Model):
    """The second fact that takes a breach out of the count: who, when, why. The breach itself stays."""

    breach = models.OneToOneField(DeadlineBreach, on_delete=models.PROTECT, related_name="annulment")
    reason = models.CharField(_("lý do"), max_length=500)
    annulled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    annulled_at = models.DateTimeField(_("hủy lúc"))

    class Meta:
        verbose_name = _("hủy ghi nhận vi phạm")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="processes_annulment_says_why")]
