"""The pure calendar and its seed: our own table, what the package proposes, and what a row changes."""

import datetime

import pytest

from office.calendar_seed import DEFAULT_SESSIONS, TABLE, days_of, proposed_by_package, seed_calendar
from office.working_calendar import CalendarFact, DayKind, DayPart, SessionFact, WorkingCalendar

CALENDAR = seed_calendar()
D = datetime.date


# DOMAIN 5.3: working days off at Tết, and the day off for Giỗ Tổ.
@pytest.mark.parametrize(
    ("year", "month", "tet", "ancestors"),
    [
        (2018, 2, [14, 15, 16, 19, 20], "25/04"),
        (2019, 2, [4, 5, 6, 7, 8], "15/04"),
        (2020, 1, [23, 24, 27, 28, 29], "02/04"),
        (2021, 2, [10, 11, 12, 15, 16], "21/04"),
        (2023, 1, [20, 23, 24, 25, 26], "02/05"),
        (2024, 2, [8, 9, 12, 13, 14], "18/04"),
        (2025, 1, [27, 28, 29, 30, 31], "07/04"),
        (2026, 2, [16, 17, 18, 19, 20], "27/04"),
    ],
)
def test_tet_and_the_day_of_the_ancestors(year, month, tet, ancestors):
    around = [D(year, month, 1) + datetime.timedelta(days=n) for n in range(31)]
    off = [day for day in around if day.weekday() < 5 and not CALENDAR.is_working(day)]
    assert [day.day for day in off if day.month == month and day.day > 3] == tet
    day, month = (int(part) for part in ancestors.split("/"))
    assert not CALENDAR.is_working(D(year, month, day))


def test_tet_2022_lies_over_the_end_of_a_month():
    off = [D(2022, 1, 31), D(2022, 2, 1), D(2022, 2, 2), D(2022, 2, 3), D(2022, 2, 4)]
    assert not any(CALENDAR.is_working(day) for day in off)
    assert CALENDAR.is_working(D(2022, 1, 28))
    assert CALENDAR.is_working(D(2022, 2, 7))


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (D(2018, 12, 31), D(2019, 1, 5)),
        (D(2019, 4, 29), D(2019, 5, 4)),
        (D(2024, 4, 29), D(2024, 5, 4)),
        (D(2025, 5, 2), D(2025, 4, 26)),
        (D(2026, 1, 2), D(2026, 1, 10)),
        (D(2026, 8, 31), D(2026, 8, 22)),
    ],
)
def test_every_known_swap(off, worked):
    assert CALENDAR.why_not(off).kind == DayKind.SWAPPED_OFF
    assert CALENDAR.is_working(worked)
    assert CALENDAR.sessions_on(worked) == CALENDAR.sessions_on(D(2026, 11, 20))
    assert worked.weekday() == 5


def test_our_table_differs_from_the_package_only_where_the_package_is_wrong():
    """The package has no notice published a week ahead; everything else must agree, so a slip in either shows."""
    differing = []
    for year in range(2018, 2027):
        ours = {fact.day for fact in days_of(year) if fact.kind != DayKind.SWAPPED_WORK and fact.day.weekday() < 5}
        theirs = {
            fact.day
            for fact in proposed_by_package(year)
            if fact.kind != DayKind.SWAPPED_WORK and fact.day.weekday() < 5
        }
        differing += sorted(ours ^ theirs)
    assert differing == [D(2026, 1, 2)]


def test_the_number_of_days_off_is_what_the_law_gives():
    """BLLĐ: ten days, eleven from 2021 (second day of 2/9), twelve from 2026; each day off on a weekend has its day later."""
    for year in range(2018, 2027):
        facts = days_of(year)
        holidays = [fact for fact in facts if fact.kind == DayKind.HOLIDAY]
        expected = 10 if year < 2021 else 11 if year < 2026 else 12
        assert len(holidays) == expected, year
        on_weekend = [fact for fact in holidays if fact.day.weekday() >= 5]
        assert len(on_weekend) == len([fact for fact in facts if fact.kind == DayKind.COMPENSATION]), year
        assert all(fact.day.weekday() < 5 for fact in facts if fact.kind == DayKind.COMPENSATION)
    assert len(TABLE.strip().splitlines()) == len({line.split()[0] for line in TABLE.strip().splitlines()})


def test_why_not_gives_the_reason_and_its_source():
    assert CALENDAR.why_not(D(2026, 11, 20)) is None
    assert CALENDAR.why_not(D(2026, 11, 21)).kind == "weekend"
    culture = CALENDAR.why_not(D(2026, 11, 24))
    assert (culture.kind, culture.name, culture.basis) == (
        "holiday",
        "Ngày Văn hóa Việt Nam",
        "Nghị quyết 28/2026/QH16",
    )
    assert CALENDAR.why_not(D(2026, 1, 2)).basis == "Công văn 12729/VPCP-KGVX ngày 25/12/2025"


def test_a_year_outside_the_table_is_proposed_and_provisional():
    assert not CALENDAR.is_working(D(2027, 1, 1))
    assert CALENDAR.is_provisional(D(2027, 1, 1))
    assert not CALENDAR.is_provisional(D(2026, 11, 20))
    kinds = [fact.kind for fact in days_of(2027)]
    assert (kinds.count(DayKind.HOLIDAY), kinds.count(DayKind.COMPENSATION)) == (12, 3)  # Tết on a weekend, and 1/5


def test_sessions_change_with_the_season():
    summer = [
        SessionFact(4, datetime.time(7), datetime.time(11), D(2026, 4, 16), D(2026, 10, 15)),
        SessionFact(4, datetime.time(13), datetime.time(16, 30), D(2026, 4, 16), D(2026, 10, 15)),
        SessionFact(4, datetime.time(7, 30), datetime.time(11, 30), D(2026, 10, 16)),
        SessionFact(4, datetime.time(13, 30), datetime.time(17), D(2026, 10, 16)),
    ]
    calendar = WorkingCalendar(facts=[], sessions=summer)
    assert calendar.sessions_on(D(2026, 9, 4))[1] == (datetime.time(13), datetime.time(16, 30))
    assert calendar.sessions_on(D(2026, 11, 20))[1] == (datetime.time(13, 30), datetime.time(17))
    assert calendar.sessions_on(D(2026, 11, 19)) == []


def test_a_day_without_a_lunch_break_is_cut_in_the_middle():
    calendar = WorkingCalendar(facts=[], sessions=[SessionFact(0, datetime.time(8), datetime.time(15))])
    closed = CalendarFact(D(2026, 11, 23), DayKind.EMERGENCY, "Mất điện", "Thông báo", DayPart.AFTERNOON)
    assert calendar.changed([closed]).sessions_on(D(2026, 11, 23)) == [(datetime.time(8), datetime.time(11, 30))]


def test_a_row_takes_back_a_day_off():
    back = CalendarFact(D(2026, 11, 24), DayKind.ORDINARY, "Làm việc bình thường", "Thông báo")
    assert CALENDAR.changed([back]).is_working(D(2026, 11, 24))
    assert not CALENDAR.is_working(D(2026, 11, 24))


def test_a_row_in_a_year_that_is_not_written_down_does_not_hide_the_rest_of_the_year():
    storm = CalendarFact(D(2026, 9, 10), DayKind.EMERGENCY, "Bão", "Công điện")
    calendar = WorkingCalendar(facts=[storm], sessions=DEFAULT_SESSIONS, propose=days_of)
    assert not calendar.is_working(D(2026, 9, 10))
    assert not calendar.is_working(D(2026, 11, 24))


def test_counting_reaches_over_years_in_both_directions():
    calendar = seed_calendar()
    assert calendar.halves_between(D(2026, 11, 19), D(2026, 11, 26)) == 8
    assert calendar.halves_between(D(2024, 12, 30), D(2025, 1, 2)) == 4
    assert calendar.next_working_day(D(2018, 12, 28)) == D(2019, 1, 2)
    assert calendar.halves_between(D(2026, 11, 26), D(2026, 11, 19)) == 0
    with pytest.raises(ValueError):
        calendar.next_working_day(D(9000, 1, 1))
