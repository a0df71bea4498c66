"""From Word to draft: upload, look at paper and recognised side by side with the doubts, confirm."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iso_docs import rules
from iso_docs.actions import import_draft, keep_word_import, map_printed_role
from iso_docs.forms import ConfirmForm, UploadForm
from iso_docs.models import ControlledDocument, PrintedRole, WordImport
from iso_docs.printed_roles import posts_to_choose
from iso_docs.word.reading import read_word_file
from iso_docs.word.recognised import RecognisedDocument, RecognisedFile, SourceParagraph
from office import store
from office.models import Role, Unit
from office.refusals import NotPermitted, Refusal
from office.views.base import StaffPage

MAX_FILE = 32 * 1024 * 1024
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
}


class DraftersPage(StaffPage):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and self.asker.is_staff and not rules.may_draft(self.asker, None):
            raise NotPermitted(
                _("Chỉ người soạn tài liệu được nhập tệp Word."), next_step=_("Chuyển tệp cho Thư ký ISO.")
            )
        return super().dispatch(request, *args, **kwargs)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [(_("Quy trình"), reverse("iso_docs:home"))]


class Upload(DraftersPage):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.target = None
        if request.user.is_authenticated and (key := request.GET.get("tai_lieu", "")):
            desks = ControlledDocument.objects.visible_to(request.user)
            self.target = get_object_or_404(desks, pk=int(key) if key.isdecimal() else 0)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        upload = form.cleaned_data["file"]
        try:
            # All file work is done before the act: bytes first safe on disk, then read in a child process.
            stored = store.receive(upload, limit=MAX_FILE)
            recognised = read_word_file(stored.path, name=upload.name)
            row = keep_word_import(
                recognised=recognised,
                stored=stored,
                media_type=MEDIA_TYPES.get(recognised.source_format, "application/octet-stream"),
                target=self.target,
                by=request.user.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        return redirect("iso_docs:import_check", pk=row.pk)

    def _page(self, form: UploadForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        waiting = WordImport.objects.filter(read_by=self.request.user.person)[:10]
        context = {"form": form, "refusal": refusal, "target": self.target, "waiting": waiting, "trail": self.trail}
        return render(self.request, "iso_docs/import.html", context, status=status)


class Confirm(DraftersPage):
    """«Đối chiếu»: paper left, recognised in the middle, doubts and the decision right."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            own = WordImport.objects.select_related("blob", "target").filter(read_by=request.user.person)
            self.row = get_object_or_404(own, pk=kwargs["pk"])
            self.file = RecognisedFile.from_dict(self.row.recognised)

    def _forms(self, data: Any = None) -> list[ConfirmForm]:
        on = timezone.localdate()
        units = Unit.objects.valid_on(on)
        if not self.asker.has_role(Role.QUALITY_OFFICER):
            units = units.filter(pk__in=self.asker.units)
        posts = posts_to_choose(on)
        roles = list(PrintedRole.objects.select_related("post__unit"))
        known = {role.wording for role in roles}
        forms = []
        for number, procedure in enumerate(self.file.procedures):
            wordings = [
                wording
                for wording in dict.fromkeys(step.responsible for step in procedure.steps)
                if wording and wording not in known
            ]
            known |= set(wordings)  # asked once for the whole file
            target = self.row.target
            forms.append(
                ConfirmForm(
                    data,
                    prefix=f"p{number}",
                    units=units,
                    posts=posts,
                    known=roles,
                    wordings=wordings,
                    initial={
                        "code": target.code if target else procedure.cover.code or procedure.number_in_file,
                        "title": procedure.cover.title,
                        "issuer": target.issuer if target else self._issuer(procedure.cover.agency),
                        "owner_unit": target.owner_unit if target else units.filter(pk__in=self.asker.units).first(),
                    },
                )
            )
        return forms

    def _issuer(self, agency: str) -> str:
        """Who issued the paper, when the cover names somebody else than this office."""
        own = Unit.objects.valid_on(timezone.localdate()).filter(is_agency=True).values_list("name", flat=True)
        name = " ".join(agency.split())
        return "" if name.casefold() in {each.casefold() for each in own} else name

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._forms())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        forms = self._forms(request.POST)
        valid = [form.is_valid() for form in forms]  # every one is asked, so that every one shows its errors
        if not all(valid):
            return self._page(forms, status=422)
        now, by = timezone.now(), request.user.person
        made: list[ControlledDocument] = []
        stored = store.StoredBytes(self.row.blob.sha256, self.row.blob.size)
        try:
            for form in forms:
                for wording, post in form.chosen_posts():
                    map_printed_role(wording=wording, post=post, by=by, now=now)
            for form, procedure in zip(forms, self.file.procedures, strict=True):
                if form.cleaned_data["take"]:
                    made.append(
                        import_draft(
                            recognised=procedure,
                            source=stored,
                            source_name=self.row.file_name,
                            media_type=self.row.blob.media_type,
                            owner_unit=form.cleaned_data["owner_unit"],
                            document=self.row.target if len(self.file.procedures) == 1 else None,
                            code=form.cleaned_data["code"],
                            title=form.cleaned_data["title"],
                            issuer=form.cleaned_data["issuer"],
                            by=by,
                            now=now,
                        )
                    )
        except Refusal as refusal:
            if made:
                refusal.kept = _("Đã tạo: %(codes)s.") % {"codes": ", ".join(each.code for each in made)}
            return self._page(forms, refusal=refusal, status=refusal.status)
        if not made:
            messages.info(request, _("Chưa chọn quy trình nào."))
            return redirect("iso_docs:import_check", pk=pk)
        messages.success(
            request,
            _("Đã tạo %(count)s bản thảo. Xem lại từng chỗ nghi ngờ trước khi gửi soát xét.") % {"count": len(made)},
        )
        return redirect("iso_docs:document", pk=made[0].pk) if len(made) == 1 else redirect("iso_docs:home")

    def _page(self, forms: list[ConfirmForm], *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        doubts = self.file.all_doubts()
        pins: dict[int, list[int]] = {}
        for number, doubt in enumerate(doubts, start=1):
            if doubt.place is not None:
                pins.setdefault(doubt.place.index, []).append(number)
        with_text = [paragraph for paragraph in self.file.paragraphs if paragraph.text]
        unplaced = self.file.unplaced()
        context = {
            "row": self.row,
            "file": self.file,
            "paper": paper_of(self.file.paragraphs, pins),
            "placed": len(with_text) - len(unplaced),
            "all": len(with_text),
            "unplaced": unplaced,
            "doubts": list(enumerate(doubts, start=1)),
            "procedures": [
                (form, procedure, _rows(procedure)) for form, procedure in zip(forms, self.file.procedures, strict=True)
            ],
            "forms": forms,
            "refusal": refusal,
            "trail": [*self.trail, (_("Nhập từ Word"), reverse("iso_docs:import"))],
        }
        return render(self.request, "iso_docs/import_check.html", context, status=status)


# --- the paper, as paragraphs and tables in reading order --------------------------------------------------------------


@dataclass
class PaperLine:
    text: str
    index: int
    pins: list[int]


@dataclass
class PaperCell:
    lines: list[PaperLine] = field(default_factory=list)


@dataclass
class PaperPart:
    """A paragraph (`line`) or a table (`rows`)."""

    line: PaperLine | None = None
    rows: list[list[PaperCell]] = field(default_factory=list)


def paper_of(paragraphs: list[SourceParagraph], pins: dict[int, list[int]]) -> list[PaperPart]:
    """Every paragraph of the source in reading order; those of a table stand in its rows and columns again."""
    parts: list[PaperPart] = []
    table = row = column = None
    for paragraph in paragraphs:
        place = paragraph.place
        text = f"{paragraph.number} {paragraph.text}".strip()
        if not text:
            continue
        line = PaperLine(text, place.index, pins.get(place.index, []))
        if place.table is None:
            table = None
            parts.append(PaperPart(line=line))
            continue
        if place.table != table:
            table, row, column = place.table, None, None
            parts.append(PaperPart())
        if place.row != row:
            row, column = place.row, None
            parts[-1].rows.append([])
        if place.column != column or not parts[-1].rows[-1]:
            column = place.column
            parts[-1].rows[-1].append(PaperCell())
        parts[-1].rows[-1][-1].lines.append(line)
    return parts


def _rows(procedure: RecognisedDocument) -> list[tuple[Any, list[str | None]]]:
    """Steps with the text of their time per case; None where the time of the step above reaches down."""
    first = {(group.case, group.steps[0]): group for group in procedure.time_groups if group.steps}
    covered = {(group.case, key) for group in procedure.time_groups for key in group.steps[1:]}
    rows = []
    for step in procedure.steps:
        times: list[str | None] = []
        for case in procedure.cases:
            group = first.get((case.key, step.key))
            text = group.text if group else ""
            if group is not None and len(group.steps) > 1:
                text += " " + _("(chung %(count)s bước)") % {"count": len(group.steps)}
            times.append(None if (case.key, step.key) in covered else text)
        rows.append((step, times))
    return rows
