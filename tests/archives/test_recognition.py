"""Reading pages: text and boxes of scans and of PDFs with text of their own; as many pages come out as went in."""

import shutil

import pytest

from archives import tesseract
from archives.models import ArchiveDocument, ArchivePage, Original, PageText
from archives.parsing import is_syllable, looks_vietnamese
from archives.states import PageState, TextSource
from office.models import IndexOutbox, Job, JournalLine
from office.refusals import Incomplete
from office.searchable import kinds
from office.text_forms import fold
from tests.archives import papers


def overlap(box: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Intersection over union of two (left, top, right, bottom)."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    area = wide * high
    return area / ((box[2] - box[0]) * (box[3] - box[1]) + (other[2] - other[0]) * (other[3] - other[1]) - area)


def boxes_of(layer: PageText, width: int, height: int) -> dict[str, list[tuple[float, ...]]]:
    found: dict[str, list[tuple[float, ...]]] = {}
    for start, end, left, top, wide, high, _confidence in layer.words:
        box = (left * width / 1e4, top * height / 1e4, (left + wide) * width / 1e4, (top + high) * height / 1e4)
        found.setdefault(layer.text[start:end].strip(".,"), []).append(box)
    return found


@pytest.mark.tesseract
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed: sudo make system")
class TestOcr:
    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    def test_a_drawn_page_is_read_and_each_box_lies_on_its_word(self, archive, turn):
        picture, drawn = papers.drawn_page()
        archive.bring(papers.picture(turn=turn))
        archive.read_all()
        page = ArchivePage.objects.select_related("current_text").get()
        assert (page.state, page.turned) == (PageState.READ, (360 - turn) % 360)
        assert "dong moi tau" in fold(page.text)
        assert page.current_text.source == TextSource.OCR
        assert page.current_text.mean_confidence > 80
        assert page.width < page.height  # righted
        found = boxes_of(page.current_text, *picture.size)
        judged = [word for word in drawn if len(word.text) > 3 and word.text.strip(".,") in found]
        assert len(judged) >= 15
        for word in judged:
            box = (word.left, word.top, word.right, word.bottom)
            assert max(overlap(box, other) for other in found[word.text.strip(".,")]) >= 0.5, word

    def test_as_many_pages_come_out_as_went_in(self, archive):
        line = archive.bring(papers.tiff(9), "so.tif")
        archive.read_all()
        texts = [fold(page.text) for page in line.document.pages.select_related("current_text")]
        assert len(texts) == 9
        assert all(f"trang thu {number}" in text for number, text in enumerate(texts, start=1))

    def test_a_scan_whose_only_text_is_the_banner_of_a_signature_is_read_from_its_picture(self, archive):
        sheet, _words = papers.drawn_page()
        banner = ["Nguoi ky: CONG THONG TIN", "Co quan: Van phong", "Thoi gian ky: 20.11.2026"]
        archive.bring(papers.text_pdf(banner, picture_behind=sheet), "da-ky.pdf")
        archive.read_all()
        page = ArchivePage.objects.get()
        assert page.current_text.source == TextSource.OCR
        assert "lai suat" in fold(page.text)

    def test_running_twice_changes_nothing(self, archive):
        archive.bring(papers.picture())
        archive.read_all()
        before = list(ArchivePage.objects.values()), list(PageText.objects.values()), JournalLine.objects.count()
        told = IndexOutbox.objects.count()
        archive.read_all()
        assert before == (
            list(ArchivePage.objects.values()),
            list(PageText.objects.values()),
            JournalLine.objects.count(),
        )
        assert IndexOutbox.objects.count() == told


def test_a_pdf_with_text_of_its_own_is_not_read_from_its_picture(archive):
    document = archive.a_read_document(name="ke-hoach.pdf")
    page = ArchivePage.objects.get()
    assert (page.state, page.current_text.source) == (PageState.READ, TextSource.BORN_DIGITAL)
    assert page.current_text.text.splitlines()[1] == "Ke hoach cho vay dong moi tau, nang cap tau ca"
    start, end, left, top, width, height, _none = page.current_text.words[0]
    assert page.current_text.text[start:end] == "UY"
    # 36 of 420 points from the left, 60 of 595 from the top, 12 points high
    assert abs(left - 36 / 420 * 1e4) < 60
    assert abs(top + height - 60 / 595 * 1e4) < 60
    assert (width > 0, height > 0) == (True, True)
    assert document.read_at is not None


def test_boxes_turn_with_a_page_that_says_it_is_turned(archive):
    archive.a_read_document(papers.text_pdf(["Ke hoach cho vay dong moi tau"], rotate=90), "xoay.pdf")
    page = ArchivePage.objects.get()
    assert page.width > page.height
    _start, _end, left, top, width, height, _none = page.current_text.words[0]
    assert height > width  # the words run down the page now
    assert left > 8_000  # what was the top is the right side
    assert top < 2_000


def test_the_index_gets_description_and_pages(archive):
    document = archive.a_read_document(name="ke-hoach.pdf")
    entry = kinds()["archives.archivedocument"].entry(document)
    assert [(page.number, page.text.split("\n")[0]) for page in entry.pages] == [(1, "UY BAN NHAN DAN XA AN THUY")]
    assert entry.tokens[0].startswith("unit:archives.archivedocument:")
    assert entry.is_restricted is True
    assert entry.facets["fonds"] == "UBND xã An Thủy"


def test_without_tesseract_the_job_says_what_to_install_and_pages_wait(archive, monkeypatch):
    archive.bring(papers.picture())
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: None)
    with pytest.raises(Incomplete, match="sudo make system"):
        archive.read_all()
    assert ArchivePage.objects.get().state == PageState.WAITING
    assert ArchiveDocument.objects.get().read_at is None


def test_a_page_that_gives_no_picture_says_so_and_the_others_are_read(archive):
    content = papers.text_pdf(["Ke hoach cho vay dong moi tau ca"])
    line = archive.bring(content, "ke-hoach.pdf")
    # The second page is there by its number only: as when the counting program and the drawing one disagree.
    original = Original.objects.get()
    ArchivePage.objects.create(document=line.document, original=original, number=2, number_in_original=2)
    archive.read_all()
    states = list(ArchivePage.objects.order_by("number").values_list("state", "reason"))
    assert states[0] == (PageState.READ, "")
    assert states[1][0] == PageState.UNREADABLE
    assert "Trang 2" in states[1][1]
    assert ArchiveDocument.objects.get().read_at is not None
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    "word", ["nghiêng", "thuyền", "quốc", "khuỷu", "giếng", "Quyết", "ủy", "oan", "yêu", "ăn", "ông"]
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ñông", "strength", "hµnh", "xx", "ngx", "ViÖt"])
def test_no_syllables(word):
    assert not is_syllable(word)


def test_text_of_a_legacy_font_does_not_look_vietnamese():
    assert looks_vietnamese("Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do") < 0.6
    assert looks_vietnamese("Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc") == 1.0
