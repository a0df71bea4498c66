"""The papers of a dossier: what the law makes the office print, filled with what happened, in the numbering of its circular."""

import io

import pytest
from django.urls import reverse
from docx import Document

from office.calendar import working_calendar
from office.models import JournalLine, Letter
from processes import actions
from processes.dossier_papers import paper_bytes, papers_of
from processes.models import Dossier
from processes.paper_kinds import NUMBERS
from processes.paper_values import numbered_lines, place_of
from processes.queries import whole_dossiers
from processes.states import FormRegime
from tests.processes.lives import a_dossier, a_procedure, an_issue, at, passed_to

pytestmark = pytest.mark.django_db


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    texts = [each.text for each in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def papers(cast, dossier: Dossier) -> dict[str, str]:
    """All papers of the dossier as Lan gets them: name in the list, words on the paper."""
    dossier = whole_dossiers(cast.user("lan")).get(pk=dossier.pk)
    return {
        each.name: words_of(
            paper_bytes(dossier, each, "docx", by=cast.person("lan"), now=at(30), calendar=working_calendar())
        )
        for each in papers_of(dossier)
    }


@pytest.mark.parametrize("regime", [FormRegime.TT01_2018, FormRegime.TT03_2025])
def test_a_dossier_that_met_everything_has_every_paper(cast, regime):
    case = a_procedure(cast, form_regime=regime)
    an_issue(cast, case)
    dossier = a_dossier(cast, case, at(2))
    dossier = passed_to(cast, dossier, "minh", at(2, 10), at(2, 11))
    actions.request_supplement(
        dossier=dossier, content="1. Bản vẽ có chữ ký\n- Ảnh hiện trạng", reason="bản vẽ thiếu chữ ký",
        notified_how="gọi điện", by=cast.person("lan"), now=at(3), answer_by=at(20).date(),
    )  # fmt: skip
    actions.complete_supplement(dossier=dossier, by=cast.person("lan"), now=at(4))
    actions.extend(
        dossier=dossier, new_due_on=at(13).date(), reason="chờ ý kiến phối hợp", by=cast.person("ngoc"), now=at(5)
    )
    actions.refuse(dossier=dossier, reason="nhà trong hành lang bảo vệ", by=cast.person("minh"), now=at(6))
    told = papers(cast, dossier)
    numbers = NUMBERS[regime]
    begins = [f"Mẫu {numbers[each]} – " for each in ("receipt", "supplement", "refusal", "apology", "control")]
    assert [name[:9] for name in told] == begins
    receipt, slip, refusal, apology, control = told.values()
    assert f"Mẫu số {numbers['control']}" in control
    for words in told.values():
        assert "{{" not in words
        assert "{%" not in words
        assert "UBND PHƯỜNG BÌNH AN" in words
        assert "Bình An, ngày" in words
        assert dossier.code in words
    assert "Đơn đề nghị theo mẫu" in receipt
    assert "17 giờ 00 phút, thứ Sáu ngày 06/11/2026" in receipt
    assert "1. Bản vẽ có chữ ký" in slip
    assert "2. Ảnh hiện trạng" in slip
    assert "trước ngày 20/11/2026" in slip
    assert "TỪ CHỐI GIẢI QUYẾT" in refusal
    assert "hành lang bảo vệ" in refusal
    assert "thứ Sáu ngày 13/11/2026" in apology
    assert "CHỦ TỊCH UBND PHƯỜNG" in apology
    assert "UBND phường Bình An xin lỗi" in apology
    assert "Trước hạn" in control
    assert "10 giờ 00 phút, ngày 02/11/2026; Lê Thị Lan" in control


def test_a_paper_stays_as_it_was_first_made(cast):
    dossier = a_dossier(cast, a_procedure(cast), at(2))
    first = papers(cast, dossier)
    cast.unit("ward").name = "UBND phường Bình An Mới"
    cast.unit("ward").save()
    assert papers(cast, dossier)["Mẫu 01 – Giấy tiếp nhận hồ sơ và hẹn trả kết quả"] == next(iter(first.values()))
    assert Letter.objects.about(dossier).count() == 1
    assert JournalLine.objects.filter(act="office.letter.make").count() == 1


def test_who_sees_no_contact_gets_no_paper(client, cast):
    dossier = a_dossier(cast, a_procedure(cast), at(2))
    address = reverse("processes:dossier_paper", args=[dossier.pk, "receipt", 0, "docx"])
    for who, status in [("lan", 200), ("ngoc", 200), ("tuan", 404), ("binh", 404)]:
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(address).status_code == status, who
    client.force_login(cast.user("lan"), backend="django.contrib.auth.backends.ModelBackend")
    for odd in ("receipt/9.docx", "receipt/0.exe", "khac/0.pdf"):
        assert client.get(f"/ho-so/{dossier.pk}/giay/{odd}").status_code == 404


def test_the_register_is_printed_for_a_span_of_days(client, cast):
    case = a_procedure(cast)
    first, second = a_dossier(cast, case, at(2)), a_dossier(cast, case, at(9))
    client.force_login(cast.user("lan"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("processes:register_paper", args=["docx"])
    words = words_of(client.get(address, {"since": "01/11/2026", "until": "05/11/2026"}).content)
    assert first.code in words
    assert second.code not in words
    assert "Cộng: 1 hồ sơ" in words
    assert "Mẫu số 07" in words
    for odd in ({}, {"since": "05/11/2026", "until": "01/11/2026"}, {"since": "x", "until": "99/99/9999"}):
        assert client.get(address, odd).status_code == 422


def test_lines_are_numbered_once_and_places_are_read_off_names(cast):
    assert numbered_lines("1) a\n\n- b\n 3. c") == [
        {"stt": "1", "noi_dung": "a"}, {"stt": "2", "noi_dung": "b"}, {"stt": "3", "noi_dung": "c"},
    ]  # fmt: skip
    assert place_of(cast.unit("ward")) == "Bình An"
