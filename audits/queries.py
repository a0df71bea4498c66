"""Questions across the tables of improvement: what waits, which dossiers are in a case, how late they are."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audits.models import Correction, CorrectiveAction, Nonconformity, NonconformityBreach
from office.models import Obligation, User, subject_of
from office.working_calendar import WorkingCalendar
from processes.models import DeadlineBreach
from processes.queries import uses_of

# --- the register ----------------------------------------------------------------------------------------------------


def register_of(user: User) -> QuerySet[Nonconformity]:
    """The nonconformities a person may see, each with what the list shows: late dossiers (those they may see), open work."""
    visible = DeadlineBreach.objects.visible_to(user).counting()
    late = NonconformityBreach.objects.filter(nonconformity=OuterRef("pk"), breach__in=visible)
    return (
        Nonconformity.objects.visible_to(user)
        .select_related("owner_unit", "decision")
        .annotate(
            late_count=_count(late),
            work_count=_count(_work(Correction)) + _count(_work(CorrectiveAction)),
            open_work_count=_count(_work(Correction, done_on=None)) + _count(_work(CorrectiveAction, done_on=None)),
        )
    )


def _work(model: type, **conditions: Any) -> QuerySet:
    return model.objects.filter(nonconformity=OuterRef("pk"), **conditions).order_by()


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("nonconformity").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """What the sentence over the register says."""

    all: int
    undecided: int
    with_open_work: int


def register_figures(user: User) -> RegisterFigures:
    rows = Nonconformity.objects.visible_to(user)
    open_work = Q(corrections__done_on=None, corrections__isnull=False) | Q(
        corrective_actions__done_on=None, corrective_actions__isnull=False
    )
    counts = rows.aggregate(
        all=Count("pk", distinct=True),
        undecided=Count("pk", distinct=True, filter=Q(decision=None)),
        with_open_work=Count("pk", distinct=True, filter=open_work),
    )
    return RegisterFigures(**counts)


# --- one nonconformity -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """A late dossier in the case, as it stands now. `late_days`: working days from the promise to its end, or to now."""

    breach: DeadlineBreach
    joined_at: datetime.datetime
    late_days: Decimal
    is_open: bool
    groups: list[
        Mapping[str, Any]
    ]  # what each group of steps used: frozen once it is closed, computed while it is open
    annulled_because: str

    @property
    def charged(self) -> Mapping[str, Any] | None:
        """The group of steps that the lateness is charged to."""
        return next((each for each in self.groups if each["key"] == self.breach.charged_key), None)


def members_of(
    nonconformity: Nonconformity, user: User, *, calendar: WorkingCalendar, now: datetime.datetime
) -> list[Member]:
    """The dossiers of the case that the person may see, the newest lateness first. As many queries for many as for one."""
    rows = (
        nonconformity.members.filter(breach__in=DeadlineBreach.objects.visible_to(user))
        .select_related("breach__dossier", "breach__annulment")
        .prefetch_related("breach__dossier__progress", "breach__dossier__pauses")
        .order_by("-breach__passed_at", "-pk")
    )
    return [_member(row, calendar, now) for row in rows]


def _member(row: NonconformityBreach, calendar: WorkingCalendar, now: datetime.datetime) -> Member:
    breach, dossier = row.breach, row.breach.dossier
    end = dossier.finished_at or now
    since, until = (moment.astimezone(calendar.zone).date() for moment in (breach.passed_at, end))
    annulment = getattr(breach, "annulment", None)
    if dossier.final_ledger is not None:
        groups = dossier.final_ledger["groups"]
    else:
        groups = [each.as_json() for each in uses_of(dossier, calendar, end)]
    return Member(
        breach=breach,
        joined_at=row.joined_at,
        late_days=Decimal(calendar.halves_between(since, until)) / 2,
        is_open=dossier.is_open,
        groups=groups,
        annulled_because=annulment.reason if annulment else "",
    )


def decision_owed(nonconformity: Nonconformity) -> Obligation | None:
    """The open obligation to decide."""
    return Obligation.objects.open().filter(kind="audits.decision", **subject_of(nonconformity)).first()
