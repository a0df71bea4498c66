"""Forms of improvement."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.states import DecisionKind
from office.form_fields import DayField
from office.models import Assignment, Person


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Quyết định"), choices=DecisionKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=500,
        widget=forms.Textarea,
        help_text=_("bắt buộc khi không cần hành động khắc phục"),
    )


class WorkForm(forms.Form):
    """A correction or a corrective action: what, who, until when."""

    what = forms.CharField(label=_("Việc"), max_length=500)
    owner = forms.ModelChoiceField(label=_("Người làm"), queryset=Person.objects.none())
    due_on = DayField(label=_("Hạn"))

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Assignment.objects.valid_on(on).values("person")
        self.fields["owner"].queryset = Person.objects.filter(pk__in=held).order_by("full_name")


class DoneForm(forms.Form):
    outcome = forms.CharField(label=_("Kết quả"), max_length=500)
