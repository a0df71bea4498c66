"""Questions about the clauses of a standard: what answers each, what lacks, what does not apply."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from audits.models import Clause, ClauseAnswer, ClauseExclusion, Standard
from audits.states import ClauseState
from iso_docs.models import ControlledDocument, DocumentIssue
from office.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """A document or a kind of record that answers a clause; the issue in force when the reader may read it."""

    row: ClauseAnswer
    issue: DocumentIssue | None

    @property
    def name(self) -> str:
        if self.row.document is None:
            return self.row.record
        shown = self.issue or self.row.document
        return f"{shown.code} {shown.title}"

    @property
    def address(self) -> str:
        return self.issue.get_absolute_url() if self.issue else ""

    @property
    def not_in_force(self) -> bool:
        """Named, but no issue of it binds that day."""
        return self.row.document is not None and self.issue is None


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with all that is said of it."""

    clause: Clause
    answers: list[Answer]
    exclusion: ClauseExclusion | None

    @property
    def documents(self) -> list[Answer]:
        return [each for each in self.answers if each.row.document_id]

    @property
    def records(self) -> list[Answer]:
        return [each for each in self.answers if not each.row.document_id]

    @property
    def lacks_document(self) -> bool:
        return self.clause.maintain and not any(each.issue for each in self.documents)

    @property
    def lacks_record(self) -> bool:
        return self.clause.retain and not self.records

    @property
    def state(self) -> ClauseState:
        if not self.clause.says_vi:
            return ClauseState.HEADING
        if self.exclusion is not None:
            return ClauseState.EXCLUDED
        if self.lacks_document or self.lacks_record:
            return ClauseState.LACKING
        return ClauseState.ANSWERED if self.answers else ClauseState.FREE


def clause_rows(clauses: Any, user: User | AnonymousUser, *, on: datetime.date) -> list[ClauseRow]:
    """Rows of the coverage page: three queries whatever their number.

    A document whose desk and issues the reader may not see is not there for the reader, and does not count as an answer.
    """
    clauses = list(clauses)
    answers = (
        ClauseAnswer.objects.filter(clause__in=clauses, ended_at=None)
        .select_related("document", "made_by")
        .order_by("made_at", "pk")
    )
    answers = list(answers)
    named = {each.document_id for each in answers if each.document_id}
    listed = set(ControlledDocument.objects.listed_for(user, on).filter(pk__in=named).values_list("pk", flat=True))
    in_force = {
        each.document_id: each
        for each in DocumentIssue.objects.visible_to(user, on)
        .in_force_on(on)
        .filter(document__in=named)
        .defer("content")
    }
    excluded = {
        each.clause_id: each
        for each in ClauseExclusion.objects.filter(clause__in=clauses, ended_at=None).select_related("made_by")
    }
    of: dict[int, list[Answer]] = {}
    for each in answers:
        if each.document_id is None or each.document_id in listed:
            of.setdefault(each.clause_id, []).append(Answer(each, in_force.get(each.document_id)))
    return [ClauseRow(each, of.get(each.pk, []), excluded.get(each.pk)) for each in clauses]


def standard_named(edition: str) -> Standard | None:
    """The edition asked for, else the newest that is published."""
    rows = Standard.objects.all()
    return (rows.filter(edition=edition).first() if edition else None) or rows.first()


def documents_to_name(user: User | AnonymousUser, *, on: datetime.date) -> Any:
    """Documents that may be named as an answer: those the person sees in the register."""
    return ControlledDocument.objects.listed_for(user, on).order_by("code", "title")
