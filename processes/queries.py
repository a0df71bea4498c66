"""Questions across the tables of dossiers: the rules of a day, the days of a dossier, what lies in whose hands."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs.models import DocumentIssue, IssueCase, IssueTimeGroup
from office.access import asker_for_person
from office.calendar import working_calendar
from office.models import Person, Role, User
from office.text_forms import fold
from office.working_calendar import WorkingCalendar
from processes.due_dates import Hold
from processes.models import (
    AdministrativeProcedure,
    AdministrativeProcedureCase,
    AdministrativeProcedureVersion,
    ClockPause,
    Dossier,
    HandOver,
    StepProgress,
)
from processes.promises import Cutoff, Limit, Promise, promise
from processes.states import OPEN_STATES, WAITING_STATES, DossierState
from processes.time_used import GroupUse, Interval, Stretch, uses

# --- the rules of a day ----------------------------------------------------------------------------------------------


def version_of_day(procedure: AdministrativeProcedure, on: datetime.date) -> AdministrativeProcedureVersion | None:
    """The version that binds on the day: the newest of those in force."""
    return procedure.versions.of_day(on).first()


def issue_of_day(procedure: AdministrativeProcedure, on: datetime.date) -> DocumentIssue | None:
    """The issue that staff follow for this procedure on the day: the first linked document with one in force."""
    return (
        DocumentIssue.objects.in_force_on(on)
        .filter(
            Q(document__procedure_links__valid_until__isnull=True) | Q(document__procedure_links__valid_until__gte=on),
            document__procedure_links__procedure=procedure,
            document__procedure_links__valid_from__lte=on,
        )
        .order_by("document__procedure_links__position", "document")
        .first()
    )


def issue_case_for(case: AdministrativeProcedureCase, issue: DocumentIssue | None) -> IssueCase | None:
    """The case of the issue that stands for a case of the law: by its key, by its name, or because there is only one."""
    if issue is None:
        return None
    cases = list(issue.cases.all())
    for each in cases:
        if case.issue_case_key and each.key == case.issue_case_key:
            return each
    for each in cases:
        if fold(each.name) == fold(case.name):  # also the one case that neither paper names
            return each
    return cases[0] if len(cases) == 1 else None


def procedures_matching(words: str, on: datetime.date, limit: int = 8) -> list[AdministrativeProcedure]:
    """Procedures in force whose name or code holds all words, with or without marks; those that begin with them first."""
    wanted = fold(words).split()
    if not wanted:
        return []
    found = []
    for procedure in AdministrativeProcedure.objects.in_force_on(on).select_related("field"):
        name = fold(procedure.name)
        text = f"{name} {procedure.code.lower()}"
        if all(word in text for word in wanted):
            found.append((not name.startswith(" ".join(wanted)), len(name), procedure))
    found.sort(key=lambda each: each[:2])
    return [procedure for _later, _length, procedure in found[:limit]]


def promise_for(
    *,
    case: AdministrativeProcedureCase,
    issue_case: IssueCase | None,
    received: datetime.datetime,
    calendar: WorkingCalendar,
    holds: Sequence[Hold] = (),
) -> Promise:
    """The promise under these rules; `case.version` and `issue_case.issue` give the sources."""
    version = case.version
    committed = None
    if issue_case is not None and issue_case.quantity is not None and not issue_case.starts_from:
        source = _("%(code)s, %(version)s") % {"code": issue_case.issue.code, "version": issue_case.issue.version}
        committed = Limit(issue_case.quantity, issue_case.unit, source)
    return promise(
        received=received,
        legal=Limit(case.limit, case.limit_unit, case.basis or version.basis or version.decision_number),
        committed=committed,
        cutoff=Cutoff(version.cutoff_time, version.cutoff_effect),
        calendar=calendar,
        holds=holds,
    )


def groups_of(issue_case: IssueCase | None) -> list[IssueTimeGroup]:
    """The groups of steps that a dossier of this case passes, in order."""
    if issue_case is None:
        return []
    return list(issue_case.time_groups.select_related("first_step", "last_step").order_by("first_position"))


def name_of_group(group: IssueTimeGroup) -> str:
    """«2 Thẩm tra, xác minh» or «2–4 Thẩm tra, xác minh»: the numbers it spans and the work of its first step."""
    first, last = group.first_step, group.last_step
    numbers = f"{group.first_position}" if first == last else f"{group.first_position}–{group.last_position}"
    return f"{numbers} {first.work.splitlines()[0].strip().rstrip('.;:,')}"[:500]


# --- the days of one dossier -----------------------------------------------------------------------------------------


def holds_of(dossier: Dossier, until: datetime.datetime | None = None) -> list[Hold]:
    """The pauses that had ended by `until`, as the clock reads them."""
    basis = dossier.procedure_version.hold_basis
    return [
        Hold(pause.hold_rule, pause.began_at, pause.ended_at, basis)
        for pause in dossier.pauses.all()
        if pause.ended_at is not None and (until is None or pause.ended_at <= until)
    ]


def promise_of(dossier: Dossier, calendar: WorkingCalendar, until: datetime.datetime | None = None) -> Promise:
    """The promise of a dossier with the waiting that had ended by `until` (all of it by default) and its days."""
    return promise_for(
        case=dossier.case,
        issue_case=dossier.issue_case,
        received=dossier.received_at,
        calendar=calendar,
        holds=holds_of(dossier, until),
    )


def told_promise(
    dossier: Dossier, calendar: WorkingCalendar, until: datetime.datetime | None = None
) -> dict[str, object]:
    """The promise as plain values: counted anew with the waiting, or as the province's system told it."""
    return dossier.promise if dossier.is_mirrored else promise_of(dossier, calendar, until).as_json()


def pauses_of(dossier: Dossier, until: datetime.datetime) -> list[Interval]:
    """When the clock stood, up to `until`."""
    return [
        (pause.began_at, min(pause.ended_at or until, until))
        for pause in dossier.pauses.all()
        if pause.began_at <= until
    ]


def uses_of(dossier: Dossier, calendar: WorkingCalendar, until: datetime.datetime) -> list[GroupUse]:
    """What each group of steps used of its time up to `until`."""
    stretches = [
        Stretch(each.key, each.name, each.began_at, each.ended_at, each.limit, each.limit_unit)
        for each in dossier.progress.all()
    ]
    return uses(calendar, stretches, pauses_of(dossier, until), until)


def ledger_of(dossier: Dossier, calendar: WorkingCalendar, until: datetime.datetime) -> dict[str, object]:
    """Days and groups up to `until`, as plain values: what is frozen in a breach and when a dossier closes."""
    return {
        "promise": told_promise(dossier, calendar, until),
        "groups": [each.as_json() for each in uses_of(dossier, calendar, until)],
        "pauses": [[begin.isoformat(), end.isoformat()] for begin, end in pauses_of(dossier, until)],
        "until": until.isoformat(),
    }


# --- many dossiers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InHand:
    """One dossier in somebody's hands, judged at a moment. `status`: late, today, risk, ok or wait."""

    dossier: Dossier
    status: str
    due_on: datetime.date
    working_days_left: Decimal  # negative: days past the promise
    group_name: str


@dataclass(frozen=True, slots=True)
class DueDay:
    """Dossiers of one hand due on one day."""

    day: datetime.date
    late: int = 0
    today: int = 0
    risk: int = 0
    ok: int = 0
    wait: int = 0

    @property
    def count(self) -> int:
        return self.late + self.today + self.risk + self.ok + self.wait


@dataclass(frozen=True)
class MyDossiers:
    """The open dossiers in one person's hands at a moment, in the order in which they are due."""

    now: datetime.datetime
    in_hand: list[InHand] = field(default_factory=list)

    def having(self, *statuses: str) -> list[InHand]:
        return [each for each in self.in_hand if each.status in statuses]

    @property
    def days(self) -> list[DueDay]:
        """One row per day on which something is due, in order, with the count of each status."""
        counts: dict[datetime.date, dict[str, int]] = {}
        for each in self.in_hand:
            row = counts.setdefault(each.due_on, {})
            row[each.status] = row.get(each.status, 0) + 1
        return [DueDay(day, **row) for day, row in sorted(counts.items())]


@dataclass(frozen=True, slots=True)
class Running:
    """The group of steps that runs on a dossier, and when the clock stood so far."""

    stretch: StepProgress
    pauses: tuple[tuple[datetime.datetime, datetime.datetime | None], ...] = ()


def running_groups(dossiers: Iterable[Dossier]) -> dict[int, Running]:
    """What runs on each dossier, in two queries however many they are."""
    keys = [each.pk for each in dossiers]
    pauses: dict[int, list[tuple[datetime.datetime, datetime.datetime | None]]] = {}
    for key, begin, end in (
        ClockPause.objects.filter(dossier__in=keys)
        .order_by("dossier", "number")
        .values_list("dossier_id", "began_at", "ended_at")
    ):
        pauses.setdefault(key, []).append((begin, end))
    rows = StepProgress.objects.filter(dossier__in=keys, ended_at__isnull=True)
    return {row.dossier_id: Running(row, tuple(pauses.get(row.dossier_id, ()))) for row in rows}


def judge(dossier: Dossier, running: Running | None, calendar: WorkingCalendar, now: datetime.datetime) -> InHand:
    """Where a dossier stands against its promise at `now`.

    Late: the promise passed. At risk: the running group has used more than its own time, so the next ones start late.
    Today: it ends today. Waiting: the applicant has the next move.
    """
    due_on = dossier.due_current.astimezone(calendar.zone).date()
    today = now.astimezone(calendar.zone).date()
    if due_on >= today:
        left = Decimal(calendar.halves_between(today, due_on)) / 2
    else:
        left = -Decimal(calendar.halves_between(due_on, today)) / 2
    if dossier.state in WAITING_STATES:
        status = "wait"
    elif now > dossier.due_current:
        status = "late"
    elif running is not None and _is_used_up(running, calendar, now):
        status = "risk"
    elif due_on == today:
        status = "today"
    else:
        status = "ok"
    return InHand(dossier, status, due_on, left, running.stretch.name if running is not None else "")


def _is_used_up(running: Running, calendar: WorkingCalendar, now: datetime.datetime) -> bool:
    """Whether the running group has gone past its own limit, the applicant's time left out."""
    row = running.stretch
    if row.limit is None:
        return False
    stretch = Stretch(row.key, row.name, row.began_at, None, row.limit, row.limit_unit)
    pauses = [(begin, min(end or now, now)) for begin, end in running.pauses if begin <= now]
    return any(use.over_days > 0 for use in uses(calendar, [stretch], pauses, now))


def my_dossiers(person: Person, now: datetime.datetime, calendar: WorkingCalendar | None = None) -> MyDossiers:
    """The open dossiers that `person` holds, for the ruler and the register of «Việc của tôi». Three queries (and the calendar's)."""
    return judged(Dossier.objects.open().held_by(person), now, calendar)


def judged(dossiers: QuerySet[Dossier], now: datetime.datetime, calendar: WorkingCalendar | None = None) -> MyDossiers:
    """The same for any rows: a unit's, a counter's, the leader's. The caller has asked `visible_to`."""
    calendar = calendar or working_calendar()
    rows = list(dossiers.select_related("holder", "holder_unit").order_by("due_current", "pk"))
    running = running_groups(rows)
    return MyDossiers(now, [judge(each, running.get(each.pk), calendar, now) for each in rows])


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an applicant asked for before."""

    count: int
    last_at: datetime.datetime | None


def earlier_dossiers(user: User, id_number: str) -> Earlier:
    """Earlier dossiers of the person with these papers, among those the user may see."""
    if not id_number:
        return Earlier(0, None)
    found = Dossier.objects.visible_to(user).filter(applicant__id_number=id_number)
    answer = found.aggregate(count=Count("pk"), last=Max("received_at"))
    return Earlier(answer["count"], answer["last"])


def duplicates(
    *, procedure: AdministrativeProcedure, id_number: str, name: str, now: datetime.datetime, days: int = 30
) -> QuerySet[Dossier]:
    """Dossiers of the same procedure and applicant in the last days: a second one may reset the clock (RELIABILITY 22)."""
    same = Q(applicant__id_number=id_number) if id_number else Q(applicant_name_folded=fold(name))
    return Dossier.objects.filter(
        same,
        procedure_version__procedure=procedure,
        received_at__gte=now - datetime.timedelta(days=days),
    )


# --- lists -----------------------------------------------------------------------------------------------------------


def whole_dossiers(user: User) -> QuerySet[Dossier]:
    """Dossiers the user may see, with all that their page needs, in a number of queries that does not grow."""
    return (
        Dossier.objects.visible_to(user)
        .select_related(
            "procedure_version__procedure__field",
            "case__version",
            "issue",
            "issue_case__issue",
            "applicant",
            "authorised",
            "receiving_unit",
            "competent_agency",
            "support_point",
            "counter",
            "holder",
            "holder_unit",
            "received_by",
            "giving__returned_by",
        )
        .prefetch_related(
            "pauses",
            "progress",
            "papers",
            "hand_overs__from_person",
            "hand_overs__to_person",
            "hand_overs__to_unit",
            "hand_overs__accepted_by",
            "hand_overs__sent_back_by",
            "supplements__requested_by",
            "extensions__signed_by",
            "breaches__charged_unit",
            "breaches__annulment",
            "decisions__decided_by",
            "results__made_by",
        )
    )


def register_rows(user: User, wanted: dict[str, Any], now: datetime.datetime) -> QuerySet[Dossier]:
    """The register under the filters of RegisterFilter, the newest first; open ones in the order in which they are due."""
    rows = Dossier.objects.visible_to(user).select_related("holder", "holder_unit")
    if words := wanted.get("q"):
        rows = rows.filter(
            Q(code__icontains=words.strip())
            | Q(applicant_name_folded__contains=fold(words.strip()))
            | Q(applicant__id_number=words.strip())
        )
    today = timezone.localdate(now)
    running = rows.open().filter(paused_at__isnull=True)
    match wanted.get("standing"):
        case "late":
            rows = running.filter(due_current__lt=now).order_by("due_current", "pk")
        case "today":
            rows = running.filter(due_current__gte=now, due_current__lt=_midnight_after(today))
            rows = rows.order_by("due_current", "pk")
        case "open":
            rows = rows.open().order_by("due_current", "pk")
        case "waiting":
            rows = rows.filter(state__in=WAITING_STATES).order_by("due_current", "pk")
        case "finished":
            rows = rows.filter(state=DossierState.FINISHED).order_by("finished_at", "pk")
        case "ended":
            rows = rows.exclude(state__in=OPEN_STATES)
    if wanted.get("field"):
        rows = rows.filter(procedure_version__procedure__field=wanted["field"])
    if wanted.get("unit"):
        rows = rows.filter(holder_unit=wanted["unit"])
    if wanted.get("since"):
        rows = rows.filter(received_at__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        rows = rows.filter(received_at__lt=_midnight_after(wanted["until"]))
    return rows


def waiting_for(person: Person, now: datetime.datetime) -> QuerySet[HandOver]:
    """Hand-overs that wait for this person, or for anybody of their units, the oldest first."""
    asker = asker_for_person(person, timezone.localdate(now))
    heads = {unit for role, unit in asker.roles_in if role == Role.UNIT_HEAD}
    return (
        HandOver.objects.filter(accepted_at__isnull=True, sent_back_at__isnull=True)
        .filter(Q(to_person=person) | Q(to_person__isnull=True, to_unit__in=asker.units) | Q(to_unit__in=heads))
        .select_related("dossier", "from_person", "from_unit", "to_person", "to_unit")
        .order_by("given_at", "pk")
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _midnight_after(day: datetime.date) -> datetime.datetime:
    return _midnight(day + datetime.timedelta(days=1))
