"""Writes units, people, posts, roles and calendar from a file; may be run again after the file grew."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from office.actions.office_file import create_office
from office.management.reporting import CouldNotRun
from office.office_file import OfficeFileError, read_office_file
from office.refusals import Refusal


class Command(BaseCommand):
    help = "Lập cơ quan từ tệp YAML: đơn vị, cán bộ, vị trí, vai trò, lịch. Chạy lại được; chỉ thêm, không xóa."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args, **options) -> None:
        try:
            office = read_office_file(options["file"].read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, OfficeFileError) as error:
            raise CouldNotRun(f"Không đọc được tệp: {error}") from error
        try:
            report = create_office(office=office, now=timezone.now())
        except (Refusal, DatabaseError) as error:
            raise CouldNotRun(f"Không lập được: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"added": report.added, "passwords": report.passwords}, ensure_ascii=False))
            return
        for kind, count in sorted(report.added.items()):
            self.stdout.write(f"{kind}: thêm {count}")
        if report.passwords:
            self.stdout.write("Mật khẩu lần đầu (chỉ hiện lần này, đổi ngay khi đăng nhập):")
            for username, password in report.passwords.items():
                self.stdout.write(f"  {username}  {password}")
