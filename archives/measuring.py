"""How far a text that was read is from the text that stands on the paper: edit distance by letters and by words."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from office.text_forms import clean, fold


def edit_distance(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """Insertions, deletions and replacements that turn one sequence into the other (Myers 1999, one wide integer a column)."""
    if not first:
        return len(second)
    places: dict[Hashable, int] = {}
    for place, item in enumerate(first):
        places[item] = places.get(item, 0) | 1 << place
    full, last = (1 << len(first)) - 1, 1 << (len(first) - 1)
    plus, minus, score = full, 0, len(first)
    for item in second:
        same = places.get(item, 0)
        diagonal = (((same & plus) + plus) ^ plus) | same | minus
        plus_row = minus | ~(diagonal | plus) & full
        minus_row = plus & diagonal
        if plus_row & last:
            score += 1
        elif minus_row & last:
            score -= 1
        plus_row = (plus_row << 1 | 1) & full
        minus_row = minus_row << 1 & full
        plus = minus_row | ~(diagonal | plus_row) & full
        minus = plus_row & diagonal
    return score


@dataclass
class Errors:
    """Wrong letters and words out of so many, as written and folded (without marks and case)."""

    letters: int = 0
    wrong_letters: int = 0
    wrong_letters_folded: int = 0
    words: int = 0
    wrong_words: int = 0
    wrong_words_folded: int = 0

    def add(self, other: "Errors") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def rates(self) -> dict[str, float]:
        """Shares 0–1, rounded to five places: cer, cer_folded, wer, wer_folded."""

        def share(part: int, whole: int) -> float:
            return round(part / whole, 5) if whole else 0.0

        return {
            "cer": share(self.wrong_letters, self.letters),
            "cer_folded": share(self.wrong_letters_folded, self.letters),
            "wer": share(self.wrong_words, self.words),
            "wer_folded": share(self.wrong_words_folded, self.words),
        }


def compare(read: str, true: str) -> Errors:
    """Errors of `read` against `true`, both with white space collapsed."""
    read, true = (" ".join(clean(text).split()) for text in (read, true))
    folded_read, folded_true = fold(read), fold(true)
    return Errors(
        letters=len(true),
        wrong_letters=edit_distance(true, read),
        wrong_letters_folded=edit_distance(folded_true, folded_read),
        words=len(true.split()),
        wrong_words=edit_distance(true.split(), read.split()),
        wrong_words_folded=edit_distance(folded_true.split(), folded_read.split()),
    )
