"""Nobody learns more than they may see: no hit, no count, no facet, no suggestion, no order of others' hits."""

import datetime

import pytest

from office.models import AccessException, Assignment, Confidentiality, User
from office.models.base import subject_of
from search.queries import find, suggest
from tests.cast import SINCE
from tests.search.conftest import NOW

CANARY = "zuymaqex"


def everything_said(user: User, text: str) -> str:
    """All that an answer tells, as one text."""
    answer = find(user, text)
    shown = [
        (found.entry.title, found.entry.number, found.best_page, found.other_pages, found.headline)
        for found in answer.things
    ]
    return repr((shown, answer.totals, answer.better, answer.has_next, answer.required, suggest(text, user)))


@pytest.fixture
def hidden(indexed):
    """Of the economy division alone, with a canary in every field."""
    return indexed(
        f"biên bản kiểm tra {CANARY}one",
        unit="kinh_te",
        level=Confidentiality.RESTRICTED,
        summary=f"Kiểm tra {CANARY}two",
        number="777",
        symbol=f"{CANARY.upper()}-BB",
        type_name=f"Loại {CANARY}three",
        issuer_name=f"Cơ quan {CANARY}four",
        condition=f"Rách {CANARY}five",
        day=datetime.date(1987, 3, 4),
    )


@pytest.mark.parametrize(
    "text",
    [f"{CANARY}{tail}" for tail in ("one", "two", "three", "four", "five")]
    + [
        "777",
        "số 777",
        "biên bản kiểm tra",
        "năm:1987",
        "tháng 3/1987",
        f'loại:"{CANARY}three"',
        f"777/{CANARY}-BB",
        CANARY,
    ],
)
def test_somebody_of_another_unit_finds_nothing(cast, hidden, text):
    for who in ("binh", "admin", "lan"):
        said = everything_said(cast.user(who), text)
        assert CANARY not in said.lower()
        assert "1987" not in said
        assert find(cast.user(who), text).totals.things == 0


def test_who_may_see_it_finds_it_by_each_of_its_fields(cast, hidden):
    for text in (f"{CANARY}one", f"{CANARY}two", "777", "biên bản kiểm tra", "năm:1987"):
        assert [found.thing.pk for found in find(cast.user("son"), text).things] == [hidden.pk]


def test_the_head_sees_restricted_papers_of_the_own_unit_alone(cast, hidden, indexed):
    other = indexed("biên bản kiểm tra", unit="van_hoa", level=Confidentiality.RESTRICTED)
    assert [found.thing.pk for found in find(cast.user("hoa"), "biên bản kiểm tra").things] == [hidden.pk]
    assert {found.thing.pk for found in find(cast.user("son"), "biên bản kiểm tra").things} == {hidden.pk, other.pk}


def test_papers_of_a_unit_are_found_by_the_unit(cast, indexed):
    paper = indexed("sổ theo dõi nội bộ", unit="kinh_te", level=Confidentiality.UNIT)
    assert [found.thing.pk for found in find(cast.user("minh"), "sổ theo dõi").things] == [paper.pk]
    assert find(cast.user("binh"), "sổ theo dõi").things == []


def test_who_holds_no_post_finds_nothing(cast, indexed):
    indexed("thông báo chung", level=Confidentiality.PUBLIC)
    stranger = User.objects.create_user("khach", password="mat-khau-thu-2026")
    root = User.objects.create_superuser("root", password="mat-khau-thu-2026")
    for user in (stranger, root):
        answer = find(user, "thông báo chung")
        assert (answer.things, answer.totals) == ([], None)
        assert suggest("thông", user) == []


def test_a_right_that_was_taken_counts_at_once_with_a_stale_index(cast, hidden):
    exception = AccessException.objects.create(
        **subject_of(hidden),
        person=cast.person("binh"),
        reason="Đối chiếu",
        granted_by=cast.person("son"),
        granted_at=NOW,
        valid_from=SINCE,
    )
    assert len(find(cast.user("binh"), "biên bản kiểm tra").things) == 1
    AccessException.objects.filter(pk=exception.pk).update(revoked_at=NOW, revoked_by=cast.person("son"))
    assert CANARY not in everything_said(cast.user("binh"), "biên bản kiểm tra").lower()
    assert find(cast.user("binh"), "biên bản kiểm tra").totals.things == 0


def test_a_post_that_was_left_counts_at_once(cast, indexed):
    indexed("sổ theo dõi nội bộ", unit="kinh_te", level=Confidentiality.UNIT)
    assert len(find(cast.user("minh"), "sổ theo dõi").things) == 1
    Assignment.objects.filter(person=cast.person("minh")).update(valid_until=SINCE)
    assert find(cast.user("minh"), "sổ theo dõi").things == []


def test_what_became_restricted_is_gone_before_the_index_knows(cast, filed, indexed):
    """The writer has not run yet: the outbox knows, so hits, totals and facets leave it out."""
    from office import searchable

    paper = indexed("quyết định kỷ luật", type_name="Quyết định")
    indexed("quyết định khen thưởng", type_name="Quyết định")
    assert find(cast.user("binh"), "quyết định").totals.things == 2
    paper.confidentiality = Confidentiality.RESTRICTED
    paper.save()
    searchable.changed(paper, now=NOW)
    answer = find(cast.user("binh"), "quyết định")
    assert paper.pk not in [found.thing.pk for found in answer.things]
    assert answer.totals.things == 1
    assert answer.totals.facets["type"] == {"Quyết định": 1}
    assert find(cast.user("son"), "quyết định").totals.things == 2


def test_an_index_nobody_told_is_corrected_by_reading_again(cast, indexed):
    """Even without the outbox row (an old copy of the index came back) the database has the last word."""
    paper = indexed("quyết định kỷ luật", summary="Kỷ luật")
    type(paper).objects.filter(pk=paper.pk).update(confidentiality=Confidentiality.RESTRICTED)
    answer = find(cast.user("binh"), "quyết định kỷ luật")
    assert (answer.things, answer.totals.things) == ([], 0)
    assert suggest("Kỷ l", cast.user("binh")) == []


def test_a_deleted_thing_is_not_shown(cast, indexed):
    paper = indexed("giấy mời họp")
    type(paper).objects.filter(pk=paper.pk).update(keywords="gone")
    assert find(cast.user("lan"), "giấy mời").things == []


def test_two_worlds(cast, indexed, filed, settings, tmp_path):
    """The same archive with and without restricted papers made of everyday words: who may not see them is told the same."""
    from search import writer

    subjects = ["đất đai", "hộ tịch", "khai sinh", "kết hôn", "xây dựng nhà ở", "trợ cấp xã hội", "lãi suất vay vốn"]
    verbs = ["cấp giấy", "thu hồi", "xác nhận", "điều chỉnh", "bổ sung", "giải quyết khiếu nại"]
    for place, (verb, subject) in enumerate((verb, subject) for verb in verbs for subject in subjects):
        filed(f"{verb} {subject} tại phường " + f"{subject} " * (place % 4), summary=f"{verb} {subject}")
        filed(f"{subject} nội bộ {verb}", unit="van_hoa", level=Confidentiality.UNIT)
    texts = [f"{verb} {subject}" for verb in verbs for subject in subjects] + [
        "giay",
        "phuong",
        "xac nhan dat",
        "kết hônn",
    ]
    texts += ["trước 2030", "loại:quyết định đất", '"xác nhận khai sinh"', "thu hoi dat -nội"]

    def world(name):
        settings.HOME = tmp_path / name
        writer.rebuild()
        return [everything_said(cast.user("binh"), text) for text in texts]

    without = world("without")
    for place, subject in enumerate(subjects * 6):
        filed(
            f"{subject} {subject} thu hồi đất đai kết hôn khai sinh " * (place % 3 + 1),
            summary=f"Thu hồi {subject}",
            unit=["kinh_te", "office", "van_hoa"][place % 3],
            level=Confidentiality.RESTRICTED,
            type_name="Quyết định",
            day=datetime.date(1990 + place, 1, 1),
        )
        filed(f"{subject} của phòng khác", unit="kinh_te", level=Confidentiality.UNIT, summary=subject)
    assert world("with") == without
