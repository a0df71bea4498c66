"""manage.py evaluate_search: judged questions against judged texts, with the figures of docs/search.md."""

import json
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandParser

from search.engines import ENGINES, engine_of
from search.engines.base import Engine, IndexUnavailable
from search.evaluation import FORMS, evaluate


class Command(BaseCommand):
    help = (
        "Index judged texts (JSON lines, .gz or not) in an index of their own and ask the judged questions: R@10, MRR@10, "
        "nDCG@10, success@1, latency, pages per second, size. Nothing of the office is touched. Elasticsearch is asked at "
        "ELASTICSEARCH_URL. Exit status 2: could not run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--corpus", nargs="+", required=True, type=Path, metavar="FILE")
        parser.add_argument("--queries", nargs="+", required=True, type=Path, metavar="FILE")
        parser.add_argument("--engine", choices=ENGINES, default="tantivy")
        parser.add_argument("--forms", default="asis,nodia", help=f"of {','.join(FORMS)}; default asis,nodia")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, corpus: list[Path], queries: list[Path], forms: str, engine: str, **options: object) -> None:
        wanted = forms.split(",")
        missing = [str(path) for path in (*corpus, *queries) if not path.is_file()]
        unknown = [form for form in wanted if form not in FORMS]
        if missing or unknown:
            self.stderr.write(
                "".join(f"not there: {path}\n" for path in missing) + "".join(f"no form: {form}\n" for form in unknown)
            )
            sys.exit(2)
        try:
            with _engine_of_its_own(engine) as measured:
                report = evaluate(measured, corpus, queries, wanted)
        except (ImproperlyConfigured, IndexUnavailable) as reason:
            self.stderr.write(str(reason))
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        sets = report.pop("sets")
        for name, value in report.items():
            self.stdout.write(f"{name}: {value}")
        for name, by_form in sets.items():  # type: ignore[attr-defined]
            for form, figures in by_form.items():
                line = "  ".join(f"{key} {value}" for key, value in figures.items())
                self.stdout.write(f"{name:34} {form:6} {line}")


@contextmanager
def _engine_of_its_own(name: str) -> Iterator[Engine]:
    """An engine with an empty index, which goes when it was measured."""
    with tempfile.TemporaryDirectory(prefix="evaluate-search-") as folder:
        facts = settings.ELASTICSEARCH | {"prefix": f"evaluate-{uuid.uuid4().hex[:12]}"}
        engine = engine_of(name, Path(folder), facts)
        try:
            yield engine
        finally:
            engine.forget()
