"""The filters beside the list: which facets there are, how they are called in the address, in what order they stand."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.searchable import kinds


@dataclass(frozen=True)
class Facet:
    """A facet rooms may give in SearchEntry.facets under `name`; `parameter` is its word in the address."""

    name: str
    parameter: str
    label: str | Promise
    newest_first: bool = False


FACETS = (
    Facet("kind", "nhom", _("Nhóm")),
    Facet("type", "loai", _("Loại")),
    Facet("year", "nam", _("Năm"), newest_first=True),
    Facet("state", "tinh_trang", _("Tình trạng")),
    Facet("fonds", "phong", _("Phông")),
    Facet("unit", "don_vi", _("Đơn vị")),
    Facet("issuer", "co_quan", _("Nơi ban hành")),
)
OPEN_VALUES = 6  # shown at once; the others behind «thêm»


@dataclass(frozen=True)
class Choice:
    """One value of a facet: the link that narrows to it, or, when chosen, takes it away."""

    label: str | Promise
    count: int
    address: str


@dataclass(frozen=True)
class FacetShown:
    label: str | Promise
    first: list[Choice]
    others: list[Choice]


def chosen_facets(parameters: dict[str, str]) -> dict[str, str]:
    """Facet name → value, from the words of the address."""
    return {facet.name: parameters[facet.parameter][:300] for facet in FACETS if parameters.get(facet.parameter)}


def address(parameters: dict[str, str], **changed: str) -> str:
    """The same question with some parameters changed («» takes one away); a changed question begins at its first page."""
    kept = {name: value for name, value in parameters.items() if name != "trang"} | changed
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def shown_facets(counts: dict[str, dict[str, int]], parameters: dict[str, str]) -> list[FacetShown]:
    """Facets that would still divide the answer."""
    shown = []
    for facet in FACETS:
        values = counts.get(facet.name, {})
        if len(values) < 2 or parameters.get(facet.parameter):
            continue
        if facet.newest_first:
            ordered = sorted(values.items(), reverse=True)
        else:
            ordered = sorted(values.items(), key=lambda each: (-each[1], each[0]))
        choices = [
            Choice(value_label(facet.name, value), count, address(parameters, **{facet.parameter: value}))
            for value, count in ordered
        ]
        shown.append(FacetShown(facet.label, choices[:OPEN_VALUES], choices[OPEN_VALUES:]))
    return shown


def chips(parameters: dict[str, str]) -> list[tuple[str | Promise, str]]:
    """The filters that hold, each with the address without it."""
    return [
        (value_label(facet.name, parameters[facet.parameter]), address(parameters, **{facet.parameter: ""}))
        for facet in FACETS
        if parameters.get(facet.parameter)
    ]


def value_label(name: str, value: str) -> str | Promise:
    if name == "kind":
        kind = kinds().get(value)
        return kind.label if kind else value
    return value
