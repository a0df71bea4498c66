"""manage.py due_date: what it prints, and its exit status."""

import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def ask(capsys, *words):
    """(exit status, standard output)."""
    status = 0
    try:
        call_command("due_date", *words)
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr().out


def test_one_question_as_text(capsys):
    status, out = ask(capsys, "--received", "2026-11-20T08:42", "--limit", "3", "--unit", "working_day")
    assert status == 0
    assert out.splitlines()[0] == "Đến hạn: 17:00 26/11/2026"
    assert "nghỉ lễ, Tết: Ngày Văn hóa Việt Nam (Nghị quyết 28/2026/QH16)" in out


def test_one_question_as_json(capsys):
    words = "--received 2026-03-02T09:00 --limit 10 --unit working_day --hold pause --asked 2026-03-04T10:00"
    status, out = ask(capsys, *words.split(), "--complete", "2026-03-10T10:00", "--json")
    answer = json.loads(out)
    assert status == 0
    assert (answer["due"], answer["due_original"]) == ("2026-03-20T17:00", "2026-03-16T17:00")
    assert [line["verdict"] for line in answer["ledger"]].count("paused") == 6


def test_a_file_of_questions_is_answered_line_by_line(capsys, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"id": "a", "received": "2025-12-31T09:00", "limit": 3, "unit": "working_day"}\n'
        '{"id": "b", "received": "2026-11-19", "limit": "0,5", "unit": "working_day", "hold": null}\n'
        '{"id": "c", "received": "2026-03-02", "limit": 10, "unit": "day", "hold": "pause", "asked": "2026-03-04"}\n'
        "{broken\n"
        '{"id": "d", "received": "2026-03-02", "limit": 10, "unit": "working_day", "hold": "pause", "asked": "2026-03-04"}\n'
        '{"id": "e", "received": "hôm qua", "limit": 10, "unit": "week"}\n',
        encoding="utf-8",
    )
    status, out = ask(capsys, "--batch", str(questions), "--no-ledger")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer["id"] for answer in answers] == ["a", "b", "c", None, "d", "e"]
    assert [answer.get("due") for answer in answers] == ["2026-01-07T17:00", "2026-11-20T11:30", None, None, None, None]
    assert [bool(answer.get("error")) for answer in answers] == [False, False, True, True, False, True]
    assert answers[4]["due_original"] == "2026-03-16T17:00"
    assert "ledger" not in answers[0]


def test_what_cannot_run_says_so():
    with pytest.raises(CommandError) as refused:
        call_command("due_date", "--limit", "3", "--unit", "day")
    assert refused.value.returncode == 2
    with pytest.raises(CommandError) as unread:
        call_command("due_date", "--batch", "/khong/co.jsonl")
    assert unread.value.returncode == 2


def test_a_pause_without_the_rule_of_the_sector_is_exit_status_1(capsys):
    words = "--received 2026-03-02 --limit 1 --unit month --hold pause --asked 2026-03-04 --json"
    status, out = ask(capsys, *words.split())
    assert status == 1
    assert "căn cứ" in json.loads(out)["error"]


def test_one_broken_line_takes_no_other_with_it(capsys, tmp_path):
    questions = tmp_path / "questions.jsonl"
    good = b'{"id": 7, "received": "2025-12-31T09:00", "limit": 3, "unit": "working_day"}\n'
    lines = [
        "\ufeff".encode() + good,
        '{"id": "ướt"}'.encode("cp1258", errors="replace") + b"\xff\n",
        b"[" * 100_000 + b"\n",
        b'{"limit": ' + b"9" * 5_000 + b', "received": "2026-03-02", "unit": "day"}\n',
        b'{"received": 20260302, "limit": 1, "unit": "day"}\n',
        b'{"received": "2026-03-02", "limit": [1], "unit": {"day": 1}, "hold": [], "asked": {}}\n',
        b'{"received": "2026-03-02", "limit": 1, "unit": "day", "complete": "2026-03-04"}\n',
        good,
    ]
    questions.write_bytes(b"".join(lines))
    status, out = ask(capsys, "--batch", str(questions), "--no-ledger")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, 5, 6, 7, None]
    assert answers[0]["due"] == answers[-1]["due"] == "2026-01-07T17:00"
    assert answers[-1]["id"] == 7


def test_the_rule_for_waiting_changes_nothing_where_nobody_waited(capsys):
    words = "--received 2026-03-02T09:00 --limit 10 --unit working_day --hold restart --json --no-ledger"
    status, out = ask(capsys, *words.split())
    assert status == 0
    assert json.loads(out)["due"] == json.loads(out)["due_original"] == "2026-03-16T17:00"
