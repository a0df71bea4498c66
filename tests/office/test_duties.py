"""Periodic duties: declared once, a fault is noted and the next ringing tries again."""

import datetime

import pytest

from office import duties
from office.models import DutyRun

NOW = datetime.datetime(2026, 11, 20, 1, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    duties.duties()  # else a room read for the first time in here would declare its duties to this registry only
    monkeypatch.setattr(duties, "_duties", {})
    monkeypatch.setattr(duties, "_went_well_at", {})


def test_a_fault_is_noted_and_goes_with_the_next_good_run(db):
    rung = []

    @duties.duty("office.trial", every=datetime.timedelta(minutes=5))
    def trial(now):
        rung.append(now)
        if len(rung) == 1:
            raise RuntimeError("the disk is away")

    each = duties._duties["office.trial"]
    assert duties.perform(each, now=NOW) is False
    row = DutyRun.objects.get()
    assert "the disk is away" in row.fault
    assert row.finished_at is not None
    assert duties.perform(each, now=NOW + datetime.timedelta(minutes=5)) is True
    row = DutyRun.objects.get()
    assert (row.fault, row.started_at) == ("", NOW + datetime.timedelta(minutes=5))
    assert rung == [NOW, NOW + datetime.timedelta(minutes=5)]


def test_a_duty_says_when_and_its_name_is_its_own():
    with pytest.raises(ValueError, match="either"):
        duties.duty("office.trial")
    with pytest.raises(ValueError, match="either"):
        duties.duty("office.trial", every=datetime.timedelta(1), daily_at=datetime.time(0, 5))

    @duties.duty("office.trial", daily_at=datetime.time(0, 5))
    def one(now): ...

    with pytest.raises(ValueError, match="Two duties"):

        @duties.duty("office.trial", daily_at=datetime.time(0, 5))
        def two(now): ...


def test_a_duty_of_every_second_writes_once_a_minute_and_at_once_when_it_fails(db, django_assert_num_queries):
    faults = []

    @duties.duty("office.trial", every=datetime.timedelta(seconds=1))
    def trial(now):
        if faults:
            raise RuntimeError(faults[0])

    each = duties._duties["office.trial"]
    second = datetime.timedelta(seconds=1)
    assert duties.perform(each, now=NOW)
    with django_assert_num_queries(0):
        assert duties.perform(each, now=NOW + second)
    faults.append("the index is away")
    assert not duties.perform(each, now=NOW + 2 * second)
    assert "the index is away" in DutyRun.objects.get().fault
    faults.clear()
    assert duties.perform(each, now=NOW + 3 * second)
    assert (DutyRun.objects.get().fault, DutyRun.objects.get().started_at) == ("", NOW + 3 * second)
    assert duties.perform(each, now=NOW + 64 * second)
    assert DutyRun.objects.get().started_at == NOW + 64 * second
