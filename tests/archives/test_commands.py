"""ingest and evaluate_ocr, as an operator runs them."""

import io
import json
import shutil

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from archives.measuring import compare, edit_distance
from archives.models import ArchiveDocument, Intake
from office.management.reporting import CouldNotRun
from office.models import Confidentiality
from tests.archives import papers


def run(*args: str) -> tuple[int, dict]:
    out, status = io.StringIO(), 0
    try:
        call_command(*args, "--json", stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(out.getvalue())


@pytest.fixture
def pile(tmp_path):
    folder = tmp_path / "pile"
    (folder / "b").mkdir(parents=True)
    (folder / "a.png").write_bytes(papers.picture())
    (folder / "b" / "sổ.tif").write_bytes(papers.tiff(3))
    (folder / "b" / "twin.png").write_bytes(papers.picture())
    (folder / "c.pdf").write_bytes(b"<html>")
    (folder / ".hidden.png").write_bytes(b"x")
    return folder


def test_ingest_says_of_each_file_what_became_of_it(archive, pile):
    status, report = run(
        "ingest", str(pile), "--fonds", "UBND-AT", "--file", "01/345", "--confidentiality", "restricted"
    )
    told = [(entry["file"].rsplit("/", 1)[-1], entry["outcome"], entry["pages"]) for entry in report["files"]]
    assert told == [
        ("a.png", "stored", 1),
        ("sổ.tif", "stored", 3),
        ("twin.png", "duplicate", 1),
        ("c.pdf", "refused", 0),
    ]
    assert status == 1
    assert "trang web" in report["files"][3]["reason"]
    assert Intake.objects.get().pk == report["intake"]
    levels = set(ArchiveDocument.objects.values_list("confidentiality", "archive_file__number"))
    assert levels == {(Confidentiality.RESTRICTED, "345")}
    # run again: nothing is doubled
    count = ArchiveDocument.objects.count()
    _status, again = run(
        "ingest", str(pile), "--fonds", "UBND-AT", "--file", "01/345", "--confidentiality", "restricted"
    )
    assert [entry["outcome"] for entry in again["files"]] == ["duplicate", "duplicate", "duplicate", "refused"]
    assert ArchiveDocument.objects.count() == count


def test_a_dry_run_keeps_nothing(archive, pile, settings):
    status, report = run("ingest", str(pile), "--dry-run")
    assert status == 1
    assert [entry["outcome"] for entry in report["files"]] == ["stored", "stored", "stored", "refused"]
    assert not Intake.objects.exists()
    assert not ArchiveDocument.objects.exists()
    assert not [path for path in (settings.HOME / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--fonds", "KHAC"],
        ["--unit", "Không có"],
        ["--by", "khong"],
        ["--fonds", "UBND-AT", "--file", "9/9"],
        ["--by", "binh"],
    ],
)
def test_ingest_that_cannot_run_says_why(archive, pile, wrong):
    with pytest.raises(CouldNotRun) as error:
        call_command("ingest", str(pile), *wrong, stdout=io.StringIO())
    assert error.value.returncode == 2


@pytest.mark.tesseract
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed: sudo make system")
def test_evaluate_ocr_counts_errors(tmp_path):
    (tmp_path / "t.png").write_bytes(papers.picture())
    (tmp_path / "t.txt").write_text("\n".join(papers.DECREE), encoding="utf-8")
    (tmp_path / "no-text.png").write_bytes(papers.picture())
    status, report = run("evaluate_ocr", str(tmp_path))
    assert (status, report["pages"]) == (0, 1)
    assert report["cer"] < 0.02
    assert report["wer_folded"] < 0.05


def slow_distance(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(second, start=1):
            before, row[j] = row[j], min(before + (a != b), row[j] + 1, row[j - 1] + 1)
    return row[-1]


@given(st.text("abê", max_size=12), st.text("abê", max_size=12))
def test_the_distance_is_the_textbook_one(first, second):
    assert edit_distance(first, second) == slow_distance(first, second)


def test_errors_by_letter_and_word():
    errors = compare("Ke hoạch  67", "Kế hoạch 67")
    assert errors.rates() == {"cer": round(1 / 11, 5), "cer_folded": 0.0, "wer": round(1 / 3, 5), "wer_folded": 0.0}
