"""The measuring itself: figures on a handful of texts whose answers are known by hand."""

import gzip
import json
import unicodedata

import pytest
from django.core.management import call_command

from search.evaluation import FORMS, other_tone_place, pages_of, without_marks

TEXTS = {
    "a": "Người dân nộp tờ khai hòa giải tại bộ phận một cửa",
    "b": "Giấy phép xây dựng nhà ở riêng lẻ",
    "c": "Lệ phí cấp giấy phép kinh doanh",
}


@pytest.fixture
def judged(tmp_path):
    """A corpus of three texts and three questions, two of them answered by the first document found."""
    corpus, questions = tmp_path / "corpus.jsonl.gz", tmp_path / "asked.jsonl"
    with gzip.open(corpus, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": key, "text": text}) + "\n" for key, text in TEXTS.items())
    rows = [
        {"qid": "1", "query": "hòa giải", "short": "tờ khai", "rel": {"a": 1}},
        {"qid": "2", "query": "giấy phép xây dựng", "rel": {"b": 1}},
        {"qid": "3", "query": "lệ phí kinh doanh", "rel": {"b": 1}},  # judged wrongly on purpose: never found
        {"qid": "4", "query": "ngoài kho", "rel": {"zz": 1}},  # its document is not in the corpus: left out
    ]
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return corpus, questions


def test_figures_of_a_set_known_by_hand(judged, capsys):
    corpus, questions = judged
    call_command(
        "evaluate_search", "--corpus", str(corpus), "--queries", str(questions), "--forms", ",".join(FORMS), "--json"
    )
    report = json.loads(capsys.readouterr().out)
    assert (report["documents"], report["pages"]) == (3, 3)
    assert list(report["sets"]) == ["asked/query", "asked/short"]
    for form in FORMS:
        figures = report["sets"]["asked/query"][form]
        assert figures["questions"] == 3
        assert figures["success@1"] == figures["R@10"] == figures["MRR@10"] == figures["nDCG@10"] == 0.6667
        assert report["sets"]["asked/short"][form]["success@1"] == 1.0


def test_a_missing_file_is_told(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        call_command(
            "evaluate_search", "--corpus", str(tmp_path / "x"), "--queries", str(tmp_path / "y"), "--forms", "asis"
        )
    assert end.value.code == 2
    assert "not there" in capsys.readouterr().err


def test_forms():
    assert without_marks("Đường Hoà") == "Duong Hoa"
    assert other_tone_place("hòa thủy, hoà giải; quý toán của") == "hoà thuỷ, hòa giải; quý toán của"
    assert FORMS["nfd"]("hồ") == unicodedata.normalize("NFD", "hồ")


def test_pages_are_cut_at_blanks():
    text = "một hai ba " * 100
    pages = pages_of(text, letters=200)
    assert "".join(pages) == text.strip() or "".join(pages) == text
    assert all(len(page) <= 200 and not page[-1].isspace() for page in pages[:-1])
