"""Finds the step tables of a document and reads their rows. What the rows mean together is `procedures`' part.

A step table is known by its heading row: what is done, who does it, in what time. The sign-off table («Trách nhiệm | Soạn
thảo …»), the records table («Thời gian lưu trữ») and the submission table of the national database («Hình thức nộp |
Thời hạn giải quyết») have one of these words each and are none.
"""

import itertools
import re
from dataclasses import dataclass, field
from enum import StrEnum

from iso_docs.word.source import Cell, Paragraph, Table, flat, folded


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    WORK = "work"
    RESPONSIBLE = "responsible"
    TIME = "time"
    RESULT = "result"
    NOTE = "note"
    COORDINATING = "coordinating"
    APPROVER = "approver"
    FURTHER = "further"


class RowKind(StrEnum):
    STEP = "step"
    CONTINUED = "continued"  # the rest of the step above, cut off at a page break
    TITLE = "title"  # a procedure of its own begins
    CASE = "case"  # a case begins
    STAGE = "stage"  # «Giai đoạn n»
    TOTAL = "total"
    NOTE = "note"  # full-width text
    HEADING = "heading"  # the heading repeated, or the numbers of its columns
    EMPTY = "empty"


# Wordings as `folded` gives them (no marks, lower case). The first that matches decides.
_ROLES: list[tuple[Role, str]] = [
    (
        Role.FURTHER,
        r"\bluu\b(?! do| y)|giao,? nhan|ban hanh|hieu luc|sua doi|cong tac|bao quan|hinh thuc nop|phi, le phi|dia diem",
    ),
    (
        Role.WORK,
        r"^(?:noi dung|trinh tu|ten cong viec|cong viec|cac buoc \w|ten buoc|hoat dong|mo ta|dien giai)(?!.*(?:trach nhiem|nguoi thuc hien))",
    ),
    (Role.APPROVER, r"tham quyen (?:phe duyet|quyet dinh|ky|giai quyet)|phe duyet$"),
    (Role.COORDINATING, r"phoi hop"),
    (Role.TIME, r"thoi gian|thoi han|thoi luong|so ngay|so gio|ngay lam viec|^tg\b"),
    (
        Role.NUMBER,
        r"^(?:[a-z]\.\s*)?(?:stt|tt|so tt|so thu tu|thu tu(?: cong viec| thuc hien)?|buoc(?: thuc hien| cong viec| so)?|cac buoc|b|no\.?|ma buoc)$",
    ),
    (Role.NOTE, r"^ghi chu|^luu y"),
    (
        Role.RESULT,
        r"ket qua|bieu mau|san pham|mau bieu|dau ra|^ho so$|^ho so/|^tai lieu|van ban|^bm\b|^mau\b|ho so/bieu mau|ho so lien quan",
    ),
    (
        Role.RESPONSIBLE,
        r"trach nhiem|nguoi thuc hien|nguoi giai quyet|don vi|bo phan|co quan|chu tri|noi thuc hien|chuc danh|vi tri"
        r"|doi tuong thuc hien|ca nhan|nguoi phu trach|nguoi xu ly|can bo|cong chuc|lanh dao|phan cong|vai tro|nguoi lam|tham quyen|to chuc thuc hien|chu the",
    ),
    (
        Role.WORK,
        r"trinh tu|noi dung|cong viec|cac buoc|hoat dong|dien giai|mo ta|tien trinh|quy trinh|ten buoc|ten tthc|ten thu tuc|luu do|cach thuc",
    ),
]
_SIGN_OFF = re.compile(r"^(?:nguoi )?(?:soan thao|bien soan|soan xet|xem xet|soat xet|phe duyet|nguoi duyet)$")
_STEP_NUMBER = re.compile(r"(?:buoc|b)?\s*\.?\s*\d{1,3}(?:\s*\.\s*\d{1,2}){0,3}\s*[a-z]?\s*[.):/]*")
_STAGE = re.compile(
    r"(?:[a-z]|[ivx]+|\d+)?\s*[.)/:-]?\s*(?:giai doan|cong doan|khau)\s*(?:thu\s*)?(?:\d+|[ivx]+\b|[a-z]\b|mot|hai|ba|bon)"
)
_CASE = re.compile(
    r"(?:[a-z]{1,2}|[ivx]+|\d+(?:\.\d+)*)?\s*[.)/:-]*\s*"
    r"(?:(?:doi voi|ap dung|trong|neu)\s+)?(?:truong hop|th\s?\d|ho so (?:khong|phai|can|co)|doi voi (?:ho so|thu tuc|to chuc|ca nhan|cap))"
)
_TOTAL = re.compile(r"(?:\d+\s*[.)]?\s*)?(?:tong\s*(?:cong|so\b|thoi|[:(]|$)|cong\s*(?:[:(]|$|thoi gian))")
_NOT_COUNTED = re.compile(r"khong tinh")
_MANY = re.compile(r"ten\s*(?:tthc|thu tuc|quy trinh)")
_TITLE_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*|[ivxlc]+|[a-h])\s*[.)/]*")
_TITLE_TEXT = re.compile(
    r"(?:\d+(?:\.\d+)*|[ivxlc]+|[a-h])?\s*[.)/:-]*\s*(?:ten\s+)?(?:thu tuc|tthc|quy trinh|nhom thu tuc)\b"
)


@dataclass
class Column:
    role: Role
    heading: str  # rows of the heading joined with « > »
    start: int
    end: int  # not included
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Heading:
    """The heading of a step table: rows `first` to `first + rows` of its table."""

    first: int
    rows: int
    columns: list[Column]

    @property
    def times(self) -> list[Column]:
        return [column for column in self.columns if column.role is Role.TIME]

    @property
    def shape(self) -> tuple[str, ...]:
        """What two headings of one table cut in parts have in common, OCR damage apart."""
        return tuple(column.role.value for column in self.columns)

    @property
    def names_procedures(self) -> bool:
        """«TRÌNH TỰ/TÊN TTHC»: the rows name procedures, each with its steps."""
        return any(_MANY.search(folded(column.heading)) for column in self.columns if column.role is Role.WORK)


@dataclass
class Row:
    """A row as read: its cells by column of the heading (position in `Heading.columns`)."""

    kind: RowKind
    table: Table
    row: int
    cells: dict[int, Cell] = field(default_factory=dict)
    number: str = ""
    number_cells: list[Cell] = field(default_factory=list)
    number_is_automatic: bool = False
    label: str = ""  # of title, case, stage, total, note
    sub_steps: bool = False  # a stage whose steps print its number before theirs: «2» over «2.1», «2.2»
    first_of_part: bool = False

    def paragraphs(self) -> list[Paragraph]:
        """Those that begin in this row."""
        return [paragraph for cell in self.table.starting_cells(self.row) for paragraph in cell.every_paragraph()]


def role_of(heading: str) -> Role:
    """What a column with this heading holds."""
    plain = folded(heading).strip(" .:*()")
    return next((role for role, pattern in _ROLES if re.search(pattern, plain)), Role.FURTHER)


def find_heading(table: Table, start: int = 0) -> Heading | None:
    """The first heading of a step table at or below row `start`, or None: then the table is none."""
    for row in range(start, table.rows):
        if (heading := _heading_at(table, row)) is not None:
            return heading
    return None


def _heading_at(table: Table, row: int) -> Heading | None:
    cells = table.starting_cells(row)
    texts = [cell.printed for cell in cells]
    if len([text for text in texts if text]) < 3 or any(len(text) > 160 for text in texts):
        return None
    if any(_SIGN_OFF.match(folded(text).strip(" .:")) for text in texts):
        return None
    depth = max(cell.row_span for cell in cells if cell.text)  # a blank cell may reach down beside the rows
    spanned = [cell for cell in cells if cell.text and cell.row_span < depth]
    # A heading in several rows is merged downwards somewhere; else the row below may carry the names of the cases.
    rows = depth if spanned and depth <= 4 else 1
    columns = _columns(table, row, rows)
    if rows == 1 and row + 1 < table.rows and _is_second_heading_row(table, row + 1, columns):
        rows = 2
        columns = _columns(table, row, rows)
    roles = [column.role for column in columns]
    if Role.NUMBER not in roles and roles.count(Role.WORK) > 1:
        # «Các bước thực hiện | Nội dung»: the first of the two only counts.
        first = columns[roles.index(Role.WORK)]
        if re.match(r"(?:cac )?buoc", folded(first.heading)):
            first.role = Role.NUMBER
            roles = [column.role for column in columns]
    has = {role: role in roles for role in Role}
    if not has[Role.WORK] and has[Role.NUMBER] and has[Role.RESPONSIBLE] and has[Role.TIME]:
        # «Bước | Trách nhiệm | … | Thời gian»: the widest column of no known kind holds the work, or the first one does.
        further = [
            column
            for column in columns
            if column.role is Role.FURTHER and not re.search(_ROLES[0][1], folded(column.heading))
        ]
        if further:
            max(further, key=lambda column: column.end - column.start).role = Role.WORK
            has[Role.WORK] = True
        elif re.match(r"(?:cac )?buoc", folded(columns[0].heading)):
            columns[0].role, has[Role.WORK] = Role.WORK, True
    complete = has[Role.WORK] and (
        (has[Role.TIME] and (has[Role.RESPONSIBLE] or has[Role.NUMBER]))
        or (has[Role.RESPONSIBLE] and has[Role.NUMBER] and (has[Role.RESULT] or has[Role.NOTE]))
    )
    if not complete or _is_no_step_table(columns):
        return None
    return Heading(row, rows, columns)


def _is_no_step_table(columns: list[Column]) -> bool:
    """Tables that share words with a step table: amendments, records, papers, submission, risks, targets."""
    plain = " | ".join(folded(column.heading) for column in columns)
    if re.search(r"sua doi|hinh thuc nop|phi, le phi|ban chinh|noi luu|luu tru|rui ro|co hoi|chi tieu", plain):
        return True
    works = [folded(column.heading) for column in columns if column.role is Role.WORK]
    return not any(works)


def _columns(table: Table, row: int, rows: int) -> list[Column]:
    """A column per lowest cell of the heading."""
    columns: list[Column] = []
    column = 0
    while column < table.columns:
        path: list[Cell] = []
        for depth in range(row, row + rows):
            cell = table.at(depth, column)
            if cell is not None and (not path or path[-1] is not cell):
                path.append(cell)
        if not path:
            column += 1
            continue
        lowest = path[-1]
        end = max(lowest.column + lowest.column_span, column + 1)
        texts = [flat(cell.printed) for cell in path if cell.printed]
        heading = " > ".join(texts)
        role = role_of(texts[-1]) if texts else Role.FURTHER
        if len(texts) > 1 and (role is Role.FURTHER or role_of(texts[0]) is Role.TIME):
            role = role_of(texts[0])
        columns.append(Column(role, heading, column, end, path))
        column = end
    return columns


def _is_second_heading_row(table: Table, row: int, columns: list[Column]) -> bool:
    """The row below a heading whose cells are not merged: empty under everything but the times, and no time itself."""
    cells = {id(cell): cell for cell in table.starting_cells(row)}.values()
    if any(cell.row != row for cell in table.row_cells(row)):
        return False
    times = [column for column in columns if column.role is Role.TIME]
    filled = [cell for cell in cells if cell.text]
    if not filled or not times:
        return False
    first, last = times[0].start, times[-1].end
    inside = [cell for cell in filled if first <= cell.column < last]
    return (
        len(inside) == len(filled)
        and len(inside) > 1
        and all(re.search(r"[^\W\d_]{3}", cell.text) for cell in inside)
        and not any(re.match(r"[\d½¼¾]", cell.text) for cell in inside)
    )


def same_heading(one: Heading, other: Heading) -> bool:
    """Whether two headings head parts of one table."""
    if one.shape == other.shape:
        return True
    texts = [{folded(column.heading) for column in heading.columns if column.heading} for heading in (one, other)]
    return len(texts[0] & texts[1]) >= 0.6 * max(len(texts[0]), len(texts[1]))


def read_rows(table: Table, heading: Heading, start: int, *, many: bool = False) -> list[Row]:
    """The rows of `table` from `start` under `heading` (which may stand in an earlier part of the table)."""
    rows: list[Row] = []
    for row in range(start, table.rows):
        read = _read_row(table, heading, row, many)
        read.first_of_part = not any(one.kind not in (RowKind.HEADING, RowKind.EMPTY) for one in rows)
        rows.append(read)
    _settle_captions(rows)
    _settle_sub_steps(rows, heading)
    return rows


def _settle_captions(rows: list[Row]) -> None:
    """Full-width rows that head steps: a case begins where the step numbers begin again, a stage where they go on.

    «Trường hợp …» set off as a heading is a case in any numbering; as a sentence between steps that go on it is a note.
    """
    captions = [place for place, row in enumerate(rows) if row.kind is RowKind.CASE]
    ahead = {
        place: next((ordinal(row.number) for row in rows[place:] if row.kind is RowKind.STEP), None)
        for place in captions
    }
    after_steps = {place: any(row.kind is RowKind.STEP for row in rows[:place]) for place in captions}
    again = any(ahead[place] == 1 for place in captions if after_steps[place])
    for place in captions:
        row = rows[place]
        restarts = ahead[place] == 1 and (again or not after_steps[place])
        if begins_case(row.label):
            cell = next(iter(row.table.starting_cells(row.row)), None)
            if after_steps[place] and not restarts and not _is_caption(row, cell):
                row.kind = RowKind.NOTE
        elif not (again and restarts):
            row.kind = RowKind.STAGE


def _settle_sub_steps(rows: list[Row], heading: Heading) -> None:
    """A step without anybody who does it, over steps that print its number («2» over «2.1», «2.2»), is their stage."""
    steps = [row for row in rows if row.kind is RowKind.STEP]
    for step, following in itertools.pairwise(steps):
        number = step.number.strip(" .)/")
        if (
            number
            and following.number.startswith(f"{number}.")
            and following.number.strip(" .)/") != number
            and not text_in(step, heading, Role.RESPONSIBLE)
        ):
            step.kind, step.sub_steps = RowKind.STAGE, True
            step.label = f"{number}. {text_in(step, heading, Role.WORK) or step.label}"


def ordinal(number: str) -> int | None:
    """The last number a step number prints: «Bước 3», «5.7.3», «03.» → 3."""
    found = re.findall(r"\d+", number)
    return int(found[-1]) if found else None


def _assigned(table: Table, heading: Heading, row: int) -> dict[int, list[Cell]]:
    """The cells of a row by column of the heading. Column bounds differ from row to row: a cell goes to the column it
    shares most with, among those to the right of the last one taken.
    """
    assigned: dict[int, list[Cell]] = {}
    taken = -1
    for cell in table.row_cells(row):
        start, end = cell.column, cell.column + cell.column_span
        overlaps = [
            (min(end, column.end) - max(start, column.start), -position)
            for position, column in enumerate(heading.columns)
            if position > taken and min(end, column.end) > max(start, column.start)
        ]
        if overlaps:
            # Its whole column, before a larger share of a wide one: the first of equals.
            position = -max(overlaps)[1]
            covers_more = [-one[1] for one in overlaps]
            if len(covers_more) > 1 and heading.columns[covers_more[0]].role in (Role.NUMBER, Role.WORK) and cell.text:
                position = covers_more[0]
            assigned[position] = [cell]
            taken = position
        elif taken >= 0:
            assigned.setdefault(taken, []).append(cell)
    return assigned


def _read_row(table: Table, heading: Heading, row: int, many: bool) -> Row:
    assigned = _assigned(table, heading, row)
    read = Row(RowKind.STEP, table, row)
    for position, cells in assigned.items():
        column = heading.columns[position]
        if len(cells) > 1 and column.role is Role.WORK and _is_step_number(cells[0].printed):
            read.number_cells.append(cells[0])
            cells = cells[1:]
        if column.role is Role.NUMBER:
            read.number_cells += cells
        else:
            filled = [cell for cell in cells if cell.text] or cells
            read.cells[position] = filled[0]
    numbered = [cell for cell in read.number_cells if cell.printed or _automatic(cell)]
    if numbered:
        cell = numbered[-1]
        read.number = flat(cell.printed) or _automatic(cell)
        read.number_is_automatic = not cell.text and bool(_automatic(cell))
    read.kind = _kind(read, heading, many)
    return read


def _automatic(cell: Cell) -> str:
    """The list number Word prints in a cell that holds no text."""
    return next((paragraph.number for paragraph in cell.paragraphs if paragraph.number and not paragraph.bullet), "")


def text_in(read: Row, heading: Heading, role: Role) -> str:
    return next(
        (cell.printed for position, cell in read.cells.items() if heading.columns[position].role is role and cell.text),
        "",
    )


def _kind(read: Row, heading: Heading, many: bool) -> RowKind:
    columns = heading.columns
    starting = read.table.starting_cells(read.row)
    texts = [cell.printed for cell in starting if cell.text or cell.tables]
    if not texts and not any(cell.text for cell in read.cells.values()):
        return RowKind.EMPTY
    if _repeats_heading(read, heading) or (
        len(texts) >= 3 and all(re.fullmatch(r"\(?\d{1,2}\)?|\([a-z]\)|[A-Z]", text) for text in texts)
    ):
        return RowKind.HEADING
    work = text_in(read, heading, Role.WORK)
    who = text_in(read, heading, Role.RESPONSIBLE)
    times = [cell.printed for position, cell in read.cells.items() if columns[position].role is Role.TIME and cell.text]
    label_cell = next((cell for cell in starting if cell.text and not (cell in read.number_cells and work)), None)
    label = flat(label_cell.printed) if label_cell else ""
    number_then_label = flat(f"{read.number} {work}") if read.number and work else label
    read.label = work if work and label_cell not in read.number_cells else label
    plain = folded(read.label)
    last_columns = _reach(label_cell, columns) if label_cell else 0
    wide = last_columns >= max(2, len([column for column in columns if column.role is not Role.NUMBER]) - 1)
    covers_who = (
        label_cell is not None
        and last_columns >= 2
        and _overlaps(label_cell, columns, Role.RESPONSIBLE)
        and flat(who) in ("", label)
    )
    if not who or covers_who:
        if _TOTAL.match(plain) or _TOTAL.match(folded(number_then_label)):
            return RowKind.TOTAL
        if _STAGE.match(plain):
            return RowKind.STAGE
        if many and read.number and _is_title(read, plain, bool(times), covers_who):
            return RowKind.TITLE
        if re.match(r"[-+•*]", read.label) or (covers_who and any(_NOT_COUNTED.search(folded(text)) for text in times)):
            return RowKind.NOTE if covers_who or wide else RowKind.STEP
        if _CASE.match(plain) and (wide or (not times and not read.number)) and not (many and times):
            return RowKind.CASE
        if many and _is_title(read, plain, bool(times), covers_who):
            return RowKind.TITLE
        if wide and not times:
            return RowKind.CASE if _is_caption(read, label_cell) else RowKind.NOTE
        if covers_who and not times:
            return RowKind.NOTE
        if not times and not read.number and work and not _has_own(read, heading, Role.RESULT):
            return RowKind.CONTINUED
    if not work and not read.number and not times:
        return RowKind.CONTINUED
    return RowKind.STEP


def _is_title(read: Row, plain: str, has_time: bool, covers_who: bool) -> bool:
    number = folded(read.number)
    if _is_step_number(read.number) and number.startswith("b"):
        return False
    return bool((_TITLE_NUMBER.fullmatch(number) and number) or _TITLE_TEXT.match(plain) or (has_time and covers_who))


def _is_caption(read: Row, cell: Cell | None) -> bool:
    """A full-width row that heads what follows rather than telling something: short, one line, set off or lettered."""
    if cell is None or len(read.label) > 200 or len(cell.paragraphs) > 2 or re.search(r"[.;]$", read.label):
        return False
    bold = all(paragraph.bold for paragraph in cell.paragraphs if paragraph.text)
    return bold or bool(re.match(r"(?:[A-ZĐ]|[IVX]+|[a-zđ])\s*[.)/]\s", read.label)) or read.label.isupper()


def _overlaps(cell: Cell, columns: list[Column], role: Role) -> bool:
    end = cell.column + cell.column_span
    return any(column.role is role and cell.column < column.end and end > column.start for column in columns)


def _reach(cell: Cell, columns: list[Column]) -> int:
    """How many columns of the heading a cell covers, numbers apart."""
    start, end = cell.column, cell.column + cell.column_span
    return sum(
        1 for column in columns if column.role is not Role.NUMBER and min(end, column.end) > max(start, column.start)
    )


def _has_own(read: Row, heading: Heading, role: Role) -> bool:
    return bool(text_in(read, heading, role))


def _repeats_heading(read: Row, heading: Heading) -> bool:
    pairs = [(folded(cell.printed), heading.columns[position]) for position, cell in read.cells.items() if cell.text]
    if len(pairs) < 2:
        return False
    same = sum(
        1
        for text, column in pairs
        if text
        and (text in folded(column.heading) or (len(text) < 60 and role_of(text) is column.role is not Role.FURTHER))
    )
    return same == len(pairs)


def _is_step_number(text: str) -> bool:
    """«Bước 1», «B1», «5.7.1», «01», also with the blanks OCR puts in («Bướ c6»)."""
    plain = folded(text)
    return bool(_STEP_NUMBER.fullmatch(plain) or _STEP_NUMBER.fullmatch(plain.replace(" ", "")))


def begins_case(text: str) -> bool:
    """Whether a paragraph before a step table names the case the table is for."""
    return bool(_CASE.match(folded(text)))


def names_procedure(text: str) -> bool:
    return bool(_TITLE_TEXT.match(folded(text)))
