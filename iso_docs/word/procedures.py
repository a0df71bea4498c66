"""Puts the rows of step tables together: steps with their keys, cases, times that several steps share, totals and sums."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from iso_docs.word import times
from iso_docs.word.keys import key_of
from iso_docs.word.recognised import (
    Block,
    BlockKind,
    Case,
    Doubt,
    Place,
    Quantity,
    RecognisedDocument,
    Section,
    Stage,
    Step,
    StepTable,
    StepTime,
    Sum,
    TimeGroup,
    TimeKind,
    TimeUnit,
    UnitSource,
)
from iso_docs.word.source import Cell, Paragraph, Table, flat, folded
from iso_docs.word.step_tables import Column, Heading, Role, Row, RowKind, begins_case, ordinal, text_in

_LETTERING = re.compile(r"^(?:[A-ZĐa-zđ]{1,2}|[IVX]+|\d+(?:\.\d+)*)\s*[.)/:-]+\s*")
_TIME_WORDS = re.compile(
    r"^(?:tổng\s+)?(?:thời\s+(?:gian|hạn|lượng))(?:\s+(?:thực\s+hiện|giải\s+quyết|xử\s+lý|tối\s+đa|quy\s+định))*\s*",
    re.IGNORECASE,
)
_UNIT_NAMES = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.WORKING_HOUR: "giờ làm việc",
    TimeUnit.HOUR: "giờ",
    TimeUnit.MINUTE: "phút",
    TimeUnit.WEEK: "tuần",
    TimeUnit.MONTH: "tháng",
    TimeUnit.YEAR: "năm",
}


@dataclass
class Title:
    """A title row of a table that holds many procedures, or a paragraph that names one."""

    number: str
    text: str
    totals: dict[int, str] = field(default_factory=dict)  # position of the time column → text
    approver: str = ""
    coordinating: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)  # what follows a line that names a procedure


@dataclass
class _Time:
    """A time cell that covers steps of one case."""

    case: str
    cell: Cell | None
    text: str
    steps: list[str]
    paragraph: Paragraph | None
    column: Column


class Draft:
    """One procedure while its tables are read. `finish` draws the conclusions."""

    def __init__(self, title: Title | None = None):
        self.document = RecognisedDocument()
        self.title = title
        self.columns: dict[str, Column] = {}  # case key → its time column
        self._one_column = True
        self._context = ""  # the case a group row or a table's caption names
        self._cases: dict[tuple[str, int], Case] = {}
        self._case_keys: set[str] = set()
        self._step_keys: set[str] = set()
        self._stage: Stage | None = None
        self._above = ""  # the number of a stage whose steps print it: «2» over «2.1», «2.2»
        self._stage_keys: set[str] = set()
        self._times: list[_Time] = []
        self._under_number: set[str] = set()  # steps under a number cell that is merged over several rows
        self._without_unit: dict[str, list[TimeGroup]] = {}  # by case
        self._total_rows: list[tuple[str, dict[int, str], str]] = []
        if title is not None:
            self.document.number_in_file = title.number.strip(" .)/")
            self.document.cover.title = title.text
            self.document.approver = title.approver

    @property
    def has_steps(self) -> bool:
        return bool(self.document.steps)

    # --- rows --------------------------------------------------------------------------------------------------------

    def begin_table(self, table: Table, heading: Heading, caption: str) -> None:
        """A step table, or the next part of one. A caption that is no case begins none."""
        self._one_column = len(heading.times) == 1
        self.document.step_tables.append(
            StepTable(
                [column.heading for column in heading.columns],
                [column.role.value for column in heading.columns],
                heading.rows,
                caption,
                table.place,
            )
        )

    def begin_case(self, label: str) -> None:
        self._context = _LETTERING.sub("", flat(label)).strip(" :.")
        self._stage, self._above = None, ""

    def begin_stage(self, row: Row, heading: Heading) -> None:
        label = flat(row.label)
        self._above = row.number.strip(" .)/") if row.sub_steps else ""
        self._stage = Stage(key_of(label, self._stage_keys), label, place=_place(row))
        for position, column in enumerate(heading.times):
            cell = _cell_of(row, heading, column)
            if cell is not None and cell.text and flat(cell.text) != label:
                # Its own time is what its steps add up to: shown, never counted beside them.
                self._stage.totals[self._case(position, column).key] = flat(cell.text)
        self.document.stages.append(self._stage)
        _mark(row, f"stage:{self._stage.key}")

    def add_step(self, row: Row, heading: Heading) -> None:
        if self._above and not row.number.startswith(f"{self._above}."):
            self._stage, self._above = None, ""
        work = text_in(row, heading, Role.WORK)
        key = key_of(work or f"{row.number} {text_in(row, heading, Role.RESPONSIBLE)}", self._step_keys)
        step = Step(
            key,
            row.number,
            row.number_is_automatic,
            work,
            place=_place(row),
            stage=self._stage.key if self._stage else "",
        )
        step.table = len(self.document.step_tables) - 1
        if not step.number and (match := re.match(r"(?:Bước|BƯỚC)\s*\d+", work)):
            step.number = match[0]
        for place, cell in row.cells.items():
            column = heading.columns[place]
            if column.role is Role.RESPONSIBLE:
                step.responsible = "\n".join(part for part in (step.responsible, cell.printed) if part)
            elif column.role is Role.RESULT:
                step.result = "\n".join(part for part in (step.result, cell.printed) if part)
            elif column.role is Role.NOTE:
                step.note = cell.printed
            elif column.role is Role.COORDINATING:
                step.coordinating = cell.printed
            elif (column.role in (Role.FURTHER, Role.APPROVER) and cell.text) or (
                column.role is Role.WORK and cell.printed and cell.printed != work
            ):
                step.further[column.heading] = cell.printed
            if column.role is not Role.TIME:
                _mark_cell(cell, f"step:{key}.{column.role.value}")
        for cell in row.number_cells:
            _mark_cell(cell, f"step:{key}.number")
            if cell.row < row.row:
                self._under_number.add(key)
        for position, column in enumerate(heading.times):
            self._add_time(step, self._case(position, column), _cell_of(row, heading, column), column)
        self.document.steps.append(step)
        self._keep_inner(row)

    def _add_time(self, step: Step, case: Case, cell: Cell | None, column: Column) -> None:
        last = next((one for one in reversed(self._times) if one.case == case.key), None)
        if cell is not None and last is not None and last.cell is cell:
            last.steps.append(step.key)
            return
        text = cell.printed if cell is not None else ""
        paragraph = next((one for one in cell.paragraphs if one.text), None) if cell is not None else None
        self._times.append(_Time(case.key, cell, text, [step.key], paragraph, column))
        if cell is not None:
            _mark_cell(cell, f"time:{case.key}/{step.key}")

    def continue_step(self, row: Row, heading: Heading) -> bool:
        """The rest of the last step; False when there is none."""
        if not self.document.steps:
            return False
        step = self.document.steps[-1]
        for position, cell in row.cells.items():
            text, role = cell.printed, heading.columns[position].role
            if not text or cell.row != row.row:
                continue
            if role is Role.WORK:
                step.work = (
                    f"{step.work}\n{text}" if re.match(r"[-+•*]|\d+[.)]", text) else f"{step.work} {text}".strip()
                )
            elif role is Role.RESPONSIBLE:
                step.responsible = f"{step.responsible} {text}".strip()
            elif role is Role.RESULT:
                step.result = f"{step.result}\n{text}".strip()
            elif role is Role.NOTE:
                step.note = f"{step.note}\n{text}".strip()
            elif role is Role.COORDINATING:
                step.coordinating = f"{step.coordinating} {text}".strip()
            else:
                heading_text = heading.columns[position].heading
                step.further[heading_text] = f"{step.further.get(heading_text, '')}\n{text}".strip()
        _mark(row, f"step:{step.key}.continued")
        self._keep_inner(row)
        return True

    def add_total(self, row: Row, heading: Heading) -> None:
        totals = {}
        for position, column in enumerate(heading.times):
            cell = _cell_of(row, heading, column)
            if cell is not None and cell.row == row.row and times.read_time(cell.text).quantity is not None:
                totals[position] = flat(cell.text)
        if not totals and times.quantities_in(row.label):
            totals = dict.fromkeys(range(len(heading.times)), row.label)
        for position, column in enumerate(heading.times):
            self._case(position, column)
        self._total_rows.append((self._context, totals, flat(row.label)))
        _mark(row, "total")

    def add_note(self, row: Row) -> None:
        for cell in row.table.starting_cells(row.row):
            for paragraph in cell.paragraphs:
                if paragraph.text:
                    kind = BlockKind.LIST_ITEM if paragraph.number else BlockKind.PARAGRAPH
                    self.document.notes.append(
                        Block(kind, paragraph.text, paragraph.number, paragraph.level or 0, place=paragraph.place)
                    )
                    paragraph.target = "note"
        self._keep_inner(row)

    def _keep_inner(self, row: Row) -> None:
        """Tables and text boxes inside the cells of a row: kept as notes, nothing of them is a step."""
        for cell in row.table.starting_cells(row.row):
            for table in cell.tables:
                self.document.notes.append(Block(BlockKind.TABLE, table=table.kept(), place=table.place))
                for paragraph in table.every_paragraph():
                    paragraph.target = paragraph.target or "note"
            for paragraph in cell.every_paragraph():
                for box in paragraph.boxes:
                    inner = list(box.every_paragraph()) if isinstance(box, Table) else [box]
                    for one in inner:
                        if one.text and not one.target:
                            self.document.notes.append(Block(BlockKind.PARAGRAPH, one.text, place=one.place))
                            one.target = "note"

    def _case(self, position: int, column: Column) -> Case:
        """The case of a time column under the case that rows or captions name."""
        found = self._cases.get((self._context, position))
        if found is not None:
            return found
        label, total = case_of_heading(column.heading)
        if self._one_column and not begins_case(label) and not re.match(r"(?:không|có|đối với|khi)\b", label):
            label = ""  # «Thời gian tiếp nhận và giải quyết»: one column, no case
        label = " – ".join(part for part in (self._context, label) if part)
        case = Case(key_of(label or "chung", self._case_keys), label, column.heading, total)
        case.place = next((cell.paragraphs[0].place for cell in reversed(column.cells) if cell.paragraphs), None)
        if total:
            case.total = _quantity(total)
        self._cases[self._context, position] = case
        self.columns[case.key] = column
        self.document.cases.append(case)
        return case

    # --- conclusions -------------------------------------------------------------------------------------------------

    def finish(self, limit_text: str = "") -> RecognisedDocument:
        document = self.document
        document.limit_text = document.limit_text or limit_text
        self._set_totals(limit_text)
        self._drop_empty_cases()
        for time in self._times:
            self._read_time(time)
        for case in document.cases:
            self._add_up(case)
        self._doubt_steps()
        return document

    def _set_totals(self, limit_text: str) -> None:
        document = self.document
        for (context, position), case in self._cases.items():
            rows = [row for row in self._total_rows if row[0] == context]
            if not rows and len({row[0] for row in self._total_rows}) == 1 and not case.total_text:
                rows = self._total_rows  # one total under a table of several cases stands for each of them
            for _context, totals, _label in rows:
                text = totals.get(position) or (next(iter(totals.values())) if len(totals) == 1 else "")
                printed = _quantity(text)
                if printed is None:
                    continue
                if case.total is None:
                    case.total_text, case.total = text, _with_unit(printed, case.heading)
                elif not _same(case.total, printed):
                    self._doubt(
                        "total-twice",
                        f"Tổng thời gian in hai lần khác nhau: «{case.total_text}» và «{text}»{_of_case(case)}.",
                        case.place,
                    )
            if case.total is None and self.title is not None and position in self.title.totals:
                case.total_text = self.title.totals[position]
                case.total = _quantity(case.total_text)
        if self.title is not None and self.title.totals and not limit_text:
            document.limit_text = next(iter(self.title.totals.values()))
        if len(document.cases) == 1 and document.cases[0].total is None:
            said = _committed(limit_text)
            found = times.quantities_in(_without_brackets(said))
            if len(found) == 1:
                document.cases[0].total_text, document.cases[0].total = flat(said), found[0]

    def _drop_empty_cases(self) -> None:
        """A time column that is empty in this procedure (only in files of many) is no case of it."""
        if self.title is None:
            return
        for case in list(self.document.cases):
            mine = [time for time in self._times if time.case == case.key]
            if not case.total_text and len(self.document.cases) > 1 and not any(time.text for time in mine):
                self.document.cases.remove(case)
                self._times = [time for time in self._times if time.case != case.key]

    def _read_time(self, time: _Time) -> None:
        case = next(one for one in self.document.cases if one.key == time.case)
        unit, source = times.unit_of(case.heading), UnitSource.HEADING
        if unit is None:
            unit, source = (case.total.unit if case.total else None), UnitSource.TOTAL
        read = times.read_time(time.text, unit, source)
        group = TimeGroup(
            f"{case.key}/{time.steps[0]}",
            case.key,
            time.steps,
            time.text,
            read.kind,
            read.quantity,
            read.starting_event,
            read.conditions,
            time.paragraph.place if time.paragraph else None,
        )
        self.document.time_groups.append(group)
        for step in self.document.steps:
            if step.key in time.steps:
                step.times.append(StepTime(case.key, group.key, time.text))
        if read.kind is TimeKind.UNREADABLE:
            self._doubt(
                "time-unreadable",
                f"Không đọc được thời gian «{flat(time.text)}»; giữ nguyên chữ, không tính vào tổng.",
                group.place,
            )
        elif read.quantity is not None and read.quantity.unit is None and read.quantity.amount:
            self._without_unit.setdefault(case.key, []).append(group)

    def _add_up(self, case: Case) -> None:
        groups = [group for group in self.document.time_groups if group.case == case.key]
        counted = [
            group
            for group in groups
            if group.kind is TimeKind.QUANTITY
            and group.quantity is not None
            and times.in_hours(_in_unit(group.quantity, case)) is not None
        ]
        if not counted:
            return
        hours = sum(
            (times.in_hours(_in_unit(group.quantity, case)) or Decimal(0) for group in counted if group.quantity),
            Decimal(0),
        )
        unit = (
            case.total.unit
            if case.total and case.total.unit
            else next((group.quantity.unit for group in counted if group.quantity and group.quantity.unit), None)
        )
        if unit is None:
            return
        in_days = unit in (TimeUnit.DAY, TimeUnit.WORKING_DAY)
        amount = hours / times.HOURS_A_DAY if in_days else hours * 60 if unit is TimeUnit.MINUTE else hours
        unsure = [group.key for group in groups if group not in counted and group.kind is not TimeKind.EMPTY]
        working = " + ".join(flat(group.text) for group in counted)
        case.sum = Sum(
            amount,
            unit,
            [group.key for group in counted],
            unsure,
            working=f"{working} = {times.printed_amount(amount)} {_UNIT_NAMES[unit]}",
        )
        total = times.in_hours(case.total) if case.total else None
        if total is None or case.total is None:
            return
        case.sum.agrees = total == hours
        case.sum.difference = amount - case.total.amount
        if not case.sum.agrees:
            left_out = f" (chưa tính {len(unsure)} ô không có số cộng được)" if unsure else ""
            self._doubt(
                "total-differs",
                f"Cộng các bước{_of_case(case)} được {times.printed_amount(amount)} {_UNIT_NAMES[unit]}{left_out}, "
                f"tổng in là «{case.total_text}»: {case.sum.working}.",
                case.place,
            )

    def _doubt_steps(self) -> None:
        document = self.document
        for case in document.cases:
            if bare := self._without_unit.get(case.key):
                texts = ", ".join(f"«{flat(group.text)}»" for group in bare)
                self._doubt(
                    "unit-missing",
                    f"Thời gian {texts}{_of_case(case)} không ghi đơn vị ở ô, tiêu đề hay tổng.",
                    bare[0].place,
                )
        without_total = [case for case in document.cases if case.total is None and case.sum is not None]
        if without_total:
            names = ", ".join(f"«{case.label}»" for case in without_total if case.label)
            self._doubt(
                "total-missing",
                f"Không in tổng thời gian{' cho ' + names if names else ''}: cần nhập tổng đã cam kết.",
                without_total[0].place,
            )
        nobody = [step for step in document.steps if not step.responsible]
        if nobody and any(Role.RESPONSIBLE.value in table.roles for table in document.step_tables):
            numbers = ", ".join(step.number or flat(step.work)[:30] for step in nobody[:5])
            self._doubt("nobody-responsible", f"{len(nobody)} bước không ghi trách nhiệm: {numbers}.", nobody[0].place)
        self._doubt_silent_times()
        seen: dict[tuple[str, str, int], Step] = {}
        for step in document.steps:
            number = folded(step.number).strip(" .)")
            context = step.times[0].case if step.times else ""
            mark = (number, f"{step.stage}/{context}", step.table)
            if (
                number
                and step.key not in self._under_number
                and mark in seen
                and seen[mark].number_is_automatic == step.number_is_automatic
            ):
                self._doubt(
                    "number-twice",
                    f"Số bước «{step.number}» in hai lần: «{flat(seen[mark].work)[:40]}» và «{flat(step.work)[:40]}».",
                    step.place,
                )
            seen.setdefault(mark, step)

    def _doubt_silent_times(self) -> None:
        """Steps without a time among steps with one: nought, forgotten, or part of the time above? A person knows."""
        for case in self.document.cases:
            groups = [group for group in self.document.time_groups if group.case == case.key]
            silent = [group for group in groups if group.kind is TimeKind.EMPTY]
            if not silent or len(silent) == len(groups) or (case.sum is not None and case.sum.agrees):
                continue
            keys = [key for group in silent for key in group.steps]
            steps = [step for step in self.document.steps if step.key in keys]
            numbers = ", ".join(step.number or flat(step.work)[:30] for step in steps[:5])
            self._doubt(
                "time-missing", f"{len(steps)} bước{_of_case(case)} không ghi thời gian: {numbers}.", steps[0].place
            )

    def _doubt(self, code: str, text: str, place: Place | None) -> None:
        self.document.doubts.append(Doubt(code, text, place))


def case_of_heading(heading: str) -> tuple[str, str]:
    """(label, total as printed) of a time heading: «Thời gian không xác minh: 05 ngày làm việc» → («không xác minh», «05 ngày làm việc»)."""
    labels, total = [], ""
    for part in heading.split(" > "):
        text = _TIME_WORDS.sub("", flat(part)).strip(" :.-")
        match = re.search(
            rf"\(?\s*(?:tổng\s*:?\s*)?(?P<time>(?:không quá\s+)?(?:{times._NUMBER})\s*(?:{times._UNIT}))\s*\)?",
            text,
            re.IGNORECASE,
        )
        if match:
            total = match["time"].strip()
            text = f"{text[: match.start()]} {text[match.end() :]}"
        text = re.sub(r"\(\s*\)", "", text).strip(" :.-–;,")
        if re.fullmatch(rf"\(?\s*(?:tính\s+(?:theo|bằng)\s+)?(?:{times._UNIT})\s*\)?", text, re.IGNORECASE):
            text = ""
        bracketed = re.fullmatch(r"\(([^()]*)\)", text)
        text = flat(bracketed[1] if bracketed else text)
        if text and folded(text) not in ("to chuc thuc hien", "thuc hien", "giai quyet"):
            labels.append(text)
    return " – ".join(labels), total


def _quantity(text: str) -> Quantity | None:
    read = times.read_time(text)
    if read.quantity is not None:
        return read.quantity
    found = times.quantities_in(text)
    return found[0] if found else None


def _with_unit(quantity: Quantity, heading: str) -> Quantity:
    if quantity.unit is not None:
        return quantity
    return Quantity(quantity.amount, times.unit_of(heading), UnitSource.HEADING)


def _in_unit(quantity: Quantity, case: Case) -> Quantity:
    """A number alone counts in the unit of the total when there is one."""
    if quantity.unit is None and case.total is not None:
        return Quantity(quantity.amount, case.total.unit, UnitSource.TOTAL)
    return quantity


def _same(one: Quantity, other: Quantity) -> bool:
    first, second = times.in_hours(one), times.in_hours(other)
    if other.unit is None or one.unit is None:
        return one.amount == other.amount
    return (
        first == second
        if first is not None and second is not None
        else one.amount == other.amount and one.unit == other.unit
    )


def _of_case(case: Case) -> str:
    return f" (trường hợp «{case.label}»)" if case.label else ""


def _committed(limit_text: str) -> str:
    """The line that prints the shortened limit («rút ngắn còn …») where a legal one stands beside it; else the whole text."""
    shortened = [
        line for line in limit_text.split("\n") if re.search(r"rút ngắn|cắt giảm|còn lại|giảm còn", line, re.IGNORECASE)
    ]
    return shortened[0] if len(shortened) == 1 else limit_text


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^)]*\)", " ", text)


def _cell_of(row: Row, heading: Heading, column: Column) -> Cell | None:
    return row.cells.get(heading.columns.index(column))


def _place(row: Row) -> Place | None:
    return next((paragraph.place for paragraph in row.paragraphs()), None)


def _mark_cell(cell: Cell, target: str) -> None:
    for paragraph in cell.paragraphs:
        if not paragraph.target:
            paragraph.target = target


def _mark(row: Row, target: str) -> None:
    for cell in row.table.starting_cells(row.row):
        _mark_cell(cell, target)


class StepReader:
    """Takes the step tables of a file in order and gives one draft, or a draft per procedure when the file holds many."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.groups: list[Title] = []  # title rows without steps of their own: they only group others
        self.many = False
        self._pending: Title | None = None
        self._heading: Heading | None = None
        self._last_number = 0
        self._numbered = False  # title rows carry numbers

    @property
    def current(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def begin_procedure(self, title: Title) -> None:
        """A title: the steps that follow are its own. One that gets none is a group of those after it."""
        if self._pending is not None:
            self.groups.append(self._pending)
        self._pending = title

    def add_table(self, table: Table, heading: Heading, rows: list[Row], caption: list[Paragraph]) -> None:
        """A step table with the paragraphs that stand between it and the one before."""
        named = next((paragraph for paragraph in reversed(caption) if begins_case(paragraph.text)), None)
        if self._draft_open():
            draft = self.current
            assert draft is not None
            first = next((row for row in rows if row.kind is RowKind.STEP), None)
            restarts = first is not None and ordinal(first.number) == 1 and self._last_number >= 1
            if named is not None:
                draft.begin_case(named.text)
            elif (
                restarts
                and not self.many
                and draft.has_steps
                and not any(row.kind in (RowKind.CASE, RowKind.STAGE) for row in rows[:2])
            ):
                said = next(
                    (
                        flat(paragraph.text)
                        for paragraph in reversed(caption)
                        if paragraph.text and len(paragraph.text) < 200
                    ),
                    "",
                )
                draft.begin_case(said or f"Bảng {len(draft.document.step_tables) + 1}")
            draft.begin_table(table, heading, flat(caption[-1].text) if caption else "")
        elif named is not None:
            self._open().begin_case(named.text)
            self._open().begin_table(table, heading, flat(named.text))
        self._heading = heading
        for row in rows:
            self._add_row(row, heading, table, flat(caption[-1].text) if caption else "")

    def _draft_open(self) -> bool:
        return self.current is not None and self._pending is None

    def _open(self) -> Draft:
        """The draft that steps go to; a title that waits for its steps opens one."""
        if self._pending is not None or not self.drafts:
            draft = Draft(self._pending)
            if self._pending is not None:
                draft.document.groups = [group.text for group in self.groups if _is_under(self._pending, group)]
            self._pending = None
            self.drafts.append(draft)
            self._last_number = 0
        return self.drafts[-1]

    def _add_row(self, row: Row, heading: Heading, table: Table, caption: str) -> None:
        if row.kind is RowKind.EMPTY:
            return
        if row.kind is RowKind.HEADING:
            _mark(row, "steps.heading")
            return
        if row.kind is RowKind.TITLE and not row.number and self._numbered:
            # Where procedures are numbered, a row without a number that prints a time is a part of one.
            row.kind = RowKind.STAGE
        if row.kind is RowKind.TITLE:
            self._numbered = self._numbered or bool(row.number)
            self.begin_procedure(_title(row, heading))
            return
        if row.kind is RowKind.NOTE and self._pending is not None and not self.many:
            row.kind = RowKind.CASE
        under_number = row.kind is RowKind.STEP and any(cell.row < row.row and cell.text for cell in row.number_cells)
        if self._pending is not None and (
            row.kind in (RowKind.NOTE, RowKind.CONTINUED) or (under_number and self.many)
        ):
            said = [flat(cell.printed) for cell in row.table.starting_cells(row.row) if cell.text]
            self._pending.text = f"{self._pending.text}\n{' '.join(said)}"
            self._pending.paragraphs += row.paragraphs()
            _mark(row, "title")
            return
        draft = self._open()
        if not draft.document.step_tables:
            draft.begin_table(table, heading, caption)
        if row.kind is RowKind.CASE:
            draft.begin_case(row.label)
            _mark(row, "case")
        elif row.kind is RowKind.STAGE:
            draft.begin_stage(row, heading)
        elif row.kind is RowKind.TOTAL:
            draft.add_total(row, heading)
        elif row.kind is RowKind.NOTE or (row.kind is RowKind.CONTINUED and not draft.continue_step(row, heading)):
            draft.add_note(row)
        elif row.kind is RowKind.STEP:
            draft.add_step(row, heading)
            self._last_number = ordinal(row.number) or self._last_number

    def finish(self) -> None:
        """A last title without steps is a group too."""
        if self._pending is not None:
            self.groups.append(self._pending)
            self._pending = None


def _title(row: Row, heading: Heading) -> Title:
    work = text_in(row, heading, Role.WORK) or row.label
    number, text, said = row.number, work, ""
    if not number or flat(number) == flat(work):
        number, text, said = _apart(flat(work))
    title = Title(number, text, paragraphs=row.paragraphs())
    if said:
        title.totals = dict.fromkeys(range(len(heading.times)), said)
    for position, column in enumerate(heading.times):
        cell = _cell_of(row, heading, column)
        if cell is not None and cell.text and cell.printed != work:
            title.totals[position] = flat(cell.text)
    title.approver = text_in(row, heading, Role.APPROVER) or text_in(row, heading, Role.NOTE)
    title.coordinating = text_in(row, heading, Role.COORDINATING)
    _mark(row, "title")
    return title


_TITLE = re.compile(
    rf"(?:(?P<number>\d+(?:\.\d+)*|[IVXLC]+|[A-HĐ])\s*[.)/:-]+\s*)?(?P<text>.*?)"
    rf"(?:[\s:;,.–-]*\(?\s*(?:(?:tổng\s+)?thời\s+(?:gian|hạn)(?:\s+(?:giải\s+quyết|thực\s+hiện))?\s*:?\s*)?"
    rf"(?P<total>(?:không\s+quá\s+)?(?:{times._NUMBER})\s*(?:\([^)\d]{{1,20}}\)\s*)?(?:{times._UNIT})[^():;]{{0,40}})\)?\s*)?$",
    re.IGNORECASE | re.DOTALL,
)


def _apart(text: str) -> tuple[str, str, str]:
    """Number, name and total of a title that one cell prints: «I. Thủ tục đăng ký khai sinh: 08 giờ»."""
    match = _TITLE.match(text)
    if match is None or not match["text"].strip():
        return "", text, ""
    total = match["total"] or ""
    if total and times.read_time(total).quantity is None:
        return match["number"] or "", text[match.end("number") + 1 :].strip() if match["number"] else text, ""
    return match["number"] or "", match["text"].strip(" :;,-–("), total.strip(" .)")


def _is_under(title: Title, group: Title) -> bool:
    """«13.1» stands under «13»; a group without a number heads what follows it until the next of its kind."""
    number, above = title.number.strip(" .)/"), group.number.strip(" .)/")
    return number.startswith(f"{above}.") if above and number else not above
