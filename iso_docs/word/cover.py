"""Reads cover, page head, sign-off block and table of amendments. The cover decides; the page head fills gaps and contradicts."""

import datetime
import re
from dataclasses import dataclass, field

from iso_docs.word.recognised import Amendment, Cover, Place, Signer
from iso_docs.word.source import Cell, Paragraph, Table, flat, folded

_LABELS: list[tuple[str, str]] = [
    ("code", r"(?:ma hieu|ma so|ky hieu|so hieu|ma tai lieu|ma quy trinh|ma hieu quy trinh|ma thu tuc|ma tthc)"),
    ("issue", r"(?:lan ban hanh(?:/\s*(?:lan )?sua doi)?|ban hanh lan|phien ban|lan bh)"),
    ("revision", r"(?:lan sua doi|so lan sua doi|sua doi lan|lan sd)"),
    ("issued_on_text", r"(?:ngay ban hanh|ngay bh|ban hanh ngay)"),
    (
        "effective_on_text",
        r"(?:ngay hieu luc|ngay co hieu luc|hieu luc tu(?: ngay)?|ngay ap dung|co hieu luc tu(?: ngay)?)",
    ),
    ("title", r"(?:ten quy trinh|ten tai lieu|ten thu tuc|ten tthc|ten thu tuc hanh chinh)"),
    ("decision", r"(?:so quyet dinh)"),
    ("field_of_work", r"(?:linh vuc)"),
    ("page", r"(?:so trang|trang|tong so trang)"),
    ("level", r"(?:cap thuc hien|loai thu tuc|don vi|bo phan|nguoi soan)"),
]
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS))
_AGENCY = re.compile(
    r"(?:uy ban nhan dan|ubnd|so |phong |xa |phuong |thi tran|thanh pho|quan |huyen |tinh |dac khu|chi cuc|cuc |bo |van phong|trung tam|ban |hoi dong|thi xa|tp\b)"
)
_KIND = re.compile(
    r"(?:quy trinh|huong dan(?: cong viec)?|quy che|quy dinh|so tay|chinh sach|muc tieu|ke hoach|bieu mau)"
    r"(?:(?: noi bo| iso| dien tu| lien thong| giai quyet| thuc hien| xu ly)*(?: (?:tthc|thu tuc hanh chinh|cong viec|ho so))?)?$"
)
_KIND_START = re.compile(
    r"(?:quy trinh(?: noi bo| giai quyet| thuc hien| xu ly)*(?: (?:tthc|thu tuc hanh chinh))?|huong dan cong viec)\b\s*:?\s*"
)
_DUTY = re.compile(
    r"(?:nguoi |bo phan |don vi |can bo )?(?:soan thao|bien soan|soan|lap|xem xet|soat xet|kiem tra|kiem soat|tham tra|tham dinh|phe duyet|duyet|ban hanh)"
    r"(?: tai lieu| quy trinh)?(?: boi)?\s*[:.]?"
)
_FACTS = [
    ("name", re.compile(r"ho (?:va )?ten|ho, ten|ten\b")),
    ("post", re.compile(r"chuc (?:vu|danh)|vi tri")),
    ("sign", re.compile(r"chu ky|ky\b")),
    ("date_text", re.compile(r"ngay")),
]
_AMENDMENT = re.compile(r"sua doi|thay doi|bo sung")
_DATE_WORDS = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_DATE_SIGNS = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
_DATE_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")


def parsed_date(text: str) -> datetime.date | None:
    """The day a text prints: «07/7/2025», «12-05-2019», «Ngày 21 tháng 12 năm 2021»; None when it prints none or an impossible one."""
    plain = folded(text)
    try:
        if match := _DATE_ISO.search(plain):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DATE_WORDS.search(plain) or _DATE_SIGNS.search(plain):
            return datetime.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
    return None


@dataclass
class ReadCover:
    """What one place (cover table, lines of the cover page, page head) says, with the paragraphs each part stands in."""

    cover: Cover = field(default_factory=Cover)
    used: dict[int, str] = field(default_factory=dict)  # paragraph index → part of the cover

    def take(self, name: str, value: str, *paragraphs: Paragraph) -> None:
        value = value.strip()
        if name in ("page", "level"):
            label = next(
                (
                    line.partition(":")[0].strip()
                    for one in paragraphs
                    for line in one.text.split("\n")
                    if _label(line) == name
                ),
                "",
            )
            if value:
                self.cover.other.append((label, value))
        elif not getattr(self.cover, name):
            setattr(self.cover, name, value)
        for paragraph in paragraphs:
            self.used[paragraph.index] = f"cover.{name}"


def is_cover_table(table: Table) -> bool:
    """A table that prints a code or an issue number beside a title."""
    if is_amendments(table):
        return False
    labels = {name for cell in table.cells for paragraph in cell.paragraphs if (name := _label(paragraph.text))}
    return table.rows <= 14 and (
        bool({"code", "issue"} & labels)
        or len({"issued_on_text", "revision", "effective_on_text", "page"} & labels) >= 2
    )


def is_sign_off(table: Table) -> bool:
    """Duties side by side in the first row, or below one another in the first column."""
    if table.rows > 12:
        return False
    lines = [table.row_cells(row) for row in range(min(2, table.rows))]
    lines.append([cell for cell in table.cells if cell.column == 0])
    return any(len({folded(_first_line(cell)) for cell in line if _is_duty(_first_line(cell))}) >= 2 for line in lines)


def sign_off_row(table: Table) -> int | None:
    """The row below others of one table in which the sign-off block begins, or None: cover and block may be one table."""
    if table.rows > 20:
        return None
    rows = range(2, table.rows)
    return next(
        (row for row in rows if sum(_is_duty(_first_line(cell)) for cell in table.starting_cells(row)) >= 2), None
    )


def is_amendments(table: Table) -> bool:
    """A table whose first row heads columns of amendments: labels only, no value beside them as on a cover."""
    labels = table.row_cells(0)
    if (
        table.rows < 2
        or len(labels) < 3
        or any(len(cell.text) > 80 or re.search(r"[\d:]", cell.text) for cell in labels)
    ):
        return False
    heading = " | ".join(folded(cell.text) for cell in labels)
    return bool(_AMENDMENT.search(heading) and re.search(r"lan|trang|mo ta|noi dung|ngay|ly do|yeu cau", heading))


def read_cover_table(table: Table) -> ReadCover:
    """Agency, kind, title and the label – value pairs of a cover table or a page head."""
    read = ReadCover()
    lines: list[Paragraph] = []
    skip: set[int] = set()
    order = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    for cell in order:
        paragraphs = [paragraph for paragraph in cell.paragraphs if paragraph.text]
        for position, paragraph in enumerate(paragraphs):
            if paragraph.index in skip:
                continue
            for line in paragraph.text.split("\n"):
                name = _label(line)
                if name is None:
                    continue
                value = _value(line)
                if not value and "\n" not in paragraph.text:
                    following = paragraphs[position + 1] if position + 1 < len(paragraphs) else None
                    beside = table.at(cell.row, cell.column + cell.column_span)
                    if following is not None and _label(following.text) is None:
                        value = following.text
                        skip.add(following.index)
                        read.used[following.index] = f"cover.{name}"
                    elif beside is not None and beside.text and _label(beside.text) is None:
                        value = flat(beside.text)
                        skip |= {one.index for one in beside.paragraphs}
                        read.used |= {one.index: f"cover.{name}" for one in beside.paragraphs}
                read.take(name, value, paragraph)
                skip.add(paragraph.index)
    for cell in order:
        lines += [paragraph for paragraph in cell.paragraphs if paragraph.text and paragraph.index not in skip]
    _read_lines(lines, read)
    return read


def read_cover_lines(paragraphs: list[Paragraph]) -> ReadCover:
    """The same of a cover that is set as paragraphs, and the sign-off lines «Soạn thảo: … Chức vụ: …»."""
    read = ReadCover()
    lines = []
    for paragraph in paragraphs:
        found = False
        for line in paragraph.text.split("\n"):
            if (name := _label(line)) is not None:
                read.take(name, _value(line), paragraph)
                found = True
            elif (signer := _signer_line(line)) is not None:
                read.cover.signers.append(signer)
                read.used[paragraph.index] = "cover.signers"
                found = True
        if not found and paragraph.text:
            lines.append(paragraph)
    _read_lines(lines, read)
    return read


def _read_lines(paragraphs: list[Paragraph], read: ReadCover) -> None:
    """Agency above, kind, then the title; a title on the kind's own line («QUY TRÌNH ĐĂNG KÝ KẾT HÔN») counts too."""
    cover = read.cover
    for paragraph in paragraphs:
        for line in paragraph.text.split("\n"):
            plain = folded(line).strip(" .:-")
            if not plain or plain in ("logo",):
                continue
            if not cover.kind and _KIND.match(plain):
                cover.kind = line
                read.used[paragraph.index] = "cover.kind"
            elif not cover.kind and not cover.title and (match := _KIND_START.match(plain)) and plain[match.end() :]:
                words = flat(line).split()
                count = len(plain[: match.end()].split())
                cover.kind, cover.title = " ".join(words[:count]), " ".join(words[count:]).strip(" :")
                read.used[paragraph.index] = "cover.title"
            elif not cover.kind and not cover.title and _AGENCY.match(plain) and len(line) < 120:
                cover.agency = f"{cover.agency}\n{line}".strip()
                read.used[paragraph.index] = "cover.agency"
            elif (
                cover.kind
                and "decision" not in read.used.values()
                and re.match(r"\(?(?:ban hanh )?kem theo quyet dinh", plain)
            ):
                cover.decision = line.strip("()")
                read.used[paragraph.index] = "cover.decision"
            elif cover.kind and _continues_title(read, paragraph):
                cover.title = f"{cover.title} {line}".strip()
                read.used[paragraph.index] = "cover.title"


def _continues_title(read: ReadCover, paragraph: Paragraph) -> bool:
    """The title goes on over lines of one cell, or of the lines right after one another."""
    titled = [index for index, part in read.used.items() if part in ("cover.title", "cover.kind")]
    return not read.cover.title or (bool(titled) and paragraph.index - max(titled) <= 1) or paragraph.index in titled


def read_sign_off(table: Table) -> list[Signer]:
    """The columns (or rows) of the sign-off block that name a duty."""
    signers: list[Signer] = []
    top = next(
        (
            row
            for row in range(min(2, table.rows))
            if sum(_is_duty(_first_line(cell)) for cell in table.starting_cells(row)) >= 2
        ),
        None,
    )
    if top is not None:
        for cell in (cell for cell in table.starting_cells(top) if _is_duty(_first_line(cell))):
            signer = Signer(_first_line(cell))
            loose = cell.text.split("\n")[1:]
            for row in range(top + 1, table.rows):
                label, value = table.at(row, 0), table.at(row, cell.column)
                if value is None or value.row <= top or not value.text:
                    continue
                fact = _fact(label.text) if label is not None and label is not value else None
                if fact in ("name", "post", "date_text"):
                    setattr(signer, fact, value.text)
                elif fact is None:
                    loose += value.text.split("\n")
            _loose(signer, loose)
            signers.append(signer)
        return signers
    facts = {cell.column: _fact(cell.text) for cell in table.starting_cells(0)}
    for row in range(table.rows):
        duty = table.at(row, 0)
        if duty is None or not _is_duty(_first_line(duty)):
            continue
        signer, loose = Signer(_first_line(duty)), duty.text.split("\n")[1:]
        for other in table.starting_cells(row)[1:]:
            fact = facts.get(other.column)
            if fact in ("name", "post", "date_text"):
                setattr(signer, fact, other.text)
            elif other.text and fact != "sign":
                loose += other.text.split("\n")
        _loose(signer, loose)
        signers.append(signer)
    return signers


def _loose(signer: Signer, lines: list[str]) -> None:
    """Lines without a label: «Họ tên: …» by their own words, else the last one is the name, the ones before the post."""
    left = []
    for line in lines:
        fact = _fact(line)
        if fact in ("name", "post", "date_text") and ":" in line:
            setattr(signer, fact, line.partition(":")[2].strip())
        elif not re.fullmatch(r"[\s.…_()]*|\(?ký.*\)?", line.lower()):
            left.append(line)
    if left and not signer.name:
        signer.name = left[-1]
        signer.post = signer.post or " ".join(left[:-1])


def read_amendments(table: Table) -> list[Amendment]:
    """The rows that say something: a row that only counts («1.») is a blank line of the form."""
    rows = 1
    headings = {cell.column: flat(cell.text) for cell in table.row_cells(0)}
    amendments = []
    for row in range(rows, table.rows):
        values = {headings.get(cell.column, ""): cell.text for cell in table.starting_cells(row) if cell.text}
        said = {
            heading: text
            for heading, text in values.items()
            if not re.fullmatch(r"[\d.\s]*", text) and folded(heading) not in ("stt", "tt")
        }
        if said:
            first = next((paragraph for cell in table.starting_cells(row) for paragraph in cell.paragraphs), None)
            amendments.append(Amendment(values, first.place if first else Place(0, table=table.number, row=row + 1)))
    return amendments


def _label(line: str) -> str | None:
    plain = folded(line)
    match = _LABEL.match(plain)
    if match is None:
        return None
    rest = plain[match.end() :].strip()
    named = match.lastgroup
    if (
        rest
        and not rest.startswith((":", "-", "/"))
        and not (named in ("page", "issue", "revision", "code") and re.match(r"[\d(]|qt\b|qt[-.\d]", rest))
    ):
        return None
    return named


def _value(line: str) -> str:
    text = flat(line)
    match = _LABEL.match(folded(text))
    end = match.end() if match else 0
    return text[end:].lstrip(" :").strip()


def _is_duty(text: str) -> bool:
    plain = folded(text)
    return bool(_DUTY.fullmatch(plain))


def _first_line(cell: Cell) -> str:
    return flat(cell.text.split("\n")[0])


def _fact(text: str) -> str | None:
    plain = folded(text)
    return next((name for name, pattern in _FACTS if len(plain) < 60 and pattern.match(plain)), None)


def _signer_line(line: str) -> Signer | None:
    duty, colon, rest = line.partition(":")
    if not colon or not _is_duty(duty) or not rest.strip():
        return None
    parts = re.split(r"(?i)\s*(chức vụ|chữ ký|ngày)\s*:?\s*", rest)
    signer = Signer(flat(duty), flat(parts[0]))
    for label, value in zip(parts[1::2], parts[2::2], strict=False):
        if folded(label) == "chuc vu":
            signer.post = flat(value)
        elif folded(label) == "ngay":
            signer.date_text = flat(value)
    return signer
