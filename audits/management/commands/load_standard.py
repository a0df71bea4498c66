"""manage.py load_standard FILE: a further edition of a standard, as data."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audits.actions import load_standard
from audits.standard_files import NotAStandard, read_standard
from office.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Nạp một phiên bản tiêu chuẩn từ tệp JSON (mẫu: audits/standards/iso-9001-2015.json): số, tên và lời giải thích riêng của "
        "từng điều khoản. Mã thoát: 0 đã nạp, 1 phiên bản đã có, 2 tệp không đọc được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="tệp JSON")
        parser.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = read_standard(Path(options["file"]).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, NotAStandard) as error:
            raise CommandError(f"{options['file']}: {error}", returncode=2) from error
        report = {"edition": data["edition"], "clauses": len(data["clauses"]), "loaded": True}
        try:
            load_standard(data=data, by=None, now=timezone.now())
        except Refusal as refusal:
            report["loaded"] = False
            self.stderr.write(str(refusal.what))
        self.stdout.write(
            json.dumps(report, ensure_ascii=False) if options["json"] else f"{report['edition']}: {report['clauses']}"
        )
        if not report["loaded"]:
            sys.exit(1)
