"""The register of dossiers: filters in the address, search by code or name, and the same rows as a spreadsheet."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from office.calendar import working_calendar
from office.dates import write_date
from office.models import Role
from office.views.base import StaffPage
from processes.forms import RegisterFilter
from processes.models import Dossier
from processes.presenting import standing_words
from processes.queries import judge, register_rows, running_groups

ROWS_A_PAGE = 50


class RegisterPage(StaffPage):
    """Sổ theo dõi hồ sơ (Mẫu 06/07) on screen. Every filter stands in the address, so a list can be kept and sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        form = RegisterFilter(request.GET)
        rows = _filtered(request, form, now)
        if request.GET.get("xuat") == "xlsx":
            return _spreadsheet(rows, now)
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
        dossiers = list(page.object_list)
        running, calendar = running_groups(dossiers), working_calendar()
        lines = []
        for dossier in dossiers:
            standing = judge(dossier, running.get(dossier.pk), calendar, now)
            mark, word, sub = standing_words(dossier, standing)
            lines.append({"dossier": dossier, "mark": mark, "word": word, "sub": sub, "group": standing.group_name})
        return render(
            request,
            "processes/register.html",
            {
                "page": page,
                "lines": lines,
                "form": form,
                "chips": form.chips(request.GET),
                "export": f"?{_with(request, xuat='xlsx')}",
                "may_receive": self.asker.has_role(Role.ONE_STOP_CLERK),
            },
        )


def _filtered(request: HttpRequest, form: RegisterFilter, now: datetime.datetime) -> QuerySet[Dossier]:
    wanted = form.cleaned_data if form.is_valid() else {}
    return register_rows(request.user, wanted, now)


def _with(request: HttpRequest, **values: str) -> str:
    query = request.GET.copy()
    query.pop("trang", None)
    for name, value in values.items():
        query[name] = value
    return query.urlencode()


HEADINGS = (
    "Số thứ tự", "Mã hồ sơ", "Thủ tục", "Người nộp", "Cách nộp", "Tiếp nhận", "Hẹn trả lần đầu", "Hẹn trả hiện nay",
    "Trạng thái", "Mã trạng thái quốc gia", "Đang giữ", "Xử lý xong", "Trả kết quả", "Cách trả",
)  # fmt: skip


def _spreadsheet(rows: QuerySet[Dossier], now: datetime.datetime) -> HttpResponse:
    """The same rows in the same order. Every cell is text or a number: nothing in it can become a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Sổ theo dõi"))
    heading = []
    for text in HEADINGS:
        cell = WriteOnlyCell(sheet, value=_(text))
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    for values in _values(rows):
        line = []
        for value in values:
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub(
                    "", value
                )  # a scanner's control character must not stop the whole book
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            line.append(cell)
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    name = f"so-theo-doi-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return HttpResponse(
        stream.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def _values(rows: QuerySet[Dossier]) -> Iterator[list[Any]]:
    for each in rows.iterator(chunk_size=500):
        yield [
            each.register_number,
            each.code,
            each.procedure_name,
            each.applicant_name,
            each.get_submit_channel_display(),
            _moment(each.received_at),
            _moment(each.due_original),
            _moment(each.due_current),
            each.get_state_display(),
            each.national_code,
            str(each.holder or each.holder_unit),
            _moment(each.finished_at),
            _moment(each.returned_at),
            each.get_return_channel_display(),
        ]


def _moment(at: datetime.datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{write_date(local)} {local:%H:%M}"
