"""Files that lie: what the screen would show is not what the file says, or the file is no Word file, or wants the machine."""

import struct
import zipfile

import pytest

from iso_docs.word import reading
from iso_docs.word.reading import WordRefused, read_word_file
from tests.iso_docs.word.ooxml_writer import OFFICE, RELATIONSHIPS, C, Docx, Procedure, p, run, table
from tests.iso_docs.word.reading_here import read, refusal

LIMIT = p("Thời hạn giải quyết: 05 ngày làm việc")


def relation(kind: str, target: str, *, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="x1" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def change(tag: str, text: str) -> str:
    inner = f"<w:r><w:{'delText' if tag == 'del' else 't'}>{text}</w:{'delText' if tag == 'del' else 't'}></w:r>"
    return f'<w:{tag} w:id="1" w:author="A" w:date="2025-07-01T00:00:00Z">{inner}</w:{tag}>'


# --- the screen says otherwise ---------------------------------------------------------------------------------------


def test_pending_changes_are_refused_with_the_list_of_them(tmp_path):
    body = p(inner=run("Thời hạn giải quyết: ") + change("del", "05") + change("ins", "15") + run(" ngày làm việc."))
    code, details = refusal(Docx(body).file(tmp_path / "a.docx"))
    assert code == "tracked-changes"
    assert details == ["xóa: 05", "thêm: 15"]


@pytest.mark.parametrize("tag", ["ins", "del", "moveFrom", "moveTo"])
def test_pending_changes_of_every_kind_and_place(tag, tmp_path):
    changed = p(inner=run("Ngày hiệu lực: ") + change(tag, "01/7/2025"))
    assert refusal(Docx(LIMIT, footer=changed).file(tmp_path / "a.docx"))[0] == "tracked-changes"
    assert refusal(Docx(table([[C(content=changed)]])).file(tmp_path / "b.docx"))[0] == "tracked-changes"


def test_a_pending_change_of_format_alone_changes_no_word(tmp_path):
    formatted = '<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id="1" w:author="A"><w:rPr/></w:rPrChange></w:rPr><w:t>chữ đậm</w:t></w:r></w:p>'
    assert read(Docx(formatted).file(tmp_path / "a.docx")).paragraphs[0].text == "chữ đậm"


@pytest.mark.parametrize(
    "hidden",
    [
        run("Phí 5.000.000 đồng", hidden=True),
        '<w:r><w:rPr><w:rStyle w:val="Unseen"/></w:rPr><w:t>Phí 5.000.000 đồng</w:t></w:r>',
    ],
)
def test_hidden_text_is_no_content_and_is_said(hidden, tmp_path):
    found = read(Docx(p(inner=run("Miễn phí. ") + hidden)).file(tmp_path / "a.docx"))
    doubt = next(doubt for doubt in found.all_doubts() if doubt.code == "hidden-text")
    assert "Phí 5.000.000 đồng" in doubt.text
    assert {paragraph.target for paragraph in found.paragraphs if "5.000.000" in paragraph.text} == {"hidden"}
    shown = str([section.to_dict() for section in found.procedures[0].sections])
    assert "5.000.000" not in shown
    assert "Miễn phí." in shown


def test_text_under_a_merge_is_hidden_text_too(tmp_path):
    body = table([[C("Bước", down="restart"), C("a")], [C("chữ bị che", down="continue"), C("b")]])
    found = read(Docx(body).file(tmp_path / "a.docx"))
    assert any(doubt.code == "hidden-text" and "chữ bị che" in doubt.text for doubt in found.all_doubts())


def test_another_file_inside_is_refused(tmp_path):
    body = LIMIT + '<w:altChunk r:id="x1"/>'
    assert (
        refusal(Docx(body, relations=[relation("aFChunk", "other.html", external=False)]).file(tmp_path / "a.docx"))[0]
        == "alt-chunk"
    )


def test_a_member_that_is_there_twice_is_refused(tmp_path):
    path = Docx(LIMIT).file(tmp_path / "a.docx")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as package:
        package.writestr("word/document.xml", b"<other/>")
    assert refusal(path)[0] == "doubled-member"


def test_comments_are_said_and_kept(tmp_path):
    found = read(Docx(LIMIT, comments=["Xem lại thời hạn này"]).file(tmp_path / "a.docx"))
    assert any(doubt.code == "comments" and "Xem lại thời hạn này" in doubt.text for doubt in found.all_doubts())
    assert found.unplaced() == []


# --- reaching out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://example.org/t.dotm"),
        ("attachedTemplate", "file://///server/share/t.dotm"),
        ("oleObject", "file:///C:/a.xlsx"),
        ("frame", "http://example.org/frame.html"),
        ("subDocument", "other.docx"),
    ],
)
def test_content_from_elsewhere_is_refused(kind, target, tmp_path):
    code, details = refusal(Docx(LIMIT, relations=[relation(kind, target)]).file(tmp_path / "a.docx"))
    assert code == "external-target"
    assert target in details[0]


@pytest.mark.parametrize(
    ("kind", "target", "doubt"),
    [
        ("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm", "template-removed"),
        ("hyperlink", "javascript:alert(1)", "link-removed"),
        ("image", "http://example.org/logo.png", "linked-picture"),
    ],
)
def test_links_that_carry_no_words_are_dropped_and_said(kind, target, doubt, tmp_path):
    found = read(Docx(LIMIT, relations=[relation(kind, target)]).file(tmp_path / "a.docx"))
    assert doubt in {one.code for one in found.all_doubts()}


def test_an_ordinary_web_link_is_no_doubt(tmp_path):
    found = read(Docx(LIMIT, relations=[relation("hyperlink", "https://example.org/")]).file(tmp_path / "a.docx"))
    assert {one.code for one in found.all_doubts()} == {"no-step-table"}


def test_a_field_that_runs_a_program_is_refused(tmp_path):
    body = p(
        inner='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert refusal(Docx(body).file(tmp_path / "a.docx"))[0] == "external-target"


# --- what it is ------------------------------------------------------------------------------------------------------


def test_macros_are_refused_whatever_the_name(tmp_path):
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert refusal(Docx(LIMIT, main_type=kind).file(tmp_path / "a.docx"))[0] == "macros"
    assert refusal(Docx(LIMIT, parts={"word/vbaProject.bin": b"x"}).file(tmp_path / "b.docx"))[0] == "macros"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        ("\ufeff<html>".encode("utf-16"), "html"),
        (b"%PDF-1.7\n", "pdf"),
        (b"{\\rtf1 Quy tr\\'ecnh}", "rtf"),
        (b"MZ\x90\x00", "program"),
        (b"\x89PNG\r\n", "picture"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b"Quy tr\xc3\xacnh", "unknown"),
    ],
)
def test_other_files_under_a_word_name_are_refused_by_content(data, kind, tmp_path):
    path = tmp_path / "quy-trinh.docx"
    path.write_bytes(data)
    assert refusal(path) == ("not-word", [kind])


def test_a_zip_or_a_spreadsheet_is_no_word_file(tmp_path):
    for name, members in (("archive", ["a.txt"]), ("spreadsheet", ["[Content_Types].xml", "xl/workbook.xml"])):
        path = tmp_path / f"{name}.docx"
        with zipfile.ZipFile(path, "w") as package:
            for member in members:
                package.writestr(member, "x")
        assert refusal(path) == ("not-word", [name])


def compound(*names: str, start: int = 1, stream: bytes = b"") -> bytes:
    """A compound file with these streams: header, one sector of table, one of directory, then the first stream."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table_sector = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    entries = b""
    for name in ("Root Entry", *names)[:4]:
        entry = bytearray(128)
        text = name.encode("utf-16-le")
        entry[: len(text)] = text
        struct.pack_into("<H", entry, 64, len(text) + 2)
        struct.pack_into("<I", entry, 116, 2)
        entries += entry
    return bytes(header) + table_sector + entries.ljust(512, b"\x00") + stream.ljust(512, b"\x00")


@pytest.mark.parametrize(
    ("streams", "flags", "code"),
    [
        (("EncryptedPackage", "EncryptionInfo"), 0, "encrypted"),
        (("WordDocument",), 0x0100, "encrypted"),
        (("WordDocument", "Macros"), 0, "macros"),
        (("Workbook",), 0, "not-word"),
    ],
)
def test_compound_files_tell_what_they_are(streams, flags, code, tmp_path):
    path = tmp_path / "a.doc"
    path.write_bytes(compound(*streams, stream=struct.pack("<HHHHHH", 0xA5EC, 0, 0, 0, 0, flags)))
    assert refusal(path)[0] == code


def test_a_cut_off_file_is_said_to_be_damaged(tmp_path):
    path = Procedure().file(tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:2000])
    assert refusal(path)[0] == "damaged"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600)
    assert refusal(path)[0] == "damaged"
    path.write_bytes(b"")
    assert refusal(path)[0] == "empty"


# --- what wants the machine ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dtd_is_refused_in_whatever_encoding(encoding, tmp_path):
    dtd = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    docx = Docx(LIMIT)
    document = docx.members()["word/document.xml"].decode().replace(docx.prolog, dtd)
    docx.parts["word/document.xml"] = document.encode(encoding)
    assert refusal(docx.file(tmp_path / "a.docx"))[0] == "dtd"
    docx = Docx(LIMIT)
    docx.parts["word/_rels/document.xml.rels"] = f'{dtd}<Relationships xmlns="{RELATIONSHIPS}"/>'.encode(encoding)
    assert refusal(docx.file(tmp_path / "b.docx"))[0] == "dtd"


def test_a_bomb_is_refused_from_its_directory(tmp_path):
    assert refusal(Docx(LIMIT, parts={"word/media/a.png": b"\0" * 60_000_000}).file(tmp_path / "a.docx"))[0] == "bomb"
    many = {f"word/parts/{number}.xml": b"<a/>" for number in range(2500)}
    assert refusal(Docx(LIMIT, parts=many).file(tmp_path / "b.docx"))[0] == "bomb"


def test_a_directory_that_lies_about_sizes_does_not_help(tmp_path):
    path = Docx(p("x" * 3_000_000)).file(tmp_path / "a.docx")
    data = bytearray(path.read_bytes())
    place = data.rindex(b"word/document.xml") - 46  # its entry in the central directory
    struct.pack_into("<I", data, place + 24, 100)
    path.write_bytes(data)
    assert refusal(path)[0] == "damaged"


def test_a_file_that_needs_too_much_is_refused_and_the_product_lives(tmp_path, monkeypatch):
    body = "".join(p(f"dòng {number}") for number in range(200_000))
    path = Docx(body).file(tmp_path / "a.docx")
    monkeypatch.setattr(reading, "SECONDS", 1)
    with pytest.raises(WordRefused) as refused:
        read_word_file(path)
    assert refused.value.code == "over-limits"


def test_a_refusal_speaks_to_the_person(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(WordRefused) as refused:
        read_word_file(path)
    assert "không phải tệp Word" in str(refused.value)
    assert [str(detail) for detail in refused.value.details] == ["tệp PDF"]


def test_a_read_file_carries_name_hash_and_format(tmp_path):
    path = Procedure().file(tmp_path / "a.docx")
    found = read_word_file(path, name="Quy trình 17.docx")
    assert (found.name, found.source_format, found.size) == ("Quy trình 17.docx", "docx", path.stat().st_size)
    assert len(found.sha256) == 64
