"""Files of the province: what is understood, what is refused and named, and that a second run adds nothing."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from processes.models import DeadlineBreach, Difference, Dossier, ProvinceCopy, ProvinceFile, ProvinceRow
from processes.states import DossierState
from tests.processes import lives

pytestmark = pytest.mark.django_db

HEAD = "Mã hồ sơ;Mã TTHC;Tên TTHC;Chủ hồ sơ;Số CCCD;Ngày tiếp nhận;Ngày hẹn trả;Ngày kết thúc xử lý;Ngày trả;Trạng thái;Hình thức nộp;Đơn vị xử lý"
ROW = "000.00.14.H99-260105-{n:04d};1.004859;Cấp phép sửa chữa nhà ở;Phan Thị Mai {n};;05/01/2026 08:30;12/01/2026;;;4 - Đang xử lý;Trực tuyến;Phòng Kinh tế, Hạ tầng và Đô thị phường Bình An"


@pytest.fixture
def run(capsys, tmp_path):
    def runs(content, *words, name="xuat.csv", columns=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
        status = 0
        try:
            call_command("import_dossiers", str(path), "--json", *words)
        except SystemExit as end:
            status = end.code
        return status, json.loads(capsys.readouterr().out)["files"][0]

    return runs


def lines(*rows, head=HEAD):
    return "\r\n".join([head, *rows]) + "\r\n"


def test_new_codes_become_dossiers_with_the_promise_of_the_province(run, cast):
    status, report = run(lines(ROW.format(n=1), ROW.format(n=2)))
    assert (status, report["added"], report["told"]) == (0, 2, [])
    dossier = Dossier.objects.get(code="000.00.14.H99-260105-0001")
    assert dossier.is_mirrored
    assert dossier.due_original == datetime.datetime(2026, 1, 12, 23, 59, tzinfo=lives.ZONE)
    assert (dossier.state, dossier.submit_channel, dossier.holder_unit) == (
        "in_process",
        "online",
        cast.unit("kinh_te"),
    )
    assert dossier.applicant_name == "Phan Thị Mai 1"
    assert dossier.receiving_unit == cast.unit("one_stop")
    assert [each.register_number for each in Dossier.objects.order_by("pk")] == [1, 2]


def test_the_same_file_again_adds_nothing_and_a_later_one_moves_states(run, cast):
    run(lines(ROW.format(n=1), ROW.format(n=2)))
    status, report = run(lines(ROW.format(n=1), ROW.format(n=2)))
    assert (status, report["added"], report["same"], Dossier.objects.count()) == (0, 0, 2, 2)
    later = ROW.format(n=1).replace(";;;4 - Đang xử lý", ";14/01/2026 09:00;;9")
    status, report = run(lines(later, ROW.format(n=2)))
    assert (status, report["updated"], report["same"]) == (0, 1, 1)
    dossier = Dossier.objects.get(code__endswith="-0001")
    assert dossier.state == DossierState.FINISHED
    assert dossier.final_ledger is not None
    assert dossier.progress.get().ended_at == dossier.finished_at
    breach = DeadlineBreach.objects.get(dossier=dossier)
    assert breach.passed_at == dossier.due_original  # it ended two days after the promise, and we learned it now
    status, report = run(lines(later.replace(";;9;", ";15/01/2026;10;"), ROW.format(n=2)))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.delivery_state) == (DossierState.RETURNED, "handed_over")


def test_a_dry_run_reports_and_writes_nothing(run, cast):
    status, report = run(lines(ROW.format(n=1), ROW.format(n=1)), "--dry-run")
    assert (status, report["added"], report["refused"]) == (1, 1, 1)
    assert not Dossier.objects.exists()
    assert not ProvinceFile.objects.exists()


BAD = [
    (ROW.format(n=1).replace("12/01/2026", "12/31/2026"), "cần ngày/tháng/năm"),
    (ROW.format(n=1).replace("12/01/2026", "2026-01-12"), "cần ngày/tháng/năm"),
    (ROW.format(n=1).replace("12/01/2026", "46034"), "cần ngày/tháng/năm"),
    (ROW.format(n=1).replace("12/01/2026", "12/01/26"), "cần ngày/tháng/năm"),
    (ROW.format(n=1).replace("12/01/2026", "04/01/2026"), "ngày hẹn trả trước ngày tiếp nhận"),
    (ROW.format(n=1).replace("12/01/2026", ""), "không có ngày hẹn trả"),
    (ROW.format(n=1).replace("4 - Đang xử lý", "11"), "không biết trạng thái «11»"),
    (ROW.format(n=1).replace("4 - Đang xử lý", "lơ lửng"), "không biết trạng thái «lơ lửng»"),
    (ROW.format(n=1).replace("4 - Đang xử lý", "9"), "không có ngày kết thúc xử lý"),
    (ROW.format(n=1).replace("Phan Thị Mai 1", "=1+1"), "là công thức"),
    (ROW.format(n=1).replace("Phan Thị Mai 1", '=HYPERLINK(""x"")'), "là công thức"),
    (ROW.format(n=1).replace("Phan Thị Mai 1", "M\x00ai"), "ký tự không đọc được"),
    (ROW.format(n=1) + ";thừa", "lệch cột"),
    (ROW.format(n=1).rsplit(";", 2)[0], "lệch cột"),
    (ROW.format(n=1).replace("000.00.14.H99-260105-0001", ""), "không có mã hồ sơ"),
    (ROW.format(n=1).replace("Phan Thị Mai 1", '"Phan Thị Mai 1'), "ngoặc kép"),
    (ROW.format(n=1).replace("05/01/2026 08:30", "05/01/2099"), "ở tương lai"),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_a_bad_row_is_named_and_the_others_come_in(run, cast, row, said):
    status, report = run(lines(ROW.format(n=7), row, ROW.format(n=8)))
    assert (status, report["rows"], report["added"], report["refused"]) == (1, 3, 2, 1), report
    (told,) = report["told"]
    assert told["row"] == 3
    assert said in "; ".join(told["problems"])
    assert Dossier.objects.count() == 2
    assert ProvinceRow.objects.filter(verdict="refused").get().number == 3


def test_what_stands_in_quotes_may_hold_separators_and_lines(run, cast):
    row = ROW.format(n=1).replace("Phan Thị Mai 1", '"Công ty ""Sen; Hồng""\nchi nhánh Bình An"')
    status, report = run(lines(row, ROW.format(n=2)))
    assert (status, report["added"]) == (0, 2)
    assert Dossier.objects.get(code__endswith="-0001").applicant_name == 'Công ty "Sen; Hồng" chi nhánh Bình An'


def as_tcvn3(text):
    from office.legacy_encodings import _TCVN3

    back = {letter: chr(code) for code, letter in _TCVN3.items()}
    return "".join(back.get(letter, back.get(letter.lower(), letter)) for letter in text).encode("latin-1")


def as_cp1258(text):
    """The way Windows wrote it: the tone after the vowel."""
    import unicodedata

    out = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", parts.replace(tone, ""))
            out.append(base.encode("cp1258") + tone.encode("cp1258"))
    return b"".join(out)


def as_vni(text):
    import unicodedata

    from office.legacy_encodings import _VNI_LETTERS, _VNI_MARKS

    letters = {letter: code for code, letter in _VNI_LETTERS.items()}
    marks = {mark: code for code, mark in _VNI_MARKS.items()}
    out = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in letters:
            out.append(letters[letter])
            continue
        parts = unicodedata.normalize("NFD", letter)
        if len(parts) == 1:
            out.append(letter)
            continue
        if "\u031b" in parts:  # ơ, ư with a tone: their own letter, then the tone
            base = unicodedata.normalize("NFC", parts[0] + "\u031b")
            tone = parts.replace(parts[0], "", 1).replace("\u031b", "")
            out.append(letters[base] + marks[tone])
            continue
        order = sorted(parts[1:], key=lambda mark: mark not in "\u0302\u0306")
        out.append(parts[0] + marks["".join(order)])
    return "".join(out).encode("cp1252")


@pytest.mark.parametrize(
    ("encode", "name"),
    [
        (lambda text: text.encode("utf-8"), "utf-8"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: text.encode("utf-16-le"), "utf-16"),
        (lambda text: text.encode("utf-16-be"), "utf-16"),
        (as_cp1258, "cp1258"),
        (as_tcvn3, "tcvn3"),
        (as_vni, "vni"),
    ],
)
def test_every_encoding_gives_the_same_words(run, cast, encode, name):
    # TCVN3 has small letters only; capitals of its own fonts are drawn, not stored.
    text = lines(*(ROW.format(n=n) for n in range(1, 5)))
    if name == "tcvn3":
        text = text.replace("Đ", "đ")
    status, report = run(encode(text))
    assert (status, report["encoding"], report["added"]) == (0, name, 4), report
    dossier = Dossier.objects.first()
    assert dossier.procedure_name == "Cấp phép sửa chữa nhà ở"
    assert dossier.applicant_name.startswith("Phan Thị Mai")


def workbook(*rows):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_with_titles_true_dates_numbers_and_formulas(run, cast):
    head = ["Mã hồ sơ", "Thủ tục", "Người nộp", "Ngày tiếp nhận", "Hạn xử lý", "Trạng thái"]
    received, due = datetime.datetime(2026, 1, 5, 8, 30), datetime.date(2026, 1, 12)
    content = workbook(
        ["BÁO CÁO TỔNG HỢP HỒ SƠ"], ["Từ ngày 01/01/2026"], head,
        ["H99.14-260105-0001", "Khai sinh", "Trần Văn A", received, due, "Đang xử lý"],
        ["H99.14-260105-0002", "Khai sinh", "Trần Văn B", received, 46034, "Đang xử lý"],
        ["H99.14-260105-0003", "Khai sinh", '=CONCATENATE("A","B")', received, due, "Đang xử lý"],
        ["H99.14-260105-0004", "Khai sinh", "Trần Văn D", "05/01/2026 08:30", "17:00 12/01/2026", 4, "ghi thêm"],
        ["Tổng cộng", None, None, None, 4, None],
    )  # fmt: skip
    status, report = run(content, name="xuat.xlsx")
    assert (status, report["rows"], report["added"], report["refused"]) == (1, 5, 1, 4)
    assert [told["row"] for told in report["told"]] == [5, 6, 7, 8]
    dossier = Dossier.objects.get()
    assert (dossier.procedure_name, dossier.received_at) == ("Khai sinh", received.replace(tzinfo=lives.ZONE))
    procedure = dossier.procedure_version.procedure
    assert not type(procedure).objects.in_force_on(datetime.date(2026, 1, 5)).filter(pk=procedure.pk).exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \r\n",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0rest",
        b"PK\x03\x04broken",
        b"a;b\n1;2\n",
        bytes(range(128, 256)) * 9,
    ],
)
def test_a_file_that_is_no_export_says_so_and_is_exit_status_2(capsys, tmp_path, cast, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    for words in ((), ("--dry-run",)):
        with pytest.raises(SystemExit) as end:
            call_command("import_dossiers", str(path), *words)
        assert end.value.code == 2
        assert "Traceback" not in capsys.readouterr().err
    assert not Dossier.objects.exists()


def test_a_mapping_names_the_headings(run, cast, tmp_path):
    head = HEAD.replace("Mã hồ sơ", "Cột A").replace("Ngày hẹn trả", "Cột B")
    mapping = {
        "code": "Cột A",
        "due": "Cột B",
        "received": "Ngày tiếp nhận",
        "applicant": "Chủ hồ sơ",
        "procedure_name": "Tên TTHC",
        "state": "Trạng thái",
    }
    path = tmp_path / "m.json"
    path.write_text(json.dumps(mapping), encoding="utf-8")
    status, report = run(lines(ROW.format(n=1), head=head), "--mapping", str(path))
    assert (status, report["added"]) == (0, 1)
    assert report["columns"]["code"] == "Cột A"
    with pytest.raises(CommandError) as unknown:
        run(lines(ROW.format(n=1), head=head), "--mapping", "khong-co")
    assert unknown.value.returncode == 2


def test_a_dossier_received_here_is_compared_and_never_changed(run, cast):
    case = lives.a_procedure(cast)
    ours = lives.a_dossier(cast, case, lives.at(5, month=1))
    row = ROW.format(n=1).replace("000.00.14.H99-260105-0001", ours.code)
    status, report = run(lines(row.replace("12/01/2026", "19/01/2026")))
    assert (status, report["differs"]) == (1, 1)
    before = ours.due_current
    ours.refresh_from_db()
    assert (ours.due_current, ours.state, ours.sync_state) == (before, "received", "different")
    assert {each.kind for each in Difference.objects.all()} == {"due", "state"}


def test_codes_before_reception_are_kept_and_become_dossiers_later(run, cast):
    early = ROW.format(n=1).replace("4 - Đang xử lý", "1").replace("05/01/2026 08:30;12/01/2026", ";")
    status, report = run(lines(early))
    assert (status, report["noted"], Dossier.objects.count()) == (0, 1, 0)
    assert ProvinceCopy.objects.get().dossier is None
    run(lines(ROW.format(n=1)))
    assert ProvinceCopy.objects.get().dossier == Dossier.objects.get()
