"""What the one box answers: pages found inside the asker's rights, read again in the database, grouped by document."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.db import models

from office.access import VisibleQuerySet, asker_of, tokens_for
from office.models import IndexOutbox, User
from office.searchable import SearchableKind, SearchEntry, kinds
from search.abbreviations import abbreviations
from search.engines import current_engine
from search.engines.base import AnyOf, Engine, Field, Node, Order, PageHit, Partition, Query, Scope, Term, Thing, Totals
from search.highlight import Piece, marked, snippets
from search.language import Asked, folded_words, read_query
from search.plan import is_sentence, query_of, steps_of
from search.typos import better_spelling

log = logging.getLogger(__name__)

PER_PAGE = 10
DEEPEST_PAGE = 50
MOST_LISTED = PER_PAGE * DEEPEST_PAGE  # what can be paged through, and what a list taken along holds
OTHER_PAGES = 6  # further pages named under one document, beside the best
_FIRST_PULL = 120  # pages asked of the engine at first; four times as many each time they group into too few documents
_MOST_PULLED = 20_000
_LATEST = 200  # things of each kind that are looked through when there is no index
# More waiting changes than this are not looked at one by one; the counts are then withheld.
_MOST_WAITING = 5_000


@dataclass(frozen=True)
class FoundPage:
    """A page of a document, with the parts of its text that were asked for. Number 0: the text has no pages."""

    number: int
    snippets: list[list[Piece]]


@dataclass(frozen=True)
class FoundThing:
    """One document of the answer, as its room describes it now."""

    kind: SearchableKind
    thing: models.Model
    entry: SearchEntry
    headline: list[Piece]  # what it is about: the summary where the title only repeats it behind the number
    best_page: FoundPage | None
    other_pages: list[int]

    @property
    def page_count(self) -> int:
        return sum(page.number > 0 for page in self.entry.pages)


@dataclass
class Answer:
    """What is shown. `totals` count what has `required` of the `wanted` parts: fewer when nothing had all of them.

    The list of a sentence goes on, after those, with what has fewer (`goes_on`).
    """

    asked: Asked
    things: list[FoundThing] = field(default_factory=list)
    totals: Totals | None = None
    page: int = 1
    has_next: bool = False
    wanted: int = 0
    required: int = 0
    goes_on: bool = False
    better: str = ""  # a spelling that the office's own texts know

    @property
    def is_relaxed(self) -> bool:
        return self.required < self.wanted


def scope_of(user: User | AnonymousUser) -> tuple[Scope, bool]:
    """What `user` may be answered from, now; and whether the counts can be trusted to hold nothing else.

    The tokens come from today's assignments and exceptions, so a right that has ended counts at once. A thing whose own
    access has changed may still stand in the index under its old tokens: it waits in the outbox, and is looked up.
    """
    asker = asker_of(user)
    if not asker.is_staff:
        return Scope((), ()), True
    tokens: set[str] = set()
    for kind in kinds().values():
        tokens.update(tokens_for(asker, kind.model))
    waiting: dict[str, set[int]] = defaultdict(set)
    rows = list(IndexOutbox.objects.values_list("kind", "object_id").distinct()[: _MOST_WAITING + 1])
    for kind_name, object_id in rows:
        waiting[kind_name].add(object_id)
    hidden: set[int] = set()
    for kind_name, ids in waiting.items():
        registered = kinds().get(kind_name)
        seen: set[int] = set()
        if registered:
            seen = set(_visible(registered, user).filter(pk__in=ids).values_list("pk", flat=True))
        hidden |= {Thing(kind_name, object_id).key for object_id in ids - seen}
    # Everything else than «staff» stands in the second index alone; who holds nothing of it does not ask it.
    partitions = (Partition.STAFF, Partition.RESTRICTED) if tokens - {"staff"} else (Partition.STAFF,)
    return Scope(partitions, tuple(sorted(tokens)), frozenset(hidden)), len(rows) <= _MOST_WAITING


def find(
    user: User | AnonymousUser,
    text: str,
    *,
    chosen: Mapping[str, str] | None = None,
    order: Order = Order.BEST,
    page: int = 1,
) -> Answer:
    """Answer `text`, narrowed by the `chosen` facets (name → value). IndexUnavailable when there is no index."""
    engine = current_engine()
    scope, counts_hold = scope_of(user)
    asked, filters = _read(engine, text, chosen)
    answer = Answer(asked=asked, page=min(max(page, 1), DEEPEST_PAGE), wanted=len(asked.wanted))
    answer.required = answer.wanted
    if (asked.is_empty and not filters) or not scope.tokens:
        return answer
    for step in _steps(asked):
        wanted = answer.page * PER_PAGE + 1
        found, dropped = _documents(engine, user, query_of(asked, step, filters), scope, order, wanted)
        if found or answer.page > 1:
            answer.required = step
            break
    else:
        answer.better = better_spelling(engine, asked, text)
        answer.totals = Totals(0, 0)
        return answer
    first = (answer.page - 1) * PER_PAGE
    answer.has_next = len(found) > first + PER_PAGE
    answer.things = [_shown(asked, *each) for each in found[first : first + PER_PAGE]]
    answer.goes_on = is_sentence(asked)
    counted = steps_of(asked) if answer.goes_on else [answer.required]
    for step in counted if counts_hold else []:
        totals = engine.totals(query_of(asked, step, filters), scope)
        # What the index still names and the database denies is not counted either.
        totals = replace(
            totals, pages=max(totals.pages - dropped.pages, 0), things=max(totals.things - dropped.things, 0)
        )
        answer.totals, answer.required = totals, step
        if totals.things:
            break
    if answer.is_relaxed:
        answer.better = better_spelling(engine, asked, text)
    return answer


def whole_list(
    user: User | AnonymousUser, text: str, *, chosen: Mapping[str, str] | None = None, order: Order = Order.BEST
) -> list[FoundThing]:
    """The list that `find` shows page by page, up to MOST_LISTED documents. IndexUnavailable."""
    engine = current_engine()
    scope, _counts_hold = scope_of(user)
    asked, filters = _read(engine, text, chosen)
    if (asked.is_empty and not filters) or not scope.tokens:
        return []
    for step in _steps(asked):
        found, _dropped = _documents(engine, user, query_of(asked, step, filters), scope, order, MOST_LISTED)
        if found:
            return [_shown(asked, *each) for each in found]
    return []


def by_title(user: User | AnonymousUser, text: str) -> list[FoundThing]:
    """While there is no index: what has all the words in its number or title, among the latest of each kind."""
    asked = read_query(text, abbreviations())
    wanted = {word.folded for word in asked.running}
    if not wanted or not asker_of(user).is_staff:
        return []
    found: list[FoundThing] = []
    for kind in kinds().values():
        for row in _visible(kind, user).order_by("-pk")[:_LATEST]:
            try:
                entry = kind.entry(row)
            except (
                Exception
            ):  # as in the writer: one room's fault with one thing must not keep the others from being found
                log.exception("No text for %s %s", kind.kind, row.pk)
                continue
            if entry and wanted <= set(folded_words(f"{entry.number} {entry.title} {entry.summary}")):
                found.append(_shown(asked, kind, row, entry, []))
    return found[: PER_PAGE * 2]


def _read(engine: Engine, text: str, chosen: Mapping[str, str] | None) -> tuple[Asked, tuple[Term, ...]]:
    asked = read_query(text, abbreviations(), partial(known_values, engine))
    return asked, tuple(Term(Field.FACET, f"{name}={value}") for name, value in sorted((chosen or {}).items()))


def _steps(asked: Asked) -> list[int]:
    """How many of the wanted parts a listed page must have, tried in this order."""
    return [1] if is_sentence(asked) else steps_of(asked)


@dataclass
class _Dropped:
    things: int = 0
    pages: int = 0


_Found = tuple[SearchableKind, models.Model, SearchEntry, list[PageHit]]


def _documents(
    engine: Engine, user: User | AnonymousUser, query: Query, scope: Scope, order: Order, wanted: int
) -> tuple[list[_Found], _Dropped]:
    """The best documents, `wanted` at most, each read again under the asker's rights."""
    pull = _FIRST_PULL
    while True:
        hits = engine.search(query, scope, limit=pull, order=order)
        grouped: dict[int, list[PageHit]] = {}
        for hit in hits:
            grouped.setdefault(hit.key, []).append(hit)
        is_all = len(hits) < pull or pull >= _MOST_PULLED
        if is_all or len(grouped) >= wanted:
            break
        pull *= 4
    keys = list(grouped)
    found: list[_Found] = []
    dropped = _Dropped()
    place = 0
    while place < len(keys) and len(found) < wanted:
        # One reading for a whole page of results; a second only when the index named something it should not have.
        chunk = keys[place : place + max(wanted - len(found), PER_PAGE)]
        place += len(chunk)
        seen = _read_again(user, chunk)
        for key in chunk:
            if key in seen:
                found.append((*seen[key], grouped[key]))
            else:
                dropped.things += 1
                dropped.pages += sum(hit.page > 0 for hit in grouped[key])
    return found, dropped


def _visible(kind: SearchableKind, user: User | AnonymousUser) -> VisibleQuerySet:
    """Rows of a kind that belong in the index and that `user` may see."""
    return kind.rows().visible_to(user)  # type: ignore[attr-defined]


def _read_again(
    user: User | AnonymousUser, keys: list[int]
) -> dict[int, tuple[SearchableKind, models.Model, SearchEntry]]:
    """What of `keys` is there and may be seen, now, in the database. One reading per kind (rows() fetches what entry() needs)."""
    seen: dict[int, tuple[SearchableKind, models.Model, SearchEntry]] = {}
    by_kind: dict[int, list[int]] = defaultdict(list)
    for key in keys:
        by_kind[key >> 32].append(key & 0xFFFFFFFF)
    for kind in kinds().values():
        ids = by_kind.get(Thing(kind.kind, 0).key >> 32)
        if not ids:
            continue
        for row in _visible(kind, user).filter(pk__in=ids):
            entry = kind.entry(row)
            if entry:
                seen[Thing(kind.kind, row.pk).key] = (kind, row, entry)
    return seen


def _shown(
    asked: Asked, kind: SearchableKind, thing: models.Model, entry: SearchEntry, hits: list[PageHit]
) -> FoundThing:
    texts = {page.number: page.text for page in entry.pages}
    numbers = [hit.page for hit in hits if hit.page in texts]
    best: FoundPage | None = None
    for number in numbers[:3]:
        parts = snippets(texts[number], asked)
        if parts:
            best = FoundPage(number, parts)
            break
    others = [number for number in numbers if number and (best is None or number != best.number)]
    return FoundThing(
        kind=kind,
        thing=thing,
        entry=entry,
        headline=marked(headline_of(entry), asked),
        best_page=best,
        other_pages=sorted(others[:OTHER_PAGES]),
    )


def headline_of(entry: SearchEntry) -> str:
    """What a thing is about. Where the title only repeats the summary behind the number, which is shown already, the summary."""
    return entry.summary if entry.number and entry.summary and entry.summary in entry.title else entry.title


def known_values(engine: Engine, facet: str) -> dict[tuple[str, ...], str]:
    """Values of a facet among what every member of staff may read, by their folded words."""
    everything: Node = Query(must=())
    values = engine.totals(everything, Scope((Partition.STAFF,), ("staff",))).facets.get(facet, {})
    return {folded_words(value): value for value in values}


def suggest(text: str, user: User | AnonymousUser, limit: int = 8) -> list[str]:
    """Titles that all staff may read and that hold the words typed so far, the last one perhaps unfinished."""
    asker = asker_of(user)
    engine = current_engine()
    asked = read_query(text, abbreviations())
    if not asker.is_staff or not asked.running:
        return []
    scope, _counts_hold = scope_of(user)
    public = Scope((Partition.STAFF,), ("staff",), scope.hidden)
    *before, last = [word.folded for word in asked.running][-8:]
    endings = [word for word, _count in engine.public_words(Field.TITLE_FOLDED, last, 20)]
    if not endings:
        return []
    return _titles(engine, user, public, before, endings, limit)


def _titles(
    engine: Engine, user: User | AnonymousUser, scope: Scope, before: list[str], endings: list[str], limit: int
) -> list[str]:
    title: Callable[[str], Term] = partial(Term, Field.TITLE_FOLDED)
    must: list[Node] = [title(word) for word in before]
    must.append(AnyOf(tuple(title(word) for word in endings)))
    hits = engine.search(Query(tuple(must)), scope, limit=limit * 20)
    keys = list(dict.fromkeys(hit.key for hit in hits))[: limit * 2]
    seen = _read_again(user, keys)
    return list(dict.fromkeys(seen[key][2].title for key in keys if key in seen))[:limit]
