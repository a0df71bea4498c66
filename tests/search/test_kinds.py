"""What the rooms register can be found, checked again and listed as search needs it."""

import pytest

from office import searchable

REGISTERED = sorted(searchable.kinds())  # before the fixture of this folder puts its own in place


@pytest.fixture(autouse=True)
def only_kind():
    """These tests are about the real registrations."""


def test_rooms_have_registered():
    assert {"archives.archivedocument", "iso_docs.documentissue"} <= set(REGISTERED)


@pytest.mark.parametrize("name", REGISTERED)
def test_rows_can_be_narrowed_to_what_one_may_see(cast, name):
    kind = searchable.kinds()[name]
    assert kind.model._meta.label_lower == name
    assert kind.model.access_rule.kind == name
    assert list(kind.rows().visible_to(cast.user("lan")).filter(pk__in=[1, 2])) == []
    assert str(kind.label)


def test_rows_of_the_archive_bring_all_that_an_entry_needs(cast, django_assert_num_queries):
    from archives.models import ArchiveDocument
    from tests.search.conftest import NOW

    for name in ("office", "kinh_te"):
        ArchiveDocument.objects.create(owner_unit=cast.unit(name), received_at=NOW)
    kind = searchable.kinds()["archives.archivedocument"]
    found = list(kind.rows())
    with django_assert_num_queries(0):
        assert [kind.entry(row).facets["unit"] for row in found] == [row.owner_unit.name for row in found]
