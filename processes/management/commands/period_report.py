"""manage.py period_report: the figures of a period as JSON, spreadsheet or Word; they close, or the exit status says so."""

import datetime
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from office.dates import NotADate, read_date
from office.management.reporting import CouldNotRun
from office.models import Unit
from office.text_forms import fold
from processes.models import Dossier
from processes.reporting.figures import BY, Period, Report, dossiers_behind, period_report, shares
from processes.reporting.papers import report_as_document, report_as_workbook

LISTED = ("late", "stopped", "open", "open_late")


class Command(BaseCommand):
    help = (
        "Số liệu hồ sơ của một kỳ (họ Biểu II.06): tiếp nhận = kỳ trước + mới; giải quyết = trước hạn + đúng hạn + quá hạn. "
        "Ngày viết ngày/tháng/năm hoặc năm-tháng-ngày. Mã thoát: 0 số liệu khép, 1 có tổng không khép, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", required=True, dest="first", metavar="D", help="ngày đầu kỳ")
        parser.add_argument("--to", required=True, dest="last", metavar="D", help="ngày cuối kỳ")
        parser.add_argument("--as-of", metavar="D", help="số liệu như sổ đứng cuối ngày này; không ghi: cuối kỳ")
        parser.add_argument("--unit", metavar="U", help="đơn vị giải quyết: tên, tên ngắn, ký hiệu, mã hoặc số khóa")
        parser.add_argument(
            "--by",
            default="",
            choices=[name for name in BY if name],
            metavar="KEY",
            help=", ".join(name for name in BY if name),
        )
        parser.add_argument("--format", default="json", choices=["json", "xlsx", "docx"])
        parser.add_argument("--output", metavar="FILE", help="ghi ra tệp; không ghi: đầu ra chuẩn")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = _day(options["first"]), _day(options["last"])
        as_of = _day(options["as_of"]) if options["as_of"] else last
        if last < first:
            raise CouldNotRun("Ngày cuối kỳ trước ngày đầu kỳ.")
        period = Period(first, last, as_of)
        try:
            unit = _unit(options["unit"]) if options["unit"] else None
            report = period_report(Dossier.objects.all(), period, by=options["by"], unit=unit)
            content = _content(report, options["format"])
        except DatabaseError as problem:
            raise CouldNotRun(f"Không chạy được: {problem}") from problem
        try:
            if options["output"]:
                with open(options["output"], "wb") as file:
                    file.write(content)
            elif isinstance(content, bytes) and hasattr(self.stdout._out, "buffer"):
                self.stdout._out.buffer.write(content)
            else:
                self.stdout.write(content.decode())
        except OSError as problem:
            raise CouldNotRun(f"Không ghi được {options['output']}: {problem.strerror}.") from problem
        for sentence in report.problems:
            self.stderr.write(sentence)
        if report.problems:
            sys.exit(1)


def _day(text: str) -> datetime.date:
    try:
        return read_date(text, today=timezone.localdate())
    except NotADate as problem:
        raise CouldNotRun(f"«{text}» không phải ngày (viết ngày/tháng/năm).") from problem


def _unit(text: str) -> Unit:
    """The unit of this name; of several in time the one that stands now."""
    words = fold(text)
    found = [
        unit
        for unit in Unit.objects.order_by("valid_from", "pk")
        if words in {fold(unit.name), fold(unit.short_name), fold(unit.symbol), fold(unit.code), str(unit.pk)} - {""}
    ]
    if not found:
        raise CouldNotRun(f"Không có đơn vị «{text}».")
    return found[-1]


def _content(report: Report, how: str) -> bytes:
    if how == "xlsx":
        return report_as_workbook(report)
    if how == "docx":
        return report_as_document(report)
    rows = Dossier.objects.all()
    lists = {
        line: list(
            dossiers_behind(rows, report.period, line, unit=report.unit).values_list("code", flat=True)
        )
        for line in LISTED
    }  # fmt: skip
    answer = {
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "as_of": report.period.as_of.isoformat(),
        "unit": report.unit.name if report.unit else None,
        "by": report.by or None,
        "total": report.total,
        "shares": {name: str(value) for name, value in shares(report.total).items()},
        "rows": [{"key": row.key, "label": row.label, **row.figures} for row in report.rows],
        "lists": lists,
        "definitions": {str(label): str(meaning) for label, meaning in report.definitions},
        "closes": not report.problems,
        "problems": report.problems,
    }
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()
