"""manage.py index rebuild | verify | stats: the search index against the database."""

import dataclasses
import json
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandParser

from search import writer
from search.engines import ENGINES, engine_named
from search.engines.base import Engine, IndexUnavailable, WriterBusy


class Command(BaseCommand):
    help = (
        "The search index: rebuild makes it anew beside the old one, verify names every difference from the database, "
        "stats tells its size and what waits, forget takes away the index of an engine that answers no more. "
        "Exit status: 0 fine, 1 differences found, 2 could not run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rebuild", "verify", "stats", "forget"])
        parser.add_argument("--engine", choices=ENGINES, help="another than the one that answers, built beside it")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, what: str, json: bool, engine: str | None, **options: object) -> None:
        does = {"rebuild": self._rebuild, "verify": self._verify, "stats": self._stats, "forget": self._forget}
        try:
            status, report = does[what](engine_named(engine or settings.SEARCH_ENGINE))
        except (IndexUnavailable, WriterBusy, ImproperlyConfigured) as reason:
            status, report = 2, {"error": str(reason)}
        self._print(report, as_json=json)
        if status:
            sys.exit(status)

    def _rebuild(self, engine: Engine) -> tuple[int, dict[str, object]]:
        report = dataclasses.asdict(writer.rebuild(engine))
        return (1 if report["failed"] else 0), report

    def _verify(self, engine: Engine) -> tuple[int, dict[str, object]]:
        drift = writer.compare(engine)
        return (0 if drift.is_clean else 1), dataclasses.asdict(drift)

    def _stats(self, engine: Engine) -> tuple[int, dict[str, object]]:
        waiting = writer.waiting()
        since = waiting.since.isoformat() if waiting.since else None
        return 0, engine.stats() | {"waiting": waiting.rows, "waiting_since": since}

    def _forget(self, engine: Engine) -> tuple[int, dict[str, object]]:
        if engine.name == settings.SEARCH_ENGINE:
            return 2, {"error": f"{engine.name} answers now; index rebuild makes it anew."}
        engine.forget()
        return 0, {"forgotten": engine.name}

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
