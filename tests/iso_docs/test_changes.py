"""What changed between two contents, by words, rows and times. No database."""

import copy

from iso_docs.changes import Piece, compare, words
from iso_docs.reading_page import page_of


def content():
    step = {"responsible": "A", "post": "", "post_id": None, "result": "", "stage": "", "note": ""}
    time = {"case": "c", "unit": "working_day", "starts_from": "", "is_counted": True, "as_printed": ""}
    return {
        "code": "QT-1",
        "title": "T",
        "field": "",
        "issuer": "",
        "owner_unit": "",
        "difference_reason": "",
        "sections": [
            {
                "key": "s1",
                "number": "1",
                "heading": "Mục đích",
                "body": [{"key": "p", "type": "paragraph", "text": "Một hai ba."}],
            },
            {
                "key": "s2",
                "number": "2",
                "heading": "Phạm vi",
                "body": [{"key": "q", "type": "paragraph", "text": "Không đổi."}],
            },
        ],
        "cases": [
            {"key": "c", "name": "", "quantity": "3", "unit": "working_day", "starts_from": "", "as_printed": ""}
        ],
        "steps": [
            step | {"key": "a", "number": "1", "work": "Nhận hồ sơ."},
            step | {"key": "b", "number": "2", "work": "Thẩm tra. Chưa hợp lệ: trả lại bước 1."},
            step | {"key": "d", "number": "3", "work": "Trả kết quả."},
        ],
        "times": [
            time | {"first": "a", "last": "a", "quantity": "0.5"},
            time | {"first": "b", "last": "d", "quantity": "2.5"},
        ],
        "forms": [],
        "references": [],
        "records": [],
    }


def test_words_show_only_what_changed():
    assert words("Một hai ba.", "Một bốn ba, năm.") == [
        Piece("", "Một "),
        Piece("del", "hai"),
        Piece("ins", "bốn"),
        Piece("", " ba"),
        Piece("ins", ", năm"),
        Piece("", "."),
    ]


def test_the_same_has_no_changed_place():
    assert compare(content(), content()).places == 0


def test_a_paragraph_a_time_a_limit_and_a_new_step():
    old, new = content(), copy.deepcopy(content())
    new["sections"][0]["body"][0]["text"] = "Một hai bốn."
    new["times"][0]["quantity"] = "1"
    new["cases"][0]["quantity"] = "4"
    new["steps"].insert(2, new["steps"][2] | {"key": "e", "number": "2a", "work": "Trình ký."})
    found = compare(old, new)
    assert [section.title for section in found.sections] == ["1 Mục đích"]
    assert found.kept_sections == 1
    assert [(step.number, step.op) for step in found.steps] == [
        ("1", "times"),
        ("2", "kept"),
        ("2a", "added"),
        ("3", "kept"),
    ]
    assert found.facts == [("limit", [Piece("del", "03"), Piece("ins", "04"), Piece("", " ngày làm việc")])]


def test_a_step_moved_and_a_step_removed():
    old, new = content(), copy.deepcopy(content())
    new["steps"] = [new["steps"][2], new["steps"][0]]
    new["times"] = [new["times"][0]]
    ops = {step.number: step.op for step in compare(old, new).steps}
    assert ops["2"] == "removed"
    assert "moved" in ops.values() or "times" in ops.values()


def test_splitting_a_shared_time_is_a_change():
    old, new = content(), copy.deepcopy(content())
    new["times"][1]["last"] = "b"
    assert [(step.number, step.op) for step in compare(old, new).changed_steps] == [("2", "times"), ("3", "times")]


def test_the_page_merges_cells_and_draws_lanes():
    page = page_of(content())
    assert [[cell.span if cell else None for cell in row.times] for row in page.rows] == [[1], [2], [None]]
    assert page.rows[1].times[0].shared == "chung bước 2, 3"
    assert page.cases[0].total == "03 ngày"
    assert len(page.lanes.lanes) == 1
    assert len(page.lanes.arrows) == 2
    assert len(page.lanes.backs) == 1


def test_a_content_without_steps_has_no_lanes():
    assert page_of(content() | {"steps": [], "times": []}).lanes is None
