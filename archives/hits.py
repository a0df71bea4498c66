"""Where on a page stands what was asked: hits as boxes for the picture and as places in the text.

Asked without marks, words are found whatever marks they carry; asked with marks, the marks count where the page has them.
Words that stand together on the page as they do in the question are one hit, also over the end of a line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from office.text_forms import Word, has_marks, spelling_variants, words

# What the search box understands besides words: «loại:quyết», -word. They filter, and are nothing to mark on a page.
_NOT_WORDS = re.compile(r"(?<!\S)(?:-\S+|[^\W\d_]+(?:\s[^\W\d_]+)?:\S*)")
_MOST_LETTERS = 400


@dataclass(frozen=True)
class Box:
    """A rectangle in ten-thousandths of the picture."""

    left: int
    top: int
    width: int
    height: int

    def with_(self, other: "Box") -> "Box":
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.left + self.width, other.left + other.width)
        bottom = max(self.top + self.height, other.top + other.height)
        return Box(left, top, right - left, bottom - top)


@dataclass(frozen=True)
class Hit:
    """One place: its slice of the text, and a box for each line that it touches."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class _Asked:
    """A question as words in order, and which forms of each count."""

    folded: tuple[str, ...]
    accented: dict[str, frozenset[str]]  # folded → accented forms asked for; empty when asked without marks

    @property
    def pairs(self) -> set[tuple[str, str]]:
        return set(zip(self.folded, self.folded[1:], strict=False))


def _asked(question: str) -> _Asked:
    plain = _NOT_WORDS.sub(" ", question[:_MOST_LETTERS])
    order: list[str] = []
    accented: dict[str, set[str]] = {}
    for word in words(plain):
        order.append(word.folded)
        for folded in (word.folded, *spelling_variants(word.folded)):
            forms = accented.setdefault(folded, set())
            if has_marks(word.accented):
                forms |= {word.accented, *spelling_variants(word.accented)}
    return _Asked(tuple(order), {folded: frozenset(forms) for folded, forms in accented.items()})


def find_hits(text: str, boxes: Sequence[Sequence[int]], question: str) -> list[Hit]:
    """The hits of `question` in a page's text, in reading order. `boxes` as in PageText.words."""
    asked = _asked(question)
    if not asked.accented:
        return []
    on_page = list(words(text))
    with_marks = {word.accented for word in on_page}
    standing = [_counts(word, asked, with_marks) for word in on_page]
    runs = _runs(on_page, standing, asked)
    return [Hit(start, end, _lines(boxes, start, end)) for start, end in runs]


def has_hits(text: str, question: str) -> bool:
    return bool(find_hits(text, [], question))


def _counts(word: Word, asked: _Asked, with_marks: set[str]) -> bool:
    forms = asked.accented.get(word.folded)
    if forms is None:
        return False
    # Marks that are nowhere on the page were lost by the scanner: the letters alone then count.
    return not forms or word.accented in forms or not (forms & with_marks)


def _runs(on_page: list[Word], standing: list[bool], asked: _Asked) -> list[tuple[int, int]]:
    """Slices of the text: words that follow each other as in the question, joined; single words only where no run has them."""
    joined: list[tuple[int, int, set[str]]] = []  # first word, last word, their folded forms
    place = 0
    while place < len(on_page):
        if not standing[place]:
            place += 1
            continue
        last = place
        while (
            last + 1 < len(on_page)
            and standing[last + 1]
            and (on_page[last].folded, on_page[last + 1].folded) in asked.pairs
        ):
            last += 1
        joined.append((place, last, {word.folded for word in on_page[place : last + 1]}))
        place = last + 1
    in_runs = set().union(*(folded for first, last, folded in joined if last > first))
    return [
        (on_page[first].start, on_page[last].end)
        for first, last, folded in joined
        if last > first or not folded & in_runs
    ]


def _lines(boxes: Sequence[Sequence[int]], start: int, end: int) -> tuple[Box, ...]:
    """One box for each line that the slice touches."""
    lines: list[Box] = []
    for first, last, left, top, width, height, *_confidence in boxes:
        if first >= end:
            break
        if last <= start or not width:
            continue
        box = Box(left, top, width, height)
        if lines and _same_line(lines[-1], box):
            lines[-1] = lines[-1].with_(box)
        else:
            lines.append(box)
    return tuple(lines)


def _same_line(before: Box, after: Box) -> bool:
    """Whether a word goes on where the line stood: beside it, not below; on a page that lies on its side, below it."""
    shared_high = min(before.top + before.height, after.top + after.height) - max(before.top, after.top)
    shared_wide = min(before.left + before.width, after.left + after.width) - max(before.left, after.left)
    if before.height > 2 * before.width and after.height > after.width:
        return shared_wide > 0.5 * min(before.width, after.width)
    return shared_high > 0.5 * min(before.height, after.height) and after.left + after.width > before.left
