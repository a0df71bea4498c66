#!/usr/bin/env python3
"""make test: runs every part that this machine can run, and says in one line each what it did not run and why.

The suite runs on SQLite always and on PostgreSQL when DATABASE_URL or a local server answers. With DUNG_HEN_REQUIRE_ALL=1
(.ci/run) the races, kills and measurements run too, and a part that cannot run is a failure. DUNG_HEN_OTHER_PYTHON names a
second interpreter with the packages, for the fast floor. Each database is migrated once; every process copies it. The last
line sums all up.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import elasticsearch_node

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("DUNG_HEN_REQUIRE_ALL") == "1"
OTHER_PYTHON = os.environ.get("DUNG_HEN_OTHER_PYTHON", "")
WORKERS = os.environ.get("DUNG_HEN_TEST_WORKERS", "2")


def missing_parts() -> dict[str, str]:
    """Marker → why the tests that carry it cannot run here."""
    missing = {}
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        missing["libreoffice"] = "LibreOffice Writer is not installed (make system)"
    if not shutil.which("tesseract"):
        missing["tesseract"] = "tesseract is not installed (make system)"
    else:
        languages = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
        if "vie" not in languages.stdout.split() + languages.stderr.split():
            missing["tesseract"] = "tesseract has no Vietnamese (make system)"
    if not (shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")):
        missing["browser"] = "Chromium is not installed (make system)"
    if not (ROOT.parent / "shared" / "data").is_dir():
        missing["shared_data"] = "../shared/data is not there"
    return missing


def postgresql() -> tuple[str, str]:
    """(address, why not): DATABASE_URL, or a server on this machine that lets this user make databases."""
    try:
        import psycopg  # optional
    except ImportError:
        return "", "psycopg is not installed"
    given = os.environ.get("DATABASE_URL", "")
    candidates = [given] if given.startswith("postgres") else ["postgres://%2Fvar%2Frun%2Fpostgresql/postgres"]
    why = ""
    for address in candidates:
        try:
            with psycopg.connect(address, connect_timeout=3) as server:
                row = server.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
                if row and row[0]:
                    user = server.info.user
                    return (address if given else address.replace("//", f"//{user}@", 1)), ""
                why = "this user may not create databases there"
        except psycopg.Error as error:
            why = f"no server answers: {str(error).strip().splitlines()[0]}"
    return "", why


def same_server(url: str, name: str) -> str:
    """The same server, another database."""
    return urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl()


def on_server(url: str, sql: str) -> None:
    import psycopg  # optional

    with psycopg.connect(same_server(url, "postgres"), autocommit=True) as server:
        server.execute(sql)


def environment(home: Path, database: str = "") -> dict[str, str]:
    """What a part sees: a folder of its own, its database and nobody else's."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {"DUNG_HEN_HOME": str(home)} | ({"DATABASE_URL": database} if database else {})


class Run:
    """The parts, one after the other, and what they add up to."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server, self.began = folder, server, time.monotonic()
        self.totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        self.broken: list[str] = []
        self.template = folder / "template"
        self.template_on_server = f"dung_hen_tests_{secrets.token_hex(6)}" if server else ""

    def migrate(self) -> bool:
        """Make the databases that every process of the run copies, all at once; whether they came about."""
        print("--- an empty installation on each database", flush=True)
        self.template.mkdir()
        homes = {"SQLite": (self.template, "")}
        if self.server:
            on_server(self.server, f'CREATE DATABASE "{self.template_on_server}"')
            homes["PostgreSQL"] = (self.folder / "home-server", same_server(self.server, self.template_on_server))
        started = {
            name: subprocess.Popen([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment(*where))
            for name, where in homes.items()
        }
        self.broken += [f"migrating on {name}" for name, process in started.items() if process.wait() != 0]
        return not self.broken

    def clear(self) -> None:
        if self.server:
            on_server(self.server, f'DROP DATABASE IF EXISTS "{self.template_on_server}" WITH (FORCE)')

    def part(self, name: str, *args: str, database: str = "", python: str = sys.executable) -> None:
        print(f"\n--- {name}", flush=True)
        home = Path(tempfile.mkdtemp(prefix="home-", dir=self.folder))
        template = self.template_on_server if database else str(self.template / "dung-hen.sqlite3")
        result = self.folder / f"{name.replace(' ', '-')}.xml"
        began = time.monotonic()
        done = subprocess.run(
            [python, "-m", "pytest", "-q", f"--junitxml={result}", *args],
            cwd=ROOT,
            env=environment(home, database) | {"DUNG_HEN_TEST_TEMPLATE": template},
            check=False,
        )
        shutil.rmtree(home, ignore_errors=True)
        print(f"--- {name}: {time.monotonic() - began:.0f} s", flush=True)
        if result.exists():
            for suite in ElementTree.parse(result).getroot().iter("testsuite"):
                for key in self.totals:
                    self.totals[key] += int(suite.get(key, 0))
        if done.returncode not in (0, 5):  # 5: nothing carries these markers
            self.broken.append(name)

    def closing_line(self) -> str:
        bad = self.totals["failures"] + self.totals["errors"]
        passed = self.totals["tests"] - bad - self.totals["skipped"]
        said = [f"{bad} failed"] if bad else []
        said.append(f"{passed} passed")
        if self.totals["skipped"]:
            said.append(f"{self.totals['skipped']} skipped")
        return f"=== {', '.join(said)} in {time.monotonic() - self.began:.2f}s ==="


def run_parts(run: Run, missing: dict[str, str]) -> str:
    """Every part in its order; why the search suite did not run on Elasticsearch."""
    able = "".join(f" and not {marker}" for marker in missing if marker != "browser") + " and not elasticsearch"
    fast, slow = f"not slow and not browser{able}", f"slow and not browser{able}"
    run.part("SQLite", "-n", WORKERS, "-m", fast)
    if run.server:
        run.part("PostgreSQL", "-n", WORKERS, "-m", f"{fast} and not once", database=run.server)
    if OTHER_PYTHON:
        programs = "not libreoffice and not tesseract"
        run.part(
            "the fast floor on the other Python", "-n", WORKERS, "-m", f"{fast} and {programs}", python=OTHER_PYTHON
        )
    if "browser" not in missing:
        run.part("browser on SQLite", "-n", WORKERS, "--dist", "loadfile", "-m", f"browser and not slow{able}")
        if run.server and REQUIRE_ALL:
            story = f"browser and not slow{able}"
            run.part("browser stories on PostgreSQL", "-m", story, "tests/browser/test_story.py", database=run.server)
    without_elasticsearch = run_on_elasticsearch(run)
    if REQUIRE_ALL:
        run.part("long readings and calculations", "-n", WORKERS, "-m", f"{slow} and once")
        # One after the other: they start many processes and measure times.
        run.part("races, kills, measurements on SQLite", "-s", "-m", f"{slow} and not once")
        if run.server:
            run.part(
                "races, kills, measurements on PostgreSQL", "-s", "-m", f"{slow} and not once", database=run.server
            )
    return without_elasticsearch


def run_on_elasticsearch(run: Run) -> str:
    """The search suite again, on a real server: the one at ELASTICSEARCH_URL, else one of our own. Why not; «» when it ran."""
    with contextlib.ExitStack() as stack:
        if not os.environ.get("ELASTICSEARCH_URL"):
            if reason := elasticsearch_node.why_not():
                return reason
            try:
                node = stack.enter_context(elasticsearch_node.started())
            except SystemExit as failure:  # Maven brought nothing, or the server did not come up
                return f"{failure}"
            os.environ["ELASTICSEARCH_URL"] = node.address
            stack.callback(os.environ.pop, "ELASTICSEARCH_URL")
        run.part("the search suite on Elasticsearch", "-m", "elasticsearch", "tests/search")
    return ""


def main() -> int:
    missing = missing_parts()
    server, why_not = postgresql()
    without_elasticsearch = ""
    with tempfile.TemporaryDirectory(prefix="dung-hen-tests-") as folder:
        run = Run(Path(folder), server)
        try:
            if run.migrate():
                without_elasticsearch = run_parts(run, missing)
        finally:
            run.clear()
    not_run = [f"{marker} tests: {reason}" for marker, reason in missing.items()]
    if not server:
        not_run.append(f"the suite on PostgreSQL: {why_not}; set DATABASE_URL")
    # Optional: an office needs neither Maven nor a JDK, so its absence is told and is no failure.
    left_out = [f"the search suite on Elasticsearch: {without_elasticsearch}"] if without_elasticsearch else []
    if not REQUIRE_ALL:
        not_run.append("races, kills, measurements: they take long; DUNG_HEN_REQUIRE_ALL=1 make test, or make bench")
    print()
    for line in (*not_run, *left_out):
        print(f"not run: {line}")
    if run.broken:
        print(f"failed: {', '.join(run.broken)}")
    print(run.closing_line())
    return 1 if run.broken or (REQUIRE_ALL and not_run) else 0


if __name__ == "__main__":
    sys.exit(main())
