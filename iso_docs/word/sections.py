"""Section headings of procedures: how they are worded, numbered and set, and where one stands in a line.

A key is the same for every wording («MỤC ĐÍCH», «Mục đích áp dụng»), so that drafts of different origin can be compared.
"""

import re
from dataclasses import dataclass, field

from iso_docs.word.source import Paragraph, flat, folded

# (key, level, wording as `folded` gives it). The first that matches at the start of the line decides.
_WORDINGS: list[tuple[str, int, str]] = [
    ("purpose", 1, r"muc dich(?: va yeu cau| ap dung|, yeu cau)?"),
    ("scope", 1, r"pham vi(?: va doi tuong)?(?: ap dung| dieu chinh)?(?:, doi tuong ap dung)?"),
    ("scope", 1, r"doi tuong(?: va pham vi)? ap dung"),
    ("references", 1, r"(?:cac )?tai lieu (?:vien dan|tham chieu|tham khao|lien quan|trich dan)|van ban vien dan"),
    (
        "definitions",
        1,
        r"(?:giai thich )?(?:thuat ngu|dinh nghia|chu viet tat|tu viet tat|giai thich tu ngu|khai niem)[^:.]{0,40}",
    ),
    ("responsibilities", 1, r"trach nhiem(?: va quyen han)?$"),
    ("legal_basis", 2, r"(?:co so|can cu) phap l[yi](?: cua (?:thu tuc hanh chinh|tthc))?|(?:cac )?van ban phap l[yi]"),
    (
        "papers",
        2,
        r"thanh phan(?:,? (?:va )?so luong)? ho so|(?:ho so|giay to) (?:can nop|phai nop|bao gom|gom co)|(?:cac )?giay to (?:phai|can) (?:nop|co)",
    ),
    ("sets", 2, r"so luong(?: bo)? ho so|so bo ho so"),
    (
        "limit",
        2,
        r"(?:tong )?(?:thoi han|thoi gian)(?: (?:giai quyet|xu ly|thuc hien|quy dinh|tra ket qua))+(?: (?:ho so|tthc|thu tuc hanh chinh|cong viec))?",
    ),
    (
        "reception",
        2,
        r"(?:noi|dia diem|dia chi)(?: (?:tiep nhan|nhan|nop))(?: (?:ho so|hs))?(?: va (?:tra|hoan tra)(?: ket qua)?)?",
    ),
    ("fees", 2, r"(?:muc )?(?:phi|le phi)(?:,? (?:va )?(?:phi|le phi))?(?: \(neu co\))?"),
    ("method", 2, r"cach thuc(?: (?:thuc hien|nop|tiep nhan))?(?: ho so)?"),
    ("applicants", 2, r"doi tuong (?:thuc hien|nop ho so|giai quyet)(?: (?:thu tuc hanh chinh|tthc))?"),
    (
        "authority",
        2,
        r"(?:co quan|don vi) (?:(?:co )?tham quyen|thuc hien|giai quyet|chu tri|truc tiep thuc hien|duoc uy quyen)[^:]{0,60}",
    ),
    ("coordination", 2, r"(?:co quan|don vi) phoi hop[^:]{0,20}"),
    ("result", 2, r"ket qua(?: (?:thuc hien|giai quyet|cua viec thuc hien))?(?: (?:thu tuc hanh chinh|tthc))?"),
    (
        "application_forms",
        2,
        r"(?:ten )?(?:mau don|mau to khai|don, to khai)(?:,? (?:va )?(?:mau )?(?:don|to khai))?[^:]{0,30}",
    ),
    ("requirements", 2, r"(?:yeu cau|dieu kien)(?:,? (?:va )?(?:yeu cau|dieu kien))?(?: (?:thuc hien|cua)[^:]{0,40})?"),
    (
        "process",
        2,
        r"(?:so do |noi dung |luu do )?(?:quy trinh|trinh tu)(?: (?:cac buoc|noi bo|xu ly|thuc hien|giai quyet|tiep nhan|tien hanh))+[^:.]{0,60}"
        r"|quy trinh (?:xu ly )?cong viec|cac buoc (?:thuc hien|xu ly|cong viec|tien hanh)[^:.]{0,40}|luu do(?: qua trinh)?[^:.]{0,40}|mo ta quy trinh[^:.]{0,30}",
    ),
    ("content", 1, r"noi dung(?: (?:quy trinh|cua quy trinh|thuc hien))?"),
    (
        "forms",
        1,
        r"(?:danh muc )?(?:cac )?(?:bieu mau|mau bieu)(?: (?:su dung|kem theo|ap dung|lien quan|va phu luc))?",
    ),
    (
        "records",
        1,
        r"(?:danh muc )?(?:ho so|luu tru|luu)(?: (?:can|phai|duoc))? ?(?:luu tru|luu giu|luu|ho so|cong viec)[^:.]{0,30}",
    ),
    ("distribution", 1, r"(?:danh sach |noi )?phan phoi(?: tai lieu)?|noi nhan(?: tai lieu)?"),
    ("appendix", 1, r"phu luc"),
    # What exports of the national database print besides.
    ("process", 2, r"trinh tu"),
    ("other_keywords", 2, r"tu khoa|mo ta|bao gom"),
]
_WORDED = [(key, level, re.compile(pattern)) for key, level, pattern in _WORDINGS]
_NUMBER = re.compile(
    r"^(?P<number>(?:(?:mục|phần|chương|điều)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}(?:\s*[.)/:]+(?!\d)|(?=\s))|(?:[IVX]{1,5}|[a-zđ]|[A-ZĐ])\s*[.)/:]+))\s*",
    re.IGNORECASE,
)
_TOC_TITLE = re.compile(r"muc luc$|noi dung muc luc$")
AMENDMENTS_TITLE = re.compile(
    r"(?:bang|trang|phieu)?\s*(?:theo doi|kiem soat|tom tat|lich su)?\s*(?:so lan|cac lan|tinh trang|qua trinh|nhung)?\s*(?:sua doi|thay doi)(?: (?:tai lieu|quy trinh))?$"
)
FORM_START = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|^mau (?:so )?[\w./-]{1,12}\b|^phu luc\b|^to khai\b|^bieu mau\b|^noi dung mau\b|^bm[-. ]?\d|^don de nghi\b|^don xin\b|^giay (?:uy quyen|de nghi|cam doan|tiep nhan)"
    r"|^phieu\b|^so theo doi\b|^mau\b"
)


@dataclass
class HeadingLine:
    """A heading as found: where it was printed with content on the same line, that content is `inline`."""

    key: str
    number: str
    text: str
    level: int
    inline: str = ""
    known: bool = True
    paragraphs: list[Paragraph] = field(default_factory=list)


def split_number(text: str) -> tuple[str, str]:
    """(«5.1/», «Cơ sở pháp lý») of a line that begins with a typed number; ("", text) otherwise."""
    match = _NUMBER.match(text)
    return (
        (match["number"].strip(), text[match.end() :].strip()) if match and text[match.end() :].strip() else ("", text)
    )


def worded(text: str) -> tuple[str, int, int] | None:
    """(key, level, length of the wording in `text`) when the text begins with a known heading."""
    plain = folded(text)
    best: tuple[str, int, int] | None = None
    for key, level, pattern in _WORDED:
        match = pattern.match(plain)
        if (
            match
            and match.end()
            and not re.match(r"[a-z0-9]", plain[match.end() :])
            and (best is None or match.end() > best[2])
        ):
            best = (key, level, match.end())
    return best


def heading_line(paragraph: Paragraph) -> HeadingLine | None:
    """The heading a paragraph is, or None.

    A known wording needs one more sign (number, bold, capitals, heading style, colon), an unknown one needs two: prose
    begins with such words too.
    """
    text = paragraph.text
    if not text or paragraph.toc:
        return None
    first_line, _break, rest = text.partition("\n")
    if rest and not paragraph.outline and len(text) < 200 and paragraph.bold:
        first_line, rest = flat(text), ""
    typed, body = split_number(first_line)
    number = typed or ("" if paragraph.bullet else paragraph.number)
    if re.match(r"bước\s*\d", first_line, re.IGNORECASE):
        return None
    found = worded(body)
    capitals = body.isupper() and len(body) > 3
    set_off = bool(paragraph.outline) or paragraph.bold or capitals
    if found is not None:
        key, level, length = found
        head, after = _cut(body, length)
        ends = not after.strip(" .:…")
        colon = after.lstrip().startswith(":")
        if ends and (number or set_off or colon or (len(body) < 60 and _short(body))):
            return HeadingLine(key, number, head, _level(number, level, paragraph), rest, paragraphs=[paragraph])
        if colon and (number or set_off or len(head) > 8 or key == "other_keywords"):
            inline = "\n".join(part for part in (after.lstrip(" :").strip(), rest) if part)
            return HeadingLine(key, number, head, _level(number, level, paragraph), inline, paragraphs=[paragraph])
        if (number and set_off and len(body) < 160) or paragraph.outline:
            return HeadingLine(
                key, number, body.rstrip(" :"), _level(number, level, paragraph), rest, paragraphs=[paragraph]
            )
        return None
    if paragraph.bullet or len(body) > 160 or re.search(r"[.;,]$", body) or not re.search(r"[^\W\d_]{2}", body):
        return None
    # An unknown heading: numbered and set off, or a heading by its style.
    if paragraph.outline or (number and set_off and len(number) < 12):
        head, _colon, inline = (
            body.partition(":")
            if not (capitals or paragraph.outline or paragraph.bold)
            else (body.rstrip(" :"), "", "")
        )
        inline = "\n".join(part for part in (inline.strip(), rest) if part)
        return HeadingLine(
            "other", number, head.strip(), _level(number, 2, paragraph), inline, known=False, paragraphs=[paragraph]
        )
    return None


def heading_of_cells(number: str, text: str) -> HeadingLine | None:
    """The heading a row «5.1 | Cơ sở pháp lý» of a table is, or None."""
    found = worded(text)
    if found is None or "\n" in text.strip():
        return None
    head, after = _cut(text, found[2])
    if after.strip(" .:…") or not re.fullmatch(
        r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[a-zđA-ZĐ])?\s*[.)/:]*", number.strip()
    ):
        return None
    return HeadingLine(found[0], number.strip(), head, _level(number, found[1], None))


def is_toc_title(text: str) -> bool:
    return bool(_TOC_TITLE.match(folded(text).strip(" .:")))


def _cut(body: str, length: int) -> tuple[str, str]:
    """`body` cut where its folded form has `length` letters (folding keeps one letter per letter, blanks made one)."""
    line = flat(body)
    return line[:length].strip(" :"), line[length:]


def _short(body: str) -> bool:
    return len(body.split()) <= 8 and body[:1].isupper()


def _level(number: str, default: int, paragraph: Paragraph | None) -> int:
    plain = number.strip(" .)/:")
    if re.fullmatch(r"\d+(?:\.\d+)*", plain):
        return plain.count(".") + 1
    if re.fullmatch(r"[IVX]+", plain):
        return 1
    if re.fullmatch(r"[a-zđ]", plain):
        return 2
    return paragraph.outline if paragraph is not None and paragraph.outline else default
