"""Where the time went: medians of frozen ledgers, and the picture that says the same as its sentence."""

from audits.pictures import time_picture
from audits.time_lost import promised_days, where_time_went


def group(key, name, limit, used):
    over = None if limit is None else used - limit
    return {
        "key": key,
        "name": name,
        "limit": None if limit is None else str(limit),
        "used_days": str(used),
        "over_days": str(used if over is None else over),
    }


def promise(days):
    return {"kept": "legal", "legal": {"unit": "working_day"}, "days": [{"days": "1"}] * days}


LATE = [
    [group("s1", "1 Tiếp nhận", 1, 1), group("s2", "2–3 Thẩm định", 2, 5)],
    [group("s1", "1 Tiếp nhận", 1, 0), group("s2", "2–3 Thẩm định", 2, 9), group("s4", "4 Ký", 1, 1)],
    [group("s1", "1 Tiếp nhận", 1, 1), group("s2", "2–3 Thẩm định", 2, 6)],
]


def test_medians_by_group_in_the_order_of_the_work():
    times = where_time_went(LATE)
    assert [(each.key, each.limit, each.used, each.over) for each in times] == [
        ("s1", 1, 1, 0),
        ("s2", 2, 6, 4),
        ("s4", 1, 1, 0),
    ]
    assert promised_days([promise(4), promise(5), promise(4)]) == 4


def test_the_sentence_names_the_group_that_took_it():
    picture = time_picture(LATE, [promise(4)])
    assert picture.sentence == ("Phần vượt nằm trọn ở bước 2–3 Thẩm định: dùng 6 ngày so với 2 ngày, vượt 4 ngày.")
    assert picture.strips.summary == picture.sentence
    assert [part.css for part in picture.strips.used] == ["done", "done", "over", "done"]
    assert [part.width for part in picture.strips.promised] == ["12.50%", "25.00%", "12.50%"]


def test_a_group_without_a_number_on_paper_is_never_over():
    whole = [[group("s1", "Cả quá trình", None, 7)]]
    [time] = where_time_went(whole)
    assert (time.limit, time.over) == (None, 0)
    picture = time_picture(whole, [promise(4)])
    assert "Không nhóm bước nào dùng quá" in picture.sentence
    assert [mark.word for mark in picture.strips.flags] == ["hẹn: ngày 4"]
