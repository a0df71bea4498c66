"""The DOCX of a copy: cover, sign-off, amendments, distribution, the text with its step table, and on every page what it is
a copy of. Page and letters of NĐ 30/2020 (Phụ lục I). Each paragraph carries the style that says what it is
(`iso_docs.word.own_layout`), so that the file comes back through Word in as the same text.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import docx
import segno
from django.utils import translation
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from iso_docs.paper import lanes_picture
from iso_docs.paper.copies import PrintedCopy
from iso_docs.printed_times import written_time
from iso_docs.reading_page import Lanes
from iso_docs.step_times import Group
from iso_docs.word.own_layout import STARTS_FROM, Style
from office.dates import write_date, write_moment

FONT = "Times New Roman"
# NĐ 30/2020/NĐ-CP, Phụ lục I, phần I, mục I.4: top and bottom 20–25 mm, left 30–35 mm, right 15–20 mm on A4.
TOP, RIGHT, BOTTOM, LEFT = 20, 20, 20, 30
TEXT_WIDTH = 210 - LEFT - RIGHT
_TWENTIETHS = 56.693  # of a point in a millimetre
_CONTROL = {code: None for code in range(32) if code not in (9, 10)} | {0xFFFE: None, 0xFFFF: None}

# What differs from the body text: points, bold, italic, alignment, outline level.
_LOOKS: dict[Style, dict[str, Any]] = {
    Style.AGENCY: {"bold": True, "align": "center"},
    Style.KIND: {"bold": True, "align": "center"},
    Style.TITLE: {"bold": True, "align": "center"},
    Style.SIGNERS: {"bold": True, "keep": True, "before": 12},
    Style.AMENDMENTS: {"bold": True, "keep": True, "before": 12},
    Style.DISTRIBUTION: {"bold": True, "keep": True, "before": 12},
    Style.SECTION: {"bold": True, "keep": True, "before": 9, "outline": 0, "points": 14},
    Style.STEPS: {"bold": True, "keep": True, "before": 9},
    Style.FORMS: {"bold": True, "keep": True, "before": 12, "outline": 0, "points": 14},
    Style.REFERENCES: {"bold": True, "keep": True, "before": 12, "outline": 0, "points": 14},
    Style.RECORDS: {"bold": True, "keep": True, "before": 12, "outline": 0, "points": 14},
    Style.TEXT: {"align": "both", "points": 13, "after": 6},
    Style.FLOW: {"align": "center", "after": 6},
    Style.STAGE: {"bold": True},
    Style.HEAD_CELL: {"bold": True},
    Style.CASE: {"bold": True},
    Style.TOTAL: {"bold": True},
    Style.POST: {"italic": True},
    Style.STARTS_FROM: {"italic": True},
    Style.NOT_COUNTED: {"italic": True},
    Style.AID: {"italic": True, "points": 10},
    Style.REASON: {"italic": True, "before": 6},
} | {
    style: {"bold": True}
    for style in (
        Style.COLUMN_NUMBER,
        Style.COLUMN_WORK,
        Style.COLUMN_WHO,
        Style.COLUMN_TIME,
        Style.COLUMN_RESULT,
        Style.COLUMN_NOTE,
    )
}

Line = tuple[Style, str]


@dataclass
class _Cell:
    lines: list[Line] = field(default_factory=list)
    span: int = 1
    down: str = ""  # «restart», «continue»


@translation.override("vi")
def docx_of(copy: PrintedCopy) -> bytes:
    """The file. Opens in Word and LibreOffice; reads back as the same text."""
    document = docx.Document()
    _set_up(document, copy)
    body = _Body(document)
    _cover(body, copy)
    _signers(body, copy)
    _amendments(body, copy)
    _distribution(body, copy)
    body.page_break()
    _content(body, copy)
    _header(document, copy)
    _footer(document, copy)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- the page ---------------------------------------------------------------------------------------------------------


def _set_up(document: Document, copy: PrintedCopy) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    fonts = normal.element.rPr.rFonts
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    normal.paragraph_format.space_after = Pt(0)
    for style in Style:
        look = _LOOKS.get(style, {})
        made = document.styles.add_style(style.value, WD_STYLE_TYPE.PARAGRAPH)
        made.element.set(qn("w:styleId"), style.identity)
        made.base_style = normal
        made.font.bold, made.font.italic = look.get("bold"), look.get("italic")
        if "points" in look:
            made.font.size = Pt(look["points"])
        form = made.paragraph_format
        form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
        form.keep_with_next = look.get("keep")
        if "align" in look:
            made.element.get_or_add_pPr().append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{look["align"]}"/>'))
        if "outline" in look:
            made.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{look["outline"]}"/>'))
    thumbnail = next(  # of the blank template: no picture of this document
        (key for key, each in document.part.package.rels.items() if each.reltype.endswith("/thumbnail")), None
    )
    if thumbnail is not None:
        del document.part.package.rels[thumbnail]
    facts = document.core_properties
    facts.title = f"{copy.issue.code} {copy.issue.title}"[:250]
    facts.author = copy.agency[:250]
    facts.subject = f"{copy.issue.version}, sha256 {copy.issue.content_hash}"[:250]
    facts.comments, facts.keywords = "", copy.issue.short_code
    facts.created = facts.modified = copy.printed_at.replace(tzinfo=None)
    facts.last_modified_by = copy.printed_by[:250]
    facts.language = "vi-VN"


class _Body:
    """Puts pieces at the end of a story: the body, or a header or footer."""

    def __init__(self, document: Document, element: Any = None):
        self.document = document
        self.element = document.element.body if element is None else element

    def _put(self, xml: str) -> Any:
        made = parse_xml(xml)
        last = self.element[-1] if len(self.element) else None
        if last is not None and last.tag == qn("w:sectPr"):
            last.addprevious(made)
        else:
            self.element.append(made)
        return made

    def paragraph(self, style: Style, text: str) -> Any:
        return self._put(_paragraph(style, text, root=True))

    def page_break(self) -> None:
        self._put(f'<w:p {nsdecls("w")}><w:r><w:br w:type="page"/></w:r></w:p>')

    def table(
        self, rows: Sequence[Sequence[_Cell]], widths: Sequence[float], *, heads: int = 0, borders: bool = True
    ) -> Any:
        """`widths` in millimetres, one per column of the grid; the first `heads` rows are repeated on each page."""
        twentieths = [round(width * _TWENTIETHS) for width in widths]
        edges = "".join(
            f'<w:{side} w:val="{"single" if borders else "nil"}" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twentieths)
        body = []
        for place, row in enumerate(rows):
            column, cells = 0, []
            for cell in row:
                cells.append(_cell(cell, sum(twentieths[column : column + cell.span])))
                column += cell.span
            head = "<w:tblHeader/>" if place < heads else ""
            body.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>")
        return self._put(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twentieths)}" w:type="dxa"/><w:tblInd w:w="85" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl>"
        )

    def space(self) -> None:
        """Two tables with nothing between them would be one."""
        self.paragraph(Style.AID, "")


def _cell(cell: _Cell, width: int) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    properties += {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(cell.down, "")
    lines = cell.lines or [(Style.CELL, "")]
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(_paragraph(style, text) for style, text in lines)}</w:tc>"


def _paragraph(style: Style, text: str, *, root: bool = False) -> str:
    return f'<w:p{" " + nsdecls("w") if root else ""}><w:pPr><w:pStyle w:val="{style.identity}"/></w:pPr>{_run(text)}</w:p>'


def _run(text: str) -> str:
    """Line breaks and tabs as Word writes them; what XML cannot hold is left out."""
    pieces = []
    for number, line in enumerate(text.translate(_CONTROL).split("\n")):
        if number:
            pieces.append("<w:br/>")
        for place, part in enumerate(line.split("\t")):
            pieces.append("<w:tab/>" if place else "")
            if part:
                pieces.append(f'<w:t xml:space="preserve">{_escaped(part)}</w:t>')
    return f"<w:r>{''.join(pieces)}</w:r>" if any(pieces) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(style: Style, text: str) -> list[Line]:
    """A paragraph per line."""
    return [(style, line) for line in text.split("\n")] if text else []


# --- cover ------------------------------------------------------------------------------------------------------------


def _facts(copy: PrintedCopy) -> list[Line]:
    issue = copy.issue
    facts = [
        (Style.CODE, f"{_('Mã hiệu')}: {issue.code}"),
        (Style.ISSUE, f"{_('Lần ban hành')}: {issue.issue_no:02d}"),
        (Style.REVISION, f"{_('Lần sửa đổi')}: {issue.revision_no:02d}" if issue.revision_no else ""),
        (Style.ISSUED_ON, f"{_('Ngày ban hành')}: {write_date(issue.issued_at)}"),
        (Style.EFFECTIVE_ON, f"{_('Ngày hiệu lực')}: {write_date(issue.effective_from)}"),
        (Style.DECISION, f"{_('Quyết định')}: {issue.decision_number}" if issue.decision_number else ""),
        (Style.FIELD, f"{_('Lĩnh vực')}: {issue.frozen['field']}" if issue.frozen["field"] else ""),
    ]
    return [(style, text) for style, text in facts if text]


def _cover(body: _Body, copy: PrintedCopy) -> None:
    name = [(Style.KIND, str(copy.issue.get_kind_display()).upper()), (Style.TITLE, copy.issue.title)]
    body.table([[_Cell([(Style.AGENCY, copy.agency.upper())]), _Cell(name), _Cell(_facts(copy))]], [42, 66, 52])
    if copy.is_void:
        body.paragraph(Style.AID, str(copy.state.label).upper())


def _signers(body: _Body, copy: PrintedCopy) -> None:
    if not copy.signers:
        return
    body.paragraph(Style.SIGNERS, _("Trách nhiệm"))
    width = (TEXT_WIDTH - 28) / len(copy.signers)

    def row(label: str, texts: Iterable[str], style: Style = Style.CELL) -> list[_Cell]:
        return [_Cell([(Style.HEAD_CELL, label)]), *(_Cell(_lines(style, text)) for text in texts)]

    names = [each.name + (f"\n({_('thay')} {each.acted_for})" if each.acted_for else "") for each in copy.signers]
    body.table(
        [
            row(_("Trách nhiệm"), (each.part for each in copy.signers), Style.HEAD_CELL),
            row(_("Họ tên"), names),
            row(_("Chức vụ"), (each.post for each in copy.signers)),
            row(_("Ký lúc"), (write_moment(each.signed_at) for each in copy.signers)),
        ],
        [28, *[width] * len(copy.signers)],
    )


def _amendments(body: _Body, copy: PrintedCopy) -> None:
    body.paragraph(Style.AMENDMENTS, _("Bảng theo dõi sửa đổi"))
    heads = [_("Lần"), _("Ngày ban hành"), _("Có hiệu lực từ"), _("Nội dung sửa đổi")]
    rows = [_row(Style.HEAD_CELL, heads)]
    for each in copy.history:
        facts = [each.version, write_date(each.issued_at), write_date(each.effective_from)]
        rows.append(_row(Style.CELL, [*facts, each.frozen["change_summary"]]))
    body.table(rows, [38, 28, 28, 66], heads=1)


def _distribution(body: _Body, copy: PrintedCopy) -> None:
    body.paragraph(Style.DISTRIBUTION, _("Nơi nhận"))
    if not copy.receivers:
        body.paragraph(Style.AID, _("Chưa ghi nơi nhận."))
        return
    rows = [_row(Style.HEAD_CELL, [_("TT"), _("Đơn vị, vai trò, cán bộ")])]
    rows += [_row(Style.CELL, [str(number), each]) for number, each in enumerate(copy.receivers, start=1)]
    body.table(rows, [14, 146], heads=1)


def _row(style: Style, texts: Sequence[str]) -> list[_Cell]:
    return [_Cell(_lines(style, text)) for text in texts]


# --- content ----------------------------------------------------------------------------------------------------------


def _content(body: _Body, copy: PrintedCopy) -> None:
    content = copy.page.content
    places = [place for place, section in enumerate(content["sections"]) if section["key"].startswith("process")]
    # The steps stand where the paper they came from had them, else after all sections.
    steps_after = places[-1] if places else None
    for place, section in enumerate(content["sections"]):
        number = f"{section['number']}\t" if section["number"] else ""
        body.paragraph(Style.SECTION, f"{number}{section['heading']}")
        for piece in section["body"]:
            if piece["type"] == "table":
                _kept_table(body, piece["rows"])
            else:
                body.paragraph(Style.TEXT, piece["text"])
        if place == steps_after:
            _steps(body, copy)
    if steps_after is None:
        _steps(body, copy)
    if content["difference_reason"]:
        body.paragraph(
            Style.REASON, f"{_('Tổng thời gian khác thời hạn, đã chấp nhận')}: {content['difference_reason']}"
        )
    _lists(body, content)


def _lists(body: _Body, content: Any) -> None:
    if content["forms"]:
        body.paragraph(Style.FORMS, _("Danh mục biểu mẫu"))
        rows = [_row(Style.HEAD_CELL, [_("TT"), _("Mã hiệu"), _("Tên biểu mẫu"), _("Lần ban hành, mã băm")])]
        for number, form in enumerate(content["forms"], start=1):
            frozen = " · ".join(part for part in (form["issue"], form["sha256"][:8]) if part)
            rows.append(_row(Style.CELL, [str(number), form["code"], form["title"], frozen]))
        body.table(rows, [12, 34, 80, 34], heads=1)
    if content["references"]:
        body.paragraph(Style.REFERENCES, _("Danh mục văn bản viện dẫn"))
        for each in content["references"]:
            body.paragraph(Style.TEXT, f"{each['number']}\t{each['title']}" if each["number"] else each["title"])
    if content["records"]:
        body.paragraph(Style.RECORDS, _("Danh mục hồ sơ lưu trữ"))
        heads = [_("TT"), _("Tên hồ sơ"), _("Nơi lưu, người lưu trữ"), _("Thời gian lưu trữ")]
        rows = [_row(Style.HEAD_CELL, heads)]
        for number, each in enumerate(content["records"], start=1):
            rows.append(_row(Style.CELL, [str(number), each["name"], each["kept_by"], each["period"]]))
        body.table(rows, [12, 70, 46, 32], heads=1)


def _kept_table(body: _Body, rows: Sequence[Sequence[dict[str, Any]]]) -> None:
    """A table with the merges of the paper, laid on its grid."""
    grid: dict[tuple[int, int], tuple[dict[str, Any], int, int]] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in grid:
                column += 1
            for down in range(min(cell["rowspan"], len(rows) - row)):
                for right in range(cell["colspan"]):
                    grid.setdefault((row + down, column + right), (cell, down, right))
            column += cell["colspan"]
    if not grid:
        return
    columns = 1 + max(column for _row_, column in grid)
    drawn: list[list[_Cell]] = []
    for row in range(len(rows)):
        line: list[_Cell] = []
        column = 0
        while column < columns:
            cell, down, _right = grid.get((row, column), ({"text": "", "colspan": 1, "rowspan": 1}, 0, 0))
            span = 1
            while span < cell["colspan"] and grid.get((row, column + span), (None, 0, 0))[0] is cell:
                span += 1
            merged = min(cell["rowspan"], len(rows) - row + down) > 1
            style = Style.HEAD_CELL if cell.get("header") else Style.CELL
            lines = [] if down else _lines(style, cell["text"]) or [(style, "")]
            line.append(_Cell(lines, span, ("continue" if down else "restart") if merged else ""))
            column += span
        drawn.append(line)
    body.table(drawn, _fitting(grid, columns))
    body.space()


def _fitting(grid: dict[tuple[int, int], tuple[dict[str, Any], int, int]], columns: int) -> list[float]:
    """Widths after the longest text of each column: «TT» stays narrow, what tells something gets the room."""
    longest = [4] * columns
    for (_at, column), (cell, _down, _right) in grid.items():
        if cell["colspan"] == 1:
            longest[column] = max(longest[column], *(min(len(line), 60) for line in cell["text"].split("\n")))
    return [TEXT_WIDTH * each / sum(longest) for each in longest]


# --- steps ------------------------------------------------------------------------------------------------------------


def _steps(body: _Body, copy: PrintedCopy) -> None:
    page, content = copy.page, copy.page.content
    if not page.rows:
        return
    body.paragraph(Style.STEPS, _("Các bước thực hiện"))
    if page.lanes is not None:
        _picture(body, page.lanes)
    with_result = any(step["result"] for step in content["steps"])
    with_note = any(step["note"] for step in content["steps"])
    cases = content["cases"]
    ends = [
        *([(Style.COLUMN_RESULT, _("Biểu mẫu, kết quả"))] if with_result else []),
        *([(Style.COLUMN_NOTE, _("Ghi chú"))] if with_note else []),
    ]
    firsts = [
        (Style.COLUMN_NUMBER, _("TT")),
        (Style.COLUMN_WORK, _("Trình tự thực hiện")),
        (Style.COLUMN_WHO, _("Trách nhiệm")),
    ]
    rows = _step_heading(firsts, cases, ends)
    heads = len(rows)
    groups = _groups(content)
    stage = ""
    for position, step in enumerate(content["steps"], start=1):
        if step["stage"] != stage:
            stage = step["stage"]
            rows.append(_stage_row(stage, position, cases, groups, len(ends)))
        rows.append(_step_row(step, position, cases, groups, with_result, with_note))
    if cases:
        sums = [_Cell([(Style.TOTAL, head.total or "–")]) for head in page.cases]
        label = _Cell([(Style.TOTAL, _("Cộng, thời gian chung tính một lần"))], span=3)
        rows.append([label, *sums, *(_Cell() for _end in ends)])
    body.table(rows, _widths(len(cases), with_result, with_note), heads=heads)
    body.space()


def _step_heading(firsts: list[Line], cases: list[dict[str, Any]], ends: list[Line]) -> list[list[_Cell]]:
    if not cases:
        return [[_Cell([line]) for line in [*firsts, *ends]]]
    top = [_Cell([line], down="restart") for line in firsts]
    top.append(_Cell([(Style.COLUMN_TIME, _("Thời gian"))], span=len(cases)))
    top += [_Cell([line], down="restart") for line in ends]
    below = [_Cell(down="continue") for _line in firsts]
    for case in cases:
        lines = _lines(Style.CASE, case["name"])
        lines += _time_lines(case["quantity"], case["unit"], case["starts_from"], case["as_printed"], counted=True)
        below.append(_Cell(lines or [(Style.CASE, "")]))
    return [top, below + [_Cell(down="continue") for _line in ends]]


def _step_row(
    step: dict[str, Any],
    position: int,
    cases: list[dict[str, Any]],
    groups: dict[str, list[Group]],
    with_result: bool,
    with_note: bool,
) -> list[_Cell]:
    number = (Style.CELL, step["number"]) if step["number"] else (Style.COUNTED, str(position))
    who = _lines(Style.CELL, step["responsible"]) or _lines(Style.POST, step["post"])
    row = [_Cell([number]), _Cell(_lines(Style.CELL, step["work"])), _Cell(who)]
    for case in cases:
        group = next((one for one in groups[case["key"]] if one.first <= position <= one.last), None)
        if group is None:
            row.append(_Cell())
        elif group.first != position:
            row.append(_Cell(down="continue"))
        else:
            lines = _time_lines(
                group.quantity, group.unit, group.starts_from, group.as_printed, counted=group.is_counted
            )
            if group.last > group.first:
                lines.append((Style.AID, _("chung %(count)s bước") % {"count": group.last - group.first + 1}))
            row.append(_Cell(lines, down="restart" if group.last > group.first else ""))
    if with_result:
        row.append(_Cell(_lines(Style.CELL, step["result"])))
    if with_note:
        row.append(_Cell(_lines(Style.CELL, step["note"])))
    return row


def _stage_row(
    stage: str, position: int, cases: list[dict[str, Any]], groups: dict[str, list[Group]], ends: int
) -> list[_Cell]:
    """Over the first columns only: a time that reaches over the boundary of two stages goes on beside it."""
    row = [_Cell([(Style.STAGE, stage)], span=3)]
    for case in cases:
        reaches = any(group.first < position <= group.last for group in groups[case["key"]])
        row.append(_Cell(down="continue" if reaches else ""))
    return row + [_Cell() for _end in range(ends)]


def _groups(content: Any) -> dict[str, list[Group]]:
    position_of = {step["key"]: position for position, step in enumerate(content["steps"], start=1)}
    found: dict[str, list[Group]] = {case["key"]: [] for case in content["cases"]}
    for time in content["times"]:
        found[time["case"]].append(
            Group(
                case=time["case"],
                first=position_of[time["first"]],
                last=position_of[time["last"]],
                quantity=time["quantity"],
                unit=time["unit"],
                starts_from=time["starts_from"],
                is_counted=time["is_counted"],
                as_printed=time["as_printed"],
            )
        )
    return found


def _time_lines(quantity: Any, unit: str, starts_from: str, as_printed: str, *, counted: bool) -> list[Line]:
    lines: list[Line] = []
    if quantity is not None:
        lines.append((Style.QUANTITY, written_time(Decimal(quantity), unit)))
    elif as_printed:
        lines += _lines(Style.WORDED, as_printed)
    if starts_from:
        lines.append((Style.STARTS_FROM, f"{STARTS_FROM}{starts_from}"))
    if not counted:
        lines.append((Style.NOT_COUNTED, _("không tính vào thời hạn")))
    return lines


def _widths(cases: int, with_result: bool, with_note: bool) -> list[float]:
    number, who = 13.0, 32.0
    time = max(16.0, min(26.0, 56 / max(cases, 1)))
    ends = [24.0] * with_result + [22.0] * with_note
    work = max(30.0, TEXT_WIDTH - number - who - time * cases - sum(ends))
    widths = [number, work, who, *[time] * cases, *ends]
    scale = TEXT_WIDTH / sum(widths)
    return [width * scale for width in widths]


# --- pictures ---------------------------------------------------------------------------------------------------------

_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # the extension of Office 2016 that names the SVG beside its PNG
_SVG_SPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def _picture(body: _Body, lanes: Lanes) -> None:
    """The lanes: PNG for every reader, SVG beside it for those that draw it; the table below is its text."""
    holder = body.paragraph(Style.FLOW, "")
    paragraph = docx.text.paragraph.Paragraph(holder, body.document._body)
    natural = lanes.width * 0.2646  # millimetres at 96 dots an inch
    picture = paragraph.add_run().add_picture(
        io.BytesIO(lanes_picture.png_of(lanes)), width=Mm(min(TEXT_WIDTH, natural))
    )
    picture._inline.docPr.set("descr", lanes.title[:1000])
    package = body.document.part.package
    part = Part(PackURI("/word/media/lanes.svg"), "image/svg+xml", lanes_picture.svg_of(lanes), package)
    link = body.document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = picture._inline.graphic.graphicData.pic.blipFill.blip
    blip.append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{_SVG}"><asvg:svgBlip xmlns:asvg="{_SVG_SPACE}" r:embed="{link}"/></a:ext></a:extLst>'
        )
    )


def _header(document: Document, copy: PrintedCopy) -> None:
    """DOMAIN 2.6: on every page but the first, where the cover says it."""
    header = document.sections[0].header
    header.is_linked_to_previous = False
    _empty(header._element)
    story = _Body(document, header._element)
    name = f"{str(copy.issue.get_kind_display()).upper()}\n{copy.issue.title}"
    facts = "\n".join(text for style, text in _facts(copy) if style not in (Style.DECISION, Style.FIELD))
    story.table(
        [
            [
                _Cell([(Style.HEAD_CELL, copy.agency.upper())]),
                _Cell([(Style.HEAD_CELL, line) for line in name.split("\n")]),
                _Cell(_lines(Style.CELL, facts)),
            ]
        ],
        [42, 66, 52],
    )
    story.space()


def _footer(document: Document, copy: PrintedCopy) -> None:
    """What this paper is a copy of, since when, and how to learn whether it still binds. On the first page too."""
    section = document.sections[0]
    issue = copy.issue
    said = [
        _("BẢN IN KHÔNG KIỂM SOÁT") + (f" · {str(copy.state.label).upper()}" if copy.is_void else ""),
        f"{issue.code} · {issue.title}",
        f"{issue.version} · {_('hiệu lực từ')} {write_date(issue.effective_from)} · {_('mã băm')} {copy.hash_prefix}",
        _("Xuất từ hệ thống lúc %(moment)s") % {"moment": write_moment(copy.printed_at)}
        + (f", {_('người xuất')}: {copy.printed_by}" if copy.printed_by else "")
        + f". {_('Còn hiệu lực hay không')}: {copy.address}",
    ]
    qr = io.BytesIO()
    segno.make(copy.address, error="m").save(qr, kind="png", scale=6, border=2)
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        _empty(footer._element)
        story = _Body(document, footer._element)
        lines: list[Line] = [(Style.AID, line) for line in said]
        made = story.table([[_Cell(), _Cell(lines), _Cell()]], [20, 118, 22], borders=False)
        left, _middle, right = made.findall(".//" + qn("w:tc"))
        holder = docx.text.paragraph.Paragraph(left.find(qn("w:p")), footer)
        picture = holder.add_run().add_picture(io.BytesIO(qr.getvalue()), width=Mm(17))
        picture._inline.docPr.set("descr", copy.address)
        page = right.find(qn("w:p"))
        for xml in (_run(_("Trang") + " "), _page_field("PAGE"), _run("/"), _page_field("NUMPAGES")):
            page.extend(parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
        story.paragraph(Style.AID, "")


def _page_field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _empty(element: Any) -> None:
    for child in list(element):
        element.remove(child)
