"""What the processes of race tests do (tests/installation.py). Each returns plain data."""

import datetime
import hashlib
import io
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from office import backup, jobs, outboxes, store, worker
from office.acts import office_act
from office.jobs import Progress
from office.journal import GENESIS, line_hash
from office.models import Blob, Job, JournalHead, JournalLine, Person
from office.numbering import next_number
from office.searchable import index_again
from office.verification import COLUMNS


def act_on_commit(number: int) -> list[str]:
    def after() -> None:
        with office_act("office.after.do", by=None, now=timezone.now()):
            pass

    with office_act("office.first.do", by=None, now=timezone.now()):
        transaction.on_commit(after)
    return list(JournalLine.objects.values_list("act", flat=True))


def receive(number: int, *, rounds: int, held: float) -> dict[str, Any]:
    """Acts of the weight of a reception: a number, rows, an outbox, a line; `held` seconds longer than they need."""
    waits, locked = [], 0
    for round_ in range(rounds):
        now = datetime.datetime.now(datetime.UTC)
        began = time.monotonic()
        try:
            with office_act("processes.dossier.receive", by=None, now=now) as line:
                waits.append(time.monotonic() - began)
                line.data["number"] = next_number("reception", "2026")
                person = Person.objects.create(full_name=f"Người nộp {number}-{round_}")
                for _ in range(5):
                    Person.objects.filter(pk=person.pk).update(title="ông")
                index_again("office.person", [person.pk], now=now)
                time.sleep(held)
        except (OperationalError, sqlite3.OperationalError):
            locked += 1
    connection.close()
    return {"waits": waits, "locked": locked}


def fill_journal(number: int, *, lines: int) -> int:
    """A long journal, as `journal.append` would have written it."""
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    act, kind = "processes.dossier.hand_over", "processes.dossier"

    def rows() -> Iterator[tuple]:
        nonlocal previous
        for each in range(1, lines + 1):
            at = start + datetime.timedelta(seconds=each, microseconds=1)
            person = each % 40 + 1
            body = (
                f'{{"act":"{act}","at":"{at.isoformat()}","by":{{"id":{person},"name":"Trần Văn Minh"}},'
                f'"data":{{"code":"H60.2-{each:08}","to":"Phòng Kinh tế, Hạ tầng và Đô thị"}},"number":{each},'
                f'"subject":{{"id":{each},"kind":"{kind}"}},"written_at":"{at.isoformat()}"}}'
            )
            digest = line_hash(previous, body)
            stored = str(at.replace(tzinfo=None)) if connection.vendor == "sqlite" else at
            yield each, stored, stored, act, person, kind, each, body, previous, digest
            previous = digest

    previous, columns = GENESIS, ", ".join(COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(COLUMNS))
            cursor.connection.executemany(f"INSERT INTO office_journalline ({columns}) VALUES ({marks})", rows())
        else:
            with cursor.copy(f"COPY office_journalline ({columns}) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row(row)
        JournalHead.objects.update_or_create(pk=1, defaults={"number": lines, "hash": previous})
    return lines


def crash_at_each_step(number: int) -> list[dict[str, bool]]:
    """Store and register a file in a child that is killed at its first, second … step, until one comes through."""

    def die_at(step: int) -> None:
        left = step

        def counted(function):
            def call(*args, **kwargs):
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **kwargs)

            return call

        for name in ("fsync", "link", "open", "fchmod", "close"):
            setattr(os, name, counted(getattr(os, name)))
        Path.unlink = counted(Path.unlink)
        Path.open = counted(Path.open)
        store.register = counted(store.register)
        content = f"bytes of step {step}".encode()
        stored = store.receive(io.BytesIO(content))
        with office_act("archives.document.take_in", by=None, now=timezone.now()) as line:
            line.subject = store.register(stored, media_type="text/plain", now=timezone.now())
            transaction.on_commit(counted(lambda: None))
        os._exit(0)

    found = []
    for step in range(1, 100):
        connection.close()
        child = os.fork()
        if child == 0:
            die_at(step)
        came_through = os.waitpid(child, 0)[1] == 0
        sha256 = hashlib.sha256(f"bytes of step {step}".encode()).hexdigest()
        path = store.path_of(sha256)
        whole = path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        found.append({"row": Blob.objects.filter(sha256=sha256).exists(), "file": whole})
        if came_through:
            return found
    raise AssertionError("no run came through")


def _effect(job: Job, progress: Progress) -> None:
    """An effect in every place where one can be doubled: a file, a row, a number, a line."""
    stored = store.receive(io.BytesIO(f"effect of {job.key}".encode()))
    progress(1, 2)
    time.sleep(0.02)
    now = timezone.now()
    with office_act("office.trial.do", by=None, now=now) as line:
        line.data.update(key=job.key, number=next_number("trial"))
        line.subject = store.register(stored, media_type="text/plain", now=now)
        progress.finish()


def ask_for_effects(number: int, *, count: int) -> None:
    for key in range(count):
        job = jobs.ask("office.trial", str(key), now=timezone.now())
        Job.objects.filter(pk=job.pk).update(max_attempts=100)


def work_off_effects(number: int) -> int:
    jobs.job_handler("office.trial")(_effect)
    return worker.work_off()


def busy_job(number: int) -> int:
    """How often the lease of a job was renewed while its handler did nothing but work."""
    renewals = set()

    @jobs.job_handler("office.busy")
    def busy(job: Job, progress: Progress) -> None:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            renewals.add(Job.objects.get(pk=job.pk).leased_until)
            time.sleep(0.05)

    job = jobs.ask("office.busy", "1", now=timezone.now())
    taken = worker.take(token="t", now=timezone.now(), lease=datetime.timedelta(seconds=1))
    assert taken == job
    worker.run(taken, token="t", lease=datetime.timedelta(seconds=1))
    assert Job.objects.get(pk=job.pk).state == "done"
    return len(renewals) - 1


def kill_workers(number: int, *, kills: int, seed: int) -> dict[str, int]:
    """Start a worker, kill it at a random moment, and again; after the last kill let one finish."""
    chance = random.Random(seed)
    jobs.job_handler("office.trial")(_effect)
    worker.BACKOFF = datetime.timedelta(0)
    in_a_job = 0
    for _kill in range(kills):
        child = _worker_process()
        while not Job.objects.filter(state="running").exists() and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        in_a_job += Job.objects.filter(state="running").count()
    child = _worker_process()
    deadline = time.monotonic() + 120
    while Job.objects.exclude(state="done").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    os.kill(child, signal.SIGTERM)
    ended = os.waitpid(child, 0)[1]
    return {"kills": kills, "in_a_job": in_a_job, "ended": ended}


def _worker_process() -> int:
    connection.close()  # a fork must not share it
    child = os.fork()
    if child == 0:
        serving = worker.Worker(poll=0.05)
        signal.signal(signal.SIGTERM, serving.stop)
        serving.run()
        os._exit(0)
    return child


def take_in(number: int, *, first: int, count: int) -> None:
    """Files, rows, numbers and lines of an office at work."""
    for each in range(first, first + count):
        now = timezone.now()
        stored = store.receive(io.BytesIO(f"page {number}-{each}".encode()))
        with office_act("office.trial.do", by=None, now=now) as line:
            line.data["number"] = next_number("trial")
            line.subject = store.register(stored, media_type="text/plain", now=now)


def sign_somebody_in(number: int) -> None:
    from django.contrib.sessions.backends.db import SessionStore  # framework loads early

    SessionStore().create()


def write_and_back_up(number: int, *, folder: str, rounds: int) -> dict[str, int]:
    """The first process makes backups, the others write until it is done."""
    done = Path(folder) / "done"
    written = 0
    if number == 0:
        for round_ in range(rounds):
            backup.make_backup(Path(folder) / f"under-load-{round_}", now=timezone.now())
        done.touch()
    while not done.exists():
        take_in(number, first=written, count=1)
        written += 1
    return {"written": written}


def ask_for_messages(number: int, *, count: int) -> None:
    for key in range(count):
        outboxes.ask_to_send(
            key=str(key), channel="file", recipient="lan@binhan.example", subject="s", body="b", now=timezone.now()
        )


def send_messages(number: int) -> int:
    return outboxes.send_waiting(timezone.now())
