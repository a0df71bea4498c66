"""«CC TP-HT», «Công chức Tư pháp – Hộ tịch»: mapped once, by whoever drafts, and every document knows."""

import json

import pytest
from django.test import Client

from iso_docs.actions import map_printed_role, save_draft
from iso_docs.models import PrintedRole
from iso_docs.printed_roles import likeness, spelled_out, suggested, wordings_for
from office.models import JournalLine, Post
from tests.iso_docs import desk


@pytest.fixture
def quan(cast):
    client = Client()
    client.force_login(cast.user("quan"))
    return client


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CC TP-HT", "Công chức Tư pháp - Hộ tịch"),
        ("Công chức TP – HT", "Công chức tư pháp hộ tịch"),
        ("Bộ phận TN&TKQ", "Bộ phận tiếp nhận và trả kết quả"),
        ("LĐ UBND xã", "Lãnh đạo Ủy ban nhân dân xã"),
        ("PCT UBND", "Phó Chủ tịch UBND"),
    ],
)
def test_wordings_of_one_role_are_alike(one, other):
    assert likeness(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chủ tịch UBND xã", "Phó Chủ tịch UBND xã"),
        ("Công chức Tư pháp - Hộ tịch", "Công chức Địa chính - Xây dựng"),
        ("Văn thư", "Lãnh đạo UBND"),
        ("Phòng Kinh tế", "Phòng Văn hóa – Xã hội"),
    ],
)
def test_different_roles_are_not(one, other):
    assert likeness(one, other) < 0.62


def test_a_title_within_a_longer_one_is_proposed_below_the_same_one():
    assert (
        0.62
        <= likeness("Văn thư UBND", "Lưu trữ viên, Văn thư")
        < likeness("Công chức Văn thư", "Chuyên viên Văn thư")
        < 1
    )


def test_abbreviations_are_whole_words():
    assert spelled_out("Chi cục CT-XD") == "chi cuc chu tich xd"
    assert spelled_out("Bộ phận tiếp nhận") == "bo phan tiep nhan"


def test_a_known_wording_proposes_its_post_and_two_equal_ones_propose_none(cast):
    minh, thao = cast.post("minh"), cast.post("thao")
    known = [PrintedRole(wording="Công chức Tư pháp – Hộ tịch", post=minh)]
    assert suggested("CC TP-HT", known, []) == (minh, "Công chức Tư pháp – Hộ tịch")
    known.append(PrintedRole(wording="Công chức TP HT", post=thao))
    assert suggested("CC TP-HT", known, []) == (None, "")
    assert suggested(str(minh.name), [], [minh, thao])[0] == minh


def test_mapped_on_the_screen_and_known_to_the_next_document(cast, quan):
    document = desk.a_draft(cast)
    page = quan.get("/tai-lieu/vai-tro/").content.decode()
    for _number, _work, wording, _times in desk.STEPS:
        assert wording in page
    post = cast.post("minh")
    rows = wordings_for(cast.user("quan"), list(Post.objects.all()))
    assert {row.text: row.steps for row in rows}["Cán bộ tiếp nhận tại TTPVHCC"] == 2
    field = {
        row.text: name
        for name, row in quan.get("/tai-lieu/vai-tro/").context["form"].names
    }["Công chức Tư pháp – Hộ tịch"]  # fmt: skip
    done = quan.post("/tai-lieu/vai-tro/", {field: post.pk}, follow=True)
    assert "Đã ghi 1 cách gọi." in done.content.decode()
    assert PrintedRole.objects.get().post == post
    assert JournalLine.objects.filter(act="iso_docs.role.map").count() == 1
    again = quan.post("/tai-lieu/vai-tro/", {field: post.pk}, follow=True)
    assert "Không có gì thay đổi." in again.content.decode()
    round_ = desk.submitted(cast, document)
    steps = json.loads(round_.content)["steps"]
    assert [step["post_id"] for step in steps] == [None, post.pk, None, None, None]
    document.refresh_from_db()
    assert round_.revision == document.get_latest_revision()


def test_a_step_that_names_its_post_keeps_it(cast):
    document = desk.a_draft(cast)

    def name_somebody(draft):
        steps = draft.steps.raw_data
        steps[1]["value"]["post"] = str(cast.post("thao").pk)
        draft.steps.raw_data = steps

    save_draft(document=document, change=name_somebody, by=cast.person("quan"), now=desk.NOW)
    map_printed_role(
        wording="Công chức Tư pháp – Hộ tịch", post=cast.post("minh"), by=cast.person("quan"), now=desk.NOW
    )
    steps = json.loads(desk.submitted(cast, document).content)["steps"]
    assert steps[1]["post_id"] == cast.post("thao").pk


def test_the_reader_finds_the_own_lane_of_an_issue_frozen_before_the_mapping(cast):
    issue = desk.an_issue(cast, desk.a_draft(cast))
    client = Client()
    client.force_login(cast.user("minh"))
    assert "việc của anh/chị" not in client.get(issue.get_absolute_url()).content.decode()
    map_printed_role(
        wording="Công chức Tư pháp – Hộ tịch", post=cast.post("minh"), by=cast.person("quan"), now=desk.NOW
    )
    assert "việc của anh/chị: bước 2" in client.get(issue.get_absolute_url()).content.decode()


def test_odd_input_is_answered(cast, quan):
    desk.a_draft(cast)
    assert quan.get("/tai-lieu/vai-tro/?q=%C3&trang=99").status_code == 200
    assert "Không có cách ghi nào khớp." in quan.get("/tai-lieu/vai-tro/?q=zzz").content.decode()
    name = quan.get("/tai-lieu/vai-tro/").context["form"].names[0][0]
    assert quan.post("/tai-lieu/vai-tro/", {name: "99999999999999999999"}).status_code == 422
    assert not PrintedRole.objects.exists()


def test_questions_do_not_grow_with_documents(cast, quan, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk.a_draft(cast)
    quan.get("/tai-lieu/vai-tro/")
    with CaptureQueriesContext(connection) as first:
        quan.get("/tai-lieu/vai-tro/")
    for number in range(2):
        desk.a_draft(cast, code=f"QT-{number}")
    with django_assert_num_queries(len(first)):
        quan.get("/tai-lieu/vai-tro/")
