"""The pages of the calendar: everybody on the staff sees it, three roles change it, a mistake loses nothing that was typed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office.actions.calendar import confirm_year, propose_year
from office.models import CalendarDay, CalendarYear, DayKind, WorkSession, YearState

NOW = datetime.datetime(2026, 1, 5, 1, 42, tzinfo=datetime.UTC)


@pytest.fixture
def as_(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def year_page(client, year=2026):
    return client.get(reverse("office:calendar_year", args=[year]))


def test_everybody_sees_why_a_day_is_off(as_):
    page = year_page(as_("lan")).content.decode()
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Nghị quyết 28/2026/QH16" in page
    assert "Chưa lập" in page
    assert "07:30–11:30, 13:30–17:00" in page
    assert reverse("office:calendar_day") not in page


def test_who_keeps_it_is_offered_to(as_, cast):
    propose_year(year=2026, by=cast.person("quan"), now=NOW)
    page = year_page(as_("quan")).content.decode()
    assert "Dự kiến" in page
    assert "Xác nhận lịch này" in page
    assert reverse("office:calendar_day") + "?ngay=2026-11-24" in page


def test_a_confirmed_year_names_who_and_by_what(as_, cast):
    propose_year(year=2026, by=cast.person("quan"), now=NOW)
    confirm_year(year=2026, basis="Thông báo 01/TB-UBND", by=cast.person("quan"), now=NOW)
    page = year_page(as_("lan")).content.decode()
    assert "Đã xác nhận" in page
    assert "Thông báo 01/TB-UBND" in page
    assert "Phạm Quốc Quân" in page


def test_a_year_is_proposed_corrected_and_confirmed_on_screen(as_):
    client = as_("quan")
    assert client.post(reverse("office:calendar_propose", args=[2026])).status_code == 302
    form = {"day": "25/11/2026", "kind": "emergency", "part": "afternoon", "name": "Bão số 9", "basis": "Công điện 09"}
    assert client.post(reverse("office:calendar_day"), form).status_code == 302
    swap = {"day_off": "23112026", "worked_day": "28/11/2026", "basis": "Thông báo 12"}
    assert client.post(reverse("office:calendar_swap"), swap).status_code == 302
    address = reverse("office:calendar_confirm", args=[2026])
    refused = client.post(address, {"basis": ""})
    assert refused.status_code == 422
    assert "Chưa lưu được" in refused.content.decode()
    assert client.post(address, {"basis": "Thông báo 01"}).status_code == 302
    assert CalendarYear.objects.get().state == YearState.CONFIRMED
    page = year_page(client).content.decode()
    assert "Bão số 9" in page
    assert "Làm bù cho 23/11/2026" in page
    assert "1 ngày nghỉ đột xuất" in page


def test_a_refusal_keeps_what_was_typed(as_):
    client = as_("quan")
    swap = {"day_off": "28/11/2026", "worked_day": "05/12/2026", "basis": "Thông báo 12"}
    answer = client.post(reverse("office:calendar_swap"), swap)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "28/11/2026 vốn là ngày nghỉ." in page
    assert 'value="Thông báo 12"' in page
    assert not CalendarDay.objects.exists()


def test_a_correction_starts_from_what_is_known(as_, cast):
    propose_year(year=2026, by=cast.person("quan"), now=NOW)
    page = as_("quan").get(reverse("office:calendar_day"), {"ngay": "2026-11-24"}).content.decode()
    assert 'value="24/11/2026"' in page
    assert 'value="Ngày Văn hóa Việt Nam"' in page


def test_hours_are_read_as_people_write_them(as_):
    form = {
        "valid_from": "16/04/2027",
        "morning": "7h-11h",
        "afternoon": "13g30 đến 17:00",
        "weekdays": ["0", "1", "2", "3", "4"],
        "basis": "Quyết định 05/QĐ-UBND",
    }
    client = as_("admin")
    wrong = client.post(reverse("office:calendar_sessions"), form | {"morning": "sáng sớm"})
    assert "chưa rõ giờ" in wrong.content.decode()
    assert client.post(reverse("office:calendar_sessions"), form).status_code == 302
    rows = set(WorkSession.objects.filter(weekday=0).values_list("opens", "closes"))
    assert rows == {
        (datetime.time(7), datetime.time(11)),
        (datetime.time(13, 30), datetime.time(17)),
    }


@pytest.mark.parametrize("name", ["calendar_day", "calendar_swap", "calendar_sessions"])
def test_others_are_told_who_may(as_, name):
    answer = as_("lan").get(reverse(f"office:{name}"))
    assert answer.status_code == 403
    assert "Thư ký ISO" in answer.content.decode()
    assert as_("lan").post(reverse("office:calendar_propose", args=[2026])).status_code == 403
    assert not CalendarYear.objects.exists()


def test_strangers_sign_in_first(client, db):
    for address in (reverse("office:calendar"), reverse("office:calendar_day")):
        assert client.get(address).status_code == 302
    assert client.get(reverse("office:calendar_year", args=[2026])).status_code == 302


def test_a_year_that_cannot_be_is_not_found(as_):
    assert year_page(as_("lan"), 3026).status_code == 404


def test_as_many_queries_for_a_full_year_as_for_an_empty_one(as_, cast):
    client = as_("quan")
    year_page(client)
    CalendarYear.objects.create(year=2026)
    CalendarDay.objects.create(day="2026-01-01", kind=DayKind.HOLIDAY, name="x", basis="y", known_since=NOW)
    with CaptureQueriesContext(connection) as few:
        year_page(client)
    propose_year(year=2025, by=cast.person("quan"), now=NOW)
    with CaptureQueriesContext(connection) as many:
        year_page(client, 2025)
    assert len(few) == len(many)
