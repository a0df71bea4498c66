"""Dates as old papers carry them."""

import datetime

import pytest

from archives.document_types import type_of_symbol
from archives.partial_dates import read_date

D = datetime.date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("15/10/2014", D(2014, 10, 15), D(2014, 10, 15)),
        ("05-3-2026", D(2026, 3, 5), D(2026, 3, 5)),  # day first, always
        ("00/00/1987", D(1987, 1, 1), D(1987, 12, 31)),
        ("00/02/1988", D(1988, 2, 1), D(1988, 2, 29)),
        ("…/5/1998", D(1998, 5, 1), D(1998, 5, 31)),
        ("5/1998", D(1998, 5, 1), D(1998, 5, 31)),
        ("1975", D(1975, 1, 1), D(1975, 12, 31)),
        ("năm 1975", D(1975, 1, 1), D(1975, 12, 31)),
        ("Ngày 12 tháng 5 năm 1998", D(1998, 5, 12), D(1998, 5, 12)),
        ("tháng 5 năm 1998", D(1998, 5, 1), D(1998, 5, 31)),
        ("1975–1978", D(1975, 1, 1), D(1978, 12, 31)),
    ],
)
def test_the_range_of_a_written_date(text, first, last):
    assert (read_date(text).first, read_date(text).last) == (first, last)


@pytest.mark.parametrize("text", ["31/02/1998", "13/1998", "12/00/1998", "hôm qua", "98", "1978-1975", "1/1/0098"])
def test_what_is_no_date_is_not_guessed(text):
    with pytest.raises(ValueError):
        read_date(text)


def test_no_date_is_no_date():
    assert read_date("  ") is None


@pytest.mark.parametrize(
    ("symbol", "name"),
    [("QĐ-UBND", "Quyết định"), ("2014/QĐ-TTg", "Quyết định"), ("TTr-VP", "Tờ trình"), ("UBND-VP", "")],
)
def test_the_symbol_tells_the_type(symbol, name):
    assert type_of_symbol(symbol) == name
