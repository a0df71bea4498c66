"""Pages of the mirror: files of the province with every row accounted for, mappings, scanned codes, and the lines to settle."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from office import jobs, store
from office.models import Job
from office.refusals import Refusal
from office.spreadsheets import XLSX
from office.views.base import RolePage
from processes.actions.importing import (
    IMPORTERS,
    SIZE_LIMIT,
    begin_writing,
    counts_of,
    drop_province_file,
    read_province_file,
    save_mapping,
)
from processes.actions.reconciling import settle_difference
from processes.actions.stubs import open_stub
from processes.models import ColumnMapping, Difference, Dossier, ProvinceCopy, ProvinceFile
from processes.models.province import DifferenceKind, ImportState, ImportWay, RowVerdict, Settlement
from processes.province.export import export_workbook
from processes.province.folder import watched_folder
from processes.province.rows import FIELDS
from processes.province_forms import MappingForm, ProvinceFileForm, ScanForm

ROWS_A_PAGE = 100
WRITE_JOB = "processes.write_province_file"
MARKS = {
    RowVerdict.ADDED: "done", RowVerdict.UPDATED: "done", RowVerdict.SAME: "ok", RowVerdict.NOTED: "wait",
    RowVerdict.DIFFERS: "risk", RowVerdict.REFUSED: "late",
}  # fmt: skip


class ProvincePage(RolePage):
    """Files that came, what is open between the two systems, and the box for the next file."""

    roles = IMPORTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ProvinceFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProvinceFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        upload = form.cleaned_data["file"]
        try:
            stored = store.receive(upload, limit=SIZE_LIMIT)
            file = read_province_file(
                stored=stored,
                name=upload.name,
                way=ImportWay.SCREEN,
                mapping=form.cleaned_data["mapping"],
                by=request.user.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        return redirect("processes:province_file", file.pk)

    def _page(self, form: ProvinceFileForm, *, status: int = 200, **more: Any) -> HttpResponse:
        files = ProvinceFile.objects.select_related("came_by")
        page = Paginator(files, 30).get_page(self.request.GET.get("trang"))
        facts = {
            "form": form,
            "page": page,
            "folder": watched_folder(),
            "open_count": Difference.objects.filter(settled_at__isnull=True, vanished_at__isnull=True).count(),
            "stub_count": ProvinceCopy.objects.filter(told_at__isnull=True).count(),
            "trail": [(_("Hồ sơ"), reverse("processes:home"))],
            **more,
        }
        return render(self.request, "processes/province.html", facts, status=status)


class ProvinceFilePage(RolePage):
    """The report of one file: before writing what would become of each row, after it what did."""

    roles = IMPORTERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(get_object_or_404(ProvinceFile, pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        file, now, by = get_object_or_404(ProvinceFile, pk=pk), timezone.now(), request.user.person
        try:
            if "bo" in request.POST:
                drop_province_file(file=file, by=by, now=now)
                messages.success(request, _("Đã bỏ tệp, không ghi dòng nào."))
            elif "luu" in request.POST:
                mapping = save_mapping(name=request.POST.get("ten", ""), columns=file.columns, by=by, now=now)
                messages.success(request, _("Đã lưu cách đọc «%(name)s».") % {"name": mapping.name})
            else:
                begin_writing(file=file, by=by, now=now)
                jobs.ask(WRITE_JOB, str(file.pk), now=now, payload={"file": file.pk, "by": by.pk})
                messages.success(request, _("Đang ghi %(n)s dòng; trang này báo từng phần.") % {"n": file.row_count})
        except Refusal as refusal:
            return self._page(file, refusal=refusal, status=refusal.status)
        return redirect("processes:province_file", pk)

    def _page(self, file: ProvinceFile, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        is_written = file.state in (ImportState.WRITING, ImportState.DONE)
        counts = counts_of(file)
        wanted = self.request.GET.get("kq", "")
        rows = file.rows.order_by("number")
        if wanted in counts:
            rows = rows.filter(**{"verdict" if is_written else "expected": wanted})
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("trang"))
        lines = []
        for row in page.object_list:
            verdict = RowVerdict(row.verdict or row.expected)
            procedure = row.values.get("procedure_name") or row.values.get("procedure_code", "")
            lines.append({"row": row, "mark": MARKS[verdict], "word": verdict.label, "procedure": procedure})
        labels = [(str(each), each.label, MARKS[each], counts[str(each)]) for each in RowVerdict if counts[str(each)]]
        facts = {
            "file": file,
            "columns": [(FIELDS[name][0], heading) for name, heading in file.columns.items() if name in FIELDS],
            "counts": labels,
            "wanted": wanted,
            "page": page,
            "lines": lines,
            "is_waiting": file.state == ImportState.READ,
            "is_writing": file.state == ImportState.WRITING,
            "is_written": is_written,
            "job": Job.objects.filter(kind=WRITE_JOB, key=str(file.pk)).first(),
            "refusal": refusal,
            "trail": [(_("Hồ sơ"), reverse("processes:home")), (_("Hệ thống tỉnh"), reverse("processes:province"))],
        }
        return render(self.request, "processes/province_file.html", facts, status=status)


class MappingPage(RolePage):
    """Which heading holds what: the saved ways of reading, and one to add or correct."""

    roles = IMPORTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        given = ColumnMapping.objects.filter(name=request.GET.get("ten", "")).first()
        initial = {}
        if given is not None:
            initial = {"name": given.name} | {f"f_{field}": heading for field, heading in given.columns.items()}
        return self._page(MappingForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MappingForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            mapping = save_mapping(
                name=form.cleaned_data["name"], columns=form.columns, by=request.user.person, now=timezone.now()
            )
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        messages.success(request, _("Đã lưu cách đọc «%(name)s».") % {"name": mapping.name})
        return redirect("processes:province")

    def _page(self, form: MappingForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        facts = {
            "form": form,
            "mappings": ColumnMapping.objects.select_related("saved_by"),
            "refusal": refusal,
            "trail": [(_("Hồ sơ"), reverse("processes:home")), (_("Hệ thống tỉnh"), reverse("processes:province"))],
        }
        return render(self.request, "processes/mapping.html", facts, status=status)


class ScanPage(RolePage):
    """A receipt of the province under the scanner: its dossier, or a stub that the next file fills."""

    roles = IMPORTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(ScanForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ScanForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            stub = open_stub(scanned=form.cleaned_data["code"], by=request.user.person, now=timezone.now())
        except Refusal as refusal:
            return self._page(form, refusal=refusal, status=refusal.status)
        dossier = Dossier.objects.visible_to(request.user).filter(code=stub.code).first()
        if dossier is not None:
            return redirect(dossier)
        messages.success(
            request,
            _("Mã %(code)s chưa có trong tệp nào của tỉnh. Đã ghi nhớ; tệp nhập tới có mã này sẽ điền đủ.")
            % {"code": stub.code},
        )
        return redirect("processes:scan")

    def _page(self, form: ScanForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        facts = {
            "form": form,
            "stubs": ProvinceCopy.objects.filter(told_at__isnull=True).select_related("scanned_by")[:50],
            "refusal": refusal,
            "trail": [(_("Hồ sơ"), reverse("processes:home")), (_("Hệ thống tỉnh"), reverse("processes:province"))],
        }
        return render(self.request, "processes/scan.html", facts, status=status)


class ReconciliationPage(RolePage):
    """Every line on which the two systems disagree; one key and a reason settle it."""

    roles = IMPORTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        difference = get_object_or_404(Difference.objects.all(), pk=_number(request.POST.get("dong")))
        try:
            settle_difference(
                difference=difference,
                settlement=request.POST.get("quyet", ""),
                reason=request.POST.get("ly_do", ""),
                by=request.user.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            return self._page(refusal=refusal, refused=difference.pk, status=refusal.status)
        messages.success(request, _("Đã ghi quyết định cho %(code)s.") % {"code": difference.code})
        return redirect(f"{reverse('processes:reconciliation')}?{request.GET.urlencode()}#so-sanh")

    def _page(self, *, refusal: Refusal | None = None, refused: int = 0, status: int = 200) -> HttpResponse:
        kind, standing = self.request.GET.get("loai", ""), self.request.GET.get("xem", "")
        rows = Difference.objects.select_related("dossier", "file", "settled_by")
        still = rows.filter(settled_at__isnull=True, vanished_at__isnull=True)
        counts = [(str(each), each.label, still.filter(kind=each).count()) for each in DifferenceKind]
        rows = rows.filter(settled_at__isnull=False).order_by("-settled_at") if standing == "xong" else still
        if kind in DifferenceKind.values:
            rows = rows.filter(kind=kind)
        seen = set(
            Dossier.objects.visible_to(self.request.user)
            .filter(pk__in=(page := Paginator(rows, 50).get_page(self.request.GET.get("trang"))).object_list.values("dossier"))
            .values_list("pk", flat=True)
        )  # fmt: skip
        facts = {
            "page": page,
            "seen": seen,
            "counts": counts,
            "kind": kind,
            "standing": standing,
            "refusal": refusal,
            "refused": refused,
            "typed": self.request.POST.get("ly_do", ""),
            "settlements": [
                (Settlement.THEIRS, _("Tỉnh đúng"), "T"),
                (Settlement.OURS, _("Ta đúng"), "O"),
                (Settlement.EXPLAINED, _("Để nguyên"), "K"),
            ],
            "reasons": [
                _("Tỉnh gia hạn sau khi người nộp bổ sung"), _("Ta cập nhật trước, tỉnh chưa đồng bộ"),
                _("Nhập nhầm ngày trên hệ thống tỉnh"), _("Hồ sơ tiếp nhận giấy, chưa lên hệ thống tỉnh"),
            ],
            "trail": [(_("Hồ sơ"), reverse("processes:home")), (_("Hệ thống tỉnh"), reverse("processes:province"))],
        }  # fmt: skip
        return render(self.request, "processes/reconciliation.html", facts, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else 0


class ProvinceExport(RolePage):
    """Our register in the province's columns, with the national codes: what reconciliation on their side needs."""

    roles = IMPORTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        content = export_workbook(Dossier.objects.visible_to(request.user).order_by("received_at", "pk"))
        name = f"ho-so-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
        return HttpResponse(
            content,
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
        )
