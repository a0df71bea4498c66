"""The figures of a period on screen: each number opens its list, the definitions stand below, the same as files; and reminders."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from office.access import Asker
from office.acts import office_act
from office.models import Person, Role
from office.spreadsheets import XLSX
from office.views.base import RolePage, StaffPage
from processes.models import Dossier
from processes.province_forms import ReportForm
from processes.reporting.figures import Report, Row, dossiers_behind, lines_of, period_report
from processes.reporting.papers import (
    reminder_as_document,
    report_as_document,
    report_as_workbook,
    share_sentences,
    subtitle_of,
)

# Figures of single people are for those who answer for them.
PERSON_READERS = (Role.CHAIR, Role.VICE_CHAIR, Role.CHIEF_OF_OFFICE, Role.UNIT_HEAD)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMNS = (
    "received", "new", "new_online", "new_direct", "new_postal", "new_at_home", "carried_over",
    "resolved", "early", "on_time", "late", "stopped", "open", "open_in_time", "open_late",
)  # fmt: skip


def may_see_persons(asker: Asker) -> bool:
    return asker.has_role(*PERSON_READERS)


class PeriodReportPage(StaffPage):
    """Everybody counts what they may see; the page says so where that is not the whole office."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReportForm(request.GET, may_see_persons=may_see_persons(self.asker))
        facts: dict[str, Any] = {"form": form, "trail": [(_("Hồ sơ"), reverse("processes:home"))]}
        if not form.is_valid():
            return render(request, "processes/period_report.html", facts, status=422)
        report = period_report(
            Dossier.objects.visible_to(request.user),
            form.period,
            by=form.cleaned_data["by"],
            unit=form.cleaned_data["unit"],
        )
        if request.GET.get("xuat") == "xlsx":
            return _file(report_as_workbook(report), XLSX, report, "xlsx")
        if request.GET.get("xuat") == "docx":
            return _file(report_as_document(report), DOCX, report, "docx")
        lines = lines_of(report.period)
        asked = {
            name: request.GET.get(name, "") or form.data.get(name, "")
            for name in ("first", "last", "as_of", "unit", "by")
        }
        facts |= {
            "report": report,
            "subtitle": subtitle_of(report),
            "total": _cells(report.total, lines, asked, None),
            "rows": [(row.label, _cells(row.figures, lines, asked, row)) for row in report.rows],
            "columns": [(key, lines[key].label) for key in COLUMNS],
            "sentences": share_sentences(report),
            "exports": [(_("XLSX"), _with(asked, xuat="xlsx")), (_("DOCX"), _with(asked, xuat="docx"))],
            "may_remind": may_see_persons(self.asker),
            "sees_all": self.asker.has_role(*Dossier.access_rule.all_units),
        }
        return render(request, "processes/period_report.html", facts)


def _with(asked: dict[str, str], **more: str) -> str:
    return "?" + urlencode({name: value for name, value in {**asked, **more}.items() if value != ""})


def _cells(
    figures: dict[str, int], lines: dict[str, Any], asked: dict[str, str], row: Row | None
) -> list[dict[str, Any]]:
    """Each number with its words and the address of its list."""
    where = reverse("processes:period_list")
    cells = []
    for key in COLUMNS:
        more = {"so": key}
        if row is not None:
            more["dong"] = "-" if row.key is None else str(row.key)
        cells.append(
            {
                "key": key, "number": figures[key], "label": lines[key].label, "address": where + _with(asked, **more),
                "is_late": key in ("late", "open_late") and figures[key] > 0,
            }
        )  # fmt: skip
    return cells


def _file(content: bytes, media_type: str, report: Report, ending: str) -> HttpResponse:
    name = f"so-lieu-{report.period.first:%Y%m%d}-{report.period.last:%Y%m%d}.{ending}"
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


class PeriodListPage(StaffPage):
    """The dossiers behind one number, under the reader's own rights."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReportForm(request.GET, may_see_persons=may_see_persons(self.asker))
        if not form.is_valid():
            raise Http404
        key = request.GET.get("dong")
        try:
            rows = dossiers_behind(
                Dossier.objects.visible_to(request.user),
                form.period,
                request.GET.get("so", ""),
                by=form.cleaned_data["by"],
                key="" if key == "-" else key,
                unit=form.cleaned_data["unit"],
            )
        except KeyError:
            raise Http404 from None
        line = lines_of(form.period)[request.GET["so"]]
        page = Paginator(rows.select_related("holder", "holder_unit", "owner_unit"), 50).get_page(
            request.GET.get("trang")
        )
        query = request.GET.copy()
        for name in ("so", "dong", "trang"):
            query.pop(name, None)
        facts = {
            "line": line,
            "page": page,
            "period": form.period,
            "trail": [
                (_("Hồ sơ"), reverse("processes:home")),
                (_("Số liệu"), f"{reverse('processes:period_report')}?{query.urlencode()}"),
            ],
        }
        return render(request, "processes/period_list.html", facts)


def late_in_hand(rows: QuerySet[Dossier], now: datetime.datetime) -> QuerySet[Dossier]:
    """Open dossiers past their promise that somebody holds, the oldest promise first."""
    return rows.past_due(now).filter(holder__isnull=False).order_by("due_promised", "pk")


class RemindersPage(RolePage):
    """Who holds late dossiers, and the paper that reminds each of them."""

    roles = PERSON_READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        late = late_in_hand(Dossier.objects.visible_to(request.user), now).select_related("holder", "holder_unit")
        people: dict[int, dict[str, Any]] = {}
        for dossier in late:
            line = people.setdefault(
                dossier.holder_id, {"person": dossier.holder, "unit": dossier.holder_unit, "late": []}
            )
            line["late"].append(dossier)
        facts = {
            "people": sorted(people.values(), key=lambda line: -len(line["late"])),
            "trail": [(_("Hồ sơ"), reverse("processes:home")), (_("Số liệu"), reverse("processes:period_report"))],
        }
        return render(request, "processes/reminders.html", facts)


class ReminderPaper(RolePage):
    """The reminder to one person as Word. That it was made is an act: a line in the journal."""

    roles = PERSON_READERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        now = timezone.now()
        person = get_object_or_404(Person, pk=pk)
        late = late_in_hand(Dossier.objects.visible_to(request.user).filter(holder=person), now)
        dossiers = list(late.select_related("holder", "holder_unit"))
        if not dossiers:
            raise Http404
        content = reminder_as_document(person, dossiers[0].holder_unit, dossiers, now)
        with office_act("processes.reminder.make", by=request.user.person, now=now, subject=person) as line:
            line.data |= {"dossiers": [each.code for each in dossiers]}
        name = f"nhac-viec-{person.full_name}-{timezone.localtime(now):%Y%m%d}.docx"
        return HttpResponse(
            content,
            content_type=DOCX,
            headers={
                "Content-Disposition": content_disposition_header(True, name) or "attachment",
                "X-Content-Type-Options": "nosniff",
            },
        )
