"""The rulers: what stands in which column, which days are gaps, and that words stay inside the picture."""

import datetime

import pytest

from office.ruler import DueThing, Point, Stretch, ruler_of_many, strips

FRIDAY = datetime.date(2026, 11, 20)
HOLIDAY = datetime.date(2026, 11, 24)


def why_not(day: datetime.date) -> str:
    if day == HOLIDAY:
        return "lễ"
    return "nghỉ hằng tuần" if day.weekday() > 4 else ""


def a_ruler(*things: tuple[str, str], **more):
    rows = [DueThing(datetime.date.fromisoformat(day), mark) for day, mark in things]
    return ruler_of_many(rows, today=FRIDAY, why_not=why_not, address=lambda key: f"#{key}", **more)


def test_the_columns_of_an_empty_ruler():
    columns = a_ruler(working_days=3)
    assert [(c.kind, c.label, c.date, c.reason) for c in columns] == [
        ("past", "quá hạn", "", ""),
        ("now", "hôm nay", "T6 20", ""),
        ("off", "T7", "", "CN"),
        ("day", "T2", "23", ""),
        ("off", "24", "", "nghỉ"),
        ("day", "T4", "25", ""),
        ("day", "T5", "26", ""),
        ("rest", "sau đó", "", ""),
    ]
    assert not any(c.address for c in columns)  # an empty column leads nowhere


def test_things_stand_in_their_columns_the_worst_at_the_bottom():
    columns = {
        c.date or c.label: c
        for c in a_ruler(("2026-11-19", "late"), ("2026-11-23", "ok"), ("2026-11-23", "risk"), ("2027-01-04", "ok"))
    }
    assert (columns["quá hạn"].count, columns["quá hạn"].address) == (1, "#past")
    assert (columns["23"].marks, columns["23"].address) == (("risk", "ok"), "#2026-11-23")
    assert (columns["sau đó"].count, columns["sau đó"].address) == (1, "#2027-01-04")


def test_late_by_an_hour_today_is_past():
    columns = a_ruler(("2026-11-20", "late"), ("2026-11-20", "today"))
    assert [(c.kind, c.count) for c in columns[:2]] == [("past", 1), ("now", 1)]


def test_nothing_due_on_a_day_off_disappears():
    columns = a_ruler(("2026-11-21", "ok"), ("2026-11-24", "ok"), working_days=3)
    assert sum(c.count for c in columns) == 2
    assert [(c.label, c.date) for c in columns if c.count] == [("T7", "21"), ("T3", "24")]


@pytest.mark.parametrize(("count", "dots"), [(10, 10), (11, 0)])
def test_up_to_ten_dots_above_that_the_number(count, dots):
    column = a_ruler(*[("2026-11-23", "ok")] * count)[3]
    assert (column.count, len(column.marks)) == (count, dots)


def test_a_long_holiday_is_one_gap_that_says_its_days():
    def tet(day: datetime.date) -> str:
        return "Tết" if 23 <= day.day <= 29 and day.month == 11 else why_not(day)

    columns = ruler_of_many([], today=FRIDAY, why_not=tet, address=str, working_days=2)
    [gap] = [c for c in columns if c.kind == "off"]
    assert (gap.label, gap.reason) == ("9", "nghỉ")
    assert gap.words == "21/11/2026 – 29/11/2026: nghỉ hằng tuần, Tết"


def test_strips_stand_on_one_scale():
    drawn = strips(
        summary="vượt 8 ngày",
        promised=[Stretch(0, 20, "1", "Thẩm tra")],
        used=[Stretch(0, 20, "1", "Thẩm tra", "done"), Stretch(20, 28, "vượt 8", "ngày", "over")],
        flags=[Point(20, "hẹn đầu 16/11", is_late=True), Point(28, "hẹn lại 26/11")],
        today=Point(27, "hôm nay"),
    )
    assert [(part.x, part.width) for part in drawn.used] == [("0.00%", "71.43%"), ("71.43%", "28.57%")]
    assert drawn.promised[0].width == "71.43%"
    assert [(flag.x, flag.anchor, flag.css) for flag in drawn.flags] == [
        ("71.43%", "end", "t-late"),
        ("100.00%", "end", ""),
    ]
    assert drawn.today.anchor == "end"  # 96 %: the word would leave the picture on the right


def test_a_narrow_stretch_keeps_its_number_and_loses_its_words():
    drawn = strips(summary="", promised=[Stretch(0, 1, "1", "Tiếp nhận"), Stretch(1, 40, "2", "Thẩm tra")], used=[])
    assert [part.more for part in drawn.promised] == ["", "Thẩm tra"]


def test_flags_close_together_do_not_run_into_each_other():
    drawn = strips(
        summary="",
        promised=[Stretch(0, 20, "1")],
        used=[],
        flags=[Point(9, "hẹn đầu 16/11"), Point(10, "hẹn lại 17/11")],
    )
    assert [flag.anchor for flag in drawn.flags] == ["end", "start"]
