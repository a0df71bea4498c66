"""The layout of our own DOCX: which paragraph style says what a paragraph is, and reading a file that carries these styles.

`iso_docs.paper` writes it. The words on the page stay the only truth: a style says where a visible text belongs, it holds
no text of its own, so a file changed in Word reads as it was changed. A file without these styles is `recognition`'s.
"""

import itertools
import re
from collections.abc import Callable
from enum import StrEnum

from iso_docs.word import sections as headings
from iso_docs.word import times
from iso_docs.word.cover import parsed_date
from iso_docs.word.keys import key_of
from iso_docs.word.recognised import (
    Amendment,
    Block,
    BlockKind,
    Case,
    Doubt,
    FileKind,
    NamedForm,
    Quantity,
    RecognisedDocument,
    RecognisedFile,
    RecordToKeep,
    Reference,
    Section,
    Signer,
    SourceParagraph,
    Stage,
    Step,
    StepTable,
    StepTime,
    TimeGroup,
    TimeKind,
    TimeUnit,
    UnitSource,
)
from iso_docs.word.source import Cell, Paragraph, SourceDocument, Table, every_paragraph, flat


class Style(StrEnum):
    """Names of our paragraph styles, in lower case as `ooxml` gives them."""

    AGENCY = "dung hen agency"
    KIND = "dung hen kind"
    TITLE = "dung hen title"
    CODE = "dung hen code"
    ISSUE = "dung hen issue"
    REVISION = "dung hen revision"
    ISSUED_ON = "dung hen issued on"
    EFFECTIVE_ON = "dung hen effective on"
    DECISION = "dung hen decision"
    FIELD = "dung hen field"
    # What begins with such a line goes on to the next one.
    SIGNERS = "dung hen signers"
    AMENDMENTS = "dung hen amendments"
    DISTRIBUTION = "dung hen distribution"
    SECTION = "dung hen section"
    STEPS = "dung hen steps"
    FORMS = "dung hen forms"
    REFERENCES = "dung hen references"
    RECORDS = "dung hen records"
    # Inside those.
    TEXT = "dung hen text"
    CELL = "dung hen cell"
    HEAD_CELL = "dung hen head cell"
    FLOW = "dung hen flow"
    STAGE = "dung hen stage"
    COUNTED = "dung hen counted"  # a step number that the paper counts and the draft leaves empty
    POST = "dung hen post"
    CASE = "dung hen case"
    QUANTITY = "dung hen quantity"
    WORDED = "dung hen worded"  # a time in words, no quantity
    STARTS_FROM = "dung hen starts from"
    NOT_COUNTED = "dung hen not counted"
    TOTAL = "dung hen total"
    REASON = "dung hen reason"
    AID = "dung hen aid"  # what the paper says about itself: shared times, dates of printing
    COLUMN_NUMBER = "dung hen column number"
    COLUMN_WORK = "dung hen column work"
    COLUMN_WHO = "dung hen column who"
    COLUMN_TIME = "dung hen column time"
    COLUMN_RESULT = "dung hen column result"
    COLUMN_NOTE = "dung hen column note"

    @property
    def identity(self) -> str:
        return self.title().replace(" ", "")


STARTS_FROM = "tính từ "
_COVER = {
    Style.AGENCY: "agency",
    Style.KIND: "kind",
    Style.TITLE: "title",
    Style.CODE: "code",
    Style.ISSUE: "issue",
    Style.REVISION: "revision",
    Style.ISSUED_ON: "issued_on_text",
    Style.EFFECTIVE_ON: "effective_on_text",
    Style.DECISION: "decision",
    Style.FIELD: "field_of_work",
}
_PARTS = {
    Style.SIGNERS,
    Style.AMENDMENTS,
    Style.DISTRIBUTION,
    Style.SECTION,
    Style.STEPS,
    Style.FORMS,
    Style.REFERENCES,
    Style.RECORDS,
}
_COLUMNS = {
    Style.COLUMN_NUMBER: "number",
    Style.COLUMN_WORK: "work",
    Style.COLUMN_WHO: "responsible",
    Style.COLUMN_TIME: "time",
    Style.COLUMN_RESULT: "result",
    Style.COLUMN_NOTE: "note",
}


def is_own(source: SourceDocument) -> bool:
    """Whether a file is one of ours: its cover, and its sections or steps, carry our styles."""
    styles = {paragraph.style for paragraph in every_paragraph(source.body)}
    return {Style.CODE, Style.TITLE} <= styles and bool({Style.SECTION, Style.STEPS} & styles)


def read_own(source: SourceDocument) -> RecognisedFile:
    """The document in one of our own files. Every paragraph gets its place; what stands where we put nothing is a doubt."""
    return _OwnReader(source).read()


class _OwnReader:
    def __init__(self, source: SourceDocument):
        self.source = source
        self.document = RecognisedDocument()
        self.part: Style | None = None
        self.others = 0
        self.step_keys: set[str] = set()
        self.case_keys: set[str] = set()

    def read(self) -> RecognisedFile:
        for item in self.source.body:
            if isinstance(item, Table):
                self._table(item)
            else:
                self._paragraph(item)
                for box in item.boxes:
                    self._table(box) if isinstance(box, Table) else self._paragraph(box)
        self.document.cover.title = flat(self.document.cover.title)
        self.document.cover.issued_on = parsed_date(self.document.cover.issued_on_text)
        self.document.cover.effective_on = parsed_date(self.document.cover.effective_on_text)
        return self._file()

    # --- the flow ----------------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            return
        style = paragraph.style
        if style in _PARTS:
            self._begin(Style(style), paragraph)
        elif style in _COVER:
            self._cover(paragraph)
        elif style in (Style.FLOW, Style.AID) or self.part in (Style.DISTRIBUTION, Style.SIGNERS):
            paragraph.target = self._name()
        elif style == Style.REASON:
            paragraph.target = "steps.reason"
            self.document.difference_reason = paragraph.text.partition(":")[2].strip()
        elif self.part is Style.REFERENCES:
            number, tab, title = paragraph.raw.partition("\t")
            number, title = (flat(number), flat(title)) if tab else ("", flat(number))
            self.document.references.append(Reference(title, number, "references", paragraph.place))
            paragraph.target = "references"
        else:
            self._block(Block(BlockKind.PARAGRAPH, paragraph.printed, place=paragraph.place), [paragraph])

    def _begin(self, style: Style, paragraph: Paragraph) -> None:
        self.part = style
        if style is not Style.SECTION:
            paragraph.target = self._name()
            return
        number, tab, heading = paragraph.raw.partition("\t")
        number, heading = (flat(number), flat(heading)) if tab else (paragraph.number, flat(number))
        found = headings.worded(heading)
        if found is None:
            self.others += 1
        key = found[0] if found else f"other-{self.others}"
        level = number.strip(" .)/").count(".") + 1
        self.document.sections.append(Section(key, heading, number, level, place=paragraph.place))
        paragraph.target = f"section:{key}"

    def _cover(self, paragraph: Paragraph) -> None:
        name = _COVER[Style(paragraph.style)]
        text = paragraph.text
        if paragraph.style not in (Style.AGENCY, Style.KIND, Style.TITLE):
            text = text.partition(":")[2].strip()
        said = getattr(self.document.cover, name)
        setattr(self.document.cover, name, f"{said}\n{text}".strip() if name == "agency" else said or text)
        paragraph.target = f"cover.{name}"

    def _table(self, table: Table) -> None:
        paragraphs = [paragraph for paragraph in table.every_paragraph() if paragraph.text]
        readers: dict[Style, Callable[[Table], None]] = {
            Style.SIGNERS: self._signers,
            Style.AMENDMENTS: self._amendments,
            Style.FORMS: self._forms,
            Style.RECORDS: self._records,
        }
        if any(paragraph.style in _COVER for paragraph in paragraphs):
            for paragraph in paragraphs:
                if paragraph.style in _COVER:
                    self._cover(paragraph)
                paragraph.target = paragraph.target or "cover.other"
        elif any(paragraph.style == Style.COLUMN_WORK for paragraph in paragraphs):
            self._steps(table)
        elif self.part in readers:
            readers[self.part](table)
            for paragraph in paragraphs:
                paragraph.target = paragraph.target or self._name()
        elif self.part is Style.DISTRIBUTION:
            for paragraph in paragraphs:
                paragraph.target = self._name()
        else:
            kept = table.kept()
            heads = {
                (cell.row, cell.column)
                for cell in table.cells
                if any(paragraph.style == Style.HEAD_CELL for paragraph in cell.paragraphs)
            }
            for cell in kept.cells:
                cell.header = (cell.row, cell.column) in heads
            self._block(Block(BlockKind.TABLE, table=kept, place=table.place), paragraphs)

    def _block(self, block: Block, paragraphs: list[Paragraph]) -> None:
        if self.part is not Style.SECTION or not self.document.sections:
            # Somebody wrote where our layout has no text: kept as a section, and said.
            said = flat(block.text)[:80] if block.table is None else "bảng"
            self.document.doubts.append(
                Doubt(
                    "outside-layout", f"Chữ nằm ngoài các mục của mẫu: «{said}»; đã giữ thành mục riêng.", block.place
                )
            )
            self.others += 1
            self.document.sections.append(Section(f"other-{self.others}", "", place=block.place))
            self.part = Style.SECTION
        section = self.document.sections[-1]
        section.blocks.append(block)
        for paragraph in paragraphs:
            paragraph.target = paragraph.target or f"section:{section.key}"

    def _name(self) -> str:
        return self.part.removeprefix("dung hen ") if self.part else "cover.other"

    # --- tables of parts ---------------------------------------------------------------------------------------------

    def _signers(self, table: Table) -> None:
        for column in range(1, table.columns):
            texts = [cell.text if (cell := table.at(row, column)) else "" for row in range(table.rows)]
            duty, name, post, date = [*texts, "", "", "", ""][:4]
            if duty:
                self.document.cover.signers.append(Signer(duty, name.split("\n")[0], post, date))

    def _amendments(self, table: Table) -> None:
        heads = {cell.column: flat(cell.text) for cell in table.row_cells(0)}
        for row in range(1, table.rows):
            values = {heads.get(cell.column, ""): cell.text for cell in table.starting_cells(row) if cell.text}
            if values:
                self.document.amendments.append(Amendment(values))

    def _forms(self, table: Table) -> None:
        for row in range(1, table.rows):
            code, name = _text(table, row, 1), _text(table, row, 2)
            if code or name:
                self.document.forms.append(NamedForm(flat(name), flat(code)))

    def _records(self, table: Table) -> None:
        for row in range(1, table.rows):
            if name := _text(table, row, 1):
                self.document.records.append(RecordToKeep(name, _text(table, row, 2), _text(table, row, 3)))

    # --- steps -------------------------------------------------------------------------------------------------------

    def _steps(self, table: Table) -> None:
        columns = self._columns(table)
        document = self.document
        header = 1 + max(
            cell.row + cell.row_span - 1
            for cell in table.cells
            if any(paragraph.style in _COLUMNS or paragraph.style == Style.CASE for paragraph in cell.paragraphs)
        )
        document.step_tables.append(
            StepTable(
                [_heading(table, column, header) for column in range(table.columns)],
                [columns.get(column, "further") for column in range(table.columns)],
                header,
                place=table.place,
            )
        )
        time_columns = [column for column in sorted(columns) if columns[column] == "time"]
        cases = [self._case(table, column, header) for column in time_columns]
        stage_key = ""
        open_times: dict[str, tuple[Cell, TimeGroup]] = {}
        for row in range(header, table.rows):
            cells = table.starting_cells(row)
            said = [paragraph for cell in cells for paragraph in cell.paragraphs if paragraph.text]
            if any(paragraph.style == Style.TOTAL for paragraph in said):
                continue
            if label := next((paragraph for paragraph in said if paragraph.style == Style.STAGE), None):
                stage = label.text
                stage_key = key_of(stage, set())
                document.stages.append(Stage(stage_key, stage, place=label.place))
                continue
            step = self._step(table, row, columns, stage_key)
            if step is None:
                continue
            for column, case in zip(time_columns, cases, strict=True):
                self._time(table.at(row, column), case, step, open_times)
            document.steps.append(step)
        for paragraph in table.every_paragraph():
            paragraph.target = paragraph.target or "steps"

    def _columns(self, table: Table) -> dict[int, str]:
        """Column → what it holds. A heading «Thời gian» over several cases covers a column of each."""
        found: dict[int, str] = {}
        for cell in table.cells:
            for paragraph in cell.paragraphs:
                if paragraph.style in _COLUMNS:
                    for column in range(cell.column, cell.column + cell.column_span):
                        found[column] = _COLUMNS[Style(paragraph.style)]
        return found

    def _case(self, table: Table, column: int, header: int) -> Case:
        cell = next(
            (
                cell
                for row in range(header - 1, -1, -1)
                if (cell := table.at(row, column)) is not None
                and any(
                    paragraph.style in (Style.CASE, Style.QUANTITY, Style.WORDED, Style.STARTS_FROM)
                    for paragraph in cell.paragraphs
                )
            ),
            None,
        )
        paragraphs = cell.paragraphs if cell is not None else []
        label = "\n".join(paragraph.text for paragraph in paragraphs if paragraph.style == Style.CASE)
        quantity, event, words, _counted = _printed_time(paragraphs)
        case = Case(key_of(label or "chung", self.case_keys), label, "", words, quantity)
        case.starting_event = event
        self.document.cases.append(case)
        return case

    def _step(self, table: Table, row: int, columns: dict[int, str], stage: str) -> Step | None:
        texts: dict[str, list[str]] = {}
        for column, role in columns.items():
            cell = table.at(row, column)
            if cell is None or role == "time":
                continue
            texts[role] = [
                paragraph.text
                for paragraph in cell.paragraphs
                if paragraph.text and paragraph.style not in (Style.COUNTED, Style.POST, Style.AID)
            ]
        if not any(texts.values()):
            return None
        said = {role: "\n".join(lines) for role, lines in texts.items()}
        work = said.get("work", "")
        key = key_of(work or said.get("responsible", ""), self.step_keys)
        step = Step(key, flat(said.get("number", "")), False, work, said.get("responsible", ""), stage=stage)
        step.result, step.note = said.get("result", ""), said.get("note", "")
        step.place = next((paragraph.place for cell in table.row_cells(row) for paragraph in cell.paragraphs), None)
        return step

    def _time(self, cell: Cell | None, case: Case, step: Step, open_times: dict[str, tuple[Cell, TimeGroup]]) -> None:
        if cell is None:
            return
        last = open_times.get(case.key)
        if last is not None and last[0] is cell:
            last[1].steps.append(step.key)
            step.times.append(StepTime(case.key, last[1].key, last[1].text))
            return
        quantity, event, words, counted = _printed_time(cell.paragraphs)
        if quantity is None and not words and not event:
            return
        kind = TimeKind.CONDITIONS if quantity is None else TimeKind.FROM_EVENT if event else TimeKind.QUANTITY
        if not counted:
            kind = TimeKind.NOT_COUNTED
        place = next((paragraph.place for paragraph in cell.paragraphs), None)
        group = TimeGroup(f"{case.key}/{step.key}", case.key, [step.key], words, kind, quantity, event, place=place)
        self.document.time_groups.append(group)
        step.times.append(StepTime(case.key, group.key, words))
        open_times[case.key] = (cell, group)

    # --- the account -------------------------------------------------------------------------------------------------

    def _file(self) -> RecognisedFile:
        source, document = self.source, self.document
        file = RecognisedFile(FileKind.PROCEDURE if document.steps else FileKind.NO_STEPS, procedures=[document])
        for part, groups in (("header", source.headers), ("footer", source.footers)):
            for paragraph in itertools.chain.from_iterable(every_paragraph(items) for items in groups):
                paragraph.target = part
        for paragraph in source.hidden:
            paragraph.target = "hidden"
        for apart, name in ((source.notes, "footnotes"), (source.comments, "comments"), (source.diagrams, "diagram")):
            texts = [paragraph for paragraph in apart if paragraph.text]
            if texts:
                blocks = [Block(BlockKind.PARAGRAPH, paragraph.text, place=paragraph.place) for paragraph in texts]
                document.sections.append(
                    Section(name, {"footnotes": "Chú thích cuối trang"}.get(name, ""), blocks=blocks)
                )
                said = "; ".join(f"«{flat(paragraph.text)}»" for paragraph in texts)
                document.doubts.append(
                    Doubt(name, f"Tệp có chữ bên lề, đã giữ thành mục riêng: {said}", texts[0].place)
                )
                for paragraph in texts:
                    paragraph.target = f"section:{name}"
        for finding in source.findings:
            file.doubts.append(Doubt(finding.code, "; ".join(finding.texts), finding.place))
        file.paragraphs = [
            SourceParagraph(
                paragraph.place, paragraph.text, "" if paragraph.bullet else paragraph.number, paragraph.target
            )
            for paragraph in source.every_paragraph()
            if paragraph.text or paragraph.number
        ]
        for paragraph in file.unplaced():
            file.doubts.append(
                Doubt("unplaced", f"Chưa xếp được vào mục nào: «{flat(paragraph.text)}»", paragraph.place)
            )
        return file


def _text(table: Table, row: int, column: int) -> str:
    cell = table.at(row, column)
    return cell.text if cell is not None else ""


def _heading(table: Table, column: int, rows: int) -> str:
    texts = [flat(cell.text) for row in range(rows) if (cell := table.at(row, column)) is not None and cell.row == row]
    return " > ".join(text for text in texts if text)


def _printed_time(paragraphs: list[Paragraph]) -> tuple[Quantity | None, str, str, bool]:
    """(quantity, starting event, its words, whether it counts) of a time cell or of the heading of a case."""
    event, counted = "", True
    lines: list[str] = []
    worded = False
    for paragraph in paragraphs:
        if not paragraph.text or paragraph.style in (Style.AID, Style.CASE, Style.COLUMN_TIME):
            continue
        if paragraph.style == Style.STARTS_FROM:
            event = re.sub(rf"^{STARTS_FROM}", "", paragraph.text)
        elif paragraph.style == Style.NOT_COUNTED:
            counted = False
        else:
            worded = worded or paragraph.style == Style.WORDED
            lines.append(paragraph.text)
    words = "\n".join(lines)
    if worded or not words:
        return None, event, words, counted
    read = times.read_time(words)
    if read.quantity is None:
        return None, event, words, counted
    unit = read.quantity.unit or TimeUnit.WORKING_DAY
    return Quantity(read.quantity.amount, unit, UnitSource.OURS), event or read.starting_event, words, counted
