"""manage.py import_dossiers FILE…: exports of the province's one-stop system into the register, each row accounted for."""

import io
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from office.management.reporting import CouldNotRun
from office.refusals import Incomplete, Refusal
from office.store import receive
from processes.actions.importing import (
    SIZE_LIMIT,
    ReadFile,
    UnreadableFile,
    read_province_file,
    write_province_file,
)
from processes.actions.mirroring import Mirror, expected_verdict
from processes.models import ColumnMapping
from processes.models.province import ImportWay, RowVerdict
from processes.province.rows import FIELDS, UnderstoodRow


class Command(BaseCommand):
    help = (
        "Nhập tệp XLSX, CSV do hệ thống một cửa của tỉnh xuất ra. Chạy lại bao nhiêu lần cũng được: không thêm gì hai lần. "
        "Mã thoát: 0 mọi dòng đều nhận, 1 có dòng không nhận hoặc cần đối chiếu, 2 không chạy được (thiếu tệp, tệp không đọc được)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--mapping",
            metavar="M",
            help="tên cách đọc đã lưu, hoặc tệp JSON {trường: tiêu đề}; không có thì tự nhận tiêu đề",
        )
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo từng dòng, không ghi gì")
        parser.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        columns, mapping = _mapping(options["mapping"])
        reports, could_not = [], False
        for name in options["files"]:
            try:
                report = self._dry(name, columns) if options["dry_run"] else self._write(name, columns, mapping)
            except (OSError, UnreadableFile, Incomplete) as problem:
                could_not = True
                said = str(problem) if isinstance(problem, Refusal) else f"Không đọc được: {problem.strerror}."
                report = {"file": name, "error": said}
            except (DatabaseError, Refusal) as problem:
                raise CouldNotRun(f"Không chạy được: {problem}") from problem
            reports.append(report)
            if not options["json"]:
                self._show(report)
        if options["json"]:
            answer = {"dry_run": options["dry_run"], "files": reports}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        if could_not:
            sys.exit(2)
        if any(report["refused"] or report["differs"] for report in reports):
            sys.exit(1)

    def _dry(self, name: str, columns: dict[str, str] | None) -> dict[str, Any]:
        now = timezone.now()
        if not Path(name).stat().st_size:
            raise UnreadableFile("Tệp rỗng.", kept="Chưa ghi gì vào sổ.", next_step="Xuất lại rồi gửi lại.")
        found = ReadFile(str(Path(name).resolve()), now=now, columns=columns)
        known: dict[str, Any] = {}
        mirror = Mirror(None, now)  # type: ignore[arg-type]  # it only looks
        codes = [row.code for row in found.rows if row.code]
        for begin in range(0, len(codes), 500):
            known |= mirror.known(codes[begin : begin + 500])
        judged = [(row, str(expected_verdict(row, known.get(row.code)))) for row in found.rows]
        return _report(name, found.encoding, found.columns, found.notes, judged)

    def _write(self, name: str, columns: dict[str, str] | None, mapping: ColumnMapping | None) -> dict[str, Any]:
        now = timezone.now()
        content = Path(name).read_bytes()
        stored = receive(io.BytesIO(content), limit=SIZE_LIMIT)
        file = read_province_file(
            stored=stored,
            name=Path(name).name,
            way=ImportWay.COMMAND,
            by=None,
            now=now,
            mapping=mapping,
            columns=columns,
        )
        file = write_province_file(file=file, by=None, now=now)
        judged = [
            (UnderstoodRow(row.number, row.code, row.values, row.problems, row.warnings), row.verdict)
            for row in file.rows.order_by("number").iterator()
        ]
        return _report(name, file.encoding, file.columns, file.notes, judged)

    def _show(self, report: dict[str, Any]) -> None:
        if "error" in report:
            self.stderr.write(f"{report['file']}: {report['error']}")
            return
        labels = {str(verdict): verdict.label for verdict in RowVerdict}
        counts = ", ".join(f"{labels[each]} {report[each]}" for each in labels)
        self.stdout.write(f"{report['file']} ({report['encoding']}): {report['rows']} dòng: {counts}")
        for note in report["notes"]:
            self.stdout.write(f"  {note}")
        for row in report["told"]:
            words = "; ".join([*row["problems"], *row["warnings"]])
            self.stdout.write(f"  dòng {row['row']} {row['code'] or '(không mã)'}: {labels[row['verdict']]}. {words}")


def _mapping(given: str | None) -> tuple[dict[str, str] | None, ColumnMapping | None]:
    if not given:
        return None, None
    try:
        saved = ColumnMapping.objects.filter(name=given).first()
    except DatabaseError as problem:
        raise CouldNotRun(f"Không chạy được: {problem}") from problem
    if saved is not None:
        return saved.columns, saved
    path = Path(given)
    if not path.is_file():
        names = ", ".join(ColumnMapping.objects.values_list("name", flat=True)) or "chưa có"
        raise CommandError(f"Không có cách đọc «{given}» (đã lưu: {names}), cũng không có tệp này.", returncode=2)
    try:
        columns = json.loads(path.read_text(encoding="utf-8-sig"))
        assert isinstance(columns, dict)
    except (ValueError, AssertionError) as problem:
        raise CommandError(f"{given} không phải đối tượng JSON.", returncode=2) from problem
    if unknown := sorted(set(columns) - set(FIELDS)):
        raise CommandError(f"Không biết trường: {', '.join(unknown)}. Biết: {', '.join(FIELDS)}.", returncode=2)
    return {name: str(heading) for name, heading in columns.items()}, None


def _report(
    name: str, encoding: str, columns: dict[str, str], notes: list[str], judged: list[tuple[UnderstoodRow, str]]
) -> dict[str, Any]:
    counts = {str(verdict): sum(each == verdict for _row, each in judged) for verdict in RowVerdict}
    told = [
        {
            "row": row.number,
            "code": row.code,
            "verdict": verdict,
            "problems": row.problems,
            "warnings": row.warnings,
        }
        for row, verdict in judged
        if row.problems or row.warnings or verdict in (RowVerdict.DIFFERS, RowVerdict.NOTED)
    ]
    return {
        "file": name, "encoding": encoding, "columns": columns, "notes": notes, "rows": len(judged), **counts, "told": told,
    }  # fmt: skip
