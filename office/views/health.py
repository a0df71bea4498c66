"""Health: a page for people, and two short answers for machines."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from office.health import Level, health_checks, not_ready
from office.models import Role
from office.rooms import address_of
from office.views.base import RolePage

# What keeps the system, beside this page.
PAGES = [
    (_("Cán bộ, vị trí, quyền"), "office:staff"),
    (_("Lịch làm việc"), "office:calendar"),
    (_("Nhật ký"), "office:journal"),
    (_("Thành phần giao diện"), "office:patterns"),
]


class Health(RolePage, TemplateView):
    template_name = "office/health.html"
    roles = (Role.ADMINISTRATOR, Role.QUALITY_OFFICER)

    def get_context_data(self, **kwargs):
        now = timezone.now()
        rows = [(each.label, each.look(now)) for each in health_checks()]
        return super().get_context_data(
            rows=rows,
            bad=sum(finding.level == Level.BAD for _label, finding in rows),
            warned=sum(finding.level == Level.WARN for _label, finding in rows),
            pages=[(label, address) for label, name in PAGES if (address := address_of(name))],
            **kwargs,
        )


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here. Names of checks only: the address is open to whoever watches the machine."""
    wrong = not_ready(timezone.now())
    body = "ok\n" if not wrong else "".join(f"{name}\n" for name in wrong)
    return HttpResponse(body, status=503 if wrong else 200, content_type="text/plain; charset=utf-8")
