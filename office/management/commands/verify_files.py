"""Checks the content store against its register. Exit status 0 fine, 1 found something wrong, 2 could not run."""

import time
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from office.file_verification import check_files, remove_orphans
from office.management.reporting import Report, ReportCommand


class Command(ReportCommand):
    help = "Kiểm tra kho tệp: mất, bị sửa, không ai dùng, nhận dở. Trạng thái ra: 0 đúng, 1 sai, 2 không chạy được."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--remove-orphans", action="store_true", help="xóa tệp nhận dở và tệp không thuộc bản ghi nào (sau sự cố)"
        )

    def report(self, **options: Any) -> Report:
        started = time.monotonic()
        found = check_files(now=timezone.now())
        facts: dict[str, Any] = {}
        if options["remove_orphans"]:
            facts["removed"] = len(remove_orphans(found))
            found.orphaned, found.half = [], []
        facts |= {name: value if isinstance(value, int) else len(value) for name, value in asdict(found).items()}
        facts["seconds"] = round(time.monotonic() - started, 1)
        return Report(facts=facts, problems=found.problems)
