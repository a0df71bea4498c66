"""Backs up the whole installation while it runs. Exit status 0 fine, 1 the store had lost files, 2 could not run."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from office.backup import make_backup
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.refusals import Refusal


class Command(ReportCommand):
    help = "Sao lưu cơ sở dữ liệu, tệp và khóa vào một thư mục mới, trong khi phần mềm vẫn chạy."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, metavar="DIR")

    def report(self, **options: Any) -> Report:
        try:
            made = make_backup(options["folder"], now=timezone.now())
        except Refusal as refusal:
            raise CouldNotRun(str(refusal)) from refusal
        return Report(facts=made.facts, problems=made.problems)
