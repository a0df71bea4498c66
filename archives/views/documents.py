"""One document: its description, its change, and the view of its pages with what was asked marked on the picture."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.actions.description import describe_document
from archives.actions.recognition import read_again
from archives.citation import cite
from archives.forms import DescriptionForm
from archives.hits import Hit, find_hits
from archives.models import ArchiveDocument, ArchivePage
from archives.queries import pages_with_hits, reading_of_document
from archives.rules import can_describe
from archives.states import PageState
from archives.tesseract import missing_words
from office.models import User
from office.refusals import Refusal
from office.serving import serve_blob
from office.typed_numbers import typed_number
from office.views.base import StaffPage

THUMBNAILS = 12  # shown around the page one reads; all of them stand on the document's page


def visible_document(user: User, pk: int) -> ArchiveDocument:
    """The document, or the same 404 whether it is missing or hidden."""
    rows = (
        ArchiveDocument.objects.visible_to(user)
        .select_related("owner_unit", "issuer_unit", "fonds", "archive_file__inventory__fonds")
        .prefetch_related("archive_file__places__box")
    )
    return get_object_or_404(rows, pk=pk)


def trail_of(document: ArchiveDocument) -> list[tuple[str, str]]:
    trail = [(_("Lưu trữ"), reverse("archives:home"))]
    fonds = document.fonds_now
    if fonds is not None:
        trail.append((str(fonds), reverse("archives:fonds", args=[fonds.pk])))
    if document.archive_file is not None:
        # The document may be open to somebody to whom the whole file is not: then its title is not told.
        trail.append(
            (_("Hồ sơ %s") % document.archive_file.number, reverse("archives:file", args=[document.archive_file_id]))
        )
    return trail


class DocumentPage(StaffPage):
    """Description, pages, originals, earlier values. `?trang=N` (as the search box writes it) leads to that page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = visible_document(request.user, pk)
        if (number := typed_number(request.GET.get("trang"))) is not None:
            query = {"q": request.GET["q"]} if request.GET.get("q") else {}
            address = reverse("archives:page", args=[pk, number])
            return redirect(f"{address}?{urlencode(query)}" if query else address)
        pages = list(document.pages.select_related("current_text").defer("current_text__words", "current_text__text"))
        context = {
            "document": document,
            "citation": cite(document),
            "pages": pages,
            "originals": document.originals.select_related("blob", "received_by").prefetch_related("signatures"),
            "changes": document.changes.select_related("changed_by"),
            "reading": reading_of_document(document),
            "unreadable": [page for page in pages if page.state == PageState.UNREADABLE],
            "quality": quality_of([page.current_text.mean_confidence for page in pages if page.current_text]),
            "missing": missing_words(),
            "may_describe": can_describe(self.asker, document),
            "saved": "da_luu" in request.GET,
            "question": request.GET.get("q", ""),
            "trail": trail_of(document),
        }
        if request.htmx:
            return render(request, "archives/_document_progress.html", context)
        return render(request, "archives/document.html", context)


def quality_of(confidences: list[int | None]) -> str:
    """How well pages were read, in words: figures alone help nobody decide whether to trust a text."""
    known = [confidence for confidence in confidences if confidence is not None]
    if not known:
        return ""
    mean = round(sum(known) / len(known))
    if mean >= 90:
        return _("nhận dạng chữ tốt (%s %%)") % mean
    if mean >= 75:
        return _("nhận dạng chữ khá (%s %%), có chỗ sai") % mean
    return _("chữ mờ, có thể sai (%s %%)") % mean


class Describe(StaffPage):
    """Changing the description."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.document = visible_document(request.user, kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, DescriptionForm(instance=self.document, asker=self.asker, user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = DescriptionForm(request.POST, instance=self.document, asker=self.asker, user=request.user)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            describe_document(
                document=self.document,
                changes=form.changes(),
                version=form.cleaned_data["version"],
                by=self.asker.person,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._page(request, form, status=refusal.status, refusal=refusal)
        return redirect(f"{reverse('archives:document', args=[pk])}?da_luu=1")

    def _page(
        self, request: HttpRequest, form: DescriptionForm, *, status: int = 200, refusal: Refusal | None = None
    ) -> HttpResponse:
        first = self.document.pages.filter(state=PageState.READ).first()
        context = {
            "document": self.document,
            "form": form,
            "refusal": refusal,
            "first_page": first,
            "may_describe": can_describe(self.asker, self.document),
            "trail": [
                *trail_of(self.document)[:2],
                (self.document.title, reverse("archives:document", args=[self.document.pk])),
            ],
        }
        return render(request, "archives/describe.html", context, status=status)


class ReadAgain(StaffPage):
    """Another try at the pages that could not be read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = visible_document(request.user, pk)
        read_again(document=document, by=self.asker.person, now=timezone.now())  # type: ignore[arg-type]
        return redirect("archives:document", pk=pk)


@dataclass(frozen=True)
class MarkedBox:
    """A box over the picture, in its pixels."""

    left: int
    top: int
    width: int
    height: int
    is_current: bool
    is_first: bool  # of its hit: where a link to the hit leads


@dataclass(frozen=True)
class TextPiece:
    """A stretch of the page's text; marked pieces are the hits, `hit` their number from 1."""

    text: str
    hit: int = 0


class PageView(StaffPage):
    """A page as a picture with the hits of `?q=…` over it, its text beside, the way on to the next hit. Works without JavaScript."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        document = visible_document(request.user, pk)
        page = get_object_or_404(document.pages.select_related("current_text", "original__blob"), number=number)
        question = " ".join(request.GET.get("q", "").split())[:400]
        layer = page.current_text
        hits = find_hits(layer.text, layer.words, question) if layer and question else []
        current = self._current(request.GET.get("cho", ""), len(hits))
        neighbours = pages_with_hits(document, page, question)
        numbers = list(document.pages.values_list("number", "thumbnail_id"))
        total = len(numbers)

        def at(page_number: int, hit: int | str = 0) -> str:
            query = ({"q": question} if question else {}) | ({"cho": str(hit)} if hit else {})
            address = reverse("archives:page", args=[pk, page_number])
            return f"{address}?{urlencode(query)}" if query else address

        next_hit = (
            at(number, current + 1) if current < len(hits) else at(neighbours.after, 1) if neighbours.after else ""
        )
        previous_hit = (
            at(number, current - 1) if current > 1 else at(neighbours.before, "cuoi") if neighbours.before else ""
        )
        around = range(max(1, min(number - THUMBNAILS // 2, total - THUMBNAILS + 1)), total + 1)[:THUMBNAILS]
        context = {
            "document": document,
            "page": page,
            "page_total": total,
            "question": question,
            "hits": hits,
            "current": current,
            "boxes": _boxes(page, hits, current),
            "pieces": _pieces(layer.text if layer else "", hits),
            "previous_page": at(number - 1) if number > 1 else "",
            "next_page": at(number + 1) if number < total else "",
            "next_hit": next_hit,
            "previous_hit": previous_hit,
            "thumbnails": [(n, at(n), bool(thumbnail)) for n, thumbnail in numbers if n in around],
            "is_large": request.GET.get("co") == "to",
            "citation": cite(document, page=number),
            "quality": quality_of([layer.mean_confidence]) if layer else "",
            "may_describe": can_describe(self.asker, document),
            "trail": [
                *trail_of(document)[:2],
                (document.code or _("Văn bản"), reverse("archives:document", args=[pk])),
            ],
            "search_words": question,
        }
        return render(request, "archives/page.html", context)

    @staticmethod
    def _current(asked: str, total: int) -> int:
        if asked == "cuoi":
            return total
        return min(max(typed_number(asked) or 1, 1), total)


def _boxes(page: ArchivePage, hits: list[Hit], current: int) -> list[MarkedBox]:
    """Boxes in pixels of the picture, a little wider than the ink; the current hit last, so that it lies on top."""
    if not page.width or not page.height:
        return []
    boxes = [
        MarkedBox(
            left=max(box.left * page.width // 10_000 - 4, 0),
            top=max(box.top * page.height // 10_000 - 4, 0),
            width=box.width * page.width // 10_000 + 8,
            height=box.height * page.height // 10_000 + 8,
            is_current=index == current,
            is_first=box is hit.boxes[0],
        )
        for index, hit in enumerate(hits, start=1)
        for box in hit.boxes
    ]
    return sorted(boxes, key=lambda box: box.is_current)


def _pieces(text: str, hits: list[Hit]) -> list[TextPiece]:
    pieces, place = [], 0
    for index, hit in enumerate(hits, start=1):
        pieces += [TextPiece(text[place : hit.start]), TextPiece(text[hit.start : hit.end], index)]
        place = hit.end
    return [*pieces, TextPiece(text[place:])]


class PagePicture(StaffPage):
    """The picture of a page, or its thumbnail: behind the same check as the page."""

    is_thumbnail = False

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        document = get_object_or_404(ArchiveDocument.objects.visible_to(request.user), pk=pk)
        page = get_object_or_404(document.pages.select_related("picture", "thumbnail"), number=number)
        blob = page.thumbnail if self.is_thumbnail else page.picture
        if blob is None:
            raise Http404
        return serve_blob(request, blob, file_name=f"trang-{number}.webp", as_attachment=False)


class OriginalFile(StaffPage):
    """The untouched original, to be saved under the name it came with."""

    def get(self, request: HttpRequest, pk: int, original: int) -> HttpResponse:
        document = get_object_or_404(ArchiveDocument.objects.visible_to(request.user), pk=pk)
        row = get_object_or_404(document.originals.select_related("blob"), pk=original)
        return serve_blob(request, row.blob, file_name=row.file_name)
