"""«Việc quá hạn»: what those one answers for still owe, with its spreadsheet."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.actions.settings import SETTERS
from office.calendar import working_calendar
from office.models import Obligation, Unit
from office.queries.overdue import SEE_ALL, SEE_OWN, OverdueRow, overdue_for, overdue_rows
from office.spreadsheets import spreadsheet_answer
from office.views.base import RolePage
from office.views.lists import chips_of
from office.working_calendar import WorkingCalendar

PER_PAGE = 50


class OverdueFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Người làm"), required=False, max_length=120)
    don_vi = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị"), required=False, queryset=Unit.objects.none(), empty_label=gettext_lazy("tất cả")
    )

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = Unit.objects.valid_on(on)


class Overdue(RolePage):
    roles = (*SEE_ALL, *SEE_OWN)

    def get(self, request: HttpRequest) -> HttpResponse:
        on = timezone.localdate()
        form = OverdueFilter(request.GET or None, on=on)
        chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
        late = overdue_for(self.asker, on).select_related("person", "post__unit", "unit", "subject_type")
        late = late.order_by("due_on", "due_at", "pk")
        if words := chosen.get("q"):
            late = late.filter(Q(person__full_name__icontains=words) | Q(post__name__icontains=words))
        if unit := chosen.get("don_vi"):
            late = late.filter(
                Q(person__assignments__post__unit=unit, person__assignments__valid_until__isnull=True)
                | Q(person__isnull=True, post__unit=unit)
                | Q(unit=unit)
            ).distinct()
        calendar = working_calendar()
        if "xuat" in request.GET:
            return self._spreadsheet(self._lines(list(late), calendar, on))
        page = Paginator(late, PER_PAGE).get_page(request.GET.get("trang"))
        context = {
            "page": page,
            "rows": self._lines(list(page.object_list), calendar, on),
            "filter_form": form,
            "may_set": self.asker.has_role(*SETTERS),
            "chips": chips_of(request, form, chosen),
        }
        return render(request, "office/overdue.html", context)

    def _lines(self, obligations: list[Obligation], calendar: WorkingCalendar, on: Any) -> list[tuple[OverdueRow, int]]:
        """Each with the working days it is late, a begun day counted whole."""
        rows = overdue_rows(obligations, self.request.user)  # type: ignore[arg-type]
        return [(row, -(-calendar.halves_between(row.due_on, on) // 2)) for row in rows]

    def _spreadsheet(self, rows: list[tuple[OverdueRow, int]]) -> HttpResponse:
        headings = [_("STT"), _("Việc"), _("Người làm"), _("Hạn"), _("Quá (ngày làm việc)"), _("Đã báo trưởng đơn vị")]
        lines = [
            [number, row.what or _("việc ngoài phạm vi được xem"), row.who, row.due_on, days, row.told_at]
            for number, (row, days) in enumerate(rows, start=1)
        ]
        return spreadsheet_answer("viec-qua-han", _("Việc quá hạn"), headings, lines, now=timezone.now())
