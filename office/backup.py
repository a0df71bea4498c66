"""Backup and restore of a whole installation: database, stored files, key, heads, and a manifest with the hash of each.

A backup is a folder:

    manifest.json     what is in it, with hashes; written last, so a broken-off backup has none and is refused
    database.sqlite3  or database.dump (PostgreSQL): one consistent snapshot, taken while the product runs
    files/ab/cd/…     the bytes of every blob that the snapshot knows
    heads/…           the daily heads of the journal
    secret.key        the installation's key

The database is read first: files are only ever added, so each that the snapshot knows is still there. The search index is
not in it; it is made anew from the database.
"""

import datetime
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from office import store
from office.acts import office_act
from office.models import NumberSeries, WorkerLease
from office.refusals import Incomplete, Refusal, WrongState

FORMAT = "dung-hen-backup-1"
MANIFEST = "manifest.json"
_STORED = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{64})")
_OTHER = re.compile(r"heads/\d{4}-\d\d-\d\d\.json|secret\.key|database\.(sqlite3|dump)")


@dataclass
class Backup:
    """A backup as its manifest tells it."""

    folder: Path
    manifest: dict[str, Any]
    problems: list[str] = field(default_factory=list)

    @property
    def manifest_sha256(self) -> str:
        return store.hash_of(self.folder / MANIFEST)

    @property
    def facts(self) -> dict[str, Any]:
        entries = self.manifest.get("entries", {})
        return {
            "folder": str(self.folder),
            "made_at": self.manifest.get("made_at"),
            "database": self.manifest.get("vendor"),
            "journal": self.manifest.get("journal"),
            "files": sum(1 for path in entries if path.startswith("files/")),
            "bytes": sum(entry["size"] for entry in entries.values()),
            "manifest_sha256": self.manifest_sha256,
        }


@dataclass
class Snapshot:
    """What the snapshot of the database says of itself."""

    journal: dict[str, Any]
    blobs: list[str]
    migrations: list[str]


# --- making ----------------------------------------------------------------------------------------------------------


def make_backup(folder: Path, *, now: datetime.datetime) -> Backup:
    """Write a backup into `folder`, which must be new or empty. Bytes that the store has lost stand in `problems`."""
    if folder.exists() and any(folder.iterdir()):
        raise WrongState(
            _("Thư mục %(folder)s không trống.") % {"folder": folder},
            kept=_("Chưa ghi gì."),
            next_step=_("Chọn thư mục mới cho mỗi bản sao lưu."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        database, snapshot = _snapshot_of_sqlite(folder)
    else:
        database, snapshot = _snapshot_of_postgresql(folder)
    problems: list[str] = []
    entries = {database.name: _entry(database)}
    for sha256 in snapshot.blobs:
        source, target = store.path_of(sha256), folder / "files" / sha256[:2] / sha256[2:4] / sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        if not source.is_file():
            problems.append(_("Mất tệp %(name)s trong kho; bản sao lưu thiếu tệp này.") % {"name": sha256})
            continue
        entry = _copy(source, target)
        if entry["sha256"] != sha256:
            problems.append(_("Tệp %(name)s trong kho đã bị thay đổi; bản sao lưu bỏ tệp này.") % {"name": sha256})
            target.unlink()
            continue
        entries[str(target.relative_to(folder))] = entry
    home = Path(settings.HOME)
    for source in [home / "secret.key", *sorted((home / "heads").glob("*.json"))]:
        name = str(source.relative_to(home))
        if source.is_file() and _OTHER.fullmatch(name):
            (folder / name).parent.mkdir(exist_ok=True)
            entries[name] = _copy(source, folder / name)
    manifest = {
        "format": FORMAT,
        "made_at": now.astimezone(datetime.UTC).isoformat(),
        "vendor": connection.vendor,
        "journal": snapshot.journal,
        "migrations": snapshot.migrations,
        "missing": len(problems),
        "entries": entries,
    }
    _write_durably(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    made = Backup(folder, manifest, problems)
    with office_act("office.backup.make", by=None, now=now) as line:
        line.data.update(manifest=made.manifest_sha256, journal=snapshot.journal, files=len(entries))
    return made


def _snapshot_of_sqlite(folder: Path) -> tuple[Path, Snapshot]:
    target = folder / "database.sqlite3"
    source_db, target_db = sqlite3.connect(_sqlite_file()), sqlite3.connect(target)
    try:
        source_db.backup(target_db)  # SQLite's own online backup: one snapshot, writers go on
        target_db.execute("PRAGMA journal_mode=DELETE")
        snapshot = _read_snapshot(lambda sql: target_db.execute(sql).fetchall())
    finally:
        source_db.close()
        target_db.close()
    _fsync(target)
    return target, snapshot


def _snapshot_of_postgresql(folder: Path) -> tuple[Path, Snapshot]:
    import psycopg  # optional

    target = folder / "database.dump"
    with psycopg.connect(**_psycopg_facts()) as reading:
        reading.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        name = reading.execute("SELECT pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
        _server_program("pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}", f"--file={target}")
        snapshot = _read_snapshot(lambda sql: reading.execute(sql).fetchall())
    _fsync(target)
    return target, snapshot


def _read_snapshot(ask: Callable[[str], list]) -> Snapshot:
    head = ask("SELECT number, hash FROM office_journalhead") or [(0, "0" * 64)]
    blobs = ask("SELECT sha256 FROM office_blob WHERE destroyed_at IS NULL ORDER BY sha256")
    migrations = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    return Snapshot(
        journal={"number": head[0][0], "hash": head[0][1]},
        blobs=[sha256 for (sha256,) in blobs],
        migrations=[f"{app}.{name}" for app, name in migrations],
    )


# --- checking --------------------------------------------------------------------------------------------------------


def check_backup(folder: Path) -> Backup:
    """Read a backup whole: manifest, hash of every entry, the database itself, nothing missing and nothing besides.

    Refused with Incomplete when there is no readable manifest; all else stands in `problems`. Nothing is written.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = manifest["entries"]
        if not _is_whole(manifest):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise Incomplete(
            _("%(folder)s không phải là bản sao lưu đầy đủ: không có tệp kê khai đọc được.") % {"folder": folder},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Chọn bản sao lưu khác."),
        ) from None
    backup = Backup(folder, manifest)
    database = "database.sqlite3" if manifest["vendor"] == "sqlite" else "database.dump"
    if database not in entries:
        backup.problems.append(_("Thiếu %(name)s.") % {"name": database})
    for name, entry in entries.items():
        stored = _STORED.fullmatch(name)
        if not stored and not _OTHER.fullmatch(name):
            backup.problems.append(_("Kê khai có tên lạ: %(name)s.") % {"name": name})
            continue
        path = folder / name
        if path.is_symlink() or not path.is_file():
            backup.problems.append(_("Thiếu %(name)s.") % {"name": name})
        elif path.stat().st_size != entry["size"] or store.hash_of(path) != entry["sha256"]:
            backup.problems.append(_("%(name)s bị hỏng: nội dung không khớp với kê khai.") % {"name": name})
        elif stored and stored[3] != entry["sha256"]:
            backup.problems.append(_("%(name)s không mang tên theo nội dung của nó.") % {"name": name})
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_dir() and name != MANIFEST and name not in entries:
            backup.problems.append(_("%(name)s không có trong kê khai.") % {"name": name})
    if manifest.get("missing"):
        backup.problems.append(_("Khi sao lưu, kho đã mất %(count)s tệp.") % {"count": manifest["missing"]})
    if not backup.problems:
        backup.problems += _check_database(backup)
    return backup


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether every part that restoring asks for is there and of its kind."""
    entries, migrations = manifest["entries"], manifest["migrations"]
    return (
        manifest["format"] == FORMAT
        and manifest["vendor"] in {"sqlite", "postgresql"}
        and isinstance(manifest["made_at"], str)
        and isinstance(manifest["journal"], dict)
        and isinstance(migrations, list)
        and all(isinstance(name, str) for name in migrations)
        and isinstance(entries, dict)
        and all(isinstance(entry["size"], int) and isinstance(entry["sha256"], str) for entry in entries.values())
    )


def _check_database(backup: Backup) -> list[str]:
    if backup.manifest["vendor"] == "sqlite":
        database = sqlite3.connect(f"file:{backup.folder / 'database.sqlite3'}?mode=ro&immutable=1", uri=True)
        try:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            snapshot = _read_snapshot(lambda sql: database.execute(sql).fetchall())
        except sqlite3.DatabaseError as error:
            return [_("Cơ sở dữ liệu trong bản sao lưu không đọc được: %(error)s.") % {"error": error}]
        finally:
            database.close()
        if not sound:
            return [_("Cơ sở dữ liệu trong bản sao lưu bị hỏng.")]
        held = {name for name in backup.manifest["entries"] if name.startswith("files/")}
        wanted = {f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}" for sha256 in snapshot.blobs}
        problems = [_("Thiếu %(name)s.") % {"name": name} for name in sorted(wanted - held)]
        if snapshot.journal != backup.manifest["journal"]:
            problems.append(_("Đầu chuỗi nhật ký trong kê khai không phải của cơ sở dữ liệu này."))
        return problems
    try:
        _server_program("pg_restore", "--list", str(backup.folder / "database.dump"), connected=False)
    except Refusal as error:
        return [str(error)]
    return []


# --- restoring -------------------------------------------------------------------------------------------------------


def restore_backup(folder: Path, *, now: datetime.datetime, replace: bool = False) -> Backup:
    """Put a backup in the place of this installation's data; all is checked before anything is touched.

    Refused: a damaged or partial backup; one of another kind of database or of a newer product; existing data, unless
    `replace`, and then it is moved aside under HOME, never deleted; a running worker or web server. Afterwards: migrated to
    this version, sessions ended, number series not below those of the data it replaced, the restore in the journal.
    """
    backup = check_backup(folder)
    if backup.problems:
        raise Incomplete(
            _("Bản sao lưu không dùng được."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Chọn bản sao lưu khác."),
            details=list(backup.problems[:20]),
        )
    if backup.manifest["vendor"] != connection.vendor:
        raise WrongState(
            _("Bản sao lưu của %(theirs)s, bản cài đặt này dùng %(ours)s.")
            % {"theirs": backup.manifest["vendor"], "ours": connection.vendor},
            kept=_("Chưa thay đổi gì."),
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if newer := sorted(name for name in backup.manifest["migrations"] if name not in known and _is_ours(name)):
        raise WrongState(
            _("Bản sao lưu do phiên bản mới hơn của phần mềm tạo ra."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Cập nhật phần mềm rồi phục hồi."),
            details=list(newer),
        )
    for what in ("worker.lock", "serve.lock"):
        if is_locked(Path(settings.HOME) / what):
            raise WrongState(
                _("Phần mềm đang chạy (%(what)s).") % {"what": what},
                kept=_("Chưa thay đổi gì."),
                next_step=_("Dừng serve và worker rồi phục hồi."),
            )
    series: list[tuple[str, str, int]] = []
    if _has_data():
        if not replace:
            raise WrongState(
                _("Bản cài đặt này đã có dữ liệu."),
                kept=_("Chưa thay đổi gì."),
                next_step=_("Thêm --replace để thay; dữ liệu cũ được chuyển sang một thư mục riêng, không bị xóa."),
            )
        series = list(_number_series())
    aside = Path(settings.HOME) / f"before-restore-{now.astimezone(datetime.UTC):%Y%m%dT%H%M%S}"
    connection.close()
    if connection.vendor == "sqlite":
        _replace_sqlite(backup, aside)
    else:
        _replace_postgresql(backup, aside.name.replace("-", "_").lower())
    _replace_files(backup, aside)
    call_command("migrate", verbosity=0, interactive=False)
    _after_restore(backup, series=series, now=now)
    return backup


def _after_restore(backup: Backup, *, series: Iterable[tuple[str, str, int]], now: datetime.datetime) -> None:
    from django.contrib.sessions.models import Session  # framework loads early

    raised = {}
    with office_act("office.backup.restore", by=None, now=now) as line:
        Session.objects.all().delete()
        WorkerLease.objects.all().delete()
        for key, period, last in series:
            # Numbers given out since the backup stand on paper: they must not be given twice. The gap is told here.
            row, _made = NumberSeries.objects.get_or_create(key=key, period=period)
            if row.last < last:
                raised[f"{key} {period}".strip()] = {"from": row.last, "to": last}
                NumberSeries.objects.filter(pk=row.pk).update(last=Greatest(F("last"), last))
        line.data.update(
            manifest=backup.manifest_sha256,
            made_at=backup.manifest["made_at"],
            journal=backup.manifest["journal"],
            number_series_raised=raised,
        )


def is_locked(path: Path) -> bool:
    """Whether a process of this installation holds the lock file."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _is_ours(migration: str) -> bool:
    from django.apps import apps  # framework loads early

    return migration.partition(".")[0] in {config.label for config in apps.get_app_configs()}


def _has_data() -> bool:
    if connection.vendor == "sqlite" and not _sqlite_file().exists():
        return False
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _number_series() -> list[tuple[str, str, int]]:
    try:
        return list(NumberSeries.objects.values_list("key", "period", "last"))
    except Exception:  # a database so damaged that it cannot say is replaced all the same
        return []


def _replace_sqlite(backup: Backup, aside: Path) -> None:
    database = _sqlite_file()
    database.parent.mkdir(parents=True, exist_ok=True)
    incoming = database.with_name(f"{database.name}.restoring")
    _copy(backup.folder / "database.sqlite3", incoming)
    for suffix in ("", "-wal", "-shm"):
        _move_aside(database.with_name(database.name + suffix), aside)
    incoming.chmod(0o600)
    incoming.rename(database)
    _fsync(database.parent)


def _replace_postgresql(backup: Backup, schema: str) -> None:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            cursor.execute(f"ALTER SCHEMA public RENAME TO {schema}")
            cursor.execute("CREATE SCHEMA public")
    connection.close()
    _server_program("pg_restore", "--no-owner", "--exit-on-error", "--schema=public", f"--dbname={_database_address()}", str(backup.folder / "database.dump"))  # fmt: skip


def _replace_files(backup: Backup, aside: Path) -> None:
    home = Path(settings.HOME)
    for name in ("files", "heads", "secret.key", "index"):  # the index is made anew
        if name != "secret.key" or name in backup.manifest["entries"]:
            _move_aside(home / name, aside)
    for name in backup.manifest["entries"]:
        if name.startswith("database."):
            continue
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(backup.folder / name, target)
        target.chmod(0o600 if name == "secret.key" else 0o440 if name.startswith("files/") else 0o644)


def _move_aside(path: Path, aside: Path) -> None:
    if path.exists():
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(path, aside / path.name)


# --- files and programs ----------------------------------------------------------------------------------------------


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _entry(path: Path) -> dict[str, Any]:
    return {"size": path.stat().st_size, "sha256": store.hash_of(path)}


def _copy(source: Path, target: Path) -> dict[str, Any]:
    """Copy durably; size and hash of what was read."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(store.CHUNK):
            digest.update(chunk)
            size += len(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return {"size": size, "sha256": digest.hexdigest()}


def _write_durably(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.part")
    temporary.write_bytes(content)
    _fsync(temporary)
    temporary.rename(path)
    _fsync(path.parent)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _psycopg_facts() -> dict[str, Any]:
    facts = connection.settings_dict
    named = {
        "dbname": facts["NAME"],
        "user": facts["USER"],
        "password": facts["PASSWORD"],
        "host": facts["HOST"],
        "port": facts["PORT"],
    }
    return {name: value for name, value in named.items() if value}


def _database_address() -> str:
    """For --dbname; the password goes by the environment, where other users of the machine cannot read it."""
    return " ".join(f"{name}='{value}'" for name, value in _psycopg_facts().items() if name != "password")


def _server_program(program: str, *args: str, connected: bool = True) -> None:
    """Run pg_dump or pg_restore; what they say on failure becomes the refusal."""
    if shutil.which(program) is None:
        raise Incomplete(
            _("Thiếu chương trình %(program)s.") % {"program": program},
            kept=_("Chưa thay đổi gì."),
            next_step=_("Cài đặt: apt install postgresql-client"),
        )
    if connected and program == "pg_dump":
        args = (*args, f"--dbname={_database_address()}")
    done = subprocess.run(  # noqa: S603 our own arguments, no shell
        [program, *args],
        env={**os.environ, "PGPASSWORD": connection.settings_dict["PASSWORD"] or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise WrongState(
            _("%(program)s báo lỗi: %(error)s") % {"program": program, "error": done.stderr.strip()[-800:]},
        )
