"""The product and the walk agree (tests/brute_force); a million cases go through `python -m tests.brute_force`."""

import datetime
from decimal import Decimal

import pytest

from office.calendar_seed import seed_calendar
from office.working_calendar import OFFICE_ZONE
from processes.due_dates import Hold, HoldRule, due
from tests.brute_force import walk
from tests.brute_force.__main__ import compare


def moment(minute: int) -> datetime.datetime:
    return datetime.datetime(2018, 1, 1, tzinfo=OFFICE_ZONE) + datetime.timedelta(minutes=minute)


def test_the_walk_itself_knows_the_table_of_the_law():
    """Three vectors by hand, so that two wrongs do not make a right."""
    day = (datetime.date(2025, 12, 31) - walk.FIRST).days
    assert walk.written(walk.after_working_days(day * 1440 + 540, 6)) == "2026-01-07T17:00"
    day = (datetime.date(2026, 1, 30) - walk.FIRST).days
    assert walk.written(walk.after_days(day * 1440, 15)) == "2026-02-23T17:00"
    day = (datetime.date(2026, 4, 24) - walk.FIRST).days
    assert walk.written(walk.after_working_minutes(day * 1440 + 16 * 60, 240)) == "2026-04-28T10:30"


def test_a_few_thousand_cases_agree():
    calendar, seen = seed_calendar(), set()
    for case in walk.generate(4_000, seed=20261122):
        holds = []
        if case["hold"]:
            holds = [Hold(HoldRule(case["hold"]), moment(case["asked"]), moment(case["complete"]))]
        found = due(
            received=moment(case["received"]),
            limit=Decimal(walk.limit_of(case)),
            unit=case["unit"],
            calendar=calendar,
            holds=holds,
            with_ledger=False,
        )
        assert (found.due, found.due_original) == (moment(case["due"]), moment(case["due_original"])), case
        seen.add((case["unit"], case["hold"]))
    assert len(seen) == 10  # four units, each alone and restarted, two of them paused


@pytest.mark.slow
def test_a_hundred_thousand_cases_agree_through_the_command():
    assert compare(100_000, seed=20261123) == 0
