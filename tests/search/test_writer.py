"""The index writer: nothing is lost when it dies, nothing stays stale unnoticed, and one fault does not stop the rest."""

import datetime
import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from django.core.management import call_command

from archives.models import ArchiveDocument
from office import searchable
from office.models import Confidentiality, IndexOutbox
from search import writer
from search.engines import current_engine
from search.engines.base import IndexUnavailable, Thing, WriterBusy
from search.queries import find
from search.records import records_of
from tests.search.conftest import NOW, entry_of, tantivy_alone

LATER = NOW + datetime.timedelta(minutes=5)


def index(what: str, capsys) -> tuple[int, dict]:
    """Run `manage.py index what --json`; its exit status and report."""
    try:
        call_command("index", what, "--json")
        status = 0
    except SystemExit as end:
        status = end.code
    return status, json.loads(capsys.readouterr().out)


def test_what_waits_is_written_and_only_then_forgotten(cast, filed):
    paper = filed("giấy khai sinh")
    assert IndexOutbox.objects.count() == 1
    assert writer.run_once(NOW) == 1
    assert not IndexOutbox.objects.exists()
    assert [found.thing.pk for found in find(cast.user("lan"), "khai sinh").things] == [paper.pk]
    assert writer.run_once(NOW) == 0


def test_a_change_replaces_what_was_there(cast, indexed):
    paper = indexed("một\fhai\fba con voi")
    paper.note = "bốn"
    paper.save()
    searchable.changed(paper, now=NOW)
    writer.run_once(NOW)
    assert find(cast.user("lan"), "con voi").things == []
    assert len(find(cast.user("lan"), "bốn").things) == 1
    assert sum(current_engine().stats()["records"].values()) == 2


def test_what_moves_between_the_two_indexes_is_never_in_both(cast, indexed):
    paper = indexed("biên bản")
    for level, place in ((Confidentiality.RESTRICTED, "restricted"), (Confidentiality.PUBLIC, "staff")):
        paper.confidentiality = level
        paper.save()
        searchable.changed(paper, now=NOW)
        writer.run_once(NOW)
        records = current_engine().stats()["records"]
        assert records == {"staff": 0, "restricted": 0} | {place: 2}


def test_what_left_the_database_leaves_the_index(cast, indexed):
    paper = indexed("biên bản")
    ArchiveDocument.objects.filter(pk=paper.pk).update(keywords="gone")
    searchable.changed(paper, now=NOW)
    writer.run_once(NOW)
    assert sum(current_engine().stats()["records"].values()) == 0


def test_rows_of_a_kind_nobody_registers_any_more_are_done_with(cast, indexed):
    searchable.index_again("gone.kind", [1, 2], now=NOW)
    assert writer.run_once(NOW) == 2
    assert not IndexOutbox.objects.exists()


def test_a_fault_in_one_text_does_not_stop_the_others(cast, filed, caplog):
    writer.rebuild()
    bad = filed("giấy hỏng", keywords="fault")
    good = filed("giấy lành")
    assert writer.run_once(NOW) == 1
    assert [found.thing.pk for found in find(cast.user("lan"), "giấy lành").things] == [good.pk]
    assert [row.object_id for row in IndexOutbox.objects.all()] == [bad.pk]
    assert "tried again later" in caplog.text
    ArchiveDocument.objects.filter(pk=bad.pk).update(keywords="")
    assert writer.run_once(NOW) == 0  # put off, not tried every second
    assert writer.run_once(LATER) == 1
    assert not IndexOutbox.objects.exists()


def test_a_fault_in_one_text_does_not_stop_a_rebuild(cast, filed, capsys):
    bad, good = filed("giấy hỏng", keywords="fault"), filed("giấy lành")
    status, report = index("rebuild", capsys)
    assert (status, report["things"], report["failed"]) == (1, 1, [f"archives.archivedocument {bad.pk}"])
    assert [row.object_id for row in IndexOutbox.objects.all()] == [bad.pk]
    assert [found.thing.pk for found in find(cast.user("lan"), "giấy lành").things] == [good.pk]


def test_more_than_a_batch(cast, filed, monkeypatch):
    monkeypatch.setattr(writer, "BATCH", 3)
    for place in range(10):
        filed(f"tờ khai số {place}")
    assert writer.run_once(NOW) == 10
    assert find(cast.user("lan"), "tờ khai").totals.things == 10


def test_without_an_index_search_says_so_and_the_writer_makes_one(cast, filed):
    filed("giấy khai sinh")
    with pytest.raises(IndexUnavailable):
        find(cast.user("lan"), "khai sinh")
    assert writer.run_once(NOW) == 1
    assert len(find(cast.user("lan"), "khai sinh").things) == 1


@tantivy_alone
def test_a_damaged_index_is_made_anew(cast, indexed, own_home):
    indexed("giấy khai sinh")
    engine = current_engine()
    meta = own_home / "index" / "tantivy" / engine.stats()["generation"] / "staff" / "meta.json"
    meta.write_text("{")
    writer.run_once(NOW)
    assert len(find(cast.user("lan"), "khai sinh").things) == 1


def test_a_rebuild_lets_the_old_index_answer_and_loses_no_change(cast, indexed, filed, monkeypatch):
    indexed("giấy cũ")
    engine = current_engine()
    before = engine.stats()["generation"]
    met = []
    everything = writer._everything

    def with_a_change_in_between(report):
        yield from everything(report)
        met.append(filed("giấy mới trong lúc dựng lại"))
        met.append(len(find(cast.user("lan"), "giấy cũ").things))
        met.append(writer.run_once(NOW))  # busy: nothing is written, nothing is forgotten

    monkeypatch.setattr(writer, "_everything", with_a_change_in_between)
    writer.rebuild()
    assert met[1:] == [1, 0]
    assert current_engine().stats()["generation"] != before
    monkeypatch.undo()
    assert IndexOutbox.objects.count() == 1


def test_one_writer_at_a_time(cast, indexed):
    indexed("một")
    with current_engine().writing(), pytest.raises(WriterBusy), current_engine().writing():
        raise AssertionError("two writers")


def test_a_batch_that_fails_changes_nothing(cast, indexed):
    paper = indexed("giấy khai sinh")
    engine = current_engine()
    with pytest.raises(RuntimeError), engine.writing() as batch:
        batch.remove(Thing("archives.archivedocument", paper.pk))
        raise RuntimeError
    assert len(find(cast.user("lan"), "khai sinh").things) == 1


def test_verify_is_silent_when_all_is_well(cast, indexed, capsys):
    indexed("một\fhai")
    indexed("ba", level=Confidentiality.RESTRICTED)
    status, report = index("verify", capsys)
    assert status == 0
    assert report["compared"] == 5


def test_verify_names_each_difference_with_equal_counts(cast, indexed, capsys):
    """One stale text, one stale access token, one missing and one extra page: four records, as many as there should be."""
    text, rights, missing, extra = (indexed(f"trang một {place}\ftrang hai {place}") for place in range(4))
    kind = "archives.archivedocument"
    with current_engine().writing() as batch:
        batch.replace(Thing(kind, missing.pk), records_of(Thing(kind, missing.pk), entry_of(missing))[:-1])
        records = records_of(Thing(kind, extra.pk), entry_of(extra))
        extra.note += "\ftrang ba"
        batch.replace(Thing(kind, extra.pk), [*records, records_of(Thing(kind, extra.pk), entry_of(extra))[-1]])
    ArchiveDocument.objects.filter(pk=text.pk).update(note="trang một 0\ftrang hai đã sửa")
    ArchiveDocument.objects.filter(pk=rights.pk).update(
        owner_unit=cast.unit("kinh_te"), confidentiality=Confidentiality.UNIT
    )
    status, report = index("verify", capsys)
    assert status == 1
    assert report["stale_text"] == [f"{kind} {text.pk} page 2"] + [
        f"{kind} {rights.pk}{page}" for page in ("", " page 1", " page 2")
    ]
    assert report["stale_rights"] == [f"{kind} {rights.pk}{page}" for page in ("", " page 1", " page 2")]
    assert report["missing"] == [f"{kind} {missing.pk} page 2"]
    assert report["extra"] == [f"{kind} {extra.pk} page 3"]
    assert sum(current_engine().stats()["records"].values()) == 12
    writer.mend(NOW)
    writer.run_once(NOW)
    assert index("verify", capsys)[0] == 0


def test_what_still_waits_is_no_drift(cast, indexed, capsys):
    paper = indexed("một")
    paper.note = "hai"
    paper.save()
    searchable.changed(paper, now=NOW)
    status, report = index("verify", capsys)
    assert (status, report["waiting"]) == (0, 1)


def test_commands_say_when_they_cannot_run(cast, capsys):
    status, report = index("verify", capsys)
    assert status == 2
    assert "No index" in report["error"]
    assert index("rebuild", capsys)[0] == 0
    status, report = index("stats", capsys)
    assert (status, report["records"]) == (0, {"staff": 0, "restricted": 0})


@tantivy_alone
def test_old_files_are_collected(cast, indexed, own_home):
    paper = indexed("một")
    for place in range(30):
        paper.note = f"lần {place}"
        paper.save()
        searchable.changed(paper, now=NOW)
        writer.run_once(NOW)
    files = list((own_home / "index").rglob("*"))
    assert len(files) < 120


WRITER = """
    import sys
    from pathlib import Path
    from search.engines.base import Field, Partition, Record, Thing
    from search.engines.tantivy_engine import TantivyEngine

    engine = TantivyEngine(Path(sys.argv[1]))
    if not engine.is_ready():
        with engine.rebuilding():
            pass
    number = int(sys.argv[2])
    while True:
        with engine.writing() as batch:
            for place in range(20):
                number += 1
                thing = Thing("a.b", number)
                fields = {Field.FOLDED: ["mot hai ba"], Field.TOKEN: ["staff"]}
                batch.replace(thing, [Record(thing, 0, Partition.STAFF, fields, 0, number, 0)])
        print(number, flush=True)
"""


@pytest.mark.slow
@tantivy_alone
def test_killed_at_any_moment_what_was_committed_is_there(tmp_path):
    """kill -9 of a real writing process, 12 times: the index opens, holds every batch that was told, and can be written."""
    from search.engines.tantivy_engine import TantivyEngine

    told = 0
    for attempt in range(12):
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import django; django.setup()\n" + textwrap.dedent(WRITER),
                str(tmp_path),
                str(told),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        )
        told = int(process.stdout.readline())
        time.sleep(0.03 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        lines = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        told = int(lines[-1]) if lines else told
        keys = {each.key & 0xFFFFFFFF for each in TantivyEngine(tmp_path).stored()}
        assert set(range(1, told + 1)) <= keys
        told = max(keys)


class Killed(BaseException):
    """As if the process had died: no handler of ours runs."""


@tantivy_alone
@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_writer_that_dies_around_the_commit_loses_nothing(cast, filed, monkeypatch, moment, capsys):
    from search.engines import tantivy_engine

    writer.rebuild()
    papers = [filed("tờ khai công khai"), filed("tờ khai hạn chế", level=Confidentiality.RESTRICTED)]
    commit = tantivy_engine._TantivyBatch.commit

    def dying(batch):
        if moment == "between":
            staff = batch._writers.pop(tantivy_engine.Partition.STAFF)
            staff.commit()
        if moment == "after":
            commit(batch)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(tantivy_engine._TantivyBatch, "commit", dying)
        with pytest.raises(Killed):
            writer.run_once(NOW)
    assert IndexOutbox.objects.count() == 2
    assert writer.run_once(NOW) == 2
    assert {found.thing.pk for found in find(cast.user("son"), "tờ khai").things} == {paper.pk for paper in papers}
    assert index("verify", capsys)[0] == 0


@tantivy_alone
def test_an_index_made_with_other_text_forms_is_made_anew(cast, indexed, monkeypatch):
    from search.engines import tantivy_engine

    indexed("giấy khai sinh")
    before = current_engine().stats()["generation"]
    monkeypatch.setattr(tantivy_engine, "FORMS_VERSION", 999)
    with pytest.raises(IndexUnavailable):
        find(cast.user("lan"), "khai sinh")
    writer.run_once(NOW)
    assert len(find(cast.user("lan"), "khai sinh").things) == 1
    assert current_engine().stats()["generation"] != before
