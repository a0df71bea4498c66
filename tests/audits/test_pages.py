"""The pages of nonconformities: who sees what, the decision and the work on screen, and that nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions import answer_breaches, decide, raise_nonconformity
from audits.models import Nonconformity
from audits.states import DecisionKind, Source
from processes.actions import annul_breach, record_breaches
from processes.models import DeadlineBreach
from tests.processes.lives import MAI, a_dossier, a_procedure, an_issue, at, passed_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def case(cast):
    case = a_procedure(cast)
    an_issue(cast, case, committed="4")
    return case


def late(cast, case, day):
    dossier = a_dossier(cast, case, at(day, month=10))
    return passed_to(cast, dossier, "minh", at(day, 9, 30, month=10), at(day, 10, month=10))


@pytest.fixture
def nonconformity(cast, case):
    late(cast, case, 5)
    late(cast, case, 12)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    return Nonconformity.objects.get()


def found_by_hand(cast, title, unit="van_hoa", **values):
    return raise_nonconformity(
        source=Source.SELF_FOUND,
        title=title,
        description="Biểu mẫu cũ còn ở quầy.",
        owner_unit=cast.unit(unit),
        found_on=at(20).date(),
        by=cast.person("quan"),
        now=at(20),
        **values,
    )


def test_the_page_says_what_happened_and_where_the_time_went(as_, nonconformity):
    page = as_("quan").get(nonconformity.get_absolute_url()).content.decode()
    assert "<b>2 hồ sơ trễ</b>" in page
    assert "<b>2</b> còn đang trễ" in page
    assert "Phần vượt nằm trọn ở bước 2–3 Thẩm định hồ sơ" in page
    assert "nhận 09:00, ngày nhận không tính" in page  # the ledger of days
    for dossier in DeadlineBreach.objects.values_list("dossier__code", flat=True):
        assert dossier in page
    assert MAI.name not in page


def test_the_unit_and_those_who_answer_see_it_others_get_what_a_missing_one_gets(as_, cast, nonconformity):
    address = nonconformity.get_absolute_url()
    missing = reverse("audits:nonconformity", args=["KPH-99-999"])
    for name in ("quan", "tuan", "ngoc", "thao", "hoa", "minh"):
        assert as_(name).get(address).status_code == 200, name
        assert nonconformity.number in as_(name).get(reverse("audits:home")).content.decode()
    for name in ("binh", "lan"):
        hidden, gone = as_(name).get(address), as_(name).get(missing)
        assert (hidden.status_code, gone.status_code) == (404, 404), name
        page = as_(name).get(reverse("audits:home")).content.decode()
        assert nonconformity.number not in page
        assert "Chưa có sự không phù hợp nào" in page


def test_everything_is_behind_the_door(client, nonconformity):
    for name, arguments in [
        ("home", []),
        ("nonconformity", [nonconformity.number]),
        ("decide", [nonconformity.number]),
        ("plan_correction", [nonconformity.number]),
        ("plan_action", [nonconformity.number]),
        ("note_done", [nonconformity.number, "xu-ly", 1]),
    ]:
        answer = client.post(reverse(f"audits:{name}", args=arguments))
        assert (answer.status_code, "dang-nhap" in answer.url) == (302, True), name


def test_hidden_ones_cannot_be_acted_on(as_, nonconformity):
    answer = as_("binh").post(
        reverse("audits:decide", args=[nonconformity.number]), {"quyet-dinh-kind": DecisionKind.CORRECTIVE_ACTION}
    )
    assert answer.status_code == 404
    assert not hasattr(nonconformity, "decision")


def test_decide_then_plan_then_done(as_, cast, nonconformity):
    client, number = as_("quan"), nonconformity.number
    wrong = client.post(
        reverse("audits:decide", args=[number]), {"quyet-dinh-kind": DecisionKind.NOT_NEEDED, "quyet-dinh-reason": ""}
    )
    assert wrong.status_code == 422
    assert "Cần ghi lý do." in wrong.content.decode()
    client.post(reverse("audits:decide", args=[number]), {"quyet-dinh-kind": DecisionKind.CORRECTIVE_ACTION})
    work = {"khac-phuc-what": "Hẹn xác minh theo tổ dân phố", "khac-phuc-owner": cast.person("minh").pk}
    again = client.post(reverse("audits:plan_action", args=[number]), work | {"khac-phuc-due_on": "31/02/2027"})
    assert again.status_code == 422
    assert 'value="Hẹn xác minh theo tổ dân phố"' in again.content.decode()
    client.post(reverse("audits:plan_action", args=[number]), work | {"khac-phuc-due_on": "26/11/2099"})
    client.post(
        reverse("audits:plan_correction", args=[number]),
        {"xu-ly-what": "Xin lỗi, hẹn lại", "xu-ly-owner": cast.person("lan").pk, "xu-ly-due_on": "27/11/2099"},
    )
    done = as_("minh").post(
        reverse("audits:note_done", args=[number, "khac-phuc", 1]), {"outcome": "Đã có lịch cho sáu tổ"}
    )
    assert done.status_code == 302
    page = as_("quan").get(nonconformity.get_absolute_url()).content.decode()
    assert "<b>1 trên 2</b> việc xong" in page
    assert "Đã có lịch cho sáu tổ" in page
    assert "27/11/2099" in page
    assert "1 trên 2 việc chưa xong" in client.get(reverse("audits:home")).content.decode()


def test_the_unit_itself_reads_why_it_cannot_decide(as_, nonconformity):
    page = as_("hoa").get(nonconformity.get_absolute_url()).content.decode()
    assert "Ghi quyết định" not in page
    assert "Chỉ Thư ký ISO, Chủ tịch UBND được quyết định về sự không phù hợp." in page


def test_an_annulled_lateness_stays_in_the_list_and_leaves_the_count(as_, cast, nonconformity):
    breach = DeadlineBreach.objects.order_by("passed_at").first()
    annul_breach(breach=breach, reason="Mất điện toàn phường", by=cast.person("ngoc"), now=at(20, 11))
    page = as_("quan").get(nonconformity.get_absolute_url()).content.decode()
    assert "<b>1 hồ sơ trễ</b>" in page
    assert "Mất điện toàn phường" in page
    assert breach.dossier.code in page


def test_the_register_filters_what_waits(as_, cast, nonconformity):
    other = found_by_hand(cast, "Biểu mẫu cũ ở Quầy 2")
    decide(nonconformity=other, kind=DecisionKind.NOT_NEEDED, reason="Đã thu hồi", by=cast.person("ngoc"), now=at(20))
    client = as_("quan")
    page = client.get(reverse("audits:home")).content.decode()
    assert "<b>1 phiếu</b> chờ quyết định" in page
    assert other.number in page
    waiting = client.get(reverse("audits:home"), {"xem": "cho-quyet-dinh"}).content.decode()
    assert nonconformity.number in waiting
    assert other.number not in waiting


def test_one_is_raised_on_screen(as_, cast):
    client = as_("tuan")
    assert reverse("audits:raise") in client.get(reverse("audits:home")).content.decode()
    assert reverse("audits:raise") not in as_("lan").get(reverse("audits:home")).content.decode()
    form = {
        "source": Source.AUDIT,
        "title": "Biểu mẫu cũ ở Quầy 2",
        "description": "Thấy 14 tờ mẫu đã hết hiệu lực.",
        "owner_unit": cast.unit("one_stop").pk,
        "found_on": "19/11/2026",
        "confidentiality": 2,
    }
    client = as_("tuan")
    for wrong, status in [({"title": ""}, 422), ({"found_on": "19/11/2099"}, 422), ({"source": Source.BREACH}, 422)]:
        answer = client.post(reverse("audits:raise"), form | wrong)
        assert answer.status_code == status
        assert "Thấy 14 tờ mẫu đã hết hiệu lực." in answer.content.decode()
    assert not Nonconformity.objects.exists()
    made = client.post(reverse("audits:raise"), form)
    nonconformity = Nonconformity.objects.get()
    assert made.url == nonconformity.get_absolute_url()
    assert (nonconformity.source, nonconformity.opened_by) == (Source.AUDIT, cast.person("tuan"))
    # Hoa finds something in another unit: it is written down, and stays that unit's own case.
    other = as_("hoa").post(reverse("audits:raise"), form | {"source": Source.SELF_FOUND})
    assert other.url == reverse("audits:home")
    assert Nonconformity.objects.count() == 2


def test_as_many_queries_for_three_as_for_one(as_, cast, case):
    client = as_("quan")

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    late(cast, case, 5)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    nonconformity = Nonconformity.objects.get()
    one = queries(reverse("audits:home")), queries(nonconformity.get_absolute_url())
    late(cast, case, 6)
    late(cast, case, 7)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    found_by_hand(cast, "Một việc khác")
    found_by_hand(cast, "Một việc khác nữa")
    assert Nonconformity.objects.count() == 3
    assert (queries(reverse("audits:home")), queries(nonconformity.get_absolute_url())) == one
