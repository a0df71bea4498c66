"""The dossier: what somebody asked for, under which rules, by when it is promised, and where it stands."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iso_docs.models import DocumentIssue, IssueCase
from office.access import AccessRule, VisibleQuerySet
from office.models import AccessControlled, Blob, Person, Role, Unit
from processes.models.applicants import Applicant
from processes.models.counters import Counter
from processes.models.procedures import AdministrativeProcedureCase, AdministrativeProcedureVersion, ProcedurePaper
from processes.states import (
    DOSSIER_LIFE,
    NATIONAL_CODES,
    OPEN_STATES,
    Channel,
    DeliveryState,
    DossierState,
    FinanceState,
    FormRegime,
    PaperKind,
    SyncState,
)

# Identifier of the receiving agency, day of reception, number of the day (TT 01/2018 Art 19); tolerant of both kinds of
# agency codes. Imported codes stay verbatim even where they do not match: layouts changed and will change (DOMAIN 3.6).
DOSSIER_CODE = r"^(?:(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,4})-\d{6}-\d{4,5}$"


# What `promise["kept"]` says where the province's system promised the day.
PROVINCE = "province"


class DossierQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        """The office still owes something."""
        return self.filter(state__in=OPEN_STATES)

    def past_due(self, now: datetime.datetime) -> Self:
        """Open, the clock running, and the promised moment passed."""
        return self.open().filter(due_promised__lt=now, paused_at__isnull=True)

    def held_by(self, person: Person) -> Self:
        return self.filter(holder=person)


class Dossier(AccessControlled):
    """One request of one applicant. Pins the procedure version, its case and the issue in force on the day it was received.

    Three dates, none ever overwritten by an earlier one: `due_original` as promised on the receipt; `due_promised` after
    the applicant's own waiting time was taken out by the hold rule; `due_current` after an agreed new date (Mẫu 04).
    Lateness is judged on `due_promised`: a new date never makes a dossier punctual (DOMAIN 3.9).
    """

    access_rule = AccessRule(
        kind="processes.dossier",
        # Who answers for all dossiers of the office; the others see those of their own unit.
        all_units=frozenset(
            {
                Role.ONE_STOP_CLERK,
                Role.CHAIR,
                Role.VICE_CHAIR,
                Role.CHIEF_OF_OFFICE,
                Role.QUALITY_OFFICER,
                Role.INTERNAL_AUDITOR,
                Role.RECORDS_CLERK,
            }
        ),
        own_restricted=frozenset({Role.SPECIALIST, Role.UNIT_HEAD}),
        all_restricted=frozenset({Role.ONE_STOP_CLERK, Role.CHAIR, Role.INTERNAL_AUDITOR}),
    )

    code = models.CharField(_("mã hồ sơ"), max_length=60, unique=True)
    receive_key = models.UUIDField(unique=True, null=True, blank=True)  # pressing twice makes one dossier
    register_year = models.PositiveSmallIntegerField(_("sổ năm"))
    register_number = models.PositiveIntegerField(_("số thứ tự trong sổ"))

    procedure_version = models.ForeignKey(
        AdministrativeProcedureVersion, on_delete=models.PROTECT, related_name="dossiers"
    )
    case = models.ForeignKey(AdministrativeProcedureCase, on_delete=models.PROTECT, related_name="dossiers")
    issue = models.ForeignKey(
        DocumentIssue, null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers"
    )  # none: the office has no procedure for it yet, the law's limit alone holds
    issue_case = models.ForeignKey(IssueCase, null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers")
    procedure_name = models.CharField(_("thủ tục"), max_length=500)  # as it was called that day
    form_regime = models.CharField(_("bộ mẫu"), max_length=12, choices=FormRegime)

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="dossiers")
    authorised = models.ForeignKey(
        Applicant,
        verbose_name=_("người được ủy quyền nộp"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dossiers_for_others",
    )
    # As given that day: a later move or new number of the applicant changes no paper already issued.
    applicant_name = models.CharField(_("người nộp"), max_length=200)
    applicant_name_folded = models.CharField(max_length=200)
    applicant_address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    applicant_phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    applicant_email = models.EmailField(_("thư điện tử"), blank=True)

    submit_channel = models.CharField(_("cách nộp"), max_length=10, choices=Channel, default=Channel.DIRECT)
    return_channel = models.CharField(_("cách nhận kết quả"), max_length=10, choices=Channel, default=Channel.DIRECT)
    return_address = models.CharField(_("nơi nhận kết quả"), max_length=300, blank=True)
    sets = models.PositiveSmallIntegerField(_("số bộ"), default=1)
    receiving_unit = models.ForeignKey(
        Unit, verbose_name=_("nơi tiếp nhận"), on_delete=models.PROTECT, related_name="dossiers_received"
    )
    competent_agency = models.ForeignKey(
        Unit, verbose_name=_("cơ quan có thẩm quyền"), on_delete=models.PROTECT, related_name="dossiers_competent"
    )
    support_point = models.ForeignKey(
        Unit, verbose_name=_("điểm hỗ trợ"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counter = models.ForeignKey(
        Counter, verbose_name=_("quầy"), null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers"
    )

    received_at = models.DateTimeField(_("tiếp nhận lúc"))  # the server's clock, nobody's typing (RELIABILITY 16)
    received_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper_received_at = models.DateTimeField(_("giấy tờ đến lúc"), null=True, blank=True)
    paper_received_reason = models.CharField(_("lý do nhập sau"), max_length=300, blank=True)

    due_legal = models.DateTimeField(_("hạn theo luật"))
    due_committed = models.DateTimeField(_("hạn cam kết"), null=True, blank=True)
    due_original = models.DateTimeField(_("ngày hẹn trả"))
    due_promised = models.DateTimeField(_("hẹn trả sau khi trừ thời gian chờ"))
    due_current = models.DateTimeField(_("hẹn trả hiện nay"))
    promise = models.JSONField(_("sổ ngày"))  # both limits, and the days counted, as told on the day of reception
    paused_at = models.DateTimeField(null=True, blank=True)  # the clock stands still since; repeats the open ClockPause

    state = models.CharField(_("trạng thái"), max_length=15, choices=DossierState)
    finance_state = models.CharField(_("phí, lệ phí"), max_length=10, choices=FinanceState, default=FinanceState.NONE)
    delivery_state = models.CharField(
        _("trả kết quả"), max_length=15, choices=DeliveryState, default=DeliveryState.NONE
    )
    sync_state = models.CharField(_("đồng bộ"), max_length=10, choices=SyncState, default=SyncState.LOCAL)
    finished_at = models.DateTimeField(_("xử lý xong lúc"), null=True, blank=True)
    returned_at = models.DateTimeField(_("trả lúc"), null=True, blank=True)
    final_ledger = models.JSONField(null=True, blank=True)  # frozen when the dossier closes; an open one's is computed

    # Who has it: follows the last accepted hand-over.
    holder_unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị đang giữ"), on_delete=models.PROTECT, related_name="dossiers_held"
    )
    holder = models.ForeignKey(
        Person, verbose_name=_("người đang giữ"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DossierQuerySet.as_manager()

    class Meta(AccessControlled.Meta):
        verbose_name = _("hồ sơ")
        ordering = ["-received_at", "-pk"]
        indexes = [
            *AccessControlled.Meta.indexes,
            # The late scan and «Việc của tôi» read open dossiers only, in order of the promise.
            models.Index(
                fields=["due_promised"], condition=Q(state__in=OPEN_STATES), name="processes_dossier_open_due"
            ),
            models.Index(
                fields=["holder", "due_current"], condition=Q(state__in=OPEN_STATES), name="processes_dossier_in_hand"
            ),
            models.Index(fields=["received_at"], name="processes_dossier_received"),
            models.Index(fields=["applicant_name_folded"], name="processes_dossier_name"),
            models.Index(fields=["state", "due_current"], name="processes_dossier_state_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["receiving_unit", "register_year", "register_number"], name="processes_dossier_register_once"
            ),
            models.CheckConstraint(
                condition=Q(due_promised__gte=F("due_original")) & Q(due_current__gte=F("due_promised")),
                name="processes_dossier_due_never_earlier",
            ),
            models.CheckConstraint(
                condition=Q(paper_received_at__isnull=True, paper_received_reason="")
                | (Q(paper_received_at__isnull=False) & ~Q(paper_received_reason="")),
                name="processes_dossier_paper_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DossierState.FINISHED, DossierState.RETURNED]) | Q(finished_at__isnull=False),
                name="processes_dossier_finished_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=DossierState.RETURNED) | Q(returned_at__isnull=False),
                name="processes_dossier_returned_when",
            ),
            models.CheckConstraint(
                condition=Q(issue_case__isnull=True) | Q(issue__isnull=False), name="processes_dossier_case_of_issue"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("processes:dossier", args=[self.pk])

    @property
    def national_code(self) -> int:
        """The number of its state on the national portal."""
        return NATIONAL_CODES[DossierState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_mirrored(self) -> bool:
        """Its promise was made by the province's system and told by its files: we count nothing anew."""
        return self.promise["kept"] == PROVINCE

    @property
    def is_extended(self) -> bool:
        return self.due_current != self.due_promised

    def may(self, verb: str) -> bool:
        """Whether the lifecycle has this move from here; who may make it, rules.py says."""
        return DOSSIER_LIFE.can(verb, self.state)


class DossierPaper(models.Model):
    """A paper that came with the dossier, or later with a supplement."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    asked_for = models.ForeignKey(ProcedurePaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("giấy tờ"), max_length=500)
    kind = models.CharField(_("loại bản"), max_length=12, choices=PaperKind)
    count = models.PositiveSmallIntegerField(_("số bản"), default=1)
    came_at = models.DateTimeField(_("nhận lúc"))
    scan = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scan_name = models.CharField(_("tên tệp"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("giấy tờ trong hồ sơ")
        ordering = ["dossier", "position"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="processes_dossierpaper_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="processes_dossierpaper_at_least_one"),
        ]
