"""Checks the journal's chain, its columns, its heads and the guards. Exit status 0 fine, 1 found something wrong, 2 could not run."""

import re
import time
from pathlib import Path
from typing import Any

from office import guards, heads
from office.management.reporting import CouldNotRun, Report, ReportCommand
from office.verification import check_journal


class Command(ReportCommand):
    help = (
        "Kiểm tra nhật ký: chuỗi hash, từng cột, chốt bảo vệ. "
        "--head: mã đầu chuỗi đang giữ ở nơi khác (tìm ra việc cắt cuối, viết lại). Trạng thái ra: 0 đúng, 1 sai, 2 không chạy được."
    )

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--head", action="append", default=[], metavar="HASH", help="đầu chuỗi giữ ở nơi khác")
        parser.add_argument(
            "--heads", type=Path, metavar="FOLDER", help="thư mục các đầu chuỗi hằng ngày (mặc định: HOME/heads)"
        )
        parser.add_argument(
            "--export", type=Path, metavar="FILE", help="ghi nhật ký ra tệp cho tools/verify_journal_standalone.py"
        )

    def report(self, **options: Any) -> Report:
        for head in options["head"]:
            if not re.fullmatch(r"[0-9a-fA-F]{64}", head.strip()):
                raise CouldNotRun(f"Đầu chuỗi phải là 64 chữ số hệ 16: {head!r}")
        folder = options["heads"] or heads.folder()
        if options["heads"] and not folder.is_dir():
            raise CouldNotRun(f"Không có thư mục {folder}")
        started = time.monotonic()
        found = check_journal(
            held_heads=options["head"],
            heads_folder=folder if folder.is_dir() else None,
            export=options["export"],
        )
        facts: dict[str, Any] = {
            "lines": found.lines,
            "head_number": found.number,
            "head": found.hash,
            "first_bad_line": found.first_bad,
            "wrong": found.wrong,
            "seconds": round(time.monotonic() - started, 1),
        }
        if options["export"]:
            facts["export"] = str(options["export"])
        return Report(facts=facts, problems=[*found.problems, *guards.missing_or_altered()])
