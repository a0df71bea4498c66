"""From the source to what is recognised: every paragraph is given a place, or said to have none."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from iso_docs.word import cover as covers
from iso_docs.word import sections as headings
from iso_docs.word.own_layout import is_own, read_own
from iso_docs.word.procedures import Draft, StepReader, Title
from iso_docs.word.recognised import (
    Block,
    BlockKind,
    Cover,
    Doubt,
    FileKind,
    NamedForm,
    Place,
    RecognisedDocument,
    RecognisedFile,
    RecordToKeep,
    Reference,
    Section,
    SourceParagraph,
)
from iso_docs.word.sections import HeadingLine
from iso_docs.word.source import Cell, Item, Paragraph, SourceDocument, Table, every_paragraph, flat, folded
from iso_docs.word.step_tables import (
    Column,
    Heading,
    Row,
    RowKind,
    begins_case,
    find_heading,
    names_procedure,
    read_rows,
    same_heading,
)

Flow = Paragraph | Table | HeadingLine

# «123/2015/NĐ-CP», «101/QĐ-BKHCN», «43/2024/QH15»
_OFFICIAL_NUMBER = re.compile(r"\d{1,5}(?:/\d{4})?/[A-ZĐ][A-ZĐa-z0-9]*(?:-[A-ZĐ][A-ZĐa-zđ0-9.]*)*")
# «Quy trình giải quyết thủ tục hành chính: Đăng ký kết hôn»
_NAMED = re.compile(
    r"(?:quy trình\s+(?:nội bộ\s+)?(?:(?:giải quyết|thực hiện|xử lý)\s+)?)?(?:tên\s+)?(?:thủ tục(?:\s+hành chính)?|TTHC)(?:\s+số\s+\d+)?\s*[:“\"]?\s+(?P<name>(?!hành chính)[^.]{8,})$",
    re.IGNORECASE,
)
_FORM_CODE = re.compile(
    r"^((?:BM|Mẫu(?:\s+số)?|Biểu mẫu|M)[\s.:-]*[\w./-]*\d[\w./-]*|Mẫu đơn)\s*[-–:.]?\s*", re.IGNORECASE
)
_ENDING = re.compile(r"[\s./*_—–-]*")


@dataclass
class _Walk:
    """Where the reading stands."""

    flow: list[Flow]
    front: list[Paragraph] = field(default_factory=list)  # lines of the cover, not yet understood
    sections: list[Section] = field(default_factory=list)
    forms: list[NamedForm] = field(default_factory=list)
    caption: list[Paragraph] = field(default_factory=list)  # lines since the last step table or heading
    toc_keys: set[str] | None = None  # a typed table of contents is open
    in_forms: bool = False
    seen: set[str] = field(default_factory=set)
    last_step: tuple[Table, Heading] | None = None  # when nothing but blanks stands between it and here
    others: int = 0
    title: Title | None = None  # the line that names the procedure we are in


class Recogniser:
    """Reads one source; `recognise` is the door."""

    def __init__(self, source: SourceDocument):
        self.source = source
        self.steps = StepReader()
        self.titles_by_line = False
        self.read_covers: list[covers.ReadCover] = []
        self.document = RecognisedDocument()  # what is not a step: sections, forms, records …
        self.file = RecognisedFile()
        self.walk = _Walk(self._flow(source.body))

    def recognise(self) -> RecognisedFile:
        walk = self.walk
        self.steps.many = self._holds_many()
        for item in walk.flow:
            if isinstance(item, HeadingLine):
                self._begin_section(item)
            elif isinstance(item, Table):
                self._take_table(item)
            else:
                self._take_paragraph(item)
        self.steps.finish()
        self._read_front()
        self._read_page_heads()
        self._read_apart()
        self._merge_covers()
        self._read_details()
        self._compose()
        self._say_findings()
        self._account()
        return self.file

    # --- the flow ----------------------------------------------------------------------------------------------------

    def _flow(self, items: Iterable[Item]) -> list[Flow]:
        """Body in reading order; tables that only lay out the page are taken apart, text boxes stand after their paragraph."""
        flow: list[Flow] = []
        after_toc = False
        for item in items:
            if isinstance(item, Paragraph):
                flow.append(item)
                flow += self._flow(item.boxes)
                if item.text:
                    after_toc = headings.is_toc_title(item.text)
            elif after_toc and _lists_headings(item):
                for paragraph in item.every_paragraph():
                    paragraph.toc = True
                    flow.append(paragraph)
                after_toc = False
            else:
                flow += self._taken_apart(item)
                after_toc = False
        return flow

    def _taken_apart(self, table: Table) -> list[Flow]:
        """A table as it is, or its content in order when it only lays out the page: sections as rows, or inside a cell."""
        if (row := covers.sign_off_row(table)) is not None and covers.is_cover_table(table.part(0, row)):
            return [table.part(0, row), table.part(row, table.rows)]
        rows = {row: heading for row in range(table.rows) if (heading := _heading_row(table, row)) is not None}
        if len({heading.key for heading in rows.values()}) >= 3:
            return self._rows_apart(table, rows)
        # A cell that holds sections lays them out; a row of labels («Thời hạn giải quyết | Phí, lệ phí») does not.
        layout = {cell.row for cell in table.cells if len(_section_keys(cell)) >= 3}
        if not layout and len(table.cells) <= 3 and find_heading(table) is None:
            layout = {cell.row for cell in table.cells if any(find_heading(inner) for inner in _inner_tables(cell))}
        if not layout:
            return [table]
        flow: list[Flow] = []
        bounds = [-1, *sorted(layout), table.rows]
        for row, following in itertools.pairwise(bounds):
            if row >= 0:
                for cell in table.starting_cells(row):
                    flow += self._flow(cell.items)
            if row + 1 < following:
                # Rows beside the layout: a table of its own that ran into this one.
                flow.append(table.part(row + 1, following))
        return flow

    def _rows_apart(self, table: Table, rows: dict[int, HeadingLine]) -> list[Flow]:
        """A table whose rows are the sections of the document («5.1 | Cơ sở pháp lý», then their content)."""
        flow: list[Flow] = []
        bounds = [*sorted(rows), table.rows]
        if bounds[0] > 0:
            flow += self._content_rows(table, 0, bounds[0])
        for row, end in itertools.pairwise(bounds):
            heading = rows[row]
            flow.append(heading)
            named = {paragraph.index for paragraph in heading.paragraphs}
            rest = [
                cell
                for cell in table.starting_cells(row)
                if any(
                    paragraph.index not in named and (paragraph.text or paragraph.boxes)
                    for paragraph in cell.paragraphs
                )
                or cell.tables
            ]
            labels = rest and end > row + 1 and all(len(cell.text) < 30 for cell in rest)
            if labels:
                # «5.2 | Thành phần hồ sơ | Bản chính | Bản sao»: the labels head the rows below.
                part = table.part(row, end)
                for cell in part.cells:
                    cell.items = [
                        item for item in cell.items if not (isinstance(item, Paragraph) and item.index in named)
                    ]
                flow.append(part)
                continue
            for cell in rest:
                flow += self._flow(cell.items)
            flow += self._content_rows(table, row + 1, end)
        return flow

    def _content_rows(self, table: Table, start: int, end: int) -> list[Flow]:
        """Rows between two headings: single cells are text, rows of several cells stay tables."""
        flow: list[Flow] = []
        row = start
        while row < end:
            cells = [cell for cell in table.starting_cells(row) if cell.text or cell.tables]
            if len(cells) <= 1:
                for cell in cells:
                    flow += self._flow(cell.items)
                for cell in table.starting_cells(row):
                    if not cells:
                        flow += [item for item in cell.items if isinstance(item, Paragraph)]
                row += 1
                continue
            last = row
            while last < end and len([cell for cell in table.row_cells(last) if cell.text or cell.tables]) > 1:
                last += 1
            # A full-width row inside a step table (case, stage, note) does not end it.
            if find_heading(table.part(row, end)) is not None:
                last = end
            flow.append(table.part(row, last))
            row = last
        return flow

    def _holds_many(self) -> bool:
        """Whether the file holds many procedures: its step tables name them in rows, or a line before each does."""
        before: list[Paragraph] = []
        named: set[str] = set()
        for item in self.walk.flow:
            if isinstance(item, Paragraph):
                if item.text:
                    before.append(item)
            elif isinstance(item, HeadingLine):
                before = []
            else:
                heading = find_heading(item)
                if heading is None:
                    continue
                if heading.names_procedures:
                    return True
                rows = read_rows(item, heading, heading.first + heading.rows, many=True)
                titles = [row for row in rows if row.kind is RowKind.TITLE and not begins_case(row.label)]
                if (
                    len(titles) >= 2
                    and sum(row.kind is RowKind.STEP for row in rows) >= 2 * len(titles)
                    and _restarts(rows)
                ):
                    return True
                title = _title_before(before)
                if title is not None:
                    named.add(folded(title.text))
                before = []
        one_cover = any(
            isinstance(item, Table) and (covers.is_sign_off(item) or covers.is_cover_table(item))
            for item in self.walk.flow
        )
        self.titles_by_line = len(named) >= 2 and not one_cover
        return self.titles_by_line

    # --- tables ------------------------------------------------------------------------------------------------------

    def _take_table(self, table: Table) -> None:
        walk = self.walk
        walk.toc_keys = None
        if walk.in_forms or self._starts_form(table):
            self._add_form_block(table)
            return
        if not walk.sections or not self.steps.drafts:
            if covers.is_amendments(table) and find_heading(table) is None:
                self.document.amendments += covers.read_amendments(table)
                _target(table, "amendments")
                return
            if covers.is_cover_table(table) and find_heading(table) is None:
                self._take_cover(covers.read_cover_table(table), table)
                return
        if covers.is_sign_off(table):
            self.document.cover.signers += covers.read_sign_off(table)
            _target(table, "cover.signers")
            return
        heading = find_heading(table)
        if heading is not None and not self._keeps_records():
            self._take_steps(table, heading)
            return
        if walk.last_step is not None and self._continues(table):
            last = walk.last_step[1]
            self._add_rows(table, Heading(0, 0, last.columns), 0)
            return
        walk.last_step = None
        self._add_block(Block(BlockKind.TABLE, table=table.kept(), place=table.place), table.every_paragraph())
        self._remember(table)

    def _take_steps(self, table: Table, heading: Heading) -> None:
        if heading.first:
            before = table.part(0, heading.first)
            if not self.steps.many and (named := _title_before(list(before.every_paragraph()))) is not None:
                read = covers.ReadCover()
                read.take("title", named.text, *named.paragraphs)
                self.read_covers.append(read)
            self._add_block(Block(BlockKind.TABLE, table=before.kept(), place=table.place), before.every_paragraph())
        start = heading.first + heading.rows
        for cell in (cell for cell in table.cells if heading.first <= cell.row < start):
            for paragraph in cell.every_paragraph():
                paragraph.target = "steps.heading"
        last = self.walk.last_step
        if last is not None and same_heading(last[1], heading):
            # The heading repeated at the top of a page: the labels of the first one stay.
            heading = Heading(heading.first, heading.rows, _relabelled(heading, last[1]))
        self._add_rows(table, heading, start)

    def _add_rows(self, table: Table, heading: Heading, start: int) -> None:
        walk = self.walk
        caption = [] if walk.last_step is not None else [paragraph for paragraph in walk.caption if paragraph.text]
        rows = read_rows(table, heading, start, many=self.steps.many)
        self.steps.add_table(table, heading, rows, caption)
        walk.caption = []
        walk.last_step = (table, heading)
        walk.seen.add("steps")

    def _continues(self, table: Table) -> bool:
        """A table right after a step table, without a heading: its rows go on when they fit the columns."""
        assert self.walk.last_step is not None
        last, heading = self.walk.last_step
        if abs(table.columns - last.columns) > 0 or table.rows == 0:
            return False
        rows = read_rows(table, Heading(0, 0, heading.columns), 0, many=self.steps.many)
        return any(row.kind in (RowKind.STEP, RowKind.TOTAL) for row in rows)

    def _keeps_records(self) -> bool:
        return (
            bool(self.walk.sections)
            and self.walk.sections[-1].key in ("records", "distribution")
            and "steps" in self.walk.seen
        )

    def _take_cover(self, read: covers.ReadCover, table: Table) -> None:
        self.read_covers.append(read)
        _mark_used(read)
        for paragraph in table.every_paragraph():
            paragraph.target = read.used.get(paragraph.index, paragraph.target) or "cover.other"
            if paragraph.text and paragraph.index not in read.used:
                read.cover.other.append(("", paragraph.text))

    def _remember(self, table: Table) -> None:
        """Rows of the tables of forms and records are read as lists too."""
        key = self.walk.sections[-1].key if self.walk.sections else ""
        if key == "records":
            self.document.records += _records(table)
        elif key == "forms":
            self.document.forms += _forms(table)
        elif key == "legal_basis":
            self.document.references += _references_in(table)

    # --- paragraphs --------------------------------------------------------------------------------------------------

    def _take_paragraph(self, paragraph: Paragraph) -> None:
        walk = self.walk
        if paragraph.target:
            return
        if not paragraph.text:
            if paragraph.picture and walk.sections:
                walk.sections[-1].blocks.append(Block(BlockKind.PICTURE, place=paragraph.place))
            return
        if paragraph.toc:
            paragraph.target = "toc"
            return
        if headings.is_toc_title(paragraph.text) and not walk.sections:
            walk.toc_keys = set()
            paragraph.target = "toc"
            return
        if walk.toc_keys is not None and self._in_toc(paragraph):
            paragraph.target = "toc"
            return
        walk.toc_keys = None
        if self.titles_by_line and (title := _title_before([paragraph])) is not None:
            self._begin_named(title)
            return
        heading = headings.heading_line(paragraph)
        if heading is not None and not begins_case(heading.text) and self._is_section(heading):
            walk.in_forms = False
            self._begin_section(heading)
            return
        if walk.in_forms or self._starts_form(paragraph):
            self._add_form_block(paragraph)
            return
        if not _ENDING.fullmatch(paragraph.text):
            walk.last_step = None if not _is_page_mark(paragraph.text) else walk.last_step
            walk.caption.append(paragraph)
        if not walk.sections:
            if headings.AMENDMENTS_TITLE.fullmatch(folded(paragraph.text).strip(" .:")):
                paragraph.target = "amendments"
            else:
                walk.front.append(paragraph)
            return
        if walk.sections[-1].key == "amendments":
            paragraph.target = "amendments"
        self._add_block(_block(paragraph), [paragraph])

    def _in_toc(self, paragraph: Paragraph) -> bool:
        """A typed table of contents goes on while lines are headings that were not listed yet, or end in a page number."""
        assert self.walk.toc_keys is not None
        text = paragraph.text
        if re.search(r"(?:\.{3,}|…|\t|\s)\s*\d{1,3}$", paragraph.raw.strip()) and len(text) < 200:
            found = headings.worded(headings.split_number(text)[1])
            self.walk.toc_keys |= {found[0]} if found else set()
            return True
        body = headings.split_number(text)[1]
        if headings.AMENDMENTS_TITLE.fullmatch(folded(body)):
            return not paragraph.centred
        found = headings.worded(body)
        if found is None or len(text) > 120:
            return False
        if found[0] in self.walk.toc_keys and found[0] != "process":
            return False
        self.walk.toc_keys.add(found[0])
        return True

    def _is_section(self, heading: HeadingLine) -> bool:
        """Whether a heading line begins a section here: inside forms only a numbered main section not met yet does."""
        walk = self.walk
        if walk.in_forms:
            return (
                heading.known
                and heading.level == 1
                and bool(heading.number)
                and heading.key not in walk.seen
                and heading.key in ("records", "forms", "content")
            )
        if not walk.sections and not heading.known:
            return False
        if (
            not walk.sections
            and not heading.number
            and heading.key in ("process", "content", "appendix", "other_keywords")
        ):
            # «QUY TRÌNH GIẢI QUYẾT …» on a cover is its title.
            return self.file.kind is FileKind.NATIONAL_EXPORT or self._is_national()
        if heading.key == "appendix" and "steps" in walk.seen:
            return False
        if not heading.known and "records" in walk.seen:
            return False
        return not (heading.key == "process" and not heading.number and len(heading.text) > 80 and not walk.sections)

    def _is_national(self) -> bool:
        first = next((item for item in self.walk.flow if isinstance(item, Paragraph) and item.text), None)
        return first is not None and folded(first.text).startswith("chi tiet thu tuc hanh chinh")

    def _begin_section(self, heading: HeadingLine) -> None:
        walk = self.walk
        walk.caption, walk.last_step, walk.in_forms, walk.toc_keys = [], None, False, None
        key = heading.key
        if not heading.known:
            walk.others += 1
            key = f"other-{walk.others}"
        walk.seen.add(key)
        first = heading.paragraphs[0] if heading.paragraphs else None
        section = Section(key, heading.text, heading.number, heading.level, place=first.place if first else None)
        for paragraph in heading.paragraphs:
            paragraph.target = f"section:{key}"
        for line in heading.inline.split("\n") if heading.inline else []:
            section.blocks.append(Block(BlockKind.PARAGRAPH, line, place=first.place if first else None))
        walk.sections.append(section)
        if walk.title is not None:
            walk.title.sections.append(section)

    def _begin_named(self, title: Title) -> None:
        """A line that names a procedure: what follows, up to the next such line, is its own."""
        walk = self.walk
        walk.title = title
        self.steps.begin_procedure(title)
        self._begin_section(HeadingLine("named", title.number, title.text, 1, paragraphs=title.paragraphs))

    def _add_block(self, block: Block, paragraphs: Iterable[Paragraph]) -> None:
        walk = self.walk
        if not walk.sections:
            self._front_section().blocks.append(block)
            key = "front"
        else:
            walk.sections[-1].blocks.append(block)
            key = walk.sections[-1].key
        for paragraph in paragraphs:
            paragraph.target = paragraph.target or f"section:{key}"

    def _front_section(self) -> Section:
        """What stands before the first section and is no cover."""
        found = next((section for section in self.document.sections if section.key == "front"), None)
        if found is None:
            found = Section("front", "", level=1)
            self.document.sections.append(found)
        return found

    # --- forms inside the file ---------------------------------------------------------------------------------------

    def _starts_form(self, item: Paragraph | Table) -> bool:
        """After steps and records, whole application forms follow: a one-cell table, the State's name, «Mẫu số …»."""
        walk = self.walk
        if "steps" not in walk.seen or not ({"records", "forms"} & walk.seen):
            return False
        if isinstance(item, Table):
            texts = [folded(paragraph.text) for paragraph in item.every_paragraph() if paragraph.text][:6]
            return any("cong hoa xa hoi chu nghia" in text for text in texts) or (
                "records" in walk.seen
                and len(item.cells) == 1
                and any(headings.FORM_START.search(text) for text in texts)
            )
        plain = folded(item.text)
        if "cong hoa xa hoi chu nghia" in plain:
            return True
        set_off = item.centred or item.bold or item.text.isupper()
        return "records" in walk.seen and set_off and len(plain) < 250 and bool(headings.FORM_START.search(plain))

    def _add_form_block(self, item: Paragraph | Table) -> None:
        walk = self.walk
        if isinstance(item, Table):
            block = Block(BlockKind.TABLE, table=item.kept(), place=item.place)
            paragraphs = list(item.every_paragraph())
        else:
            block, paragraphs = _block(item), [item]
        if not walk.in_forms or (self._starts_form(item) and _says_more(walk.forms[-1])):
            walk.forms.append(NamedForm("", place=block.place))
        walk.in_forms = True
        form = walk.forms[-1]
        form.blocks.append(block)
        form.name = form.name or _form_name(paragraphs)
        if not form.code and (
            match := next((found for paragraph in paragraphs[:4] if (found := _FORM_CODE.match(paragraph.text))), None)
        ):
            form.code = flat(match[1])
        for paragraph in paragraphs:
            paragraph.target = paragraph.target or f"form:{len(walk.forms)}"
            for box in every_paragraph(paragraph.boxes):
                box.target = box.target or f"form:{len(walk.forms)}"

    # --- cover and page heads ----------------------------------------------------------------------------------------

    def _read_front(self) -> None:
        """The lines before the first section: cover lines where they read as such, the rest is kept as front matter."""
        read = covers.read_cover_lines(self.walk.front)
        self.read_covers.append(read)
        for paragraph in self.walk.front:
            if paragraph.target:
                continue
            if paragraph.index in read.used:
                paragraph.target = read.used[paragraph.index]
            else:
                self._front_section().blocks.append(_block(paragraph))
                paragraph.target = "section:front"

    def _read_page_heads(self) -> None:
        for items, part in [(items, "header") for items in self.source.headers] + [
            (items, "footer") for items in self.source.footers
        ]:
            paragraphs = [paragraph for paragraph in every_paragraph(items) if paragraph.text]
            for paragraph in paragraphs:
                paragraph.target = part
            for item in items:
                if isinstance(item, Table) and covers.is_cover_table(item) and part == "header":
                    self.read_covers.append(covers.read_cover_table(item))
            self._compare_lines(paragraphs, part)

    def _compare_lines(self, paragraphs: list[Paragraph], part: str) -> None:
        """Single lines of heads and feet: «Lần ban hành: 2», «Ngày hiệu lực: …», «Tên quy trình: …»."""
        read = covers.ReadCover()
        for paragraph in paragraphs:
            for name, pattern in _FOOT_FACTS:
                if match := pattern.search(paragraph.text):
                    read.take(name, match[1].strip(" _.-–|"), paragraph)
        if read.used:
            read.used = dict.fromkeys(read.used, part)
            self.read_covers.append(read)

    def _merge_covers(self) -> None:
        """The cover decides; each later place fills what is missing, and what it says otherwise is a doubt."""
        merged = self.document.cover
        signers = merged.signers
        said: set[tuple[str, str]] = set()
        for read in self.read_covers:
            for name in (
                "agency",
                "kind",
                "title",
                "code",
                "issue",
                "revision",
                "issued_on_text",
                "effective_on_text",
                "decision",
                "field_of_work",
            ):
                value, known = getattr(read.cover, name), getattr(merged, name)
                if not value:
                    continue
                if not known:
                    setattr(merged, name, value)
                elif _alike(name, value, known):
                    if name == "title" and known.isupper() and not value.isupper():
                        setattr(merged, name, value)
                elif name in _COMPARED and (name, folded(value)) not in said:
                    said.add((name, folded(value)))
                    place = Place(min(read.used)) if read.used else None
                    part = next((part for part in read.used.values() if part in ("header", "footer")), "")
                    where = {"header": "đầu trang", "footer": "chân trang"}.get(part, "chỗ khác của tệp")
                    text = f"{_COMPARED[name]} trên bìa là «{flat(known)}», ở {where} là «{flat(value)}»: lấy theo bìa."
                    self.document.doubts.append(Doubt("cover-conflict", text, place))
            signers += [signer for signer in read.cover.signers if signer not in signers]
            merged.other += [pair for pair in read.cover.other if pair not in merged.other]
        merged.signers = signers
        merged.title = flat(merged.title).strip(" :")
        merged.issued_on = covers.parsed_date(merged.issued_on_text)
        merged.effective_on = covers.parsed_date(merged.effective_on_text)
        if merged.issued_on_text and merged.issued_on is None and re.search(r"\d", merged.issued_on_text):
            self.document.doubts.append(
                Doubt("date-unreadable", f"Không đọc được ngày ban hành «{merged.issued_on_text}».")
            )

    def _read_apart(self) -> None:
        """Footnotes, comments and diagrams stand in sections of their own."""
        for key, heading, paragraphs in (
            ("footnotes", "Chú thích cuối trang", self.source.notes),
            ("comments", "Ghi chú bên lề", self.source.comments),
            ("diagram", "Chữ trong sơ đồ", self.source.diagrams),
        ):
            texts = [paragraph for paragraph in paragraphs if paragraph.text]
            if texts:
                section = Section(
                    key, heading, level=1, blocks=[_block(paragraph) for paragraph in texts], place=texts[0].place
                )
                self.walk.sections.append(section)
                for paragraph in texts:
                    paragraph.target = f"section:{key}"
        for paragraph in self.source.hidden:
            paragraph.target = "hidden"

    # --- details and composition -------------------------------------------------------------------------------------

    def _read_details(self) -> None:
        document = self.document
        for section in self.walk.sections:
            lines = [
                block
                for block in section.blocks
                if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.text
            ]
            if section.key in ("references", "legal_basis"):
                for block in lines:
                    number = _OFFICIAL_NUMBER.search(block.text)
                    document.references.append(
                        Reference(_without_dash(block.text), number[0] if number else "", section.key, block.place)
                    )
            elif section.key == "limit" and not document.limit_text:
                document.limit_text = "\n".join(block.text for block in lines)
            elif section.key == "forms" and not any(not form.blocks for form in document.forms):
                for block in lines:
                    text = _without_dash(block.text)
                    code = _FORM_CODE.match(text)
                    rest = text[code.end() :] if code else text
                    document.forms.append(NamedForm(rest or text, flat(code[1]) if code else "", place=block.place))
            elif section.key == "records" and not document.records:
                document.records += [
                    RecordToKeep(_without_dash(block.text), place=block.place)
                    for block in lines
                    if not _KEEPING.search(folded(block.text))
                ]
        document.forms += self.walk.forms

    def _compose(self) -> None:
        """One document of one procedure, or one per procedure with what is common kept beside them."""
        file, document = self.file, self.document
        file.source_encoding = self.source.encoding
        document.sections += self.walk.sections
        limit = document.limit_text
        if self.steps.many and self.steps.drafts:
            file.kind = FileKind.MANY_PROCEDURES
            file.title = flat(f"{document.cover.kind} {document.cover.title}")
            own = [id(section) for draft in self.steps.drafts if draft.title for section in draft.title.sections]
            file.common_sections = [section for section in document.sections if id(section) not in own]
            file.doubts += document.doubts
            for draft in self.steps.drafts:
                sections = draft.title.sections if draft.title else []
                one = draft.finish(_limit_in(sections))
                one.sections = sections
                self._inherit(one, document.cover)
                file.procedures.append(one)
            if self.steps.groups:
                heading = "Các dòng chỉ gộp nhóm, không có bước riêng"
                blocks = [
                    Block(BlockKind.PARAGRAPH, f"{group.number} {group.text}".strip(), place=_first_place(group))
                    for group in self.steps.groups
                ]
                file.common_sections.append(Section("groups", heading, blocks=blocks))
            return
        single = self._single_draft()
        if single is None:
            file.kind = FileKind.NATIONAL_EXPORT if self._is_national() else FileKind.NO_STEPS
            file.procedures = [document]
            text = "Không tìm thấy bảng các bước trong tệp; không tự tạo bước nào."
            document.doubts.append(Doubt("no-step-table", text))
            return
        file.kind = FileKind.PROCEDURE
        recognised = single.finish(limit)
        for name in ("cover", "amendments", "sections", "forms", "records", "references"):
            setattr(recognised, name, getattr(document, name))
        recognised.limit_text = limit
        recognised.doubts = document.doubts + recognised.doubts
        file.procedures = [recognised]
        if not recognised.cover.title:
            recognised.doubts.append(Doubt("title-missing", "Không tìm thấy tên quy trình trên bìa hay đầu trang."))
        if not recognised.cover.code:
            recognised.doubts.append(Doubt("code-missing", "Không tìm thấy mã hiệu trên bìa hay đầu trang."))

    def _single_draft(self) -> Draft | None:
        return self.steps.drafts[0] if self.steps.drafts and self.steps.drafts[0].has_steps else None

    def _inherit(self, one: RecognisedDocument, common: Cover) -> None:
        one.cover.agency, one.cover.decision = common.agency, common.decision
        one.cover.issued_on_text, one.cover.issued_on = common.issued_on_text, common.issued_on

    # --- doubts and account ------------------------------------------------------------------------------------------

    def _say_findings(self) -> None:
        doubts = self.file.doubts
        hidden = [finding for finding in self.source.findings if finding.code == "hidden-text"]
        if hidden:
            shown = "; ".join(f"«{flat(text)}»" for finding in hidden for text in finding.texts)
            doubts.append(
                Doubt(
                    "hidden-text",
                    f"Tệp có {len(hidden)} chỗ chữ ẩn, màn hình không hiện; không đưa vào nội dung: {shown}",
                    hidden[0].place,
                )
            )
        for finding in self.source.findings:
            if finding.code == "legacy-encoding":
                name = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}[finding.texts[0]]
                how = "theo tên phông" if finding.texts[2] == "font" else "theo dạng chữ"
                text = f"Chữ mã {name} đã được chuyển sang Unicode ({how}, {finding.texts[1]} chỗ): cần đọc lại."
                doubts.append(Doubt("legacy-encoding", text))
            elif finding.code != "hidden-text":
                doubts.append(Doubt(finding.code, finding.texts[0] if finding.texts else "", finding.place))
        comments = [flat(paragraph.text) for paragraph in self.source.comments if paragraph.text]
        if comments:
            shown = "; ".join(f"«{text}»" for text in comments)
            doubts.append(
                Doubt(
                    "comments",
                    f"Tệp có {len(comments)} ghi chú bên lề chưa xử lý: {shown}",
                    self.source.comments[0].place,
                )
            )
        pictures = [paragraph for paragraph in every_paragraph(self.source.body) if paragraph.picture]
        if pictures:
            doubts.append(
                Doubt(
                    "pictures",
                    f"Tệp có {len(pictures)} hình (lưu đồ, dấu, đường kẻ…): chữ trong hình không đọc được, xem bản gốc.",
                    pictures[0].place,
                )
            )

    def _account(self) -> None:
        file = self.file
        paragraphs = self.source.every_paragraph()
        file.paragraphs = [
            SourceParagraph(
                paragraph.place, paragraph.text, "" if paragraph.bullet else paragraph.number, paragraph.target
            )
            for paragraph in paragraphs
            if paragraph.text or paragraph.number
        ]
        run: list[SourceParagraph] = []
        for paragraph in [*file.paragraphs, SourceParagraph(Place(-9), "", target="end")]:
            if paragraph.text and not paragraph.target:
                run.append(paragraph)
            elif run and paragraph.text:
                texts = " / ".join(one.text for one in run)
                file.doubts.append(Doubt("unplaced", f"Chưa xếp được vào mục nào: «{flat(texts)}»", run[0].place))
                run = []
        if run:
            file.doubts.append(
                Doubt(
                    "unplaced",
                    f"Chưa xếp được vào mục nào: «{flat(' / '.join(one.text for one in run))}»",
                    run[0].place,
                )
            )


_FOOT_FACTS = [
    ("issue", re.compile(r"(?:Lần ban hành|Ban hành lần)\s*:?\s*(\d+)", re.IGNORECASE)),
    (
        "effective_on_text",
        re.compile(
            r"(?:Ngày hiệu lực|Hiệu lực từ|Ngày có hiệu lực)\s*:?\s*((?:ngày\s*)?\d[\w\s/.-]*\d{4})", re.IGNORECASE
        ),
    ),
    ("issued_on_text", re.compile(r"Ngày ban hành\s*:?\s*((?:ngày\s*)?\d[\w\s/.-]*\d{4})", re.IGNORECASE)),
    ("title", re.compile(r"Tên quy trình\s*:\s*([^\n]+)", re.IGNORECASE)),
    ("code", re.compile(r"(?:Mã hiệu|Mã số|Ký hiệu)\s*:?\s*((?:QT|HD|BM|QĐ)[\w ./-]*)", re.IGNORECASE)),
]
_COMPARED = {
    "title": "Tên quy trình",
    "code": "Mã hiệu",
    "issue": "Lần ban hành",
    "revision": "Lần sửa đổi",
    "issued_on_text": "Ngày ban hành",
    "effective_on_text": "Ngày hiệu lực",
}
_KEEPING = re.compile(r"duoc luu|thoi gian luu|luu tru theo|chuyen ho so|^\.?/?\.?$")
_PAGE_MARK = re.compile(r"(?:trang\s*)?[-–]?\s*\d{1,4}(?:\s*/\s*\d{1,4})?\s*[-–]?", re.IGNORECASE)


def recognised_file(source: SourceDocument) -> RecognisedFile:
    """What is in a source; name, hash and format are the caller's to add."""
    if is_own(source):
        return read_own(source)
    parts = _whole_procedures(source)
    if len(parts) < 2:
        return Recogniser(source).recognise()
    return _together([Recogniser(part).recognise() for part in parts])


def _whole_procedures(source: SourceDocument) -> list[SourceDocument]:
    """A file of several procedures each with a cover of its own, cut before each cover; one part when there is one.

    Page heads, notes and findings belong to the file: they stay with the first part. The head of a page names one of the
    procedures, so that it is compared with none.
    """
    starts: list[int] = []
    codes: set[str] = set()
    for place, item in enumerate(source.body):
        if isinstance(item, Table) and covers.is_cover_table(item) and find_heading(item) is None:
            code = re.sub(r"\W+", "", folded(covers.read_cover_table(item).cover.code))
            if code and code not in codes:
                codes.add(code)
                starts.append(place)
    bounds = [0, *starts[1:], len(source.body)]
    bodies = [source.body[start:end] for start, end in itertools.pairwise(bounds)]
    if len(bodies) < 2 or not all(_has_steps(body) for body in bodies):
        return [source]
    parts = [SourceDocument(body=body, encoding=source.encoding, producer=source.producer) for body in bodies]
    parts[0].notes, parts[0].comments, parts[0].diagrams = source.notes, source.comments, source.diagrams
    parts[0].hidden, parts[0].findings = source.hidden, source.findings
    for part in [*source.headers, *source.footers]:
        for paragraph in every_paragraph(part):
            paragraph.target = "header" if part in source.headers else "footer"
    parts[0].apart = [paragraph for part in [*source.headers, *source.footers] for paragraph in every_paragraph(part)]
    return parts


def _has_steps(body: list[Item]) -> bool:
    return any(
        find_heading(table) is not None
        for item in body
        if isinstance(item, Table)
        for table in [item, *(inner for cell in item.cells for inner in _inner_tables(cell))]
    )


def _together(files: list[RecognisedFile]) -> RecognisedFile:
    """One file of the procedures of all parts, with every paragraph and every doubt of each."""
    whole = files[0]
    for file in files[1:]:
        whole.procedures += file.procedures
        whole.common_sections += file.common_sections
        whole.doubts += file.doubts
        whole.paragraphs += file.paragraphs
    whole.kind = FileKind.MANY_PROCEDURES
    whole.paragraphs.sort(key=lambda paragraph: paragraph.place.index)
    return whole


def _heading_row(table: Table, row: int) -> HeadingLine | None:
    """The section heading a table row is: «5.1 | Cơ sở pháp lý», «1. MỤC ĐÍCH», «Mục đích | …»."""
    cells = [cell for cell in table.starting_cells(row) if cell.text or cell.tables]
    if not cells:
        return None
    first = cells[0]
    if len(first.paragraphs) > 6:
        return None
    if (
        len(cells) >= 2
        and len(flat(first.printed)) <= 6
        and (heading := headings.heading_of_cells(flat(first.printed), cells[1].text)) is not None
    ):
        heading.paragraphs = [
            paragraph for cell in cells[:2] for paragraph in cell.paragraphs if paragraph.text or paragraph.number
        ]
        return heading
    number, body = headings.split_number(flat(first.text))
    lines = [paragraph for paragraph in first.paragraphs if paragraph.text]
    if (
        len(lines) == 1
        and "\n" not in lines[0].text
        and (heading := headings.heading_of_cells(number or lines[0].number, body)) is not None
    ):
        heading.paragraphs = lines
        return heading
    return None


def _section_keys(cell: Cell) -> set[str]:
    """The known sections whose headings stand in a cell, nested tables included."""
    found = (headings.heading_line(paragraph) for paragraph in cell.every_paragraph())
    return {heading.key for heading in found if heading is not None and heading.known}


def _lists_headings(table: Table) -> bool:
    """Whether a table after «MỤC LỤC» is the table of contents."""
    keys = {
        found[0]
        for cell in table.cells
        if (found := headings.worded(headings.split_number(flat(cell.text))[1])) is not None
    }
    return len(keys) >= 3 and all(len(cell.text) < 200 for cell in table.cells)


def _inner_tables(cell: Cell) -> list[Table]:
    found = []
    for table in cell.tables:
        found.append(table)
        for inner in table.cells:
            found += _inner_tables(inner)
    return found


def _title_before(paragraphs: list[Paragraph]) -> Title | None:
    """The line before a step table that names its procedure («1. Thủ tục: Cấp giấy phép …»)."""
    for paragraph in reversed(paragraphs[-4:]):
        number, body = headings.split_number(paragraph.printed)
        if (match := _NAMED.match(body)) and len(match["name"].split()) >= 2 and len(body) < 400:
            return Title(number, flat(match["name"]), paragraphs=[paragraph])
        heading = headings.heading_line(paragraph)
        if heading is not None and heading.known:
            continue
        if names_procedure(paragraph.printed) and not begins_case(paragraph.text):
            text = re.sub(
                r"^(?:tên\s+)?(?:thủ tục|TTHC|quy trình)(?:\s+(?:số\s*)?\d+)?\s*:\s*", "", body, flags=re.IGNORECASE
            )
            return Title(number, flat(text), paragraphs=[paragraph])
    return None


def _limit_in(sections: list[Section]) -> str:
    return "\n".join(
        block.text for section in sections if section.key == "limit" for block in section.blocks if block.text
    )


def _restarts(rows: list[Row]) -> bool:
    """Step numbers begin again after title rows."""
    ones = [row for row in rows if row.kind is RowKind.STEP and re.search(r"(?<!\d)0?1\D*$", row.number)]
    return len(ones) >= 2


def _relabelled(heading: Heading, first: Heading) -> list[Column]:
    """The columns of a repeated heading with the wording of the first one, where both have the same roles."""
    if heading.shape != first.shape:
        return heading.columns
    for mine, other in zip(heading.columns, first.columns, strict=True):
        mine.heading = other.heading
    return heading.columns


def _block(paragraph: Paragraph) -> Block:
    kind = BlockKind.LIST_ITEM if paragraph.level is not None else BlockKind.PARAGRAPH
    return Block(kind, paragraph.text, paragraph.number, paragraph.level or 0, place=paragraph.place)


def _target(table: Table, target: str) -> None:
    for paragraph in table.every_paragraph():
        paragraph.target = paragraph.target or target


def _mark_used(read: covers.ReadCover) -> None:
    read.used = dict(sorted(read.used.items()))


def _alike(name: str, one: str, other: str) -> bool:
    """Whether two places say the same: dates by the day, numbers by value, titles and codes by their letters."""
    if name.endswith("on_text"):
        first, second = covers.parsed_date(one), covers.parsed_date(other)
        return first == second if first and second else folded(one) == folded(other)
    if (
        name in ("issue", "revision")
        and (numbers := [re.search(r"\d+", text) for text in (one, other)])
        and all(numbers)
    ):
        return len({int(number[0]) for number in numbers if number}) == 1
    plain = [re.sub(r"[\W_]+", "", folded(text)) for text in (one, other)]
    return plain[0] == plain[1] or (
        name == "title"
        and (plain[0].startswith(plain[1]) or plain[1].startswith(plain[0]))
        and min(map(len, plain)) > 12
    )


def _without_dash(text: str) -> str:
    return re.sub(r"^[-–+*•]\s*", "", text)


def _records(table: Table) -> list[RecordToKeep]:
    roles: dict[int, str] = {}
    for cell in table.row_cells(0):
        plain = folded(cell.text)
        if re.search(r"thoi gian|thoi han", plain):
            roles[cell.column] = "kept_for"
        elif re.search(r"noi luu|nguoi luu|don vi luu|trach nhiem|bo phan luu", plain):
            roles[cell.column] = "kept_by"
        elif re.match(r"(?:so )?(?:stt|tt)\b", plain):
            roles[cell.column] = "number"
        elif "name" not in roles.values() and re.search(r"ten|ho so|tai lieu|bieu mau|van ban", plain):
            roles[cell.column] = "name"
    if "name" not in roles.values():
        return []
    records = []
    for row in range(1, table.rows):
        record = RecordToKeep("")
        for cell in table.row_cells(row):
            role = roles.get(cell.column, "")
            if role in ("name", "kept_by", "kept_for"):
                setattr(record, role, cell.text)
            elif cell.text and role != "number":
                record.further[flat((table.at(0, cell.column) or cell).text)] = cell.text
            record.place = record.place or next((paragraph.place for paragraph in cell.paragraphs), None)
        if record.name:
            records.append(record)
    return records


def _forms(table: Table) -> list[NamedForm]:
    name = code = None
    for cell in table.row_cells(0):
        plain = folded(cell.text)
        if code is None and re.search(r"^ma|ky hieu|so hieu|mau so", plain):
            code = cell.column
        elif name is None and re.search(r"ten|bieu mau|noi dung", plain):
            name = cell.column
    if name is None:
        return []
    forms = []
    for row in range(1, table.rows):
        named, coded = table.at(row, name), table.at(row, code) if code is not None else None
        if named is not None and named.text:
            forms.append(
                NamedForm(
                    flat(named.text),
                    flat(coded.text) if coded else "",
                    place=named.paragraphs[0].place if named.paragraphs else None,
                )
            )
    return forms


def _references_in(table: Table) -> list[Reference]:
    references = []
    for row in range(1, table.rows):
        text = " – ".join(flat(cell.text) for cell in table.starting_cells(row) if cell.text)
        number = _OFFICIAL_NUMBER.search(text)
        first = next((paragraph.place for cell in table.starting_cells(row) for paragraph in cell.paragraphs), None)
        if text:
            references.append(Reference(text, number[0] if number else "", "legal_basis", first))
    return references


def _says_more(form: NamedForm) -> bool:
    """A form that already has a body: what starts like a form now is the next one."""
    return len(form.blocks) > 3 or any(block.kind is BlockKind.TABLE for block in form.blocks)


def _form_name(paragraphs: list[Paragraph]) -> str:
    """The title of a form: its first line in capitals or bold that is not the State's name."""
    for paragraph in paragraphs:
        plain = folded(paragraph.text)
        if re.search(
            r"cong hoa xa hoi|doc lap - tu do|^\(?ban hanh|^mau (?:so )?[\w./-]{1,12}$", plain
        ) or not re.search(r"[^\W\d_]{3}", paragraph.text):
            continue
        if paragraph.text.isupper() or paragraph.bold or paragraph.centred:
            return flat(paragraph.text)
    return ""


def _is_page_mark(text: str) -> bool:
    return bool(_PAGE_MARK.fullmatch(flat(text)))


def _first_place(title: Title) -> Place | None:
    return title.paragraphs[0].place if title.paragraphs else None
