"""What the one box may find of a dossier: its words, never the numbers of the person, and only for whoever sees it."""

import pytest

from office.access import asker_of, tokens_for
from office.searchable import kinds
from processes.models import Dossier
from tests.processes.lives import MAI, a_dossier, a_procedure, an_issue, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(cast):
    case = a_procedure(cast)
    an_issue(cast, case)
    a_dossier(cast, case, at(19))
    kind = kinds()["processes.dossier"]
    return kind.entry(kind.rows().get())


def test_words_are_found_and_numbers_of_the_person_are_not_there(entry):
    assert entry.number == "H99.14-261119-0001"
    assert "Phan Thị Mai" in entry.title
    assert "Bản vẽ hiện trạng" in entry.pages[0].text
    everything = repr(entry)
    for word in (MAI.phone, MAI.id_number, MAI.address):
        assert word not in everything
    assert entry.is_restricted
    assert entry.facets["year"] == "2026"


@pytest.mark.parametrize(
    ("who", "finds"), [("lan", True), ("minh", True), ("ngoc", True), ("tuan", True), ("binh", False), ("admin", False)]
)
def test_tokens_agree_with_what_is_visible(cast, entry, who, finds):
    user = cast.user(who)
    held = set(tokens_for(asker_of(user, at(19).date()), Dossier))
    assert bool(held & set(entry.tokens)) is finds
    assert Dossier.objects.visible_to(user, at(19).date()).exists() is finds
