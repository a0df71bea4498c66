"""Input of the pages about the province's system: a file, which heading holds what, a scanned code, a decision, a period."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.form_fields import DayField
from office.models import Unit
from processes.models import ColumnMapping
from processes.province.rows import FIELDS, NEEDED
from processes.reporting.figures import BY, Period


class ProvinceFileForm(forms.Form):
    """A file as exported. With no mapping chosen the headings are known by their words."""

    file = forms.FileField(
        label=gettext_lazy("Tệp xuất từ hệ thống tỉnh (XLSX, CSV)"),
        help_text=gettext_lazy("Đọc và báo từng dòng trước; chưa ghi gì vào sổ."),
    )
    mapping = forms.ModelChoiceField(
        ColumnMapping.objects.all(),
        label=gettext_lazy("Cách đọc đã lưu"),
        required=False,
        empty_label=gettext_lazy("tự nhận tiêu đề"),
    )


class MappingForm(forms.Form):
    """A name, and for each field the heading of its column as the file writes it."""

    name = forms.CharField(label=gettext_lazy("Tên cách đọc"), max_length=80)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _words) in FIELDS.items():
            self.fields[f"f_{name}"] = forms.CharField(
                label=label,
                required=name in NEEDED,
                max_length=200,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"f_{name}"] for name in FIELDS if self.cleaned_data.get(f"f_{name}")}


class ScanForm(forms.Form):
    """The code of a receipt, scanned or typed."""

    code = forms.CharField(
        label=gettext_lazy("Quét hoặc gõ mã trên giấy hẹn"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autofocus": True, "spellcheck": "false"}
        ),
    )


class ReportForm(forms.Form):
    """Which period, as of which day, divided by what. Stands in the address, so a report can be kept and sent."""

    first = DayField(label=gettext_lazy("Từ ngày"), help_text="")
    last = DayField(label=gettext_lazy("đến ngày"), help_text="")
    as_of = DayField(label=gettext_lazy("Số liệu đến hết ngày"), required=False, help_text="")
    unit = forms.ModelChoiceField(
        Unit.objects.filter(is_agency=False),
        label=gettext_lazy("Đơn vị"),
        required=False,
        empty_label=gettext_lazy("cả cơ quan"),
    )
    by = forms.ChoiceField(label=gettext_lazy("Chia theo"), required=False, choices=list(BY.items()))

    def __init__(self, data=None, *, may_see_persons: bool = False, **kwargs) -> None:
        super().__init__(_with_this_quarter(data), **kwargs)
        if not may_see_persons:
            self.fields["by"].choices = [(key, label) for key, label in BY.items() if key != "person"]

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("trước ngày đầu kỳ"))
        elif first and last and (last - first).days > 3_660:
            self.add_error("last", _("dài quá mười năm"))
        for name in ("first", "last"):
            if cleaned.get(name) and not 1990 <= cleaned[name].year <= 2190:
                self.add_error(name, _("năm không thể đúng"))
        return cleaned

    @property
    def period(self) -> Period:
        told = self.cleaned_data
        return Period(told["first"], told["last"], told["as_of"] or told["last"])


def _with_this_quarter(data):
    """The address as it is, or the quarter of today where it names no period."""
    data = data.copy()
    today = timezone.localdate()
    begins = datetime.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if not data.get("first"):
        data["first"] = f"{begins:%d/%m/%Y}"
    if not data.get("last"):
        data["last"] = f"{today:%d/%m/%Y}"
    return data
