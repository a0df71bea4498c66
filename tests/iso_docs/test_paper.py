"""An issue on paper: what the file says about itself, that it opens, and that it comes back as the same text."""

import io
import zipfile
from decimal import Decimal

import docx
import pypdfium2
import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iso_docs.content import frozen_content
from iso_docs.models import ControlledDocument, DocumentIssue, PrintedRole
from iso_docs.paper import copy_of, docx_of, file_name
from iso_docs.recognised_draft import fill_draft
from office import libreoffice
from office.canonical import canonical_json
from tests.iso_docs.desk import NOW, TODAY, a_draft, an_issue
from tests.iso_docs.word.reading_here import read


def the_copy(issue, **more):
    history = DocumentIssue.objects.filter(document=issue.document_id, number__lte=issue.number)
    return copy_of(issue, history=history, now=NOW, on=TODAY, **more)


def words(content):
    """What a content says to a reader: keys, owners and hashes of files apart."""

    def number(value):
        return None if value is None else format(Decimal(value).normalize(), "f")

    names = {case["key"]: case["name"] for case in content["cases"]}
    place = {step["key"]: order for order, step in enumerate(content["steps"])}
    times = [
        (
            names[time["case"]],
            place[time["first"]],
            place[time["last"]],
            number(time["quantity"]),
            time["unit"] if time["quantity"] is not None else "",
            time["starts_from"],
            bool(time["is_counted"] and time["quantity"] is not None and not time["starts_from"]),
            time["as_printed"] if time["quantity"] is None else "",
        )
        for time in content["times"]
    ]
    return {
        "code": content["code"],
        "title": content["title"],
        "sections": [
            (
                section["number"],
                section["heading"],
                [
                    piece["text"]
                    if piece["type"] == "paragraph"
                    else [
                        [(cell["text"], cell["colspan"], cell["rowspan"], cell["header"]) for cell in row]
                        for row in piece["rows"]
                    ]
                    for piece in section["body"]
                ],
            )
            for section in content["sections"]
        ],
        "cases": [
            (case["name"], number(case["quantity"]), case["unit"], case["starts_from"]) for case in content["cases"]
        ],
        "steps": [
            tuple(step[name] for name in ("number", "work", "responsible", "result", "stage", "note"))
            for step in content["steps"]
        ],
        "times": [time for time in times if any((time[3], time[5], time[7]))],
        "reason": content["difference_reason"],
        "forms": [(form["code"], form["title"]) for form in content["forms"]],
        "references": [(each["number"], each["title"]) for each in content["references"]],
        "records": [(each["name"], each["kept_by"], each["period"]) for each in content["records"]],
    }


def read_back(data, folder):
    """The content of a draft filled from a file."""
    path = folder / "a.docx"
    path.write_bytes(data)
    found = read(path)
    assert found.unplaced() == []
    assert found.all_doubts() == []
    draft = ControlledDocument(code=found.procedures[0].cover.code, title=found.procedures[0].cover.title)
    fill_draft(draft, found.procedures[0])
    return frozen_content(draft, on=TODAY)


def test_the_file_opens_and_says_what_it_is(cast):
    issue = an_issue(cast)
    data = docx_of(the_copy(issue, by=cast.person("lan")))
    opened = docx.Document(io.BytesIO(data))
    section = opened.sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(each.mm) for each in margins] == [20, 20, 20, 30]
    assert opened.styles["Normal"].font.name == "Times New Roman"
    foot = "\n".join(cell.text for cell in section.footer.tables[0].rows[0].cells)
    assert foot == "\n".join(cell.text for cell in section.first_page_footer.tables[0].rows[0].cells)
    for said in (
        "BẢN IN KHÔNG KIỂM SOÁT",
        "QT-HT-06",
        "lần ban hành 01",
        issue.content_hash[:4],
        "15:00",
        issue.short_code,
        str(cast.person("lan")),
    ):
        assert said in foot
    head = "\n".join(cell.text for cell in section.header.tables[0].rows[0].cells)
    assert "Mã hiệu: QT-HT-06" in head
    assert "Lần ban hành: 01" in head
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        media = sorted(name.rsplit(".", 1)[-1] for name in package.namelist() if "/media/" in name)
        assert media.count("svg") == 1
        assert b"Th\xe1\xba\xa9m tra" in package.read("word/media/lanes.svg")


def test_who_signed_stands_on_the_cover(cast):
    opened = docx.Document(io.BytesIO(docx_of(the_copy(an_issue(cast)))))
    block = opened.tables[1]
    assert [cell.text for cell in block.rows[0].cells] == ["Trách nhiệm", "Soạn thảo", "Soát xét", "Phê duyệt"]
    assert "Đỗ Phương Thảo" in [cell.text for cell in block.rows[1].cells]


def test_it_comes_back_as_the_same_text(cast, tmp_path):
    issue = an_issue(cast)
    assert words(read_back(docx_of(the_copy(issue)), tmp_path)) == words(issue.frozen)


def test_an_export_is_an_import_again(cast, tmp_path, capsys):
    document = a_draft(cast)
    an_issue(cast, document)
    out = tmp_path / "a.docx"
    call_command("export_issue", "QT-HT-06", "--on", TODAY.isoformat(), "--out", str(out))
    PrintedRole.objects.create(wording="Lãnh đạo UBND", post=cast.person("ngoc").assignments.first().post)
    found = read(out)
    draft = ControlledDocument(code="x", title="x")
    fill_draft(draft, found.procedures[0])
    assert [bool(step.value["post"]) for step in draft.steps] == [False, False, True, False, False]
    assert found.procedures[0].cover.issue == "01"
    assert {signer.name for signer in found.procedures[0].cover.signers} >= {"Đỗ Phương Thảo"}


@pytest.mark.libreoffice
@pytest.mark.skipif(libreoffice.program() is None, reason="needs LibreOffice")
def test_the_pdf_carries_the_text(cast, tmp_path):
    an_issue(cast)
    out = tmp_path / "a.pdf"
    call_command("export_issue", "QT-HT-06", "--on", TODAY.isoformat(), "--format", "pdf", "--out", str(out))
    pdf = pypdfium2.PdfDocument(out)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    pdf.close()
    for said in (
        "QUY TRÌNH",
        "Thay đổi, cải chính hộ tịch",
        "Thẩm tra tính hợp lệ",
        "½ ngày làm việc",
        "BẢN IN KHÔNG KIỂM SOÁT",
    ):
        assert said in text


def test_whoever_reads_an_issue_downloads_it(cast, client):
    issue = an_issue(cast)
    client.force_login(cast.user("lan"))
    page = client.get(issue.get_absolute_url()).content.decode()
    for form, start in (("docx", b"PK"), ("json", b"{")):
        address = reverse("iso_docs:export", args=[issue.pk, form])
        assert address in page
        answer = client.get(address)
        assert answer.content.startswith(start)
        assert answer["Content-Disposition"] == f'attachment; filename="QT-HT-06_lan-01.{form}"'
    assert client.get(reverse("iso_docs:export", args=[issue.pk, "exe"])).status_code == 404


def test_without_libreoffice_the_pdf_says_what_to_do(cast, client, monkeypatch):
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    issue = an_issue(cast)
    client.force_login(cast.user("lan"))
    answer = client.get(reverse("iso_docs:export", args=[issue.pk, "pdf"]))
    assert answer.status_code == 503
    assert "make system" in answer.content.decode()


def test_a_file_name_any_system_can_store(cast):
    issue = an_issue(cast)
    assert file_name(issue, "docx") == "QT-HT-06_lan-01.docx"
    issue.code = "QĐ 02/ĐĐ: a*b"
    assert file_name(issue, "pdf") == "QD-02-DD-a-b_lan-01.pdf"


# --- any text -----------------------------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    [
        "hồ",
        "sơ,",
        "tiếp",
        "nhận;",
        "(Mẫu",
        "01)",
        "5.",
        "a)",
        "-",
        "Điều",
        "4",
        "&",
        "<b>",
        "Trách",
        "nhiệm",
        "Thời",
        "gian:",
        "03",
        "ngày",
        "“giấy”",
        "½",
        "Mục",
        "đích",
        "QUY",
        "TRÌNH",
        "Bước",
        "2",
        "Tổng",
        "cộng",
    ]
)
LINE = st.lists(_WORDS, min_size=1, max_size=7).map(" ".join)
LINES = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
OR_EMPTY = st.one_of(st.just(""), LINE)
UNIT = st.sampled_from(["working_day", "day", "working_hour", "hour", "minute", "week", "month"])
QUANTITY = st.sampled_from(["0.5", "0.25", "1", "1.5", "2.4", "0", "12", "0.125"])


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 3))
    rows = []
    for _row in range(draw(st.integers(1, 3))):
        cut = draw(st.integers(1, columns))
        spans = [cut, *[1] * (columns - cut)]
        rows.append(
            [{"text": draw(OR_EMPTY), "colspan": span, "rowspan": 1, "header": draw(st.booleans())} for span in spans]
        )
    if len(rows) > 1 and all(len(row) == columns for row in rows[:2]):
        rows[0][-1]["rowspan"] = 2
        rows[1].pop()
        if not rows[1]:
            rows[0][-1]["rowspan"] = 1
            rows.pop(1)
    for row in rows:
        for cell in row:
            cell["header"] = cell["header"] and bool(cell["text"])
    return rows


@st.composite
def contents(draw):
    """A content as it is frozen, of texts that read like headings, totals and numbers."""
    names = draw(st.lists(LINE, min_size=1, max_size=3, unique_by=lambda name: name.casefold()))
    if len(names) == 1 and draw(st.booleans()):
        names = [""]
    cases = [
        {
            "key": f"c{order}",
            "name": name,
            "quantity": draw(st.one_of(st.none(), QUANTITY)),
            "unit": draw(UNIT),
            "starts_from": draw(OR_EMPTY),
            "as_printed": "",
        }
        for order, name in enumerate(names)
    ]
    for case in cases:
        case["unit"] = case["unit"] if case["quantity"] is not None else ""
    stage = draw(OR_EMPTY)
    steps = []
    for order in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 3)) == 0:
            stage = draw(LINE)
        steps.append(
            {
                "key": f"s{order}",
                "number": draw(st.sampled_from(["", "1", "2.", "Bước 3", "B4"])),
                "work": draw(LINES),
                "responsible": draw(OR_EMPTY),
                "result": draw(OR_EMPTY),
                "stage": stage,
                "note": draw(OR_EMPTY),
                "post": "",
                "post_id": None,
            }
        )
    times = []
    for case in cases:
        first = 0
        while first < len(steps):
            last = min(len(steps) - 1, first + draw(st.integers(0, 2)))
            quantity = draw(st.one_of(st.none(), QUANTITY))
            times.append(
                {
                    "case": case["key"],
                    "first": steps[first]["key"],
                    "last": steps[last]["key"],
                    "quantity": quantity,
                    "unit": draw(UNIT),
                    "starts_from": draw(OR_EMPTY),
                    "is_counted": draw(st.booleans()),
                    "as_printed": "" if quantity else draw(LINE),
                }
            )
            first = last + 1
    sections = [
        {
            "key": draw(st.sampled_from(["purpose", "process", "other-1"])) + f"-{order}",
            "number": draw(st.sampled_from(["", "1", "5.2/", "b.", "IV."])),
            "heading": draw(LINE),
            "body": [
                {"key": "", "type": "table", "rows": piece}
                if isinstance(piece, list)
                else {"key": "", "type": "paragraph", "text": piece}
                for piece in draw(st.lists(st.one_of(LINES, tables()), max_size=3))
            ],
        }
        for order in range(draw(st.integers(0, 3)))
    ]
    return {
        "code": draw(st.sampled_from(["QT-01", "QT 05/CX-HCTP", "BM.03 – 2"])),
        "title": draw(LINE),
        "field": draw(OR_EMPTY),
        "issuer": "",
        "change_summary": "",
        "sections": sections,
        "cases": cases,
        "steps": steps,
        "times": times,
        "difference_reason": draw(OR_EMPTY),
        "forms": [
            {"code": draw(st.sampled_from(["", "BM-01"])), "title": draw(LINE), "issue": "", "sha256": "ab" * 32}
            for _each in range(draw(st.integers(0, 2)))
        ],
        "references": [
            {"number": draw(st.sampled_from(["", "01/2024/NĐ-CP"])), "title": draw(LINE)}
            for _each in range(draw(st.integers(0, 2)))
        ],
        "records": [
            {"name": draw(LINE), "kept_by": draw(OR_EMPTY), "period": draw(OR_EMPTY)}
            for _each in range(draw(st.integers(0, 2)))
        ],
    }


@pytest.fixture
def blank_issue(cast):
    return an_issue(cast)


def test_days_and_working_days_of_our_own_file_stay_apart(blank_issue, tmp_path):
    """In a foreign file «ngày» under a limit in «ngày làm việc» means those days; in ours it means what it says."""
    step = {"number": "", "responsible": "", "result": "", "stage": "", "note": "", "post": "", "post_id": None}
    times = [
        {"case": "c0", "first": key, "last": key, "quantity": "0.5", "unit": unit, "starts_from": "", "is_counted": True, "as_printed": ""}
        for key, unit in (("s0", "day"), ("s1", "working_day"))
    ]  # fmt: skip
    case = {"key": "c0", "name": "Thường", "quantity": "1", "unit": "working_day", "starts_from": "", "as_printed": ""}
    blank_issue.content = canonical_json(
        dict(blank_issue.frozen)
        | {"cases": [case], "times": times, "steps": [step | {"key": key, "work": key} for key in ("s0", "s1")]}
    )
    blank_issue.__dict__.pop("frozen", None)
    copy = copy_of(blank_issue, history=[], now=NOW, on=TODAY)
    assert words(read_back(docx_of(copy), tmp_path)) == words(blank_issue.frozen)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(content=contents())
def test_whatever_was_written_comes_back(content, blank_issue, tmp_path):
    blank_issue.content = canonical_json(content)
    blank_issue.code, blank_issue.title = content["code"], content["title"]
    blank_issue.__dict__.pop("frozen", None)
    copy = copy_of(blank_issue, history=[], now=NOW, on=TODAY)
    assert words(read_back(docx_of(copy), tmp_path)) == words(blank_issue.frozen)
