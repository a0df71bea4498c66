"""Days of groups add up to the days of the whole, pauses left out; the charge falls on the largest overrun."""

import datetime
from decimal import Decimal

import pytest

from office.working_calendar import CalendarFact, DayKind, SessionFact, WorkingCalendar
from processes.time_used import Stretch, most_overrun, uses, without, working_days

TIME = datetime.time
CALENDAR = WorkingCalendar(
    facts=[CalendarFact(datetime.date(2026, 11, 24), DayKind.HOLIDAY, "Ngày Văn hóa Việt Nam", "NQ 28/2026/QH16")],
    sessions=[
        SessionFact(weekday, opens, closes)
        for weekday in range(5)
        for opens, closes in [(TIME(7, 30), TIME(11, 30)), (TIME(13, 30), TIME(17, 0))]
    ],
)


def at(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment of November 2026, in the office's zone."""
    return datetime.datetime(2026, 11, day, hour, minute, tzinfo=CALENDAR.zone)


def stretch(key, began, ended, limit, unit="working_day"):
    return Stretch(key, key, began, ended, Decimal(limit), unit)


@pytest.mark.parametrize(
    ("pauses", "parts"),
    [
        ([], [(1, 9)]),
        ([(0, 1)], [(1, 9)]),
        ([(0, 3)], [(3, 9)]),
        ([(2, 3), (5, 6)], [(1, 2), (3, 5), (6, 9)]),
        ([(8, 12)], [(1, 8)]),
        ([(1, 9)], []),
    ],
)
def test_what_is_left_outside_pauses(pauses, parts):
    assert without((1, 9), pauses) == parts


def test_days_of_consecutive_groups_add_up():
    whole = working_days(CALENDAR, [(at(16, 9), at(27, 16))])
    parts = [(at(16, 9), at(18, 11)), (at(18, 11), at(18, 16)), (at(18, 16), at(27, 16))]
    assert whole == 8  # 17–20, 23, 25–27: not the day of reception, the weekend, the holiday
    assert sum(working_days(CALENDAR, [part]) for part in parts) == whole


def test_lateness_goes_to_the_group_that_overran_most_not_to_the_last_one():
    """A dossier handed on at 16:59 of its last day stays the lateness of who kept it (RELIABILITY 23)."""
    groups = uses(
        CALENDAR,
        [
            stretch("reception", at(16, 9), at(16, 11), "0.5"),
            stretch("appraisal", at(16, 11), at(19, 16, 59), "1"),
            stretch("signature", at(19, 16, 59), None, "1"),
        ],
        [],
        at(19, 17),
    )
    assert [(each.key, each.used_days, each.over_days) for each in groups] == [
        ("reception", Decimal(0), Decimal("-0.5")),
        ("appraisal", Decimal(3), Decimal(2)),
        ("signature", Decimal(0), Decimal(-1)),
    ]
    assert most_overrun(groups).key == "appraisal"
    assert most_overrun(groups).over_minutes == 2 * 450


def test_a_group_is_not_charged_for_the_time_the_applicant_took():
    groups = uses(CALENDAR, [stretch("appraisal", at(16, 9), None, "2")], [(at(17, 9), at(25, 9))], at(26, 17))
    assert groups[0].used_days == 2  # 17/11 before the pause, 26/11 after it
    assert groups[0].over_days == 0


def test_times_of_a_group_that_was_sent_back_add_up():
    groups = uses(
        CALENDAR,
        [
            stretch("appraisal", at(16, 9), at(17, 9), "1"),
            stretch("signature", at(17, 9), at(18, 9), "1"),
            stretch("appraisal", at(18, 9), at(19, 9), "1"),
        ],
        [],
        at(19, 9),
    )
    assert [(each.key, each.used_days, each.over_days) for each in groups] == [
        ("appraisal", Decimal(2), Decimal(1)),
        ("signature", Decimal(1), Decimal(0)),
    ]


def test_limits_in_hours_are_measured_in_working_minutes():
    [group] = uses(CALENDAR, [stretch("reception", at(20, 15), None, "2", "working_hour")], [], at(23, 9))
    assert (group.used_minutes, group.over_minutes) == (120 + 90, 90)


def test_what_happened_after_the_moment_changes_nothing():
    before = [stretch("appraisal", at(16, 9), None, "2")]
    after = [stretch("appraisal", at(16, 9), at(20, 9), "2"), stretch("signature", at(20, 9), None, "1")]
    assert uses(CALENDAR, before, [], at(19, 17)) == uses(CALENDAR, after, [], at(19, 17))
