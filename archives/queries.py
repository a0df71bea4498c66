"""Questions across the tables of the archive."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archives.hits import has_hits
from archives.models import ArchiveDocument, ArchivePage, Fonds, Intake, Original
from archives.states import PageState
from office.models import Job, JobState, User


def documents_in_list(user: User | AnonymousUser) -> QuerySet[ArchiveDocument]:
    """Documents the user may see, with what a line of the register shows: place, unit, pages, pages waiting, unreadable."""
    return (
        ArchiveDocument.objects.visible_to(user)
        .select_related("owner_unit", "fonds", "archive_file__inventory__fonds")
        .annotate(
            page_total=_count_of_pages(),
            waiting_total=_count_of_pages(state=PageState.WAITING),
            unreadable_total=_count_of_pages(state=PageState.UNREADABLE),
            # What a document that nobody has described yet is known by.
            first_file_name=Subquery(
                Original.objects.filter(document=OuterRef("pk")).order_by("pk").values("file_name")[:1]
            ),
        )
        .order_by("-received_at", "-pk")
    )


def _count_of_pages(**which: str) -> Coalesce:
    """Counted per shown row: a join would group the whole archive to show fifty lines."""
    pages = ArchivePage.objects.filter(document=OuterRef("pk"), **which).order_by().values("document")
    return Coalesce(Subquery(pages.annotate(total=Count("pk")).values("total")), 0)


def in_fonds(fonds: Fonds) -> Q:
    return Q(fonds=fonds) | Q(archive_file__inventory__fonds=fonds)


def in_year(year: int) -> Q:
    """Documents whose date may lie in the year: a paper of «1975–1978» belongs to each of these years."""
    return Q(dated_from__lte=datetime.date(year, 12, 31), dated_until__gte=datetime.date(year, 1, 1))


@dataclass(frozen=True)
class Neighbours:
    """Where the nearest hits on other pages are; None where there is none."""

    before: int | None
    after: int | None


def pages_with_hits(document: ArchiveDocument, page: ArchivePage, question: str) -> Neighbours:
    """The nearest pages before and after `page` on which something asked for stands. Texts are read until one is found."""
    if not question.strip():
        return Neighbours(None, None)
    others = document.pages.filter(state=PageState.READ)
    after = others.filter(number__gt=page.number).order_by("number")
    before = others.filter(number__lt=page.number).order_by("-number")
    return Neighbours(_first_with(before, question), _first_with(after, question))


def _first_with(pages: QuerySet, question: str) -> int | None:
    for number, text in pages.values_list("number", "current_text__text").iterator(chunk_size=50):
        if has_hits(text, question):
            return number
    return None


@dataclass(frozen=True)
class ReadingState:
    """How far the reading of some documents is, in pages."""

    total: int
    read: int
    unreadable: int
    parked: str = ""  # why a job stopped, in its own words

    @property
    def done(self) -> int:
        return self.read + self.unreadable

    @property
    def is_over(self) -> bool:
        return self.done == self.total


def reading_of_intake(intake: Intake) -> ReadingState:
    """How far the reading of an intake's documents is."""
    documents = intake.lines.filter(document__isnull=False).values("document_id")
    return _reading(ArchivePage.objects.filter(document_id__in=documents))


def reading_of_document(document: ArchiveDocument) -> ReadingState:
    return _reading(ArchivePage.objects.filter(document=document))


def _reading(pages: QuerySet[ArchivePage]) -> ReadingState:
    states = list(pages.values_list("original_id", "state"))
    waiting = {original for original, state in states if state == PageState.WAITING}
    reasons = Job.objects.filter(
        kind="archives.ocr", state=JobState.PARKED, payload__original__in=list(waiting)
    ).values_list("reason", flat=True)
    return ReadingState(
        total=len(states),
        read=sum(state == PageState.READ for _original, state in states),
        unreadable=sum(state == PageState.UNREADABLE for _original, state in states),
        parked=next(iter(reasons), "") if waiting else "",
    )
