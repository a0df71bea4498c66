"""The one box: a question in the address, an answer as a page. Works without JavaScript; suggestions come when there is some."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office.views.base import StaffPage
from search import facets
from search.engines.base import IndexUnavailable, Order
from search.queries import DEEPEST_PAGE, Answer, FoundThing, find, suggest

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
        parameters = {name: request.GET.get(name, "").strip() for name in _PARAMETERS}
        words = parameters["q"]
        chosen = facets.chosen_facets(parameters)
        context: dict[str, object] = {"search_words": words, "words": words, "chips": facets.chips(parameters)}
        if not words and not chosen:
            return render(request, "search/start.html", context)
        page = int(parameters["trang"]) if parameters["trang"].isascii() and parameters["trang"].isdecimal() else 1
        try:
            answer = find(
                request.user,
                words,
                chosen=chosen,
                order=_ORDERS.get(parameters["xep"], Order.BEST),
                page=min(page, 10**6),
            )
        except IndexUnavailable:
            return render(request, "search/unavailable.html", context, status=503)
        context |= {
            "answer": answer,
            "rows": [_row(found, words) for found in answer.things],
            "facets": facets.shown_facets(answer.totals.facets, parameters) if answer.totals else [],
            "orders": [(name, facets.address(parameters, xep=name), name == parameters["xep"]) for name in _ORDERS],
            "without_filters": "?" + urlencode({"q": words}),
            "better_address": facets.address(parameters, q=answer.better),
            "page_links": _page_links(answer, parameters),
        }
        return render(request, "search/results.html", context)


class Suggest(StaffPage):
    """Titles for the box while somebody types, as options of a list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")[:200]
        try:
            titles = suggest(words, request.user)
        except IndexUnavailable:
            titles = []
        return render(request, "search/suggestions.html", {"titles": titles})


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
