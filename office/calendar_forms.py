"""Forms of the working calendar."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.dates import WEEKDAYS
from office.form_fields import DayField
from office.models import DayKind, DayPart
from office.working_calendar import SessionFact

BASIS_HELP = _("số, ngày và nơi ban hành văn bản, ví dụ «Thông báo 01/TB-UBND ngày 05/01/2026»")


class BasisForm(forms.Form):
    """What every change of the calendar rests on."""

    basis = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=BASIS_HELP)


class CalendarDayForm(BasisForm):
    day = DayField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Loại"), choices=DayKind.choices)
    part = forms.ChoiceField(label=_("Phần ngày"), choices=DayPart.choices)
    name = forms.CharField(label=_("Tên, lý do"), max_length=120, help_text=_("ví dụ «Nghỉ do bão số 5»"))
    field_order = ["day", "kind", "part", "name", "basis"]


class SwapForm(BasisForm):
    day_off = DayField(label=_("Ngày làm việc được nghỉ"))
    worked_day = DayField(label=_("Ngày nghỉ phải làm bù"))
    field_order = ["day_off", "worked_day", "basis"]


class SessionsForm(BasisForm):
    """The hours of a working day, and the weekdays they hold on. An afternoon may be missing on chosen days."""

    valid_from = DayField(label=_("Từ ngày"))
    morning = forms.CharField(label=_("Buổi sáng"), help_text=_("ví dụ 07:30–11:30"), max_length=20)
    afternoon = forms.CharField(label=_("Buổi chiều"), help_text=_("ví dụ 13:30–17:00"), max_length=20, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Các ngày trong tuần"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "thời hạn chỉ tính những ngày này; trực tiếp dân sáng thứ Bảy không làm thứ Bảy thành ngày làm việc"
        ),
    )
    field_order = ["valid_from", "morning", "afternoon", "weekdays", "basis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("morning", "afternoon"):
            self.fields[name].widget.attrs["class"] = "short"

    def clean_morning(self) -> tuple[datetime.time, datetime.time] | None:
        return self._span("morning")

    def clean_afternoon(self) -> tuple[datetime.time, datetime.time] | None:
        return self._span("afternoon")

    def _span(self, name: str) -> tuple[datetime.time, datetime.time] | None:
        written = self.cleaned_data[name]
        if not written:
            return None
        parts = written.replace("-", "–").replace("đến", "–").replace("h", ":").replace("g", ":").split("–")
        try:
            opens, closes = (_read_time(part) for part in parts)
        except ValueError:
            raise ValidationError(_("chưa rõ giờ; gõ ví dụ 07:30–11:30"), code="invalid") from None
        if closes <= opens:
            raise ValidationError(_("giờ kết thúc phải sau giờ bắt đầu"), code="invalid")
        return opens, closes

    def sessions(self) -> list[SessionFact]:
        """What the form says, for every weekday chosen."""
        data = self.cleaned_data
        spans = [span for span in (data["morning"], data["afternoon"]) if span]
        return [SessionFact(weekday, *span) for weekday in data["weekdays"] for span in spans]


def _read_time(written: str) -> datetime.time:
    hours, _colon, minutes = written.strip().rstrip(":").partition(":")
    return datetime.time(int(hours), int(minutes or 0))
