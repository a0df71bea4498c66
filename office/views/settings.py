"""«Quy định của cơ quan»: the office's own numbers as they stood and stand, and a new one from a day on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.actions.settings import SETTERS, set_number
from office.dates import write_date
from office.form_fields import DayField
from office.models import UnitSetting
from office.refusals import Refusal
from office.unit_settings import known_settings
from office.views.base import RolePage


class SettingForm(forms.Form):
    setting = forms.ChoiceField(label=gettext_lazy("Quy định"))
    value = forms.IntegerField(label=gettext_lazy("Số mới"), min_value=0, max_value=1000)
    valid_from = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    basis = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["setting"].choices = [(key, each.label) for key, each in known_settings().items()]


class Settings(RolePage):
    roles = SETTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SettingForm(initial={"valid_from": timezone.localdate()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SettingForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        setting = known_settings()[form.cleaned_data.pop("setting")]
        try:
            row = set_number(setting=setting, **form.cleaned_data, by=request.user.person, now=timezone.now())
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(
            request,
            _("Đã đặt «%(label)s»: %(value)s, từ %(day)s.")
            % {"label": setting.label, "value": row.value, "day": write_date(row.valid_from)},
        )
        return redirect("office:settings")

    def _page(self, form: SettingForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        on = timezone.localdate()
        known = known_settings()
        rows: dict[str, list[UnitSetting]] = {key: [] for key in known}
        for row in UnitSetting.objects.filter(key__in=known).order_by("-valid_from", "-pk"):
            rows[row.key].append(row)
        lines = []
        for key, setting in known.items():
            today = next((row for row in rows[key] if row.is_valid_on(on)), None)
            lines.append(
                {
                    "setting": setting,
                    "value": setting.default if today is None else today.value,
                    "basis": "" if today is None else today.basis,
                    "is_default": today is None,
                    "others": [row for row in rows[key] if row is not today],
                }
            )
        context = {"lines": lines, "form": form, "refusal": refusal}
        return render(self.request, "office/settings.html", context, status=status)
