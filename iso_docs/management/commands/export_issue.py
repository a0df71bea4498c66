"""Writes one issue to a file: DOCX or PDF to print and send, JSON for an outsider who wants to check what was signed."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iso_docs.exported import exported_issue
from iso_docs.models import DocumentIssue
from iso_docs.paper import copy_of, docx_of
from office.pdf import pdf_of
from office.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Xuất lần ban hành có hiệu lực của một tài liệu vào một ngày: docx, pdf (bản in không kiểm soát) hoặc json. "
        "Trạng thái ra: 0 đã ghi tệp, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="mã hiệu")
        parser.add_argument(
            "--on", type=datetime.date.fromisoformat, default=None, help="ngày YYYY-MM-DD, mặc định hôm nay"
        )
        parser.add_argument("--issuer", default=None, help="cơ quan ban hành, khi mã hiệu trùng")
        parser.add_argument("--title", default=None, help="tên tài liệu, khi mã hiệu trùng")
        parser.add_argument("--format", choices=["docx", "pdf", "json"], default=None, help="mặc định theo đuôi tệp")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        wanted = options["format"] or out.suffix.lower().strip(".")
        if wanted not in ("docx", "pdf", "json"):
            wanted = "json"
        issue = self._issue(options)
        try:
            data = self._bytes(issue, wanted, options["on"] or timezone.localdate())
            out.write_bytes(data)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except OSError as error:
            raise CommandError(f"Không ghi được {out}: {error.strerror}.", returncode=2) from error
        self.stdout.write(f"{issue}: {out}")

    def _issue(self, options: dict[str, Any]) -> DocumentIssue:
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
        return found[0]

    def _bytes(self, issue: DocumentIssue, wanted: str, on: datetime.date) -> bytes:
        if wanted == "json":
            return (json.dumps(exported_issue(issue), ensure_ascii=False, indent=1) + "\n").encode()
        history = DocumentIssue.objects.filter(document=issue.document_id, number__lte=issue.number).order_by("number")
        docx = docx_of(copy_of(issue, history=history, now=timezone.now(), on=on))
        return docx if wanted == "docx" else pdf_of(docx)
