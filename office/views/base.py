"""What the pages of all rooms stand on: who is asking, and the door for staff."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import View

from office.access import Asker, asker_of
from office.models import Role
from office.refusals import NotPermitted


class StaffPage(LoginRequiredMixin, View):
    """A page for whoever holds a post today. `self.asker` is the asker; others are told why they see nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.asker.is_staff:
            raise NotPermitted(
                _("Hôm nay tài khoản này không giữ vị trí nào trong cơ quan."),
                next_step=_("Hỏi người quản trị danh sách cán bộ."),
            )
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asker(self) -> Asker:
        return asker_of(self.request.user)


class RolePage(StaffPage):
    """A page for whoever holds one of `roles` today, by their own post or as a stand-in."""

    roles: tuple[Role, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not self.asker.has_role(*self.roles):
            raise NotPermitted(
                _("Trang này dành cho: %(roles)s.") % {"roles": ", ".join(str(role.label) for role in self.roles)},
                next_step=_("Hỏi người quản trị hệ thống nếu anh/chị cần trang này."),
            )
        return super().dispatch(request, *args, **kwargs)
