"""Form fields that read what people here type: days day first, numbers with a comma. Each says back what it understood."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.dates import NotADate, as_day, read_date, write_date, write_weekday_date
from office.numbers import NotANumber, read_decimal, write_number


class DayField(forms.DateField):
    """One text box for a day: 05032026, 5/3/26, 5-3-2026, «hôm nay», «+3» (working days). Never a US order.

    `working_days_ahead` (a function of a number) makes «+3» understood; a form sets it from the working calendar.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("chưa rõ là ngày nào; gõ ngày, tháng, năm, ví dụ 26/11/2026 hoặc 26112026"),
        "required": _("chưa ghi ngày"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("ví dụ 26/11/2026, 26112026 hoặc «hôm nay»"))
        super().__init__(**kwargs)
        self.working_days_ahead = None
        self.widget.attrs.setdefault("class", "short")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return as_day(value)
        try:
            return read_date(str(value), today=timezone.localdate(), working_days_ahead=self.working_days_ahead)
        except NotADate:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return write_date(value) if isinstance(value, datetime.date) else value

    def echo(self, value: Any) -> str:
        """«thứ Năm, 05/03/2026» for what was typed, or nothing when it is no day."""
        try:
            day = self.to_python(value)
        except ValidationError:
            return ""
        return write_weekday_date(day) if day else ""


class CommaDecimalField(forms.DecimalField):
    """A number with a decimal comma; 1.284 is one thousand two hundred and eighty-four."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("cần một con số, ví dụ 12 hoặc 12,5")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "short")
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, (int, float, Decimal)):
            return super().to_python(value)
        try:
            return read_decimal(str(value))
        except NotANumber:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return write_number(value) if isinstance(value, (int, float, Decimal)) else value


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one input, at most `most`. What is wrong with a single file is said in its line afterwards, not here."""

    widget = ManyFilesInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise ValidationError(_("chưa chọn tệp nào"), code="required")
        if len(files) > self.most:
            raise ValidationError(_("mỗi lần nhận nhiều nhất %(n)s tệp") % {"n": self.most})
        return list(files)
