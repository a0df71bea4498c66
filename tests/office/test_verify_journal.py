"""verify_journal and the stand-alone script: what somebody with a database client could do to the journal, and that it is found."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from office import guards, heads
from office.actions.outsiders import erase_outsider
from office.acts import office_act
from office.journal import line_hash, pseudonym
from office.models import JournalHead, JournalLine, PseudonymKey
from office.refusals import Incomplete, NotPermitted, WrongState
from office.verification import COLUMNS, check_journal

NOW = datetime.datetime(2026, 11, 20, 1, 0, tzinfo=datetime.UTC)
STANDALONE = Path(__file__).resolve().parents[2] / "tools" / "verify_journal_standalone.py"


@pytest.fixture
def journal(cast) -> list[JournalLine]:
    """Nine acts, with and without person and subject, one of them on the full second and one with quotes and a newline."""
    for number in range(9):
        subject = cast.person("lan") if number % 2 else None
        now = NOW + datetime.timedelta(hours=number, microseconds=number)
        with office_act(
            "office.person.rename", by=cast.person("quan") if number % 3 else None, now=now, subject=subject
        ) as line:
            line.data["reason"] = 'Đổi tên theo "giấy khai sinh"\nbản sao'
    return list(JournalLine.objects.all())


@pytest.fixture
def unguarded(journal):
    """The guards are out of the way, as for somebody who owns the server."""
    guards.lift()
    return journal


def guard_again() -> None:
    connection.check_constraints()  # PostgreSQL alters no table that still has checks to make
    guards.install()


def sql(statement: str, *args) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, args)


def run(*args) -> tuple[int, dict]:
    """Exit status and JSON report of verify_journal."""
    from io import StringIO

    out = StringIO()
    try:
        call_command("verify_journal", "--json", *args, stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def standalone(export: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(STANDALONE), str(export), *args], capture_output=True, text=True)


def test_an_untouched_journal_is_fine_and_so_is_an_empty_one(db):
    assert run()[0] == 0


def test_an_untouched_journal_is_fine(journal, tmp_path):
    export = tmp_path / "journal.jsonl"
    status, report = run("--head", journal[3].hash, "--export", str(export))
    assert (status, report["fine"], report["lines"], report["head"]) == (0, True, 9, journal[-1].hash)
    done = standalone(export, "--head", journal[3].hash)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"9 acts, head {journal[-1].hash}")


CHANGES = {
    "number": "900",
    "at": "2026-11-19 01:00:00",
    "written_at": "2026-11-19 01:00:00",
    "act": "office.person.renamf",
    "person_id": "999",
    "subject_kind": "office.persom",
    "subject_id": "999",
    "prev_hash": "f" * 64,
    "hash": "e" * 64,
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("number", [1, 5, 9])
def test_one_change_in_any_column_is_found_and_named(unguarded, column, number):
    if column == "body":
        body = unguarded[number - 1].body
        sql("UPDATE office_journalline SET body = %s WHERE number = %s", body.replace("Đổi tên", "Đổi têm"), number)
    else:
        value = CHANGES[column]
        if connection.vendor == "postgresql" and column in {"at", "written_at"}:
            value += "+00"
        sql(f"UPDATE office_journalline SET {column} = %s WHERE number = %s", value, number)
    report = check_journal()
    assert report.first_bad == number
    assert str(number) in report.problems[0]
    assert any(column in sentence for sentence in report.problems) or column == "number"


def test_every_letter_of_a_body_counts(unguarded):
    """One letter changed at each place of one line, one at a time."""
    line = unguarded[4]
    for place in range(0, len(line.body), 7):
        letter = "x" if line.body[place] != "x" else "y"
        changed = line.body[:place] + letter + line.body[place + 1 :]
        sql("UPDATE office_journalline SET body = %s WHERE number = 5", changed)
        assert check_journal().first_bad == 5
    sql("UPDATE office_journalline SET body = %s WHERE number = 5", line.body)
    assert check_journal().wrong == 0


def test_a_column_that_tells_another_story_than_the_body_is_found_by_the_standalone_script_too(unguarded, tmp_path):
    sql("UPDATE office_journalline SET act = 'office.person.other' WHERE number = 5")
    status, _report = run("--export", str(tmp_path / "journal.jsonl"))
    done = standalone(tmp_path / "journal.jsonl")
    assert (status, done.returncode) == (1, 1)
    assert "line 5: column act" in done.stdout


def test_a_removed_line_is_found(unguarded, tmp_path):
    sql("DELETE FROM office_journalline WHERE number = 4")
    status, report = run("--export", str(tmp_path / "journal.jsonl"))
    assert (status, report["first_bad_line"]) == (1, 4)
    assert "Thiếu dòng 4" in report["problems"][0]
    assert "line 4 is missing" in standalone(tmp_path / "journal.jsonl").stdout


def test_two_swapped_lines_are_found(unguarded, tmp_path):
    for old, new in ((4, 900), (5, 4), (900, 5)):
        sql("UPDATE office_journalline SET number = %s WHERE number = %s", new, old)
    status, report = run("--export", str(tmp_path / "journal.jsonl"))
    assert (status, report["first_bad_line"]) == (1, 4)
    assert standalone(tmp_path / "journal.jsonl").returncode == 1


def test_a_line_cut_off_the_end_is_found_by_its_own_head_and_by_a_held_one(unguarded, tmp_path):
    last = unguarded[-1]
    sql("DELETE FROM office_journalline WHERE number = 9")
    assert run()[0] == 1  # the stored head still names line 9
    sql("UPDATE office_journalhead SET number = 8, hash = %s", unguarded[-2].hash)
    guard_again()
    assert run("--export", str(tmp_path / "journal.jsonl"))[0] == 0  # a clean cut: nothing inside tells of it
    status, report = run("--head", last.hash)
    assert status == 1
    assert last.hash in report["problems"][0]
    assert standalone(tmp_path / "journal.jsonl").returncode == 0
    assert standalone(tmp_path / "journal.jsonl", "--head", last.hash).returncode == 1


def rewrite_from(lines: list[JournalLine], number: int) -> None:
    """Tell another story from line `number` on, with right hashes to the end."""
    previous = lines[number - 2].hash if number > 1 else "0" * 64
    for line in lines[number - 1 :]:
        body = line.body.replace("Đổi tên", "Sửa tên")
        value = line_hash(previous, body)
        sql(
            "UPDATE office_journalline SET body = %s, prev_hash = %s, hash = %s WHERE number = %s",
            body, previous, value, line.number,
        )  # fmt: skip
        previous = value
    sql("UPDATE office_journalhead SET hash = %s", previous)


def test_a_chain_written_anew_with_right_hashes_is_found_by_any_head_from_after_the_change(unguarded, tmp_path):
    rewrite_from(unguarded, 4)
    guard_again()
    assert run("--export", str(tmp_path / "journal.jsonl"))[0] == 0
    for line in unguarded:
        status, _report = run("--head", line.hash)
        assert status == (1 if line.number >= 4 else 0)
        assert standalone(tmp_path / "journal.jsonl", "--head", line.hash).returncode == status


def test_the_daily_heads_of_the_installation_are_held_against_it(unguarded):
    path = heads.export_head(NOW)
    assert json.loads(path.read_text())["hash"] == unguarded[-1].hash
    before = path.read_bytes()
    assert heads.export_head(NOW + datetime.timedelta(hours=1)) == path
    assert path.read_bytes() == before
    rewrite_from(unguarded, 2)
    guard_again()
    status, report = run()
    assert status == 1
    assert "2026-11-20" in report["problems"][0]
    path.write_text("not a head")
    assert run()[0] == 1


def test_a_missing_guard_is_found(journal):
    guards._drop(connection, "guard_office_journalline_delete", "office_journalline")
    status, report = run()
    assert status == 1
    assert "guard_office_journalline_delete" in report["problems"][0]


def test_an_export_that_was_cut_is_found(journal, tmp_path):
    export = tmp_path / "journal.jsonl"
    run("--export", str(export))
    export.write_text("".join(export.read_text(encoding="utf-8").splitlines(keepends=True)[:-3]), encoding="utf-8")
    assert "cut off" in standalone(export).stdout


def test_what_cannot_run_ends_with_2(installation, tmp_path):
    assert standalone(tmp_path / "none.jsonl").returncode == 2
    for args in (["--head", "abc"], ["--heads", str(tmp_path / "none")], ["--export", str(tmp_path / "no" / "folder")]):
        done = installation.manage("verify_journal", *args)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    done = installation.manage("verify_journal")
    assert done.returncode == 0, done.stderr


def test_an_empty_head_row_is_as_good_as_none(db):
    JournalHead.objects.create(pk=1, hash="0" * 64)
    assert check_journal().wrong == 0


def test_erasing_an_outsider_keeps_the_chain(cast):
    mai = cast.person("binh")  # any row may stand for an outsider here
    name = pseudonym(mai)
    assert name == pseudonym(mai)
    with office_act("processes.dossier.receive", by=cast.person("lan"), now=NOW, applicant=name):
        pass
    with pytest.raises(NotPermitted):
        erase_outsider(outsider=mai, reason="theo yêu cầu", by=cast.person("lan"), now=NOW)
    with pytest.raises(Incomplete):
        erase_outsider(outsider=mai, reason=" ", by=cast.person("ngoc"), now=NOW)
    erase_outsider(outsider=mai, reason="theo yêu cầu số 12", by=cast.person("ngoc"), now=NOW)
    key = PseudonymKey.objects.get()
    assert (key.key, key.erased_at) == (None, NOW)
    assert pseudonym(mai) == "erased"
    with pytest.raises(WrongState):
        erase_outsider(outsider=mai, reason="lần nữa", by=cast.person("ngoc"), now=NOW)
    assert run()[0] == 0


@pytest.mark.slow
def test_a_million_lines_in_thirty_seconds(installation):
    lines = 1_000_000
    installation.race("tests.office.racers:fill_journal", processes=1, lines=lines)
    done = installation.manage("verify_journal", "--json", timeout=300)
    report = json.loads(done.stdout)
    print(f"verify_journal: {report['lines']} lines in {report['seconds']} s on {installation.vendor}")
    assert (done.returncode, report["lines"]) == (0, lines), done.stderr


@pytest.mark.parametrize("column", ["act", "body", "at", "subject_kind"])
def test_bytes_that_are_no_text_are_found_and_the_line_named(unguarded, tmp_path, column):
    """Somebody wrote into the file of the database itself: SQLite hands out what is no UTF-8."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no such text")
    sql(f"UPDATE office_journalline SET {column} = CAST(x'ff7b' AS TEXT) WHERE number = 5")
    guard_again()
    export = tmp_path / "journal.jsonl"
    status, report = run("--export", str(export))
    assert (status, report["first_bad_line"]) == (1, 5)
    assert standalone(export).returncode == 1


def test_a_body_kept_as_bytes_is_found_and_exported(unguarded, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no such text")
    sql("UPDATE office_journalline SET body = CAST(body AS BLOB) WHERE number = 5")
    guard_again()
    status, report = run("--export", str(tmp_path / "journal.jsonl"))
    assert (status, report["first_bad_line"]) == (1, 5)


def test_a_head_that_counts_further_than_its_line_is_found(unguarded):
    sql("UPDATE office_journalhead SET number = number + 5")
    guard_again()
    status, report = run()
    assert status == 1
    assert "14" in report["problems"][0]


def test_a_trigger_that_swallows_what_a_guard_should_refuse_is_named(journal):
    if connection.vendor == "sqlite":
        sql("CREATE TRIGGER quiet BEFORE DELETE ON office_journalline BEGIN SELECT RAISE(IGNORE); END")
    else:
        sql("CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
        sql("CREATE TRIGGER quiet BEFORE DELETE ON office_journalline FOR EACH ROW EXECUTE FUNCTION quiet()")
    status, report = run()
    assert status == 1
    assert ["quiet" in problem for problem in report["problems"]] == [True]
