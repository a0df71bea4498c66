"""What is searchable is registered from below: each room says which rows, which texts, under which access (ARCHITECTURE 10)."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from office.models import IndexOutbox


@dataclass(frozen=True)
class PageText:
    """One page of a thing: number from 1 (0 = the thing as a whole, without pages) and its text as written."""

    number: int
    text: str


@dataclass(frozen=True)
class SearchEntry:
    """All that the index may know of one thing."""

    title: str
    pages: list[PageText]
    address: str
    tokens: list[str]  # office.access.tokens_of
    is_restricted: bool  # not every member of staff may read it: it lives in the second index
    number: str = ""  # document number or code, as written
    summary: str = ""
    facets: dict[str, str] = field(default_factory=dict)  # e.g. year, unit, fonds, issuer, state
    dated_on: datetime.date | None = None


@dataclass(frozen=True)
class SearchableKind:
    """A kind of thing that the one box finds."""

    kind: str  # model label, lower case
    label: str | Promise
    model: type[models.Model]
    entry: Callable[[models.Model], SearchEntry | None]  # None: not in the index (any more)
    # All that belongs in the index: for rebuild and verify, and for reading every hit again before it is shown, narrowed
    # by `visible_to`. It fetches along all that `entry` needs, so that a list of results costs the same with 1 row and 30.
    rows: Callable[[], models.QuerySet]


_kinds: dict[str, SearchableKind] = {}


def register(kind: SearchableKind) -> None:
    """Called from a room's AppConfig.ready()."""
    _kinds[kind.kind] = kind


def kinds() -> dict[str, SearchableKind]:
    return dict(_kinds)


def changed(*things: models.Model, now: datetime.datetime | None = None) -> None:
    """Say, inside the act, that things must be indexed anew (or taken out)."""
    at = now or timezone.now()
    IndexOutbox.objects.bulk_create(
        IndexOutbox(kind=thing._meta.label_lower, object_id=thing.pk, asked_at=at) for thing in things
    )


def index_again(kind: str, object_ids: Iterable[int], *, now: datetime.datetime) -> None:
    """The same for rows known by key alone."""
    IndexOutbox.objects.bulk_create(IndexOutbox(kind=kind, object_id=key, asked_at=now) for key in object_ids)
