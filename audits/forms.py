"""Forms of improvement."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.states import DecisionKind, Source
from office.form_fields import DayField
from office.models import Assignment, Confidentiality, Person, Unit


class RaiseForm(forms.Form):
    """What somebody found. Late dossiers are not among the sources: they gather by rule."""

    source = forms.ChoiceField(
        label=_("Nguồn"), choices=[choice for choice in Source.choices if choice[0] != Source.BREACH]
    )
    title = forms.CharField(
        label=_("Sự không phù hợp"), max_length=300, help_text=_("một câu: cái gì không đúng, ở đâu")
    )
    description = forms.CharField(
        label=_("Mô tả"), widget=forms.Textarea, help_text=_("yêu cầu là gì, thực tế thấy gì, bằng chứng nào")
    )
    owner_unit = forms.ModelChoiceField(label=_("Đơn vị"), queryset=Unit.objects.none())
    found_on = DayField(label=_("Ngày phát hiện"))
    confidentiality = forms.TypedChoiceField(
        label=_("Được xem"),
        coerce=int,
        choices=[choice for choice in Confidentiality.choices if choice[0] != Confidentiality.PUBLIC],
        initial=Confidentiality.UNIT,
    )

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = Unit.objects.valid_on(on).filter(posts__isnull=False).distinct()
        self.fields["owner_unit"].queryset = inside.order_by("name")


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
