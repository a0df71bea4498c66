"""Taking files in: what is stored, what is told to be here already, what is refused and why, and that no file is half there."""

import io
import unicodedata

import pytest
from django.db import connection

from archives.actions.intake import note_secret_place, open_intake, take_in_file
from archives.inspection import plain_file_name
from archives.models import ArchiveDocument, ArchivePage, IntakeLine, Original, SecretStub
from archives.states import IntakeOutcome, IntakeSource, PageState, SecretMark
from office import store
from office.models import Blob, Confidentiality, IndexOutbox, Job, JournalLine
from office.refusals import Incomplete, NotPermitted
from tests.archives import papers
from tests.archives.conftest import NOW


def kept_files() -> list[str]:
    return sorted(path.name for path in store.root().rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "content", "media_type", "pages"),
    [
        ("quet.png", papers.picture("PNG"), "image/png", 1),
        ("quet.JPG", papers.picture("JPEG"), "image/jpeg", 1),
        ("quet.tif", papers.tiff(3), "image/tiff", 3),
        ("quet.PDF", papers.scanned_pdf(2), "application/pdf", 2),
        ("khong-duoi", papers.picture("PNG"), "image/png", 1),
        ("that-ra-la-png.jpg", papers.picture("PNG"), "image/png", 1),
    ],
)
def test_a_file_is_stored_with_a_row_for_each_of_its_pages(archive, name, content, media_type, pages):
    line = archive.bring(content, name)
    assert (line.outcome, line.page_count, line.reason) == (IntakeOutcome.STORED, pages, "")
    original = Original.objects.get(document=line.document)
    assert original.blob.media_type == media_type
    assert store.open_blob(original.blob).read() == content
    numbers = list(line.document.pages.values_list("number", "state"))
    assert numbers == [(number, PageState.WAITING) for number in range(1, pages + 1)]
    assert Job.objects.get(kind="archives.ocr").payload == {"original": original.pk}
    assert IndexOutbox.objects.filter(kind="archives.archivedocument", object_id=line.document_id).count() == 1
    assert [each.act for each in JournalLine.objects.all()] == ["archives.intake.open", "archives.document.take_in"]


@pytest.mark.parametrize(("name", "content", "words"), papers.HOSTILE, ids=[each[0] for each in papers.HOSTILE])
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_of_it_stays(archive, name, content, words):
    line = archive.bring(content, name)
    assert line.outcome == IntakeOutcome.REFUSED
    assert words in line.reason
    assert kept_files() == []
    for model in (Blob, Original, ArchivePage, Job):
        assert not model.objects.exists()
    assert JournalLine.objects.last().act == "archives.file.refuse"


def test_the_same_file_sent_again_adds_nothing(archive):
    first = archive.bring(papers.picture(), "quet.png")
    again = archive.bring(papers.picture(), "quet.png")
    assert (again.outcome, again.document_id, again.same_as_id) == (
        IntakeOutcome.DUPLICATE, first.document_id, first.document_id,
    )  # fmt: skip
    assert ArchiveDocument.objects.count() == Original.objects.count() == Blob.objects.count() == 1


def test_the_same_content_under_another_name_is_a_second_record_over_one_blob(archive):
    first = archive.bring(papers.picture(), "quet.png")
    other = archive.bring(papers.picture(), "ban-sao.png")
    assert (other.outcome, other.same_as_id) == (IntakeOutcome.DUPLICATE, first.document_id)
    assert other.document_id != first.document_id
    assert Original.objects.count() == 2
    assert Blob.objects.count() == 1


def test_a_second_record_under_the_same_name_only_when_asked_for(archive):
    first = archive.bring(papers.picture())
    other = archive.bring(papers.picture(), another_record=True)
    assert other.document_id != first.document_id
    assert Blob.objects.count() == 1


def test_nobody_learns_of_a_twin_they_may_not_see(archive):
    """Thảo heads the office; the restricted twin belongs to another unit."""
    hidden = archive.bring(papers.picture(), place=archive.place(level=Confidentiality.RESTRICTED))
    thao = archive.cast.person("thao")
    line = archive.bring(papers.picture(), "khac.png", by=thao, place=archive.place("office", fonds=archive.fonds))
    assert (line.outcome, line.same_as, line.reason) == (IntakeOutcome.STORED, None, "")
    assert line.document_id != hidden.document_id


def test_only_who_keeps_a_units_papers_brings_them_in(archive):
    for name in ("lan", "binh", "minh"):
        with pytest.raises(NotPermitted):
            archive.bring(papers.picture(), by=archive.cast.person(name))
    with pytest.raises(NotPermitted):  # a head, but of another unit
        archive.bring(papers.picture(), by=archive.cast.person("thao"))
    assert archive.bring(papers.picture(), by=archive.cast.person("hoa")).outcome == IntakeOutcome.STORED


def test_of_a_secret_paper_only_the_place_is_noted(archive):
    stub = note_secret_place(
        mark=SecretMark.SECRET,
        place_text="Kho 2, giá 4",
        place=archive.place(),
        by=archive.cast.person("son"),
        now=NOW,
    )
    assert SecretStub.objects.get() == stub
    with pytest.raises(Incomplete):
        note_secret_place(
            mark=SecretMark.SECRET, place_text=" ", place=archive.place(), by=archive.cast.person("son"), now=NOW
        )
    assert not ArchiveDocument.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Quet\\Ke hoach.pdf", "Ke hoach.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
        ("ke\u202ehoach\u0000\r\n.pdf", "kehoach.pdf"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
        ("...", "khong-ten"),
    ],
)
def test_file_names_are_kept_in_one_form_and_never_become_paths(sent, kept):
    assert plain_file_name(sent) == kept


def test_a_file_above_the_limit_is_refused_while_it_streams(archive, monkeypatch):
    monkeypatch.setattr("archives.limits.FILE_BYTES", 1024 * 1024)
    line = archive.bring(b"%PDF-1.4\n" + b"x" * (3 * 1024 * 1024), "to.pdf")
    assert line.outcome == IntakeOutcome.REFUSED
    assert "1 MB" in line.reason
    assert kept_files() == []


def test_no_file_is_looked_at_inside_a_transaction(archive, monkeypatch):
    depths = []
    from archives.actions import intake as module

    looked = module.look_at
    monkeypatch.setattr(
        module, "look_at", lambda *args: (depths.append(len(connection.savepoint_ids)), looked(*args))[1]
    )
    before = len(connection.savepoint_ids)
    archive.bring(papers.picture())
    assert depths == [before]


def test_an_intake_remembers_each_file(archive):
    intake = open_intake(place=archive.place(), source=IntakeSource.SCREEN, by=archive.cast.person("son"), now=NOW)
    for position, (name, content) in enumerate([("a.png", papers.picture()), ("b.exe", b"MZ" + b"\0" * 100)], start=1):
        take_in_file(intake=intake, position=position, stream=io.BytesIO(content), file_name=name, now=NOW)
    assert list(intake.lines.values_list("file_name", "outcome")) == [("a.png", "stored"), ("b.exe", "refused")]
    assert IntakeLine.objects.count() == 2
