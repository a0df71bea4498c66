"""Layouts that offices use, one by one and together: the steps come out as they went in, and nothing is lost."""

import itertools

import pytest

from tests.iso_docs.word.ooxml_writer import AGENCY, CODE, TITLE, Procedure
from tests.iso_docs.word.reading_here import read, rows

VARIANTS = [
    {},
    *({"cover": cover} for cover in ("lines", "header")),
    *({"titles": titles} for titles in ("heading", "auto", "roman", "capitals")),
    *({"numbers": numbers} for numbers in ("auto", "step")),
    *({"order": order} for order in ("who_first", "result_before_time")),
    {"result": False},
    {"note_column": True},
    *({"cases": cases} for cases in ("columns", "columns_two_rows", "columns_two_rows_unmerged", "rows", "tables")),
    {"cases": "columns", "total": "heading"},
    {"cases": "columns_two_rows", "total": "heading", "merged_times": True},
    {"merged_times": True},
    {"merged_who": True},
    *({"total": total} for total in ("heading", "first_row", "none")),
    {"bare_numbers": True},
    *({"layout": layout} for layout in ("rows", "two_columns", "nested")),
    *({"split": split} for split in ("repeated", "bare")),
    {"controls": True},
    {"decomposed": True},
    {"odd_blanks": True},
    {"toc": True},
    *({"sign_off": sign_off} for sign_off in ("rows", "lines")),
]
TOGETHER = [
    {"layout": layout, "cases": cases, "numbers": numbers, "order": order, "titles": "typed", "controls": controls}
    for (layout, cases, numbers), (order, controls) in zip(
        itertools.product(
            ("plain", "rows", "two_columns", "nested"), ("one", "columns", "rows", "tables"), ("typed", "auto", "step")
        ),
        itertools.cycle([("work_first", False), ("who_first", True), ("result_before_time", False)]),
    )
]


@pytest.mark.parametrize(
    "switches", VARIANTS + TOGETHER, ids=lambda switches: " ".join(f"{k}={v}" for k, v in switches.items()) or "plain"
)
def test_steps_come_out_as_they_went_in(switches, tmp_path):
    procedure = Procedure(**switches)
    found = read(procedure.file(tmp_path / "a.docx"))
    assert len(found.procedures) == 1
    document = found.procedures[0]
    assert rows(document) == procedure.truth()
    assert document.cover.code == CODE
    assert document.cover.title.casefold() == TITLE.casefold()
    assert document.cover.agency.replace("\n", " ") == AGENCY
    assert document.cover.issue == "02"
    assert str(document.cover.issued_on) == "2025-07-07"
    assert {signer.name for signer in document.cover.signers} >= {"Lê Văn Một", "Trần Thị Hai"}
    assert found.unplaced() == []
    keys = [section.key for section in document.sections]
    assert {
        "purpose",
        "scope",
        "references",
        "definitions",
        "legal_basis",
        "papers",
        "limit",
        "fees",
        "process",
        "forms",
        "records",
    } <= set(keys)
    assert [form.code for form in document.forms] == ["BM-17-01", "BM-17-02"]
    assert [(record.name, record.kept_for) for record in document.records] == [("Hồ sơ theo mục 5.2", "05 năm")]
    assert [amendment.values["Mô tả nội dung sửa đổi"] for amendment in document.amendments] == ["Sửa mục 5"]
    assert len(found.all_doubts()) <= max(3, len(found.paragraphs) // 20)
