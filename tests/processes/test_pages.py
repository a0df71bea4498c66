"""The pages of dossiers: the counter, the register, one dossier, its papers; who sees what, and how many questions that asks."""

import io
import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from office.models import AccessException, AccessRight, JournalLine, subject_of
from processes import actions
from processes.actions import ApplicantDetails
from processes.models import AdministrativeProcedureCase, Dossier
from processes.queries import my_dossiers
from tests.processes.lives import MAI, a_dossier, a_procedure, an_issue, at, passed_to

pytestmark = pytest.mark.django_db
CARD = "099190004567|012345678|Phan Thị Mai|05031990|Nữ|tổ dân phố 4, phường Bình An|01012024"


@pytest.fixture
def case(cast):
    case = a_procedure(cast)
    an_issue(cast, case)
    return case


@pytest.fixture
def signed_in(client, cast):
    """`signed_in("lan")`: the browser of Lan."""

    def as_person(who: str):
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_person


def told(case, **more):
    """What the counter's form sends for a complete dossier."""
    papers = [paper for paper in case.papers.all() if not paper.condition]
    return {
        "key": str(uuid.uuid4()),
        "procedure_words": "sua chua nha",
        "card": CARD,
        "phone": "0900 000 173",
        "paper": [str(paper.pk) for paper in papers],
    } | more


# --- the counter -----------------------------------------------------------------------------------------------------


def test_enter_shows_the_promise_and_receives_nothing(signed_in, case):
    page = signed_in("lan").post(reverse("processes:reception"), told(case, look="1"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Cấp phép sửa chữa nhà ở" in text
    assert "QT-XD-01, lần ban hành 01" in text
    assert 'value="Phan Thị Mai"' in text
    assert "099190004567" in text
    assert "Luật cho 05 ngày làm việc" in text
    assert "cơ quan cam kết 04 ngày làm việc" in text
    assert not Dossier.objects.exists()


def test_a_scanned_card_and_ticked_papers_make_a_dossier_once(signed_in, case):
    sent = told(case)
    for _time in range(2):
        page = signed_in("lan").post(reverse("processes:reception"), sent)
        dossier = Dossier.objects.get()
        assert page.headers["Location"] == reverse("processes:receipt", args=[dossier.pk]) + "?moi=1"
    assert (dossier.applicant_name, dossier.applicant_phone) == ("Phan Thị Mai", "0900000173")
    assert (dossier.applicant.id_number, dossier.applicant.born_on_text) == ("099190004567", "05/03/1990")
    assert dossier.papers.count() == 2


def test_what_is_missing_is_said_and_what_was_typed_stays(signed_in, case):
    page = signed_in("lan").post(reverse("processes:reception"), told(case, paper=[]))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Bản vẽ hiện trạng</li>" in text
    assert 'value="Phan Thị Mai"' in text
    assert not Dossier.objects.exists()


def test_htmx_gets_the_parts_that_change(signed_in, case):
    page = signed_in("lan").post(
        reverse("processes:reception"),
        told(case),
        headers={"HX-Request": "true", "HX-Trigger-Name": "card"},
    )
    text = page.content.decode()
    assert "<html" not in text
    assert text.count('hx-swap-oob="true"') == 4
    assert not Dossier.objects.exists()


def test_a_second_dossier_of_the_same_person_is_warned_of(signed_in, cast, case):
    first = a_dossier(cast, case, timezone.now())
    text = signed_in("lan").post(reverse("processes:reception"), told(case, look="1")).content.decode()
    assert first.code in text
    assert "Kiểm tra có phải nộp lại để tính lại hạn không" in text
    assert "1 hồ sơ trước" in text


def test_another_case_promises_another_day(signed_in, case):
    other = AdministrativeProcedureCase.objects.create(
        version=case.version, key="xac-minh", name="Có xác minh", position=2, limit=9, limit_unit="working_day"
    )
    text = signed_in("lan").post(reverse("processes:reception"), told(case, look="1") | {"case": str(other.pk)}).content
    assert "Luật cho 09 ngày làm việc" in text.decode()


@pytest.mark.parametrize("who", ["minh", "ngoc", "admin"])
def test_the_counter_is_for_one_stop_clerks(signed_in, who):
    assert signed_in(who).get(reverse("processes:reception")).status_code == 403


# --- papers ----------------------------------------------------------------------------------------------------------


def test_the_receipt_carries_code_day_and_a_picture_of_the_code(signed_in, cast, case):
    dossier = a_dossier(cast, case, at(19, 8, 42))
    text = signed_in("lan").get(reverse("processes:receipt", args=[dossier.pk])).content.decode()
    assert text.count("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ") == 2
    assert "Số: 00001/TNHS" in text
    assert "08 giờ 42 phút, ngày 19/11/2026" in text
    assert "17 giờ 00, thứ Năm, 26/11/2026" in text
    assert "Quyển số 01/2026; Số thứ tự: 00001." in text
    assert text.count('class="qr"') == 2


def test_a_receipt_printed_again_says_what_it_said(signed_in, cast, case):
    dossier = a_dossier(cast, case, at(19))
    first = signed_in("lan").get(reverse("processes:receipt", args=[dossier.pk])).content
    actions.extend(dossier=dossier, new_due_on=at(30).date(), reason="chờ ý kiến", by=cast.person("ngoc"), now=at(20))
    again = signed_in("lan").get(reverse("processes:receipt", args=[dossier.pk])).content

    def paper(page: bytes) -> str:
        return re.search(r"<article.*?</article>", page.decode(), re.S)[0]

    assert paper(first) == paper(again)


# --- one dossier -----------------------------------------------------------------------------------------------------


def test_the_page_says_lateness_charge_and_every_day(signed_in, cast, case):
    dossier = passed_to(cast, a_dossier(cast, case, at(2)), "minh", at(2, 10), at(2, 11))
    actions.record_breaches(now=at(9))
    text = signed_in("minh").get(reverse("processes:dossier", args=[dossier.pk])).content.decode()
    assert "Quá hạn " in text
    assert "Qua ngày hẹn trả lúc 17:00 thứ Sáu, 06/11/2026" in text
    assert "Quy cho nhóm bước 2–3 Thẩm định hồ sơ" in text
    assert "nhận 09:00, ngày nhận không tính" in text
    assert "Nhận bàn giao từ Lê Thị Lan" in text


def test_contact_is_masked_until_asked_for_and_asking_is_written_down(signed_in, cast, case):
    dossier = passed_to(cast, a_dossier(cast, case, at(19)), "minh", at(19, 10), at(19, 11))
    address = reverse("processes:dossier", args=[dossier.pk])
    for who, sees in (("lan", True), ("minh", True), ("tuan", False), ("ngoc", False)):
        text = signed_in(who).get(address).content.decode()
        assert (MAI.phone in text, MAI.id_number in text) == (sees, sees), who
    page = signed_in("tuan").post(reverse("processes:reveal", args=[dossier.pk]))
    assert MAI.phone in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    line = JournalLine.objects.get(act="processes.dossier.reveal_applicant")
    assert line.person_id == cast.person("tuan").pk
    assert MAI.phone not in line.body


def test_deeds_on_the_page_are_those_the_rules_allow(signed_in, cast, case):
    dossier = passed_to(cast, a_dossier(cast, case, at(19)), "minh", at(19, 10), at(19, 11))

    def deeds(who):
        text = signed_in(who).get(reverse("processes:dossier", args=[dossier.pk])).content.decode()
        return set(re.findall(rf"/ho-so/{dossier.pk}/([a-z-]+)/\"", text)) - {"giay-hen", "xem-thong-tin"}

    assert {"ban-giao", "buoc-tiep", "ket-qua", "tu-choi", "dung"} == deeds("minh")
    assert "ket-qua" not in deeds("lan")
    assert deeds("tuan") == set()


def test_a_deed_is_done_on_its_page_and_refused_there(signed_in, cast, case):
    dossier = passed_to(cast, a_dossier(cast, case, at(19)), "minh", at(19, 10), at(19, 11))
    address = reverse("processes:deed", args=[dossier.pk, "ket-qua"])
    sent = {"signed_on": "20/11/2026", "signer_name": "Bùi Minh Ngọc", "result_code": "12/GPSC"}
    page = signed_in("minh").post(address, sent)
    assert page.status_code == 422
    assert "Chưa có tệp kết quả đã ký." in page.content.decode()
    assert signed_in("lan").post(address, sent | {"no_file_reason": "bản giấy"}).status_code == 403
    forged = io.BytesIO(b"<html>")
    forged.name = "ket-qua.pdf"
    assert "phải là PDF" in signed_in("minh").post(address, sent | {"file": forged}).content.decode()
    real = io.BytesIO(b"%PDF-1.7 result")
    real.name = "ket-qua.pdf"
    assert signed_in("minh").post(address, sent | {"file": real}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "finished"
    assert dossier.results.get().blob.size == 15


# --- who sees --------------------------------------------------------------------------------------------------------


def test_a_hidden_dossier_answers_like_a_missing_one(signed_in, cast, case):
    dossier = a_dossier(cast, case, at(19))
    browser = signed_in("binh")
    for name, args in (("dossier", []), ("receipt", []), ("deed", ["ban-giao"])):
        hidden = browser.get(reverse(f"processes:{name}", args=[dossier.pk, *args]))
        missing = browser.get(reverse(f"processes:{name}", args=[dossier.pk + 999, *args]))
        assert hidden.status_code == missing.status_code == 404
        assert MAI.name not in hidden.content.decode()
    assert browser.post(reverse("processes:reveal", args=[dossier.pk])).status_code == 404
    listed = browser.get(reverse("processes:home")).content.decode()
    assert dossier.code not in listed
    assert "0 hồ sơ" in listed


@pytest.mark.parametrize(
    ("who", "sees"),
    [("lan", True), ("minh", True), ("hoa", True), ("quan", True), ("ngoc", True), ("tuan", True), ("binh", False), ("admin", False)],
)  # fmt: skip
def test_who_sees_a_dossier_of_the_division(cast, case, who, sees):
    a_dossier(cast, case, at(19))
    assert Dossier.objects.visible_to(cast.user(who), at(19).date()).exists() is sees


def test_nobody_without_an_account_sees_anything_and_an_exception_ends(cast, case):
    dossier = a_dossier(cast, case, at(19))
    assert not Dossier.objects.visible_to(AnonymousUser()).exists()
    AccessException.objects.create(
        **subject_of(dossier), person=cast.person("binh"), right=AccessRight.VIEW, reason="phối hợp",
        valid_from=at(19).date(), valid_until=at(20).date(), granted_by=cast.person("thao"), granted_at=at(19),
    )  # fmt: skip
    seen = [Dossier.objects.visible_to(cast.user("binh"), at(day).date()).exists() for day in (19, 20, 21)]
    assert seen == [True, True, False]


# --- lists -----------------------------------------------------------------------------------------------------------


def test_the_register_finds_by_code_name_and_standing(signed_in, cast, case):
    other = ApplicantDetails(name="Đỗ Văn Phúc", id_number="099190004999")
    old, new = a_dossier(cast, case, at(2)), a_dossier(cast, case, at(19), applicant=other)
    actions.record_breaches(now=at(20))

    def codes(**query):
        text = signed_in("lan").get(reverse("processes:home"), query).content.decode()
        return [code for code in (old.code, new.code) if code in text]

    assert codes() == [old.code, new.code]
    assert codes(q="do van ph") == [new.code]
    assert codes(q="261102") == [old.code]
    assert codes(q="099190004999") == [new.code]
    assert codes(standing="late")[:1] == [old.code]
    assert codes(since="19/11/2026") == [new.code]
    assert codes(until="18/11/2026") == [old.code]
    assert codes(standing="finished") == []


def test_the_spreadsheet_holds_the_same_rows_and_no_formula(signed_in, cast, case):
    a_dossier(cast, case, at(19), applicant=ApplicantDetails(name="=1+1", id_number="099190004999"))
    page = signed_in("lan").get(reverse("processes:home"), {"xuat": "xlsx"})
    sheet = load_workbook(io.BytesIO(page.content)).active
    heading, row = sheet.iter_rows()
    assert [cell.value for cell in heading][:2] == ["Số thứ tự", "Mã hồ sơ"]
    assert (row[3].value, row[3].data_type) == ("=1+1", "s")
    assert row[5].value == "19/11/2026 09:00"


@pytest.mark.parametrize("name", ["home", "hand_overs", "returns"])
def test_lists_ask_as_much_for_three_as_for_one(signed_in, cast, case, name):
    counts = []
    for size in (1, 2):
        for number in range(size):
            one = a_dossier(cast, case, at(19, 10 + number), applicant=ApplicantDetails(name=f"Người {number}"))
            done = passed_to(cast, a_dossier(cast, case, at(19, 11)), "minh", at(19, 14), at(19, 14, 30))
            actions.finish_with_result(
                dossier=done, signed_on=at(19).date(), signer_name="Bùi Minh Ngọc", no_file_reason="bản giấy",
                by=cast.person("minh"), now=at(19, 15),
            )  # fmt: skip
            assert one.pk
        browser = signed_in("lan")
        browser.get(reverse(f"processes:{name}"))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(f"processes:{name}")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_of_a_dossier_asks_the_same_however_much_happened(signed_in, cast, case):
    dossier = a_dossier(cast, case, at(19))
    counts = []
    for who in ("minh", "ngoc", "minh"):
        dossier = passed_to(cast, dossier, who, at(19, 10 + len(counts)), at(19, 10 + len(counts), 30))
        browser = signed_in("tuan")
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("processes:dossier", args=[dossier.pk]))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


# --- from hand to hand on screen -------------------------------------------------------------------------------------


def test_several_are_taken_and_given_in_one_go(signed_in, cast, case):
    dossiers = [a_dossier(cast, case, at(19, 9 + number)) for number in range(2)]
    page = signed_in("lan").post(
        reverse("processes:hand_overs"),
        {
            "dossier": [each.pk for each in dossiers],
            "to_unit": cast.unit("kinh_te").pk,
            "ends_group": "on",
            "give": "1",
        },
    )
    assert page.status_code == 302
    waiting = [each.hand_overs.get() for each in dossiers]
    page = signed_in("minh").post(
        reverse("processes:hand_overs"), {"hand_over": [each.pk for each in waiting], "take": "1"}
    )
    assert page.status_code == 302
    assert set(Dossier.objects.values_list("holder__full_name", flat=True)) == {"Trần Văn Minh"}
    page = signed_in("binh").post(reverse("processes:send_back", args=[waiting[0].pk]), {"reason": "không phải"})
    assert page.status_code == 404


def test_a_scan_and_one_button_return_a_result(signed_in, cast, case):
    dossier = passed_to(cast, a_dossier(cast, case, at(19)), "minh", at(19, 10), at(19, 11))
    actions.finish_with_result(
        dossier=dossier, signed_on=at(19).date(), signer_name="Bùi Minh Ngọc", no_file_reason="bản giấy",
        by=cast.person("minh"), now=at(19, 15),
    )  # fmt: skip
    browser = signed_in("lan")
    page = browser.get(reverse("processes:returns"), {"q": dossier.code.lower()}).content.decode()
    assert 'value="Phan Thị Mai"' in page
    sent = {
        "receiver_name": MAI.name,
        "channel": "direct",
        "proof": "ký sổ",
        "receiver_is_applicant": "on",
        "next": "counter",
    }
    answer = browser.post(reverse("processes:deed", args=[dossier.pk, "tra"]), sent)
    assert answer.headers["Location"] == reverse("processes:returns")
    dossier.refresh_from_db()
    assert dossier.state == "returned"


# --- what lies in whose hands ----------------------------------------------------------------------------------------


def test_my_dossiers_tells_late_today_risk_and_waiting(cast, case):
    def with_minh(received, taken):
        return passed_to(cast, a_dossier(cast, case, received), "minh", received, taken)

    late = with_minh(at(10), at(10, 10))  # due 16/11
    today = with_minh(at(13), at(18, 10))  # due 19/11, with Minh for a day
    risk = with_minh(at(16, 8), at(16, 8, 30))  # due 20/11, three days of two and a half used
    ok = with_minh(at(18), at(18, 10))  # due 25/11
    waiting = with_minh(at(18), at(18, 10))
    actions.request_supplement(
        dossier=waiting, content="bản vẽ", reason="thiếu", notified_how="gọi điện", by=cast.person("lan"), now=at(18, 15)
    )  # fmt: skip
    mine = my_dossiers(cast.person("minh"), at(19, 9))
    assert {each.dossier.code: each.status for each in mine.in_hand} == {
        late.code: "late", today.code: "today", risk.code: "risk", ok.code: "ok", waiting.code: "wait",
    }  # fmt: skip
    assert [each.working_days_left for each in mine.having("late", "today", "risk")] == [-3, 0, 1]
    assert [(row.day.day, row.count) for row in mine.days] == [(16, 1), (19, 1), (20, 1), (25, 2)]
    assert my_dossiers(cast.person("binh"), at(19, 9)).in_hand == []
