"""Acts: their lines tell what was committed, all of it and nothing else."""

import datetime

import pytest
from django.db import transaction

from office import acts
from office.acts import office_act
from office.models import JournalLine, Person

NOW = datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC)


def acts_written() -> list[str]:
    return list(JournalLine.objects.values_list("act", flat=True))


def test_an_act_inside_an_act_writes_its_line_too(db):
    with office_act("office.outer.do", by=None, now=NOW), office_act("office.inner.do", by=None, now=NOW):
        pass
    assert acts_written() == ["office.inner.do", "office.outer.do"]


def test_an_inner_act_whose_failure_is_caught_leaves_no_line(db):
    with (
        office_act("office.outer.do", by=None, now=NOW),
        pytest.raises(RuntimeError),
        office_act("office.inner.do", by=None, now=NOW),
    ):
        raise RuntimeError
    assert acts_written() == ["office.outer.do"]


def test_an_inner_act_rolled_back_from_further_out_leaves_no_line(cast):
    with office_act("office.outer.do", by=None, now=NOW):
        with pytest.raises(RuntimeError), transaction.atomic():
            with office_act("office.inner.do", by=None, now=NOW):
                Person.objects.filter(pk=cast.person("lan").pk).update(full_name="?")
            raise RuntimeError
        with office_act("office.next.do", by=None, now=NOW):
            pass
    assert Person.objects.get(pk=cast.person("lan").pk).full_name == "Lê Thị Lan"
    assert acts_written() == ["office.next.do", "office.outer.do"]


def test_an_act_needs_a_time_with_its_zone(db):
    with (
        pytest.raises(ValueError, match="zone"),
        office_act("office.outer.do", by=None, now=datetime.datetime(2026, 1, 1)),
    ):
        pass


def test_the_time_an_act_held_the_database_is_told(db, monkeypatch):
    told = []
    monkeypatch.setattr(acts, "watchers", [lambda act, seconds: told.append((act, seconds))])
    with office_act("office.outer.do", by=None, now=NOW), office_act("office.inner.do", by=None, now=NOW):
        pass
    assert [act for act, _seconds in told] == ["office.outer.do"]
    assert 0 < told[0][1] < 5


def test_an_act_begun_on_commit_is_an_act_of_its_own(installation):
    assert installation.race("tests.office.racers:act_on_commit", processes=1) == [
        ["office.first.do", "office.after.do"]
    ]
