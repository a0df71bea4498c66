"""The first afternoon: a folder of papers in force becomes lines, the officer puts them right, they stand in the register."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iso_docs.actions import OnPaper, Paper, add_paper_file, begin_take_over, save_draft, take_over_document
from iso_docs.exported import exported_issue
from iso_docs.models import ControlledDocument, DocumentIssue, TakeOver, TakeOverFile, TakeOverLine
from iso_docs.paper_cover import cover_of, decision_in
from iso_docs.queries import register_rows
from iso_docs.states import IssueOrigin, TakeOverFileState
from iso_docs.take_over_proposals import is_same_agency, stem_of
from iso_docs.takeover_forms import read_signers, written_signers
from iso_docs.tasks import read_take_over
from office import store
from office.models import Job, JournalLine, Obligation, Signature
from office.refusals import Incomplete, NotPermitted, WrongState
from tests.archives.papers import text_pdf
from tests.iso_docs.desk import NOW, TODAY, an_issue, write_procedure
from tests.iso_docs.test_word_to_draft import word_file

SCAN = ["UBND PHUONG BINH AN", "QUY TRINH", "Chung thuc chu ky", "Ma hieu: QT-CT-01", "Lan ban hanh: 01", "Ngay ban hanh: 01/09/2025",
        "Kem theo Quyet dinh so 45/QD-UBND ngay 01/09/2025"]  # fmt: skip


def client_of(cast, name):
    client = Client()
    client.force_login(cast.user(name))
    return client


def read_all():
    """What the worker does with the files that wait."""

    class Told:
        def __call__(self, done, total):
            pass

        def finish(self):
            pass

    for job in Job.objects.filter(kind="iso_docs.take_over").order_by("pk"):
        read_take_over(job, Told())


def a_scan(content: bytes = b"%PDF quet") -> Paper:
    return Paper(store.receive(io.BytesIO(content)), "ký.pdf", "application/pdf")


def taken_over(cast, *, by="quan", code="QT-HT-06", effective_from=datetime.date(2024, 3, 1), papers=None, **more):
    return take_over_document(
        code=code, title="Thay đổi, cải chính hộ tịch", owner_unit=cast.unit("office"),
        on_paper=OnPaper(
            decided_on=datetime.date(2024, 2, 20), effective_from=effective_from, issue_no=3, revision_no=1,
            decision_number="45/QĐ-UBND", signers=[("Phê duyệt", "Nguyễn Văn Cũ", "Chủ tịch")],
        ),
        papers=[a_scan()] if papers is None else papers, fill=write_procedure, by=cast.person(by), now=NOW, **more,
    )  # fmt: skip


def test_a_folder_is_read_put_right_and_taken(cast):
    quan = client_of(cast, "quan")
    files = [
        SimpleUploadedFile("QT-CT-01.docx", word_file()),
        SimpleUploadedFile("QT-CT-01 (đã ký).pdf", text_pdf(SCAN)),
        SimpleUploadedFile("ghi chu.txt", b"khong phai quy trinh"),
    ]
    begun = quan.post(
        "/tai-lieu/tiep-nhan/", {"files": files, "owner_unit": cast.unit("office").pk, "name": "Tủ một cửa"}
    )
    takeover = TakeOver.objects.get()
    assert begun.url == f"/tai-lieu/tiep-nhan/{takeover.pk}/"
    assert "Đã đọc 0 trên 3 tệp" in quan.get(begun.url).content.decode()
    read_all()
    read_all()  # a job that runs twice proposes once
    assert list(takeover.files.values_list("state", flat=True)) == [
        TakeOverFileState.READ, TakeOverFileState.READ, TakeOverFileState.FAILED,
    ]  # fmt: skip
    (line,) = takeover.lines.all()  # the scan joined the line of the Word file
    assert (line.code, line.title, line.issue_no) == ("QT-CT-01", "Chứng thực chữ ký", 1)
    assert (line.decided_on, line.decision_number) == (datetime.date(2026, 9, 1), "45/QĐ-UBND")
    assert line.scan_file.name == "QT-CT-01 (đã ký).pdf"
    page = quan.get(begun.url).content.decode()
    for text in ("QT-CT-01", "ghi chu.txt", "Chỉ nhận tệp Word"):
        assert text in page, text

    key = f"d{line.pk}"
    sent = {
        f"{key}-code": "QT-CT-01", f"{key}-title": "Chứng thực chữ ký", f"{key}-kind": "procedure", f"{key}-issue_no": "2",
        f"{key}-decided_on": "01/09/2025", f"{key}-effective_from": "", f"{key}-decision_number": "45/QĐ-UBND",
        f"{key}-owner_unit": cast.unit("office").pk, f"{key}-signers": "Phê duyệt: Nguyễn Văn Cũ, Chủ tịch UBND",
        f"{key}-take": "on",
    }  # fmt: skip
    wrong = quan.post(begun.url, sent | {f"{key}-decided_on": "32/13/2025"})
    assert wrong.status_code == 422
    assert "32/13/2025" in wrong.content.decode()  # what was typed stays
    lacking = quan.post(begun.url, sent | {"take": "1"})
    assert lacking.status_code == 422
    assert "Dòng còn thiếu" in lacking.content.decode()
    assert not DocumentIssue.objects.exists()
    done = quan.post(
        begun.url, sent | {"take": "1", "chung-effective_from": "15/09/2025", "chung-review_due_on": "01/03/2027"}
    )
    assert done.status_code == 302, done.content.decode()

    issue = DocumentIssue.objects.get()
    assert (issue.origin, issue.issue_no, issue.effective_from) == (
        IssueOrigin.TAKEN_OVER,
        2,
        datetime.date(2025, 9, 15),
    )
    assert issue.steps.count() == 4  # the clock finds its steps
    assert not Signature.objects.exists()
    owed = Obligation.objects.get(kind="iso_docs.periodic_review")
    assert (owed.due_on, owed.unit) == (datetime.date(2027, 3, 1), cast.unit("office"))
    read = client_of(cast, "lan").get(issue.get_absolute_url()).content.decode()
    for text in ("Đã ký trên giấy; không ai ký trên hệ thống", "45/QĐ-UBND", "Nguyễn Văn Cũ", "QT-CT-01 (đã ký).pdf"):
        assert text in read, text
    assert client_of(cast, "lan").get(f"/tai-lieu/ban-hanh/{issue.pk}/ban-giay/1/").status_code == 200
    printed = client_of(cast, "lan").get(f"/tai-lieu/ban-hanh/{issue.pk}/in/").content.decode()
    assert "Nguyễn Văn Cũ" in printed
    assert "<svg" in printed
    assert "Đã tiếp nhận" in quan.get(begun.url).content.decode()


def test_what_stands_on_paper_claims_no_signature_and_is_followed_by_an_issue_of_ours(cast):
    issue = taken_over(cast)
    assert (issue.review, issue.reviewer, issue.approver) == (None, None, None)
    assert (issue.issue_no, issue.revision_no) == (3, 1)
    paper = exported_issue(issue)["paper"]
    assert exported_issue(issue)["signatures"] == []
    assert paper["signers"] == [{"duty": "Phê duyệt", "name": "Nguyễn Văn Cũ", "post": "Chủ tịch"}]
    assert paper["files"][0]["sha256"] == issue.paper.files.get().blob.sha256
    (row,) = register_rows([issue.document], cast.user("quan"), TODAY)
    assert row.state == "in_force"
    (before,) = register_rows([issue.document], cast.user("quan"), datetime.date(2024, 2, 29))
    assert before.state != "in_force"
    added = add_paper_file(issue=issue, paper=a_scan(b"%PDF trang sau"), by=cast.person("quan"), now=NOW)
    assert added.position == 2
    assert JournalLine.objects.filter(act="iso_docs.document.take_over").count() == 1

    save_draft(
        document=issue.document,
        change=lambda draft: write_procedure(draft, purpose="Mới"),
        by=cast.person("quan"),
        now=NOW,
    )
    ours = an_issue(cast, ControlledDocument.objects.get())
    assert (ours.number, ours.issue_no, ours.origin) == (2, 4, IssueOrigin.ISSUED)


def test_a_text_of_others_binds_by_our_decision(cast):
    issue = taken_over(cast, issuer="UBND tỉnh Quảng Ninh")
    assert issue.origin == IssueOrigin.ADOPTED
    with pytest.raises(Incomplete):
        take_over_document(
            code="QT-1", title="Khai sinh", owner_unit=cast.unit("office"), issuer="UBND tỉnh Quảng Ninh",
            on_paper=OnPaper(decided_on=TODAY, effective_from=datetime.date(2024, 1, 1)), papers=[a_scan()],
            fill=write_procedure, by=cast.person("quan"), now=NOW,
        )  # fmt: skip


def test_what_is_refused(cast):
    with pytest.raises(NotPermitted):
        taken_over(cast, by="minh")
    with pytest.raises(WrongState):
        taken_over(cast, effective_from=TODAY)
    with pytest.raises(Incomplete):
        begin_take_over(name="", owner_unit=cast.unit("office"), files=[], by=cast.person("quan"), now=NOW)
    issue = taken_over(cast)
    with pytest.raises(WrongState):
        taken_over(cast)  # the code is taken
    assert ControlledDocument.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentIssue.objects.filter(pk=issue.pk).update(origin=IssueOrigin.ISSUED)


def test_one_refused_line_takes_no_other_with_it(cast):
    taken_over(cast, code="QT-01")
    unit, quan = cast.unit("office"), cast.person("quan")
    takeover = begin_take_over(
        name="Tủ",
        owner_unit=unit,
        files=[(a_scan(each).stored, f"{each}.pdf") for each in (b"a", b"b", b"a")],
        by=quan,
        now=NOW,
    )
    assert takeover.files.count() == 2  # the same bytes twice are one paper
    for file, code in zip(takeover.files.all(), ("QT-01", "QT-02"), strict=True):
        TakeOverLine.objects.create(
            takeover=takeover, position=file.position, scan_file=file, code=code, title="Quét", issue_no=1,
            decided_on=datetime.date(2024, 1, 1), effective_from=datetime.date(2024, 1, 1), owner_unit=unit,
        )  # fmt: skip
    sent = {"take": "1"}
    for line in takeover.lines.all():
        key = f"d{line.pk}"
        sent |= {f"{key}-{name}": getattr(line, name) for name in ("code", "title", "kind", "issue_no")}
        sent |= {
            f"{key}-decided_on": "01/01/2024",
            f"{key}-effective_from": "01/01/2024",
            f"{key}-owner_unit": unit.pk,
            f"{key}-take": "on",
        }
    answer = client_of(cast, "quan").post(f"/tai-lieu/tiep-nhan/{takeover.pk}/", sent)
    assert answer.status_code == 422
    assert "1 dòng chưa tiếp nhận được" in answer.content.decode()
    assert set(DocumentIssue.objects.values_list("code", flat=True)) == {"QT-01", "QT-02"}
    assert takeover.lines.filter(issue__isnull=True).get().code == "QT-01"


def test_the_list_asks_the_same_with_one_line_and_with_three(cast):
    unit = cast.unit("office")
    takeover = begin_take_over(
        name="Tủ", owner_unit=unit, files=[(a_scan(each).stored, f"{each}.pdf") for each in (b"1", b"2", b"3")],
        by=cast.person("quan"), now=NOW,
    )  # fmt: skip
    quan, address = client_of(cast, "quan"), f"/tai-lieu/tiep-nhan/{takeover.pk}/"
    counts = []
    for file in takeover.files.all():
        TakeOverLine.objects.create(takeover=takeover, position=file.position, scan_file=file, owner_unit=unit)
        with CaptureQueriesContext(connection) as asked:
            quan.get(address)
        counts.append(len(asked))
    assert counts[1] == counts[2]


@pytest.mark.parametrize(
    ("rows", "code", "issue", "day"),
    [
        ([[(0, "UBND PHUONG A"), (500, "Mã hiệu: QT-01")], [(500, "Lần ban hành: 02")], [(500, "Ngày ban hành: 05/03/2024")]], "QT-01", "02", datetime.date(2024, 3, 5)),
        ([[(0, "Mã hiệu"), (300, "QT-07/TP")], [(0, "Lần ban hành"), (300, "01")], [(0, "Ngày ban hành 1/2/2023")]], "QT-07/TP", "01", datetime.date(2023, 2, 1)),
        ([], "", "", None),
    ],
)  # fmt: skip
def test_covers_as_they_lie(rows, code, issue, day):
    cover = cover_of([rows])
    assert (cover.code, cover.issue, cover.issued_on) == (code, issue, day)


def test_small_readings():
    assert decision_in("(Kèm theo Quyết định số 12 /QĐ-UBND ngày 3/4/2024)") == (
        "12/QĐ-UBND",
        datetime.date(2024, 4, 3),
    )
    assert decision_in("không có gì") == ("", None)
    assert stem_of("QT-01 (đã ký).pdf") == stem_of("QT-01.docx")
    assert is_same_agency("UBND PHƯỜNG BÌNH AN", "Ủy ban nhân dân phường Bình An")
    assert not is_same_agency("UBND TỈNH QUẢNG NINH", "Ủy ban nhân dân phường Bình An")
    signers = [["Phê duyệt", "Nguyễn Văn Cũ", "Chủ tịch"], ["", "Lê Thị B", ""]]
    assert read_signers(written_signers(signers)) == signers


def test_a_file_that_no_reader_takes_says_why(cast):
    takeover = begin_take_over(
        name="Tủ", owner_unit=cast.unit("office"), files=[(a_scan(b"khong phai pdf").stored, "hỏng.pdf")],
        by=cast.person("quan"), now=NOW,
    )  # fmt: skip
    read_all()
    file = TakeOverFile.objects.get(takeover=takeover)
    assert file.state == TakeOverFileState.FAILED
    assert file.reason
    assert not takeover.lines.exists()
