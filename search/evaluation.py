"""How well and how fast the box finds, on judged questions: recall, ranks, latency, size. Served by `evaluate_search`.

The judged texts go into an index of their own through the same preparation, plan and engine that serve the office; what
is not in play is the database: no row is written, no hit is read again. Figures are per set, question kind and form.
"""

import gzip
import json
import math
import re
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from office.searchable import PageText, SearchEntry
from office.text_forms import clean
from search.abbreviations import abbreviations
from search.engines.base import Engine, PageHit, Partition, Scope, Thing
from search.language import read_query
from search.plan import is_sentence, query_of, steps_of
from search.records import records_of

PAGE_LETTERS = 3_000  # about an A4 page of official text
EVERYTHING = Scope((Partition.STAFF,), ("staff",))
_BATCH = 2_000
_NO_TEXT = {
    "id",
    "ma_thu_tuc",
    "ten_thu_tuc",
    "heading",
    "title",
    "number",
    "url",
    "detail_url",
    "source",
    "de_muc",
    "code",
}
_NO_QUESTION = {"qid", "answer"}


# --- forms of a question ---------------------------------------------------------------------------------------------

_OLD_STYLE = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_NEW_STYLE = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_SWAP = dict(zip(_OLD_STYLE + _NEW_STYLE, _NEW_STYLE + _OLD_STYLE, strict=True))
_OPEN_RIME = re.compile(rf"(?<!q)({'|'.join(_SWAP)})(?!\w)", re.IGNORECASE)


def without_marks(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")


def other_tone_place(text: str) -> str:
    """hòa ↔ hoà in every open syllable; capitals are written small."""
    return _OPEN_RIME.sub(lambda match: _SWAP[match[1].lower()], unicodedata.normalize("NFC", text))


FORMS: dict[str, Callable[[str], str]] = {
    "asis": lambda text: text,
    "nodia": without_marks,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "tone": other_tone_place,
    "upper": str.upper,
}


# --- the judged data -------------------------------------------------------------------------------------------------


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a JSON-lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def entry_of(record: dict[str, Any]) -> tuple[str, SearchEntry]:
    """Key and entry of a corpus record: `text`, or every other field of words. A name that questions were made of is left out."""
    key = str(record.get("id") or record["ma_thu_tuc"])
    text = record.get("text") or "\n".join(
        str(value) for name, value in record.items() if name not in _NO_TEXT and isinstance(value, str)
    )
    parts = pages_of(text)
    # What fits on a page is a text without pages, as a form or a procedure is.
    pages = [PageText(number, part) for number, part in enumerate(parts, start=len(parts) > 1)]
    entry = SearchEntry(
        title=record.get("title", ""),
        number=record.get("number", ""),
        pages=pages,
        address="",
        tokens=["staff"],
        is_restricted=False,
    )
    return key, entry


def pages_of(text: str, letters: int = PAGE_LETTERS) -> list[str]:
    """Text cut into pages at blanks."""
    pages = []
    text = clean(text)
    while len(text) > letters:
        cut = text.rfind(" ", letters // 2, letters)
        cut = cut if cut > 0 else letters
        pages.append(text[:cut])
        text = text[cut:]
    return [*pages, text] if text.strip() or not pages else pages


# --- measuring -------------------------------------------------------------------------------------------------------


@dataclass
class Figures:
    """One set, kind and form."""

    questions: int = 0
    _gains: list[float] = field(default_factory=list)
    _recall: list[float] = field(default_factory=list)
    _reciprocal: list[float] = field(default_factory=list)
    _first: list[float] = field(default_factory=list)
    _relaxed: int = 0

    def add(self, found: list[str], relevant: dict[str, int], is_relaxed: bool) -> None:
        self.questions += 1
        ten = found[:10]
        gains = [relevant.get(key, 0) for key in ten]
        ideal = sorted(relevant.values(), reverse=True)[:10]
        self._gains.append(_dcg(gains) / _dcg(ideal) if ideal else 0.0)
        self._recall.append(sum(gain > 0 for gain in gains) / len(relevant) if relevant else 0.0)
        self._reciprocal.append(next((1 / rank for rank, gain in enumerate(gains, start=1) if gain), 0.0))
        self._first.append(float(bool(gains and gains[0])))
        self._relaxed += is_relaxed

    def report(self) -> dict[str, object]:
        return {
            "questions": self.questions,
            "R@10": round(statistics.fmean(self._recall), 4),
            "MRR@10": round(statistics.fmean(self._reciprocal), 4),
            "nDCG@10": round(statistics.fmean(self._gains), 4),
            "success@1": round(statistics.fmean(self._first), 4),
            "relaxed": self._relaxed,
        }


def _dcg(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def ranked(engine: Engine, text: str, scope: Scope = EVERYTHING, pull: int = 120) -> tuple[list[int], bool]:
    """Keys of the documents for a question, best first, and whether it had to be relaxed."""
    asked = read_query(text, abbreviations())
    for step in [1] if is_sentence(asked) else steps_of(asked):
        hits: list[PageHit] = engine.search(query_of(asked, step), scope, limit=pull)
        if hits:
            return list(dict.fromkeys(hit.key for hit in hits)), not is_sentence(asked) and step < len(asked.wanted)
    return [], True


def evaluate(engine: Engine, corpora: list[Path], questions: list[Path], forms: list[str]) -> dict[str, object]:
    """Index the corpora into a new generation of `engine`, ask everything in every form, and report."""
    names: dict[int, str] = {}
    pages = letters = 0
    started, started_cpu = time.perf_counter(), time.process_time()
    with engine.rebuilding() as batch:
        for path in corpora:
            for record in read_lines(path):
                name, entry = entry_of(record)
                thing = Thing("evaluated", len(names) + 1)
                names[thing.key] = name
                batch.replace(thing, records_of(thing, entry))
                pages += len(entry.pages)
                letters += sum(len(page.text.encode()) for page in entry.pages)
    seconds, seconds_cpu = time.perf_counter() - started, time.process_time() - started_cpu
    sets: dict[str, dict[str, object]] = {}
    walls: list[float] = []
    cpus: list[float] = []
    known = set(names.values())
    for path in questions:
        asked = [each for each in read_lines(path) if any(key in known for key in each["rel"])]
        kinds = sorted(
            {name for each in asked for name, value in each.items() if isinstance(value, str)} - _NO_QUESTION
        )
        for kind in kinds:
            by_form: dict[str, object] = {}
            for form in forms:
                figures = Figures()
                for each in asked:
                    if kind not in each:
                        continue
                    text = FORMS[form](each[kind])
                    wall, cpu = time.perf_counter(), time.thread_time()
                    keys, is_relaxed = ranked(engine, text)
                    walls.append(time.perf_counter() - wall)
                    cpus.append(time.thread_time() - cpu)
                    figures.add([names[key] for key in keys], each["rel"], is_relaxed)
                by_form[form] = figures.report()
            sets[f"{path.name.split('.')[0]}/{kind}"] = by_form
    size = int(str(engine.stats()["bytes"]))
    return {
        "engine": engine.name,
        "path": "preparation, plan and engine of the office; without its database",
        "documents": len(names),
        "pages": pages,
        "text_bytes": letters,
        "index_bytes": size,
        "index_to_text": round(size / letters, 3) if letters else None,
        "pages_per_second": round(pages / seconds, 1),
        "pages_per_cpu_second": round(pages / seconds_cpu, 1),
        "latency_ms": {"wall": _percentiles(walls), "cpu": _percentiles(cpus)},
        "sets": sets,
    }


def _percentiles(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        "p50": round(ordered[len(ordered) // 2] * 1000, 2),
        "p95": round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)] * 1000, 2),
    }
