"""What a person typed into the box, read into a small tree of ours. No text of theirs ever reaches an engine's parser.

vay vốn đóng tàu            all words, in any order
"đóng mới tàu"              the words beside one another
-"dự thảo"  -nháp           without
19/2014/QĐ-TTg, QĐ 19/2014  the number of a document
tháng 5/2020, trước 1999    a time
loại: năm: đơn vị:          a field
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from office.text_forms import Word, clean, find_numbers, fold, fold_with_offsets, words
from search.abbreviations import Abbreviation, Abbreviations
from search.periods import find_periods, year_period

# What is read of a query. A pasted page is searched by its beginning, and the person is told.
MAX_LETTERS = 6_000
MAX_WORDS = 400
MAX_WORD_LETTERS = 48

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»')
_EXCLUDED = re.compile(r"(?<!\S)-(?=[^\W\d_])([^\s\"“«]+)")
_FIELDS = {
    "loai": "type",
    "nam": "year",
    "don vi": "unit",
    "donvi": "unit",
    "phong": "fonds",
    "co quan": "issuer",
    "coquan": "issuer",
    "trang thai": "state",
    "trangthai": "state",
}
_FIELD = re.compile(rf"(?<!\w)({'|'.join(sorted(_FIELDS, key=len, reverse=True))})\s?:\s*")
_YEARS = re.compile(r"(?P<first>(?:19|20)\d{2})(?:\s?[-–]\s?(?P<last>(?:19|20)\d{2}))?(?!\w)")

KnownValues = Callable[[str], Mapping[tuple[str, ...], str]]


@dataclass(frozen=True)
class AskedWord:
    """A word to be found. `abbreviations` are short forms that say it too, as one word of the longer form."""

    accented: str
    folded: str
    short_forms: tuple[Abbreviation, ...] = ()


@dataclass(frozen=True)
class AskedAbbreviation:
    """A short form that may stand for longer ones."""

    words: tuple[AskedWord, ...]
    rows: tuple[Abbreviation, ...]


@dataclass(frozen=True)
class AskedNumber:
    """A document number: its key, and its words as they stand in a text that cites it."""

    key: str
    is_whole: bool
    words: tuple[AskedWord, ...]


@dataclass(frozen=True)
class AskedPeriod:
    from_day: datetime.date | None
    until_day: datetime.date | None
    spellings: tuple[tuple[str, ...], ...]
    written: str


@dataclass(frozen=True)
class AskedPhrase:
    words: tuple[AskedWord, ...]


@dataclass(frozen=True)
class AskedField:
    """A facet that must have a value: exactly `value`, or one that holds all `words`."""

    name: str
    value: str = ""
    words: tuple[str, ...] = ()
    years: tuple[datetime.date, datetime.date] | None = None


Wanted = AskedWord | AskedAbbreviation | AskedNumber | AskedPeriod | AskedPhrase


@dataclass(frozen=True)
class Asked:
    """A query as it was understood. `wanted` in the order of the text; `running` all its plain words, for shingles."""

    wanted: tuple[Wanted, ...] = ()
    excluded: tuple[AskedPhrase, ...] = ()
    fields: tuple[AskedField, ...] = ()
    running: tuple[AskedWord, ...] = ()
    is_question: bool = False  # ends as a question does, so it was said and not picked word by word
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.excluded or self.fields)

    @property
    def has_marks(self) -> bool:
        """Whether any word was typed with marks. If none was, the accented forms say nothing (SEARCH 5)."""
        return any(word.accented != word.folded for word in self.running)


@dataclass
class _Reader:
    """Takes parts out of the text from the surest to the plainest; a part once taken is blank for the next."""

    text: str
    parts: list[tuple[int, Wanted]] = field(default_factory=list)
    running: list[tuple[int, AskedWord]] = field(default_factory=list)

    def blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def take(self, start: int, end: int) -> tuple[AskedWord, ...]:
        """The words of a stretch, kept for the shingles, and the stretch made blank."""
        taken = [(word.start + start, _asked(word)) for word in words(self.text[start:end])]
        self.running += taken
        self.blank(start, end)
        return tuple(word for _place, word in taken)


def read_query(text: str, table: Abbreviations, known: KnownValues = lambda _name: {}) -> Asked:
    """Understand `text`. `known(facet)` gives the values a facet has, by their folded words, so that they need no quotes."""
    whole = clean(text)
    reader = _Reader(whole[:MAX_LETTERS])
    excluded: list[AskedPhrase] = []
    fields = _take_fields(reader, known)
    for match in list(_QUOTED.finditer(reader.text)):
        before = match.start() - 1
        is_excluded = before >= 0 and reader.text[before] == "-" and (before == 0 or reader.text[before - 1].isspace())
        if is_excluded:
            phrase = tuple(_asked(word) for word in words(match.group()))
            excluded += [AskedPhrase(phrase)] if phrase else []
            reader.blank(before, match.end())
        else:
            phrase = reader.take(*match.span())
            if phrase:
                reader.parts.append((match.start(), AskedPhrase(phrase)))
    for match in list(_EXCLUDED.finditer(reader.text)):
        phrase = tuple(_asked(word) for word in words(match.group()))
        excluded += [AskedPhrase(phrase)] if phrase else []
        reader.blank(*match.span())
    folded = fold_with_offsets(reader.text)
    for period in list(find_periods(folded.text)):
        start, end = folded.span(period.start, period.end)
        written = reader.text[start:end]
        reader.take(start, end)
        asked = AskedPeriod(period.from_day, period.until_day, period.spellings, written)
        reader.parts.append((start, asked))
    for mention in find_numbers(reader.text):
        number = AskedNumber(mention.key, mention.is_whole, reader.take(mention.start, mention.end))
        reader.parts.append((mention.start, number))
    was_cut = len(whole) > MAX_LETTERS or _take_words(reader, table)
    return Asked(
        wanted=tuple(part for _place, part in sorted(reader.parts, key=lambda each: each[0])),
        excluded=tuple(excluded[:MAX_WORDS]),
        fields=tuple(fields),
        running=tuple(word for _place, word in sorted(reader.running, key=lambda each: each[0]))[:MAX_WORDS],
        is_question=whole.rstrip(' "”»').endswith("?"),
        was_cut=was_cut,
    )


def _asked(word: Word) -> AskedWord:
    return AskedWord(word.accented[:MAX_WORD_LETTERS], word.folded[:MAX_WORD_LETTERS])


def _take_fields(reader: _Reader, known: KnownValues) -> list[AskedField]:
    """«loại:quyết định»: the longest value there is, else what stands in quotes, else one word."""
    fields: list[AskedField] = []
    folded = fold_with_offsets(reader.text)
    for match in list(_FIELD.finditer(folded.text)):
        start, after = folded.span(match.start(), match.end())
        rest = reader.text[after:]
        name = _FIELDS[match[1]]
        years = _YEARS.match(rest) if name == "year" else None
        if years:
            first, last = int(years["first"]), int(years["last"] or years["first"])
            if first <= last:
                fields.append(AskedField(name, years=(year_period(first)[0], year_period(last)[1])))
                reader.blank(start, after + years.end())
            continue
        quoted = _QUOTED.match(rest)
        if quoted:
            value_words = tuple(word.folded for word in words(quoted.group()))
            end = quoted.end()
        else:
            following = list(words(rest[:300]))[:15]
            values = known(name)
            lengths = [
                length
                for length in range(len(following), 0, -1)
                if tuple(word.folded for word in following[:length]) in values
            ]
            length = lengths[0] if lengths else min(1, len(following))
            value_words = tuple(word.folded for word in following[:length])
            end = following[length - 1].end if length else 0
        if not value_words:
            continue
        fields.append(AskedField(name, value=known(name).get(value_words, ""), words=value_words))
        reader.blank(start, after + end)
    return fields


def _take_words(reader: _Reader, table: Abbreviations) -> bool:
    """Everything left is plain words; short and long forms are recognised among neighbours. True when some were left out."""
    plain = list(words(reader.text))
    was_cut = len(plain) > MAX_WORDS
    plain = plain[:MAX_WORDS]
    place = 0
    while place < len(plain):
        length, rows = _short_form_at(plain, place, reader.text, table)
        asked = [_asked(word) for word in plain[place : place + length]]
        if rows:
            reader.parts.append((plain[place].start, AskedAbbreviation(tuple(asked), rows)))
        else:
            long_length, long_rows = _long_form_at(plain, place, table)
            length = long_length
            asked = [AskedWord(*_pair(word), short_forms=long_rows) for word in plain[place : place + length]]
            reader.parts += [
                (word.start, part) for word, part in zip(plain[place : place + length], asked, strict=True)
            ]
        reader.running += [(word.start, part) for word, part in zip(plain[place : place + length], asked, strict=True)]
        place += length
    return was_cut


def _pair(word: Word) -> tuple[str, str]:
    asked = _asked(word)
    return asked.accented, asked.folded


def _short_form_at(
    plain: list[Word], place: int, text: str, table: Abbreviations
) -> tuple[int, tuple[Abbreviation, ...]]:
    """The longest short form that begins here. «hđnd» is not «HDND» when its marks were typed; «p» needs its dot."""
    for length in range(min(3, len(plain) - place), 0, -1):
        stretch = plain[place : place + length]
        rows = table.by_folded.get(tuple(word.folded for word in stretch), ())
        accented = tuple(word.accented for word in stretch)
        folded = tuple(word.folded for word in stretch)
        has_dot = text[stretch[-1].end : stretch[-1].end + 1] == "."
        # «tu» may be a syllable typed without marks: it is Tỉnh ủy only where capitals stand out.
        stands_out = text[stretch[0].start : stretch[-1].end].isupper() and not text.isupper()
        rows = tuple(
            row
            for row in rows
            if (accented == folded or accented == row.accented)
            and (has_dot or not row.needs_dot)
            and (stands_out or row.needs_dot or not _may_be_a_syllable("".join(folded)))
        )
        if rows:
            return length, rows
    return 1, ()


def _may_be_a_syllable(folded: str) -> bool:
    return len(folded) <= 3 and any(letter in "aeiouy" for letter in folded)


def _long_form_at(plain: list[Word], place: int, table: Abbreviations) -> tuple[int, tuple[Abbreviation, ...]]:
    for length in range(min(table.longest, len(plain) - place), 1, -1):
        rows = table.by_expansion.get(tuple(word.folded for word in plain[place : place + length]), ())
        rows = tuple(row for row in rows if not row.needs_dot)
        if rows:
            return length, rows
    return 1, ()


def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of a value, as `known` keys them."""
    return tuple(word.folded for word in words(fold(text)))
