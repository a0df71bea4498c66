"""tantivy in a folder: `current` names the generation in use, each generation holds one index per partition.

index/tantivy/current            «g3-f2»: third generation, text forms 2
index/tantivy/g3-f2/staff/       what every member of staff may read
index/tantivy/g3-f2/restricted/  everything else, ranked with the statistics of the first
index/tantivy/writing.lock       one writer; freed by the system when its process dies
"""

import fcntl
import math
import os
import re
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur

from search.engines.base import (
    EXACT_UP_TO,
    FACET_VALUES,
    AllOf,
    AnyOf,
    Batch,
    Between,
    Engine,
    Field,
    IndexUnavailable,
    Node,
    Order,
    PageHit,
    Partition,
    Phrase,
    Query,
    Record,
    Scope,
    StoredRecord,
    Term,
    Thing,
    Totals,
    WriterBusy,
)
from search.records import FORMS_VERSION

_WITH_POSITIONS = {Field.FOLDED}
_KEYWORDS = {Field.NUMBER, Field.FACET, Field.TOKEN}
_INTEGERS = ("thing", "page", "dated", "text_hash", "rights_hash")
_INDEXED_INTEGERS = {"thing", "page", "dated"}

_HEAP_SMALL, _HEAP_BULK = 20_000_000, 128_000_000


def build_schema() -> tantivy.Schema:
    """Text fields split at blanks only: index and query share one preparation (office.text_forms)."""
    builder = tantivy.SchemaBuilder()
    for name in Field:
        if name in _KEYWORDS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name == Field.FACET)
        else:
            option = "position" if name in _WITH_POSITIONS else "freq"
            builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for integer in _INTEGERS:
        builder.add_integer_field(integer, indexed=integer in _INDEXED_INTEGERS, fast=True)
    return builder.build()


class _OpenIndex:
    """An index opened for reading by this process, reloaded when a commit has happened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = tantivy.Index.open(str(folder))
        self.index.config_reader("manual")
        self.schema = self.index.schema
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None

    def searcher(self) -> tantivy.Searcher:
        meta = os.stat(self.folder / "meta.json")
        stamp = (meta.st_mtime_ns, meta.st_ino)
        with self._lock:
            if stamp != self._stamp:
                self.index.reload()
                self._stamp = stamp
            return self.index.searcher()


class TantivyEngine(Engine):
    name = "tantivy"
    _open: dict[Path, _OpenIndex] = {}
    _open_lock = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # --- generations -------------------------------------------------------------------------------------------------

    def _generation(self) -> str:
        try:
            name = (self.folder / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise IndexUnavailable("No index has been built yet.") from None
        if not name.endswith(f"-f{FORMS_VERSION}"):
            raise IndexUnavailable(f"Generation {name} was made with other text forms.")
        return name

    def _opened(self, partition: Partition) -> tuple[tantivy.Searcher, tantivy.Schema]:
        for attempt in (1, 2):  # a rebuild may take the old generation away between reading its name and opening it
            folder = self.folder / self._generation() / partition
            try:
                with self._open_lock:
                    opened = self._open.get(folder)
                    if opened is None:
                        opened = self._open[folder] = _OpenIndex(folder)
                return opened.searcher(), opened.schema
            except (OSError, ValueError) as fault:
                self._open.pop(folder, None)
                if attempt == 2:
                    raise IndexUnavailable(str(fault)) from fault
        raise AssertionError

    def is_ready(self) -> bool:
        try:
            for partition in Partition:
                self._opened(partition)
        except IndexUnavailable:
            return False
        return True

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "writing.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WriterBusy("Another process is writing the index.") from None
            yield

    @contextmanager
    def writing(self) -> Iterator[Batch]:
        with self._only_writer():
            batch = _TantivyBatch(self.folder / self._generation(), _HEAP_SMALL)
            try:
                yield batch
            except BaseException:
                batch.roll_back()
                raise
            batch.commit()

    @contextmanager
    def rebuilding(self) -> Iterator[Batch]:
        with self._only_writer():
            numbers = [int(match[1]) for path in self.folder.iterdir() if (match := re.match(r"g(\d+)-", path.name))]
            name = f"g{max(numbers, default=0) + 1}-f{FORMS_VERSION}"
            for partition in Partition:
                (self.folder / name / partition).mkdir(parents=True)
                tantivy.Index(build_schema(), path=str(self.folder / name / partition))
            batch = _TantivyBatch(self.folder / name, _HEAP_BULK)
            try:
                yield batch
                batch.commit()
            except BaseException:
                batch.roll_back()
                shutil.rmtree(self.folder / name, ignore_errors=True)
                raise
            self._point_to(name)

    def _point_to(self, name: str) -> None:
        """Make `name` the generation in use, whole or not at all, then drop the others."""
        fresh = self.folder / "current.new"
        with open(fresh, "w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / "current")
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != name:
                shutil.rmtree(path, ignore_errors=True)  # readers that still have its files open keep them
        with self._open_lock:
            for folder in [each for each in self._open if self.folder in each.parents and each.parent.name != name]:
                del self._open[folder]

    def forget(self) -> None:
        with self._only_writer():
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- asking ------------------------------------------------------------------------------------------------------

    def search(self, query: Node, scope: Scope, *, limit: int, order: Order = Order.BEST) -> list[PageHit]:
        found: list[PageHit] = []
        for partition in scope.partitions:
            searcher, schema = self._opened(partition)
            translated = self._translated(query, scope, partition, schema)
            if order is Order.BEST:
                result = searcher.search(translated, limit=limit, count=False)
            else:
                direction = tantivy.Order.Desc if order is Order.NEWEST else tantivy.Order.Asc
                dated = tantivy.Query.range_query(schema, "dated", tantivy.FieldType.Integer, lower_bound=1)
                # What has no date comes last in either direction, so it is asked for apart.
                known = _both(translated, dated)
                result = searcher.search(known, limit=limit, count=False, order_by_field="dated", order=direction)
                if len(result.hits) < limit:
                    undated = tantivy.Query.boolean_query([(Occur.Must, translated), (Occur.MustNot, dated)])
                    rest = searcher.search(undated, limit=limit - len(result.hits), count=False)
                    found += self._hits(searcher, rest.hits, scored=False)
            found += self._hits(searcher, result.hits, scored=order is Order.BEST)
        if order is Order.BEST:
            found.sort(key=lambda hit: (-round(hit.score, 3), -hit.dated, hit.key, hit.page))
        else:
            sign = -1 if order is Order.NEWEST else 1
            found.sort(key=lambda hit: (hit.dated == 0, sign * hit.dated, hit.key, hit.page))
        return found[:limit]

    @staticmethod
    def _hits(searcher: tantivy.Searcher, hits: list[tuple[Any, tantivy.DocAddress]], *, scored: bool) -> list[PageHit]:
        addresses = [address for _score, address in hits]
        columns = [searcher.fast_field_values(name, addresses) for name in ("thing", "page", "dated")]
        return [
            PageHit(
                key=int(key or 0), page=int(page or 0), score=float(score) if scored else 0.0, dated=int(dated or 0)
            )
            for (score, _address), key, page, dated in zip(hits, *columns, strict=True)
        ]

    def totals(self, query: Node, scope: Scope, *, with_facets: bool = True) -> Totals:
        pages = things = 0
        is_exact = True
        facets: dict[str, dict[str, int]] = {}
        for partition in scope.partitions:
            searcher, schema = self._opened(partition)
            translated = self._translated(query, scope, partition, schema)
            head = tantivy.Query.term_query(schema, "page", 0)
            on_pages = tantivy.Query.boolean_query([(Occur.Must, translated), (Occur.MustNot, head)])
            everything = searcher.search(translated, limit=EXACT_UP_TO, count=True)
            pages += searcher.search(on_pages, limit=1, count=True).count  # type: ignore[attr-defined]
            ask = {"facet": {"terms": {"field": Field.FACET.value, "size": FACET_VALUES}}}
            if everything.count <= EXACT_UP_TO:  # type: ignore[attr-defined]
                addresses = [address for _score, address in everything.hits]
                keys = sorted({int(key or 0) for key in searcher.fast_field_values("thing", addresses)})
                things += len(keys)
                if not (with_facets and keys):
                    continue
                # Each thing has one head, and a facet is the same on all its records: heads count things.
                heads = _both(tantivy.Query.term_set_query(schema, "thing", keys), head)
                for bucket in searcher.aggregate(heads, ask)["facet"]["buckets"]:
                    _add_facet(facets, bucket["key"], bucket["doc_count"])
            else:
                is_exact = False
                distinct = {"cardinality": {"field": "thing"}}
                ask["facet"]["aggs"] = {"things": distinct}  # type: ignore[assignment, dict-item]
                answer = searcher.aggregate(
                    translated, ask | {"things": distinct} if with_facets else {"things": distinct}
                )
                things += round(answer["things"]["value"])
                for bucket in answer.get("facet", {}).get("buckets", []):
                    _add_facet(facets, bucket["key"], round(bucket["things"]["value"]))
        return Totals(pages=pages, things=things, facets=facets, is_exact=is_exact)

    def public_frequency(self, of: Field, values: Collection[str]) -> dict[str, int]:
        searcher, _schema = self._opened(Partition.STAFF)
        return {value: searcher.doc_freq(of, value) for value in values}

    def public_words(self, of: Field, prefix: str, limit: int) -> list[tuple[str, int]]:
        searcher, _schema = self._opened(Partition.STAFF)
        return searcher.terms_with_prefix(of, prefix, limit=limit)

    def stored(self) -> Iterator[StoredRecord]:
        for partition in Partition:
            searcher, _schema = self._opened(partition)
            if not searcher.num_docs:
                continue
            hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, count=False).hits
            addresses = [address for _score, address in hits]
            names = ("thing", "page", "text_hash", "rights_hash")
            columns = [searcher.fast_field_values(name, addresses) for name in names]
            for row in zip(*columns, strict=True):
                yield StoredRecord(partition, *(int(value or 0) for value in row))

    def stats(self) -> dict[str, object]:
        generation = self._generation()
        files = (self.folder / generation).rglob("*")
        return {
            "engine": self.name,
            "generation": generation,
            "records": {partition.value: self._opened(partition)[0].num_docs for partition in Partition},
            "bytes": sum(path.stat().st_size for path in files if path.is_file()),
        }

    # --- translation -------------------------------------------------------------------------------------------------

    def _translated(self, query: Node, scope: Scope, partition: Partition, schema: tantivy.Schema) -> tantivy.Query:
        """The tree as tantivy's own, inside what the asker may see."""
        weigh = _own_statistics
        if partition is Partition.RESTRICTED:
            public, _schema = self._opened(Partition.STAFF)
            weigh = _PublicStatistics(public)
        allowed = tantivy.Query.boolean_query(
            [(Occur.Should, tantivy.Query.term_query(schema, Field.TOKEN, token)) for token in scope.tokens]
        )
        clauses = [(Occur.Must, _tree(query, schema, weigh)), (Occur.Must, _unscored(allowed))]
        never = set(scope.hidden)
        if isinstance(query, Query) and query.never:
            never |= self._things_with(query.never, allowed, partition)
        if never:
            clauses.append((Occur.MustNot, tantivy.Query.term_set_query(schema, "thing", sorted(never))))
        return tantivy.Query.boolean_query(clauses)

    def _things_with(self, never: tuple[Node, ...], allowed: tantivy.Query, partition: Partition) -> set[int]:
        """«Without» is said of a document, not of a page: the things that have it on any page the asker may read."""
        searcher, schema = self._opened(partition)
        query = _both(_tree(AnyOf(never), schema, _own_statistics), allowed)
        hits = searcher.search(query, limit=EXACT_UP_TO, count=False).hits
        return {int(key or 0) for key in searcher.fast_field_values("thing", [address for _score, address in hits])}


def _own_statistics(query: tantivy.Query, field: Field, values: tuple[str, ...], weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


class _PublicStatistics:
    """Weighs a word in the restricted index by how rare it is in the one that all staff may read.

    BM25 over the restricted index itself would order what an asker may see by how often a word stands in what they may
    not see (measured: a quarter of the first tens change). So a match there weighs its public rarity, whatever else the
    index holds: the order of permitted hits depends on the hits alone.
    """

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.total = searcher.num_docs

    def __call__(self, query: tantivy.Query, field: Field, values: tuple[str, ...], weight: float) -> tantivy.Query:
        rarity = 0.0
        for value in values:
            frequency = self.searcher.doc_freq(field, value)
            rarity += math.log(1 + (max(self.total - frequency, 0) + 0.5) / (frequency + 0.5))
        return tantivy.Query.const_score_query(query, rarity * weight)


def _tree(node: Node, schema: tantivy.Schema, weigh: Any) -> tantivy.Query:
    """One node with everything below it."""
    make = tantivy.Query
    match node:
        case Term(name, value, weight):
            option = "basic" if name in _KEYWORDS else "position" if name in _WITH_POSITIONS else "freq"
            return weigh(make.term_query(schema, name, value, option), name, (value,), weight)
        case Phrase(name, values, weight):
            if len(values) == 1:
                return _tree(Term(name, values[0], weight), schema, weigh)
            return weigh(make.phrase_query(schema, name, list(values)), name, values, weight)
        case Between(from_day, until_day):
            low = from_day.toordinal() if from_day else 1
            high = until_day.toordinal() if until_day else None
            return _unscored(make.range_query(schema, "dated", tantivy.FieldType.Integer, low, high))
        case AnyOf(parts, at_least):
            clauses = [(Occur.Should, _tree(part, schema, weigh)) for part in parts]
            return make.boolean_query(clauses, minimum_number_should_match=at_least)
        case AllOf(parts):
            return make.boolean_query([(Occur.Must, _tree(part, schema, weigh)) for part in parts])
        case Query(must, should, where, never):
            clauses = [(Occur.Must, _tree(part, schema, weigh)) for part in must]
            clauses += [(Occur.Should, _tree(part, schema, weigh)) for part in should]
            clauses += [(Occur.Must, _unscored(_tree(part, schema, _own_statistics))) for part in where]
            clauses += [(Occur.MustNot, _tree(part, schema, _own_statistics)) for part in never]
            if not must and not where:
                clauses.append((Occur.Must, _unscored(make.all_query())))
            return make.boolean_query(clauses)
    raise TypeError(node)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _both(first: tantivy.Query, second: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, first), (Occur.Must, second)])


def _add_facet(facets: dict[str, dict[str, int]], key: str, count: int) -> None:
    name, _, value = key.partition("=")
    values = facets.setdefault(name, {})
    values[value] = values.get(value, 0) + count


class _TantivyBatch(Batch):
    """Writers of both partitions of one generation, opened when first needed."""

    def __init__(self, folder: Path, heap: int) -> None:
        self.folder, self.heap = folder, heap
        self._writers: dict[Partition, tantivy.IndexWriter] = {}

    def _writer(self, partition: Partition) -> tantivy.IndexWriter:
        if partition not in self._writers:
            try:
                index = tantivy.Index.open(str(self.folder / partition))
                self._writers[partition] = index.writer(heap_size=self.heap, num_threads=1)
            except (OSError, ValueError) as fault:
                raise IndexUnavailable(str(fault)) from fault
        return self._writers[partition]

    def replace(self, thing: Thing, records: Iterable[Record]) -> None:
        for partition in Partition:
            self._writer(partition).delete_documents_by_term("thing", thing.key)
        for record in records:
            self._writer(record.partition).add_document(_document(record))

    def commit(self) -> None:
        # The staff index first: what has just become restricted leaves it before anything else happens.
        for partition in Partition:
            if partition in self._writers:
                writer = self._writers.pop(partition)
                writer.commit()
                writer.garbage_collect_files()  # else the files of merged segments stay for ever
                writer.wait_merging_threads()

    def roll_back(self) -> None:
        for partition in list(self._writers):
            self._writers.pop(partition).rollback()


def _document(record: Record) -> tantivy.Document:
    document = tantivy.Document()
    for name, values in record.fields.items():
        for value in values:
            document.add_text(name, value)
    document.add_integer("thing", record.thing.key)
    document.add_integer("page", record.page)
    document.add_integer("dated", record.dated)
    document.add_integer("text_hash", record.text_hash)
    document.add_integer("rights_hash", record.rights_hash)
    return document
