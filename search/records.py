"""From what a room says of a thing to the records of the index. Writer, verify and measurements all come through here."""

import hashlib
import json
from collections.abc import Iterable

from office.searchable import SearchEntry
from office.text_forms import number_keys, shingles, words
from search.engines.base import Field, Partition, Record, Thing

# Raised whenever the forms below, or office.text_forms, change what is stored: every generation of another number is rebuilt.
FORMS_VERSION = 2


def records_of(thing: Thing, entry: SearchEntry) -> list[Record]:
    """The head of `thing` (page 0: title, number, summary, text without pages) and one record for each page."""
    partition = Partition.RESTRICTED if entry.is_restricted else Partition.STAFF
    title = _forms(entry.title)
    facets = facets_of(thing, entry)
    shared: dict[Field, list[str]] = {
        Field.TITLE_ACCENTED: [title[0]],
        Field.TITLE_FOLDED: [title[1]],
        Field.TITLE_SHINGLES: [title[2]],
        Field.NUMBER: number_keys(entry.number, entry.dated_on.year if entry.dated_on else None),
        Field.FACET: [f"{name}={value}" for name, value in facets.items()],
        Field.FACET_WORD: [
            " ".join(f"{name}:{word.folded}" for name, value in facets.items() for word in words(value))
        ],
        Field.TOKEN: sorted(entry.tokens),
    }
    whole = (page.text for page in entry.pages if not page.number)  # the text of a thing that has no pages
    head = "\n".join((entry.title, entry.number, entry.summary, *whole))
    about = [entry.title, entry.number, facets, str(entry.dated_on), FORMS_VERSION]
    rights_hash = _hash([*sorted(entry.tokens), entry.is_restricted])
    dated = entry.dated_on.toordinal() if entry.dated_on else 0
    texts: Iterable[tuple[int, str]] = [(0, head), *((page.number, page.text) for page in entry.pages if page.number)]
    records = []
    for number, text in texts:
        accented, folded, pairs = _forms(text)
        fields = {Field.ACCENTED: [accented], Field.FOLDED: [folded], Field.SHINGLES: [pairs]} | shared
        records.append(
            Record(
                thing=thing,
                page=number,
                partition=partition,
                fields=fields,
                dated=dated,
                text_hash=_hash([*about, text]),
                rights_hash=rights_hash,
            )
        )
    return records


def facets_of(thing: Thing, entry: SearchEntry) -> dict[str, str]:
    """Facets as the room gives them, with the kind, and the year from the date when the room gives none."""
    facets = {"kind": thing.kind}
    if entry.dated_on:
        facets["year"] = str(entry.dated_on.year)
    return facets | {name: value for name, value in entry.facets.items() if value}


def _forms(text: str) -> tuple[str, str, str]:
    """Accented words, folded words and shingles of a text, each as one string."""
    accented: list[str] = []
    folded: list[str] = []
    for word in words(text):
        accented.append(word.accented)
        folded.append(word.folded)
    return " ".join(accented), " ".join(folded), " ".join(shingles(folded))


def _hash(content: list[object]) -> int:
    """63 bits of a hash over plain content: enough to tell a stale record, small enough for an integer column."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1
