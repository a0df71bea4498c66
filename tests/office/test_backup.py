"""Backup, verify, restore: while people write, checked before anything is touched, nothing deleted."""

import fcntl
import json
import os
import shutil
from pathlib import Path

import pytest

from office.backup import check_backup
from office.refusals import Incomplete


def make(installation, folder: Path) -> dict:
    done = installation.manage("backup", str(folder), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def office(installation):
    """An installation with five effects: files, rows, numbers, lines."""
    installation.race("tests.office.racers:take_in", processes=1, first=0, count=5)
    return installation


@pytest.fixture
def empty(installation, tmp_path):
    """Another installation, with nothing in it yet."""
    from tests.installation import Installation

    if installation.vendor == "postgresql":
        pytest.skip("restoring into an empty place is shown on SQLite; on PostgreSQL over existing data")
    home = tmp_path / "other"
    home.mkdir()
    return Installation(home=home)


def state(installation) -> dict:
    return {
        "files": sorted(path.name for path in (installation.home / "files").rglob("*") if path.is_file()),
        "blobs": sorted(installation.rows("SELECT sha256 FROM office_blob")),
        "lines": installation.rows("SELECT number, hash FROM office_journalline ORDER BY number")[:5],
        "series": installation.rows("SELECT key, last FROM office_numberseries"),
    }


def test_a_backup_holds_all_and_is_restored_into_an_empty_place(office, empty, tmp_path):
    before = state(office)
    report = make(office, tmp_path / "backup")
    assert (report["files"], report["journal"]["number"]) == (5, 5)
    assert office.rows("SELECT act FROM office_journalline ORDER BY number DESC LIMIT 1") == [("office.backup.make",)]
    done = empty.manage("restore", str(tmp_path / "backup"), "--json")
    assert done.returncode == 0, done.stderr
    assert state(empty) == before
    assert empty.rows("SELECT act FROM office_journalline ORDER BY number DESC LIMIT 1") == [("office.backup.restore",)]
    for command in (["verify_journal", "--head", report["journal"]["hash"]], ["verify_files"]):
        done = empty.manage(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_existing_data_is_replaced_only_on_demand_and_kept_aside(office, tmp_path):
    make(office, tmp_path / "backup")
    before = state(office)
    office.race("tests.office.racers:take_in", processes=1, first=5, count=3)
    office.race("tests.office.racers:sign_somebody_in", processes=1)
    later = state(office)
    done = office.manage("restore", str(tmp_path / "backup"))
    assert (done.returncode, "--replace" in done.stderr) == (2, True), done.stderr
    assert state(office) == later
    done = office.manage("restore", str(tmp_path / "backup"), "--replace")
    assert done.returncode == 0, done.stderr
    restored = state(office)
    assert (restored["files"], restored["blobs"], restored["lines"]) == (
        before["files"], before["blobs"], before["lines"],
    )  # fmt: skip
    assert restored["series"] == [("trial", 8)]  # numbers given out since are not given again
    assert office.rows("SELECT count(*) FROM django_session") == [(0,)]
    (aside,) = office.home.glob("before-restore-*")
    assert len([path for path in (aside / "files").rglob("*") if path.is_file()]) == 8
    for command in ("verify_journal", "verify_files"):
        done = office.manage(command)
        assert done.returncode == 0, done.stdout + done.stderr


def flip(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def a_stored_file(backup: Path) -> Path:
    return next(path for path in (backup / "files").rglob("*") if path.is_file())


def forge_name(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    entry = manifest["entries"].pop(str(a_stored_file(backup).relative_to(backup)))
    manifest["entries"]["files/../../../outside"] = entry
    (backup / "manifest.json").write_text(json.dumps(manifest))


def a_link(backup: Path) -> None:
    path = a_stored_file(backup)
    shutil.copy(path, backup.parent / "elsewhere")
    path.unlink()
    path.symlink_to(backup.parent / "elsewhere")


DAMAGE = {
    "a file flipped": lambda backup: flip(a_stored_file(backup)),
    "a file gone": lambda backup: a_stored_file(backup).unlink(),
    "the database flipped": lambda backup: flip(next(backup.glob("database.*"))),
    "the database cut": lambda backup: os.truncate(next(backup.glob("database.*")), 5000),
    "no manifest": lambda backup: (backup / "manifest.json").unlink(),
    "manifest cut": lambda backup: os.truncate(backup / "manifest.json", 100),
    "something besides": lambda backup: (backup / "files" / "evil.sh").write_text("?"),
    "a name that leads out": forge_name,
    "a link": a_link,
}


def test_a_damaged_partial_or_foreign_backup_is_refused_before_anything_is_touched(office, tmp_path):
    make(office, tmp_path / "backup")
    before = state(office)
    for what, damage in DAMAGE.items():
        folder = tmp_path / "damaged" / what.replace(" ", "-")
        shutil.copytree(tmp_path / "backup", folder)
        damage(folder)
        try:
            assert check_backup(folder).problems, what
        except Incomplete:
            assert "manifest" in what
        if what in {"a file flipped", "a name that leads out"}:  # a process each
            assert office.manage("verify_backup", str(folder)).returncode == 1
            done = office.manage("restore", str(folder), "--replace")
            assert (done.returncode, "Traceback" in done.stderr) == (2, False), (what, done.stderr)
    assert state(office) == before
    assert check_backup(tmp_path / "backup").problems == []
    assert not list(office.home.glob("before-restore-*"))
    assert not (tmp_path / "outside").exists()


def test_a_full_folder_and_a_running_product_are_refused(office, tmp_path):
    make(office, tmp_path / "backup")
    assert office.manage("backup", str(tmp_path / "backup")).returncode == 2
    with (office.home / "worker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = office.manage("restore", str(tmp_path / "backup"), "--replace")
    assert (done.returncode, "worker" in done.stderr) == (2, True)


def test_a_lost_file_is_told_by_the_backup(office, tmp_path):
    next(path for path in (office.home / "files").rglob("*") if path.is_file()).unlink()
    done = office.manage("backup", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert office.manage("verify_backup", str(tmp_path / "backup")).returncode == 1


def test_a_backup_of_a_newer_product_is_refused(office, tmp_path):
    make(office, tmp_path / "backup")
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    manifest["migrations"].append("office.9999_from_the_future")
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(manifest))
    done = office.manage("restore", str(tmp_path / "backup"), "--replace")
    assert (done.returncode, "9999_from_the_future" in done.stderr) == (2, True)


@pytest.mark.slow
def test_backups_made_while_people_write_are_whole(office, tmp_path):
    """Each backup under load passes its check, and the files it holds are those its database knows."""
    results = office.race("tests.office.racers:write_and_back_up", processes=4, folder=str(tmp_path), rounds=5)
    assert sum(each["written"] for each in results) > 20
    for number in range(5):
        done = office.manage("verify_backup", str(tmp_path / f"under-load-{number}"))
        assert done.returncode == 0, done.stdout + done.stderr


def _without(key):
    return lambda manifest: manifest.pop(key)


def _entry(value):
    return lambda manifest: manifest["entries"].update({next(iter(manifest["entries"])): value})


@pytest.mark.parametrize(
    "spoil",
    [
        _without("vendor"),
        _without("journal"),
        _without("migrations"),
        _without("made_at"),
        _entry(5),
        _entry({"size": "x"}),
    ],
)
def test_a_manifest_that_lacks_a_part_is_no_backup(tmp_path, spoil):
    """Found before anything is touched, in a sentence: not in the middle of a restore."""
    manifest = {
        "format": "dung-hen-backup-1", "made_at": "2026-11-28T00:00:00+00:00", "vendor": "sqlite", "missing": 0, "migrations": [],
        "journal": {"number": 0, "hash": "0" * 64}, "entries": {"secret.key": {"size": 1, "sha256": "0" * 64}},
    }  # fmt: skip
    spoil(manifest)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Incomplete):
        check_backup(tmp_path)


def test_a_backup_without_its_database_is_named(tmp_path):
    manifest = {
        "format": "dung-hen-backup-1", "made_at": "2026-11-28T00:00:00+00:00", "vendor": "sqlite", "missing": 0, "migrations": [],
        "journal": {"number": 0, "hash": "0" * 64}, "entries": {},
    }  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert ["database.sqlite3" in problem for problem in check_backup(tmp_path).problems] == [True]
