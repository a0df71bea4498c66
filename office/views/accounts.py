"""Signing in and out, one's own account, the language of the pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from office.actions.accounts import change_password
from office.forms import ChangePasswordForm, SignInForm
from office.models import Assignment, Substitution
from office.refusals import NotPermitted


class SignIn(LoginView):
    template_name = "office/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    next_page = settings.LOGIN_REDIRECT_URL

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Who is signed in and still sent here was refused by a page behind a permission: say so, or it goes round for ever."""
        wanted = request.GET.get("next", "")
        if (
            request.user.is_authenticated
            and wanted.startswith(reverse("wagtailadmin_home"))
            and not request.user.has_perm("wagtailadmin.access_admin")
        ):
            raise NotPermitted(
                _("Trang soạn thảo dành cho người soạn tài liệu."),
                next_step=_("Xem tài liệu ở mục Quy trình; cần soạn thì hỏi Thư ký ISO."),
            )
        return super().dispatch(request, *args, **kwargs)


class SignOut(LogoutView):
    """POST only: a link in a mail must not sign anybody out."""

    next_page = settings.LOGOUT_REDIRECT_URL


class Account(LoginRequiredMixin, TemplateView):
    """Who I am here: posts and stand-ins held today, password, signing out."""

    template_name = "office/account.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        person = self.request.user.person
        mine = {"post__unit"}
        return super().get_context_data(
            assignments=Assignment.objects.valid_on(today).filter(person=person).select_related(*mine)
            if person
            else [],
            substitutions=Substitution.objects.valid_on(today).filter(substitute=person).select_related("absent", *mine)
            if person
            else [],
            **kwargs,
        )


class ChangePassword(LoginRequiredMixin, FormView):
    template_name = "office/change_password.html"
    form_class = ChangePasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        user = change_password(user=self.request.user, password=form.cleaned_data["new_password1"], now=timezone.now())
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác của anh/chị đã kết thúc."))
        return HttpResponseRedirect(reverse("office:account"))


class ChooseLanguage(View):
    """Sets the language and comes back to the page one was on. A link, so that no page has to carry a form for it."""

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        came_from = request.headers.get("Referer", "")
        here = {request.get_host()}
        back = came_from if url_has_allowed_host_and_scheme(came_from, allowed_hosts=here) else "/"
        parts = urlsplit(back)
        response = HttpResponseRedirect(parts.path + (f"?{parts.query}" if parts.query else ""))
        if language in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response
