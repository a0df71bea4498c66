"""The register of dossiers: filters in the address, search by code or name, and the same rows as a spreadsheet."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from office.calendar import working_calendar
from office.models import Role
from office.spreadsheets import spreadsheet_answer
from office.views.base import StaffPage
from processes.actions.importing import IMPORTERS
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
                "today": timezone.localdate(now),
                "month_first": timezone.localdate(now).replace(day=1),
                "may_mirror": self.asker.has_role(*IMPORTERS),
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
    headings = [_(text) for text in HEADINGS]
    return spreadsheet_answer("so-theo-doi", _("Sổ theo dõi"), headings, _values(rows), now=now)


def _values(rows: QuerySet[Dossier]) -> Iterator[list[Any]]:
    for each in rows.iterator(chunk_size=500):
        yield [
            each.register_number,
            each.code,
            each.procedure_name,
            each.applicant_name,
            each.get_submit_channel_display(),
            each.received_at,
            each.due_original,
            each.due_current,
            each.get_state_display(),
            each.national_code,
            str(each.holder or each.holder_unit),
            each.finished_at,
            each.returned_at,
            each.get_return_channel_display(),
        ]
