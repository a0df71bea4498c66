"""Lists as spreadsheets: the same rows in the same order as on screen, every cell a text or a number, nothing a formula."""

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from office.dates import write_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(title: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with bold headings. Days and moments are written as people here write them; None leaves the cell empty."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_name_of_sheet(title))
    heading = []
    for text in headings:
        cell = WriteOnlyCell(sheet, value=str(text))
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spreadsheet_answer(
    name: str, title: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]], *, now: datetime.datetime
) -> HttpResponse:
    """The spreadsheet as a download called `name` and the minute it was made."""
    return HttpResponse(
        spreadsheet(title, headings, rows),
        content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        value = f"{write_date(local)} {local:%H:%M}"
    elif isinstance(value, datetime.date):
        value = write_date(value)
    elif value is not None and not isinstance(value, int | float | Decimal):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))  # a scanner's control character must not stop the whole book
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # else «=1+1» would be reckoned
    return cell


def _name_of_sheet(title: str) -> str:
    """What Excel allows: no []:*?/\\ and 31 characters."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31]
