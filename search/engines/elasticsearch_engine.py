"""Elasticsearch, for what outgrows one machine: the same records, the same query tree, hence the same answers.

<prefix>-g3-staff, <prefix>-g3-restricted           third generation, one index per partition, one document per page
<prefix>-f2-staff, <prefix>-f2-restricted           aliases: the generation in use, made with text forms 2
HOME/index/elasticsearch/writing.lock               one writer; freed by the system when its process dies

Texts arrive as words divided by blanks (office.text_forms), so the server only splits; it keeps no source. Only what the
thin test server knows too is used: no scripts, no by-query updates, no plugins (docs/elasticsearch.md).
"""

import fcntl
import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Document, Index, Keyword, Long, Text, analyzer
from elasticsearch.dsl import query as dsl
from elasticsearch.helpers import streaming_bulk

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
from search.engines.elasticsearch_server import ASK_PATIENCE, WRITE_PATIENCE, Server, ServerDown
from search.records import FORMS_VERSION

_AT_ONCE = 5_000  # hits per request; longer lists are read on with search_after
_BULK = 1_000
_KEEP = "2m"
_WORDS = 2_000  # doc frequencies per request

blanks = analyzer("whitespace")


def _text(index_options: str = "freqs") -> Text:
    return Text(analyzer=blanks, index_options=index_options)  # type: ignore[arg-type]


class Page(Document):
    """One record. Names are those of Field and of the columns that both engines have."""

    a = _text()
    f = _text("positions")
    s = _text()
    ta = _text()
    tf = _text()
    ts = _text()
    number = Keyword()
    facet = Keyword()
    facet_word = _text()
    token = Keyword()
    title_word = Keyword()  # words of the title, at the head alone: what suggestions are completed from
    thing = Long()
    page = Long()
    dated = Long()
    text_hash = Long(index=False)
    rights_hash = Long(index=False)

    class Meta:
        from elasticsearch.dsl import MetaField

        dynamic = MetaField("strict")
        source = MetaField(enabled=False)


class ElasticsearchEngine(Engine):
    name = "elasticsearch"

    def __init__(
        self, server: Server, prefix: str, folder: Path, *, shards: int = 1, replicas: int | None = None
    ) -> None:
        self.server, self.prefix, self.folder = server, prefix, folder
        self.shards, self.replicas = shards, replicas

    # --- generations -------------------------------------------------------------------------------------------------

    def _alias(self, partition: Partition) -> str:
        return f"{self.prefix}-f{FORMS_VERSION}-{partition}"

    def is_ready(self) -> bool:
        with self.server.asked() as client:
            return all(client.indices.exists_alias(name=self._alias(partition)).body for partition in Partition)

    def _generation(self) -> str:
        with self.server.asked() as client:
            (index,) = client.indices.get_alias(name=self._alias(Partition.STAFF)).body
        return index.removesuffix(f"-{Partition.STAFF}")

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
            if not self.is_ready():
                raise IndexUnavailable("No index has been built yet.")
            batch = _ChangeBatch(self.server, {partition: self._alias(partition) for partition in Partition})
            yield batch
            batch.commit()

    @contextmanager
    def rebuilding(self) -> Iterator[Batch]:
        with self._only_writer():
            before = self._all_indexes()
            numbers = [int(match[1]) for name in before if (match := re.search(r"-g(\d+)-[a-z]+$", name))]
            generation = f"{self.prefix}-g{max(numbers, default=0) + 1}"
            names = {partition: f"{generation}-{partition}" for partition in Partition}
            batch = _FillingBatch(self.server, names)
            try:
                for name in names.values():
                    self._create(name)
                yield batch
                batch.commit()
                self._point_to(names)
            except BaseException:
                self._delete(names.values())
                raise
            self._delete(before)

    def _all_indexes(self) -> list[str]:
        with self.server.asked() as client:
            return list(client.indices.get(index=f"{self.prefix}-g*", expand_wildcards="all", features="settings").body)

    def _create(self, name: str) -> None:
        index = Index(name)
        index.document(Page)
        index.settings(
            number_of_shards=self.shards,
            # A copy of each shard as soon as there is a second node to hold it.
            **({"auto_expand_replicas": "0-1"} if self.replicas is None else {"number_of_replicas": self.replicas}),
            # A commit of the writer says itself when it is to be seen.
            refresh_interval="-1",
            max_result_window=EXACT_UP_TO,
        )
        with self.server.asked() as client:
            index.create(using=client.options(request_timeout=WRITE_PATIENCE))

    def _point_to(self, names: dict[Partition, str]) -> None:
        """Both aliases at once: nobody is answered from two generations."""
        actions: list[dict[str, object]] = [
            {"remove": {"index": f"{self.prefix}-g*", "alias": f"{self.prefix}-f*", "must_exist": False}}
        ]
        actions += [{"add": {"index": name, "alias": self._alias(partition)}} for partition, name in names.items()]
        with self.server.asked() as client:
            client.options(request_timeout=WRITE_PATIENCE).indices.update_aliases(actions=actions)

    def _delete(self, names: Iterable[str]) -> None:
        names = list(names)
        if names:
            with self.server.asked() as client:
                client.options(request_timeout=WRITE_PATIENCE).indices.delete(index=names, ignore_unavailable=True)

    def forget(self) -> None:
        self._delete(self._all_indexes())

    # --- asking ------------------------------------------------------------------------------------------------------

    def _ask(self, partition: Partition, **body: Any) -> dict[str, Any]:
        with self.server.asked(is_question=True) as client:
            answer = client.search(
                index=self._alias(partition),
                # Half an answer is none: the list, the counts and who may see what must belong together.
                allow_partial_search_results=False,
                search_type="dfs_query_then_fetch" if self.shards > 1 else "query_then_fetch",
                timeout=f"{int(ASK_PATIENCE * 1000)}ms",
                **body,
            ).body
        if answer.get("timed_out"):
            raise ServerDown("Elasticsearch did not answer in time.")
        return dict(answer)

    def search(self, query: Node, scope: Scope, *, limit: int, order: Order = Order.BEST) -> list[PageHit]:
        found: list[PageHit] = []
        if order is Order.BEST:
            sort: list[dict[str, str]] = [{"_score": "desc"}, {"dated": "desc"}]
        else:  # what has no date (0) comes last in either direction: see _undated_last
            sort = [{"dated": "desc" if order is Order.NEWEST else "asc"}]
        sort += [{"thing": "asc"}, {"page": "asc"}]
        for partition in scope.partitions:
            translated = self._translated(query, scope, partition)
            if order is Order.OLDEST:
                dated, undated = dsl.Range(dated={"gte": 1}), dsl.Term(dated={"value": 0})
                first = self._hits(partition, dsl.Bool(filter=[translated, dated]), sort, limit)
                rest = self._hits(partition, dsl.Bool(filter=[translated, undated]), sort, limit - len(first))
                found += first + rest
            else:
                found += self._hits(partition, translated, sort, limit)
        if order is Order.BEST:
            found.sort(key=lambda hit: (-round(hit.score, 3), -hit.dated, hit.key, hit.page))
        else:
            sign = -1 if order is Order.NEWEST else 1
            found.sort(key=lambda hit: (hit.dated == 0, sign * hit.dated, hit.key, hit.page))
        return found[:limit]

    def _hits(self, partition: Partition, query: dsl.Query, sort: list[dict[str, str]], limit: int) -> list[PageHit]:
        body: dict[str, Any] = {
            "query": query.to_dict(),
            "sort": sort,
            "docvalue_fields": ["thing", "page", "dated"],
            "source": False,
            "track_total_hits": False,
        }
        found: list[PageHit] = []
        after: list[Any] | None = None
        while len(found) < limit:
            size = min(limit - len(found), _AT_ONCE)
            hits = self._ask(partition, **body, size=size, **({"search_after": after} if after else {}))["hits"]["hits"]
            for hit in hits:
                values = {name: one[0] for name, one in hit["fields"].items()}
                found.append(PageHit(values["thing"], values["page"], float(hit["_score"] or 0.0), values["dated"]))
            if len(hits) < size:
                break
            after = hits[-1]["sort"]
        return found

    def totals(self, query: Node, scope: Scope, *, with_facets: bool = True) -> Totals:
        pages = things = 0
        is_exact = True
        facets: dict[str, dict[str, int]] = defaultdict(dict)
        distinct = {"cardinality": {"field": "thing", "precision_threshold": EXACT_UP_TO}}
        for partition in scope.partitions:
            aggregations: dict[str, Any] = {
                "things": distinct,
                "pages": {"filter": {"range": {"page": {"gte": 1}}}},
            }
            if with_facets:
                aggregations["facet"] = {
                    "terms": {"field": Field.FACET.value, "size": FACET_VALUES},
                    "aggs": {"things": distinct},
                }
            translated = dsl.Bool(filter=[self._translated(query, scope, partition, is_scored=False)])
            answer = self._ask(
                partition, query=translated.to_dict(), size=0, track_total_hits=True, aggregations=aggregations
            )
            is_exact = is_exact and answer["hits"]["total"]["value"] <= EXACT_UP_TO
            counted = answer["aggregations"]
            pages += counted["pages"]["doc_count"]
            things += counted["things"]["value"]
            for bucket in counted.get("facet", {}).get("buckets", []):
                name, _, value = bucket["key"].partition("=")
                facets[name][value] = facets[name].get(value, 0) + bucket["things"]["value"]
        return Totals(pages=pages, things=things, facets=dict(facets), is_exact=is_exact)

    def public_frequency(self, of: Field, values: Collection[str]) -> dict[str, int]:
        frequencies = self._frequencies({of: values})
        return {value: frequencies.get((of, value), 0) for value in values}

    def _frequencies(self, wanted: dict[Field, Collection[str]]) -> dict[tuple[Field, str], int]:
        """In how many documents of the staff partition words stand, of one shard when there are several: a fixed sample."""
        pairs = [(of, value) for of, values in wanted.items() for value in dict.fromkeys(values)]
        frequencies: dict[tuple[Field, str], int] = {}
        for start in range(0, len(pairs), _WORDS):
            words: dict[str, list[str]] = defaultdict(list)
            for of, value in pairs[start : start + _WORDS]:
                words[of.value].append(value)
            with self.server.asked(is_question=True) as client:
                answer = client.termvectors(
                    index=self._alias(Partition.STAFF),
                    doc={of: values if of in _KEYWORDS else " ".join(values) for of, values in words.items()},
                    fields=list(words),
                    term_statistics=True,
                    field_statistics=False,
                    positions=False,
                    offsets=False,
                    payloads=False,
                    routing="0",
                ).body
            for of, vector in answer.get("term_vectors", {}).items():
                for value, facts in vector["terms"].items():
                    frequencies[Field(of), value] = facts.get("doc_freq", 0) * self.shards
        return frequencies

    def public_words(self, of: Field, prefix: str, limit: int) -> list[tuple[str, int]]:
        if of is not Field.TITLE_FOLDED:
            raise NotImplementedError(of)
        # A word is letters and digits alone: nothing in it means anything to the pattern.
        heads = {"filter": [{"prefix": {"title_word": {"value": prefix}}}]}
        words = {"terms": {"field": "title_word", "size": limit, "include": f"{re.escape(prefix)}.*"}}
        answer = self._ask(Partition.STAFF, query={"bool": heads}, size=0, aggregations={"words": words})
        return [(bucket["key"], bucket["doc_count"]) for bucket in answer["aggregations"]["words"]["buckets"]]

    def stored(self) -> Iterator[StoredRecord]:
        for partition in Partition:
            with self.server.asked() as client:
                patient = client.options(request_timeout=WRITE_PATIENCE)
                point = patient.open_point_in_time(
                    index=self._alias(partition), keep_alive=_KEEP, allow_partial_search_results=False
                ).body["id"]
            try:
                yield from self._stored(partition, point)
            finally:
                with self.server.asked() as client:
                    client.close_point_in_time(id=point)

    def _stored(self, partition: Partition, point: str) -> Iterator[StoredRecord]:
        names = ("thing", "page", "text_hash", "rights_hash")
        after: dict[str, Any] = {}
        while True:
            with self.server.asked() as client:
                hits = (
                    client.options(request_timeout=WRITE_PATIENCE)
                    .search(
                        size=_AT_ONCE,
                        sort="_shard_doc",
                        docvalue_fields=[{"field": name} for name in names],
                        source=False,
                        track_total_hits=False,
                        pit={"id": point, "keep_alive": _KEEP},
                        **after,
                    )
                    .body["hits"]["hits"]
                )
            for hit in hits:
                yield StoredRecord(partition, *(hit["fields"].get(name, [0])[0] for name in names))
            if len(hits) < _AT_ONCE:
                return
            after = {"search_after": hits[-1]["sort"]}

    def stats(self) -> dict[str, object]:
        generation = self._generation()
        names = {partition: f"{generation}-{partition}" for partition in Partition}
        with self.server.asked() as client:
            facts = client.indices.stats(index=list(names.values()), metric=["docs", "store"]).body["indices"]
            state = client.cluster.health(index=list(names.values()), level="cluster").body["status"]
        return {
            "engine": self.name,
            "generation": generation,
            "state": state,
            "shards": self.shards,
            "records": {each.value: facts[name]["primaries"]["docs"]["count"] for each, name in names.items()},
            "bytes": sum(facts[name]["primaries"]["store"]["size_in_bytes"] for name in names.values()),
        }

    # --- translation -------------------------------------------------------------------------------------------------

    def _translated(self, query: Node, scope: Scope, partition: Partition, *, is_scored: bool = True) -> dsl.Query:
        """The tree as Elasticsearch's own, inside what the asker may see."""
        weigh: _Weigh = _own_statistics
        if partition is Partition.RESTRICTED and is_scored:
            weigh = self._public_statistics(query)
        allowed = dsl.Terms(Field.TOKEN.value, list(scope.tokens))
        never = set(scope.hidden)
        if isinstance(query, Query) and query.never:
            never |= self._things_with(query.never, allowed, partition)
        without = [dsl.Terms(thing=sorted(never))] if never else []
        return dsl.Bool(must=[_tree(query, weigh)], filter=[allowed], must_not=without)

    def _things_with(self, never: tuple[Node, ...], allowed: dsl.Query, partition: Partition) -> set[int]:
        """«Without» is said of a document, not of a page: the things that have it on any page the asker may read."""
        query = dsl.Bool(filter=[_tree(AnyOf(never), _own_statistics), allowed])
        ask = {"terms": {"field": "thing", "size": EXACT_UP_TO}}
        answer = self._ask(partition, query=query.to_dict(), size=0, aggregations={"things": ask})
        return {int(bucket["key"]) for bucket in answer["aggregations"]["things"]["buckets"]}

    def _public_statistics(self, query: Node) -> "_Weigh":
        """How rare each word of the query is among what all staff may read (see tantivy_engine._PublicStatistics)."""
        wanted: dict[Field, set[str]] = defaultdict(set)
        _collect(query, wanted)
        frequencies = self._frequencies(dict(wanted))
        with self.server.asked(is_question=True) as client:
            total = int(client.count(index=self._alias(Partition.STAFF)).body["count"])

        def weigh(of: Field, values: tuple[str, ...], weight: float, match: dsl.Query) -> dsl.Query:
            rarity = 0.0
            for value in values:
                frequency = frequencies.get((of, value), 0)
                rarity += math.log(1 + (max(total - frequency, 0) + 0.5) / (frequency + 0.5))
            return dsl.ConstantScore(filter=match, boost=rarity * weight)

        return weigh


# Lucene reckons rarity and mean length over the records that have a field at all, tantivy over all records. So a record
# without a title holds a sign that is no word, and both engines rank by the same figures.
_NOTHING = "·"
_SCORED = (
    Field.ACCENTED,
    Field.FOLDED,
    Field.SHINGLES,
    Field.TITLE_ACCENTED,
    Field.TITLE_FOLDED,
    Field.TITLE_SHINGLES,
)
_KEYWORDS = {Field.NUMBER, Field.FACET, Field.TOKEN}
_Weigh = Callable[[Field, tuple[str, ...], float, dsl.Query], dsl.Query]


def _own_statistics(of: Field, values: tuple[str, ...], weight: float, match: dsl.Query) -> dsl.Query:
    return match


def _tree(node: Node, weigh: _Weigh) -> dsl.Query:
    """One node with everything below it."""
    match node:
        case Term(name, value, weight):
            return weigh(name, (value,), weight, dsl.Term(**{name.value: {"value": value, "boost": weight}}))
        case Phrase(name, values, weight):
            if len(values) == 1:
                return _tree(Term(name, values[0], weight), weigh)
            beside = dsl.MatchPhrase(**{name.value: {"query": " ".join(values), "boost": weight}})
            return weigh(name, values, weight, beside)
        case Between(from_day, until_day):
            days: dict[str, int] = {"gte": from_day.toordinal() if from_day else 1}
            if until_day:
                days["lte"] = until_day.toordinal()
            return dsl.ConstantScore(filter=dsl.Range(dated=days), boost=0.0)
        case AnyOf(parts, at_least):
            return dsl.Bool(should=[_tree(part, weigh) for part in parts], minimum_should_match=at_least)
        case AllOf(parts):
            return dsl.Bool(must=[_tree(part, weigh) for part in parts])
        case Query(must, should, where, never):
            return dsl.Bool(
                must=[_tree(part, weigh) for part in must],
                should=[_tree(part, weigh) for part in should],
                filter=[_tree(part, _own_statistics) for part in where] if must or where else [dsl.MatchAll()],
                must_not=[_tree(part, _own_statistics) for part in never],
            )
    raise TypeError(node)


def _collect(node: Node, words: dict[Field, set[str]]) -> None:
    """Every word that scores."""
    match node:
        case Term(name, value):
            words[name].add(value)
        case Phrase(name, values):
            words[name].update(values)
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                _collect(part, words)
        case Query(must, should):
            for part in (*must, *should):
                _collect(part, words)


# --- writing ---------------------------------------------------------------------------------------------------------


def _document(record: Record) -> dict[str, object]:
    fields = {
        **{name: [_NOTHING] for name in _SCORED},
        **{name: values for name, values in record.fields.items() if any(values)},
    }
    document: dict[str, object] = {name.value: values for name, values in fields.items()}
    if record.page == 0:
        document["title_word"] = sorted({word for text in record.fields[Field.TITLE_FOLDED] for word in text.split()})
    return document | {
        "thing": record.thing.key,
        "page": record.page,
        "dated": record.dated,
        "text_hash": record.text_hash,
        "rights_hash": record.rights_hash,
    }


def _put(index: str, record: Record) -> dict[str, object]:
    return {"_index": index, "_id": f"{record.thing.key}-{record.page}", "_source": _document(record)}


def _send(client: Elasticsearch, actions: Iterable[dict[str, object]]) -> None:
    patient = client.options(request_timeout=WRITE_PATIENCE)
    for _each in streaming_bulk(patient, actions, chunk_size=_BULK, max_retries=3, initial_backoff=0.5):
        pass


class _ChangeBatch(Batch):
    """Kept until the block ends, then sent: first what leaves, of the staff index before all else."""

    def __init__(self, server: Server, names: dict[Partition, str]) -> None:
        self.server, self.names = server, names
        self._records: dict[Thing, list[Record]] = {}

    def replace(self, thing: Thing, records: Iterable[Record]) -> None:
        self._records[thing] = list(records)

    def commit(self) -> None:
        if not self._records:
            return
        with self.server.asked() as client:
            patient = client.options(request_timeout=WRITE_PATIENCE)
            # A batch that broke off was written and never shown: it must be seen before it is replaced.
            patient.indices.refresh(index=list(self.names.values()))
            for partition, name in self.names.items():
                put = [each for records in self._records.values() for each in records if each.partition is partition]
                staying = {f"{each.thing.key}-{each.page}" for each in put}
                gone = [key for key in self._there(patient, name) if key not in staying]
                deletes: list[dict[str, object]] = [{"_op_type": "delete", "_index": name, "_id": key} for key in gone]
                _send(client, [*deletes, *(_put(name, each) for each in put)])
                patient.indices.refresh(index=name)

    def _there(self, client: Elasticsearch, name: str) -> Iterator[str]:
        """Ids of all records that the things of this batch have in an index."""
        keys = sorted(thing.key for thing in self._records)
        after: dict[str, Any] = {}
        while True:
            hits = client.search(
                index=name,
                query={"terms": {"thing": keys}},
                sort=[{"thing": "asc"}, {"page": "asc"}],
                size=_AT_ONCE,
                source=False,
                track_total_hits=False,
                allow_partial_search_results=False,
                **after,
            ).body["hits"]["hits"]
            yield from (hit["_id"] for hit in hits)
            if len(hits) < _AT_ONCE:
                return
            after = {"search_after": hits[-1]["sort"]}


class _FillingBatch(Batch):
    """Sent as it comes: nobody reads the new generation yet, and nothing of it has to be taken out."""

    def __init__(self, server: Server, names: dict[Partition, str]) -> None:
        self.server, self.names = server, names
        self._waiting: list[dict[str, object]] = []

    def replace(self, thing: Thing, records: Iterable[Record]) -> None:
        self._waiting += [_put(self.names[record.partition], record) for record in records]
        if len(self._waiting) >= _BULK:
            self._flush()

    def _flush(self) -> None:
        with self.server.asked() as client:
            _send(client, self._waiting)
        self._waiting = []

    def commit(self) -> None:
        self._flush()
        with self.server.asked() as client:
            patient = client.options(request_timeout=WRITE_PATIENCE * 10)
            patient.indices.refresh(index=list(self.names.values()))
            patient.indices.forcemerge(index=list(self.names.values()), max_num_segments=5)
