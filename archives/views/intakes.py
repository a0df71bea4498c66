"""Bringing files in, and the page that says what became of each, and how far the reading is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archives.actions.intake import Place, note_secret_place, open_intake, take_in_file
from archives.forms import IntakeForm
from archives.models import ArchiveDocument, ArchiveFile, Intake
from archives.queries import reading_of_intake
from archives.rules import can_take_in_anywhere
from archives.states import IntakeOutcome, IntakeSource, SecretMark
from archives.tesseract import missing_words
from office.refusals import NotPermitted, Refusal
from office.typed_numbers import typed_number
from office.views.base import StaffPage


class TakeIn(StaffPage):
    """The upload page. Each file gets its own answer; a wrong one does not hold up the others."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not can_take_in_anywhere(self.asker):
            raise NotPermitted(
                _("Chỉ lưu trữ viên, văn thư và trưởng đơn vị được nhận tệp vào kho."),
                next_step=_("Gửi tệp cho lưu trữ viên của cơ quan."),
            )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        file = self._file(request.GET.get("ho_so"))
        form = IntakeForm(
            asker=self.asker, user=request.user, archive_file=file, initial={"fonds": request.GET.get("phong")}
        )
        return self._page(request, form, file)

    def post(self, request: HttpRequest) -> HttpResponse:
        file = self._file(request.POST.get("ho_so"))
        form = IntakeForm(request.POST, request.FILES, asker=self.asker, user=request.user, archive_file=file)
        if not form.is_valid():
            return self._page(request, form, file, status=422)
        now, by, clean = timezone.now(), self.asker.person, form.cleaned_data
        assert by is not None
        place = Place(
            unit=clean["unit"],
            confidentiality=clean["confidentiality"],
            fonds=None if file else clean["fonds"],
            archive_file=file,
        )
        try:
            if clean["secret_mark"]:
                note_secret_place(
                    mark=SecretMark(clean["secret_mark"]), place_text=clean["secret_place"], place=place, by=by, now=now
                )
                return redirect(f"{reverse('archives:take_in')}?da_ghi_noi_de=1")
            intake = open_intake(place=place, source=IntakeSource.SCREEN, by=by, now=now)
        except Refusal as refusal:
            return self._page(request, form, file, status=refusal.status, refusal=refusal)
        for position, upload in enumerate(clean["files"], start=1):
            take_in_file(
                intake=intake,
                position=position,
                stream=upload,
                file_name=upload.name,
                now=timezone.now(),
                another_record=clean["another_record"],
            )
        return redirect("archives:intake", pk=intake.pk)

    def _file(self, key: str | None) -> ArchiveFile | None:
        if (number := typed_number(key)) is None:
            return None
        return get_object_or_404(
            ArchiveFile.objects.visible_to(self.request.user).select_related("inventory__fonds"), pk=number
        )

    def _page(
        self,
        request: HttpRequest,
        form: IntakeForm,
        file: ArchiveFile | None,
        *,
        status: int = 200,
        refusal: Refusal | None = None,
    ) -> HttpResponse:
        context = {
            "form": form,
            "file": file,
            "refusal": refusal,
            "secret_noted": "da_ghi_noi_de" in request.GET,
            "missing": missing_words(),
            "recent": Intake.objects.visible_to(request.user).select_related("taken_by")[:8],
            "trail": [(_("Lưu trữ"), reverse("archives:home"))],
        }
        return render(request, "archives/take_in.html", context, status=status)


class IntakePage(StaffPage):
    """What became of each file of an intake. Reloads itself while pages are being read (htmx), or by its link."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        intake = get_object_or_404(
            Intake.objects.visible_to(request.user).select_related("taken_by", "unit", "fonds", "archive_file"), pk=pk
        )
        lines = list(intake.lines.select_related("document", "same_as"))
        # The papers may have been closed to whoever brought them since: then the line stands without its links.
        keys = {key for line in lines for key in (line.document_id, line.same_as_id) if key}
        visible = set(ArchiveDocument.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
        counts = {outcome: sum(line.outcome == outcome for line in lines) for outcome in IntakeOutcome}
        context = {
            "intake": intake,
            "lines": [(line, line.document_id in visible, line.same_as_id in visible) for line in lines],
            "stored": counts[IntakeOutcome.STORED],
            "duplicates": counts[IntakeOutcome.DUPLICATE],
            "refused": counts[IntakeOutcome.REFUSED],
            "reading": reading_of_intake(intake),
            "missing": missing_words(),
            "trail": [(_("Lưu trữ"), reverse("archives:home")), (_("Nhận tệp"), reverse("archives:take_in"))],
        }
        template = "archives/_intake_progress.html" if request.htmx else "archives/intake.html"
        return render(request, template, context)
