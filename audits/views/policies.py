"""The office's own numbers for improvement: the policies by date, and a new one from a day on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from audits.actions import set_policy
from audits.forms import PolicyForm
from audits.models import GatheringPolicy
from audits.policies import policy_on
from audits.rules import check_can_set_policy
from office.dates import write_date
from office.refusals import NotPermitted, Refusal
from office.views.base import StaffPage

NUMBERS = [
    "window_days",
    "decision_days",
    "action_from_count",
    "action_from_percent",
    "action_from_days",
    "major_from_percent",
    "effect_after_days",
    "effect_wanted_percent",
    "decides",
]


class PoliciesPage(StaffPage, FormView):
    template_name = "audits/policies.html"
    form_class = PolicyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.person is not None:
            check_can_set_policy(self.asker.person, on=self.asker.on)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        today = policy_on(self.asker.on)
        return {name: getattr(today, name) for name in NUMBERS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = policy_on(self.asker.on)
        fields = [GatheringPolicy._meta.get_field(name) for name in NUMBERS[:-1]]
        return super().get_context_data(**kwargs) | {
            "trail": [(_("Sự không phù hợp"), reverse("audits:home"))],
            "labels": [field.verbose_name for field in fields],
            "policies": [
                {
                    "policy": row,
                    "is_today": row.pk == today.pk,
                    "numbers": [getattr(row, name) for name in NUMBERS[:-1]],
                }
                for row in GatheringPolicy.objects.order_by("-valid_from")
            ],
        }

    def form_valid(self, form: PolicyForm) -> HttpResponse:
        try:
            made = set_policy(**form.cleaned_data, by=self.asker.person, now=timezone.now())
        except NotPermitted:
            raise
        except Refusal as refusal:
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal), status=refusal.status)
        said = _("Đã đặt quy tắc từ %(day)s. Phiếu đang gom giữ quy tắc lúc mở.")
        messages.success(self.request, said % {"day": write_date(made.valid_from)})
        return HttpResponseRedirect(reverse("audits:policies"))

    def form_invalid(self, form: PolicyForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
