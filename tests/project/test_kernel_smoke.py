"""The kernel holds together: an act is one transaction and one line in the chain."""

import datetime

import pytest

from office.acts import office_act
from office.models import JournalLine, Person

NOW = datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC)


def test_an_act_writes_one_chained_line(cast):
    with office_act("office.person.rename", by=cast.person("quan"), now=NOW, subject=cast.person("lan")) as line:
        Person.objects.filter(pk=cast.person("lan").pk).update(full_name="Lê Thị Hồng Lan")
        line.data["old"] = "Lê Thị Lan"
    with office_act("office.person.rename", by=None, now=NOW):
        pass
    first, second = JournalLine.objects.all()
    assert (first.number, second.number) == (1, 2)
    assert second.prev_hash == first.hash
    assert "Lê Thị Lan" in first.body


def test_a_failed_act_leaves_nothing(cast):
    with pytest.raises(RuntimeError), office_act("office.person.rename", by=None, now=NOW):
        Person.objects.filter(pk=cast.person("lan").pk).update(full_name="?")
        raise RuntimeError
    assert not JournalLine.objects.exists()
    assert Person.objects.get(pk=cast.person("lan").pk).full_name == "Lê Thị Lan"
