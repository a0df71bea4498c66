"""Marked words: where, in a text as it was written, stands what was asked. Made anew from the database, never from the index."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from office.text_forms import spelling_variants, words
from search.language import Asked, AskedAbbreviation, AskedPeriod, AskedWord

SNIPPET_LETTERS = 190
SNIPPETS = 2


@dataclass(frozen=True)
class Piece:
    """A stretch of text for a template: marked or not. Escaping is the template's."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    folded: str


def marked(text: str, asked: Asked) -> list[Piece]:
    """The whole text (a title) in pieces."""
    return _pieces(text, 0, len(text), _hits(text, asked))


def snippets(text: str, asked: Asked) -> list[list[Piece]]:
    """The parts of a page that say most of what was asked, in the order of the page; empty when nothing stands there."""
    hits = _hits(text, asked)
    if not hits:
        return []
    chosen: list[tuple[int, int]] = []
    seen: set[str] = set()
    for _round in range(SNIPPETS):
        best = max(
            (window for window in _windows(hits) if all(window[1] < start or end < window[0] for start, end in chosen)),
            key=lambda window: _worth(window, hits, seen),
            default=None,
        )
        if best is None or _worth(best, hits, seen)[0] == 0:
            break
        chosen.append(best)
        seen |= {hit.folded for hit in hits if best[0] <= hit.start and hit.end <= best[1]}
    return [_cut(text, *_widened(text, start, end), hits) for start, end in sorted(chosen)]


def _hits(text: str, asked: Asked) -> list[_Hit]:
    """Words of the text that were asked for. Words typed with marks count only with these marks where the text has them."""
    by_folded: dict[str, set[str]] = {}
    for asked_word in asked.running:
        for folded in (asked_word.folded, *spelling_variants(asked_word.folded)):
            accented = by_folded.setdefault(folded, set())
            if asked_word.accented != asked_word.folded:
                accented.update((asked_word.accented, *spelling_variants(asked_word.accented)))
    in_text = list(words(text))
    folded_text = [word.folded for word in in_text]
    with_marks = {word.accented for word in in_text}
    hits: set[int] = set()
    for place, word in enumerate(in_text):
        exact = by_folded.get(word.folded)
        # Marks that are nowhere on this page were lost by the scanner, or never typed: letters alone then count.
        if exact is not None and (not exact or word.accented in exact or not (exact & with_marks)):
            hits.add(place)
    beside: set[int] = set()
    for sequence in _sequences(asked):
        for place in range(len(folded_text) - len(sequence) + 1):
            if tuple(folded_text[place : place + len(sequence)]) == sequence:
                beside.update(range(place, place + len(sequence)))
    # A word that stands in a run somewhere («đóng mới tàu») is not marked where it stands alone («mới», «của»).
    runs = {place for place in hits if place - 1 in hits or place + 1 in hits}
    in_runs = {folded_text[place] for place in runs}
    kept = beside | runs | {place for place in hits if folded_text[place] not in in_runs}
    return [_Hit(in_text[place].start, in_text[place].end, folded_text[place]) for place in sorted(kept)]


def _sequences(asked: Asked) -> Iterable[tuple[str, ...]]:
    """Other words that say the same: long forms of short ones, short of long, other spellings of a date."""
    for part in asked.wanted:
        if isinstance(part, AskedAbbreviation):
            for row in part.rows:
                yield from row.expansions
        elif isinstance(part, AskedWord):
            yield from (row.folded for row in part.short_forms)
        elif isinstance(part, AskedPeriod):
            yield from part.spellings


def _windows(hits: list[_Hit]) -> list[tuple[int, int]]:
    windows = []
    for place, hit in enumerate(hits):
        end = hit.end
        for later in hits[place + 1 :]:
            if later.end - hit.start > SNIPPET_LETTERS:
                break
            end = later.end
        windows.append((hit.start, end))
    return windows


def _worth(window: tuple[int, int], hits: list[_Hit], seen: set[str]) -> tuple[int, int, int]:
    inside = [hit for hit in hits if window[0] <= hit.start and hit.end <= window[1]]
    new = {hit.folded for hit in inside} - seen
    close = sum(second.start - first.end <= 2 for first, second in pairwise(inside))
    return len(new), close, -window[0]


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The window with some words around it, cut at blanks."""
    spare = max(SNIPPET_LETTERS - (end - start), 40) // 2
    left = max(start - spare, 0)
    if left > 0:
        blank = text.find(" ", left, start)
        left = blank + 1 if blank >= 0 else start
    right = min(end + spare, len(text))
    if right < len(text):
        blank = text.rfind(" ", end, right)
        right = blank if blank >= 0 else end
    return left, right


def _cut(text: str, start: int, end: int, hits: list[_Hit]) -> list[Piece]:
    """The pieces of a part, with dots where the page goes on."""
    pieces = _pieces(text, start, end, hits)
    if text[:start].strip():
        pieces.insert(0, Piece("…"))
    if text[end:].strip():
        pieces.append(Piece("…"))
    return pieces


def _pieces(text: str, start: int, end: int, hits: list[_Hit]) -> list[Piece]:
    pieces: list[Piece] = []
    place = start
    run: list[int] = []

    def flush() -> None:
        nonlocal place, run
        if run:
            pieces.append(Piece(_plain(text[place : run[0]])))
            pieces.append(Piece(_plain(text[run[0] : run[1]]), is_marked=True))
            place, run = run[1], []

    for hit in hits:
        if hit.start < start or hit.end > end:
            continue
        if run and text[run[1] : hit.start].isspace():
            run[1] = hit.end
        else:
            flush()
            run = [hit.start, hit.end]
    flush()
    pieces.append(Piece(_plain(text[place:end])))
    return [piece for piece in pieces if piece.text]


def _plain(text: str) -> str:
    """Line breaks and runs of blanks as one blank: a page's lines mean nothing in a snippet."""
    words_apart = " ".join(text.split())
    if not words_apart:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words_apart}{' ' if text[-1].isspace() else ''}"
