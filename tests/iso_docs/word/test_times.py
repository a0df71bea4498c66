"""Every way of writing a time that PROCEDURES.md collected."""

from decimal import Decimal

import pytest

from iso_docs.word.procedures import case_of_heading
from iso_docs.word.recognised import TimeKind, TimeUnit, UnitSource
from iso_docs.word.times import amount_of, in_hours, quantities_in, read_time, unit_of

DAY, WORKING_DAY, HOUR, WORKING_HOUR = TimeUnit.DAY, TimeUnit.WORKING_DAY, TimeUnit.HOUR, TimeUnit.WORKING_HOUR


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("½ ngày", "0.5", DAY),
        ("01 ngày", "1", DAY),
        ("1/2 ngày", "0.5", DAY),
        ("1,5 ngày", "1.5", DAY),
        ("2.5 ngày", "2.5", DAY),
        ("3½ ngày", "3.5", DAY),
        ("1 1/2 ngày", "1.5", DAY),
        ("0, 25 ngày", "0.25", DAY),
        ("½ ngày làm việc", "0.5", WORKING_DAY),
        ("0,5 ngày\nlàm việc", "0.5", WORKING_DAY),
        ("1 giờ", "1", HOUR),
        ("06 giờ", "6", HOUR),
        ("04h", "4", HOUR),
        ("08 giờ làm việc", "8", WORKING_HOUR),
        ("120 phút", "120", TimeUnit.MINUTE),
        ("1 buổi", "0.5", DAY),
        ("Không quá 05 ngày", "5", DAY),
        ("01 (một) ngày", "1", DAY),
        ("1 ngày 4 giờ", "1.5", DAY),
        ("1 ngày rưỡi", "1.5", DAY),
        ("Một (01) ngày làm việc", "1", WORKING_DAY),
        ("nửa ngày", "0.5", DAY),
        ("90'", "90", TimeUnit.MINUTE),
        ("05 ngày làm việc x 8 giờ = 40 giờ", "5", WORKING_DAY),
        ("03 (ba) ngày x 08 giờ/ngày = 24 giờ làm việc", "3", DAY),
        ("01 ngày làm việc (sau 15 giờ hàng ngày thì giải quyết trong ngày làm việc tiếp theo)", "1", WORKING_DAY),
    ],
)
def test_a_number_with_its_unit(text, amount, unit):
    read = read_time(text)
    assert read.kind is TimeKind.QUANTITY
    assert (read.quantity.amount, read.quantity.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("01", "1"), ("1/2", "0.5"), ("0,5", "0.5"), ("0.25", "0.25"), ("0, 25", "0.25"), ("0", "0"), ("00", "0")],
)
def test_a_number_alone_takes_the_unit_of_the_heading(text, amount):
    read = read_time(text, WORKING_DAY, UnitSource.HEADING)
    assert (read.quantity.amount, read.quantity.unit) == (Decimal(amount), WORKING_DAY)
    assert read.quantity.unit_source is UnitSource.HEADING
    assert read_time(text).quantity.unit is None


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("30 ngày kể từ ngày được lấy ý kiến", "ngày được lấy ý kiến"),
        ("1,5 ngày, kể từ ngày hết hạn thay đổi ý kiến đồng ý.", "ngày hết hạn thay đổi ý kiến đồng ý"),
        ("05 ngày làm việc, kể từ ngày Ủy ban nhân dân đồng ý", "ngày Ủy ban nhân dân đồng ý"),
    ],
)
def test_a_time_with_its_own_starting_event(text, event):
    read = read_time(text)
    assert read.kind is TimeKind.FROM_EVENT
    assert read.starting_event == event


def test_a_time_that_does_not_count():
    read = read_time("15 ngày (không tính vào thời gian giải quyết TTHC)")
    assert read.kind is TimeKind.NOT_COUNTED
    assert read.quantity.amount == 15


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vào giờ hành chính các ngày làm việc trong tuần", TimeKind.OFFICE_HOURS),
        ("Giờ hành chính", TimeKind.OFFICE_HOURS),
        ("Theo giấy hẹn", TimeKind.OFFICE_HOURS),
        ("Hàng ngày", TimeKind.OFFICE_HOURS),
        ("Ngay khi tiếp nhận", TimeKind.IMMEDIATE),
        ("Trong ngày làm việc", TimeKind.IMMEDIATE),
        ("Không tính thời gian", TimeKind.NOT_COUNTED),
        ("", TimeKind.EMPTY),
        ("-", TimeKind.EMPTY),
        ("02-03 ngày", TimeKind.UNREADABLE),
        ("1/3 ngày", TimeKind.UNREADABLE),
        ("xem mục 5", TimeKind.UNREADABLE),
        ("hai mươi ba ngày", TimeKind.UNREADABLE),
        ("03 ngày x 8 giờ = 40 giờ", TimeKind.CONDITIONS),
        ("Hằng tuần", TimeKind.OFFICE_HOURS),
    ],
)
def test_what_is_no_quantity_gets_none(text, kind):
    read = read_time(text, DAY, UnitSource.HEADING)
    assert read.kind is kind
    assert read.quantity is None


def test_several_conditions_in_one_cell():
    read = read_time("- 30 ngày, kể từ ngày nhận báo cáo.\n- 15 ngày, kể từ ngày nhận văn bản.")
    assert read.kind is TimeKind.CONDITIONS
    assert [(one.quantity.amount, one.starting_event) for one in read.conditions] == [
        (30, "ngày nhận báo cáo"),
        (15, "ngày nhận văn bản"),
    ]


def test_a_sentence_that_holds_times_is_not_one_time():
    read = read_time("Niêm yết tại trụ sở: 60 ngày, kể từ ngày nhận kết quả và 30 ngày, kể từ ngày nhận đề nghị")
    assert read.kind is TimeKind.CONDITIONS
    assert [one.quantity.amount for one in read.conditions] == [60, 30]


def test_numbers_are_exact():
    assert amount_of("¼") == Decimal("0.25")
    assert amount_of("⅓") is None
    assert amount_of("2/3") is None
    assert amount_of("hai") is None


def test_units_and_quantities_in_headings():
    assert unit_of("Thời gian thực hiện (ngày làm việc)") is WORKING_DAY
    assert unit_of("Thời gian") is None
    assert [(one.amount, one.unit) for one in quantities_in("05 ngày làm việc; nếu xác minh 10 ngày")] == [
        (5, WORKING_DAY),
        (10, DAY),
    ]
    assert quantities_in("ngày 07 tháng 6 năm 2025") == []
    assert quantities_in("ngay trong ngày, hoặc ngày làm việc tiếp theo nếu tiếp nhận sau 15 giờ") == []


def test_a_day_is_eight_hours_in_these_sums():
    assert in_hours(read_time("½ ngày").quantity) == in_hours(read_time("4 giờ").quantity) == 4


@pytest.mark.parametrize(
    ("heading", "label", "total"),
    [
        ("Thời gian", "", ""),
        ("Thời gian (01 ngày làm việc)", "", "01 ngày làm việc"),
        ("Thời gian không xác minh: 05 ngày làm việc", "không xác minh", "05 ngày làm việc"),
        ("Thời gian (trường hợp khác)", "trường hợp khác", ""),
        ("Thời gian: 05 ngày làm việc (GH cử)", "GH cử", "05 ngày làm việc"),
        (
            "Thời gian > Thay đổi, cải chính > Trường hợp có xác minh: 06 ngày",
            "Thay đổi, cải chính – Trường hợp có xác minh",
            "06 ngày",
        ),
        ("Thời gian thực hiện (ngày làm việc)", "", ""),
        ("Tổ chức thực hiện > Thời gian", "", ""),
    ],
)
def test_a_heading_names_the_case_and_its_total(heading, label, total):
    assert case_of_heading(heading) == (label, total)
