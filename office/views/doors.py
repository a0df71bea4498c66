"""Doors of pages: who may come in at all. What is inside is decided by `visible_to` and the rules."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from office.access import asker_of


class StaffRequiredMixin(LoginRequiredMixin):
    """Somebody who holds a post here today, their own or as a stand-in."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not self.may_enter(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, request: HttpRequest) -> bool:
        return asker_of(request.user).is_staff


class RoleRequiredMixin(StaffRequiredMixin):
    """Somebody whose posts carry one of `roles` today."""

    roles: tuple[str, ...] = ()

    def may_enter(self, request: HttpRequest) -> bool:
        return asker_of(request.user).has_role(*self.roles)
