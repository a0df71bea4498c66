"""«Danh mục tài liệu bên ngoài»: what a text of others is on a day, who keeps the list, and that nothing of it goes."""

import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from iso_docs.actions import change_external_document, check_external_document, record_external_document
from iso_docs.external_queries import external_rows
from iso_docs.models import ExternalDocument
from iso_docs.states import ExternalChangeKind, ExternalState
from office.models import JournalLine
from office.refusals import Incomplete, NotPermitted, WrongState
from tests.iso_docs.desk import NOW, TODAY

DAY = datetime.timedelta(days=1)


@pytest.fixture
def client_of(cast):
    def sign_in(name):
        client = Client()
        client.force_login(cast.user(name))
        return client

    return sign_in


def a_text(cast, number="61/2018/NĐ-CP", **more):
    facts = {"title": "Cơ chế một cửa, một cửa liên thông", "issuer": "Chính phủ"} | more
    return record_external_document(
        number=number, tracked_by=cast.unit("office"), by=cast.person("quan"), now=NOW, **facts
    )


def test_a_replaced_text_holds_until_the_day_it_is_replaced(cast):
    old = a_text(cast)
    new = a_text(cast, "118/2025/NĐ-CP", effective_from=TODAY + DAY)
    change_external_document(
        document=old, kind=ExternalChangeKind.REPLACED, by_document=new, effective_on=TODAY + DAY,
        by=cast.person("quan"), now=NOW,
    )  # fmt: skip
    today = {row.document: row for row in external_rows(ExternalDocument.objects.all(), TODAY)}
    tomorrow = {row.document: row for row in external_rows(ExternalDocument.objects.all(), TODAY + DAY)}
    assert (today[old].state, today[new].state) == (ExternalState.IN_FORCE, ExternalState.TO_COME)
    assert (tomorrow[old].state, tomorrow[new].state) == (ExternalState.ENDED, ExternalState.IN_FORCE)
    assert tomorrow[old].word == "Đã thay thế bởi 118/2025/NĐ-CP"
    for on, rows in ((TODAY, today), (TODAY + DAY, tomorrow)):
        for state in ExternalState:
            listed = set(ExternalDocument.objects.in_state(state, on))
            assert listed == {document for document, row in rows.items() if row.state == state}


def test_amended_texts_still_hold_and_end_once(cast):
    text = a_text(cast)
    later = a_text(cast, "107/2021/NĐ-CP")
    quan = cast.person("quan")
    change_external_document(
        document=text, kind=ExternalChangeKind.AMENDED, by_document=later, effective_on=TODAY, by=quan, now=NOW
    )
    (row,) = external_rows(ExternalDocument.objects.filter(pk=text.pk), TODAY)
    assert row.state == ExternalState.AMENDED
    change_external_document(document=text, kind=ExternalChangeKind.ENDED, effective_on=TODAY, by=quan, now=NOW)
    with pytest.raises(WrongState):
        change_external_document(document=text, kind=ExternalChangeKind.ENDED, effective_on=TODAY, by=quan, now=NOW)
    check_external_document(document=text, by=quan, now=NOW, note="Đã hết hiệu lực")
    (row,) = external_rows(ExternalDocument.objects.filter(pk=text.pk), TODAY)
    assert (row.state, row.last_check) == (ExternalState.ENDED, TODAY)
    assert JournalLine.objects.filter(act="iso_docs.external.change").count() == 2


def test_what_is_refused(cast):
    text = a_text(cast)
    with pytest.raises(WrongState):
        a_text(cast)
    assert a_text(cast, issuer="Bộ Nội vụ").number == text.number
    with pytest.raises(NotPermitted):
        record_external_document(number="1", title="x", tracked_by=cast.unit("office"), by=cast.person("lan"), now=NOW)
    with pytest.raises(NotPermitted):  # Hoa keeps the list for her own unit
        change_external_document(
            document=text, kind=ExternalChangeKind.ENDED, effective_on=TODAY, by=cast.person("hoa"), now=NOW
        )
    with pytest.raises(Incomplete):
        change_external_document(
            document=text, kind=ExternalChangeKind.REPLACED, effective_on=TODAY, by=cast.person("quan"), now=NOW
        )


def test_the_list_on_screen_and_as_a_spreadsheet(cast, client_of):
    quan = client_of("quan")
    assert "Chưa có văn bản nào" in quan.get("/tai-lieu/ben-ngoai/").content.decode()
    sent = {"number": "19/2014/QĐ-TTg", "title": "=HYPERLINK(1)", "kind": "law", "tracked_by": cast.unit("office").pk}
    made = quan.post("/tai-lieu/ben-ngoai/moi/", sent)
    text = ExternalDocument.objects.get()
    assert made.url == f"/tai-lieu/ben-ngoai/{text.pk}/"
    assert quan.post("/tai-lieu/ben-ngoai/moi/", sent).status_code == 409
    wrong = quan.post(made.url, {"kind": "replaced", "by_number": "không có", "effective_on": "01/01/2026"})
    assert wrong.status_code == 422
    assert "danh mục chưa có văn bản số này" in wrong.content.decode()
    for issuer in ("UBND tỉnh A", "UBND tỉnh B"):
        a_text(cast, "01/2024/QĐ-UBND", issuer=issuer)
    both = {"kind": "amended", "by_number": "01/2024/QĐ-UBND", "effective_on": "01/01/2026"}
    assert quan.post(made.url, both).status_code == 422
    assert quan.post(made.url, both | {"by_number": "01/2024/QĐ-UBND (UBND tỉnh B)"}).status_code == 302
    assert text.changes.get().by_document.issuer == "UBND tỉnh B"
    today = timezone.localdate().strftime("%d/%m/%Y")
    assert quan.post(made.url, {"kind": "ended", "by_number": "", "effective_on": today}).status_code == 302
    assert quan.post(made.url, {"checked": "1", "note": "Đã xem"}).status_code == 302
    lan = client_of("lan")
    page = lan.get("/tai-lieu/ben-ngoai/?tinh_trang=ended").content.decode()
    assert "19/2014/QĐ-TTg" in page
    assert "Thêm văn bản" not in page
    assert "19/2014/QĐ-TTg" not in lan.get("/tai-lieu/ben-ngoai/?tinh_trang=in_force").content.decode()
    answer = lan.get("/tai-lieu/ben-ngoai/?tinh_trang=ended&xuat=1")
    cells = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active]
    assert [cells[1][1], cells[1][2], cells[1][7]] == ["19/2014/QĐ-TTg", "=HYPERLINK(1)", "Hết hiệu lực"]
    assert lan.post(made.url, {"checked": "1"}).status_code == 403


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_the_same_number_of_questions(cast, client_of, how_many, django_assert_num_queries):
    for number in range(how_many):
        text = a_text(cast, f"{number}/2026/NĐ-CP")
        change_external_document(
            document=text, kind=ExternalChangeKind.ENDED, effective_on=TODAY, by=cast.person("quan"), now=NOW
        )
    client = client_of("quan")
    client.get("/tai-lieu/ben-ngoai/")
    with django_assert_num_queries(EXTERNAL_QUERIES):
        client.get("/tai-lieu/ben-ngoai/")


EXTERNAL_QUERIES = 13


@pytest.mark.parametrize("odd", ["trang=x", "ngay=99999999", "tinh_trang=khong", "q=%00", "trang=99999999999999999999"])
def test_odd_addresses_answer(cast, client_of, odd):
    assert client_of("quan").get(f"/tai-lieu/ben-ngoai/?{odd}").status_code == 200
