"""Word files and signed PDFs in the archive: pages drawn from a copy, old letters turned into Unicode, signatures told honestly."""

import datetime
import io

import pytest
from django.urls import reverse
from docx import Document
from PIL import Image

from archives.models import ArchivePage, OriginalSignature
from archives.parsing import straightened
from archives.states import IntakeOutcome, SignatureState
from office import libreoffice
from office.legacy_encodings import LegacyEncoding, decoded
from office.store import open_blob
from office.text_forms import fold
from tests.archives import papers

office_program = pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed: sudo make system")  # fmt: skip

SAID = "Quyết định phê duyệt kế hoạch đóng mới tàu cá của xã năm 1998"


def as_tcvn3(text: str) -> str:
    """The bytes an office of the nineties typed, as Word hands them out today: by the product's table turned around."""
    back = {decoded(chr(code), LegacyEncoding.TCVN3): chr(code) for code in range(0xA1, 0x100)}
    return "".join(back.get(letter, letter) for letter in text)


def word_file(text: str, *, font: str = "Times New Roman", pages: int = 1) -> bytes:
    document = Document()
    for page in range(pages):
        if page:
            document.add_page_break()
        run = document.add_paragraph().add_run(text)
        run.font.name = font
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@office_program
@pytest.mark.libreoffice
class TestWord:
    def test_a_word_file_has_its_pages_and_its_words_and_stays_as_it_came(self, archive):
        content = word_file(SAID, pages=3)
        line = archive.bring(content, "quyet-dinh.docx")
        assert (line.outcome, line.document.pages.count()) == (IntakeOutcome.STORED, 3)
        archive.read_all()
        pages = list(ArchivePage.objects.select_related("current_text"))
        assert [page.text.strip() for page in pages] == [SAID] * 3
        assert {page.current_text.encoding for page in pages} == {""}
        original = line.document.originals.get()
        with open_blob(original.blob) as file:
            assert file.read() == content

    def test_letters_of_old_fonts_are_found_as_unicode_and_it_is_said(self, archive, client):
        line = archive.bring(word_file(as_tcvn3(SAID), font=".VnTime"), "quyet-dinh-1998.docx")
        archive.read_all()
        page = ArchivePage.objects.select_related("current_text").get()
        assert page.text.strip() == SAID
        assert page.current_text.encoding == "tcvn3"
        assert page.current_text.certainty > 80
        client.force_login(archive.cast.user("son"), backend="django.contrib.auth.backends.ModelBackend")
        shown = client.get(reverse("archives:page", args=[line.document_id, 1])).content.decode()
        assert "TCVN3" in shown

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "hong.doc", "Word"),
            (word_file(SAID), "hoa-ra.pdf", "hóa ra là Word"),
            (papers.text_pdf(["Noi dung"]), "hoa-ra.docx", "hóa ra là PDF"),
        ],
    )
    def test_what_only_claims_to_be_word_is_refused_in_words(self, archive, content, name, words):
        line = archive.bring(content, name)
        assert line.outcome == IntakeOutcome.REFUSED
        assert words.split()[-1] in line.reason


class TestSignatures:
    @pytest.fixture
    def signed(self):
        """A PDF signed by a certificate that the test makes for itself: nobody vouches for it."""
        pytest.importorskip("pyhanko")
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.x509.oid import NameOID
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UBND xã An Thủy")])
        day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(day)
            .not_valid_after(day + datetime.timedelta(days=3650))
            .add_extension(
                x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True
            )
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        bundle = serialization.pkcs12.serialize_key_and_certificates(
            b"an-thuy", key, certificate, None, serialization.NoEncryption()
        )
        signer = signers.SimpleSigner.load_pkcs12_data(bundle, other_certs=[])
        out = io.BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(papers.text_pdf(["Noi dung da ky"])), strict=False),
            signers.PdfSignatureMetadata(field_name="Signature1"),
            signer=signer,
            output=out,
        )
        return out.getvalue()

    def test_a_signature_that_holds_is_told_with_its_name_and_without_a_promise(self, archive, client, signed):
        document = archive.a_read_document(signed, "da-ky.pdf")
        seen = OriginalSignature.objects.get()
        assert (seen.state, seen.signer) == (SignatureState.INTACT, "UBND xã An Thủy")
        client.force_login(archive.cast.user("son"), backend="django.contrib.auth.backends.ModelBackend")
        shown = client.get(reverse("archives:document", args=[document.pk])).content.decode()
        assert "UBND xã An Thủy" in shown
        assert "chứng thư chưa xác thực" in shown
        with open_blob(document.originals.get().blob) as file:
            assert file.read() == signed

    def test_one_changed_letter_is_told(self, archive, signed):
        archive.a_read_document(signed.replace(b"Noi dung da ky", b"Noi dung da sua"[:14]), "bi-sua.pdf")
        assert OriginalSignature.objects.get().state in (SignatureState.ALTERED, SignatureState.UNREADABLE)

    def test_what_was_added_after_signing_is_told(self, archive, signed):
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer = IncrementalPdfFileWriter(io.BytesIO(signed))
        writer.root["/Lang"] = generic.pdf_string("vi")
        writer.update_root()
        out = io.BytesIO()
        writer.write(out)
        archive.a_read_document(out.getvalue(), "them-vao.pdf")
        assert OriginalSignature.objects.get().state in (SignatureState.PARTIAL, SignatureState.ALTERED)

    def test_a_file_nobody_signed_has_none(self, archive):
        archive.a_read_document(name="ke-hoach.pdf")
        assert not OriginalSignature.objects.exists()


@pytest.mark.parametrize("lean", [-6.0, -2.0, 0.0, 3.0, 9.0])
def test_a_leaning_page_is_righted(lean):
    sheet, _words = papers.drawn_page()
    leaning = sheet.convert("L").rotate(lean, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    _level, skew = straightened(leaning)
    assert abs(skew / 100 - lean) <= 0.75


def test_the_words_of_an_old_font_read_back_from_the_table():
    assert fold(decoded(as_tcvn3(SAID), LegacyEncoding.TCVN3)) == fold(SAID)
