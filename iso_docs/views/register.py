"""«Danh mục tài liệu»: what the office maintains, as it stands today or stood on a day; and beginning a document."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions import create_document
from iso_docs.forms import NewDocumentForm, RegisterFilter
from iso_docs.models import ControlledDocument, DocumentIssue
from iso_docs.queries import register_rows
from iso_docs.states import DocumentState
from office.models import Role, Unit
from office.refusals import NotPermitted, Refusal
from office.views.base import StaffPage
from office.views.lists import chips_of

PER_PAGE = 50


class Register(StaffPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        filter_form = RegisterFilter(request.GET or None)
        chosen: dict[str, Any] = filter_form.cleaned_data if filter_form.is_valid() else {}
        on = chosen.get("ngay") or timezone.localdate()
        documents = ControlledDocument.objects.listed_for(request.user)
        if words := chosen.get("q"):
            documents = documents.filter(Q(code__icontains=words) | Q(title__icontains=words))
        if kind := chosen.get("loai"):
            documents = documents.filter(kind=kind)
        if unit := chosen.get("don_vi"):
            documents = documents.filter(owner_unit=unit)
        if chosen.get("ngay"):
            # What stood on that day: desks have no past, issues do.
            documents = documents.filter(
                Exists(
                    DocumentIssue.objects.visible_to(request.user).filter(
                        document=OuterRef("pk"), effective_from__lte=on
                    )
                )
            )
        documents = self._in_state(documents, chosen.get("tinh_trang", ""), on)
        page = Paginator(documents.order_by("code", "pk"), PER_PAGE).get_page(request.GET.get("trang"))
        return render(
            request,
            "iso_docs/register.html",
            {
                "page": page,
                "rows": register_rows(list(page.object_list), request.user, on),
                "filter_form": filter_form,
                "chips": chips_of(request, filter_form, chosen),
                "on": on,
                "is_today": on == timezone.localdate(),
                "may_draft": rules.may_draft(self.asker, None),
                "may_take_over": self.asker.has_role(Role.QUALITY_OFFICER),
            },
        )

    def _in_state(self, documents: Any, state: str, on: Any) -> Any:
        if not state:
            return documents
        issues = DocumentIssue.objects.visible_to(self.request.user).filter(document=OuterRef("pk"))
        in_force, to_come = Exists(issues.in_force_on(on)), Exists(issues.to_come_after(on))
        match state:
            case DocumentState.IN_FORCE:
                return documents.filter(in_force)
            case DocumentState.TO_COME:
                return documents.filter(~in_force, to_come)
            case DocumentState.WITHDRAWN:
                return documents.filter(~in_force, ~to_come, Exists(issues))
            case _:
                return documents.filter(~Exists(issues))


class NewDocument(StaffPage):
    """Begin a document on the desk; its text is then written in the editor, or comes from Word."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not rules.may_draft(self.asker, None):
            raise NotPermitted(
                _("Chỉ Thư ký ISO, chuyên viên soạn thảo hoặc trưởng đơn vị được soạn tài liệu."),
                next_step=_("Gửi đề nghị cho Thư ký ISO."),
            )
        return super().dispatch(request, *args, **kwargs)

    def _form(self, data: Any = None) -> NewDocumentForm:
        units = Unit.objects.valid_on(timezone.localdate())
        if not self.asker.has_role(Role.QUALITY_OFFICER):
            units = units.filter(pk__in=self.asker.units)
        own = units.filter(pk__in=self.asker.units).first()
        return NewDocumentForm(data, units=units, initial={"owner_unit": own})

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            document = create_document(**form.cleaned_data, by=request.user.person, now=timezone.now())
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã mở %(document)s. Soạn nội dung rồi gửi soát xét.") % {"document": document})
        return redirect("iso_docs:document", pk=document.pk)

    def _page(self, form: NewDocumentForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        trail = [(_("Quy trình"), reverse("iso_docs:home"))]
        return render(
            self.request, "iso_docs/new.html", {"form": form, "refusal": refusal, "trail": trail}, status=status
        )
