"""What was recognised in a Word file, as plain data: the two-column check shows it, a draft is made from it, JSON carries it.

Nothing here is corrected or completed: texts stand as printed (NFC, runs of blanks made one, a line break kept as a line
break), what was concluded from them stands beside them, and what is doubtful is said in `doubts`. Every paragraph of the
source has one line in `RecognisedFile.paragraphs`, with the place it went to.
"""

import dataclasses
import datetime
import types
import typing
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self


class TimeUnit(StrEnum):
    """Units of a limit or a step's time. «ngày» alone stays `DAY`: whether it means a working day is for people to say."""

    WORKING_DAY = "working_day"  # ngày làm việc
    DAY = "day"  # ngày
    WORKING_HOUR = "working_hour"  # giờ làm việc, giờ hành chính
    HOUR = "hour"  # giờ, tiếng
    MINUTE = "minute"  # phút
    WEEK = "week"  # tuần
    MONTH = "month"  # tháng
    YEAR = "year"  # năm


class TimeKind(StrEnum):
    """What a printed time is."""

    QUANTITY = "quantity"  # «½ ngày», «06 giờ»: counts in the sum
    FROM_EVENT = "from_event"  # «30 ngày kể từ ngày được lấy ý kiến»: its own starting event
    CONDITIONS = "conditions"  # several lines, each with its condition
    IMMEDIATE = "immediate"  # «Ngay khi tiếp nhận», «trong ngày»: no quantity of its own
    OFFICE_HOURS = "office_hours"  # «Giờ hành chính», «Hàng ngày», «Theo giấy hẹn»: takes no counted time
    NOT_COUNTED = "not_counted"  # «không tính vào thời gian giải quyết»
    EMPTY = "empty"  # nothing printed
    UNREADABLE = "unreadable"  # printed, but no rule reads it: a doubt says so


class UnitSource(StrEnum):
    """Where a time's unit was read."""

    CELL = "cell"
    HEADING = "heading"  # the time column's heading
    TOTAL = "total"  # the printed total of the case
    OURS = "ours"  # printed by this product, so meant to the word
    NOWHERE = "nowhere"


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    PICTURE = "picture"


class FileKind(StrEnum):
    """The kinds of PROCEDURES.md."""

    PROCEDURE = "procedure"  # one procedure with its sections and step table
    MANY_PROCEDURES = "many_procedures"  # tables with title rows, many procedures in one file
    NATIONAL_EXPORT = "national_export"  # export of the national database: prose, no step table
    NO_STEPS = "no_steps"  # a document in which no step table was found (policy, form, regulation …)


@dataclass
class Plain:
    """Round trip with what JSON can carry: dates as ISO text, decimals as text, enums as their value."""

    def to_dict(self) -> dict[str, Any]:
        return {item.name: _plain(getattr(self, item.name)) for item in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The object that `to_dict` wrote; unknown keys are refused (TypeError), missing ones take their default."""
        hints = typing.get_type_hints(cls)
        return cls(**{name: _built(hints[name], value) if name in hints else value for name, value in data.items()})


@dataclass
class Place(Plain):
    """Where something stands in the source.

    `index` counts the paragraphs of the file in reading order from 0, those in cells, text boxes, headers, footers, notes
    included (`RecognisedFile.paragraphs[index]`). Tables, rows and columns count from 1; None outside tables.
    """

    index: int = 0
    part: str = "body"  # body, header, footer, footnote, endnote, comment, text_box
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass
class Doubt(Plain):
    """Something a person has to look at. `text` says what and why, in Vietnamese; `code` groups equal doubts."""

    code: str
    text: str
    place: Place | None = None


@dataclass
class SourceParagraph(Plain):
    """One paragraph of the source and what became of it.

    `target` names the place it went to: «cover.title», «section:5.b», «step:KEY.work», «time:KEY», «records», «toc»,
    «header» …; an empty target means it was placed nowhere: such paragraphs are also in a doubt.
    """

    place: Place
    text: str
    number: str = ""  # the list number Word prints before it
    target: str = ""


@dataclass
class TableCell(Plain):
    """A cell of a kept table; a merged cell stands once, at its top left corner. `tables` are nested ones, in order."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    header: bool = False  # set as a heading of the table
    tables: list["KeptTable"] = field(default_factory=list)


@dataclass
class KeptTable(Plain):
    """A table as it stands in the source, for those that are no step table."""

    rows: int = 0
    columns: int = 0
    cells: list[TableCell] = field(default_factory=list)

    def texts(self) -> list[list[str]]:
        """Rows of texts; what a merged cell covers stands as "" there."""
        grid = [[""] * self.columns for _row in range(self.rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid


@dataclass
class Block(Plain):
    """A piece of a section, in reading order."""

    kind: BlockKind
    text: str = ""
    number: str = ""  # the list number or bullet Word prints: «1.», «a)», «-»
    level: int = 0  # depth in its list, from 0
    table: KeptTable | None = None
    place: Place | None = None


@dataclass
class Section(Plain):
    """A section as printed. `key` is stable over files: «purpose», «scope» … (`sections.SECTION_KEYS`), else «other-n»."""

    key: str
    heading: str
    number: str = ""  # as printed: «5.», «b.», «5.7»
    level: int = 1
    blocks: list[Block] = field(default_factory=list)
    place: Place | None = None


@dataclass
class Signer(Plain):
    """A column of the sign-off block. `duty` as printed: «Soạn thảo», «Xem xét», «Phê duyệt»."""

    duty: str
    name: str = ""
    post: str = ""
    date_text: str = ""


@dataclass
class Cover(Plain):
    """Cover table, cover page or page head. Texts as printed; `issued_on` is None when the date does not parse."""

    agency: str = ""
    kind: str = ""  # «QUY TRÌNH», «QUY TRÌNH NỘI BỘ» …
    title: str = ""
    code: str = ""
    issue: str = ""  # Lần ban hành
    revision: str = ""  # Lần sửa đổi
    issued_on_text: str = ""
    issued_on: datetime.date | None = None
    effective_on_text: str = ""
    effective_on: datetime.date | None = None
    decision: str = ""  # «Kèm theo Quyết định số …» when the file is an annex
    field_of_work: str = ""  # lĩnh vực
    signers: list[Signer] = field(default_factory=list)
    other: list[tuple[str, str]] = field(default_factory=list)  # further label – value pairs, as printed


@dataclass
class Amendment(Plain):
    """A row of the table of amendments that is not empty: column heading as printed → text."""

    values: dict[str, str] = field(default_factory=dict)
    place: Place | None = None


@dataclass
class Quantity(Plain):
    """A number with its unit, exact."""

    amount: Decimal
    unit: TimeUnit | None = None
    unit_source: UnitSource = UnitSource.CELL


@dataclass
class TimeCondition(Plain):
    """One line of a time cell that names several conditions."""

    text: str
    quantity: Quantity | None = None
    starting_event: str = ""


@dataclass
class Sum(Plain):
    """The arithmetic of one case: merged times count once, times with their own starting event do not count."""

    amount: Decimal
    unit: TimeUnit
    counted: list[str] = field(default_factory=list)  # keys of the time groups that count
    left_out: list[str] = field(default_factory=list)  # keys of groups that have no quantity in this sum
    agrees: bool | None = None  # with the printed total; None when no total is printed or nothing can be summed
    difference: Decimal | None = None  # sum − total, in `unit`
    working: str = ""  # «½ + 2 + ½ = 3 ngày»


@dataclass
class Case(Plain):
    """A case of the procedure with times of its own: a time column, a group of rows, or a table. One case is the rule."""

    key: str
    label: str = ""  # as printed: «có xác minh»; "" when there is only one
    heading: str = ""  # the whole heading as printed, rows of the heading joined with « > »
    total_text: str = ""
    total: Quantity | None = None
    starting_event: str = ""  # of the total, when it is another than receipt of the dossier
    sum: Sum | None = None
    place: Place | None = None


@dataclass
class TimeGroup(Plain):
    """The time of one step or of several consecutive steps together (a time cell merged downwards), in one case."""

    key: str
    case: str
    steps: list[str]
    text: str = ""
    kind: TimeKind = TimeKind.EMPTY
    quantity: Quantity | None = None
    starting_event: str = ""  # «ngày được lấy ý kiến»
    conditions: list[TimeCondition] = field(default_factory=list)
    place: Place | None = None


@dataclass
class StepTime(Plain):
    """What the time of a step is in one case: the group it belongs to. `text` repeats the group's for readers of the JSON."""

    case: str
    group: str
    text: str = ""


@dataclass
class Stage(Plain):
    """«Giai đoạn n» and its like: a row over several steps. Subtotals as printed, per case."""

    key: str
    label: str
    totals: dict[str, str] = field(default_factory=dict)
    place: Place | None = None


@dataclass
class Step(Plain):
    """A row of the step table. `number` is what is printed, also when Word prints it by itself; it is never a key.

    `key` comes from the text of the work, so it survives a re-import; `keys.carried_over` matches changed texts.
    """

    key: str
    number: str = ""
    number_is_automatic: bool = False
    work: str = ""
    responsible: str = ""
    result: str = ""  # Biểu mẫu/Kết quả, when the table has such a column
    note: str = ""  # Ghi chú
    coordinating: str = ""  # Cơ quan phối hợp
    further: dict[str, str] = field(default_factory=dict)  # columns of no known kind: heading → text
    stage: str = ""  # key of its Stage
    table: int = 0  # index in `step_tables`
    times: list[StepTime] = field(default_factory=list)
    place: Place | None = None


@dataclass
class StepTable(Plain):
    """A table the steps were read from. `columns` = headings as printed, rows of the heading joined with « > »."""

    columns: list[str]
    roles: list[
        str
    ]  # what each column was taken for: number, work, responsible, time, result, note, coordinating, further
    header_rows: int = 1
    caption: str = ""
    place: Place | None = None


@dataclass
class NamedForm(Plain):
    """A form: a row of section «Biểu mẫu», or a whole form that stands in the file (`blocks`)."""

    name: str
    code: str = ""
    blocks: list[Block] = field(default_factory=list)
    place: Place | None = None


@dataclass
class RecordToKeep(Plain):
    """A row of «Hồ sơ lưu trữ»."""

    name: str
    kept_by: str = ""
    kept_for: str = ""
    further: dict[str, str] = field(default_factory=dict)
    place: Place | None = None


@dataclass
class Reference(Plain):
    """A cited text: line of «Tài liệu viện dẫn» or «Căn cứ pháp lý». `number` is its official number when one is printed."""

    text: str
    number: str = ""
    section: str = ""
    place: Place | None = None


@dataclass
class RecognisedDocument(Plain):
    """One procedure: becomes one draft."""

    cover: Cover = field(default_factory=Cover)
    number_in_file: str = ""  # «13.1» in a file of many procedures
    approver: str = ""  # Thẩm quyền phê duyệt, when the title row prints one
    groups: list[str] = field(default_factory=list)  # titles of the group rows above it, in a file of many
    amendments: list[Amendment] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    limit_text: str = ""  # «Thời hạn giải quyết» as printed in the text
    cases: list[Case] = field(default_factory=list)
    step_tables: list[StepTable] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    time_groups: list[TimeGroup] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)  # full-width rows of the step table that are no step
    forms: list[NamedForm] = field(default_factory=list)
    records: list[RecordToKeep] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    difference_reason: str = ""  # why the sum may differ from the limit; only our own files print it
    doubts: list[Doubt] = field(default_factory=list)


@dataclass
class RecognisedFile(Plain):
    """A Word file: one procedure, or many that stand in its tables (`kind`), and the account of its paragraphs."""

    kind: FileKind = FileKind.NO_STEPS
    name: str = ""
    sha256: str = ""
    size: int = 0
    source_format: str = ""  # docx, doc: by content, not by name
    source_encoding: str = "unicode"  # tcvn3, vni: converted, and said as a doubt
    title: str = ""  # of the whole file, when it holds many procedures
    common_sections: list[Section] = field(default_factory=list)  # what stands outside the procedures of such a file
    procedures: list[RecognisedDocument] = field(default_factory=list)
    paragraphs: list[SourceParagraph] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)  # about the whole file

    def all_doubts(self) -> list[Doubt]:
        """Those of the file, then those of each procedure."""
        return [*self.doubts, *(doubt for procedure in self.procedures for doubt in procedure.doubts)]

    def unplaced(self) -> list[SourceParagraph]:
        """Paragraphs with text that went nowhere."""
        return [paragraph for paragraph in self.paragraphs if paragraph.text and not paragraph.target]


def _plain(value: Any) -> Any:
    if isinstance(value, Plain):
        return value.to_dict()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _built(hint: Any, value: Any) -> Any:
    """`value` out of JSON as the type `hint` names."""
    if value is None:
        return None
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _built(next(choice for choice in arguments if choice is not type(None)), value)
    if origin is list:
        return [_built(arguments[0], item) for item in value]
    if origin is tuple:
        return tuple(_built(choice, item) for choice, item in zip(arguments, value, strict=True))
    if origin is dict:
        return {key: _built(arguments[1], item) for key, item in value.items()}
    if isinstance(hint, type):
        if issubclass(hint, Plain):
            return hint.from_dict(value)
        if issubclass(hint, Decimal | StrEnum):
            return hint(value)
        if issubclass(hint, datetime.date):
            return hint.fromisoformat(value)
    return value
