"""Checks a backup whole, touching nothing. Exit status 0 fine, 1 damaged or partial, 2 no backup at all."""

from pathlib import Path
from typing import Any

from office.backup import check_backup
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.refusals import Refusal


class Command(ReportCommand):
    help = "Đọc và kiểm tra toàn bộ một bản sao lưu, không thay đổi gì."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, metavar="DIR")

    def report(self, **options: Any) -> Report:
        try:
            found = check_backup(options["folder"])
        except Refusal as refusal:
            raise CouldNotRun(str(refusal)) from refusal
        return Report(facts=found.facts, problems=found.problems)
