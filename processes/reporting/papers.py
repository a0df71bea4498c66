"""The figures of a period and the reminder to a person as files: spreadsheet and Word, with their definitions on them."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from office.dates import write_date, write_moment
from office.models import Person, Unit
from office.numbers import write_number
from processes.models import Dossier
from processes.reporting.figures import BY, Report, lines_of, shares

COLUMNS = (
    "received", "new_online", "new_direct", "new_postal", "new_at_home", "carried_over",
    "resolved", "early", "on_time", "late", "stopped", "open", "open_in_time", "open_late",
)  # fmt: skip


def title_of(report: Report) -> str:
    return _("TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH")


def subtitle_of(report: Report) -> str:
    words = _("Từ %(first)s đến %(last)s, số liệu đến hết %(as_of)s") % {
        "first": write_date(report.period.first),
        "last": write_date(report.period.last),
        "as_of": write_date(report.period.as_of),
    }
    return f"{words}. {report.unit.name}" if report.unit else words


def _table(report: Report) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows; the last row is the whole."""
    lines = lines_of(report.period)
    parents = {
        "early": "resolved", "on_time": "resolved", "late": "resolved", "open_in_time": "open", "open_late": "open",
        "new_online": "new", "new_direct": "new", "new_postal": "new", "new_at_home": "new",
    }  # fmt: skip
    headings = [
        f"{lines[parents[key]].label}: {lines[key].label}" if key in parents else str(lines[key].label)
        for key in COLUMNS
    ]
    body = [[row.label, *(row.figures[key] for key in COLUMNS)] for row in report.rows]
    body.append([_("Tổng cộng"), *(report.total[key] for key in COLUMNS)])
    return [str(BY[report.by]).capitalize() if report.by else "", *headings], body


def share_sentences(report: Report) -> list[str]:
    """The shares as reports say them."""
    found = {name: write_number(value, 2) for name, value in shares(report.total).items()}
    return [
        _("Trước hạn %(early)s%%, đúng hạn %(on_time)s%%, quá hạn %(late)s%% số đã giải quyết; trước và đúng hạn %(both)s%%.")
        % {"early": found["early"], "on_time": found["on_time"], "late": found["late"], "both": found["early_or_on_time"]},
        _("Trực tuyến %(online)s%%, trực tiếp và bưu chính %(rest)s%% số mới tiếp nhận.")
        % {"online": found["online"], "rest": found["direct_and_postal"]},
    ]  # fmt: skip


def report_as_workbook(report: Report) -> bytes:
    """One sheet with the figures, one with what each of them counts."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Số liệu")
    headings, body = _table(report)
    sheet.append([title_of(report)])
    sheet.append([subtitle_of(report)])
    sheet.append([])
    sheet.append(headings)
    for row in body:
        sheet.append(row)
    sheet.append([])
    for sentence in [*share_sentences(report), *report.problems]:
        sheet.append([sentence])
    thin = Side(style="thin")
    sheet["A1"].font = Font(bold=True, size=13)
    for cells in sheet.iter_rows(min_row=4, max_row=4 + len(body)):
        for cell in cells:
            cell.border = Border(thin, thin, thin, thin)
            cell.data_type = (
                "s" if isinstance(cell.value, str) else cell.data_type
            )  # a name that begins with = is a name
            if cell.row in (4, 4 + len(body)):
                cell.font = Font(bold=True)
            if cell.row == 4:
                cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    sheet.column_dimensions["A"].width = 44
    for position in range(2, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 12
    sheet.freeze_panes = "B5"
    meanings = book.create_sheet(_("Cách tính"))
    for label, meaning in report.definitions:
        meanings.append([str(label), str(meaning)])
    meanings.column_dimensions["A"].width = 30
    meanings.column_dimensions["B"].width = 70
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _paper(*, landscape: bool = False) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(3 if not landscape else 2), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13 if not landscape else 11)
    return document


def _line(document: Any, text: str, *, bold: bool = False, italic: bool = False, align: Any = None) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.paragraph_format.space_after = Pt(4)
    if align is not None:
        paragraph.alignment = align


def _grid(document: Any, headings: Sequence[str], body: Sequence[Sequence[Any]], *, bold_last: bool = False) -> None:
    table = document.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.text = text
        for run in cell.paragraphs[0].runs:
            run.bold = True
    for number, row in enumerate(body):
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = write_number(value) if isinstance(value, int) else str(value)
            if bold_last and number == len(body) - 1:
                for run in cell.paragraphs[0].runs:
                    run.bold = True


def report_as_document(report: Report) -> bytes:
    """The same on a landscape page of Word, for the file that goes out."""
    document = _paper(landscape=True)
    _line(document, title_of(report), bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, subtitle_of(report), italic=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    headings, body = _table(report)
    _grid(document, headings, body, bold_last=True)
    for sentence in [*share_sentences(report), *report.problems]:
        _line(document, sentence)
    _line(document, _("Cách tính"), bold=True)
    for label, meaning in report.definitions:
        _line(document, f"{label}: {meaning}.")
    return _bytes(document)


def reminder_as_document(person: Person, unit: Unit | None, late: Sequence[Dossier], now: Any) -> bytes:
    """Văn bản nhắc việc: to one person, each late dossier with its promise and how many days it is over (DOMAIN 1.1, row 56)."""
    document = _paper()
    _line(document, _("NHẮC GIẢI QUYẾT HỒ SƠ QUÁ HẠN"), bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, _("Kính gửi: %(name)s") % {"name": person.full_name}, bold=True)
    if unit is not None:
        _line(document, unit.name)
    _line(
        document,
        _("Đến %(now)s, %(name)s đang giữ %(n)s hồ sơ đã quá hẹn trả sau đây. Đề nghị giải quyết ngay, báo lý do chậm và ngày xong của từng hồ sơ; hồ sơ nào chưa xin lỗi người nộp thì làm Phiếu xin lỗi (Mẫu 04).")
        % {"now": write_moment(now), "name": person.full_name, "n": len(late)},
    )  # fmt: skip
    rows = [
        [
            number,
            f"{dossier.code}\n{dossier.procedure_name}",
            dossier.applicant_name,
            write_date(dossier.received_at),
            write_moment(dossier.due_promised),
            (timezone.localdate(now) - timezone.localdate(dossier.due_promised)).days,
        ]
        for number, dossier in enumerate(late, start=1)
    ]
    _grid(
        document,
        [_("TT"), _("Hồ sơ"), _("Người nộp"), _("Tiếp nhận"), _("Hẹn trả"), _("Quá (ngày lịch)")],
        rows,
    )
    _line(document, "")
    _line(document, _("Người nhắc (ký, ghi rõ họ tên)"), italic=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    return _bytes(document)


def _bytes(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
