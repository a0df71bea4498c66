"""The start page of staff."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from office.access import asker_of
from office.calendar import working_calendar
from office.models import Unit
from office.queries.overdue import SEE_ALL, SEE_OWN
from portal.queries import ROWS_A_PAGE, my_day


class Start(LoginRequiredMixin, TemplateView):
    """«Việc của tôi»: the sentence, the ruler, the register."""

    template_name = "portal/start.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not asker_of(request.user).is_staff:
            return redirect("office:account")  # it says why nothing of the office opens
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        asker = asker_of(self.request.user)
        day = my_day(self.request.user, now=timezone.now(), calendar=working_calendar())
        page = Paginator(day.turns, ROWS_A_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            day=day,
            page=page,
            groups=day.groups(page.object_list),
            answers_for_others=asker.has_role(*SEE_ALL, *SEE_OWN),
            units=Unit.objects.filter(pk__in=asker.units).order_by("name"),
            **kwargs,
        )
