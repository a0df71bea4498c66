"""A change of the calendar: first shown with what was promised, then asked, then made; closed dossiers never move."""

import datetime
import re

import pytest
from django.urls import reverse

from office.actions.calendar import confirm_year, propose_year
from office.models import CalendarDay, JournalLine, WorkSession
from processes import actions
from tests.processes import lives

STORM = {"day": "24/12/2026", "kind": "emergency", "part": "whole", "name": "Nghỉ bão", "basis": "Công điện 12"}


@pytest.fixture
def year(cast):
    now = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    propose_year(year=2026, by=cast.person("quan"), now=now)
    confirm_year(year=2026, basis="Thông báo 01", by=cast.person("quan"), now=now)


@pytest.fixture
def dossiers(cast, year):
    """Received on 21/12 with five working days: due on 28/12, over the 24th; one finished, one waiting, one due before."""
    case = lives.a_procedure(cast, limit="5")
    made = {
        name: lives.a_dossier(cast, case, lives.at(21, 9, n, month=12))
        for n, name in enumerate(("open", "closed", "waits"))
    }
    made["before"] = lives.a_dossier(cast, case, lives.at(15, month=12))
    made["closed"] = lives.passed_to(
        cast, made["closed"], "minh", lives.at(21, 10, month=12), lives.at(21, 11, month=12)
    )
    actions.request_supplement(
        dossier=made["waits"], content="Bản vẽ", reason="thiếu", notified_how="gọi điện", by=cast.person("lan"),
        now=lives.at(22, month=12),
    )  # fmt: skip
    actions.finish_with_result(
        dossier=made["closed"], signed_on=datetime.date(2026, 12, 22), signer_name="Ngọc", by=cast.person("minh"),
        now=lives.at(22, month=12), no_file_reason="ký giấy",
    )  # fmt: skip
    return made


def send(client, name, data):
    return client.post(reverse(name), data)


def test_it_is_shown_first_then_asked_then_made(cast, client, dossiers):
    client.force_login(cast.user("quan"), backend="django.contrib.auth.backends.ModelBackend")
    promised = {name: each.due_promised for name, each in dossiers.items()}
    page = send(client, "office:calendar_day", STORM)
    assert page.status_code == 200
    text = page.content.decode()
    assert dossiers["open"].code in text
    assert dossiers["closed"].code not in text
    assert dossiers["before"].code not in text
    assert "28/12/2026" in text
    assert "29/12/2026" in text
    assert not CalendarDay.objects.filter(day="2026-12-24").exists()
    mark = re.search(r'name="da_xem" value="(\w+)"', text)[1]
    stale = send(client, "office:calendar_day", STORM | {"da_xem": "cu"})
    assert stale.status_code == 200  # another list than the one that was seen is shown again
    assert send(client, "office:calendar_day", STORM | {"da_xem": mark}).status_code == 302
    assert CalendarDay.objects.filter(day="2026-12-24").exists()
    for name, each in dossiers.items():
        each.refresh_from_db()
        moved = {"open": 29}.get(name)  # a clock that stands is counted when it runs again
        assert each.due_original == promised[name]
        assert each.due_promised == (lives.at(moved, 17, month=12) if moved else promised[name]), name
    lines = JournalLine.objects.filter(act="processes.dossier.recount")
    assert lines.count() == 1


def test_a_day_that_would_bring_a_promise_nearer_keeps_it(cast, client, dossiers):
    client.force_login(cast.user("quan"), backend="django.contrib.auth.backends.ModelBackend")
    worked = {"day": "26/12/2026", "kind": "swapped_work", "part": "whole", "name": "Làm bù", "basis": "CV 9"}
    text = send(client, "office:calendar_day", worked).content.decode()
    assert "giữ ngày đã hẹn" in text
    mark = re.search(r'name="da_xem" value="(\w+)"', text)[1]
    assert send(client, "office:calendar_day", worked | {"da_xem": mark}).status_code == 302
    before = dossiers["open"].due_promised
    dossiers["open"].refresh_from_db()
    assert dossiers["open"].due_promised == before
    assert not JournalLine.objects.filter(act="processes.dossier.recount").exists()


def test_hours_move_the_hour_and_a_change_that_touches_nobody_asks_nothing(cast, client, dossiers):
    client.force_login(cast.user("quan"), backend="django.contrib.auth.backends.ModelBackend")
    far = STORM | {"day": "10/03/2026"}
    assert send(client, "office:calendar_day", far).status_code == 302
    hours = {
        "valid_from": "23/12/2026", "morning": "08:00–12:00", "afternoon": "13:30–17:30", "weekdays": [0, 1, 2, 3, 4], "basis": "QĐ 5",
    }  # fmt: skip
    text = send(client, "office:calendar_sessions", hours).content.decode()
    assert "17:30" in text
    mark = re.search(r'name="da_xem" value="(\w+)"', text)[1]
    assert send(client, "office:calendar_sessions", hours | {"da_xem": mark}).status_code == 302
    assert WorkSession.objects.exists()
    dossiers["open"].refresh_from_db()
    assert dossiers["open"].due_promised == lives.at(28, 17, 30, month=12)


def test_who_may_not_see_a_dossier_sees_only_its_code(cast, client, dossiers):
    client.force_login(cast.user("admin"), backend="django.contrib.auth.backends.ModelBackend")
    text = send(client, "office:calendar_day", STORM).content.decode()
    assert dossiers["open"].get_absolute_url() not in text
