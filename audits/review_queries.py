"""Questions about management reviews: when the next one is owed, what the agenda shows, what became of the decisions."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from audits.models import ManagementReview, ReviewDecision, ReviewMinutes, ReviewPack, signatures_of_reviews
from audits.review_inputs import FACTS, GAPS, LINKED, PARTS
from audits.states import ReviewInput
from iso_docs.models import DocumentIssue
from office.models import Signature, User


def next_review_due() -> datetime.date | None:
    """Twelve months after the last concluded review was held; before the first, a year after the first issue came into force."""
    held = (
        ReviewMinutes.objects.filter(review__in=ManagementReview.objects.concluded())
        .order_by("-held_on")
        .values_list("held_on", flat=True)
        .first()
    )
    began = held or DocumentIssue.objects.order_by("effective_from").values_list("effective_from", flat=True).first()
    return _a_year_after(began) if began else None


def _a_year_after(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


@dataclass(frozen=True, slots=True)
class AgendaFact:
    """A number with its words; `address` opens the list it counted."""

    key: str
    label: str
    value: int
    address: str
    is_part: bool
    is_bad: bool


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One input of the agenda as the page and the paper show it."""

    key: str
    label: str
    facts: list[AgendaFact]
    note: str
    note_by: str
    gaps: list[str]


BAD = frozenset({"decisions_overdue", "late", "open_late", "actions_overdue", "readings_overdue", "not_effective", "undecided"})  # fmt: skip


def agenda(review: ManagementReview, gathered: Mapping[str, Any], *, pack: int) -> list[AgendaItem]:
    """The items of a pack (or of what was gathered just now: `pack` 0), with words and addresses in the reader's language."""
    items = []
    for key in ReviewInput:
        found = gathered["inputs"][key.value]
        facts = [
            AgendaFact(
                fact["key"],
                str(FACTS[fact["key"]]),
                fact["value"],
                _address(review, gathered["period"], fact, key, pack) if fact["value"] else "",
                fact["key"] in PARTS,
                fact["key"] in BAD and fact["value"] > 0,
            )
            for fact in found["facts"]
        ]
        items.append(
            AgendaItem(
                key.value,
                str(key.label),
                facts,
                found["note"],
                found["note_by"],
                [str(GAPS[gap]) for gap in found["gaps"]],
            )
        )
    return items


def _address(review: ManagementReview, period: Mapping[str, str], fact: Mapping[str, Any], key: str, pack: int) -> str:
    if "line" in fact:
        asked = {name: _day(period[name]) for name in ("first", "last", "as_of")} | {"so": fact["line"]}
        return f"{reverse('processes:period_list')}?{urlencode(asked)}"
    return reverse("audits:review_list", args=[review.number, pack, key, fact["key"]])


def _day(text: str) -> str:
    return f"{datetime.date.fromisoformat(text):%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class FrozenRows:
    """The list behind a number: rows the reader may see, with where they lead, and how many they may not see."""

    label: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    hidden: int = 0


def rows_behind(gathered: Mapping[str, Any], key: str, fact_key: str, user: User) -> FrozenRows | None:
    """None when there is no such number. As many queries as there are kinds in the list."""
    facts = gathered["inputs"].get(key, {"facts": []})["facts"]
    fact = next((each for each in facts if each["key"] == fact_key and "rows" in each), None)
    if fact is None:
        return None
    keys: dict[str, set[int]] = {}
    for row in fact["rows"]:
        if row["kind"] in LINKED:
            keys.setdefault(row["kind"], set()).add(row["id"])
    seen = {kind: LINKED[kind].objects.visible_to(user).in_bulk(ids) for kind, ids in keys.items()}  # type: ignore[attr-defined]
    rows = []
    for row in fact["rows"]:
        if row["kind"] not in LINKED:
            rows.append(row | {"address": ""})
        elif row["id"] in seen[row["kind"]]:
            rows.append(row | {"address": seen[row["kind"]][row["id"]].get_absolute_url()})
    return FrozenRows(str(FACTS[fact_key]), rows, len(fact["rows"]) - len(rows))


def latest_pack(review: ManagementReview) -> ReviewPack | None:
    return review.packs.select_related("frozen_by").order_by("-number").first()


def signature_of(review: ManagementReview) -> Signature | None:
    return signatures_of_reviews().filter(subject_id=review.pk).first()


def decisions_of(user: User) -> QuerySet[ReviewDecision]:
    """Decisions of the concluded reviews that a person may see, the nearest day first."""
    reviews = ManagementReview.objects.visible_to(user).concluded()
    return (
        ReviewDecision.objects.filter(review__in=reviews, struck_at=None)
        .select_related("review", "owner", "done_by")
        .order_by("due_on", "pk")
    )


DECISION_STANDS = ("open", "overdue", "done")


def standing(rows: QuerySet[ReviewDecision], wanted: str, *, on: datetime.date) -> QuerySet[ReviewDecision]:
    """Decisions still to be done, those of them past their day, or done."""
    match wanted:
        case "open":
            return rows.filter(done_on=None)
        case "overdue":
            return rows.filter(done_on=None, due_on__lt=on)
        case "done":
            return rows.filter(done_on__isnull=False)
    return rows


def decision_words(decision: ReviewDecision, *, on: datetime.date) -> tuple[str, str]:
    """Mark and words of a decision: done, late, or open."""
    if decision.done_on is not None:
        return "done", _("đã xong")
    return ("late", _("quá hạn")) if decision.due_on < on else ("ok", _("đang thực hiện"))
