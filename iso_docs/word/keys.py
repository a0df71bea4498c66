"""Keys of cases and steps: made from the text, so the same text imported again carries the same key.

Histories and breaches group by these keys, never by position or printed number. When a text changes between issues,
`carried_over` proposes which old key it continues; the author confirms.
"""

import hashlib
import re
from difflib import SequenceMatcher

from iso_docs.word.source import folded

# Below this likeness two wordings are two different steps, whatever their place.
LIKENESS = 0.6


def key_of(text: str, taken: set[str], *, words: int = 5) -> str:
    """A readable key for `text` that is not in `taken`, and is added to it."""
    plain = re.sub(r"[^a-z0-9]+", " ", folded(text)).split()
    digest = hashlib.sha256(" ".join(plain).encode()).hexdigest()[:6]
    base = "-".join([*plain[:words], digest])[:60]
    key, count = base, 1
    while key in taken:
        count += 1
        key = f"{base}-{count}"
    taken.add(key)
    return key


def carried_over(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> dict[str, str]:
    """New key → old key for steps (key, text) that continue one another: same key first, then like text, nearer place first.

    A proposal, never two new steps for one old one. What is in no pair is new, or gone.
    """
    texts = {key: folded(text) for key, text in (*old, *new)}
    pairs = {key: key for key, _text in new if any(key == other for other, _old in old)}
    left_old = [(place, key) for place, (key, _text) in enumerate(old) if key not in pairs.values()]
    left_new = [(place, key) for place, (key, _text) in enumerate(new) if key not in pairs]
    likely = sorted(
        (
            (
                -SequenceMatcher(None, texts[old_key], texts[new_key]).ratio(),
                abs(old_place - new_place),
                new_key,
                old_key,
            )
            for new_place, new_key in left_new
            for old_place, old_key in left_old
        ),
    )
    for unlikeness, _distance, new_key, old_key in likely:
        if -unlikeness >= LIKENESS and new_key not in pairs and old_key not in pairs.values():
            pairs[new_key] = old_key
    return pairs
