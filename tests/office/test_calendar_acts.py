"""Keeping the calendar: proposed, corrected, confirmed; who may; what the calendar says afterwards."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from office.actions.calendar import confirm_year, propose_year, set_sessions, swap_days, write_day
from office.calendar import calendar_warnings, days_written, working_calendar
from office.models import CalendarDay, CalendarYear, DayKind, DayPart, JournalLine, WorkSession, YearState
from office.refusals import Incomplete, NotPermitted, WrongState
from office.working_calendar import SessionFact

NOW = datetime.datetime(2026, 11, 20, 1, 42, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)
D = datetime.date


def acts():
    return list(JournalLine.objects.order_by("number").values_list("act", flat=True))


def test_an_office_that_set_up_nothing_has_a_provisional_calendar(db):
    calendar = working_calendar()
    assert not calendar.is_working(D(2026, 11, 24))
    assert calendar.sessions_on(D(2026, 11, 20))[0] == (datetime.time(7, 30), datetime.time(11, 30))
    assert calendar.is_provisional(D(2026, 11, 24))


def test_a_year_is_proposed_then_confirmed(cast):
    quan = cast.person("quan")
    propose_year(year=2026, by=quan, now=NOW)
    assert working_calendar().is_provisional(D(2026, 11, 24))
    confirm_year(year=2026, basis="Thông báo 01/TB-UBND", by=quan, now=LATER)
    assert not working_calendar().is_provisional(D(2026, 11, 24))
    year = CalendarYear.objects.get()
    assert (year.state, year.confirmed_by, year.confirmed_at) == (YearState.CONFIRMED, quan, LATER)
    assert len(days_written(2026)) == CalendarDay.objects.count() == 17
    assert acts() == ["office.calendar_year.propose", "office.calendar_year.confirm"]
    with pytest.raises(WrongState):
        confirm_year(year=2026, basis="lần nữa", by=quan, now=LATER)
    with pytest.raises(WrongState):
        propose_year(year=2026, by=quan, now=LATER)


def test_a_storm_is_written_and_taken_back(cast):
    quan = cast.person("quan")
    storm = {"day": D(2026, 11, 25), "name": "Nghỉ do bão", "basis": "Công điện 09/CĐ-UBND"}
    write_day(**storm, kind=DayKind.EMERGENCY, part=DayPart.AFTERNOON, by=quan, now=NOW)
    calendar = working_calendar()
    assert calendar.sessions_on(D(2026, 11, 25)) == [(datetime.time(7, 30), datetime.time(11, 30))]
    assert not calendar.is_working(D(2026, 11, 24))  # one entry does not hide the rest of the year
    write_day(**storm, kind=DayKind.ORDINARY, by=quan, now=LATER)
    assert len(working_calendar().sessions_on(D(2026, 11, 25))) == 2
    assert CalendarDay.objects.filter(day=D(2026, 11, 25)).count() == 2
    assert acts() == ["office.calendar_year.propose", "office.calendar_day.write", "office.calendar_day.write"]


def test_a_swap_is_two_days_or_none(cast):
    quan = cast.person("quan")
    swap_days(day_off=D(2026, 11, 23), worked_day=D(2026, 11, 28), basis="Thông báo", by=quan, now=NOW)
    calendar = working_calendar()
    assert calendar.why_not(D(2026, 11, 23)).kind == DayKind.SWAPPED_OFF
    assert calendar.is_working(D(2026, 11, 28))
    with pytest.raises(WrongState):  # 28/11 is worked by now
        swap_days(day_off=D(2026, 11, 25), worked_day=D(2026, 11, 28), basis="Thông báo", by=quan, now=LATER)
    assert working_calendar().is_working(D(2026, 11, 25))


def test_a_swap_over_new_year_proposes_both_years(cast):
    swap_days(day_off=D(2026, 12, 31), worked_day=D(2027, 1, 9), basis="Thông báo", by=cast.person("quan"), now=NOW)
    assert set(CalendarYear.objects.values_list("year", flat=True)) == {2026, 2027}
    assert not working_calendar().is_working(D(2027, 1, 1))


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "tuan", "binh", "ngoc"])
def test_others_do_not_touch_the_calendar(cast, who):
    with pytest.raises(NotPermitted):
        propose_year(year=2026, by=cast.person(who), now=NOW)
    with pytest.raises(NotPermitted):
        write_day(day=D(2026, 11, 25), kind="emergency", name="x", basis="x", by=cast.person(who), now=NOW)
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize("who", ["quan", "thao", "admin"])
def test_those_who_keep_it_may(cast, who):
    assert propose_year(year=2026, by=cast.person(who), now=NOW).pk == 2026


def test_what_is_missing_is_named(cast):
    with pytest.raises(Incomplete) as refused:
        write_day(day=D(2026, 11, 25), kind="emergency", name=" ", basis="", by=cast.person("quan"), now=NOW)
    assert len(refused.value.details) == 2


def test_an_entry_older_than_what_is_known_is_refused(cast):
    quan = cast.person("quan")
    write_day(day=D(2026, 11, 25), kind="emergency", name="Bão", basis="CĐ", by=quan, now=LATER)
    with pytest.raises(WrongState):
        write_day(day=D(2026, 11, 25), kind="ordinary", name="Bão", basis="CĐ", by=quan, now=NOW)


def test_rows_are_never_changed(cast):
    made = write_day(day=D(2026, 11, 25), kind="emergency", name="Bão", basis="CĐ", by=cast.person("quan"), now=NOW)
    with pytest.raises(IntegrityError):
        CalendarDay.objects.filter(pk=made.pk).update(name="khác")


def test_hours_change_from_a_day_on(cast):
    quan = cast.person("quan")
    winter = [SessionFact(day, datetime.time(7, 30), datetime.time(11, 30)) for day in range(5)]
    summer = [SessionFact(day, datetime.time(7), datetime.time(11)) for day in range(5)]
    set_sessions(sessions=winter, valid_from=D(2026, 1, 1), basis="Quyết định 1", by=quan, now=NOW)
    set_sessions(sessions=summer, valid_from=D(2026, 4, 16), basis="Quyết định 2", by=quan, now=NOW)
    calendar = working_calendar()
    assert calendar.sessions_on(D(2026, 4, 15)) == [(datetime.time(7, 30), datetime.time(11, 30))]
    assert calendar.sessions_on(D(2026, 4, 16)) == [(datetime.time(7), datetime.time(11))]
    assert WorkSession.objects.count() == 10
    with pytest.raises(WrongState):
        set_sessions(sessions=winter, valid_from=D(2026, 3, 1), basis="Quyết định 3", by=quan, now=NOW)
    with pytest.raises(Incomplete):
        overlapping = [*winter, SessionFact(0, datetime.time(11), datetime.time(12))]
        set_sessions(sessions=overlapping, valid_from=D(2026, 12, 1), basis="Quyết định 3", by=quan, now=NOW)


def test_the_calendar_is_read_in_three_queries(cast):
    for year in (2024, 2025, 2026):
        propose_year(year=year, by=cast.person("quan"), now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        calendar = working_calendar()
        calendar.next_working_day(D(2026, 11, 20))
    assert len(queries) == 3


@pytest.mark.parametrize(
    ("confirmed", "on", "years"),
    [
        ([2026, 2027], D(2026, 11, 20), []),
        ([2026], D(2026, 9, 30), []),
        ([2026], D(2026, 10, 1), [2027]),
        ([], D(2026, 9, 30), [2026]),
        ([], D(2026, 12, 1), [2026, 2027]),
    ],
)
def test_warnings_from_october_on(db, confirmed, on, years):
    CalendarYear.objects.bulk_create(CalendarYear(year=year, state=YearState.CONFIRMED) for year in confirmed)
    CalendarYear.objects.create(year=2099)
    warnings = calendar_warnings(on)
    assert [each.year for each in warnings] == years
    assert [each.is_grave for each in warnings] == [each.year == on.year or on.month == 12 for each in warnings]
