"""The pages of nonconformities: who sees what, the decision and the work on screen, and that nothing typed is lost."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions import (
    answer_breaches,
    decide,
    measure_effect,
    note_done,
    plan_corrective_action,
    raise_nonconformity,
)
from audits.models import Nonconformity
from audits.queries import filtered, register_of
from audits.states import DecisionKind, Source
from office.models import Confidentiality
from processes.actions import annul_breach, record_breaches
from processes.models import DeadlineBreach, Dossier
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
    assert "1 việc chưa xong" in client.get(reverse("audits:home")).content.decode()


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
    waiting = client.get(reverse("audits:home"), {"stage": "undecided"}).content.decode()
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
        "severity": "minor",
        "clause": "7.5.3 ISO 9001:2015",
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


# --- the rest of its life on screen ----------------------------------------------------------------------------------


def test_causes_checks_effect_and_closing_on_screen(as_, cast, nonconformity):
    number, quan = nonconformity.number, as_("quan")

    def post(name, data, *args, by="quan"):
        answer = as_(by).post(reverse(f"audits:{name}", args=[number, *args]), data)
        assert answer.status_code == 302, answer.content.decode()
        return quan.get(nonconformity.get_absolute_url()).content.decode()

    page = quan.get(nonconformity.get_absolute_url()).content.decode()
    assert "Máy đề xuất:" in page
    assert "Có hồ sơ trễ" in page  # ten working days and more
    post("decide", {"quyet-dinh-kind": DecisionKind.CORRECTIVE_ACTION, "quyet-dinh-reason": "nhiều"})
    post("note_cause", {"nguyen-nhan-branch": "why", "nguyen-nhan-text": "Hẹn xác minh muộn"})
    page = post("note_cause", {"nguyen-nhan-branch": "method", "nguyen-nhan-text": "Quy trình không định ngày"})
    assert "Sơ đồ xương cá" in page
    page = post("change_cause", {"lam": "goc"}, 2)
    assert "<b>Gốc:</b> Quy trình không định ngày" in page
    assert "<s>Hẹn xác minh muộn</s>" in post("change_cause", {"lam": "gach"}, 1)
    work = {"khac-phuc-what": "Định ngày xác minh", "khac-phuc-owner": cast.person("minh").pk}
    post("plan_action", work | {"khac-phuc-due_on": "26/11/2099"})
    page = post("move_due", {"due_on": "30/11/2099", "reason": "Chờ họp"}, "khac-phuc", 1)
    assert "dời 26/11/2099 → 30/11/2099:" in page
    post("note_done", {"outcome": "Đã định"}, "khac-phuc", 1, by="minh")
    page = post("check_action", {"passed": "yes", "seen": "Có lịch"}, 1)
    assert "kiểm tra: đạt" in page
    page = post("measure_effect", {})
    assert "Chưa đủ cơ sở" in page
    frozen = quan.get(reverse("audits:effect_list", args=[number, 1, "truoc"])).content.decode()
    for code in DeadlineBreach.objects.values_list("dossier__code", flat=True):
        assert code in frozen
    wrong = quan.post(
        reverse("audits:conclude_effect", args=[number, 1]), {"ket-luan-verdict": "effective", "ket-luan-reason": ""}
    )
    assert wrong.status_code == 422
    assert "Cần ghi lý do." in wrong.content.decode()
    early = quan.post(reverse("audits:close", args=[number]), {"dong-conclusion": "xong"})
    assert early.status_code == 409
    assert "Còn thiếu: kết luận «có hiệu lực» sau hành động cuối" in early.content.decode()
    post("conclude_effect", {"ket-luan-verdict": "effective", "ket-luan-reason": "Nhóm 2 còn 2 ngày"}, 1)
    page = post("close", {"dong-conclusion": "Hết trễ"}, by="ngoc")
    assert "Phiếu đã đóng." in page
    assert "đã đóng" in quan.get(reverse("audits:home"), {"stage": "closed"}).content.decode()


def test_who_may_not_see_a_dossier_sees_it_counted_only(as_, cast, nonconformity):
    decide(
        nonconformity=nonconformity,
        kind=DecisionKind.CORRECTIVE_ACTION,
        reason="",
        by=cast.person("quan"),
        now=at(20),
    )
    action = plan_corrective_action(
        nonconformity=nonconformity,
        what="Định ngày",
        owner=cast.person("minh"),
        due_on=at(27).date(),
        by=cast.person("quan"),
        now=at(20),
    )
    note_done(work=action, outcome="Đã định", by=cast.person("minh"), now=at(20))
    measure_effect(nonconformity=nonconformity, by=cast.person("quan"), now=at(20))
    Dossier.objects.filter(code=DeadlineBreach.objects.first().dossier.code).update(
        confidentiality=Confidentiality.RESTRICTED
    )
    page = as_("quan").get(reverse("audits:effect_list", args=[nonconformity.number, 1, "truoc"])).content.decode()
    assert "và 1 hồ sơ anh/chị không có quyền xem" in page
    assert DeadlineBreach.objects.first().dossier.code not in page


DAYS = (datetime.date(2026, 11, 30), datetime.date(2026, 12, 1))


def test_the_register_filters_groups_and_leaves_as_a_spreadsheet(as_, cast, nonconformity):
    other = found_by_hand(cast, "Biểu mẫu cũ ở Quầy 2")
    client, home = as_("quan"), reverse("audits:home")

    def listed(**query):
        page = client.get(home, query).content.decode()
        return [number for number in (nonconformity.number, other.number) if f">{number}<" in page]

    code = DeadlineBreach.objects.first().dossier.code
    assert listed() == [nonconformity.number, other.number]
    assert listed(q="biểu mẫu") == [other.number]
    assert listed(q=code) == [nonconformity.number]
    assert listed(source="breach") == [nonconformity.number]
    assert listed(unit=cast.unit("van_hoa").pk) == [other.number]
    assert listed(since="21/11/2026") == []
    late_on = {
        on: filtered(register_of(cast.user("quan")), {"overdue": "1"}, user=cast.user("quan"), on=on) for on in DAYS
    }
    assert [len(rows) for rows in late_on.values()] == [0, 2]  # the decisions are due on 30/11
    assert listed(owner=cast.person("minh").pk) == []
    page = client.get(home, {"group": "unit"}).content.decode()
    assert 'scope="rowgroup">Phòng Văn hóa' in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(home, {"xuat": "xlsx", "source": "self_found"}).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Số phiếu", other.number]
    assert client.get(home, {"unit": "999999999999999999999", "trang": "x", "since": "32/13/2026"}).status_code == 200


def test_a_case_is_raised_from_a_record_that_may_be_seen(as_, cast, case):
    dossier = late(cast, case, 5)
    address = f"{reverse('audits:raise')}?ve=processes.dossier:{dossier.pk}"
    page = as_("quan").get(address).content.decode()
    assert dossier.code in page
    made = as_("quan").post(
        address,
        {
            "source": "complaint",
            "title": "Ghi sai tên trên giấy hẹn",
            "description": "Người nộp báo sai họ.",
            "owner_unit": cast.unit("one_stop").pk,
            "found_on": "19/11/2026",
            "severity": "minor",
            "confidentiality": 2,
        },
    )
    assert made.status_code == 302
    raised = Nonconformity.objects.get()
    assert raised.about == dossier
    assert dossier.code in raised.facts["about"]
    for odd in ("processes.dossier:9" * 9, "x:1", "processes.dossier:0", "processes.dossier:²", ":"):
        assert as_("quan").get(reverse("audits:raise"), {"ve": odd}).status_code == 200


def test_the_policy_is_set_on_screen(as_, cast):
    address = reverse("audits:policies")
    assert as_("hoa").get(address).status_code == 403
    client = as_("quan")
    page = client.get(address).content.decode()
    assert "đang áp dụng" in page
    numbers = {
        "valid_from": "01/01/2099",
        "basis": "Quy chế 15/QC-UBND",
        "window_days": 90,
        "decision_days": 3,
        "action_from_count": 2,
        "action_from_percent": 10,
        "action_from_days": 5,
        "major_from_percent": 15,
        "effect_after_days": 45,
        "effect_wanted_percent": 60,
    }
    assert client.post(address, numbers | {"window_days": 0}).status_code == 422
    assert client.post(address, numbers).status_code == 302
    assert "Từ 01/01/2099" in client.get(address).content.decode()
    assert client.post(address, numbers).status_code == 422
