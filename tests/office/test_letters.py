"""Templates an office can replace: looked at in a child, compared with the names of the paper, and papers that stay as they were made."""

import datetime
import io
import zipfile

import pytest
from django.urls import reverse
from docx import Document

from office import letters, libreoffice
from office.letter_kinds import kinds
from office.models import JournalLine, LetterTemplateVersion
from office.refusals import Incomplete, NotPermitted

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 20, 2, tzinfo=datetime.UTC)
KEY = "processes.tt03_2025.stop"


def word(*paragraphs: str, **parts: bytes) -> io.BytesIO:
    """A Word file with these paragraphs, and more parts under their names («word/x» as word__x)."""
    document, out = Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(out)
    with zipfile.ZipFile(out, "a") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    out.seek(0)
    return out


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    texts = [each.text for each in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def every_kind():
    return kinds()


def test_every_kind_of_paper_has_a_template_that_fills_in(every_kind):
    assert len(every_kind) >= 14
    for kind in every_kind.values():
        text = words_of(letters.sample_of(kind, now=NOW))
        assert "{{" not in text, kind.key
        assert "{%" not in text, kind.key
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text, kind.key


def test_the_office_puts_its_own_template_in_place(cast):
    kind = kinds()[KEY]
    shipped = letters.current_version(kind, now=NOW)
    assert (shipped.number, shipped.uploaded_by) == (1, None)
    own = letters.replace_template(
        kind=kind, file=word("Thông báo của phường: {{ ly_do }}"), by=cast.person("quan"), now=NOW
    )
    assert letters.current_version(kind, now=NOW) == own
    assert own.fields == ["ly_do"]
    made = letters.make_letter(
        kind=kind, subject=cast.unit("ward"), values={"ly_do": "hết hạn <bổ sung> & \x00không đến"}, by=cast.person("lan"), now=NOW
    )  # fmt: skip
    with letters.store.open_blob(made.blob) as file:
        assert "Thông báo của phường: hết hạn <bổ sung> & không đến" in words_of(file.read())
    again = letters.make_letter(kind=kind, subject=cast.unit("ward"), values={"ly_do": "khác"}, by=cast.person("lan"), now=NOW)  # fmt: skip
    assert again == made
    assert JournalLine.objects.filter(act="office.letter.make").count() == 1


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (lambda: io.BytesIO(b"%PDF-1.7 not a word file"), "không phải tệp Word"),
        (lambda: word("{{ ly_do "), "viết sai"),
        (lambda: word("{{ mat_khau }}"), "không có"),
        (lambda: word("{{ ly_do.__class__.__mro__ }}"), "Không điền được|viết sai"),
        (lambda: word("{% for a in range(99999999) %}x{% endfor %}"), "Không điền được|không có"),
        (lambda: word("chữ", word__vbaProject_dot_bin=b"x"), "macro"),
        (lambda: word("chữ", word__embeddings__a_dot_xlsx=b"x"), "nhúng"),
        (
            lambda: word(
                "chữ",
                word___rels__settings_dot_xml_dot_rels=b'<Relationships><Relationship Id="a" Type="http://x/attachedTemplate" Target="http://evil/" TargetMode="External"/></Relationships>',
            ),
            "nằm ngoài",
        ),
    ],
)
def test_what_is_no_template_for_this_paper_is_refused_and_the_old_one_stays(cast, file, says):
    kind = kinds()[KEY]
    before = letters.current_version(kind, now=NOW)
    with pytest.raises(Incomplete, match=says):
        letters.replace_template(kind=kind, file=file(), by=cast.person("quan"), now=NOW)
    assert letters.current_version(kind, now=NOW) == before


def test_who_may_not_replace_a_template(cast):
    with pytest.raises(NotPermitted):
        letters.replace_template(kind=kinds()[KEY], file=word("x"), by=cast.person("lan"), now=NOW)
    assert not LetterTemplateVersion.objects.exists()


@pytest.mark.skipif(libreoffice.program() is None, reason="LibreOffice is not installed: sudo make system")
def test_a_paper_becomes_a_pdf_once(cast):
    made = letters.make_letter(
        kind=kinds()[KEY], subject=cast.unit("ward"), values=kinds()[KEY].sample, by=cast.person("lan"), now=NOW
    )
    content = letters.pdf_of_letter(made)
    assert content.startswith(b"%PDF-")
    assert letters.pdf_of_letter(made) == content


def test_the_page_refuses_in_words_and_takes_a_good_file(client, cast):
    client.force_login(cast.user("quan"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("office:letter_template", args=[KEY])
    assert "Chỗ điền dùng được" in client.get(address).content.decode()
    bad = client.post(address, {"file": io.BytesIO(b"\x00\x00")})
    assert bad.status_code == 422
    good = word("Dừng: {{ ly_do }}")
    good.name = "mau.docx"
    assert client.post(address, {"file": good}).status_code == 302
    assert "của cơ quan, lần" in client.get(reverse("office:letter_templates")).content.decode()
    assert client.get(reverse("office:letter_template_file", args=[KEY, "mau"])).status_code == 200
    assert client.get(reverse("office:letter_template", args=["khong.co"])).status_code == 404
