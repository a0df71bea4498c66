"""The staff list on screen: all staff read it, its keepers change it, a refusal keeps what was typed."""

import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from office.models import Assignment, JournalLine, Person, Post, PostRole, Substitution, Unit, UnitSuccession, User


@pytest.fixture
def as_user(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name))
        return client

    return sign_in


def test_everybody_on_the_staff_reads_the_list(cast, as_user):
    page = as_user("binh").get(reverse("office:staff")).content.decode()
    assert "Bùi Minh Ngọc" in page
    assert "Thêm cán bộ" not in page
    assert "Thêm cán bộ" in as_user("thao").get(reverse("office:staff")).content.decode()


def test_a_name_is_found_without_marks(cast, as_user):
    page = as_user("lan").get(reverse("office:staff"), {"q": "minh ngoc"}).content.decode()
    assert "Bùi Minh Ngọc" in page
    assert "Hoàng Văn Sơn" not in page


def test_nobody_found_is_said(cast, as_user):
    page = as_user("lan").get(reverse("office:staff"), {"q": "khong co ai"}).content.decode()
    assert "Không thấy đơn vị hay người nào như vậy" in page


def test_the_list_of_an_earlier_day_has_its_own_units(cast, as_user):
    old = Unit.objects.create(
        name="UBND xã Bình Thủy", kind="commune", valid_from="1976-03-01", valid_until="2025-06-30"
    )
    page = as_user("lan").get(reverse("office:staff"), {"on": "30/06/2025"}).content.decode()
    assert old.name in page
    assert "Phòng Kinh tế" not in page


@pytest.mark.parametrize("factor", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_people(cast, as_user, factor, django_assert_num_queries):
    post = cast.post("minh")
    for number in range(factor):
        person = Person.objects.create(full_name=f"Người {number}")
        Assignment.objects.create(person=person, post=post, valid_from=datetime.date(2026, 1, 1))
        extra = Post.objects.create(
            unit=cast.unit("kinh_te"), name=f"Vị trí {number}", valid_from=datetime.date(2026, 1, 1)
        )
        PostRole.objects.create(post=extra, role="reader", valid_from=datetime.date(2026, 1, 1))
    client = as_user("lan")
    with django_assert_num_queries(14):
        client.get(reverse("office:staff"))


def test_an_administrator_enters_somebody_and_gives_a_post(cast, as_user):
    client = as_user("admin")
    answer = client.post(reverse("office:enter_person"), {"full_name": "Cao Thị Bích", "email": "bich@binhan.example"})
    person = Person.objects.get(full_name="Cao Thị Bích")
    assert answer.url == reverse("office:person", args=[person.pk])
    client.post(reverse("office:assign", args=[person.pk]), {"post": cast.post("son").pk, "valid_from": "01/12/2026"})
    assert person.assignments.get().valid_from == datetime.date(2026, 12, 1)
    acts = list(JournalLine.objects.values_list("act", flat=True))
    assert acts == ["office.person.enter", "office.assignment.make"]


def test_a_refusal_stands_above_the_form_and_keeps_what_was_typed(cast, as_user):
    address = reverse("office:assign", args=[cast.person("admin").pk])
    answer = as_user("admin").post(
        address, {"post": cast.post("ngoc").pk, "valid_from": "01/12/2026", "basis": "QĐ 12/QĐ-UBND"}
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Không ai tự giao vị trí cho chính mình" in page
    assert "QĐ 12/QĐ-UBND" in page


def test_a_wrong_day_is_said_beside_its_field(cast, as_user):
    address = reverse("office:end_assignment", args=[Assignment.objects.get(person=cast.person("lan")).pk])
    answer = as_user("admin").post(address, {"last_day": "31/02/2026", "reason": "chuyển"})
    assert answer.status_code == 422
    assert "Chưa lưu được" in answer.content.decode()


def test_a_first_password_is_shown_once_and_works(cast, as_user):
    person = Person.objects.create(full_name="Cao Thị Bích")
    client = as_user("admin")
    answer = client.post(reverse("office:open_account", args=[person.pk]), {"username": "bich.ct"})
    user = User.objects.get(username="bich.ct")
    shown = answer.context["password"]
    assert shown in answer.content.decode()
    assert check_password(shown, user.password)
    assert answer.headers["Cache-Control"] == "no-store"
    assert shown not in "".join(JournalLine.objects.values_list("body", flat=True))
    again = client.get(reverse("office:person", args=[person.pk])).content.decode()
    assert shown not in again


def test_a_substitute_is_named_from_the_persons_page(cast, as_user):
    row = Assignment.objects.get(person=cast.person("ngoc"))
    facts = {
        "substitute": cast.person("thao").pk, "valid_from": "01/12/2026", "valid_until": "05/12/2026", "reason": "đi học",
    }  # fmt: skip
    as_user("thao").post(reverse("office:name_substitute", args=[row.pk]), facts)
    assert Substitution.objects.get().post == cast.post("ngoc")


def test_a_dissolved_unit_keeps_its_name_and_gets_a_last_day(cast, as_user):
    unit = Unit.objects.create(name="Tổ đo đạc", kind="other", valid_from="2025-07-01", parent=cast.unit("ward"))
    address = reverse("office:succeed_unit", args=[unit.pk])
    client = as_user("admin")
    refused = client.post(address, {"kind": "merged", "effective_on": "01/12/2026", "basis": "QĐ"})
    assert "Thiếu đơn vị kế thừa" in refused.content.decode()
    facts = {"kind": "merged", "successor": cast.unit("kinh_te").pk, "effective_on": "01/12/2026", "basis": "QĐ 9"}
    client.post(address, facts)
    unit.refresh_from_db()
    assert (unit.name, unit.valid_until) == ("Tổ đo đạc", datetime.date(2026, 11, 30))
    assert UnitSuccession.objects.get().successor == cast.unit("kinh_te")


@pytest.mark.parametrize("who", ["lan", "quan", "ngoc", "binh"])
def test_who_does_not_keep_the_list_cannot_open_its_acts(cast, as_user, who):
    client = as_user(who)
    for name, key in (("assign", cast.person("lan").pk), ("make_post", cast.unit("office").pk)):
        assert client.get(reverse(f"office:{name}", args=[key])).status_code == 403
    assert client.post(reverse("office:enter_person"), {"full_name": "X"}).status_code == 403
    assert not Person.objects.filter(full_name="X").exists()
