"""The management review: inputs counted and frozen, gaps named, minutes, decisions that are owed, the signature of who chaired."""

import datetime
import io

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from audits.actions import (
    add_decision,
    answer_breaches,
    conclude_review,
    freeze_inputs,
    move_decision,
    note_decision_done,
    open_review,
    owe_yearly_review,
    raise_nonconformity,
    record_minutes,
    strike_decision,
    write_note,
)
from audits.actions.reviewing import text_to_sign
from audits.models import ManagementReview, Nonconformity, ReviewDecision, ReviewPack
from audits.overview import attention_of
from audits.review_inputs import gather
from audits.review_queries import next_review_due, rows_behind
from audits.states import ReviewDecisionKind, ReviewInput, ReviewStage, Source
from office.canonical import sha256_of
from office.models import Confidentiality, JournalLine, Obligation
from office.obligations import owed_by
from office.refusals import Incomplete, NotPermitted, WrongState
from office.signing import Reauthentication
from processes.actions import record_breaches
from processes.models import Dossier
from processes.reporting.figures import Period, period_report
from tests.cast import PASSWORD
from tests.processes.lives import a_dossier, a_procedure, an_issue, at, passed_to

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2026, 10, 31)
NOW = at(20)


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


@pytest.fixture
def bad_quarter(cast, case):
    """Two dossiers of October past their promise; they have gathered into one nonconformity."""
    for day in (5, 12):
        dossier = a_dossier(cast, case, at(day, month=10))
        passed_to(cast, dossier, "minh", at(day, 9, 30, month=10), at(day, 10, month=10))
    record_breaches(now=at(31, month=10))
    answer_breaches(now=at(31, month=10))
    return Nonconformity.objects.get()


@pytest.fixture
def review(cast):
    return open_review(
        period_first=FIRST,
        period_last=LAST,
        meets_on=NOW.date(),
        chaired_by=cast.person("ngoc"),
        by=cast.person("quan"),
        now=NOW,
    )


def proof_of(cast, name, now=NOW):
    user = cast.user(name)
    return Reauthentication(user_id=user.pk, person_id=user.person_id, method="password", at=now)


def minuted(cast, review, now=NOW, **values):
    freeze_inputs(review=review, by=cast.person("quan"), now=now)
    said = {
        "held_on": now.date(),
        "place": "Phòng họp tầng 2",
        "present": "Nguyễn Thị Ngọc, Chủ tịch\nTrần Quân, Thư ký ISO",
        "opinions": "Khâu thẩm định thiếu người vào thứ Hai.",
        "conclusion": "Hệ thống phù hợp; cần bớt thời gian thẩm định.",
    }
    return record_minutes(review=review, **said | values, by=cast.person("quan"), now=now)


def decided(cast, review, what="Bố trí thêm một người thẩm định", owner="hoa", due_on=datetime.date(2026, 12, 15)):
    return add_decision(
        review=review,
        kind=ReviewDecisionKind.RESOURCES,
        what=what,
        owner=cast.person(owner),
        due_on=due_on,
        by=cast.person("quan"),
        now=NOW,
    )


def concluded(cast, review, now=NOW):
    return conclude_review(
        review=review,
        content_hash=sha256_of(text_to_sign(review)),
        by=cast.person("ngoc"),
        proof=proof_of(cast, "ngoc", now),
        now=now,
    )


def stage_of(review):
    return ManagementReview.objects.with_stage().get(pk=review.pk).stage


def value_of(gathered, key, fact):
    return next(each["value"] for each in gathered["inputs"][key]["facts"] if each["key"] == fact)


def test_a_bad_quarter_stands_in_the_pack_with_its_dossiers_and_its_case(cast, review, bad_quarter):
    gathered = gather(review, now=NOW)
    total = period_report(Dossier.objects.all(), Period(FIRST, LAST, LAST)).total
    for line in ("received", "resolved", "late", "open", "open_late"):
        assert value_of(gathered, "c3", line) == total[line]
    assert value_of(gathered, "c3", "open_late") == 2
    assert value_of(gathered, "c4", "found_by_breach") == 1
    behind = rows_behind(gathered, "c4", "found_by_breach", cast.user("quan"))
    assert behind.rows[0]["address"] == bad_quarter.get_absolute_url()


def test_every_input_is_there_and_what_lacks_is_named(cast, review):
    gathered = gather(review, now=NOW)
    assert list(gathered["inputs"]) == ReviewInput.values
    assert gathered["inputs"]["c1"]["gaps"] == ["words"]
    assert "no_audit" in gathered["inputs"]["c6"]["gaps"]
    write_note(review=review, key="c1", text="Khảo sát 210 phiếu: 96,2 % hài lòng.", by=cast.person("quan"), now=NOW)
    assert gather(review, now=NOW)["inputs"]["c1"] == {
        "facts": [{"key": "complaints", "value": 0, "rows": []}],
        "note": "Khảo sát 210 phiếu: 96,2 % hài lòng.",
        "note_by": cast.person("quan").full_name,
        "gaps": [],
    }


def test_what_is_frozen_stays_whatever_happens_after(cast, review, bad_quarter):
    pack = freeze_inputs(review=review, by=cast.person("quan"), now=NOW)
    raise_nonconformity(
        source=Source.COMPLAINT, title="Trả nhầm kết quả", description="Bà Mai nhận nhầm.", owner_unit=cast.unit("kinh_te"),
        found_on=LAST, by=cast.person("quan"), now=NOW,
    )  # fmt: skip
    pack.refresh_from_db()
    assert value_of(pack.inputs, "c1", "complaints") == 0
    assert pack.inputs_hash == sha256_of(pack.inputs)
    assert value_of(freeze_inputs(review=review, by=cast.person("quan"), now=NOW).inputs, "c1", "complaints") == 1
    for change in ({"inputs": {}}, {"inputs_hash": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReviewPack.objects.filter(pk=pack.pk).update(**change)


def test_the_chair_signs_and_each_decision_is_owed_by_its_owner(cast, review):
    minuted(cast, review)
    decided(cast, review)
    dropped = decided(cast, review, what="Mua thêm máy quét")
    strike_decision(decision=dropped, by=cast.person("quan"), now=NOW)
    assert stage_of(review) == ReviewStage.HELD
    assert not Obligation.objects.filter(kind="audits.review_decision").exists()
    concluded(cast, review)
    assert stage_of(review) == ReviewStage.CONCLUDED
    owed = owed_by(cast.person("hoa"), NOW.date()).filter(kind="audits.review_decision")
    assert [(each.what, each.due_on) for each in owed] == [
        (f"{review.number}: Bố trí thêm một người thẩm định", datetime.date(2026, 12, 15))
    ]
    assert JournalLine.objects.filter(act="audits.review.conclude").count() == 1


def test_only_who_chaired_signs_and_only_what_was_shown(cast, review):
    minuted(cast, review)
    shown = sha256_of(text_to_sign(review))
    with pytest.raises(NotPermitted):
        conclude_review(
            review=review, content_hash=shown, by=cast.person("quan"), proof=proof_of(cast, "quan"), now=NOW
        )
    decided(cast, review)
    with pytest.raises(WrongState, match="đã đổi"):
        conclude_review(
            review=review, content_hash=shown, by=cast.person("ngoc"), proof=proof_of(cast, "ngoc"), now=NOW
        )
    assert stage_of(review) == ReviewStage.HELD


def test_a_concluded_review_takes_nothing_more(cast, review):
    minuted(cast, review)
    decision = decided(cast, review)
    concluded(cast, review)
    quan = cast.person("quan")
    for act in (
        lambda: write_note(review=review, key="f", text="Thêm", by=quan, now=NOW),
        lambda: freeze_inputs(review=review, by=quan, now=NOW),
        lambda: minuted(cast, review),
        lambda: decided(cast, review),
        lambda: strike_decision(decision=decision, by=quan, now=NOW),
        lambda: concluded(cast, review),
    ):
        with pytest.raises(WrongState):
            act()


def test_minutes_stand_on_frozen_figures(cast, review):
    with pytest.raises(WrongState, match="Chưa chốt"):
        record_minutes(
            review=review, held_on=NOW.date(), place="", present="Ngọc", opinions="", conclusion="Đạt", by=cast.person("quan"), now=NOW
        )  # fmt: skip
    minuted(cast, review)
    with pytest.raises(WrongState, match="đã ghi biên bản"):
        freeze_inputs(review=review, by=cast.person("quan"), now=NOW)
    with pytest.raises(Incomplete, match="tương lai"):
        record_minutes(
            review=review, held_on=datetime.date(2027, 1, 1), place="", present="Ngọc", opinions="", conclusion="Đạt", by=cast.person("quan"), now=NOW
        )  # fmt: skip


def test_what_was_decided_last_time_is_the_first_input_of_the_next(cast, review):
    minuted(cast, review)
    done, late, open_ = (decided(cast, review, what=what) for what in ("Việc một", "Việc hai", "Việc ba"))
    concluded(cast, review)
    note_decision_done(decision=done, outcome="Đã bố trí", by=cast.person("hoa"), now=at(1, month=12))
    move_decision(
        decision=open_, due_on=datetime.date(2027, 3, 31), reason="Chờ biên chế", by=cast.person("quan"), now=at(1, month=12)
    )  # fmt: skip
    following = open_review(
        period_first=datetime.date(2026, 11, 1), period_last=datetime.date(2027, 1, 31), meets_on=datetime.date(2027, 2, 1),
        chaired_by=cast.person("ngoc"), by=cast.person("quan"), now=at(1, month=12),
    )  # fmt: skip
    gathered = gather(following, now=at(1, month=12).replace(year=2027, month=2))
    found = {each["key"]: [row["name"] for row in each["rows"]] for each in gathered["inputs"]["a"]["facts"]}
    assert found == {
        "decisions_done": [f"{review.number}.1 Việc một"],
        "decisions_done_late": [],
        "decisions_open": [f"{review.number}.3 Việc ba"],
        "decisions_overdue": [f"{review.number}.2 Việc hai"],
    }
    assert late.pk
    assert [str(move.reason) for move in open_.moves.all()] == ["Chờ biên chế"]


def test_a_decision_is_done_once_and_by_who_answers_for_it(cast, review):
    minuted(cast, review)
    decision = decided(cast, review)
    with pytest.raises(WrongState, match="chưa được ký"):
        note_decision_done(decision=decision, outcome="Xong", by=cast.person("hoa"), now=NOW)
    concluded(cast, review)
    with pytest.raises(NotPermitted):
        note_decision_done(decision=decision, outcome="Xong", by=cast.person("lan"), now=NOW)
    note_decision_done(decision=decision, outcome="Xong", by=cast.person("hoa"), now=NOW)
    with pytest.raises(WrongState):
        note_decision_done(decision=decision, outcome="Xong nữa", by=cast.person("hoa"), now=NOW)
    assert not Obligation.objects.open().filter(kind="audits.review_decision").exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewDecision.objects.filter(pk=decision.pk).update(what="Khác")


def test_once_a_year_the_next_review_is_owed_and_the_signature_meets_it(cast, case, review):
    began = next_review_due()  # a year after the first issue came into force
    assert began is not None
    before = datetime.datetime.combine(began, datetime.time(8), NOW.tzinfo)
    assert not owe_yearly_review(now=before - datetime.timedelta(days=90))
    assert owe_yearly_review(now=before)
    assert not owe_yearly_review(now=before)
    owed = Obligation.objects.open().get(kind="audits.management_review")
    assert owed.due_on == began
    minuted(cast, review)
    concluded(cast, review)
    assert not Obligation.objects.open().filter(kind="audits.management_review").exists()
    assert next_review_due() == NOW.date().replace(year=NOW.year + 1)


def test_who_may_not_see_a_case_sees_it_counted_and_not_named(cast, review):
    secret = raise_nonconformity(
        source=Source.COMPLAINT, title="Đơn tố cáo cán bộ", description="Theo đơn.", owner_unit=cast.unit("kinh_te"),
        found_on=LAST, confidentiality=Confidentiality.RESTRICTED, by=cast.person("quan"), now=NOW,
    )  # fmt: skip
    gathered = gather(review, now=NOW)
    for name, rows, hidden in (("quan", [f"{secret.number} Đơn tố cáo cán bộ"], 0), ("tuan", [], 1)):
        behind = rows_behind(gathered, "c1", "complaints", cast.user(name))
        assert ([each["name"] for each in behind.rows], behind.hidden) == (rows, hidden)


def test_the_whole_review_on_screen(cast, as_, bad_quarter):
    client = as_("quan")
    client.post(
        reverse("audits:open_review"),
        {"period_first": "1/1/2026", "period_last": "31/10/2026", "meets_on": "28/11/2026", "chaired_by": cast.person("ngoc").pk},
    )  # fmt: skip
    review = ManagementReview.objects.get()
    address = review.get_absolute_url()
    page = client.get(address).content.decode()
    assert "chưa chốt" in page
    assert "đầu vào</b> còn thiếu" in page
    assert reverse("audits:review_list", args=[review.number, 0, "c4", "found"]) in page
    client.post(reverse("audits:review_note", args=[review.number, "c1"]), {"text": "Hài lòng 96 %"})
    client.post(reverse("audits:review_freeze", args=[review.number]))
    rows = client.get(reverse("audits:review_list", args=[review.number, 1, "c4", "found"])).content.decode()
    assert bad_quarter.number in rows
    assert "Đóng băng lúc" in rows
    kept = client.post(
        reverse("audits:review_minutes", args=[review.number]),
        {"held_on": "99/99", "place": "Phòng họp", "present": "Ngọc, Quân", "conclusion": "Đạt"},
    )
    assert kept.status_code == 422
    assert "Ngọc, Quân" in kept.content.decode()
    client.post(
        reverse("audits:review_minutes", args=[review.number]),
        {"held_on": f"{timezone.localdate():%d/%m/%Y}", "place": "Phòng họp", "present": "Ngọc, Quân", "conclusion": "Đạt"},
    )  # fmt: skip
    client.post(
        reverse("audits:review_decide", args=[review.number]),
        {"ket-luan-kind": "resources", "ket-luan-what": "Thêm người", "ket-luan-owner": cast.person("hoa").pk, "ket-luan-due_on": "31/12/2099"},
    )  # fmt: skip
    assert "Đã họp, chờ ký kết luận" in client.get(address).content.decode()
    client = as_("ngoc")
    shown = client.get(address).content.decode()
    assert "Ký kết luận</button>" in shown
    content = sha256_of(text_to_sign(review))
    wrong = client.post(
        reverse("audits:review_conclude", args=[review.number]), {"content_hash": content, "password": "nhầm"}
    )
    assert wrong.status_code == 403
    assert "Mật khẩu không đúng" in wrong.content.decode()
    client.post(
        reverse("audits:review_conclude", args=[review.number]), {"content_hash": content, "password": PASSWORD}
    )
    assert stage_of(review) == ReviewStage.CONCLUDED
    client = as_("hoa")
    assert "Ghi xong" in client.get(address).content.decode()
    client.post(reverse("audits:review_done", args=[review.number, 1]), {"outcome": "Đã có người"})
    listed = client.get(reverse("audits:reviews"), {"kl": "done"}).content.decode()
    assert "Thêm người" in listed
    assert "Đã có người" in listed


def words_of(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_minutes_are_a_draft_until_they_are_signed_and_the_same_bytes_after(cast, as_, review, bad_quarter):
    write_note(review=review, key="c1", text="Hài lòng 96,2 %", by=cast.person("quan"), now=NOW)
    minuted(cast, review)
    decided(cast, review)
    struck = decided(cast, review, what="Mua thêm máy quét")
    strike_decision(decision=struck, by=cast.person("quan"), now=NOW)
    client = as_("quan")
    address = reverse("audits:review_paper", args=[review.number, "bien-ban"])
    draft = words_of(client.get(address).content)
    for said in (
        "DỰ THẢO, CHƯA KÝ", "Hài lòng 96,2 %", "Khâu thẩm định thiếu người", "Bố trí thêm một người thẩm định", "15/12/2026",
        "Đang giải quyết, đã quá hạn: 2".lower(), "Còn thiếu: Không có tài liệu mục tiêu", "Kỳ xem xét: từ 01/01/2026 đến 31/10/2026",
    ):  # fmt: skip
        assert said.lower() in draft.lower(), said
    assert "Mua thêm máy quét" not in draft
    assert client.get(reverse("audits:review_paper", args=[review.number, "thong-bao"])).status_code == 404
    concluded(cast, review)
    first = client.get(address).content
    assert "DỰ THẢO" not in words_of(first)
    assert "Đã ký trên hệ thống" in words_of(first)
    assert client.get(address).content == first
    notice = words_of(client.get(reverse("audits:review_paper", args=[review.number, "thong-bao"])).content)
    assert "Bố trí thêm một người thẩm định" in notice


def test_the_page_asks_as_much_for_three_cases_as_for_one(cast, as_, review):
    client = as_("quan")

    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(review.get_absolute_url()).status_code == 200
        return len(seen)

    def found(n):
        raise_nonconformity(
            source=Source.SELF_FOUND, title=f"Thiếu biển {n}", description="Không có.", owner_unit=cast.unit("kinh_te"),
            found_on=LAST, by=cast.person("quan"), now=NOW,
        )  # fmt: skip

    found(1)
    asked()
    one = asked()
    found(2)
    found(3)
    assert asked() == one


def test_the_overview_says_in_one_sentence_what_waits(cast, as_, bad_quarter):
    page = as_("quan").get(reverse("audits:home")).content.decode()
    sentence = page[page.index('class="say"') : page.index("</p>", page.index('class="say"'))]
    assert "<b>2 hồ sơ</b> đang quá hẹn" in sentence
    assert "<b>1 phiếu</b> chờ quyết định" in sentence
    for part in attention_of(cast.user("quan"), now=NOW, on=NOW.date()):
        assert as_("quan").get(part.address).status_code == 200
    seen = [part.text for part in attention_of(cast.user("lan"), now=NOW, on=NOW.date())]
    assert "chờ quyết định" not in seen  # Lan's unit has no case


def test_the_overview_asks_five_times_however_much_waits(cast, bad_quarter, django_assert_max_num_queries):
    user = cast.user("quan")
    attention_of(user, now=NOW, on=NOW.date())
    with django_assert_max_num_queries(7):
        attention_of(user, now=NOW, on=NOW.date())
