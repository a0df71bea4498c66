"""The one index writer: reads the outbox in order, loads the things as they are now, writes, and only then forgets the rows.

Killed at any moment nothing is lost: a row goes after the commit of the index, and writing a thing twice is writing it once.
"""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Min

from office.models import IndexOutbox
from office.searchable import SearchableKind, index_again, kinds
from search.engines import current_engine
from search.engines.base import Engine, IndexUnavailable, Record, StoredRecord, Thing, WriterBusy
from search.records import records_of

log = logging.getLogger(__name__)

BATCH = 500  # outbox rows per commit: visible in seconds while thousands wait, and few commits
_CHUNK = 200  # things loaded at once
_FIRST_WAIT = datetime.timedelta(seconds=10)

# Things whose text could not be made (a fault, logged): when to try again. Their rows stay; the others go on.
_put_off: dict[Thing, tuple[datetime.datetime, datetime.timedelta]] = {}


def run_once(now: datetime.datetime, engine: Engine | None = None) -> int:
    """Write all that waits. Returns the number of outbox rows done; 0 also while another process writes or rebuilds."""
    engine = engine or current_engine()
    done = 0
    try:
        if not engine.is_ready():
            return rebuild(engine).rows_done
    except (WriterBusy, IndexUnavailable):  # the outbox keeps what is to be done
        return 0
    while True:
        waiting = _next_rows(now)
        if not waiting:
            return done
        try:
            written = _write(engine, waiting, now)
        except (WriterBusy, IndexUnavailable):
            return done
        ids = [row_id for thing in written for row_id in waiting[thing]]
        IndexOutbox.objects.filter(pk__in=ids).delete()
        done += len(ids)


def _next_rows(now: datetime.datetime) -> dict[Thing, list[int]]:
    """The oldest waiting rows by thing, without those put off."""
    put_off = {thing for thing, (until, _wait) in _put_off.items() if until > now}
    waiting: dict[Thing, list[int]] = defaultdict(list)
    rows = IndexOutbox.objects.order_by("pk").values_list("pk", "kind", "object_id")
    for row_id, kind, object_id in rows[: BATCH + 20 * len(put_off)]:
        thing = Thing(kind, object_id)
        if thing not in put_off:
            waiting[thing].append(row_id)
    return waiting


def _write(engine: Engine, things: Iterable[Thing], now: datetime.datetime) -> list[Thing]:
    """Bring `things` into the index as they are now, or out of it. Returns those that are done."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for thing in things:
        by_kind[thing.kind].append(thing.object_id)
    prepared: list[tuple[Thing, list[Record]]] = []
    registered = kinds()
    for name, ids in by_kind.items():
        found: dict[int, list[Record]] = {}
        failed: set[int] = set()
        if name in registered:  # a kind that is registered no more leaves the index
            found, failed = _load(registered[name], ids, now)
        for object_id in ids:
            if object_id not in failed:
                prepared.append((Thing(name, object_id), found.get(object_id, [])))
    if prepared:
        with engine.writing() as batch:
            for thing, records in prepared:
                batch.replace(thing, records)
    for thing, _records in prepared:
        _put_off.pop(thing, None)
    return [thing for thing, _records in prepared]


def _load(kind: SearchableKind, ids: list[int], now: datetime.datetime) -> tuple[dict[int, list[Record]], set[int]]:
    found: dict[int, list[Record]] = {}
    failed: set[int] = set()
    for row in kind.rows().filter(pk__in=ids):
        thing = Thing(kind.kind, row.pk)
        try:
            entry = kind.entry(row)
            found[row.pk] = records_of(thing, entry) if entry else []
        except Exception:  # one room's fault with one thing must not keep everything else from being found
            log.exception("No text for %s %s; it is tried again later", kind.kind, row.pk)
            _until, wait = _put_off.get(thing, (now, _FIRST_WAIT / 2))
            _put_off[thing] = (now + wait * 2, min(wait * 2, datetime.timedelta(hours=1)))
            failed.add(row.pk)
    return found, failed


@dataclass
class RebuildReport:
    things: int = 0
    records: int = 0
    failed: list[str] = field(default_factory=list)
    rows_done: int = 0


def rebuild(engine: Engine | None = None) -> RebuildReport:
    """Make a new generation from the database; the old one answers until it stands. What changes meanwhile stays in the
    outbox, because nobody else can write, and is written into the new one. WriterBusy."""
    engine = engine or current_engine()
    report = RebuildReport()
    with engine.rebuilding() as batch:
        # Read before the things: what is asked for later stays, and so does what failed.
        rows = list(IndexOutbox.objects.values_list("pk", "kind", "object_id"))
        for thing, records in _everything(report):
            batch.replace(thing, records)
            report.things += 1
            report.records += len(records)
    done = [row_id for row_id, kind, object_id in rows if f"{kind} {object_id}" not in report.failed]
    for start in range(0, len(done), BATCH):
        IndexOutbox.objects.filter(pk__in=done[start : start + BATCH]).delete()
    report.rows_done = len(done)
    return report


def _everything(report: RebuildReport) -> Iterator[tuple[Thing, list[Record]]]:
    for name, kind in sorted(kinds().items()):
        for row in kind.rows().order_by("pk").iterator(chunk_size=_CHUNK):
            thing = Thing(name, row.pk)
            try:
                entry = kind.entry(row)
            except Exception:
                log.exception("No text for %s %s", name, row.pk)
                report.failed.append(_name(thing, 0))
                continue
            if entry:
                yield thing, records_of(thing, entry)


@dataclass
class Drift:
    """What differs between database and index, by name. `waiting` things are no drift: the outbox knows of them."""

    compared: int = 0
    stale_text: list[str] = field(default_factory=list)
    stale_rights: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waiting: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.stale_text or self.stale_rights or self.missing or self.extra or self.failed)


def compare(engine: Engine | None = None) -> Drift:
    """Compare every record with the database. IndexUnavailable."""
    engine = engine or current_engine()
    drift = Drift(waiting=IndexOutbox.objects.count())
    waiting = {Thing(kind, object_id).key for kind, object_id in IndexOutbox.objects.values_list("kind", "object_id")}
    stored: dict[tuple[int, int], list[StoredRecord]] = defaultdict(list)
    for each in engine.stored():
        if each.key not in waiting:
            stored[each.key, each.page].append(each)
    report = RebuildReport()
    for thing, records in _everything(report):
        if thing.key in waiting:
            continue
        for record in records:
            drift.compared += 1
            name = _name(thing, record.page)
            there = stored.pop((thing.key, record.page), [])
            right = [each for each in there if each.partition is record.partition]
            if not there:
                drift.missing.append(name)
                continue
            if not right or any(each.rights_hash != record.rights_hash for each in there) or len(there) > len(right):
                drift.stale_rights.append(name)
            if any(each.text_hash != record.text_hash for each in there):
                drift.stale_text.append(name)
            drift.extra += [name] * max(len(right) - 1, 0)
    names = {Thing(name, 0).key >> 32: name for name in kinds()}
    for key, page in sorted(stored):
        drift.extra.append(_name(Thing(names.get(key >> 32, "?"), key & 0xFFFFFFFF), page))
    drift.failed = report.failed
    return drift


def mend(now: datetime.datetime) -> Drift:
    """Compare, and ask for everything that differs to be written anew. Things the database does not know leave the index."""
    drift = compare()
    things: dict[str, set[int]] = defaultdict(set)
    for name in (*drift.stale_text, *drift.stale_rights, *drift.missing, *drift.extra):
        kind, object_id, *_page = name.split()
        things[kind].add(int(object_id))
    for kind, ids in things.items():
        index_again(kind, sorted(ids), now=now)
    if things:
        log.warning(
            "The index differed from the database in %s things; they are written anew", sum(map(len, things.values()))
        )
    return drift


def _name(thing: Thing, page: int) -> str:
    return f"{thing.kind} {thing.object_id}" + (f" page {page}" if page else "")


@dataclass(frozen=True)
class Waiting:
    rows: int
    since: datetime.datetime | None


def waiting() -> Waiting:
    """What the outbox holds, for the health page and `index stats`."""
    return Waiting(IndexOutbox.objects.count(), IndexOutbox.objects.aggregate(since=Min("asked_at"))["since"])
