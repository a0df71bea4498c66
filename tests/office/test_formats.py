"""Days and numbers as people here write them: never month first (UX.md T1), and what is written is read back the same."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from office.dates import NotADate, read_date, write_date, write_days_left, write_moment, write_weekday_date
from office.numbers import NotANumber, read_decimal, write_number, write_share

TODAY = datetime.date(2026, 11, 20)
DAYS = st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("05/03/2026", "5/3/2026", "5/3/26", "5-3-2026", "5.3.2026", "05 03 2026", "05032026", "050326", "2026-03-05"),
        *("ngày 5 tháng 3 năm 2026", "5 tháng 3, năm 2026", "  05/03/2026 "),
    ],
)
def test_the_fifth_of_march_however_it_is_typed(text):
    assert read_date(text, today=TODAY) == datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"), [("hôm nay", 20), ("Hom  nay", 20), ("mai", 21), ("ngày mai", 21), ("hôm qua", 19)]
)
def test_days_near_today(text, day):
    assert read_date(text, today=TODAY) == datetime.date(2026, 11, day)


def test_plus_counts_working_days_when_somebody_can_count_them():
    assert read_date("+3", today=TODAY, working_days_ahead=lambda n: datetime.date(2026, 11, 20 + n + 2)) == (
        datetime.date(2026, 11, 25)
    )
    with pytest.raises(NotADate):
        read_date("+3", today=TODAY)


@pytest.mark.parametrize(
    "text", ["12/31/2026", "31/02/2026", "2026", "5/3", "", "quý III", "31/11/2026", "5/3/2026 lúc 8h"]
)
def test_what_is_no_day_for_sure_is_refused(text):
    with pytest.raises(NotADate):
        read_date(text, today=TODAY)


def test_two_digits_of_a_year():
    assert read_date("5/3/58", today=TODAY).year == 1958  # a birth
    assert read_date("5/3/36", today=TODAY).year == 2036


@given(DAYS, st.sampled_from(["/", "-", ".", " ", ""]), st.sampled_from(["vi", "en"]))
def test_what_is_written_is_read_back_and_day_and_month_never_swap(day, separator, language):
    with translation.override(language):
        text = write_date(day)
    assert read_date(text.replace("/", separator), today=TODAY) == day
    assume(day.day != day.month and day.day <= 12)
    assert read_date(text.replace("/", separator), today=TODAY) != day.replace(day=day.month, month=day.day)


@given(DAYS, st.sampled_from(["vi", "en"]))
def test_a_plain_django_date_field_reads_day_first_too(day, language):
    with translation.override(language):
        assert forms.DateField().clean(f"{day.day}/{day.month}/{day.year}") == day
        with pytest.raises(forms.ValidationError):
            forms.DateField().clean("12/31/2026")


def test_weekdays_and_moments_are_of_this_place():
    assert write_weekday_date(datetime.date(2026, 3, 5)) == "thứ Năm, 05/03/2026"
    night = datetime.datetime(2026, 11, 19, 17, 30, tzinfo=datetime.UTC)
    assert write_moment(night) == "00:30 20/11/2026"
    assert write_date(night) == "20/11/2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (2, "còn 2 ngày"),
        (0, "hôm nay"),
        (-3, "quá 3 ngày"),
        (Decimal("2.5"), "còn 2½ ngày"),
        (Decimal("-0.5"), "quá ½ ngày"),
    ],
)
def test_days_left_in_words(days, words):
    assert write_days_left(days) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            ("12,5", "12.5"),
            ("1.284", "1284"),
            ("1 284", "1284"),
            ("1.284,5", "1284.5"),
            ("12.5", "12.5"),
            ("-3", "-3"),
        ),
        *(("1.234.567", "1234567"), ("0,05", "0.05")),
    ],
)
def test_a_comma_parts_decimals(text, number):
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.23.456", "1,2,3", "mười", "", "1.284.5", "12,"])
def test_what_is_no_number_for_sure_is_refused(text):
    with pytest.raises(NotANumber):
        read_decimal(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_numbers_are_read_back_as_written(number):
    with translation.override("vi"):
        assert read_decimal(write_number(number)) == number


def test_numbers_follow_the_language_of_the_page():
    with translation.override("vi"):
        assert (write_number(12840), write_number(Decimal("12.50")), write_number(2, 1)) == ("12.840", "12,5", "2,0")
    with translation.override("en"):
        assert (write_number(12840), write_number(Decimal("12.50"))) == ("12,840", "12.5")


def test_a_share_never_rounds_the_one_that_went_wrong_away():
    with translation.override("vi"):
        assert write_share(2858, 2860) == "99,9 %"
        assert write_share(28599, 28600) == "99,9 %"
        assert write_share(1, 28600) == "0,1 %"
        assert write_share(5, 5) == "100 %"
        assert write_share(0, 0) == "–"
