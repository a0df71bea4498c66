"""Nonconformities: what was not as it had to be, the breaches that are one case, and the one decision about its causes."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audits.models.policies import GatheringPolicy
from audits.states import DecisionKind, Severity, Source
from office.access import AccessRule, VisibleQuerySet
from office.models import AccessControlled, Person, Role
from processes.models import AdministrativeProcedure, DeadlineBreach


class NonconformityQuerySet(VisibleQuerySet):
    def undecided(self) -> "NonconformityQuerySet":
        return self.filter(decision__isnull=True)


class Nonconformity(AccessControlled):
    """One nonconformity («KPH-26-014»). What is said of its origin is frozen; work on it is added beside it.

    One that gathers breaches holds those of `procedure` and `step_key` whose promise passed from `gathers_from` up to,
    not including, `gathers_until`. Windows of one procedure and key do not overlap, so every breach has one place whatever
    the order in which breaches become known.
    """

    access_rule = AccessRule(
        kind="audits.nonconformity",
        # Who answers for the quality system, or looks over all units. The units see their own.
        all_units=frozenset(
            {
                Role.QUALITY_OFFICER,
                Role.INTERNAL_AUDITOR,
                Role.STEERING_BOARD,
                Role.CHAIR,
                Role.VICE_CHAIR,
                Role.CHIEF_OF_OFFICE,
            }
        ),
        own_restricted=frozenset({Role.UNIT_HEAD}),
        all_restricted=frozenset({Role.QUALITY_OFFICER, Role.CHAIR}),
    )

    number = models.CharField(_("số phiếu"), max_length=20, unique=True)
    source = models.CharField(_("nguồn"), max_length=12, choices=Source)
    title = models.CharField(_("sự không phù hợp"), max_length=600)
    description = models.TextField(_("mô tả"))
    found_on = models.DateField(_("ngày phát hiện"))
    opened_at = models.DateTimeField(_("lập phiếu lúc"))
    opened_by = models.ForeignKey(
        Person, verbose_name=_("người phát hiện"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # none: gathered by the rule
    severity = models.CharField(_("mức độ"), max_length=5, choices=Severity, blank=True)  # gathered: by the policy
    clause = models.CharField(
        _("yêu cầu, điều khoản"), max_length=300, blank=True
    )  # «8.5.1 ISO 9001:2015», a law, a procedure
    evidence = models.TextField(_("bằng chứng"), blank=True)
    # The record from which it was raised by its button; what it was called that day stands in `facts`.
    about_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    facts = models.JSONField(_("sự việc lúc lập phiếu"), default=dict)  # names as they were that day

    procedure = models.ForeignKey(
        AdministrativeProcedure, null=True, blank=True, on_delete=models.PROTECT, related_name="nonconformities"
    )
    step_key = models.CharField(_("khóa nhóm bước"), max_length=120, blank=True)
    step_name = models.CharField(_("nhóm bước"), max_length=500, blank=True)
    policy = models.ForeignKey(
        GatheringPolicy, null=True, blank=True, on_delete=models.PROTECT, related_name="nonconformities"
    )
    gathers_from = models.DateTimeField(null=True, blank=True)
    gathers_until = models.DateTimeField(null=True, blank=True)

    objects = NonconformityQuerySet.as_manager()

    class Meta(AccessControlled.Meta):
        verbose_name = _("sự không phù hợp")
        verbose_name_plural = _("sự không phù hợp")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            *AccessControlled.Meta.indexes,
            # answer_breaches asks for the window that a breach falls into.
            models.Index(fields=["procedure", "step_key", "gathers_from"], name="audits_nonconformity_gathering"),
            models.Index(fields=["opened_at"], name="audits_nonconformity_opened"),
            # «What was raised about this record», and the search for similar cases.
            models.Index(fields=["about_type", "about_id"], name="audits_nonconformity_about"),
            models.Index(fields=["owner_unit", "source", "opened_at"], name="audits_nonconformity_alike"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    source=Source.BREACH,
                    procedure__isnull=False,
                    policy__isnull=False,
                    gathers_from__isnull=False,
                    gathers_until__gt=F("gathers_from"),
                )
                | (~Q(source=Source.BREACH) & Q(gathers_from__isnull=True, gathers_until__isnull=True)),
                name="audits_nonconformity_window",
            ),
            models.UniqueConstraint(
                fields=["procedure", "step_key", "gathers_from"],
                condition=Q(source=Source.BREACH),
                name="audits_nonconformity_one_window",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.BREACH) | Q(opened_by__isnull=False), name="audits_nonconformity_opened_by"
            ),
            models.CheckConstraint(
                condition=Q(about_type__isnull=True, about_id__isnull=True)
                | Q(about_type__isnull=False, about_id__isnull=False),
                name="audits_nonconformity_about_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("audits:nonconformity", args=[self.number])


class NonconformityBreach(models.Model):
    """A breach belongs to exactly one nonconformity, for good. The breach carries the ledger; this row says since when."""

    breach = models.OneToOneField(DeadlineBreach, on_delete=models.PROTECT, related_name="membership")
    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.PROTECT, related_name="members")
    joined_at = models.DateTimeField(_("vào phiếu lúc"))

    class Meta:
        verbose_name = _("hồ sơ trễ trong phiếu")
        verbose_name_plural = _("hồ sơ trễ trong phiếu")
        ordering = ["breach__passed_at", "pk"]


class NonconformityDecision(models.Model):
    """The one decision about the causes: corrective action, or not needed with the reason (clause 10.2.1 b)."""

    nonconformity = models.OneToOneField(Nonconformity, on_delete=models.PROTECT, related_name="decision")
    kind = models.CharField(_("quyết định"), max_length=20, choices=DecisionKind)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"))
    decided_by = models.ForeignKey(
        Person, verbose_name=_("người quyết định"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    policy = models.ForeignKey(  # none decided it but the rule of this policy
        GatheringPolicy, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("quyết định về sự không phù hợp")
        verbose_name_plural = _("quyết định về sự không phù hợp")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.CORRECTIVE_ACTION) | ~Q(reason=""),
                name="audits_decision_not_needed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False, policy__isnull=True)
                | (Q(decided_by__isnull=True, policy__isnull=False) & ~Q(reason="")),
                name="audits_decision_by_person_or_rule",
            ),
        ]


class NonconformityClosure(models.Model):
    """Closing: every gate of 10.2 was passed. By somebody who neither belongs to the unit nor did the work."""

    nonconformity = models.OneToOneField(Nonconformity, on_delete=models.PROTECT, related_name="closure")
    conclusion = models.CharField(_("kết luận"), max_length=500)
    closed_at = models.DateTimeField(_("đóng lúc"))
    closed_by = models.ForeignKey(Person, verbose_name=_("người đóng"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("đóng phiếu")
        verbose_name_plural = _("đóng phiếu")
        constraints = [models.CheckConstraint(condition=~Q(conclusion=""), name="audits_closure_says_what")]
