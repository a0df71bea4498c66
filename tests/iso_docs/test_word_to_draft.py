"""From a Word file to a draft through the pages: paper, recognised and doubts; the original stays; keys survive."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from iso_docs.content import frozen_content
from iso_docs.models import ControlledDocument, PrintedRole, WordImport
from iso_docs.reading_page import page_of
from office.canonical import canonical_json
from office.store import open_blob


def word_file(agency: str = "UBND PHƯỜNG BÌNH AN") -> bytes:
    document = Document()
    cover = document.add_table(rows=1, cols=3)
    for cell, text in zip(
        cover.rows[0].cells,
        [
            agency,
            "QUY TRÌNH\nChứng thực chữ ký",
            "Mã hiệu: QT-CT-01\nLần ban hành: 01\nNgày ban hành: 01/09/2026",
        ],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("1. MỤC ĐÍCH")
    document.add_paragraph("Quy định trình tự chứng thực chữ ký tại phường.")
    document.add_paragraph("5. NỘI DUNG QUY TRÌNH")
    table = document.add_table(rows=1, cols=4)
    for cell, text in zip(
        table.rows[0].cells,
        ["TT", "Trình tự các bước công việc", "Trách nhiệm", "Thời gian: 02 ngày làm việc"],
        strict=True,
    ):
        cell.text = text
    for row in [
        ("1", "Tiếp nhận, kiểm tra giấy tờ.", "Công chức Một cửa", "½ ngày"),
        ("2", "Thẩm tra, trình ký.", "CC TP-HT", "01 ngày"),
        ("3", "Ký, đóng dấu.", "Lãnh đạo UBND", "½ ngày"),
        ("4", "Trả kết quả.", "Công chức Một cửa", ""),
    ]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.rows[3].cells[3].merge(table.rows[4].cells[3])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def quan(cast):
    client = Client()
    client.force_login(cast.user("quan"))
    return client


def test_upload_look_and_confirm(cast, quan):
    data = word_file()
    sent = quan.post("/tai-lieu/nhap-word/", {"file": SimpleUploadedFile("05. Chung thuc.docx", data)})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    assert not ControlledDocument.objects.exists()
    page = quan.get(sent.url).content.decode()
    for text in ("Trên giấy", "QT-CT-01", "«CC TP-HT» là ai?", "Thẩm tra, trình ký.", "Không đoạn nào bị bỏ"):
        assert text in page, text
    form = {
        "p0-take": "on",
        "p0-code": "QT-CT-01",
        "p0-title": "Chứng thực chữ ký",
        "p0-owner_unit": cast.unit("office").pk,
        "p0-role_1": cast.post("minh").pk,
    }
    done = quan.post(sent.url, form)
    document = ControlledDocument.objects.get()
    assert done.url == f"/tai-lieu/{document.pk}/"
    assert PrintedRole.objects.get().post == cast.post("minh")
    draft = document.get_latest_revision_as_object()
    content = json.loads(canonical_json(frozen_content(draft)))
    page = page_of(content)
    assert [row.work for row in page.rows] == [
        "Tiếp nhận, kiểm tra giấy tờ.",
        "Thẩm tra, trình ký.",
        "Ký, đóng dấu.",
        "Trả kết quả.",
    ]
    assert [[cell.text if cell else None for cell in row.times] for row in page.rows] == [
        ["½ ngày"],
        ["01 ngày"],
        ["½ ngày"],
        [None],
    ]
    assert page.cases[0].agrees
    assert content["steps"][1]["post"].startswith("Chuyên viên địa chính")
    assert open_blob(draft.source_blob).read() == data


def test_importing_again_keeps_the_keys(cast, quan):
    upload = SimpleUploadedFile("a.docx", word_file())
    first = quan.post("/tai-lieu/nhap-word/", {"file": upload}).url
    form = {"p0-take": "on", "p0-code": "QT-CT-01", "p0-title": "Chứng thực", "p0-owner_unit": cast.unit("office").pk}
    quan.post(first, form)
    document = ControlledDocument.objects.get()
    keys = [block.id for block in document.get_latest_revision_as_object().steps]
    upload = SimpleUploadedFile("b.docx", word_file())
    again = quan.post(f"/tai-lieu/nhap-word/?tai_lieu={document.pk}", {"file": upload}).url
    quan.post(again, form)
    document = ControlledDocument.objects.get()
    assert [block.id for block in document.get_latest_revision_as_object().steps] == keys


def test_what_is_no_word_file_is_refused(cast, quan):
    answer = quan.post("/tai-lieu/nhap-word/", {"file": SimpleUploadedFile("a.docx", b"%PDF-1.4 no word")})
    assert answer.status_code == 422
    assert "không phải tệp Word" in answer.content.decode()
    assert not WordImport.objects.exists()


def test_only_drafters_import(cast):
    client = Client()
    client.force_login(cast.user("lan"))
    assert client.get("/tai-lieu/nhap-word/").status_code == 403


def test_somebody_elses_import_does_not_exist(cast, quan):
    address = quan.post("/tai-lieu/nhap-word/", {"file": SimpleUploadedFile("a.docx", word_file())}).url
    client = Client()
    client.force_login(cast.user("hoa"))
    assert client.get(address).status_code == 404


def test_codes_of_the_province_repeat(cast, quan):
    for title in ("Một", "Hai"):
        upload = SimpleUploadedFile("a.docx", word_file("SỞ TƯ PHÁP"))
        address = quan.post("/tai-lieu/nhap-word/", {"file": upload}).url
        assert 'value="SỞ TƯ PHÁP"' in quan.get(address).content.decode()
        form = {"p0-take": "on", "p0-code": "QT-CT-01", "p0-title": title, "p0-owner_unit": cast.unit("office").pk}
        assert quan.post(address, form | {"p0-issuer": "Sở Tư pháp"}).status_code == 302
    assert ControlledDocument.objects.filter(issuer="Sở Tư pháp", code="QT-CT-01").count() == 2
