"""Browsing: the register of documents, and the way fonds → inventory → archive file → document."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from archives.forms import ListFilterForm
from archives.models import ArchiveDocument, ArchiveFile, Fonds, Inventory
from archives.queries import documents_in_list, in_fonds, in_year
from archives.rules import can_arrange, can_take_in_anywhere
from office.views.base import StaffPage

ROWS = 50


class Home(StaffPage):
    """The register of documents with its filters, and the fonds."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ListFilterForm(request.GET, user=request.user)
        rows, chips = self._filtered(documents_in_list(request.user), form)
        page = Paginator(rows, ROWS).get_page(request.GET.get("trang"))
        fonds = list(Fonds.objects.visible_to(request.user))
        context = {
            "page": page,
            "filter_form": form,
            "chips": chips,
            "fonds_list": fonds,
            "is_empty": not chips and not page.paginator.count,
            "may_take_in": can_take_in_anywhere(self.asker),
            "may_arrange": can_arrange(self.asker),
        }
        return render(request, "archives/home.html", context)

    def _filtered(
        self, rows: QuerySet[ArchiveDocument], form: ListFilterForm
    ) -> tuple[QuerySet[ArchiveDocument], list[tuple[str, str]]]:
        """The rows that pass, and the filters that hold, each with the address without it."""
        form.is_valid()
        wanted = {name: value for name, value in form.cleaned_data.items() if value}
        labels: dict[str, str] = {}
        if words := wanted.get("tu"):
            labels["tu"] = f"«{words}»"
            for word in words.split():
                rows = rows.filter(
                    Q(summary__icontains=word)
                    | Q(number__icontains=word)
                    | Q(symbol__icontains=word)
                    | Q(issuer_name__icontains=word)
                )
        if name := wanted.get("loai"):
            labels["loai"] = name
            rows = rows.filter(type_name__iexact=name)
        if year := wanted.get("nam"):
            labels["nam"] = _("năm %s") % year
            rows = rows.filter(in_year(year))
        if fonds := wanted.get("phong"):
            labels["phong"] = str(fonds)
            rows = rows.filter(in_fonds(fonds))
        if state := wanted.get("tinh_trang"):
            labels["tinh_trang"] = str(dict(form.fields["tinh_trang"].choices)[state])
            rows = rows.filter(
                {
                    "cho": Q(waiting_total__gt=0),
                    "hong": Q(unreadable_total__gt=0),
                    "chua-mo-ta": Q(summary="", number="", type_name=""),
                }[state]
            )
        return rows, [(label, self._without(name)) for name, label in labels.items()]

    def _without(self, name: str) -> str:
        query = self.request.GET.copy()
        query.pop(name, None)
        query.pop("trang", None)
        return f"?{query.urlencode()}"


class FondsPage(StaffPage):
    """One fonds: its inventories with their files, and what lies in it without a file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        fonds = get_object_or_404(Fonds.objects.visible_to(request.user), pk=pk)
        documents = ArchiveDocument.objects.visible_to(request.user)
        files = (
            ArchiveFile.objects.visible_to(request.user)
            .select_related("owner_unit")
            .prefetch_related("places__box")
            .annotate(document_total=Count("documents", filter=Q(documents__in=documents.values("pk"))))
        )
        inventories = Inventory.objects.filter(fonds=fonds).prefetch_related(
            Prefetch("archive_files", queryset=files, to_attr="shown_files")
        )
        loose = documents_in_list(request.user).filter(fonds=fonds)
        context = {
            "fonds": fonds,
            "inventories": inventories,
            "page": Paginator(loose, ROWS).get_page(request.GET.get("trang")),
            "may_take_in": can_take_in_anywhere(self.asker),
            "may_arrange": can_arrange(self.asker),
            "trail": [(_("Lưu trữ"), "/luu-tru/")],
        }
        return render(request, "archives/fonds.html", context)


class ArchiveFilePage(StaffPage):
    """One archive file: its facts and its documents in their order."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = get_object_or_404(
            ArchiveFile.objects.visible_to(request.user)
            .select_related("inventory__fonds", "owner_unit")
            .prefetch_related("places__box"),
            pk=pk,
        )
        rows = (
            documents_in_list(request.user)
            .filter(archive_file=file)
            .order_by(F("position").asc(nulls_last=True), F("dated_from").asc(nulls_last=True), "pk")
        )
        fonds = file.inventory.fonds
        context: dict[str, Any] = {
            "file": file,
            "page": Paginator(rows, ROWS).get_page(request.GET.get("trang")),
            "may_take_in": can_take_in_anywhere(self.asker),
            "trail": [(_("Lưu trữ"), "/luu-tru/"), (str(fonds), f"/luu-tru/phong/{fonds.pk}/")],
        }
        return render(request, "archives/archive_file.html", context)
