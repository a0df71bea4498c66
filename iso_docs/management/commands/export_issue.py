"""Writes one issue to a file: for an outsider who wants to check what was signed."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iso_docs.exported import exported_issue
from iso_docs.models import DocumentIssue


class Command(BaseCommand):
    help = (
        "Xuất lần ban hành có hiệu lực của một tài liệu vào một ngày. Trạng thái ra: 0 đã ghi tệp, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="mã hiệu")
        parser.add_argument(
            "--on", type=datetime.date.fromisoformat, default=None, help="ngày YYYY-MM-DD, mặc định hôm nay"
        )
        parser.add_argument("--issuer", default=None, help="cơ quan ban hành, khi mã hiệu trùng")
        parser.add_argument("--title", default=None, help="tên tài liệu, khi mã hiệu trùng")
        parser.add_argument("--format", choices=["json"], default="json")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        issues = (
            DocumentIssue.objects.in_force_on(on).filter(code=options["code"]).select_related("document", "withdrawal")
        )
        if options["issuer"] is not None:
            issues = issues.filter(document__issuer=options["issuer"])
        if options["title"] is not None:
            issues = issues.filter(title=options["title"])
        found = list(issues)
        if not found:
            raise CommandError(f"Không có {options['code']} nào có hiệu lực vào {on:%d/%m/%Y}.", returncode=2)
        if len(found) > 1:
            names = "; ".join(f"{each.document.issuer or 'cơ quan'}: {each.title}" for each in found)
            raise CommandError(f"Mã {options['code']} trùng ({names}). Thêm --issuer hoặc --title.", returncode=2)
        text = json.dumps(exported_issue(found[0]), ensure_ascii=False, indent=1)
        options["out"].write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{found[0]}: {options['out']}")
