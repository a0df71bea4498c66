"""«Việc của tôi»: what waits for one person, and nothing that waits for others."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.calendar import working_calendar
from office.models import Person, User
from office.obligations import fulfil, oblige
from portal.queries import MyDay, my_day
from tests.processes.lives import a_dossier, a_procedure, an_issue, at, passed_to

FRIDAY = datetime.date(2026, 11, 20)
NOW = datetime.datetime(2026, 11, 20, 1, 42, tzinfo=datetime.UTC)  # 08:42 here


def ask(cast, what: str, due_on: datetime.date | None, **bearer) -> None:
    oblige(
        kind="test.work",
        key=what,
        what=what,
        subject=cast.unit("ward"),
        address="/viec/",
        now=NOW,
        due_on=due_on,
        source="QT-01",
        **bearer,
    )


def the_day_of(user: User) -> MyDay:
    return my_day(user, now=NOW, calendar=working_calendar())


def said(day: MyDay) -> str:
    return "".join(" ".join(filter(None, (part.strong, part.text))) for part in day.sentence)


def test_what_waits_for_a_person_their_post_and_their_unit(cast):
    ask(cast, "riêng Minh", FRIDAY, person=cast.person("minh"))
    ask(cast, "vị trí của Minh", FRIDAY, post=cast.post("minh"))
    ask(cast, "cả phòng", FRIDAY, unit=cast.unit("kinh_te"))
    ask(cast, "việc của Bình", FRIDAY, person=cast.person("binh"))
    assert [turn.title for turn in the_day_of(cast.user("minh")).turns] == [
        "riêng Minh",
        "vị trí của Minh",
        "cả phòng",
    ]
    assert [turn.title for turn in the_day_of(cast.user("binh")).turns] == ["việc của Bình"]
    fulfil(kind="test.work", key="việc của Bình", by=cast.person("binh"), now=NOW)
    assert the_day_of(cast.user("binh")).turns == []


def test_groups_words_and_the_sentence(cast):
    minh = cast.person("minh")
    ask(cast, "trễ", datetime.date(2026, 11, 18), person=minh)
    ask(cast, "hôm nay", FRIDAY, person=minh)
    ask(cast, "thứ Tư", datetime.date(2026, 11, 25), person=minh)
    ask(cast, "khi nào cũng được", None, person=minh)
    day = the_day_of(cast.user("minh"))
    assert [(group.title, [turn.due_words for turn in group.turns]) for group in day.groups(day.turns)] == [
        ("Quá hạn · 1", ["quá 2 ngày"]),
        ("Hôm nay, thứ Sáu 20/11 · 1", ["hôm nay"]),
        ("Thứ Tư 25/11 · 1", ["còn 2 ngày"]),  # Tuesday 24/11/2026 is a holiday
        ("Không có hạn · 1", ["không có hạn"]),
    ]
    assert said(day) == "Hôm nay 1 việc đến hạn; 1 việc đã quá hạn."
    assert [(column.label, column.count) for column in day.ruler if column.count] == [
        ("quá hạn", 1),
        ("hôm nay", 1),
        ("T4", 1),
    ]


def test_a_quiet_day_names_the_nearest(cast):
    ask(cast, "đọc", datetime.date(2026, 11, 27), person=cast.person("minh"))
    assert said(the_day_of(cast.user("minh"))) == "Hôm nay không có gì đến hạn; gần nhất là thứ Sáu 27/11."


def test_every_number_leads_to_rows_of_the_page_it_stands_on(cast):
    minh = cast.person("minh")
    for n in range(60):
        ask(cast, f"trễ {n}", datetime.date(2026, 11, 18), person=minh)
    ask(cast, "thứ Tư", datetime.date(2026, 11, 25), person=minh)
    columns = {column.label: column.address for column in the_day_of(cast.user("minh")).ruler if column.count}
    assert columns == {"quá hạn": "#ngay-past", "T4": "?trang=2#ngay-2026-11-25"}


def test_who_holds_dossiers_sees_them_first_and_the_rest_beside(cast):
    case = a_procedure(cast, limit="5")
    an_issue(cast, case)
    first = passed_to(cast, a_dossier(cast, case, at(16)), "minh", at(16, 10), at(18, 15))  # promised for Friday 20/11
    a_dossier(cast, case, at(19))  # still with Lan
    ask(cast, "đọc", FRIDAY, person=cast.person("minh"))
    day = the_day_of(cast.user("minh"))
    assert [(turn.code, turn.mark) for turn in day.turns] == [(first.code, "today")]
    assert [turn.title for turn in day.others] == ["đọc"]
    assert said(day) == "Hôm nay 1 hồ sơ đến hạn; 1 việc khác đang chờ."
    assert day.columns[0] == "Hẹn trả"


@pytest.fixture
def browser(cast):
    client = Client()
    client.force_login(cast.user("minh"))
    return client


def test_the_page_shows_the_empty_state(browser):
    page = browser.get("/").content.decode()
    assert "Hôm nay không có việc nào đến lượt anh/chị." in page
    assert "UBND phường Bình An" in page


def test_three_rows_cost_as_many_queries_as_one(browser, cast):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/").status_code == 200
        return len(queries)

    ask(cast, "một", timezone.localdate(), person=cast.person("minh"))
    one = count()
    ask(cast, "hai", timezone.localdate(), person=cast.person("minh"))
    ask(cast, "ba", timezone.localdate() - datetime.timedelta(days=9), post=cast.post("minh"))
    assert count() == one


def test_nobody_and_strangers(cast):
    assert Client().get("/").headers["Location"].startswith("/dang-nhap/")
    stranger = User.objects.create_user(username="khach", password="x", person=Person.objects.create(full_name="Khách"))
    client = Client()
    client.force_login(stranger)
    assert client.get("/").headers["Location"] == "/tai-khoan/"
    assert "không giữ vị trí nào" in client.get("/tai-khoan/").content.decode()
