"""Setting up fonds, inventories and archive files: one form page for the three."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.actions.arrangement import set_up_archive_file, set_up_fonds, set_up_inventory
from archives.forms import ArchiveFileForm, FondsForm, InventoryForm
from archives.models import Fonds, Inventory
from archives.rules import can_arrange, can_take_in_anywhere
from office.refusals import NotPermitted, Refusal
from office.views.base import StaffPage


class SetUp(StaffPage):
    """A form, an act, and the page of what was set up."""

    title = ""
    keys: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not self.may():
            raise NotPermitted(
                _("Chỉ lưu trữ viên được lập phông, mục lục và hồ sơ lưu trữ."),
                next_step=_("Nhờ lưu trữ viên của cơ quan."),
            )
        return super().dispatch(request, *args, **kwargs)

    def may(self) -> bool:
        return can_arrange(self.asker)

    def get(self, request: HttpRequest, **keys: int) -> HttpResponse:
        return self.page(request, self.form(None, **keys), **keys)

    def post(self, request: HttpRequest, **keys: int) -> HttpResponse:
        form = self.form(request.POST, **keys)
        if not form.is_valid():
            return self.page(request, form, status=422, **keys)
        try:
            return redirect(self.act(form.cleaned_data, **keys))
        except Refusal as refusal:
            return self.page(request, form, status=refusal.status, refusal=refusal, **keys)

    def form(self, data: Any, **keys: int) -> forms.BaseForm:
        raise NotImplementedError

    def act(self, clean: dict[str, Any], **keys: int) -> str:
        raise NotImplementedError

    def trail(self, **keys: int) -> list[tuple[str, str]]:
        return [(_("Lưu trữ"), reverse("archives:home"))]

    def page(
        self,
        request: HttpRequest,
        form: forms.BaseForm,
        *,
        status: int = 200,
        refusal: Refusal | None = None,
        **keys: int,
    ) -> HttpResponse:
        context = {"form": form, "refusal": refusal, "heading": self.heading(), "trail": self.trail(**keys)}
        return render(request, "archives/set_up.html", context, status=status)

    def heading(self) -> str:
        raise NotImplementedError


class SetUpFonds(SetUp):
    def heading(self) -> str:
        return _("Lập phông")

    def form(self, data: Any, **keys: int) -> forms.BaseForm:
        return FondsForm(data)

    def act(self, clean: dict[str, Any], **keys: int) -> str:
        fonds = set_up_fonds(**clean, by=self.asker.person, now=timezone.now())  # type: ignore[arg-type]
        return reverse("archives:fonds", args=[fonds.pk])


class SetUpInventory(SetUp):
    def heading(self) -> str:
        return _("Lập mục lục")

    def form(self, data: Any, **keys: int) -> forms.BaseForm:
        self.fonds = get_object_or_404(Fonds.objects.visible_to(self.request.user), pk=keys["pk"])
        return InventoryForm(data)

    def act(self, clean: dict[str, Any], **keys: int) -> str:
        set_up_inventory(fonds=self.fonds, **clean, by=self.asker.person, now=timezone.now())  # type: ignore[arg-type]
        return reverse("archives:fonds", args=[self.fonds.pk])

    def trail(self, **keys: int) -> list[tuple[str, str]]:
        return [*super().trail(), (str(self.fonds), reverse("archives:fonds", args=[self.fonds.pk]))]


class SetUpArchiveFile(SetUp):
    def may(self) -> bool:
        return can_take_in_anywhere(self.asker)

    def heading(self) -> str:
        return _("Lập hồ sơ lưu trữ")

    def form(self, data: Any, **keys: int) -> forms.BaseForm:
        rows = Inventory.objects.visible_to(self.request.user).select_related("fonds")
        self.inventory = get_object_or_404(rows, pk=keys["pk"])
        return ArchiveFileForm(data, asker=self.asker)

    def act(self, clean: dict[str, Any], **keys: int) -> str:
        file = set_up_archive_file(inventory=self.inventory, **clean, by=self.asker.person, now=timezone.now())  # type: ignore[arg-type]
        return reverse("archives:file", args=[file.pk])

    def trail(self, **keys: int) -> list[tuple[str, str]]:
        fonds = self.inventory.fonds
        return [*super().trail(), (str(fonds), reverse("archives:fonds", args=[fonds.pk]))]
