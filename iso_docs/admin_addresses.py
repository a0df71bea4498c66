"""Wagtail's admin is a desk for drafting and nothing else: every address it would open besides is answered 404.

An allow-list, because a side door (images, documents, page tree, bulk actions, choosers, reports) is how Wagtail has leaked
(RELIABILITY 1.3). Another room that puts a page of its own into the admin adds its name here.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

OPEN_NAMES = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
    }
)
OPEN_ROOMS = ("wagtailsnippets_iso_docs_controlleddocument", "wagtailadmin_editing_sessions")


class NarrowAdminMiddleware:
    """Answers 404 to every address of the admin that is not opened here, whoever asks."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        match = request.resolver_match
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return
        if match.url_name in OPEN_NAMES and not match.namespaces:
            return
        if match.namespaces and match.namespaces[0] in OPEN_ROOMS:
            return
        raise Http404(settings.WAGTAIL_SITE_NAME)
