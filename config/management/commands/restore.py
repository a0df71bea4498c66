"""Puts a backup in the place of this installation's data. Exit status 0 done, 2 refused: nothing was touched."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from office.backup import restore_backup
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.refusals import Refusal


class Command(ReportCommand):
    help = (
        "Phục hồi từ bản sao lưu: kiểm tra hết rồi mới thay. Dữ liệu đang có (chỉ thay khi có --replace) "
        "được chuyển sang thư mục before-restore-…, không bị xóa. Sau đó: manage.py index rebuild."
    )

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--replace", action="store_true", help="thay dữ liệu đang có")

    def report(self, **options: Any) -> Report:
        try:
            done = restore_backup(options["folder"], now=timezone.now(), replace=options["replace"])
        except Refusal as refusal:
            raise CouldNotRun("\n".join([str(refusal), *(str(each) for each in refusal.details)])) from refusal
        return Report(facts=done.facts)
