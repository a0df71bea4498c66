"""The pages of the archive: who sees what, and that hidden and missing are one answer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archives.models import ArchiveDocument, ArchivePage, DescriptionChange, Intake, Original
from office.models import Confidentiality, JournalLine
from tests.archives import papers

CANARY = "Chim hoang yen vang"


def signed_in(client, archive, name: str):
    client.force_login(archive.cast.user(name))
    return client


@pytest.fixture
def document(archive) -> ArchiveDocument:
    return archive.a_read_document(name="Kế hoạch.pdf")


def addresses(document: ArchiveDocument, number: int = 1) -> list[str]:
    original = Original.objects.filter(document=document).first()
    key = document.pk
    return [
        reverse("archives:document", args=[key]),
        reverse("archives:page", args=[key, number]),
        reverse("archives:picture", args=[key, number]),
        reverse("archives:thumbnail", args=[key, number]),
        reverse("archives:original", args=[key, original.pk if original else 1]),
        reverse("archives:describe", args=[key]),
    ]


def test_hidden_answers_exactly_as_missing(archive, document, client):
    binh = signed_in(client, archive, "binh")
    for address in addresses(document):
        hidden = binh.get(address)
        missing = binh.get(address.replace(f"/van-ban/{document.pk}/", "/van-ban/99999/"))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert hidden.content == missing.content
        # Not even that a file is held may be learned from a conditional request.
        for known in (f'"{Original.objects.get().blob.sha256}"', "*"):
            again = binh.get(address, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (404, missing.content)
    assert binh.post(reverse("archives:read_again", args=[document.pk])).status_code == 404
    assert binh.get(f"/luu-tru/ho-so/{archive.archive_file.pk}/").status_code == 404


def test_lists_and_counts_hide_what_is_hidden(archive, document, client):
    binh, own = signed_in(client, archive, "binh"), archive.archive_file
    for address in ("/luu-tru/", f"/luu-tru/phong/{archive.fonds.pk}/", f"/luu-tru/?nam=2014&phong={archive.fonds.pk}"):
        page = binh.get(address).content.decode()
        assert own.title not in page
        assert f"/van-ban/{document.pk}/" not in page
    minh = signed_in(client, archive, "minh")
    assert f"/van-ban/{document.pk}/" in minh.get("/luu-tru/").content.decode()
    assert own.title in minh.get(f"/luu-tru/phong/{archive.fonds.pk}/").content.decode()


def test_nobody_without_a_post_and_nobody_unknown_comes_in(archive, document, client):
    for address in addresses(document):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/dang-nhap/")


def test_the_page_shows_hits_over_the_picture_without_marks(archive, document, client):
    minh = signed_in(client, archive, "minh")
    answer = minh.get(reverse("archives:page", args=[document.pk, 1]), {"q": "lãi suất"})
    html = answer.content.decode()
    assert "chỗ 1/1" in html
    assert len(re.findall(r"<rect", html)) == 2  # the hit goes over the end of a line
    assert '<mark class="at">lai\nsuat</mark>' in html
    page = ArchivePage.objects.select_related("current_text").get()
    for x, y, width, height in re.findall(r'x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/>', html):
        assert int(x) + int(width) <= page.width
        assert int(y) + int(height) <= page.height


def test_from_hit_to_hit_over_pages(archive, client):
    line = archive.bring(papers.text_pdf(["ke hoach dong moi tau", "lai suat dong moi tau"]), "hai-trang.pdf")
    archive.read_all()
    document = line.document
    first = ArchivePage.objects.get()
    # a second page with the same text, as a two-page file would give
    second = ArchivePage.objects.create(document=document, original=first.original, number=2, number_in_original=2)
    layer = first.layers.get()
    layer.pk, layer.page, layer._state.adding = None, second, True
    layer.save()
    second.state, second.current_text, second.picture = "read", layer, first.picture
    second.thumbnail, second.width, second.height = first.thumbnail, first.width, first.height
    second.save()
    minh = signed_in(client, archive, "minh")
    address = reverse("archives:page", args=[document.pk, 1])
    seen = []
    while address:
        html = (
            minh.get(address).content.decode()
            if "?" in address
            else minh.get(address, {"q": "dong moi"}).content.decode()
        )
        seen.append(re.search(r"chỗ (\d)/(\d)", html).groups() + re.search(r"trang (\d)/2", html).groups())
        onward = re.search(r'href="([^"]+)#cho" data-key="next-hit"', html)
        address = onward and onward[1].replace("&amp;", "&")
    assert seen == [("1", "2", "1"), ("2", "2", "1"), ("1", "2", "2"), ("2", "2", "2")]
    back = minh.get(reverse("archives:page", args=[document.pk, 2]), {"q": "dong moi"}).content.decode()
    address = re.search(r'href="([^"]+)#cho" data-key="previous-hit"', back)[1].replace("&amp;", "&")
    assert "chỗ 2/2" in minh.get(address).content.decode()


def test_pictures_and_originals_come_with_headers_under_which_nothing_runs(archive, document, client):
    minh = signed_in(client, archive, "minh")
    original = Original.objects.get()
    answer = minh.get(reverse("archives:original", args=[document.pk, original.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    picture = minh.get(reverse("archives:picture", args=[document.pk, 1]))
    assert picture["Content-Type"] == "image/webp"
    assert picture["Content-Disposition"].startswith("inline")
    again = minh.get(reverse("archives:picture", args=[document.pk, 1]), headers={"If-None-Match": picture["ETag"]})
    assert again.status_code == 304


def test_the_search_box_leads_to_the_page(archive, document, client):
    answer = signed_in(client, archive, "minh").get(f"/luu-tru/van-ban/{document.pk}/?trang=1&q=lãi suất")
    assert answer.url == f"/luu-tru/van-ban/{document.pk}/trang/1/?q=l%C3%A3i+su%E1%BA%A5t"


def test_bringing_files_in_on_screen_tells_of_each(archive, client, django_capture_on_commit_callbacks):
    from django.core.files.uploadedfile import SimpleUploadedFile

    son = signed_in(client, archive, "son")
    form = son.get(f"/luu-tru/nhan/?ho_so={archive.archive_file.pk}")
    assert "Cho vay đóng mới tàu cá" in form.content.decode()
    files = [SimpleUploadedFile("quét 1.png", papers.picture()), SimpleUploadedFile("trang.pdf", b"<html>")]
    data = {
        "files": files,
        "unit": archive.cast.unit("kinh_te").pk,
        "confidentiality": Confidentiality.UNIT,
        "ho_so": archive.archive_file.pk,
    }
    answer = son.post("/luu-tru/nhan/", data)
    intake = Intake.objects.get()
    assert answer.url == f"/luu-tru/nhan/{intake.pk}/"
    html = son.get(answer.url).content.decode()
    assert "Đã nhận 1 tệp mới" in html
    assert "1 tệp không nhận" in html
    assert "không phải tệp quét" in html
    assert ArchiveDocument.objects.get().archive_file == archive.archive_file
    # who did not bring them is not told what was in the pile
    assert signed_in(client, archive, "hoa").get(answer.url).status_code == 404


def test_nothing_chosen_and_secret_papers_on_screen(archive, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    son = signed_in(client, archive, "son")
    base = {"unit": archive.cast.unit("kinh_te").pk, "confidentiality": Confidentiality.UNIT}
    answer = son.post("/luu-tru/nhan/", base)
    assert answer.status_code == 422
    assert "chưa chọn tệp nào" in answer.content.decode()
    secret = base | {"secret_mark": "secret", "files": [SimpleUploadedFile("mat.png", papers.picture())]}
    assert son.post("/luu-tru/nhan/", secret).status_code == 422  # where does it lie?
    answer = son.post(
        "/luu-tru/nhan/", secret | {"secret_place": "Kho 2", "files": [SimpleUploadedFile("m.png", b"x")]}
    )
    assert answer.url.endswith("?da_ghi_noi_de=1")
    assert not ArchiveDocument.objects.exists()


def test_only_who_may_sees_the_upload_page(archive, client):
    for name, status in (("son", 200), ("hoa", 200), ("minh", 403), ("lan", 403)):
        assert signed_in(client, archive, name).get("/luu-tru/nhan/").status_code == status


def description(document: ArchiveDocument, **changes) -> dict:
    values = {
        "type_name": "Kế hoạch", "number": "67", "symbol": "KH-UBND", "dated_text": "00/10/2014", "language": "vi",
        "summary": "Cho vay đóng mới tàu", "reliability": "digitised", "archive_file": document.archive_file_id or "",
        "owner_unit": document.owner_unit_id, "confidentiality": document.confidentiality, "version": document.version,
    }  # fmt: skip
    return values | changes


def test_describing_keeps_the_old_values(archive, document, client):
    hoa = signed_in(client, archive, "hoa")
    address = reverse("archives:describe", args=[document.pk])
    assert hoa.post(address, description(document)).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.version) == ("Kế hoạch 67/KH-UBND: Cho vay đóng mới tàu", 2)
    assert (document.dated_from.isoformat(), document.dated_until.isoformat()) == ("2014-10-01", "2014-10-31")
    assert hoa.post(address, description(document, number="68")).status_code == 302
    change = DescriptionChange.objects.get(version=3)
    assert (change.field, change.old, change.new) == ("number", "67", "68")
    line = JournalLine.objects.last()
    assert line.act == "archives.document.describe"
    assert "Cho vay" not in line.body  # hashes, not words: summaries name people
    page = hoa.get(reverse("archives:document", args=[document.pk])).content.decode()
    assert "<del>67</del>" in page
    # nothing changed, an older version, no date
    document.refresh_from_db()
    assert hoa.post(address, description(document, number="68")).status_code == 409
    assert hoa.post(address, description(document, number="70", version=1)).status_code == 409
    assert hoa.post(address, description(document, number="68", dated_text="hôm qua")).status_code == 422
    # a position that another paper of the file has
    other = archive.a_read_document(papers.text_pdf(["khac"]), name="khac.pdf")
    assert hoa.post(reverse("archives:describe", args=[other.pk]), description(other, position=1)).status_code == 302
    document.refresh_from_db()
    taken = hoa.post(address, description(document, number="68", position=1))
    assert taken.status_code == 422
    assert "đã có văn bản mang số thứ tự 1" in taken.content.decode()
    # who reads may not write
    document.refresh_from_db()
    assert signed_in(client, archive, "minh").post(address, description(document, number="71")).status_code == 403


def test_lists_ask_the_same_number_of_questions_with_one_row_and_with_three(archive, client):
    minh = signed_in(client, archive, "minh")
    pages = ["/luu-tru/", f"/luu-tru/phong/{archive.fonds.pk}/", f"/luu-tru/ho-so/{archive.archive_file.pk}/"]

    def counts() -> list[int]:
        answers = []
        for address in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert minh.get(address).status_code == 200
            answers.append(len(queries))
        return answers

    archive.a_read_document(name="mot.pdf")
    counts()  # fills what a process remembers
    one = counts()
    archive.a_read_document(papers.text_pdf(["hai"]), name="hai.pdf")
    archive.a_read_document(papers.text_pdf(["ba"]), name="ba.pdf")
    assert counts() == one


def test_filters(archive, client):
    document = archive.a_read_document(name="mot.pdf")
    minh = signed_in(client, archive, "minh")
    signed_in(client, archive, "hoa").post(reverse("archives:describe", args=[document.pk]), description(document))
    minh = signed_in(client, archive, "minh")
    for query, seen in (
        ("nam=2014", True), ("nam=2015", False), ("loai=kế hoạch", True), ("tu=KH-UBND", True), ("tu=khác", False),
        (f"phong={archive.fonds.pk}", True), ("tinh_trang=cho", False), ("tinh_trang=chua-mo-ta", False),
    ):  # fmt: skip
        assert (f"/van-ban/{document.pk}/" in minh.get(f"/luu-tru/?{query}").content.decode()) is seen, query


def test_setting_up_the_order_on_screen(archive, client):
    son = signed_in(client, archive, "son")
    answer = son.post("/luu-tru/phong/them/", {"code": "HTX", "name": "Hợp tác xã An Thủy", "period_text": "1960–1986"})
    assert answer.status_code == 302
    fonds = answer.url
    assert son.post(f"{fonds}muc-luc/them/", {"number": "01", "name": "Có thời hạn"}).status_code == 302
    assert son.post(f"{fonds}muc-luc/them/", {"number": "01"}).status_code == 422  # there already
    inventory = re.search(r"/muc-luc/(\d+)/ho-so/them/", son.get(fonds).content.decode())[1]
    data = {
        "number": "7",
        "title": CANARY,
        "confidentiality": 2,
        "owner_unit": archive.cast.unit("office").pk,
        "box_number": "3",
    }
    answer = son.post(f"/luu-tru/muc-luc/{inventory}/ho-so/them/", data)
    assert answer.status_code == 302
    assert CANARY in son.get(answer.url).content.decode()
    assert CANARY not in signed_in(client, archive, "binh").get(fonds).content.decode()
    assert signed_in(client, archive, "hoa").get("/luu-tru/phong/them/").status_code == 403
