"""`manage.py import_document`: what a clerk at the server and a program read from it, and what it leaves behind."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from iso_docs.models import ControlledDocument
from office.models import Blob
from tests.iso_docs.word.ooxml_writer import CODE, TITLE, C, Docx, Procedure, p, table
from tests.iso_docs.word.test_recognition import HEADING, province_rows

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("import_document", *(str(argument) for argument in arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def good(tmp_path) -> Path:
    return Procedure(cases="columns", total="heading").file(tmp_path / "tot.docx")


@pytest.fixture
def bad(tmp_path) -> Path:
    path = tmp_path / "xau.docx"
    path.write_bytes(b"%PDF-1.4")
    return path


def test_a_dry_run_reports_everything_and_saves_nothing(good, bad):
    status, out = run(good, bad, "--dry-run", "--json")
    assert status == 1
    answer = json.loads(out)
    first, second = answer["files"]
    assert (first["outcome"], first["reason"]) == ("draft", "")
    procedure = first["document"]["procedures"][0]
    assert procedure["cover"]["code"] == CODE
    assert [step["work"].split("\n")[0] for step in procedure["steps"]][1] == "Thẩm tra hồ sơ, trích lục bản đồ"
    assert procedure["cases"][1]["sum"]["amount"] == "10"
    assert (second["outcome"], second["document"], second["code"]) == ("refused", None, "not-word")
    assert "không phải tệp Word" in second["reason"]
    assert second["doubts"][0]["text"] == "tệp PDF"
    assert not ControlledDocument.objects.exists()
    assert not Blob.objects.exists()


def test_all_fine_is_status_nought(good):
    status, out = run(good, "--dry-run")
    assert status == 0
    assert f"{CODE} {TITLE}: 4 bước" in out
    assert "½ ngày + 1,5 ngày + 01 ngày + 0 ngày = 3 ngày làm việc" in out


def test_doubts_carry_the_words_and_the_reason(tmp_path):
    docx = Procedure().docx()
    docx.footer = p("Lần ban hành: 9")
    _status, out = run(docx.file(tmp_path / "a.docx"), "--dry-run", "--json")
    doubt = json.loads(out)["files"][0]["doubts"][0]
    assert doubt["text"] == "Lần ban hành: 9"
    assert "trên bìa là «02»" in doubt["why"]


def test_what_is_missing_could_not_be_run(tmp_path):
    with pytest.raises(CommandError) as stopped:
        run(tmp_path / "khong-co.docx")
    assert stopped.value.returncode == 2


def test_an_office_without_a_quality_officer_is_asked_who_imports(good):
    with pytest.raises(CommandError, match="--by") as stopped:
        run(good)
    assert stopped.value.returncode == 2


def test_a_draft_stands_on_the_desk_of_the_quality_officer_with_its_original(good, cast):
    status, out = run(good, "--json")
    assert status == 0
    document = ControlledDocument.objects.get()
    assert json.loads(out)["files"][0]["drafts"] == [{"id": document.pk, "code": CODE, "title": TITLE}]
    assert document.owner_unit == cast.unit("office")
    draft = document.get_latest_revision_as_object()
    assert len(draft.steps) == 4
    assert len(draft.cases) == 2
    assert draft.source_blob.size == good.stat().st_size
    assert not document.live


def test_the_kind_and_the_person_can_be_named(good, cast):
    run(good, "--kind", "instruction", "--by", "quan", "--unit", cast.unit("kinh_te").name)
    document = ControlledDocument.objects.get()
    assert (document.kind, document.owner_unit) == ("instruction", cast.unit("kinh_te"))


def test_who_may_not_draft_is_refused_with_the_reason(good, cast):
    status, out = run(good, "--by", "lan", "--json")
    entry = json.loads(out)["files"][0]
    assert (status, entry["outcome"]) == (1, "refused")
    assert "Thư ký ISO" in entry["reason"]
    assert not ControlledDocument.objects.exists()


def test_a_file_of_many_procedures_makes_a_draft_of_each(tmp_path, cast):
    path = Docx(table([HEADING, *province_rows()])).file(tmp_path / "tinh.docx")
    status, out = run(path, "--code", "QT-DD", "--json")
    assert status == 0
    assert [draft["code"] for draft in json.loads(out)["files"][0]["drafts"]] == ["QT-DD-1", "QT-DD-2.1"]
    assert Blob.objects.count() == 1


def test_without_any_code_a_file_is_refused(tmp_path, cast):
    path = Docx(
        p("5. QUY TRÌNH", bold=True)
        + table(
            [
                [C("TT"), C("Nội dung công việc"), C("Trách nhiệm"), C("Thời gian")],
                [C("1"), C("Làm"), C("Ai"), C("1 ngày")],
            ]
        )
    ).file(tmp_path / "a.docx")
    status, out = run(path, "--json")
    assert status == 1
    assert "mã hiệu" in json.loads(out)["files"][0]["reason"]
