"""Taking in and reading, killed before every single step: each call that touches the disk, each statement, each commit.

As a program (in the environment of a copied installation) it prints what is wrong, as a JSON list. For each step a fresh file:
a child does the work and dies at the step; a second child does it again, as the person or the worker would; then everything
must be there once.
"""

import datetime
import functools
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import django

MOST_STEPS = 400


class Steps:
    """Counts steps and dies before the one chosen."""

    def __init__(self, die_at: int) -> None:
        self.die_at, self.count = die_at, 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.die_at:
            os._exit(9)

    def watch(self, owner: object, name: str) -> None:
        original = getattr(owner, name)

        @functools.wraps(original)
        def watched(*args, **kwargs):
            self.step()
            return original(*args, **kwargs)

        setattr(owner, name, watched)

    def around_statement(self, execute, sql, params, many, context):
        self.step()
        return execute(sql, params, many, context)


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked child; 0 when it came to its end, 9 when it died on the way."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(3)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(what: str) -> list[str]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.base"
    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    from archives.actions.intake import Place, open_intake, take_in_file
    from archives.models import ArchivePage, IntakeLine, Original, PageText
    from archives.states import IntakeSource, PageState
    from archives.tasks import read_job
    from office import store
    from office.models import Blob, IndexOutbox, Job, JournalLine, Unit, UnitKind
    from tests.archives import papers

    day = datetime.date(2025, 7, 1)
    now = datetime.datetime(2026, 11, 20, 2, 0, tzinfo=datetime.UTC)
    unit = Unit.objects.create(name="UBND phường Bình An", kind=UnitKind.WARD, valid_from=day, is_agency=True)
    place = Place(unit=unit, confidentiality=2)
    intake = open_intake(place=place, source=IntakeSource.COMMAND, by=None, now=now)
    problems: list[str] = []

    def take_in(content: bytes, number: int) -> None:
        position = (IntakeLine.objects.count() + 1) * 1000 + number
        take_in_file(intake=intake, position=position, stream=io.BytesIO(content), file_name=f"t{number}.pdf", now=now)

    def read(number: int) -> None:
        read_job(
            Job.objects.get(payload__original=Original.objects.get(file_name=f"t{number}.pdf").pk), lambda *_: None
        )

    def dying(work: Callable[[], None], step: int) -> Callable[[], None]:
        def run() -> None:
            steps = Steps(step)
            for owner, name in ((os, "fsync"), (os, "link"), (Path, "unlink"), (Path, "mkdir"), (shutil, "rmtree")):
                steps.watch(owner, name)
            for name in ("_commit", "_start_transaction_under_autocommit", "close"):
                if hasattr(connection, name):
                    steps.watch(connection, name)
            steps.watch(transaction, "on_commit")
            connection.ensure_connection()
            with connection.execute_wrapper(steps.around_statement):
                work()

        return run

    for step in range(1, MOST_STEPS):
        content = papers.text_pdf(["ke hoach cho vay dong moi tau", f"so {step}"])
        if what == "read":
            take_in(content, step)
        work = functools.partial(read, step) if what == "read" else functools.partial(take_in, content, step)
        status = in_child(dying(work, step))
        if status not in (0, 9):
            problems.append(f"step {step}: ended with {status}")
        # What the person (who got no answer) or the worker (whose lease ran out) does next.
        if in_child(work) != 0:
            problems.append(f"step {step}: the second attempt failed")
        store.sweep_incoming(now + datetime.timedelta(days=9999))
        originals = list(Original.objects.filter(file_name=f"t{step}.pdf").select_related("blob"))
        if len(originals) != 1:
            problems.append(f"step {step}: {len(originals)} originals")
            continue
        original = originals[0]
        if store.path_of(original.blob.sha256).read_bytes() != content:
            problems.append(f"step {step}: other bytes in the store")
        pages = ArchivePage.objects.filter(original=original)
        jobs = Job.objects.filter(payload__original=original.pk).count()
        told = IndexOutbox.objects.filter(object_id=original.document_id).count()
        acts = JournalLine.objects.filter(subject_kind="archives.archivedocument", subject_id=original.document_id)
        if pages.count() != 1 or jobs != 1:
            problems.append(f"step {step}: {pages.count()} pages, {jobs} jobs")
        if what == "read":
            states = list(pages.values_list("state", flat=True))
            texts = PageText.objects.filter(page__original=original).count()
            ends = acts.filter(act="archives.document.read").count()
            if (states, texts, ends, told) != ([PageState.READ], 1, 1, 2):
                problems.append(f"step {step}: {states}, {texts} texts, {ends} ends, told {told} times")
        elif told != 1:
            problems.append(f"step {step}: index told {told} times")
        lines = IntakeLine.objects.filter(document=original.document_id).count()
        if lines != acts.filter(act="archives.document.take_in").count():
            problems.append(f"step {step}: {lines} outcomes, journal says otherwise")
        registered = set(Blob.objects.values_list("sha256", flat=True))
        on_disk = {path.name for path in (Path(settings.HOME) / "files").rglob("*") if path.is_file()}
        if registered != on_disk:
            problems.append(f"step {step}: lost {registered - on_disk}, orphans {on_disk - registered}")
        if status == 0:
            return [*problems, f"steps:{step - 1}"]
    return [*problems, f"no end after {MOST_STEPS} steps"]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
