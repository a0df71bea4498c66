"""Questions across the tables of the room: what stands on a day, who must read, who did."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from iso_docs.models import ControlledDocument, Distribution, DocumentIssue, Reading, ReviewRound
from iso_docs.states import DeskState, DocumentState, IssueState
from office.models import Assignment, Obligation, Person, PostRole, Signature, SignatureMeaning, User, subject_of


def issue_state(issue: DocumentIssue, on: datetime.date) -> IssueState:
    """What an issue is on a day. Withdrawn before its first day counts as withdrawn at once."""
    withdrawal = getattr(issue, "withdrawal", None)
    if withdrawal is not None and (withdrawal.withdrawn_on <= on or withdrawal.withdrawn_on < issue.effective_from):
        return IssueState.WITHDRAWN
    if issue.effective_from > on:
        return IssueState.TO_COME
    newer = DocumentIssue.objects.that_take_effect().filter(
        document_id=issue.document_id, effective_from__gt=issue.effective_from, effective_from__lte=on
    )
    return IssueState.SUPERSEDED if newer.exists() else IssueState.IN_FORCE


def readers_of(document: ControlledDocument, on: datetime.date):
    """People whom the distribution names on a day: by unit, by role, by name."""
    rows = Distribution.objects.filter(document=document, ended_at__isnull=True)
    held = Assignment.objects.valid_on(on).filter(person=OuterRef("pk"))
    in_unit = held.filter(post__unit__in=rows.filter(unit__isnull=False).values("unit"))
    in_role = held.filter(
        Exists(
            PostRole.objects.valid_on(on).filter(post=OuterRef("post"), role__in=rows.exclude(role="").values("role"))
        )
    )
    return Person.objects.filter(
        Exists(in_unit) | Exists(in_role) | Q(pk__in=rows.filter(person__isnull=False).values("person"))
    ).order_by("full_name")


@dataclass
class ReadingGap:
    """How far an issue is read: of those who must, how many did."""

    must: int
    did: int

    @property
    def percent(self) -> int | None:
        return None if self.must == 0 else self.did * 100 // self.must


def reading_of(issue: DocumentIssue, on: datetime.date) -> ReadingGap:
    must = readers_of(issue.document, on)
    did = Reading.objects.filter(issue=issue, person__in=must.values("pk")).count()
    return ReadingGap(must=must.count(), did=did)


@dataclass
class RegisterRow:
    """One line of «Danh mục tài liệu nội bộ»: facts finished for the page."""

    document: ControlledDocument
    issue: DocumentIssue | None  # in force; else the one to come; else the last
    state: DocumentState
    desk: DeskState
    may_see_desk: bool
    reading: ReadingGap | None = None

    @property
    def code(self) -> str:
        return self.issue.code if self.issue else self.document.code

    @property
    def title(self) -> str:
        return self.issue.title if self.issue else self.document.title

    @property
    def under(self) -> str:
        """What stands in small type under the title."""
        return self.document.field

    @property
    def address(self) -> str:
        return self.issue.get_absolute_url() if self.issue else reverse("iso_docs:document", args=[self.document.pk])

    @property
    def counters(self) -> str:
        """«02» or «02 (sửa đổi 01)»."""
        if self.issue is None:
            return "–"
        text = f"{self.issue.issue_no:02d}"
        return f"{text}.{self.issue.revision_no:02d}" if self.issue.revision_no else text

    @property
    def stamp(self) -> str:
        """The frame of its stamp (templates/components/stamp.html)."""
        return {DocumentState.IN_FORCE: "in_force", DocumentState.WITHDRAWN: "void"}.get(self.state, "coming")

    @property
    def desk_label(self) -> str:
        """Where the draft stands, when there is one beside what the stamp says."""
        if self.desk == DeskState.NONE or (self.desk == DeskState.DRAFT and self.state == DocumentState.DRAFT):
            return ""
        return str(self.desk.label)


def register_rows(documents: list[ControlledDocument], user: User, on: datetime.date) -> list[RegisterRow]:
    """Finished lines for one page of documents, in a fixed number of queries."""
    keys = [document.pk for document in documents]
    visible = DocumentIssue.objects.visible_to(user, on).filter(document__in=keys).select_related("withdrawal")
    in_force = {issue.document_id: issue for issue in visible.in_force_on(on)}
    to_come = {issue.document_id: issue for issue in visible.to_come_after(on).order_by("-effective_from")}
    last = {issue.document_id: issue for issue in visible.order_by("number")}
    desks = set(ControlledDocument.objects.visible_to(user, on).filter(pk__in=keys).values_list("pk", flat=True))
    open_rounds = {round_.document_id: round_ for round_ in ReviewRound.objects.open().filter(document__in=keys)}
    signed = _meanings_of(list(open_rounds.values()))
    gaps = _reading_gaps(list(in_force.values()))
    rows = []
    for document in documents:
        issue = in_force.get(document.pk) or to_come.get(document.pk) or last.get(document.pk)
        if document.pk in in_force:
            state = DocumentState.IN_FORCE
        elif document.pk in to_come:
            state = DocumentState.TO_COME
        elif issue is not None:
            state = DocumentState.WITHDRAWN
        else:
            state = DocumentState.DRAFT
        may_see = document.pk in desks
        round_ = open_rounds.get(document.pk)
        rows.append(
            RegisterRow(
                document=document,
                issue=issue,
                state=state,
                desk=desk_state(document, round_, signed) if may_see else DeskState.NONE,
                may_see_desk=may_see,
                reading=gaps.get(issue.pk) if issue is not None else None,
            )
        )
    return rows


def desk_state(
    document: ControlledDocument, round_: ReviewRound | None, signed: dict[int, set[str]] | None = None
) -> DeskState:
    """Where the draft stands: on the desk, before the reviewer, before the approver, or signed by both."""
    if round_ is None:
        return DeskState.DRAFT if document.has_unpublished_changes else DeskState.NONE
    given = (_meanings_of([round_]) if signed is None else signed).get(round_.pk, set())
    if SignatureMeaning.APPROVED in given:
        return DeskState.APPROVED
    return DeskState.IN_APPROVAL if SignatureMeaning.REVIEWED in given else DeskState.IN_REVIEW


def _meanings_of(rounds: list[ReviewRound]) -> dict[int, set[str]]:
    if not rounds:
        return {}
    found: dict[int, set[str]] = {}
    for key, meaning in Signature.objects.filter(
        subject_type=subject_of(rounds[0])["subject_type"],
        subject_id__in=[round_.pk for round_ in rounds],
        voiding__isnull=True,
    ).values_list("subject_id", "meaning"):
        found.setdefault(key, set()).add(meaning)
    return found


def _reading_gaps(issues: list[DocumentIssue]) -> dict[int, ReadingGap]:
    """From the obligations to read, which are made for everybody an issue concerns."""
    if not issues:
        return {}
    rows = (
        Obligation.objects.filter(
            kind="iso_docs.reading",
            subject_type=subject_of(issues[0])["subject_type"],
            subject_id__in=[issue.pk for issue in issues],
            lifted_at__isnull=True,
        )
        .values("subject_id")
        .annotate(must=Count("pk"), did=Count("pk", filter=Q(done_at__isnull=False)))
    )
    return {row["subject_id"]: ReadingGap(row["must"], row["did"]) for row in rows}
