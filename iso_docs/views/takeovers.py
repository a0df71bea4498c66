"""«Tiếp nhận tài liệu đang có hiệu lực»: bring a folder in, look at what was read of it, put it right, take it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iso_docs.actions import begin_take_over, put_lines_right, take_lines
from iso_docs.actions.takeovers import missing_of
from iso_docs.models import TakeOver, TakeOverLine
from iso_docs.states import TakeOverFileState
from iso_docs.takeover_forms import BlanksForm, TakeOverForm, TakeOverLineForm
from iso_docs.views.files import download
from office import store
from office.models import Role, Unit
from office.refusals import Refusal
from office.typed_numbers import LARGEST_KEY
from office.views.base import RolePage

MAX_FILE = 64 * 1024 * 1024
LETTERS_SHOWN = 1500


class TakeOverPage(RolePage):
    roles = (Role.QUALITY_OFFICER,)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [(_("Quy trình"), reverse("iso_docs:home"))]

    def units(self) -> Any:
        return Unit.objects.valid_on(timezone.localdate()).order_by("name")


class TakeOvers(TakeOverPage):
    """Begin one; below, those begun before."""

    def _form(self, *data: Any) -> TakeOverForm:
        return TakeOverForm(
            *data, units=self.units(), initial={"owner_unit": self.units().filter(pk__in=self.asker.units).first()}
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        data, now = form.cleaned_data, timezone.now()
        try:
            # Bytes first safe on disk; the act only writes rows, and the worker reads the files.
            files = [(store.receive(each, limit=MAX_FILE), each.name) for each in data["files"]]
            made = begin_take_over(
                name=data["name"], owner_unit=data["owner_unit"], files=files, by=request.user.person, now=now
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        return redirect("iso_docs:takeover", pk=made.pk)

    def _page(self, form: TakeOverForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        begun = (
            TakeOver.objects.visible_to(self.request.user)
            .select_related("begun_by")
            .annotate(
                all_lines=Count("lines", filter=Q(lines__is_left_out=False)),
                taken=Count("lines", filter=Q(lines__issue__isnull=False)),
            )
        )
        context = {"form": form, "begun": begun[:50], "refusal": refusal, "trail": self.trail}
        return render(self.request, "iso_docs/takeovers.html", context, status=status)


class TakeOverLines(TakeOverPage):
    """The list to confirm: each paper with what was read of it and what is doubtful."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            if kwargs["pk"] > LARGEST_KEY:
                raise Http404
            rows = TakeOver.objects.visible_to(request.user).select_related("owner_unit")
            self.takeover = get_object_or_404(rows, pk=kwargs["pk"])

    def _forms(self, data: Any = None) -> list[TakeOverLineForm]:
        lines = (
            self.takeover.lines.filter(issue__isnull=True)
            .select_related("text_file", "scan_file", "owner_unit")
            .defer("text_file__recognised", "text_file__pages")
        )
        units = list(self.units())
        choices = [("", "–"), *[(unit.pk, unit.name) for unit in units]]
        forms = []
        for line in lines:
            # A line that was read while this page was being filled in is not in what was sent: it shows as proposed.
            sent = data if data is not None and f"d{line.pk}-kind" in data else None
            form = TakeOverLineForm(sent, line=line, units=self.units())
            form.fields["owner_unit"].choices = choices  # asked once, not once a line
            forms.append(form)
        return forms

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._forms())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        by, now = request.user.person, timezone.now()
        forms = self._forms(request.POST)
        sent = [form for form in forms if form.is_bound]
        blanks = BlanksForm(request.POST, prefix="chung")
        valid = [each.is_valid() for each in (blanks, *sent)]  # each is asked, so that each shows its errors
        if not all(valid):
            return self._page(forms, blanks=blanks, status=422)
        try:
            changed = put_lines_right(
                takeover=self.takeover,
                values={form.line.pk: form.values(blanks.cleaned_data) for form in sent},
                by=by,
                now=now,
            )
        except Refusal as refusal:
            return self._page(forms, blanks=blanks, refusal=refusal, status=refusal.status)
        if "take" not in request.POST:
            messages.success(request, ngettext("Đã ghi %(n)s dòng.", "Đã ghi %(n)s dòng.", changed) % {"n": changed})
            return redirect("iso_docs:takeover", pk=pk)
        chosen = [form.line.pk for form in sent if form.cleaned_data["take"] and not form.cleaned_data["is_left_out"]]
        lines = TakeOverLine.objects.filter(pk__in=chosen).select_related(
            "takeover", "text_file__blob", "scan_file__blob", "owner_unit"
        )
        review_due_on = blanks.cleaned_data["review_due_on"]
        taken, refused = take_lines(lines=lines, by=by, now=now, review_due_on=review_due_on)
        if taken:
            messages.success(
                request,
                ngettext("Đã tiếp nhận %(n)s tài liệu.", "Đã tiếp nhận %(n)s tài liệu.", len(taken))
                % {"n": len(taken)},
            )
        if not chosen:
            messages.info(request, _("Chưa chọn dòng nào để tiếp nhận. Những gì đã sửa được giữ."))
        if refused:
            return self._page(self._forms(), refused={line.pk: refusal for line, refusal in refused}, status=422)
        return redirect("iso_docs:takeover", pk=pk)

    def _page(
        self,
        forms: list[TakeOverLineForm],
        *,
        refusal: Refusal | None = None,
        refused: dict[int, Refusal] | None = None,
        blanks: BlanksForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        refused = refused or {}
        files = list(self.takeover.files.defer("recognised", "pages"))
        waiting = sum(file.state == TakeOverFileState.WAITING for file in files)
        lines = []
        for form in forms:
            line = form.line
            text = ""
            if line.scan_file is not None:
                text = "\n\n".join(page["text"] for page in (line.scan_file.pages or [])[:2])[:LETTERS_SHOWN]
            lines.append((form, line, missing_of(line), refused.get(line.pk), text))
        context = {
            "takeover": self.takeover,
            "lines": lines,
            "wrong": [form.line for form in forms if form.is_bound and form.errors],
            "taken": self.takeover.lines.filter(issue__isnull=False).select_related("issue"),
            "failed": [file for file in files if file.state == TakeOverFileState.FAILED],
            "files": len(files),
            "waiting": waiting,
            "read": len(files) - waiting,
            "refusal": refusal,
            "refused": refused,
            "blanks": blanks or BlanksForm(prefix="chung"),
            "trail": [*self.trail, (_("Tiếp nhận"), reverse("iso_docs:takeovers"))],
        }
        return render(self.request, "iso_docs/takeover.html", context, status=status)


class TakenFile(TakeOverLines):
    """A file of the folder, as it came."""

    def get(self, request: HttpRequest, pk: int, position: int) -> FileResponse:
        if position > LARGEST_KEY:
            raise Http404
        file = get_object_or_404(self.takeover.files.select_related("blob"), position=position)
        return download(file.blob, file.name)
