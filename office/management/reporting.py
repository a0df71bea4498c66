"""Commands that report: `--json`, and exit status 0 fine, 1 found something wrong, 2 could not run."""

import json
import sys
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError


@dataclass
class Report:
    """What was looked at (`facts`), and one sentence per thing that is wrong; fine when there is none."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.problems


class CouldNotRun(CommandError):
    """The question itself could not be answered: exit status 2."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=2)


class ReportCommand(BaseCommand):
    """A command whose answer a person reads and a monitor takes by exit status. It must run on a damaged installation too."""

    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def report(self, **options: Any) -> Report:
        """Look, and say what was found."""
        raise NotImplementedError

    def show(self, report: Report) -> None:
        """The facts for a person; a command with more to say than names and values says it its own way."""
        for name, value in report.facts.items():
            self.stdout.write(f"{name}: {value}")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self.report(**options)
        except (OSError, DatabaseError) as error:
            raise CouldNotRun(f"Không chạy được: {error}") from error
        if options["json"]:
            answer = {"fine": report.is_fine, **report.facts, "problems": report.problems}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
        else:
            self.show(report)
            for problem in report.problems:
                self.stdout.write(self.style.ERROR(f"SAI: {problem}"))
            self.stdout.write("Không thấy gì sai." if report.is_fine else f"Có {len(report.problems)} điều sai.")
        if not report.is_fine:
            sys.exit(1)
