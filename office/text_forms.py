"""The forms of Vietnamese text by which it is found, compared and sorted: one module for every index, box, chooser and highlight.

The same words are typed decomposed or composed (NFD, NFC), with the tone on either vowel (hoà, hòa), with an eth for đ, in
capitals, with some marks lost by a scanner or with none at all. Two forms answer all of that: the *accented* form
(NFC, lower case, đ, the tone on one agreed vowel) and the *folded* form (no marks, d for đ). Nothing here is shown to
people: what they see is always the text as it was written, found again through offsets.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

# Combining marks that Vietnamese and its neighbours use; no other script's vowel signs are touched.
_MARK = "\u0300-\u036f"
# Soft hyphen, joiners, byte order mark: PDF text carries them inside words, nobody types them.
_UNSEEN = "\u00ad\u200c\u200d\u2060\ufeff"
# A word: letters and digits, with the marks that did not compose.
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARK}{_UNSEEN}])*")
_LETTERS = {
    # Look-alikes of đ in old data and from OCR (DOMAIN 6.1).
    "ð": "đ",
    "Ð": "Đ",
    "ɖ": "đ",
    "Ɖ": "Đ",
} | dict.fromkeys(_UNSEEN, "")
_CLEAN = str.maketrans(_LETTERS)
_FOLD = str.maketrans({"đ": "d", "²": "2", "³": "3", "¹": "1"})
_MARKS = re.compile(f"[{_MARK}]+")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_VOWELS = set("aeiouy")
_MEMORY = 200_000  # words remembered; a million pages of official text hold about 100,000 different ones


def clean(text: str) -> str:
    """NFC, đ for its look-alikes, no invisible letters; case and everything else as written. For what is stored and shown."""
    return unicodedata.normalize("NFC", text).translate(_CLEAN)


def fold(text: str) -> str:
    """Lower case without marks, d for đ: «Đăng ký» → «dang ky». One letter for each letter of the NFC text."""
    lowered = clean(text).lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lowered))
    return unicodedata.normalize("NFC", bare).translate(_FOLD)


@dataclass(frozen=True)
class FoldedText:
    """Folded text and, for each of its letters, where that letter began in the original; one more offset marks the end."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original that `text[start:end]` was made of, marks included."""
        return self.offsets[start], self.offsets[end]


def fold_with_offsets(text: str) -> FoldedText:
    """`fold(text)` with the way back to the original, however the original was composed."""
    letters: list[str] = []
    offsets: list[int] = []
    for match in re.finditer(rf"(?s).[{_MARK}]*", text):
        folded = fold(match.group())
        letters.append(folded)
        offsets.extend([match.start()] * len(folded))
    offsets.append(len(text))
    return FoldedText("".join(letters), offsets)


@lru_cache(maxsize=_MEMORY)
def _forms(word: str) -> tuple[str, str]:
    """Accented and folded form of one word."""
    lowered = clean(word).lower()
    return unicodedata.normalize("NFC", _one_tone_placement(lowered)), fold(lowered)


def _one_tone_placement(word: str) -> str:
    """The tone on the last vowel: hòa and hoà become one, also misplaced ones (qúy, nghiã). A key, not an orthography.

    Two syllables differ by letters or by tone, never by the place of the tone alone, so nothing is confused. Words with
    more than one tone (foreign, or run together) are left as they are.
    """
    letters = list(unicodedata.normalize("NFD", word))
    places = [place for place, letter in enumerate(letters) if letter in _TONES]
    if len(places) != 1:
        return word
    tone = letters.pop(places[0])
    last_vowel = max((place for place, letter in enumerate(letters) if letter in _VOWELS), default=None)
    if last_vowel is None:
        return word
    after = last_vowel + 1
    while after < len(letters) and unicodedata.combining(letters[after]):
        after += 1
    return "".join([*letters[:after], tone, *letters[after:]])


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands in the original, and its two forms."""

    start: int
    end: int
    accented: str
    folded: str


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, with their place in the text as written. Digits are words; / - . , divide."""
    for match in _WORD.finditer(text):
        accented, folded = _forms(match.group())
        if folded:
            yield Word(match.start(), match.end(), accented, folded)


def has_marks(word: str) -> bool:
    """Whether a word was written with any Vietnamese mark (so that its marks are evidence)."""
    accented, folded = _forms(word)
    return accented != folded


def shingles(folded: Sequence[str]) -> list[str]:
    """Folded two-syllable shingles: «đăng ký kết hôn» → dang_ky ky_ket ket_hon. Most Vietnamese words are two syllables."""
    return [f"{first}_{second}" for first, second in pairwise(folded)]


# y and i are spelled either way when they alone are the rime after these (kỹ/kĩ, quy/qui); tay and tai are two words.
_Y_OR_I = re.compile(r"(?P<onset>h|k|l|m|s|t|qu)(?P<rime>[yiýíỳìỷỉỹĩỵị])")
_SWAPPED = str.maketrans("yiýíỳìỷỉỹĩỵị", "iyíýìỳỉỷĩỹịỵ")


@lru_cache(maxsize=10_000)
def spelling_variants(word: str) -> tuple[str, ...]:
    """Other spellings of a word in either form: i for y and back. A query searches for them as alternatives."""
    match = _Y_OR_I.fullmatch(word)
    return (match["onset"] + match["rime"].translate(_SWAPPED),) if match else ()


# --- numbers of documents (DOMAIN 6.6) -------------------------------------------------------------------------------

# Kinds as they are spoken and as they stand in numbers (NĐ 30/2020, annex III, and kinds of legal text), folded.
_KINDS_SPOKEN = {
    "nghi dinh": "ND",
    "quyet dinh": "QD",
    "thong tu lien tich": "TTLT",
    "thong tu": "TT",
    "nghi quyet": "NQ",
    "nghi quyet lien tich": "NQLT",
    "chi thi": "CT",
    "phap lenh": "PL",
    "luat": "QH",
    "bo luat": "QH",
    "lenh": "L",
    "quy che": "QC",
    "quy dinh": "QYD",
    "thong cao": "TC",
    "thong bao": "TB",
    "huong dan": "HD",
    "chuong trinh": "CTR",
    "ke hoach": "KH",
    "phuong an": "PA",
    "de an": "DA",
    "du an": "DA",
    "bao cao": "BC",
    "bien ban": "BB",
    "to trinh": "TTR",
    "hop dong": "HD",
    "cong dien": "CD",
    "cong van": "CV",
    "giay moi": "GM",
    "van ban hop nhat": "VBHN",
    "ket luan": "KL",
}
_KINDS_WRITTEN = frozenset(_KINDS_SPOKEN.values()) | {
    "QH",
    "VBHN",
    "BGN",
    "BTT",
    "GUQ",
    "GGT",
    "GNP",
    "PG",
    "PC",
    "PB",
    "SY",
}

_SERIAL = r"(?P<serial>\d{1,6}[a-z]?)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_BEFORE = r"(?<![\w/.])"
_AGENCY = r"[a-z]+\d{0,2}(?:[-&][a-z]+\d{0,2})*"
_KIND = "|".join(sorted((*_KINDS_SPOKEN, *(kind.lower() for kind in _KINDS_WRITTEN)), key=len, reverse=True))
_SHAPES = [
    # 19/2014/QĐ-TTg, 72/2025/QH15, also «43 / 2026 / NĐ - CP»
    re.compile(rf"{_BEFORE}{_SERIAL}\s*/\s*{_YEAR}\s*/\s*(?P<rest>qh\d{{1,2}}|[a-z]{{1,6}}\s?-\s?{_AGENCY})(?![\w/])"),
    # 43 2026 nd-cp: without strokes only a known kind makes it a number
    re.compile(rf"{_BEFORE}{_SERIAL}[\s/]+{_YEAR}[\s/]+(?P<rest>qh\d{{1,2}}|(?:{_KIND})\s?-\s?{_AGENCY})(?![\w/])"),
    # 11-CTr/HU
    re.compile(rf"{_BEFORE}{_SERIAL}\s?-\s?(?P<kind>[a-z]{{1,6}})\s?/\s?(?P<rest>{_AGENCY})(?![\w/])"),
    # 12/BC-UBND, 103/UBND-VP, 12 /BC
    re.compile(rf"{_BEFORE}{_SERIAL}\s*/\s*(?P<rest>[a-z]+\d{{0,2}}(?:\s?-\s?{_AGENCY})?)(?![\w/])"),
    # QĐ 19/2014, nghị định số 43/2026
    re.compile(rf"{_BEFORE}(?P<kind>{_KIND})\s+(?:so\s*:?\s*)?{_SERIAL}\s*[/\s]\s*{_YEAR}(?![\w/])"),
    # quyết định 412, QĐ số 412
    re.compile(rf"{_BEFORE}(?P<kind>{_KIND})\s+(?:so\s*:?\s*)?(?P<serial>\d{{1,6}}[a-z]?)(?![\w/.])"),
    # 43/2026: a number, or a month; the reader of the query decides
    re.compile(rf"{_BEFORE}{_SERIAL}\s*/\s*{_YEAR}(?![\w/])"),
]
_PREFIX = re.compile(r"^\s*s[oố]\s*[:.]?\s*(?=\d)")


@dataclass(frozen=True)
class NumberMention:
    """A document number in somebody's words: where it stands, the key of the number, and whether the number is whole."""

    start: int
    end: int
    key: str
    is_whole: bool


def number_key(number: str) -> str:
    """A number as it is compared: capitals, no marks, no blanks, no «Số:», no leading zeros: «Số: 05 /QĐ-UBND» → 5/QD-UBND."""
    folded = re.sub(r"\s+", "", _PREFIX.sub("", fold(number)))
    return re.sub(r"^0+(?=\d)", "", folded).upper()


def number_keys(number: str, year: int | None = None) -> list[str]:
    """All keys by which a document's own number is asked for, the whole one first; `year` when the number itself has none.

    For 19/2014/QĐ-TTg: 19/2014/QD-TTG, 19/2014, QD 19/2014, QD 19. People remember the kind and the year, seldom the issuer.
    """
    whole = number_key(number)
    if not whole:
        return []
    keys = [whole]
    lowered = whole.lower()
    serial = kind = ""
    for shape in (_SHAPES[0], _SHAPES[2], _SHAPES[3]):
        match = shape.fullmatch(lowered)
        if match:
            parts = match.groupdict()
            serial = parts["serial"].upper()
            kind = _written_kind(parts.get("kind") or parts["rest"].split("-")[0])
            year = int(parts["year"]) if parts.get("year") else year
            break
    if serial and year:
        keys += [f"{serial}/{year}", f"{whole}/{year}"]
    if serial and kind:
        keys += [f"{serial}/{kind}", f"{kind} {serial}"]
        if year:
            keys.append(f"{kind} {serial}/{year}")
    return list(dict.fromkeys(keys))


def _written_kind(words_or_sign: str) -> str:
    """The sign of a kind («QD») from its sign or its spoken name; «» when it is no kind (the agency of a công văn)."""
    name = " ".join(words_or_sign.split())
    sign = _KINDS_SPOKEN.get(name, re.sub(r"\d+$", "", name).upper())
    return sign if sign in _KINDS_WRITTEN else ""


def find_numbers(text: str) -> list[NumberMention]:
    """Numbers of documents in a query, longest shape first, none over another. Offsets are those of `text`."""
    folded = fold_with_offsets(text)
    found: list[NumberMention] = []
    taken: list[tuple[int, int]] = []
    for shape in _SHAPES:
        for match in shape.finditer(folded.text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            parts = match.groupdict()
            serial = number_key(parts["serial"])
            kind = _written_kind(parts.get("kind") or "")
            year = parts.get("year")
            rest = re.sub(r"\s+", "", parts.get("rest") or "").upper()
            if rest and kind and not year:
                key, is_whole = f"{serial}-{kind}/{rest}", True
            elif rest:
                key, is_whole = (
                    "/".join(part for part in (serial, year, rest) if part),
                    "-" in rest or rest.startswith("QH"),
                )
            else:
                key = f"{kind} {serial}".strip() + (f"/{year}" if year else "")
                is_whole = False
            found.append(NumberMention(*folded.span(*match.span()), key=key, is_whole=is_whole))
    return sorted(found, key=lambda mention: mention.start)


# --- order (DOMAIN 6.1) ----------------------------------------------------------------------------------------------

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: chr(0x100 + place) for place, letter in enumerate(_ALPHABET)}
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền, hỏi, ngã, sắc, nặng


def sort_key(text: str) -> str:
    """Vietnamese order: letters of the whole text first (a ă â b … đ …), then the tones (ngang huyền hỏi ngã sắc nặng)."""
    letters: list[str] = []
    tones: list[str] = []
    for word in _WORD.findall(clean(text).lower()):
        for composed in unicodedata.normalize("NFC", word):
            parts = unicodedata.normalize("NFD", composed)
            tone = next((mark for mark in parts if mark in _TONE_ORDER), None)
            letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark != tone))
            letters.append(_PLACE.get(letter, letter))
            tones.append(_TONE_ORDER[tone] if tone else "0")
        letters.append(" ")
    return "".join(letters) + "\x00" + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """Order of a list of people: by the given name, which is the last word, then by the rest."""
    *before, given = full_name.split() or [""]
    return sort_key(given) + "\x01" + sort_key(" ".join(before))
