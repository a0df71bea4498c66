"""Due dates by the table of DOMAIN 3.8, on the seed calendar. No database."""

import datetime
from decimal import Decimal

import pytest

from office.calendar_seed import seed_calendar
from office.working_calendar import OFFICE_ZONE, CalendarFact, DayKind, DayPart
from processes.due_dates import Hold, HoldRule, NoDueDate, Verdict, chained_dues, due, start_after_cutoff

CALENDAR = seed_calendar()


def at(written: str) -> datetime.datetime:
    """«dd/mm/yyyy HH:MM» in the office's zone; 09:00 when no time is given."""
    day, _space, time = written.partition(" ")
    return datetime.datetime.strptime(f"{day} {time or '09:00'}", "%d/%m/%Y %H:%M").replace(tzinfo=OFFICE_ZONE)


def answer(received, limit, unit, *holds, calendar=CALENDAR):
    found = due(received=at(received), limit=Decimal(limit), unit=unit, calendar=calendar, holds=holds)
    return f"{found.due:%d/%m/%Y %H:%M}"


@pytest.mark.parametrize(
    ("received", "limit", "unit", "expected"),
    [
        ("31/12/2025", "3", "working_day", "07/01/2026 17:00"),  # 1/1 holiday, 2/1 swapped off
        ("07/01/2026", "3", "working_day", "10/01/2026 17:00"),  # that Saturday is a make-up working day
        ("12/02/2026", "5", "working_day", "26/02/2026 17:00"),  # Tết 16–20/02
        ("13/02/2026", "1", "working_day", "23/02/2026 17:00"),
        ("14/02/2026", "3", "working_day", "25/02/2026 17:00"),  # received on a Saturday
        ("24/04/2026", "2", "working_day", "29/04/2026 17:00"),  # Giỗ Tổ on a Sunday, so 27/4 is off
        ("28/04/2026", "3", "working_day", "05/05/2026 17:00"),
        ("21/08/2026", "3", "working_day", "25/08/2026 17:00"),  # Saturday 22/08 works
        ("28/08/2026", "2", "working_day", "04/09/2026 17:00"),  # 31/8 swapped off, 1–2/9
        ("20/11/2026", "3", "working_day", "26/11/2026 17:00"),  # 24/11 is a holiday from 2026
        ("30/01/2026", "15", "day", "23/02/2026 17:00"),  # 14/02 is a Saturday, then Tết
        ("16/04/2026", "15", "day", "04/05/2026 17:00"),
        ("20/08/2026", "10", "day", "03/09/2026 17:00"),
        ("24/04/2026 16:00", "4", "working_hour", "28/04/2026 10:30"),
        ("10/09/2026 15:30", "2", "working_hour", "11/09/2026 08:00"),
        ("24/04/2026 11:45", "1", "working_hour", "24/04/2026 14:30"),  # lunch
        # Beyond the table of the law:
        ("19/11/2026", "0.5", "working_day", "20/11/2026 11:30"),  # half a day ends with the morning
        ("19/11/2026", "1.5", "working_day", "23/11/2026 11:30"),
        ("20/11/2026", "1.5", "working_day", "25/11/2026 11:30"),
        ("19/11/2026", "0.25", "working_day", "20/11/2026 09:30"),
        ("19/11/2026", "0", "working_day", "19/11/2026 17:00"),  # the same day
        ("21/11/2026", "0", "working_day", "23/11/2026 17:00"),
        ("31/12/2025", "2", "month", "02/03/2026 17:00"),  # 28/02 is a Saturday
        ("15/08/2026", "1", "month", "15/09/2026 17:00"),
        ("31/08/2026", "6", "month", "01/03/2027 17:00"),  # 28/02/2027 is a Sunday
        ("20/11/2026 17:00", "1", "working_hour", "23/11/2026 08:30"),
        ("20/11/2026 07:30", "4", "working_hour", "20/11/2026 11:30"),  # ends with the session, not after lunch
        ("20/11/2026 23:59", "0", "working_hour", "23/11/2026 07:30"),
        ("04/01/2019", "1", "working_day", "05/01/2019 17:00"),  # make-up Saturday of 31/12/2018
        ("03/05/2024", "1", "working_day", "04/05/2024 17:00"),
        ("25/04/2025", "1", "working_day", "26/04/2025 17:00"),
    ],
)
def test_the_table(received, limit, unit, expected):
    assert answer(received, limit, unit) == expected


@pytest.mark.parametrize(
    ("rule", "expected"), [(HoldRule.RESTART, "24/03/2026 17:00"), (HoldRule.PAUSE, "20/03/2026 17:00")]
)
def test_a_supplement_counts_anew_or_pauses(rule, expected):
    hold = Hold(rule, at("04/03/2026"), at("10/03/2026"))
    found = due(received=at("02/03/2026"), limit=Decimal(10), unit="working_day", calendar=CALENDAR, holds=[hold])
    assert f"{found.due:%d/%m/%Y %H:%M}" == expected
    assert f"{found.due_original:%d/%m/%Y %H:%M}" == "16/03/2026 17:00"
    assert sum(line.days for line in found.ledger) == 10


def test_a_pause_in_hours_subtracts_the_minutes_worked():
    hold = Hold(HoldRule.PAUSE, at("24/04/2026 16:30"), at("28/04/2026 14:00"))  # half an hour used of four
    assert answer("24/04/2026 16:00", "4", "working_hour", hold) == "29/04/2026 08:00"


def test_an_answer_on_the_same_day_costs_nothing():
    hold = Hold(HoldRule.PAUSE, at("04/03/2026 09:00"), at("04/03/2026 16:00"))
    assert answer("02/03/2026", "10", "working_day", hold) == answer("02/03/2026", "10", "working_day")


def test_while_the_office_waits_there_is_no_due_date():
    found = due(
        received=at("02/03/2026"),
        limit=Decimal(10),
        unit="working_day",
        calendar=CALENDAR,
        holds=[Hold(HoldRule.PAUSE, at("04/03/2026"))],
    )
    assert found.due is None
    assert found.due_original == at("16/03/2026 17:00")
    assert [line.verdict for line in found.ledger] == [Verdict.RECEIVED, Verdict.COUNTED, Verdict.COUNTED]


def test_two_supplements_one_after_the_other():
    holds = [
        Hold(HoldRule.PAUSE, at("04/03/2026"), at("10/03/2026")),
        Hold(HoldRule.PAUSE, at("12/03/2026"), at("16/03/2026")),
    ]
    # 2 days used before the first, 2 between them, 6 left from 16/03
    assert answer("02/03/2026", "10", "working_day", *holds) == "24/03/2026 17:00"


def test_lateness_before_a_supplement_stays_visible():
    hold = Hold(HoldRule.PAUSE, at("18/03/2026"), at("23/03/2026"))
    found = due(received=at("02/03/2026"), limit=Decimal(10), unit="working_day", calendar=CALENDAR, holds=[hold])
    assert found.passed_before_hold == at("16/03/2026 17:00")
    assert found.due == at("23/03/2026 17:00")
    assert [f"{line.day:%d/%m}" for line in found.ledger if line.verdict == Verdict.LATE] == ["17/03", "18/03"]


@pytest.mark.parametrize("unit", ["day", "month"])
def test_a_pause_in_days_or_months_needs_the_rule_of_the_sector(unit):
    hold = Hold(HoldRule.PAUSE, at("04/03/2026"), at("10/03/2026"))
    with pytest.raises(NoDueDate):
        answer("02/03/2026", "1", unit, hold)


def test_a_pause_by_the_rule_of_the_sector_adds_the_days_waited():
    hold = Hold(HoldRule.PAUSE, at("04/03/2026"), at("10/03/2026"), basis="Quy định của ngành")
    assert answer("02/03/2026", "15", "day", hold) == "23/03/2026 17:00"  # 17/03 + 6
    assert answer("02/03/2026", "1", "month", hold) == "08/04/2026 17:00"  # 02/04 + 6


@pytest.mark.parametrize(
    ("limit", "unit"),
    [("-1", "working_day"), ("NaN", "day"), ("99999", "working_day"), ("1.5", "month"), ("0.3", "day")],
)
def test_a_limit_that_makes_no_sense_is_refused(limit, unit):
    with pytest.raises(NoDueDate):
        answer("02/03/2026", limit, unit)


def test_times_out_of_order_or_without_zone_are_refused():
    with pytest.raises(NoDueDate):
        answer("02/03/2026", "10", "working_day", Hold(HoldRule.PAUSE, at("01/03/2026"), at("10/03/2026")))
    with pytest.raises(NoDueDate):
        due(received=datetime.datetime(2026, 3, 2, 9), limit=Decimal(1), unit="day", calendar=CALENDAR)


@pytest.mark.parametrize("year", ["1026", "9999"])
def test_a_year_that_cannot_be_is_refused(year):
    with pytest.raises(NoDueDate):
        answer(f"31/12/{year}", "3", "day")


def test_the_ledger_says_why_each_day_counted_or_not():
    found = due(received=at("20/11/2026 08:42"), limit=Decimal(3), unit="working_day", calendar=CALENDAR)
    assert [(f"{line.day:%d/%m}", line.verdict, line.reason, line.days) for line in found.ledger] == [
        ("20/11", Verdict.RECEIVED, "nhận 08:42, ngày nhận không tính", 0),
        ("21/11", Verdict.WEEKEND, "nghỉ hằng tuần", 0),
        ("22/11", Verdict.WEEKEND, "nghỉ hằng tuần", 0),
        ("23/11", Verdict.COUNTED, "làm việc", 1),
        ("24/11", Verdict.HOLIDAY, "nghỉ lễ, Tết: Ngày Văn hóa Việt Nam", 0),
        ("25/11", Verdict.COUNTED, "làm việc", 1),
        ("26/11", Verdict.COUNTED, "làm việc", 1),
    ]
    assert found.ledger[4].source == "Nghị quyết 28/2026/QH16"


def test_the_ledger_names_swapped_days_and_the_end_that_moved():
    swapped = due(received=at("31/12/2025"), limit=Decimal(1), unit="working_day", calendar=CALENDAR).ledger
    assert [line.verdict for line in swapped][:3] == [Verdict.RECEIVED, Verdict.HOLIDAY, Verdict.SWAPPED]
    make_up = due(received=at("21/08/2026"), limit=Decimal(1), unit="working_day", calendar=CALENDAR).ledger
    assert make_up[-1].reason == "làm bù: Làm bù cho thứ Hai 31/08/2026"
    moved = due(received=at("30/01/2026"), limit=Decimal(15), unit="day", calendar=CALENDAR).ledger
    assert moved[-1].verdict == Verdict.MOVED
    assert sum(line.days for line in moved) == 15


def test_hours_are_counted_from_the_moment():
    found = due(received=at("24/04/2026 16:00"), limit=Decimal(4), unit="working_hour", calendar=CALENDAR)
    assert [(f"{line.day:%d/%m}", line.verdict, line.minutes) for line in found.ledger] == [
        ("24/04", Verdict.COUNTED, 60),
        ("25/04", Verdict.WEEKEND, 0),
        ("26/04", Verdict.HOLIDAY, 0),
        ("27/04", Verdict.HOLIDAY, 0),
        ("28/04", Verdict.COUNTED, 180),
    ]


def storm(part):
    return CALENDAR.changed([CalendarFact(datetime.date(2026, 11, 20), DayKind.EMERGENCY, "Bão", "Công điện", part)])


@pytest.mark.parametrize(
    ("part", "limit", "expected"),
    [
        (DayPart.AFTERNOON, "1", "23/11/2026 11:30"),  # half on Friday, half on Monday
        (DayPart.AFTERNOON, "0.5", "20/11/2026 11:30"),
        (DayPart.MORNING, "0.5", "20/11/2026 17:00"),
        (DayPart.WHOLE, "1", "23/11/2026 17:00"),
    ],
)
def test_a_day_with_one_half_closed_counts_half(part, limit, expected):
    assert answer("19/11/2026", limit, "working_day", calendar=storm(part)) == expected


def test_a_limit_in_days_does_not_end_in_a_closed_afternoon():
    assert answer("18/11/2026", "2", "day", calendar=storm(DayPart.AFTERNOON)) == "23/11/2026 17:00"


def test_halves_of_steps_add_up_and_do_not_round_up_at_each():
    limits = [Decimal("0.5"), Decimal("0.5"), Decimal(1)]
    dues = chained_dues(received=at("16/11/2026"), limits=limits, unit="working_day", calendar=CALENDAR)
    assert [f"{each.due:%d/%m %H:%M}" for each in dues] == ["17/11 11:30", "17/11 17:00", "18/11 17:00"]


def test_after_the_cut_off_counting_starts_on_the_next_working_day():
    cutoff = datetime.time(15, 0)
    assert start_after_cutoff(at("20/11/2026 15:00"), cutoff=cutoff, calendar=CALENDAR) == at("20/11/2026 15:00")
    assert start_after_cutoff(at("20/11/2026 15:01"), cutoff=cutoff, calendar=CALENDAR) == at("23/11/2026 07:30")


def test_a_date_in_a_year_nobody_confirmed_is_provisional():
    found = due(received=at("30/12/2026"), limit=Decimal(3), unit="working_day", calendar=CALENDAR)
    assert f"{found.due:%d/%m/%Y}" == "05/01/2027"  # 1/1 is off by law, announced or not
    assert found.provisional
    assert not due(received=at("20/11/2026"), limit=Decimal(3), unit="working_day", calendar=CALENDAR).provisional
