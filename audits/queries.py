"""Questions across the tables of improvement: what waits, which dossiers are in a case, how late they are."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from audits.effect import Share, enough_at, when_enough
from audits.models import (
    Cause,
    Correction,
    CorrectiveAction,
    EffectCheck,
    EffectConclusion,
    Nonconformity,
    NonconformityBreach,
)
from audits.pictures import RangePicture, range_picture
from audits.progress import with_progress
from audits.states import CauseBranch, Effect, Stage
from office.models import Obligation, User, subject_of
from office.text_forms import fold
from office.working_calendar import WorkingCalendar
from processes.models import DeadlineBreach
from processes.queries import uses_of

# --- the register ----------------------------------------------------------------------------------------------------


def register_of(user: User) -> QuerySet[Nonconformity]:
    """The nonconformities a person may see, each with how far it has come and its late dossiers (those they may see)."""
    visible = DeadlineBreach.objects.visible_to(user).counting()
    late = (
        NonconformityBreach.objects.filter(nonconformity=OuterRef("pk"), breach__in=visible)
        .order_by()
        .values("nonconformity")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = with_progress(Nonconformity.objects.visible_to(user).select_related("owner_unit"))
    return rows.annotate(late_count=Coalesce(Subquery(late), 0))


GROUPS = {"stage": "stage_order", "unit": "owner_unit__name", "source": "source"}


def filtered(
    rows: QuerySet[Nonconformity], wanted: Mapping[str, Any], *, user: User, on: datetime.date
) -> QuerySet[Nonconformity]:
    """Rows of `register_of` narrowed and ordered as the form of the register asks."""
    if wanted.get("q"):
        rows = rows.filter(_words(wanted["q"], user))
    if wanted.get("stage"):
        rows = rows.filter(stage=wanted["stage"])
    if wanted.get("source"):
        rows = rows.filter(source=wanted["source"])
    if wanted.get("unit"):
        rows = rows.filter(owner_unit=wanted["unit"])
    if wanted.get("owner"):
        rows = rows.filter(
            Exists(_open_work(Correction, wanted["owner"])) | Exists(_open_work(CorrectiveAction, wanted["owner"]))
        )
    if wanted.get("overdue"):
        rows = rows.filter(pk__in=overdue_cases(on))
    if wanted.get("since"):
        rows = rows.filter(found_on__gte=wanted["since"])
    if wanted.get("until"):
        rows = rows.filter(found_on__lte=wanted["until"])
    if wanted.get("group") == "stage":
        whens = [When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage)]
        rows = rows.annotate(stage_order=Case(*whens, default=Value(len(whens)), output_field=IntegerField()))
    if wanted.get("group"):
        rows = rows.order_by(GROUPS[wanted["group"]], "-opened_at", "-pk")
    return rows


def overdue_cases(on: datetime.date) -> QuerySet:
    """Keys of the cases with something owed that is past its day: a decision, work, a check, a measurement."""
    kind = ContentType.objects.get_for_model(Nonconformity)
    return (
        Obligation.objects.open()
        .filter(kind__startswith="audits.", subject_type=kind, due_on__lt=on)
        .order_by()
        .values("subject_id")
    )


def _open_work(model: type, owner: Any) -> QuerySet:
    return model.objects.filter(nonconformity=OuterRef("pk"), owner=owner, done_on=None)


def _words(text: str, user: User) -> Q:
    """Every word somewhere in number, title or description; or the code of a late dossier that the person may see."""
    condition = Q()
    for word in text.split():
        condition &= Q(number__icontains=word) | Q(title__icontains=word) | Q(description__icontains=word)
    seen = DeadlineBreach.objects.visible_to(user).filter(dossier__code=text.strip())
    return condition | Q(pk__in=NonconformityBreach.objects.filter(breach__in=seen).values("nonconformity"))


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """What the sentence over the register says; each number opens the list it counts."""

    all: int
    undecided: int
    overdue: int


def register_figures(user: User, *, on: datetime.date) -> RegisterFigures:
    rows = Nonconformity.objects.visible_to(user)
    counts = rows.aggregate(
        all=Count("pk"),
        undecided=Count("pk", filter=Q(decision=None, closure=None)),
        overdue=Count("pk", filter=Q(pk__in=overdue_cases(on))),
    )
    return RegisterFigures(**counts)


def similar_to(nonconformity: Nonconformity, user: User) -> list[Nonconformity]:
    """Phạm vi tương tự (10.2.1 b): other cases of the same procedure or record, or of the same unit in like words; five at most."""
    near = Q(owner_unit=nonconformity.owner_unit_id)
    if nonconformity.procedure_id:
        near |= Q(procedure=nonconformity.procedure_id)
    if nonconformity.about_id:
        near |= Q(about_type=nonconformity.about_type_id, about_id=nonconformity.about_id)
    rows = (
        Nonconformity.objects.visible_to(user)
        .filter(near)
        .exclude(pk=nonconformity.pk)
        .select_related("closure")
        .order_by("-opened_at")[:300]
    )
    own, scored = set(fold(nonconformity.title).split()), []
    for row in rows:
        words = set(fold(row.title).split())
        likeness = len(own & words) / len(own | words) if own | words else 0.0
        if row.procedure_id and row.procedure_id == nonconformity.procedure_id:
            likeness += 0.5
        if row.about_id and (row.about_type_id, row.about_id) == (nonconformity.about_type_id, nonconformity.about_id):
            likeness += 1
        if likeness >= LIKE:
            scored.append((likeness, row))
    scored.sort(key=lambda each: (-each[0], -each[1].pk))
    return [row for _likeness, row in scored[:5]]


LIKE = 0.4  # of the words of both titles together


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


def effect_owed(nonconformity: Nonconformity) -> Obligation | None:
    """The open obligation to measure the effect."""
    return Obligation.objects.open().filter(kind="audits.effect", **subject_of(nonconformity)).first()


@dataclass(frozen=True, slots=True)
class CauseBranchRows:
    """The causes on one branch, the struck ones included."""

    label: str
    causes: list[Cause]


@dataclass(frozen=True, slots=True)
class Causes:
    """The chain of «vì sao» in order, the bones that hold something, and whether a root was found."""

    whys: list[Cause]
    bones: list[CauseBranchRows]

    @property
    def roots(self) -> list[Cause]:
        rows = [*self.whys, *(cause for bone in self.bones for cause in bone.causes)]
        return [cause for cause in rows if cause.is_root]

    @property
    def is_empty(self) -> bool:
        return not self.whys and not self.bones


def causes_of(nonconformity: Nonconformity) -> Causes:
    rows = list(nonconformity.causes.select_related("noted_by"))
    bones = [
        CauseBranchRows(str(branch.label), found)
        for branch in CauseBranch
        if branch != CauseBranch.WHY and (found := [row for row in rows if row.branch == branch])
    ]
    return Causes([row for row in rows if row.branch == CauseBranch.WHY], bones)


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement as the page shows it: both shares on one scale, what the numbers say, and when they will say more."""

    made: EffectCheck
    conclusion: EffectConclusion | None
    before: Share | None = None
    after: Share | None = None
    picture: RangePicture | None = None
    enough: int | None = None
    enough_on: datetime.date | None = None

    @property
    def verdict_label(self) -> str:
        return str(Effect(self.conclusion.verdict).label) if self.conclusion else ""

    @property
    def proposal_label(self) -> str:
        return str(Effect(self.made.proposal).label) if self.made.proposal else ""

    def median(self, period: str) -> Decimal | None:
        value = self.made.figures.get(period, {}).get("median_days")
        return None if value is None else Decimal(value)

    @property
    def median_before(self) -> Decimal | None:
        return self.median("before")

    @property
    def median_after(self) -> Decimal | None:
        return self.median("after")

    def day(self, period: str, end: str) -> datetime.date:
        return datetime.date.fromisoformat(self.made.figures[period][end])

    @property
    def before_days(self) -> tuple[datetime.date, datetime.date]:
        return self.day("before", "since"), self.day("before", "until")

    @property
    def after_days(self) -> tuple[datetime.date, datetime.date]:
        return self.day("after", "since"), self.day("after", "until")


def effect_of(nonconformity: Nonconformity) -> list[Measured]:
    """The measurements, the newest first."""
    rows = nonconformity.effect_checks.select_related("conclusion__concluded_by", "measured_by").order_by("-number")
    return [_measured(row) for row in rows]


def _measured(made: EffectCheck) -> Measured:
    conclusion = getattr(made, "conclusion", None)
    if not made.figures_hash:
        return Measured(made, conclusion)
    before, after = (Share(made.figures[each]["late"], made.figures[each]["all"]) for each in ("before", "after"))
    wanted = made.figures["wanted_percent"]
    enough = enough_at(before, after, wanted)
    since = datetime.date.fromisoformat(made.figures["after"]["since"])
    until = datetime.date.fromisoformat(made.figures["after"]["until"])
    return Measured(
        made,
        conclusion,
        before,
        after,
        range_picture(before, after, wanted),
        enough,
        when_enough(enough, after, since, until) if enough else None,
    )
