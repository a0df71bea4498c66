"""What the cover of a paper says, from the text of its first pages as they lie. Pure; the same for OCR and for PDF text.

A cover is a table of cells set side by side, and OCR knows no table: lines come cut where a column begins (office.scans), a
label may have lost its colon, and its value may stand in the next cut or below.
"""

import datetime
import itertools
import re
from collections.abc import Sequence

from iso_docs.word.cover import parsed_date, read_cover_lines
from iso_docs.word.recognised import Cover, Place, Signer
from iso_docs.word.source import Paragraph, flat, folded

Rows = Sequence[Sequence[tuple[int, str]]]

# A label, folded, wherever it begins inside a line.
_LABEL = re.compile(
    r"(?:ma hieu(?: quy trinh)?|ma so|ky hieu|so hieu|lan ban hanh|lan sua doi|ngay ban hanh|ngay (?:co )?hieu luc|"
    r"hieu luc tu(?: ngay)?|ngay ap dung|so trang|tong so trang|trang)(?=\s*[:.]|\s+\d|\s+(?:qt|hd|bm)\b|\s*$)"
)
_DUTY = re.compile(
    r"(?:nguoi |bo phan |don vi |can bo )?(?:soan thao|bien soan|xem xet|soat xet|kiem tra|kiem soat|tham tra|tham dinh|phe duyet)"
    r"(?: tai lieu| quy trinh)?(?: boi)?[:.]?"
)
_FACT = {
    "name": re.compile(r"ho (?:va )?ten\b:?|ho, ten\b:?"),
    "post": re.compile(r"chuc (?:vu|danh)\b:?"),
    "sign": re.compile(r"chu ky\b:?"),
    "date_text": re.compile(r"ngay\b(?! ban hanh)"),
}
_DECISION = re.compile(
    r"quyet dinh so\s*:?\s*([0-9]{1,6}\s*/\s*(?:\d{4}\s*/\s*)?qd\s*-?\s*[a-z&.-]+)(?:[^0-9]{0,20}ngay\s*([^,;)]{4,40}))?"
)
_MARKS = re.compile(r"[|_—–\[\]{}]+")
COVER_LINES = 70
SIGN_OFF_LINES = 12


def cover_of(pages: Sequence[Rows]) -> Cover:
    """Agency, kind, title, code, counters, dates, decision and signers of the first pages."""
    rows = [row for page in pages[:2] for row in _cut(page)][:COVER_LINES]
    cover = read_cover_lines(_paragraphs(rows)).cover
    cover.title = _title(cover.title)
    cover.code = _code(cover.code)
    cover.issued_on = cover.issued_on or parsed_date(cover.issued_on_text)
    cover.effective_on = cover.effective_on or parsed_date(cover.effective_on_text)
    cover.signers = cover.signers or signers_of(rows)
    number, _day = decision_in("\n".join(text for row in rows for _left, text in row))
    cover.decision = cover.decision or number
    return cover


def decision_in(text: str) -> tuple[str, datetime.date | None]:
    """(«123/QĐ-UBND», its day) of the first decision a text names as its own: «kèm theo Quyết định số …»."""
    line = flat(text)
    plain = folded(line)
    if len(plain) != len(line):
        line = plain.upper()
    found = _DECISION.search(plain)
    if found is None:
        return "", None
    number = re.sub(r"\s+", "", line[found.start(1) : found.end(1)]).rstrip(".-")
    return number.upper().replace("QD", "QĐ"), parsed_date(found[2] or "")


def counter_in(text: str) -> int | None:
    """«02», «Lần 2», «01/00», «thứ ba» no: the first number of a counter as printed."""
    found = re.search(r"\d{1,3}", text)
    return int(found[0]) if found else None


def signers_of(rows: Rows) -> list[Signer]:
    """The columns of the sign-off block below a line that names two duties or more side by side."""
    for top, row in enumerate(rows):
        duties = [(left, flat(text)) for left, text in row if _DUTY.fullmatch(folded(text))]
        if len(duties) < 2:
            continue
        columns = [left for left, _text in duties]
        signers = [Signer(text) for _left, text in duties]
        loose: list[list[str]] = [[] for _duty in duties]
        for below in rows[top + 1 : top + 1 + SIGN_OFF_LINES]:
            fact, cells = _fact_of(below)
            if fact == "sign" or any(_LABEL.match(folded(text)) for _left, text in cells):
                continue
            for left, text in cells:
                column = min(range(len(columns)), key=lambda at: abs(columns[at] - left))
                if fact is None:
                    loose[column].append(flat(text))
                elif not getattr(signers[column], fact):
                    setattr(signers[column], fact, flat(text))
        for signer, lines in zip(signers, loose, strict=True):
            said = [
                line for line in lines if re.search(r"[^\W\d]{2}", line) and not re.fullmatch(r"\(?ký.*", line.lower())
            ]
            if not signer.name and said:
                signer.name = next((line for line in reversed(said) if _is_name(line)), "")
                signer.post = signer.post or next((line for line in said if line != signer.name), "")
        return signers
    return []


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and all(word[0].isupper() and word.isalpha() for word in words)


def _fact_of(row: Sequence[tuple[int, str]]) -> tuple[str | None, list[tuple[int, str]]]:
    """What a line of the block is about, by its first cell, and the cells beside it."""
    cells = list(row)
    if cells:
        for name, pattern in _FACT.items():
            found = pattern.match(folded(cells[0][1]))
            if found:
                return name, cells[1:]
    return None, cells


def _cut(rows: Rows) -> list[list[tuple[int, str]]]:
    """Lines cut also before each label that stands inside a cell."""
    result = []
    for row in rows:
        cells: list[tuple[int, str]] = []
        for left, text in row:
            line = flat(_MARKS.sub(" ", text))
            plain = folded(line)
            cuts = [found.start() for found in _LABEL.finditer(plain)] if len(plain) == len(line) else []
            edges = sorted({0, *cuts, len(line)})
            for order, (start, end) in enumerate(itertools.pairwise(edges)):
                if piece := line[start:end].strip():
                    cells.append((left + order, piece))
        if cells:
            result.append(cells)
    return result


def _paragraphs(rows: Rows) -> list[Paragraph]:
    """Cells as paragraphs: a label with its value, where that stands beside it or right below."""
    paragraphs = []
    used: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        for place, (left, text) in enumerate(row):
            if (at, place) in used:
                continue
            found = _LABEL.match(folded(text))
            if found and not folded(text)[found.end() :].strip(" :."):
                beside = row[place + 1] if place + 1 < len(row) else None
                if beside is not None and not _LABEL.match(folded(beside[1])):
                    used.add((at, place + 1))
                    text = f"{text.rstrip(' :.')}: {beside[1]}"
                else:
                    below = rows[at + 1] if at + 1 < len(rows) else []
                    near = [
                        (order, cell) for order, cell in enumerate(below)
                        if abs(cell[0] - left) < 600 and re.search(r"\d", cell[1]) and not _LABEL.match(folded(cell[1]))
                    ]  # fmt: skip
                    if near:
                        used.add((at + 1, near[0][0]))
                        text = f"{text.rstrip(' :.')}: {near[0][1][1]}"
            elif found and not folded(text)[found.end() :].lstrip().startswith(":"):
                text = f"{text[: found.end()]}: {text[found.end() :].lstrip(' .')}"
            paragraphs.append(Paragraph(text, Place(index=at)))
    return paragraphs


def _title(text: str) -> str:
    """Without what belongs to the next block of the page."""
    words = flat(text)
    found = re.search(r"\b(?:muc luc|trach nhiem|soan thao|xem xet|phe duyet|nguoi soan)\b", folded(words))
    return (words[: found.start()] if found and len(folded(words)) == len(words) else words).strip(" .:-")[:300]


def _code(text: str) -> str:
    """The code alone: a cover line may go on with the next label."""
    return flat(text).split("  ")[0].strip(" .;:")[:60]
