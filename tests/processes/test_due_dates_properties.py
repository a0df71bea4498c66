"""What must hold of every due date, whatever the calendar and the limit."""

import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from office.calendar_seed import DEFAULT_SESSIONS, seed_calendar
from office.working_calendar import OFFICE_ZONE, CalendarFact, DayKind, DayPart
from processes.due_dates import Hold, HoldRule, LimitUnit, Verdict, due

CALENDAR = seed_calendar()
FIRST, LAST = datetime.date(2018, 1, 1), datetime.date(2026, 6, 30)

moments = st.datetimes(
    datetime.datetime(2018, 1, 1), datetime.datetime(2026, 6, 30), timezones=st.just(OFFICE_ZONE)
).map(lambda moment: moment.replace(second=0, microsecond=0))
limits = st.one_of(
    st.tuples(st.just(LimitUnit.WORKING_DAY), st.integers(0, 60).map(lambda halves: Decimal(halves) / 2)),
    st.tuples(st.just(LimitUnit.DAY), st.integers(0, 60).map(Decimal)),
    st.tuples(st.just(LimitUnit.WORKING_HOUR), st.integers(0, 80).map(lambda quarters: Decimal(quarters) / 4)),
    st.tuples(st.just(LimitUnit.MONTH), st.integers(0, 6).map(Decimal)),
)
days_off = st.builds(
    CalendarFact,
    day=st.dates(FIRST, LAST),
    kind=st.sampled_from([DayKind.HOLIDAY, DayKind.EMERGENCY]),
    name=st.just("Bão"),
    basis=st.just("Công điện"),
    part=st.sampled_from(DayPart.values),
)
waits = st.integers(0, 40 * 1440).map(lambda minutes: datetime.timedelta(minutes=minutes))


def days_near(moment: datetime.datetime):
    return st.lists(days_off, max_size=4).map(
        lambda facts: [
            CalendarFact(
                moment.date() + datetime.timedelta(days=fact.day.toordinal() % 30),
                fact.kind,
                fact.name,
                fact.basis,
                fact.part,
            )
            for fact in facts
        ]
    )


def only_closing(facts):
    """Rows that close something: a row that reopens the closed half of a day off is no «day off» added."""
    return [fact for fact in facts if CALENDAR.fact_on(fact.day) is None]


@settings(max_examples=400, deadline=None)
@given(st.data(), moments, limits)
def test_a_day_off_more_never_makes_a_deadline_earlier(data, received, limit):
    unit, amount = limit
    before = due(received=received, limit=amount, unit=unit, calendar=CALENDAR, with_ledger=False)
    stormy = CALENDAR.changed(only_closing(data.draw(days_near(received))))
    after = due(received=received, limit=amount, unit=unit, calendar=stormy, with_ledger=False)
    assert after.due >= before.due


@settings(max_examples=300, deadline=None)
@given(moments, limits, st.integers(0, 8))
def test_more_time_and_a_later_start_never_make_a_deadline_earlier(received, limit, more):
    unit, amount = limit
    first = due(received=received, limit=amount, unit=unit, calendar=CALENDAR, with_ledger=False).due
    assert due(received=received, limit=amount + more, unit=unit, calendar=CALENDAR, with_ledger=False).due >= first
    later = received + datetime.timedelta(minutes=more * 97)
    assert due(received=later, limit=amount, unit=unit, calendar=CALENDAR, with_ledger=False).due >= first


@settings(max_examples=300, deadline=None)
@given(moments, limits, waits, waits, st.sampled_from(HoldRule))
def test_the_ledger_adds_up_to_the_limit(received, limit, until_asked, waiting, rule):
    unit, amount = limit
    hold = Hold(rule, received + until_asked, received + until_asked + waiting, basis="Quy định của ngành")
    found = due(received=received, limit=amount, unit=unit, calendar=CALENDAR, holds=[hold])
    if unit == LimitUnit.WORKING_HOUR:
        assert sum(line.minutes for line in found.ledger) == amount * 60
    elif unit != LimitUnit.MONTH:
        assert sum(line.days for line in found.ledger) == amount
    assert found.ledger[-1].day == found.due.date() or amount == 0
    lined = [line.day for line in found.ledger]
    assert lined == sorted(lined)
    # Every day between reception and the end is there and says why.
    span = {received.date() + datetime.timedelta(days=n) for n in range((found.due.date() - received.date()).days + 1)}
    assert span <= set(lined) or amount == 0 or found.passed_before_hold
    assert all(line.reason for line in found.ledger)


@settings(max_examples=300, deadline=None)
@given(moments, limits)
def test_a_deadline_falls_into_working_time(received, limit):
    unit, amount = limit
    end = due(received=received, limit=amount, unit=unit, calendar=CALENDAR, with_ledger=False).due
    assert CALENDAR.is_working(end.date())
    sessions = CALENDAR.sessions_on(end.date())
    assert any(opens <= end.time() <= closes for opens, closes in sessions)
    assert {(fact.opens, fact.closes) for fact in DEFAULT_SESSIONS} == set(sessions)


@settings(max_examples=200, deadline=None)
@given(moments, limits, waits, waits)
def test_a_pause_neither_shortens_nor_counts_twice(received, limit, until_asked, waiting):
    unit, amount = limit
    hold = Hold(HoldRule.PAUSE, received + until_asked, received + until_asked + waiting, basis="Quy định của ngành")
    found = due(received=received, limit=amount, unit=unit, calendar=CALENDAR, holds=[hold])
    restarted = due(
        received=received,
        limit=amount,
        unit=unit,
        calendar=CALENDAR,
        holds=[Hold(HoldRule.RESTART, hold.asked, hold.complete)],
        with_ledger=False,
    )
    assert found.due_original == restarted.due_original
    if unit != LimitUnit.MONTH:  # months restarted in February are shorter than the days they had left
        assert found.due <= restarted.due
    if found.passed_before_hold is None:
        assert found.due >= found.due_original
    assert not any(line.days or line.minutes for line in found.ledger if line.verdict == Verdict.PAUSED)
