"""Whole installations for tests that need several connections or processes: copied from a migrated one, thrown away after.

Nothing is flushed: a flush would meet the guards and take Wagtail's root page with it (ARCHITECTURE 8). On SQLite the copy
is a file, on PostgreSQL `CREATE DATABASE … TEMPLATE`.

    def test_many(installation):
        results = installation.race("tests.office.racers:receive", processes=32, rounds=60)

As a program (`python -m tests.installation TARGET PROCESSES JSON`) this is the starting gate: it forks the processes, lets
them all get ready, opens the gate, and prints what each returned as one JSON list.
"""

import importlib
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Installation:
    """One installation in a folder of its own."""

    home: Path
    database_url: str = ""  # empty: SQLite in `home`
    started: list[subprocess.Popen] = field(default_factory=list)

    @property
    def vendor(self) -> str:
        return "postgresql" if self.database_url else "sqlite"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / "dung-hen.sqlite3"

    def environment(self, **changes: str) -> dict[str, str]:
        """What a process of this installation sees; nothing of the test run's own settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DUNG_HEN_", "DJANGO_", "DATABASE_URL", "PYTEST_"))
        }
        kept |= {"DUNG_HEN_HOME": str(self.home), "DUNG_HEN_SECRET_KEY": "only for tests", "PYTHONWARNINGS": "ignore"}
        if self.database_url:
            kept["DATABASE_URL"] = self.database_url
        return kept | changes

    def manage(self, *args: str, timeout: float = 120, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def start(self, *args: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a command and go on; whatever still runs when the test ends is killed."""
        log = (self.home / f"log-{len(self.started)}.txt").open("wb")
        process = subprocess.Popen(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=self.environment(**environment),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.started.append(process)
        return process

    def race(self, target: str, *, processes: int, timeout: float = 300, **arguments: Any) -> list[Any]:
        """Call `module:function(number, **arguments)` in so many real processes at once; their returned values."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.installation", target, str(processes), json.dumps(arguments)],
            cwd=ROOT,
            env=self.environment(DJANGO_SETTINGS_MODULE="config.settings.base"),
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if done.returncode != 0:
            raise AssertionError(f"The racers did not finish: {done.stderr[-4000:]}")
        return json.loads(done.stdout)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A plain connection past Django and its guards' owner: what somebody with a database client could do."""
        if self.database_url:
            import psycopg  # optional

            connection = psycopg.connect(self.database_url, autocommit=True)
        else:
            connection = sqlite3.connect(self.database, isolation_level=None, timeout=20)
        try:
            yield connection
        finally:
            connection.close()

    def rows(self, sql: str) -> list[tuple]:
        with self.connected() as connection:
            return [tuple(row) for row in connection.execute(sql).fetchall()]

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()


def copy_sqlite(template: Path, target: Path) -> None:
    """The committed state of a SQLite file, through its own backup interface."""
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")


def copy_of_sqlite(template: Path, home: Path) -> Installation:
    installation = Installation(home=home)
    copy_sqlite(template, installation.database)
    return installation


def name_on_server(url: str, name: str) -> str:
    """The same server, another database."""
    return f"{url.rpartition('/')[0]}/{name}"


@contextmanager
def copy_of_postgresql(url: str, template: str, home: Path) -> Iterator[Installation]:
    import psycopg  # optional

    name = f"dung_hen_copy_{secrets.token_hex(6)}"
    with psycopg.connect(name_on_server(url, "postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield Installation(home=home, database_url=name_on_server(url, name))
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _gate(target: str, processes: int, arguments: dict[str, Any]) -> list[Any]:
    """Fork the processes before any connection is open, hold them at the gate, open it, gather what they return."""
    import django  # settings come from the environment

    django.setup()
    module, _colon, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    gate_read, gate_write = os.pipe()
    children = []
    for number in range(processes):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(gate_write)
                os.read(gate_read, 1)  # returns when the gate is closed on the other side
                answer = json.dumps(function(number, **arguments)).encode()
                with os.fdopen(write, "wb") as pipe:
                    pipe.write(answer)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        os.close(write)
        children.append((child, read))
    os.close(gate_write)
    answers = []
    for _child, read in children:
        with os.fdopen(read, "rb") as pipe:
            answers.append(pipe.read())
    if any(os.waitpid(child, 0)[1] for child, _read in children):
        sys.exit(1)
    return [json.loads(answer) for answer in answers]


if __name__ == "__main__":
    print(json.dumps(_gate(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))))
