"""The one box: a question in the address, an answer as a page. Works without JavaScript; suggestions come when there is some."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from office.models import User
from office.spreadsheets import spreadsheet_answer
from office.views.base import StaffPage
from search import facets
from search.engines.base import IndexUnavailable, Order
from search.forms import KeptQuestionForm
from search.models import KeptQuestion
from search.queries import DEEPEST_PAGE, Answer, FoundThing, by_title, find, suggest, whole_list

_ORDERS = {"": Order.BEST, "moi": Order.NEWEST, "cu": Order.OLDEST}
_PARAMETERS = ("q", "xep", "trang", *(facet.parameter for facet in facets.FACETS))


@dataclass(frozen=True)
class Row:
    """One document with finished addresses."""

    found: FoundThing
    address: str
    best_address: str
    pages: list[tuple[int, str]]


class Search(StaffPage):
    """GET /tim-kiem/?q=…  The filters, the order and the page stand in the address, so that a link is the same list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = _parameters(request)
        words = parameters["q"]
        chosen = facets.chosen_facets(parameters)
        context: dict[str, object] = {"search_words": words, "words": words, "chips": facets.chips(parameters)}
        if not words and not chosen:
            context["kept"] = KeptQuestion.objects.of(_member(request))
            return render(request, "search/start.html", context)
        page = int(parameters["trang"]) if parameters["trang"].isascii() and parameters["trang"].isdecimal() else 1
        try:
            answer = find(request.user, words, chosen=chosen, order=_order(parameters), page=min(page, 10**6))
        except IndexUnavailable:
            context["rows"] = [_row(found, words) for found in by_title(request.user, words)]
            return render(request, "search/unavailable.html", context, status=503)
        question = facets.address(parameters).removeprefix("?")
        context |= {
            "answer": answer,
            "rows": [_row(found, words) for found in answer.things],
            "facets": facets.shown_facets(answer.totals.facets, parameters) if answer.totals else [],
            "orders": [(name, facets.address(parameters, xep=name), name == parameters["xep"]) for name in _ORDERS],
            "without_filters": "?" + urlencode({"q": words}),
            "better_address": facets.address(parameters, q=answer.better),
            "page_links": _page_links(answer, parameters),
            "question": question,
            "is_kept": KeptQuestion.objects.of(_member(request)).filter(question=question).exists(),
        }
        return render(request, "search/results.html", context)


class Download(StaffPage):
    """GET /tim-kiem/tai-ve/?q=…  The list of the same address as a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = _parameters(request)
        words, chosen = parameters["q"], facets.chosen_facets(parameters)
        if not words and not chosen:
            return redirect("search:search")
        try:
            things = whole_list(request.user, words, chosen=chosen, order=_order(parameters))
        except IndexUnavailable:
            return render(request, "search/unavailable.html", {"search_words": words}, status=503)
        headings = [_("Số, ký hiệu"), _("Ngày"), _("Trích yếu"), _("Loại"), _("Nơi ban hành, đơn vị"), _("Tình trạng"),
                    _("Trang có từ cần tìm"), _("Địa chỉ")]  # fmt: skip
        rows = [_cells(found, request) for found in things]
        return spreadsheet_answer("ket-qua-tim", _("Kết quả tìm"), headings, rows, now=timezone.now())


class Keep(StaffPage):
    """POST: keep the question of an address, to be asked again with one click."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeptQuestionForm(request.POST, asker=_member(request))
        if form.is_valid():
            form.keep(now=timezone.now())
            messages.success(
                request, _("Đã lưu «%(name)s»; có ở trang Tìm kiếm.") % {"name": form.cleaned_data["name"]}
            )
        else:
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(f"{reverse('search:search')}?{form.cleaned_data.get('question', '')}")


class Forget(StaffPage):
    """POST: take away a question one has kept. Nobody reaches those of others."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = KeptQuestion.objects.of(_member(request)).filter(pk=pk).first()
        if kept is None:
            raise Http404
        kept.delete()
        messages.success(request, _("Đã bỏ «%(name)s».") % {"name": kept.name})
        return redirect("search:search")


class Suggest(StaffPage):
    """Titles for the box while somebody types, as options of a list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")[:200]
        try:
            titles = suggest(words, request.user)
        except IndexUnavailable:
            titles = []
        return render(request, "search/suggestions.html", {"titles": titles})


def _member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the door of StaffPage lets nobody else in
    return request.user


def _parameters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in _PARAMETERS}


def _order(parameters: dict[str, str]) -> Order:
    return _ORDERS.get(parameters["xep"], Order.BEST)


def _cells(found: FoundThing, request: HttpRequest) -> list[object]:
    entry = found.entry
    best = [found.best_page.number] if found.best_page and found.best_page.number else []
    return [
        entry.number,
        entry.dated_on,
        "".join(piece.text for piece in found.headline),
        entry.facets.get("type") or str(found.kind.label),
        entry.facets.get("issuer") or entry.facets.get("unit", ""),
        entry.facets.get("state", ""),
        ", ".join(str(number) for number in (*best, *found.other_pages)),
        request.build_absolute_uri(entry.address),
    ]


def _row(found: FoundThing, words: str) -> Row:
    def address(page: int) -> str:
        question = {"trang": str(page)} if page else {}
        if words:
            question["q"] = words
        joint = "&" if "?" in found.entry.address else "?"
        return found.entry.address + (joint + urlencode(question) if question else "")

    best = found.best_page.number if found.best_page else (found.other_pages or [0])[0]
    return Row(
        found=found,
        address=address(best),
        best_address=address(found.best_page.number) if found.best_page and found.best_page.number else "",
        pages=[(number, address(number)) for number in found.other_pages],
    )


def _page_links(answer: Answer, parameters: dict[str, str]) -> dict[str, str]:
    def at(page: int) -> str:
        return facets.address(parameters) + f"&trang={page}"

    links = {}
    if answer.page > 1:
        links["previous"] = at(answer.page - 1)
    if answer.has_next and answer.page < DEEPEST_PAGE:
        links["next"] = at(answer.page + 1)
    return links
