"""«Did you mean»: a syllable that no text of the office knows is a slip; its neighbours say which one was meant.

One edit makes fifteen valid syllables of most folded ones, so the letters alone decide nothing: the proposal is the one
that makes the most frequent pair with the words beside it. Drawn only from what every member of staff may read.
"""

from office.text_forms import words
from search.engines.base import Engine, Field
from search.language import Asked

_LETTERS = "abcdeghiklmnopqrstuvxy"
_MOST_WORDS = 12  # a long pasted text is not corrected


def better_spelling(engine: Engine, asked: Asked, text: str) -> str:
    """`text` with unknown words replaced by known ones, or «» when nothing better is known."""
    running = [word.folded for word in asked.running]
    if not running or len(running) > _MOST_WORDS:
        return ""
    known = engine.public_frequency(Field.FOLDED, set(running))
    replaced: dict[str, str] = {}
    for place, word in enumerate(running):
        if known[word] or word in replaced or not word.isalpha() or len(word) < 3:
            continue
        before = running[place - 1] if place else ""
        after = running[place + 1] if place + 1 < len(running) else ""
        best = _best(engine, word, replaced.get(before, before), after)
        if best:
            replaced[word] = best
    if not replaced:
        return ""
    better, end = [], 0
    for written in words(text):
        if written.folded in replaced:
            better += [text[end : written.start], replaced[written.folded]]
            end = written.end
    return "".join([*better, text[end:]]).strip()


def _best(engine: Engine, word: str, before: str, after: str) -> str:
    candidates = _one_edit(word)
    frequent = engine.public_frequency(Field.FOLDED, candidates)
    alive = [candidate for candidate, count in frequent.items() if count]
    pairs = {
        candidate: [f"{before}_{candidate}"] * bool(before) + [f"{candidate}_{after}"] * bool(after)
        for candidate in alive
    }
    together = engine.public_frequency(Field.SHINGLES, {pair for each in pairs.values() for pair in each})
    worth = {candidate: (sum(together[pair] for pair in pairs[candidate]), frequent[candidate]) for candidate in alive}
    if not worth:
        return ""
    best = max(sorted(worth), key=lambda candidate: worth[candidate])
    # Without neighbours that confirm it, a guess from letters alone is noise.
    return best if worth[best][0] or not (before or after) else ""


def _one_edit(word: str) -> set[str]:
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = {left + right[1:] for left, right in splits if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in splits if right for letter in _LETTERS}
    made |= {left + letter + right for left, right in splits for letter in _LETTERS}
    return {each for each in made if each and each != word}
