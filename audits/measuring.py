"""The figure of a case that gathers late dossiers: of those received in a period and due by now, which were late in its group of steps.

The same definition before and after, and the list of dossiers that was counted. A dossier counts when it was finished, or
when its promise passed while it was open; withdrawn and refused ones were promised nothing that could be late.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q
from django.utils import timezone

from audits.effect import Share
from audits.models import CorrectiveAction, Nonconformity
from audits.policies import policy_of, rule_of
from audits.proposing import Proposal, propose
from office.working_calendar import WorkingCalendar
from processes.models import DeadlineBreach, Dossier
from processes.queries import uses_of


@dataclass(frozen=True, slots=True)
class Counted:
    """One dossier of the figure. `used_days`: working days it used in the case's group of steps, None when it never got there."""

    dossier_id: int
    code: str
    received_on: datetime.date
    due_on: datetime.date
    finished_on: datetime.date | None
    is_late: bool
    used_days: Decimal | None

    def as_json(self) -> dict[str, Any]:
        return {
            "dossier": self.dossier_id,
            "code": self.code,
            "received_on": self.received_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "finished_on": self.finished_on.isoformat() if self.finished_on else None,
            "late": self.is_late,
            "used_days": None if self.used_days is None else str(self.used_days),
        }


@dataclass(frozen=True, slots=True)
class Period:
    """The figure over the dossiers received from `since` to `until`, both days included."""

    since: datetime.date
    until: datetime.date
    counted: tuple[Counted, ...]

    @property
    def share(self) -> Share:
        return Share(sum(each.is_late for each in self.counted), len(self.counted))

    @property
    def median_days(self) -> Decimal | None:
        used = [each.used_days for each in self.counted if each.used_days is not None]
        return Decimal(median(used)) if used else None

    def as_json(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "late": self.share.late,
            "all": self.share.all,
            "median_days": None if self.median_days is None else str(self.median_days),
            "dossiers": [each.as_json() for each in self.counted],
        }


def measure_period(
    nonconformity: Nonconformity,
    since: datetime.date,
    until: datetime.date,
    *,
    calendar: WorkingCalendar,
    now: datetime.datetime,
) -> Period:
    """Count the dossiers of the case's procedure; four queries however many they are."""
    late = set(
        DeadlineBreach.objects.counting()
        .filter(procedure=nonconformity.procedure_id, charged_key=nonconformity.step_key)
        .values_list("dossier_id", flat=True)
    )
    rows = (
        Dossier.objects.filter(
            Q(finished_at__isnull=False) | Q(breaches__in=DeadlineBreach.objects.counting()),
            case__version__procedure=nonconformity.procedure_id,
            received_at__gte=_begin(since),
            received_at__lt=_begin(until + datetime.timedelta(days=1)),
            due_promised__lte=now,
        )
        .distinct()
        .prefetch_related("progress", "pauses")
        .order_by("received_at", "pk")
    )
    return Period(
        since, until, tuple(_counted(row, row.pk in late, nonconformity.step_key, calendar, now) for row in rows)
    )


def period_before(nonconformity: Nonconformity) -> tuple[datetime.date, datetime.date]:
    """From the day on which the first late dossier of the case was received to the day of the decision (or of opening)."""
    first = (
        nonconformity.members.order_by("breach__dossier__received_at")
        .values_list("breach__dossier__received_at", flat=True)
        .first()
    )
    decision = getattr(nonconformity, "decision", None)
    until = timezone.localdate(decision.decided_at if decision else nonconformity.opened_at)
    since = timezone.localdate(first or nonconformity.gathers_from or nonconformity.opened_at)
    return since, max(since, until)


def actions_done_on(nonconformity: Nonconformity) -> datetime.date | None:
    """The day on which the last corrective action was done; None while one is open or there is none."""
    days = list(CorrectiveAction.objects.filter(nonconformity=nonconformity).values_list("done_on", flat=True))
    return max(days) if days and None not in days else None


def _counted(dossier: Dossier, is_late: bool, key: str, calendar: WorkingCalendar, now: datetime.datetime) -> Counted:
    if dossier.final_ledger is not None:
        groups = dossier.final_ledger["groups"]
    else:
        groups = [each.as_json() for each in uses_of(dossier, calendar, dossier.finished_at or now)]
    used = next((Decimal(each["used_days"]) for each in groups if each["key"] == key), None)
    return Counted(
        dossier_id=dossier.pk,
        code=dossier.code,
        received_on=timezone.localdate(dossier.received_at),
        due_on=timezone.localdate(dossier.due_promised),
        finished_on=timezone.localdate(dossier.finished_at) if dossier.finished_at else None,
        is_late=is_late,
        used_days=used,
    )


def _begin(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def proposal_for(nonconformity: Nonconformity, *, calendar: WorkingCalendar, now: datetime.datetime) -> Proposal:
    """What the policy of a gathered case says now, from the same figure that its effect will be measured on."""
    since, _until = period_before(nonconformity)
    period = measure_period(nonconformity, since, timezone.localdate(now), calendar=calendar, now=now)
    worst = 0.0
    members = nonconformity.members.filter(breach__annulment__isnull=True).values_list(
        "breach__passed_at", "breach__dossier__finished_at"
    )
    for passed_at, finished_at in members:
        days = (timezone.localdate(passed_at), timezone.localdate(finished_at or now))
        worst = max(worst, calendar.halves_between(*days) / 2)
    return propose(period.share, worst, rule_of(policy_of(nonconformity)))
