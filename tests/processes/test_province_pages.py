"""The pages of the mirror: a file read, judged, written by the worker; lines settled; codes scanned; our rows given out."""

import io
import json
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from office.models import JournalLine
from office.worker import work_off
from processes.models import ColumnMapping, DeadlineBreach, Difference, Dossier, ProvinceCopy, ProvinceFile
from processes.province.folder import take_in_folder, watched_folder
from tests.processes import lives
from tests.processes.test_province_import import HEAD, ROW, lines


@pytest.fixture
def as_(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def sent(client, content, **more):
    upload = SimpleUploadedFile("xuất tháng 11.csv", content.encode("utf-8-sig"))
    return client.post(reverse("processes:province"), {"file": upload, **more})


def test_a_file_is_read_first_and_written_by_the_worker_when_somebody_says_so(as_):
    client = as_("lan")
    answer = sent(client, lines(ROW.format(n=1), ROW.format(n=2), ROW.format(n=2)))
    file = ProvinceFile.objects.get()
    assert answer.url == reverse("processes:province_file", args=[file.pk])
    page = client.get(answer.url).content.decode()
    assert "mã hồ sơ trùng với dòng 3" in page
    assert "Ghi vào sổ" in page
    assert not Dossier.objects.exists()
    client.post(answer.url)
    work_off(now=timezone.now())
    assert Dossier.objects.count() == 2
    assert (
        DeadlineBreach.objects.count() == 2
    )  # both passed their promise long ago: the list of the late is there at once
    page = client.get(answer.url, {"kq": "added"}).content.decode()
    assert "đã ghi thế nào" in page
    late = client.get(reverse("processes:home"), {"standing": "late"}).content.decode()
    assert "000.00.14.H99-260105-0001" in late
    assert client.get(Dossier.objects.first().get_absolute_url()).status_code == 200


def test_a_file_may_be_dropped_and_its_reading_saved(as_):
    client = as_("thao")
    where = sent(client, lines(ROW.format(n=1))).url
    client.post(where, {"luu": "1", "ten": "Một cửa Nam Hải"})
    client.post(where, {"bo": "1"})
    assert client.post(where).status_code == 409  # dropped is dropped
    assert not Dossier.objects.exists()
    mapping = ColumnMapping.objects.get()
    assert mapping.columns["code"] == "Mã hồ sơ"
    odd = HEAD.replace("Mã hồ sơ", "Ký hiệu lạ")
    refused = sent(client, lines(ROW.format(n=1), head=odd))
    assert refused.status_code == 422
    assert "Không thấy dòng tiêu đề" in refused.content.decode()
    typed = {"name": "Kiểu lạ"} | {f"f_{field}": heading for field, heading in mapping.columns.items()}
    client.post(reverse("processes:mapping"), typed | {"f_code": "Ký hiệu lạ"})
    assert "Ký hiệu lạ" in client.get(reverse("processes:mapping"), {"ten": "Kiểu lạ"}).content.decode()
    read = sent(client, lines(ROW.format(n=1), head=odd), mapping=ColumnMapping.objects.get(name="Kiểu lạ").pk)
    assert read.status_code == 302


@pytest.mark.parametrize("data", [{}, {"mapping": "9" * 30}])
def test_an_upload_without_file_says_so(as_, data):
    assert as_("lan").post(reverse("processes:province"), data).status_code == 422


def test_a_dropped_file_is_taken_in_and_moved_aside_after_that(cast, settings):
    folder = watched_folder()
    folder.mkdir(parents=True)
    now = timezone.now()
    for name, content in {
        "a.csv": lines(ROW.format(n=1)), "b.csv": "chẳng có gì\n", ".c.csv": "x", "d.csv.part": lines(ROW.format(n=3)),
    }.items():  # fmt: skip
        (folder / name).write_text(content, encoding="utf-8")
        os.utime(folder / name, (now.timestamp() - 60, now.timestamp() - 60))
    (folder / "moi.csv").write_text(lines(ROW.format(n=4)), encoding="utf-8")
    os.utime(folder / "moi.csv", (now.timestamp(), now.timestamp()))  # somebody may still be copying it
    assert [file.name for file in take_in_folder(now)] == ["a.csv"]
    assert Dossier.objects.count() == 1
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [".c.csv", "d.csv.part", "moi.csv"]
    assert [path.name.split("-", 2)[2] for path in (folder / "da-nhap").iterdir()] == ["a.csv"]
    reasons = [path.read_text(encoding="utf-8") for path in (folder / "khong-nhap").glob("*.ly-do.txt")]
    assert len(reasons) == 1
    assert "tiêu đề" in reasons[0]


def test_every_line_of_the_reconciliation_is_settled_once_with_a_reason(as_, cast, capsys, tmp_path):
    case = lives.a_procedure(cast)
    ours = lives.a_dossier(cast, case, lives.at(5, month=1))
    missing = lives.a_dossier(cast, case, lives.at(6, month=1))
    client = as_("lan")
    rows = [
        ROW.format(n=1).replace("000.00.14.H99-260105-0001", ours.code).replace("12/01/2026", "19/01/2026"),
        ROW.format(n=2).replace("05/01/2026 08:30", "06/01/2026"),
        ROW.format(n=3).replace("12/01/2026", ""),
        ROW.format(n=4).replace("05/01/2026 08:30;12/01/2026;;;4", "07/01/2026;12/01/2026;09/01/2026;;9"),
    ]
    client.post(sent(client, lines(*rows)).url)
    work_off(now=timezone.now())
    kinds = {(each.code, each.kind) for each in Difference.objects.all()}
    assert kinds == {
        (ours.code, "due"), (ours.code, "state"), (missing.code, "ours_only"), ("000.00.14.H99-260105-0003", "theirs_only"),
    }  # fmt: skip
    where = reverse("processes:reconciliation")
    page = client.get(where).content.decode()
    assert page.count('name="ly_do"') == 4
    line = Difference.objects.get(kind="due")
    refused = client.post(where, {"dong": line.pk, "quyet": "ours", "ly_do": " "})
    assert refused.status_code == 422
    client.post(where, {"dong": line.pk, "quyet": "ours", "ly_do": "Nhập nhầm trên hệ thống tỉnh"})
    line.refresh_from_db()
    assert (line.settlement, line.settled_by) == ("ours", cast.person("lan"))
    assert client.post(where, {"dong": line.pk, "quyet": "theirs", "ly_do": "lại"}).status_code == 409
    assert JournalLine.objects.filter(act="processes.difference.settle").count() == 1
    assert "Nhập nhầm" in client.get(where, {"xem": "xong"}).content.decode()
    # the same file again opens nothing twice, and what was settled stays settled
    client.post(sent(client, lines(*rows)).url)
    work_off(now=timezone.now())
    assert Difference.objects.count() == 4
    # a file in which both agree ends the line by itself
    agreed = [rows[0].replace("19/01/2026", f"{ours.due_current:%d/%m/%Y}").replace("4 - Đang xử lý", "2"), *rows[1:]]
    client.post(sent(client, lines(*agreed)).url)
    work_off(now=timezone.now())
    assert Difference.objects.get(code=ours.code, kind="state").vanished_at is not None
    for bad in ("x", "9" * 40, "", "\x00"):
        assert client.post(where, {"dong": bad, "quyet": "ours", "ly_do": "x"}).status_code == 404


def test_a_later_day_of_the_province_counts_only_when_somebody_accepts_it(as_, cast):
    client = as_("lan")
    for row in (ROW.format(n=1), ROW.format(n=1).replace("12/01/2026", "20/01/2026")):
        client.post(sent(client, lines(row)).url)
        work_off(now=timezone.now())
    dossier = Dossier.objects.get()
    assert dossier.due_current > dossier.due_promised == dossier.due_original
    line = Difference.objects.get()
    client.post(reverse("processes:reconciliation"), {"dong": line.pk, "quyet": "theirs", "ly_do": "bổ sung, tính lại"})
    dossier.refresh_from_db()
    assert dossier.due_promised == dossier.due_current > dossier.due_original
    assert dossier.sync_state == "imported"


def test_a_scanned_code_is_a_stub_until_a_file_names_it(as_, cast):
    client = as_("lan")
    code = "000.00.14.H99-260105-0001"
    where = reverse("processes:scan")
    for scanned in (code, f"https://dichvucong.example/tra-cuu?ma={code}"):
        client.post(where, {"code": scanned})
    assert ProvinceCopy.objects.get().is_stub
    assert code in client.get(where).content.decode()
    for bad in ("", "ab", "x" * 300, "=cmd()", "không có số"):
        assert client.post(where, {"code": bad}).status_code == 422
    client.post(sent(client, lines(ROW.format(n=1))).url)
    work_off(now=timezone.now())
    stub = ProvinceCopy.objects.get()
    assert not stub.is_stub
    assert client.post(where, {"code": code}).url == stub.dossier.get_absolute_url()


def test_what_we_export_comes_back_as_it_was(as_, cast, capsys, tmp_path):
    client = as_("lan")
    rows = [ROW.format(n=1), ROW.format(n=2).replace("Phan Thị Mai 2", "Công ty -1+1 (Sen)")]
    client.post(sent(client, lines(*rows)).url)
    work_off(now=timezone.now())
    book = load_workbook(io.BytesIO(client.get(reverse("processes:province_export")).content))
    assert [cell.value for cell in book.active[2]][:2] == ["000.00.14.H99-260105-0001", "1.004859"]
    for name in ("a.xlsx", "a.csv"):
        call_command("export_dossiers", str(tmp_path / name))
        capsys.readouterr()
        call_command("import_dossiers", str(tmp_path / name), "--json")
        report = json.loads(capsys.readouterr().out)["files"][0]
        assert (report["same"], report["rows"]) == (2, 2), report


def test_figures_on_screen_lead_to_their_dossiers(as_, cast, django_assert_max_num_queries):
    client = as_("lan")
    client.post(sent(client, lines(ROW.format(n=1), ROW.format(n=2))).url)
    work_off(now=timezone.now())
    asked = {"first": "01/01/2026", "last": "31/01/2026", "by": "field"}
    with django_assert_max_num_queries(25):
        page = client.get(reverse("processes:period_report"), asked).content.decode()
    assert "so=open_late" in page
    listed = client.get(reverse("processes:period_list"), asked | {"so": "open_late"}).content.decode()
    assert "000.00.14.H99-260105-0002" in listed
    assert (
        client.get(reverse("processes:period_list"), asked | {"so": "open_late", "dong": "x" * 50}).status_code == 200
    )
    assert client.get(reverse("processes:period_list"), asked | {"so": "lạ"}).status_code == 404
    assert (
        client.get(reverse("processes:period_list"), asked | {"so": "open", "by": "month", "dong": "1"}).status_code
        == 404
    )
    assert client.get(reverse("processes:period_report"), asked | {"xuat": "docx"}).content[:2] == b"PK"
    assert client.get(reverse("processes:period_report"), asked | {"by": "person"}).status_code == 422
    for odd in ({"first": "x"}, {"last": "01/01/2025"}, {"unit": "9" * 30}, {"first": "01/01/0001"}):
        assert client.get(reverse("processes:period_report"), asked | odd).status_code == 422
    assert as_("ngoc").get(reverse("processes:period_report"), asked | {"by": "person"}).status_code == 200
    assert client.get(reverse("processes:reminders")).status_code == 200
    assert client.get(reverse("processes:reminder", args=[10**26])).status_code == 404  # an address typed by hand
