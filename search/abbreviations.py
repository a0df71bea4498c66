"""Abbreviations and what they may stand for. They are alternatives in a query, never replacements: «TT» is many things."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from office.text_forms import words

_FILE = Path(__file__).with_name("abbreviations.tsv")


@dataclass(frozen=True)
class Abbreviation:
    """One abbreviation: as written, its words folded, and each thing it may stand for as folded words."""

    written: str
    folded: tuple[str, ...]
    accented: tuple[str, ...]
    expansions: tuple[tuple[str, ...], ...]
    is_ambiguous: bool

    @property
    def needs_dot(self) -> bool:
        return self.written.endswith(".")


@dataclass(frozen=True)
class Abbreviations:
    """The table, looked up from either side."""

    rows: tuple[Abbreviation, ...]
    by_folded: dict[tuple[str, ...], tuple[Abbreviation, ...]]
    by_expansion: dict[tuple[str, ...], tuple[Abbreviation, ...]]
    longest: int


@cache
def abbreviations() -> Abbreviations:
    """The table of the installation, read once."""
    rows: list[Abbreviation] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        written, meanings, *mark = line.split("\t")
        forms = list(words(written))
        rows.append(
            Abbreviation(
                written=written,
                folded=tuple(word.folded for word in forms),
                accented=tuple(word.accented for word in forms),
                expansions=tuple(tuple(word.folded for word in words(meaning)) for meaning in meanings.split(";")),
                is_ambiguous=mark == ["?"],
            )
        )
    by_folded: dict[tuple[str, ...], tuple[Abbreviation, ...]] = {}
    by_expansion: dict[tuple[str, ...], tuple[Abbreviation, ...]] = {}
    for row in rows:
        by_folded[row.folded] = (*by_folded.get(row.folded, ()), row)
        for expansion in row.expansions:
            by_expansion[expansion] = (*by_expansion.get(expansion, ()), row)
    longest = max(len(each) for each in (*by_folded, *by_expansion))
    return Abbreviations(tuple(rows), by_folded, by_expansion, longest)
