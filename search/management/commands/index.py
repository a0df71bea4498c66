"""manage.py index rebuild | verify | stats: the search index against the database."""

import dataclasses
import json
import sys

from django.core.management.base import BaseCommand, CommandParser

from search import writer
from search.engines import current_engine
from search.engines.base import IndexUnavailable, WriterBusy


class Command(BaseCommand):
    help = (
        "The search index: rebuild makes it anew beside the old one, verify names every difference from the database, "
        "stats tells its size and what waits. Exit status: 0 fine, 1 differences found, 2 could not run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rebuild", "verify", "stats"])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, what: str, json: bool, **options: object) -> None:
        try:
            status, report = {"rebuild": self._rebuild, "verify": self._verify, "stats": self._stats}[what]()
        except (IndexUnavailable, WriterBusy) as reason:
            status, report = 2, {"error": str(reason)}
        self._print(report, as_json=json)
        if status:
            sys.exit(status)

    def _rebuild(self) -> tuple[int, dict[str, object]]:
        report = dataclasses.asdict(writer.rebuild())
        return (1 if report["failed"] else 0), report

    def _verify(self) -> tuple[int, dict[str, object]]:
        drift = writer.compare()
        return (0 if drift.is_clean else 1), dataclasses.asdict(drift)

    def _stats(self) -> tuple[int, dict[str, object]]:
        waiting = writer.waiting()
        since = waiting.since.isoformat() if waiting.since else None
        return 0, current_engine().stats() | {"waiting": waiting.rows, "waiting_since": since}

    def _print(self, report: dict[str, object], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for name, value in report.items():
            if isinstance(value, list):
                self.stdout.write(f"{name}: {len(value)}")
                for item in value:
                    self.stdout.write(f"  {item}")
            else:
                self.stdout.write(f"{name}: {value}")
