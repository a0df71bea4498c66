"""Reminders: who hears when, in working days; the head once it is late; nobody twice, nobody on a day off."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from iso_docs.actions import create_document
from office.actions.reminders import remind, stage_on
from office.actions.settings import set_number
from office.calendar_seed import DEFAULT_SESSIONS, days_of
from office.models import Confidentiality, JournalLine, MessageOutbox, Obligation, Reminder, ReminderStage, Substitution
from office.obligations import fulfil, oblige
from office.refusals import Incomplete, NotPermitted
from office.unit_settings import ESCALATE_AFTER, REMIND_BEFORE
from office.working_calendar import WorkingCalendar

# Friday 20/11/2026, seven in the morning in Hanoi.
FRIDAY = datetime.datetime(2026, 11, 20, 0, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
CALENDAR = WorkingCalendar(facts=[], sessions=DEFAULT_SESSIONS, known={}, confirmed=[], propose=days_of)


def owed(cast, key, *, due_on=None, due_at=None, person=None, post=None, unit=None):
    return oblige(
        kind="office.trial", key=key, what=f"Việc {key}", subject=cast.unit("ward"), address="/viec/", now=FRIDAY - 9 * DAY,
        person=cast.person(person) if person else None, post=cast.post(post) if post else None,
        unit=cast.unit(unit) if unit else None, due_on=due_on, due_at=due_at,
    )  # fmt: skip


def told(cast):
    names = {person.pk: key for key, person in cast.people.items()}
    return {
        (names[row.to_id], row.obligation.key, row.stage, row.is_escalation)
        for row in Reminder.objects.select_related("obligation")
    }


@pytest.mark.parametrize(
    ("due", "on", "stage"),
    [
        ("2026-11-11", "2026-11-06", None),  # three working days on
        ("2026-11-10", "2026-11-06", "soon"),  # Friday to Tuesday: two
        ("2026-11-20", "2026-11-20", "due"),
        ("2026-11-20", "2026-11-22", "due"),  # a weekend makes nobody late
        ("2026-11-20", "2026-11-23", "late"),
        ("2027-02-04", "2027-02-11", "due"),  # Tết 2027
    ],
)
def test_the_stage_is_counted_in_working_days(due, on, stage):
    days = [datetime.date.fromisoformat(text) for text in (due, on)]
    if due.startswith("2027"):
        assert not CALENDAR.is_working(datetime.date(2027, 2, 5))
        days[1] = CALENDAR.next_working_day(days[0]) - DAY
    assert stage_on(days[0], days[1], CALENDAR, before=2, after=1) == stage


@given(st.integers(-40, 40), st.integers(0, 10), st.integers(1, 10))
def test_a_stage_never_goes_back(distance, before, after):
    due = datetime.date(2026, 11, 20)
    order = [None, ReminderStage.SOON, ReminderStage.DUE, ReminderStage.LATE]
    day = due + distance * DAY
    now, next_day = (stage_on(due, each, CALENDAR, before=before, after=after) for each in (day, day + DAY))
    assert order.index(now) <= order.index(next_day)


def test_everybody_hears_what_is_theirs_and_the_head_what_is_late(cast):
    today = datetime.date(2026, 11, 20)
    owed(cast, "soon", due_on=today + 4 * DAY, person="minh")
    owed(cast, "far", due_on=today + 9 * DAY, person="minh")
    owed(cast, "today", due_at=FRIDAY + datetime.timedelta(hours=3), post="lan")
    owed(cast, "late", due_on=today - DAY, person="minh")
    owed(cast, "undated", person="minh")
    owed(cast, "whole unit", due_on=today - DAY, unit="kinh_te")
    owed(cast, "of the head", due_on=today - DAY, person="hoa")
    done = owed(cast, "done", due_on=today - DAY, person="binh")
    fulfil(kind=done.kind, key=done.key, by=cast.person("binh"), now=FRIDAY)
    assert remind(now=FRIDAY) == 4
    assert told(cast) == {
        ("minh", "soon", "soon", False),
        ("minh", "late", "late", False),
        ("hoa", "late", "late", True),
        ("lan", "today", "due", False),
        ("hoa", "whole unit", "late", False),
        ("ngoc", "whole unit", "late", True),
        ("hoa", "of the head", "late", False),
        ("ngoc", "of the head", "late", True),
    }
    assert JournalLine.objects.filter(act="office.obligation.remind").count() == 4
    messages = {row.recipient: row.body for row in MessageOutbox.objects.all()}
    assert set(messages) == {f"{name}@binhan.example" for name in ("minh", "hoa", "lan", "ngoc")}
    assert "sắp đến hạn: 1; quá hạn: 1" in messages["minh@binhan.example"]
    assert "/viec-qua-han/" in messages["ngoc@binhan.example"]
    assert not any("Việc soon" in body or "whole unit" in body for body in messages.values())
    # Rung again, by another worker or the same: nobody hears twice.
    assert remind(now=FRIDAY + datetime.timedelta(hours=2)) == 0
    assert remind(now=FRIDAY + DAY) == 0  # Saturday
    assert MessageOutbox.objects.count() == 4
    # Monday: what was due on Friday is late now; what was told as late stays told.
    assert remind(now=FRIDAY + 3 * DAY) >= 1
    assert ("lan", "today", "late", False) in told(cast)
    assert Reminder.objects.filter(obligation__key="late").count() == 2


def test_a_day_that_moves_is_reminded_of_anew_and_a_stand_in_hears_too(cast):
    today = datetime.date(2026, 11, 20)
    row = owed(cast, "moved", due_on=today, post="lan")
    Substitution.objects.create(
        post=cast.post("lan"), absent=cast.person("lan"), substitute=cast.person("minh"), reason="nghỉ phép",
        valid_from=today, valid_until=today,
    )  # fmt: skip
    remind(now=FRIDAY)
    assert {name for name, *_rest in told(cast)} == {"lan", "minh"}
    Obligation.objects.filter(pk=row.pk).update(due_on=today + 3 * DAY)
    assert remind(now=FRIDAY) == 2
    assert Reminder.objects.filter(obligation=row, stage="soon").count() == 2


def test_who_left_owes_to_nobody_but_the_chair_hears(cast):
    row = owed(cast, "left", due_on=datetime.date(2026, 11, 18), person="minh")
    cast.person("minh").assignments.update(valid_until=datetime.date(2026, 11, 19))
    assert remind(now=FRIDAY) == 1
    assert told(cast) == {("ngoc", row.key, "late", True)}


def test_the_database_keeps_the_promise(cast):
    row = owed(cast, "guarded", due_on=datetime.date(2026, 11, 20), person="lan")
    remind(now=FRIDAY)
    reminder = Reminder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            obligation=row, to=cast.person("lan"), stage="due", due_on=reminder.due_on, made_at=FRIDAY
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk).update(is_escalation=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        reminder.delete()


def test_as_many_queries_for_three_as_for_thirty(cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(first, last):
        for number in range(first, last):
            owed(cast, f"n{number}", due_on=datetime.date(2026, 11, 20), person="lan")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            remind(now=FRIDAY)
        return len(queries)

    cost(0, 1)  # the seed of the calendar is read once
    assert cost(1, 4) == cost(4, 34)


def test_the_numbers_are_the_offices_own(cast):
    today = datetime.date(2026, 11, 20)
    row = set_number(
        setting=REMIND_BEFORE, value=5, valid_from=today + DAY, basis="QĐ 12", by=cast.person("quan"), now=FRIDAY
    )
    assert (REMIND_BEFORE.on(today), REMIND_BEFORE.on(today + DAY)) == (2, 5)
    assert JournalLine.objects.filter(act="office.setting.set").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(value=9)
    for changes, refusal in [
        ({"by": cast.person("lan")}, NotPermitted),
        ({"basis": " "}, Incomplete),
        ({"value": 0}, Incomplete),
        ({"valid_from": today - DAY}, Incomplete),
    ]:
        facts = {"value": 2, "valid_from": today, "basis": "x", "by": cast.person("ngoc")} | changes
        with pytest.raises(refusal):
            set_number(setting=ESCALATE_AFTER, now=FRIDAY, **facts)


def test_the_page_of_what_is_late_shows_each_head_their_own(cast):
    today = timezone.localdate()
    owed(cast, "of minh", due_on=today - 9 * DAY, person="minh")
    owed(cast, "of binh", due_on=today - 9 * DAY, person="binh")
    secret = create_document(
        code="QT-99", title="Kín", owner_unit=cast.unit("van_hoa"), by=cast.person("quan"), now=FRIDAY,
        confidentiality=Confidentiality.RESTRICTED,
    )  # fmt: skip
    oblige(
        kind="office.trial", key="kin", what="Sửa QT-99 Kín", subject=secret, address="/x/", now=FRIDAY,
        person=cast.person("minh"), due_on=today - DAY * 9,
    )  # fmt: skip

    def page(name, address="/viec-qua-han/"):
        client = Client()
        client.force_login(cast.user(name))
        return client.get(address)

    assert "Trần Văn Minh" in page("hoa").content.decode()
    assert "Ngô Thanh Bình" not in page("hoa").content.decode()
    assert "QT-99" not in page("hoa").content.decode()
    assert "QT-99" in page("quan").content.decode()
    assert "Không có việc nào khớp" in page("quan", "/viec-qua-han/?q=zzz").content.decode()
    sheet = load_workbook(io.BytesIO(page("hoa", "/viec-qua-han/?xuat=1").content)).active
    assert "việc ngoài phạm vi được xem" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert page("hoa", "/viec-qua-han/?don_vi=99999999999999999999&trang=zz").status_code == 200


def test_the_page_of_settings_sets_one(cast):
    client = Client()
    client.force_login(cast.user("quan"))
    assert "mặc định" in client.get("/co-quan/quy-dinh/").content.decode()
    typed = {"setting": REMIND_BEFORE.key, "value": "99", "valid_from": "01/01/2099", "basis": "QĐ 12"}
    answer = client.post("/co-quan/quy-dinh/", typed)
    assert answer.status_code in (409, 422)
    assert "QĐ 12" in answer.content.decode()
    assert client.post("/co-quan/quy-dinh/", typed | {"value": "3"}).status_code == 302
    assert REMIND_BEFORE.on(datetime.date(2099, 1, 1)) == 3


def test_the_command_says_how_many(cast):
    out = io.StringIO()
    call_command("remind", "--json", stdout=out)
    assert '"fine": true' in out.getvalue()
