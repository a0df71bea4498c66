"""Vietnamese text from before Unicode (TCVN 6909:2001, QĐ 72/2002/QĐ-TTg): TCVN3 (ABC) and VNI, recognised and converted.

Old files store such text as Latin letters that only look right in their own font: «Céng hßa x· héi» in .VnTime,
«Coäng hoøa xaõ hoäi» in VNI-Times. The font's name decides; where it is silent, the text is decoded both ways and
measured against the shape of Vietnamese syllables. A run that already holds Vietnamese letters is never touched.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class LegacyEncoding(StrEnum):
    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True)
class FontEncoding:
    """What a font name says of the letters set in it. Capitals of `.Vn…H` fonts are stored as small letters."""

    encoding: LegacyEncoding
    capitals: bool = False


@dataclass(frozen=True)
class Guess:
    """The encoding that makes the text Vietnamese, and the share of its marked words that are syllables then (0–1)."""

    encoding: LegacyEncoding
    confidence: float


_TCVN3 = {
    **dict(zip(range(0xA1, 0xAF), "ĂÂÊÔƠƯĐăâêôơưđ", strict=True)),
    **dict(zip((0xB5, 0xB6, 0xB7, 0xB8, 0xB9), "àảãáạ", strict=True)),
    **dict(zip((0xBB, 0xBC, 0xBD, 0xBE, 0xC6), "ằẳẵắặ", strict=True)),
    **dict(zip((0xC7, 0xC8, 0xC9, 0xCA, 0xCB), "ầẩẫấậ", strict=True)),
    **dict(zip((0xCC, 0xCE, 0xCF, 0xD0, 0xD1), "èẻẽéẹ", strict=True)),
    **dict(zip((0xD2, 0xD3, 0xD4, 0xD5, 0xD6), "ềểễếệ", strict=True)),
    **dict(zip((0xD7, 0xD8, 0xDC, 0xDD, 0xDE), "ìỉĩíị", strict=True)),
    **dict(zip((0xDF, 0xE1, 0xE2, 0xE3, 0xE4), "òỏõóọ", strict=True)),
    **dict(zip((0xE5, 0xE6, 0xE7, 0xE8, 0xE9), "ồổỗốộ", strict=True)),
    **dict(zip((0xEA, 0xEB, 0xEC, 0xED, 0xEE), "ờởỡớợ", strict=True)),
    **dict(zip((0xEF, 0xF1, 0xF2, 0xF3, 0xF4), "ùủũúụ", strict=True)),
    **dict(zip((0xF5, 0xF6, 0xF7, 0xF8, 0xF9), "ừửữứự", strict=True)),
    **dict(zip((0xFA, 0xFB, 0xFC, 0xFD, 0xFE), "ỳỷỹýỵ", strict=True)),
}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# VNI writes the mark as a letter of its own after the vowel.
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS = {"ö": "ư", "ô": "ơ", "ñ": "đ", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_LETTERS |= {small.upper(): letter.upper() for small, letter in _VNI_LETTERS.items()}
_VNI_PAIR = re.compile(f"([aeouyöôAEOUYÖÔ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])")

# Letters that neither TCVN3 nor VNI text can contain.
_UNICODE_VIETNAMESE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)

_LONE_HALF = re.compile(r"(?<![^\s\d(])½(?![^\s)])")
_ONSETS_TEXT = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph r s t th tr v x "
_RIMES_TEXT = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê "
    "êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oan oang "
    "oanh oao oat oay oăc oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn "
    "ơp ơt u ua uc ui um un ung uôc uôi uôm uôn uông uôt up ut ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt "
    "ưu uân uâng uât uây uê uêch uênh uơ uy uya uych uyên uyêt uynh uyt uyu y yêm yên yêng yêt yêu "
)
_QU_RIMES_TEXT = (
    "a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê ên êt êu i it inh ich in ơ ơi "
    "y yên yêt ynh yt ych yêp "
)
_ONSETS, _RIMES, _QU_RIMES = _ONSETS_TEXT.split(), set(_RIMES_TEXT.split()), set(_QU_RIMES_TEXT.split())
_TONES = re.compile(f"[{_GRAVE}{_ACUTE}{_HOOK}{_TILDE}{_DOT}]")
_WORD = re.compile(r"[^\W\d_]+")


def encoding_of_font(name: str) -> FontEncoding | None:
    """What the font's name says, or None: `.VnTime`, `.VnTimeH` (capitals), `VNI-Times`, `VNI Helve`."""
    folded = name.strip()
    if folded.lower().startswith(".vn"):
        return FontEncoding(LegacyEncoding.TCVN3, capitals=folded.endswith("H"))
    if re.match(r"vni[- ]", folded, re.IGNORECASE):
        return FontEncoding(LegacyEncoding.VNI)
    return None


def decoded(text: str, encoding: LegacyEncoding, *, capitals: bool = False) -> str:
    """`text` in Unicode (NFC). Text that holds Vietnamese letters already, or none of the encoding's, comes back as it is."""
    if _UNICODE_VIETNAMESE.search(text):
        return text
    if encoding is LegacyEncoding.TCVN3:
        # «½ ngày»: alone it is a half (set in another font, or typed as a sign), inside a word it is the letter ẵ.
        converted = _LONE_HALF.sub("\x00", text).translate(_TCVN3).replace("\x00", "½")
        return converted.upper() if capitals else converted
    return unicodedata.normalize("NFC", _decoded_vni(text))


def _decoded_vni(text: str) -> str:
    def vowel(letter: str) -> str:
        return _VNI_LETTERS.get(letter, letter)

    pieces, position = [], 0
    for match in _VNI_PAIR.finditer(text):
        pieces.append("".join(vowel(letter) for letter in text[position : match.start()]))
        pieces.append(vowel(match[1]) + _VNI_MARKS[match[2].lower()])
        position = match.end()
    pieces.append("".join(vowel(letter) for letter in text[position:]))
    return "".join(pieces)


def is_syllable(word: str) -> bool:
    """Whether `word` has the shape of one Vietnamese syllable: onset, rime, at most one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    plain, tones = _TONES.subn("", parts)
    plain = unicodedata.normalize("NFC", plain)
    if tones > 1:
        return False
    if plain.startswith("qu"):
        return plain[2:] in _QU_RIMES
    return plain in _RIMES or any(plain.startswith(onset) and plain[len(onset) :] in _RIMES for onset in _ONSETS)


def share_of_syllables(text: str) -> tuple[float, int]:
    """The share of words with a letter beyond ASCII that are Vietnamese syllables, and how many such words there are."""
    marked = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    if not marked:
        return 0.0, 0
    return sum(is_syllable(word) for word in marked) / len(marked), len(marked)


def guess(text: str, *, words: int = 8) -> Guess | None:
    """The legacy encoding `text` is in by its shape alone, or None: fewer than `words` marked words prove nothing."""
    as_it_is, count = share_of_syllables(text)
    # Signs such as ® · ¬ are no letters, so what TCVN3 leaves of a word may look unmarked: count after decoding.
    if _UNICODE_VIETNAMESE.search(text):
        return None
    guesses = []
    for encoding in LegacyEncoding:
        share, found = share_of_syllables(decoded(text, encoding))
        if found >= words and share >= 0.8 and (count < words or share > as_it_is + 0.2):
            guesses.append(Guess(encoding, round(share, 3)))
    return max(guesses, key=lambda one: one.confidence, default=None)
