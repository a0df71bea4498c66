"""From what was asked to what an engine is given: which words must stand on a page, and what each match is worth.

Score = accented + 0.5 folded + 0.5 folded two-syllable shingles, the sum that won on judged questions (docs/search.md).
When nobody typed a mark, the accented part is left out.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from office.text_forms import spelling_variants
from search.abbreviations import Abbreviation
from search.engines.base import AllOf, AnyOf, Between, Field, Node, Phrase, Query, Term
from search.language import (
    Asked,
    AskedAbbreviation,
    AskedField,
    AskedNumber,
    AskedPeriod,
    AskedPhrase,
    AskedWord,
    Wanted,
)
from search.periods import year_period

ACCENTED = 1.0
FOLDED = 0.5
SHINGLE = 0.5
# A word of the title, beside what the page says. The head of a thing, which holds its title alone, already ranks by it;
# with more, whatever has a long title wins over the page that answers (docs/search.md).
TITLE = 0.5
OTHER_SPELLING = 0.8
SHORT_FORM, AMBIGUOUS_SHORT_FORM = 0.4, 0.15
NUMBER_WHOLE, NUMBER_PART = 50.0, 20.0
MOST_REQUIRED = 5
_YEARS = range(1900, 2101)


def steps_of(asked: Asked) -> list[int]:
    """How many of the wanted parts a page must have: all, else three quarters, else half. The first that finds anything counts."""
    count = len(asked.wanted)
    steps = [count, math.ceil(count * 0.75), math.ceil(count * 0.5)]
    return [step for place, step in enumerate(steps) if step >= 1 and step not in steps[:place]] or [0]


def is_sentence(asked: Asked) -> bool:
    """A heading or a question: more words than one would all require. Its list is ranked over pages with any of them.

    Measured: requiring all words first takes a quarter off nDCG@10 of questions, because the one page that happens to
    hold «bao», «nhiêu» and «là» too is preferred to the page that answers. Up to five picked words it takes nothing.
    """
    return asked.is_question or len(asked.wanted) > MOST_REQUIRED


def query_of(asked: Asked, at_least: int, filters: tuple[Node, ...] = ()) -> Query:
    """The query when at least so many of the wanted parts are required. `filters` come from the links beside the list."""
    groups = [_group(part) for part in asked.wanted]
    must: list[Node] = [AnyOf(tuple(groups), at_least=at_least)] if groups else []
    # Titles stand on every page of a thing; a page is a hit when some of the words are its own.
    on_page = tuple(node for part in asked.wanted for node in _on_page(part))
    where: list[Node] = [AnyOf(on_page)] if on_page else []
    where += [_field(each) for each in asked.fields]
    where += filters
    never = tuple(_phrase(each) for each in asked.excluded)
    return Query(tuple(must), should=tuple(_evidence(asked)), where=tuple(where), never=never)


def _evidence(asked: Asked) -> Iterator[Node]:
    """What only adds to the score: marks as typed, and neighbours that stayed neighbours."""
    running = asked.running
    if asked.has_marks:
        for word in dict.fromkeys(running):
            yield Term(Field.ACCENTED, word.accented, ACCENTED)
            yield Term(Field.TITLE_ACCENTED, word.accented, TITLE * ACCENTED)
    for pair, weight in _shingles(running):
        yield Term(Field.SHINGLES, pair, weight * SHINGLE)
        yield Term(Field.TITLE_SHINGLES, pair, weight * TITLE * SHINGLE)


def _shingles(running: tuple[AskedWord, ...]) -> list[tuple[str, float]]:
    pairs: dict[str, float] = {}
    for first, second in pairwise(word.folded for word in running):
        pairs[f"{first}_{second}"] = 1.0
        for one in (first, *spelling_variants(first)):
            for two in (second, *spelling_variants(second)):
                pairs.setdefault(f"{one}_{two}", OTHER_SPELLING)
    return list(pairs.items())


def _group(part: Wanted) -> Node:
    """One wanted part with everything that counts as it, on the page or in the title."""
    match part:
        case AskedWord():
            return AnyOf((*_on_page(part), Term(Field.TITLE_FOLDED, part.folded, TITLE * FOLDED)))
        case AskedAbbreviation(asked_words, rows):
            title: list[Node] = [Term(Field.TITLE_FOLDED, word.folded, TITLE * FOLDED) for word in asked_words]
            for row in rows:
                title += [
                    _expansion(each, Field.TITLE_FOLDED, Field.TITLE_SHINGLES, _weight(row)) for each in row.expansions
                ]
            return AnyOf((*_on_page(part), *title))
        case _:
            return AnyOf(tuple(_on_page(part)))


def _on_page(part: Wanted) -> list[Node]:
    """The same, on the page alone."""
    match part:
        case AskedWord(_accented, folded, short_forms):
            nodes: list[Node] = [Term(Field.FOLDED, folded, FOLDED)]
            nodes += [Term(Field.FOLDED, other, FOLDED * OTHER_SPELLING) for other in spelling_variants(folded)]
            nodes += [_beside(row.folded, FOLDED * _weight(row)) for row in short_forms]
            if folded.isdecimal() and len(folded) == 4 and int(folded) in _YEARS:
                nodes.append(_year(int(folded)))
            return nodes
        case AskedAbbreviation(asked_words, rows):
            nodes = [AllOf(tuple(Term(Field.FOLDED, word.folded, FOLDED) for word in asked_words))]
            for row in rows:
                nodes += [_expansion(each, Field.FOLDED, Field.SHINGLES, _weight(row)) for each in row.expansions]
            return nodes
        case AskedNumber(key, is_whole, asked_words):
            own = Term(Field.NUMBER, key, NUMBER_WHOLE if is_whole else NUMBER_PART)
            if is_whole or "/" in key:
                return [own, *_cited(asked_words)]
            return [own, AllOf(tuple(Term(Field.FOLDED, word.folded, FOLDED) for word in asked_words))]
        case AskedPeriod(from_day, until_day, spellings):
            return [Between(from_day, until_day), *(_beside(each, FOLDED) for each in spellings)]
        case AskedPhrase():
            return [_phrase(part)]
    raise TypeError(part)


def _cited(asked_words: tuple[AskedWord, ...]) -> list[Node]:
    """The number as a text cites it. The kind before it («nghị định số») may stand anywhere near, so it is not required."""
    folded = [word.folded for word in asked_words]
    first_digit = next((place for place, word in enumerate(folded) if word[0].isdigit()), 0)
    return [_beside(tuple(folded[first_digit:]), FOLDED)]


def _beside(folded: tuple[str, ...], weight: float) -> Node:
    return Phrase(Field.FOLDED, folded, weight)


def _phrase(part: AskedPhrase) -> Node:
    """Beside one another; a word typed with marks must stand on the page with these marks."""
    together = Phrase(Field.FOLDED, tuple(word.folded for word in part.words), FOLDED)
    marked = [Term(Field.ACCENTED, word.accented, 0.1) for word in part.words if word.accented != word.folded]
    return AllOf((together, *marked)) if marked else together


def _expansion(folded: tuple[str, ...], single: Field, pairs: Field, weight: float) -> Node:
    """A long form, by its shingles: ten times cheaper than a phrase, and nearly as sure."""
    if len(folded) == 1:
        return Term(single, folded[0], FOLDED * weight)
    return AllOf(tuple(Term(pairs, f"{one}_{two}", SHINGLE * weight) for one, two in pairwise(folded)))


def _weight(row: Abbreviation) -> float:
    return AMBIGUOUS_SHORT_FORM if row.is_ambiguous else SHORT_FORM


def _year(year: int) -> Node:
    return Between(*year_period(year))


def _field(asked: AskedField) -> Node:
    if asked.years:
        return Between(*asked.years)
    if asked.value:
        return Term(Field.FACET, f"{asked.name}={asked.value}")
    return AllOf(tuple(Term(Field.FACET_WORD, f"{asked.name}:{word}") for word in asked.words))
