#!/usr/bin/env python3
"""make test: runs every part that this machine can run, and says in one line each what it did not run and why.

The suite runs on SQLite always and on PostgreSQL when DATABASE_URL or a local server answers. With DUNG_HEN_REQUIRE_ALL=1
(.ci/run) the races, kills and measurements run too, and a part that cannot run is a failure. The last line sums all up.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("DUNG_HEN_REQUIRE_ALL") == "1"
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


class Run:
    """The parts, one after the other, and what they add up to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.began = folder, time.monotonic()
        self.totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        self.broken: list[str] = []

    def part(self, name: str, *args: str, database: str = "") -> None:
        print(f"\n--- {name}", flush=True)
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment["DUNG_HEN_HOME"] = str(self.folder / f"home-{len(list(self.folder.iterdir()))}")
        if database:
            environment["DATABASE_URL"] = database
        result = self.folder / f"{name.replace(' ', '-')}.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--create-db", f"--junitxml={result}", *args],
            cwd=ROOT,
            env=environment,
            check=False,
        )
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


def main() -> int:
    missing = missing_parts()
    server, why_not = postgresql()
    without = " and ".join(["not slow", "not browser", *(f"not {marker}" for marker in missing if marker != "browser")])
    with tempfile.TemporaryDirectory(prefix="dung-hen-tests-") as folder:
        run = Run(Path(folder))
        run.part("SQLite", "-n", WORKERS, "-m", without)
        if server:
            run.part("PostgreSQL", "-n", WORKERS, "-m", without, database=server)
        able = "".join(f" and not {marker}" for marker in missing if marker != "browser")
        if "browser" not in missing:
            run.part("browser on SQLite", "-m", f"browser and not slow{able}")
            if server and REQUIRE_ALL:
                run.part(
                    "browser stories on PostgreSQL",
                    "-m",
                    f"browser and not slow{able}",
                    "tests/browser/test_story.py",
                    database=server,
                )
        if REQUIRE_ALL:
            # One after the other: they start many processes and measure times.
            run.part("races, kills, measurements on SQLite", "-s", "-m", f"slow and not browser{able}")
            if server:
                run.part(
                    "races, kills, measurements on PostgreSQL",
                    "-s",
                    "-m",
                    f"slow and not browser and not libreoffice{able}",  # a Word file reads the same beside any database
                    database=server,
                )
    not_run = [f"{marker} tests: {reason}" for marker, reason in missing.items()]
    if not server:
        not_run.append(f"the suite on PostgreSQL: {why_not}; set DATABASE_URL")
    if not REQUIRE_ALL:
        not_run.append("races, kills, measurements: they take long; DUNG_HEN_REQUIRE_ALL=1 make test, or make bench")
    print()
    for line in not_run:
        print(f"not run: {line}")
    if run.broken:
        print(f"failed: {', '.join(run.broken)}")
    print(run.closing_line())
    return 1 if run.broken or (REQUIRE_ALL and not_run) else 0


if __name__ == "__main__":
    sys.exit(main())
