"""The desk in the Wagtail admin: one menu entry, the editor of controlled documents, and every other door closed."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from iso_docs.content import frozen_content
from iso_docs.desk_policy import DeskPolicy
from iso_docs.models import ControlledDocument
from office.acts import office_act
from office.canonical import sha256_of

register_permission_policy(ControlledDocument, DeskPolicy(ControlledDocument))

# Whatever Wagtail's snippet views would also offer (add, copy, delete, publish, lock, workflow …) is not here: documents
# are begun, signed and issued on pages of ours, and nothing issued is ever taken back in the admin.
OPEN_VIEWS = frozenset(
    {
        "list",
        "list_results",
        "edit",
        "history",
        "history_results",
        "preview_on_edit",
        "revisions_view",
        "revisions_compare",
    }
)


def _closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def _only_visible(view: Any) -> Any:
    """A desk that is hidden from the user does not exist, behind whichever address of it (list, history, compare, preview …)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = kwargs.get("pk")
        if key is not None and not ControlledDocument.objects.visible_to(request.user).filter(pk=key).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class DeskEditView(EditView):
    """Wagtail's editor; saving is an act with its line in the journal."""

    def save_instance(self) -> ControlledDocument:
        person = self.request.user.person
        now = timezone.now()
        with office_act("iso_docs.draft.save", by=person, now=now, subject=self.object) as line:
            instance = super().save_instance()
            draft = instance.latest_revision.as_object()
            line.data |= {
                "revision": instance.latest_revision_id,
                "content_hash": sha256_of(frozen_content(draft, on=timezone.localdate(now))),
            }
        return instance

    def get_success_buttons(self) -> list:
        return []


class DeskViewSet(SnippetViewSet):
    model = ControlledDocument
    icon = "doc-full"
    menu_label = _("Tài liệu")
    menu_order = 100
    add_to_admin_menu = True
    list_display = ["code", "title", "kind", "owner_unit"]
    list_per_page = 50
    search_fields = ["code", "title"]
    ordering = ["code", "pk"]
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_view_class = DeskEditView

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("field"), FieldPanel("issuer")]),
                    FieldPanel("confidentiality"),
                    FieldPanel("change_summary"),
                    FieldPanel("sections"),
                ],
                heading=_("Nội dung"),
            ),
            ObjectList(
                [
                    FieldPanel("cases"),
                    FieldPanel("steps"),
                    MultiFieldPanel([FieldPanel("difference_reason")], heading=_("Nếu tổng thời gian khác thời hạn")),
                ],
                heading=_("Các bước và thời gian"),
            ),
            ObjectList([FieldPanel("references"), FieldPanel("records")], heading=_("Viện dẫn, hồ sơ lưu")),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return ControlledDocument.objects.visible_to(request.user)

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = _only_visible(pattern.callback) if pattern.name in OPEN_VIEWS else _closed
        return patterns


register_snippet(DeskViewSet)


@hooks.register("construct_main_menu")
def only_documents(request: HttpRequest, items: list) -> None:
    address = reverse(ControlledDocument.snippet_viewset.get_url_name("list"))
    items[:] = [item for item in items if item.url == address]


@hooks.register("construct_snippet_action_menu")
def only_save(items: list, request: HttpRequest, context: dict) -> None:
    """No publish, unpublish, submit, lock or delete in the editor: those are office acts with pages of their own."""
    items[:] = [item for item in items if item.name in ("action-save", "action-locked")]


@hooks.register("construct_homepage_panels")
def no_panels(request: HttpRequest, panels: list) -> None:
    panels.clear()


@hooks.register("construct_homepage_summary_items")
def no_summary(request: HttpRequest, items: list) -> None:
    items.clear()


@hooks.register("register_rich_text_features", order=1000)
def no_files_in_rich_text(features: Any) -> None:
    """wagtail.images and wagtail.documents are installed because the admin needs them, and closed (ARCHITECTURE 1)."""
    features.default_features = [
        name for name in features.default_features if name not in ("image", "embed", "document-link", "link")
    ]
