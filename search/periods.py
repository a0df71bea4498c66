"""Days and spans of time as people write them in a query: «tháng 5/2020», «trước 1999», «từ 2014 đến 2016», «15/10/2014»."""

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Period:
    """From a day until a day, both included; None is an open end. `start` and `end` say where in the folded text it stood.

    `spellings` are the ways a paper writes the same day or month, as folded words: a page may say it without being
    dated so itself.
    """

    start: int
    end: int
    from_day: datetime.date | None
    until_day: datetime.date | None
    spellings: tuple[tuple[str, ...], ...]


_YEAR = r"(?:19|20)\d{2}"
_DAY = (
    rf"(?:ngay\s+)?\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*{_YEAR}|ngay\s+\d{{1,2}}\s+thang\s+\d{{1,2}}\s+nam\s+{_YEAR}"
)
_MONTH = rf"thang\s+\d{{1,2}}\s*(?:[/.-]|\s+nam\s+|\s+)\s*{_YEAR}"
_QUARTER = rf"quy\s+(?:[1-4]|iv|i{{1,3}})\s*(?:[/.-]|\s+nam\s+|\s+)\s*{_YEAR}"
_POINT = rf"{_DAY}|{_MONTH}|{_QUARTER}|nam\s+{_YEAR}"
_ANY_POINT = rf"{_POINT}|{_YEAR}"
_SPANS = re.compile(
    rf"(?<![\w/.-])(?:"
    rf"tu\s+(?P<first>{_ANY_POINT})\s+(?:den|toi)\s+(?:het\s+)?(?P<last>{_ANY_POINT}|nay)"
    rf"|(?P<first_year>{_YEAR})\s?[-–]\s?(?P<last_year>{_YEAR})"
    rf"|truoc\s+(?P<before>{_ANY_POINT})"
    rf"|sau\s+(?P<after>{_ANY_POINT})"
    rf"|(?P<point>{_POINT})"
    rf")(?![\w/-])"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def find_periods(folded: str) -> Iterator[Period]:
    """Periods in folded text, in order. A number that is no real date (31/2/2020) is none."""
    for match in _SPANS.finditer(folded):
        period = _period_of(match)
        if period is not None:
            yield period


def year_period(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _period_of(match: re.Match[str]) -> Period | None:
    parts = match.groupdict()
    words = (tuple(re.findall(r"\w+", match.group())),)
    try:
        if parts["first"]:
            first, last = _point(parts["first"]), parts["last"]
            until = None if last == "nay" else _point(last)[1]
            return Period(*match.span(), first[0], until, words)
        if parts["first_year"]:
            first_year, last_year = int(parts["first_year"]), int(parts["last_year"])
            if first_year > last_year:
                return None
            return Period(*match.span(), year_period(first_year)[0], year_period(last_year)[1], words)
        if parts["before"]:
            day = _point(parts["before"])[0] - datetime.timedelta(days=1)
            return Period(*match.span(), None, day, words)
        if parts["after"]:
            day = _point(parts["after"])[1] + datetime.timedelta(days=1)
            return Period(*match.span(), day, None, words)
        start, until = _point(parts["point"])
        return Period(*match.span(), start, until, _spellings(parts["point"], words[0]))
    except ValueError:
        return None


def _point(text: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of a day, month, quarter or year. ValueError when there is no such day."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    year = numbers[-1]
    if text.startswith("quy"):
        roman = re.search(r"\b(iv|i{1,3})\b", text)
        quarter = _ROMAN[roman[1]] if roman else numbers[0]
        last_month = quarter * 3
        last_day = calendar.monthrange(year, last_month)[1]
        return datetime.date(year, last_month - 2, 1), datetime.date(year, last_month, last_day)
    if len(numbers) == 3:
        day = datetime.date(year, numbers[1], numbers[0])
        return day, day
    if len(numbers) == 2:
        first = datetime.date(year, numbers[0], 1)
        return first, first.replace(day=calendar.monthrange(year, first.month)[1])
    return year_period(year)


def _spellings(text: str, as_written: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    spellings = {as_written}
    if len(numbers) == 3:
        day, month, year = numbers
        for one in {str(day), f"{day:02}"}:
            for two in {str(month), f"{month:02}"}:
                spellings |= {(one, two, str(year)), ("ngay", one, "thang", two, "nam", str(year))}
    elif text.startswith("thang"):
        month, year = numbers
        for two in {str(month), f"{month:02}"}:
            spellings |= {("thang", two, str(year)), ("thang", two, "nam", str(year))}
    elif text.startswith("nam"):
        spellings = {(str(numbers[0]),)}
    return tuple(sorted(spellings))
