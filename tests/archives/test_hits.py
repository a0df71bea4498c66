"""Where on a page stands what was asked."""

import pytest

from archives.hits import Box, find_hits

TEXT = "Kế hoạch cho vay đóng mới tàu, nâng cấp\ntàu cá với lãi\nsuất bảy phần trăm"


def laid_out(text: str) -> list[list[int]]:
    """Word boxes as if each letter were 100 wide and each line 200 high with 100 between."""
    boxes = []
    line, column, start = 0, 0, 0
    for place, letter in enumerate([*text, "\n"]):
        if letter in " \n":
            if place > start:
                boxes.append([start, place, column * 100, line * 300, (place - start) * 100, 200, 96])
            column = 0 if letter == "\n" else column + place - start + 1
            line += letter == "\n"
            start = place + 1
    return boxes


def found(question: str, text: str = TEXT) -> list[str]:
    return [text[hit.start : hit.end] for hit in find_hits(text, laid_out(text), question)]


@pytest.mark.parametrize(
    ("question", "hits"),
    [
        ("dong moi tau", ["đóng mới tàu"]),  # a run is one hit; «tàu» alone is no news then
        ("ĐÓNG MỚI TÀU", ["đóng mới tàu"]),
        ("đóng mới tàu", ["đóng mới tàu"]),
        ("tau", ["tàu", "tàu"]),
        ("lai suat", ["lãi\nsuất"]),  # over the end of a line
        ("ke hoach lai suat", ["Kế hoạch", "lãi\nsuất"]),
        ("suat hoach", ["hoạch", "suất"]),  # both there, not together
        ("tầu", ["tàu", "tàu"]),  # these marks are nowhere on the page: the letters count
        ("-tau loai:kehoach phần trăm", ["phần trăm"]),
        ('"phan tram"', ["phần trăm"]),
        ("khong co o day", []),
        ("", []),
        ("!!! …", []),
    ],
)
def test_hits_of_a_question(question, hits):
    assert found(question) == hits


def test_marks_count_where_the_page_has_them():
    text = "tàu và tấu"
    assert found("tàu", text) == ["tàu"]
    assert found("tau", text) == ["tàu", "tấu"]


def test_a_hit_has_a_box_for_each_line_it_touches():
    (hit,) = find_hits(TEXT, laid_out(TEXT), "lai suat")
    assert hit.boxes == (Box(1100, 300, 300, 200), Box(0, 600, 400, 200))
    (run,) = find_hits(TEXT, laid_out(TEXT), "dong moi tau")
    assert len(run.boxes) == 1
    # «tàu,»: the ink of the comma belongs to the word's box
    assert run.boxes[0] == Box(1700, 0, 1300, 200)


def test_a_word_on_the_same_line_before_is_no_part_of_the_hit():
    text = "phòng không phòng"
    assert [box.left for hit in find_hits(text, laid_out(text), "phong") for box in hit.boxes] == [0, 1200]


def test_lines_of_a_page_that_lies_on_its_side():
    boxes = [[0, 4, 5000, 100, 90, 400, 90], [5, 9, 5003, 560, 88, 400, 90], [10, 14, 4700, 100, 90, 400, 90]]
    (hit,) = find_hits("mười lăm ngày"[:14], [[0, 4, *boxes[0][2:]], [5, 8, *boxes[1][2:]]], "muoi lam")
    assert hit.boxes == (Box(5000, 100, 91, 860),)


def test_long_questions_end():
    assert find_hits(TEXT * 50, laid_out(TEXT * 50), "a" * 100_000) == []
    assert find_hits(TEXT * 50, [], "*(" * 5_000) == []
