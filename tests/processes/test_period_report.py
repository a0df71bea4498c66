"""The figures of a period close, mean what they say, and lead to their dossiers."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from openpyxl import load_workbook

from processes import actions
from processes.models import Dossier
from processes.reporting.figures import BY, Period, dossiers_behind, lines_of, period_report, share
from tests.processes import lives

pytestmark = pytest.mark.django_db


def november(as_of=30, first=1, last=30):
    return Period(*(datetime.date(2026, 11, day) for day in (first, last, as_of)))


@pytest.fixture
def november_life(cast):
    """Six dossiers: one from October, one early, one on time, one late, one withdrawn, one open."""
    case = lives.a_procedure(cast, limit="5")
    lives.an_issue(cast, case, committed="5")
    received = {
        "october": lives.at(20, month=10), "early": lives.at(2), "on_time": lives.at(3), "late": lives.at(4),
        "withdrawn": lives.at(5), "open": lives.at(27),
    }  # fmt: skip
    made = {name: lives.a_dossier(cast, case, at) for name, at in received.items()}
    ends = {"early": lives.at(5), "on_time": lives.at(10, 10), "late": lives.at(13), "october": lives.at(6)}
    for name in (*ends, "withdrawn"):
        begun = received[name] + datetime.timedelta(minutes=20)
        lives.passed_to(cast, made[name], "minh", begun, begun + datetime.timedelta(minutes=10))
    for name, at in ends.items():
        actions.finish_with_result(
            dossier=made[name], signed_on=at.date(), signer_name="Bùi Minh Ngọc", by=cast.person("minh"), now=at,
            no_file_reason="ký giấy",
        )  # fmt: skip
    asked = actions.ask_withdrawal(dossier=made["withdrawn"], reason="đổi ý", by=cast.person("lan"), now=lives.at(6, 9))
    assert asked is not None
    actions.accept_withdrawal(dossier=made["withdrawn"], by=cast.person("minh"), now=lives.at(9, 9))
    return made


def test_every_dossier_is_counted_once_in_each_sum(november_life):
    report = period_report(Dossier.objects.all(), november())
    assert report.problems == []
    assert report.total == {
        "received": 6, "carried_over": 1, "new": 5, "new_online": 0, "new_direct": 5, "new_postal": 0, "new_at_home": 0,
        "resolved": 4, "early": 1, "on_time": 1, "late": 2, "stopped": 1, "open": 1, "open_in_time": 1, "open_late": 0,
    }  # fmt: skip


def test_the_books_of_an_earlier_day_do_not_know_what_came_after(november_life):
    total = period_report(Dossier.objects.all(), november(as_of=4)).total
    assert (total["received"], total["resolved"], total["open"]) == (4, 0, 4)
    assert total["open_late"] == 1  # October's, finished late on the 6th
    after = period_report(Dossier.objects.all(), november(as_of=12)).total
    assert (after["late"], after["open"], after["open_late"]) == (1, 1, 1)  # the late one is still open on the 12th


def test_rows_of_every_kind_close_and_open_their_lists(november_life):
    period = november()
    for by in BY:
        report = period_report(Dossier.objects.all(), period, by=by)
        assert report.problems == []
        assert bool(report.rows) == bool(by)
        for row in report.rows:
            key = "" if row.key is None else str(row.key)
            for line, number in row.figures.items():
                behind = dossiers_behind(Dossier.objects.all(), period, line, by=by, key=key)
                assert behind.count() == number, (by, row.label, line)


def test_months_carry_over_from_one_to_the_next(november_life):
    period = Period(datetime.date(2026, 10, 1), datetime.date(2026, 11, 30), datetime.date(2026, 11, 30))
    october, november = period_report(Dossier.objects.all(), period, by="month").rows
    assert (october.label, october.figures["new"], october.figures["open"]) == ("tháng 10/2026", 1, 1)
    assert (november.figures["carried_over"], november.figures["new"]) == (1, 5)


def test_the_number_of_queries_does_not_grow(november_life, django_assert_num_queries):
    with django_assert_num_queries(3):
        period_report(Dossier.objects.all(), november(), by="unit")


def test_the_command_says_the_same_in_three_forms(november_life, capsysbinary, tmp_path):
    words = ["--from", "01/11/2026", "--to", "2026-11-30", "--by", "unit"]
    call_command("period_report", *words)
    told = json.loads(capsysbinary.readouterr().out)
    assert (told["total"]["received"], told["closes"], told["as_of"]) == (6, True, "2026-11-30")
    assert told["lists"]["late"] == [november_life["october"].code, november_life["late"].code]
    assert told["rows"][0]["label"] == "Phòng Kinh tế, Hạ tầng và Đô thị phường Bình An"
    call_command("period_report", *words, "--format", "xlsx", "--output", str(tmp_path / "a.xlsx"))
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[6]][:3] == ["Tổng cộng", 6, 0]
    call_command("period_report", *words, "--format", "docx")
    document = Document(io.BytesIO(capsysbinary.readouterr().out))
    assert document.tables[0].rows[-1].cells[1].text == "6"
    call_command("period_report", *words, "--unit", "phòng văn hóa – xã hội phường bình an")
    assert json.loads(capsysbinary.readouterr().out)["total"]["received"] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "31/02/2026", "--to", "30/11/2026"],
        ["--from", "30/11/2026", "--to", "01/11/2026"],
        ["--from", "01/11/2026", "--to", "30/11/2026", "--unit", "Phòng không có"],
        ["--from", "01/11/2026", "--to", "30/11/2026", "--output", "/khong/co/a.json"],
    ],
)
def test_what_cannot_be_asked_is_exit_status_2(cast, words):
    with pytest.raises(CommandError) as refused:
        call_command("period_report", *words)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (2431, 2851, "85.27"), (418, 2851, "14.66"), (2431 + 418, 2851, "99.93"), (1433, 2860, "50.10"),
        (14, 31, "45.16"), (3, 31, "9.68"), (0, 0, "0.00"),
    ],
)  # fmt: skip
def test_shares_of_the_source_articles(part, whole, printed):
    assert str(share(part, whole)) == printed


def test_shares_with_one_place_too():
    assert [str(share(*each, 1)) for each in ((16402, 16700), (298, 16700), (231, 243), (12, 243))] == [
        "98.2", "1.8", "95.1", "4.9",
    ]  # fmt: skip


def test_every_number_has_words():
    assert all(line.label and line.meaning for line in lines_of(november()).values())


@pytest.mark.slow
def test_the_demo_year_gives_the_printed_figures():
    """DOMAIN 1.1, rows 52–53: the two late ones are shown, the nine open ones are a line."""
    from config.demo import fill, plans
    from config.demo.walk import Walk

    now = datetime.datetime(2026, 11, 20, 10, tzinfo=lives.ZONE)
    fill.fill_office(now)
    fill.fill_documents()
    fill.fill_catalogue()
    Walk(plans.year_2023(), until=datetime.datetime(2024, 2, 28, tzinfo=lives.ZONE)).run()
    year = Period(datetime.date(2023, 1, 1), datetime.date(2023, 12, 31), datetime.date(2023, 12, 31))
    report = period_report(Dossier.objects.all(), year, by="quarter")
    assert report.problems == []
    total = report.total
    assert (total["received"], total["new_online"], total["new"] - total["new_online"]) == (2860, 1433, 1427)
    assert (total["resolved"], total["early"], total["on_time"], total["late"]) == (2851, 2431, 418, 2)
    assert (total["open"], total["open_in_time"], total["carried_over"], total["stopped"]) == (9, 9, 0, 0)
    print({row.label: row.figures for row in report.rows})
