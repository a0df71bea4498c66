"""The content store: whole or not at all, and verify_files names what is wrong."""

import datetime
import hashlib
import io
import json
import os

import pytest
from django.core.management import call_command
from django.utils import timezone

from office import store
from office.file_verification import check_files
from office.models import Blob
from office.refusals import Incomplete

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))


def stored(text: str) -> Blob:
    return store.register(store.receive(io.BytesIO(text.encode())), media_type="text/plain", now=NOW)


def age(path) -> None:
    os.utime(path, (1, 1))


def run(*args) -> tuple[int, dict]:
    out = io.StringIO()
    try:
        call_command("verify_files", "--json", *args, stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_same_bytes_are_stored_once_and_read_back(db):
    first, second = stored("Giấy khai sinh"), stored("Giấy khai sinh")
    assert first == second
    with store.open_blob(first) as file:
        assert file.read().decode() == "Giấy khai sinh"
    assert run() == (0, run()[1])
    assert run()[1]["registered"] == 1


def test_empty_and_too_large_are_refused_and_leave_nothing(db):
    with pytest.raises(Incomplete, match="rỗng"):
        store.receive(io.BytesIO(b""))
    with pytest.raises(Incomplete, match="lớn hơn 1 MB"):
        store.receive(io.BytesIO(b"x" * (store.CHUNK + 1)), limit=store.CHUNK)
    assert not [path for path in store.root().rglob("*") if path.is_file()]


def test_a_stream_that_breaks_off_leaves_nothing(db):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("connection lost")
            return super().read(4)

    with pytest.raises(OSError, match="lost"):
        store.receive(Broken(b"abcdefgh"))
    assert not [path for path in store.root().rglob("*") if path.is_file()]


def test_missing_altered_orphaned_half_and_foreign_files_are_named(db):
    fine, gone, changed, shorter = (stored(text) for text in ("một", "hai", "ba", "bốn"))
    store.path_of(gone.sha256).unlink()
    for blob, content in ((changed, "xx"), (shorter, "b")):
        path = store.path_of(blob.sha256)
        path.chmod(0o600)
        path.write_bytes(content.encode())
    orphan = store.receive(io.BytesIO(b"without a row"))
    fresh = store.receive(io.BytesIO(b"its row is on the way"))
    age(orphan.path)
    half = store.root() / "incoming" / "abc"
    half.write_bytes(b"ha")
    age(half)
    (store.root() / "note.txt").write_text("?")
    status, report = run()
    assert (status, report["missing"], report["altered"], report["orphaned"], report["half"], report["foreign"]) == (
        1, 1, 2, 1, 1, 1,
    )  # fmt: skip
    said = " ".join(report["problems"])
    assert all(name in said for name in (gone.sha256, changed.sha256, shorter.sha256, orphan.sha256, "note.txt"))
    assert fine.sha256 not in said
    assert fresh.sha256 not in said
    status, report = run("--remove-orphans")
    assert (report["removed"], report["orphaned"], report["half"]) == (2, 0, 0)
    assert not orphan.path.exists()
    assert not half.exists()
    assert fresh.path.exists()


def test_bytes_destroyed_by_decision_are_not_missed(db):
    blob = stored("đã hủy")
    Blob.objects.filter(pk=blob.pk).update(destroyed_at=NOW)
    assert check_files(now=NOW).undead == [blob.sha256]
    store.path_of(blob.sha256).unlink()
    assert check_files(now=NOW).problems == []


def test_a_spoilt_file_is_healed_by_the_same_bytes(db):
    blob = stored("nguyên vẹn")
    path = store.path_of(blob.sha256)
    path.chmod(0o600)
    path.write_bytes(b"spoilt")
    stored("nguyên vẹn")
    assert check_files(now=NOW).problems == []


def test_incoming_is_swept_after_a_day(db):
    stored("có thư mục")
    left = store.root() / "incoming" / "left"
    left.write_bytes(b"x")
    assert store.sweep_incoming(timezone.now()) == 0
    assert store.sweep_incoming(timezone.now() + datetime.timedelta(days=2)) == 1


def test_bytes_are_on_disk_before_their_name_and_the_name_before_the_answer(db, monkeypatch):
    """fsync of the file, then link, then fsync of each folder up to the root."""
    steps = []
    fsync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append(os.readlink(f"/proc/self/fd/{fd}")), fsync(fd)))
    monkeypatch.setattr(os, "link", lambda a, b: (steps.append("link"), link(a, b)))
    received = store.receive(io.BytesIO(b"bytes"))
    sha256 = hashlib.sha256(b"bytes").hexdigest()
    root = str(store.root())
    assert steps[0].startswith(f"{root}/incoming/")
    assert steps[1:] == ["link", f"{root}/{sha256[:2]}/{sha256[2:4]}", f"{root}/{sha256[:2]}", root]
    assert received.sha256 == sha256


def test_a_crash_at_any_step_leaves_no_row_without_its_file(installation):
    (steps,) = installation.race("tests.office.racers:crash_at_each_step", processes=1)
    assert [step for step in steps if step["row"] and not step["file"]] == []
    assert [step["row"] for step in steps][-1] is True  # the last run came through
    assert sum(not step["row"] for step in steps) >= 8  # killed so often before the row was there
    report = json.loads(installation.manage("verify_files", "--json").stdout)
    assert (report["missing"], report["altered"], report["foreign"]) == (0, 0, 0)
