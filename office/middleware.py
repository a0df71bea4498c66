"""Between request and rooms: the language somebody chose, and refusals turned into pages."""

import logging

from django.conf import settings
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from office.refusals import Refusal

log = logging.getLogger(__name__)


class ChosenLanguageMiddleware:
    """Vietnamese unless the reader chose otherwise; the browser's own language is not asked (STACK 1)."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class RefusalMiddleware:
    """A refusal that no view caught becomes a page with its sentence and its status, never a 500."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return render(request, "office/refusal.html", {"refusal": exception}, status=exception.status)
        return None


class BusyMiddleware:
    """A database that gives no turn or does not answer is said in words, with 503: nothing was written, try again."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError):
            log.error("The database gave no answer: %s", exception)
            # No request in it: the frame of a page would ask the database again.
            page = render_to_string("503.html")
            return HttpResponse(page, status=503, headers={"Retry-After": "60"})
        return None


SESSION_EPOCH = "office_epoch"


class SessionEpochMiddleware:
    """Ends sessions that are older than the last change of their owner's rights: the next request signs in again."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.get(SESSION_EPOCH) != request.user.session_epoch:
            logout(request)
        return self.get_response(request)


def remember_epoch(sender, request: HttpRequest, user, **kwargs) -> None:
    """Signing in notes the epoch in the session (connected in OfficeConfig.ready)."""
    request.session[SESSION_EPOCH] = user.session_epoch
