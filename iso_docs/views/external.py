"""«Danh mục tài liệu bên ngoài»: the list as on a day, its spreadsheet, one text with what became of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions import change_external_document, check_external_document, record_external_document
from iso_docs.external_forms import ExternalChangeForm, ExternalFilter, ExternalForm
from iso_docs.external_queries import external_rows
from iso_docs.models import ExternalDocument
from office.models import Role, Unit
from office.refusals import NotPermitted, Refusal
from office.spreadsheets import spreadsheet_answer
from office.typed_numbers import LARGEST_KEY
from office.views.base import StaffPage
from office.views.lists import chips_of

PER_PAGE = 50


class ExternalPage(StaffPage):
    @property
    def trail(self) -> list[tuple[str, str]]:
        return [
            (_("Quy trình"), reverse("iso_docs:home")),
            (_("Tài liệu bên ngoài"), reverse("iso_docs:external")),
        ]


class ExternalList(ExternalPage):
    """The list, or with `xuat` in the address the same lines as a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ExternalFilter(request.GET or None)
        chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
        on = chosen.get("ngay") or timezone.localdate()
        documents = self._chosen(chosen, on)
        if "xuat" in request.GET:
            return self._spreadsheet(documents, on)
        page = Paginator(documents, PER_PAGE).get_page(request.GET.get("trang"))
        context = {
            "page": page,
            "rows": external_rows(documents.filter(pk__in=[each.pk for each in page.object_list]), on),
            "filter_form": form,
            "chips": chips_of(request, form, chosen),
            "on": on,
            "is_today": on == timezone.localdate(),
            "may_keep": rules.may_draft(self.asker, None),
            "trail": self.trail[:1],
        }
        return render(request, "iso_docs/external.html", context)

    def _chosen(self, chosen: dict[str, Any], on: Any) -> QuerySet[ExternalDocument]:
        documents = ExternalDocument.objects.visible_to(self.request.user).order_by("number", "pk")
        if words := chosen.get("q"):
            documents = documents.filter(Q(number__icontains=words) | Q(title__icontains=words))
        if kind := chosen.get("loai"):
            documents = documents.filter(kind=kind)
        return documents.in_state(chosen.get("tinh_trang", ""), on)

    def _spreadsheet(self, documents: QuerySet[ExternalDocument], on: Any) -> HttpResponse:
        headings = [
            _("STT"), _("Số, ký hiệu"), _("Tên, trích yếu"), _("Phân loại"), _("Cơ quan ban hành"), _("Ngày ban hành"),
            _("Ngày hiệu lực"), _("Tình trạng"), _("Đơn vị theo dõi"), _("Lần rà soát gần nhất"), _("Ghi chú"),
        ]  # fmt: skip
        rows = [
            [
                number, each.document.number, each.document.title, each.document.get_kind_display(), each.document.issuer,
                each.document.issued_on, each.document.effective_from, each.word, each.document.tracked_by.name,
                each.last_check, each.document.note,
            ]
            for number, each in enumerate(external_rows(documents, on), start=1)
        ]  # fmt: skip
        return spreadsheet_answer("tai-lieu-ben-ngoai", _("Tài liệu bên ngoài"), headings, rows, now=timezone.now())


class KeepersPage(ExternalPage):
    """For whoever may keep the list somewhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not rules.may_draft(self.asker, None):
            raise NotPermitted(
                _("Chỉ Thư ký ISO hoặc đơn vị theo dõi được ghi vào danh mục tài liệu bên ngoài."),
                next_step=_("Báo cho Thư ký ISO."),
            )
        return super().dispatch(request, *args, **kwargs)


class ExternalEntry(KeepersPage):
    """Put a text on the list, or mend its line."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.document: ExternalDocument | None = None
        if request.user.is_authenticated and "pk" in kwargs:
            self.document = _of(request, kwargs["pk"])

    def _form(self, data: Any = None) -> ExternalForm:
        units = Unit.objects.valid_on(timezone.localdate())
        if not self.asker.has_role(Role.QUALITY_OFFICER):
            units = units.filter(pk__in=self.asker.units)
        row = self.document
        initial: dict[str, Any] = {"tracked_by": units.filter(pk__in=self.asker.units).first()}
        if row is not None:
            initial = {name: getattr(row, name) for name in ExternalForm.base_fields}
        else:
            initial["number"] = self.request.GET.get("so", "")
        return ExternalForm(data, units=units, initial=initial)

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            row = record_external_document(
                **form.cleaned_data, document=self.document, by=request.user.person, now=timezone.now()
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã ghi %(number)s vào danh mục.") % {"number": row.number})
        return redirect("iso_docs:external_document", pk=row.pk)

    def _page(self, form: ExternalForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        context = {"form": form, "document": self.document, "refusal": refusal, "trail": self.trail}
        return render(self.request, "iso_docs/external_entry.html", context, status=status)


class ExternalOne(ExternalPage):
    """One text: its line, what became of it, who looked last; keepers write both down here."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.document = _of(request, kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(ExternalChangeForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        by, now = request.user.person, timezone.now()
        form = ExternalChangeForm(request.POST if "kind" in request.POST else None)
        try:
            if "checked" in request.POST:
                check_external_document(document=self.document, note=request.POST.get("note", "")[:500], by=by, now=now)
                messages.success(request, _("Đã ghi lần rà soát hôm nay."))
                return redirect("iso_docs:external_document", pk=pk)
            if not form.is_valid():
                return self._page(form, status=422)
            data = form.cleaned_data
            change_external_document(
                document=self.document, kind=data["kind"], by_document=data["by_number"],
                effective_on=data["effective_on"], note=data["note"], by=by, now=now,
            )  # fmt: skip
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã ghi thay đổi của %(number)s.") % {"number": self.document.number})
        return redirect("iso_docs:external_document", pk=pk)

    def _page(self, form: ExternalChangeForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        on = timezone.localdate()
        context = {
            "row": external_rows(ExternalDocument.objects.filter(pk=self.document.pk), on)[0],
            "changes": self.document.changes.select_related("by_document", "person"),
            "made": self.document.changes_made.select_related("document"),
            "checks": self.document.checks.select_related("person")[:5],
            "form": form,
            "refusal": refusal,
            "may_keep": rules.may_draft(self.asker, self.document.tracked_by_id),
            "trail": self.trail,
        }
        return render(self.request, "iso_docs/external_document.html", context, status=status)


def _of(request: HttpRequest, pk: int) -> ExternalDocument:
    if pk > LARGEST_KEY:
        raise Http404
    return get_object_or_404(ExternalDocument.objects.visible_to(request.user), pk=pk)
