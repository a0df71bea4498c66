"""Dates as old papers carry them: «00/00/1987», «tháng 5 năm 1998», «1975–1978». The words stay; beside them stands a sortable range."""

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass

_UNKNOWN = r"(?:0{1,2}|\?{1,2}|_{1,2}|\.{2,3}|…|-{2})"
_DAY = rf"(?P<day>\d{{1,2}}|{_UNKNOWN})"
_MONTH = rf"(?P<month>\d{{1,2}}|{_UNKNOWN})"
_YEAR = r"(?P<year>\d{4})"
_FORMS = [
    re.compile(rf"^{_DAY}\s*[/.-]\s*{_MONTH}\s*[/.-]\s*{_YEAR}$"),
    re.compile(rf"^{_MONTH}\s*[/.-]\s*{_YEAR}$"),
    re.compile(rf"^(?:năm\s+)?{_YEAR}$"),
    re.compile(rf"^(?:ngày\s+){_DAY}\s+tháng\s+{_MONTH}\s+năm\s+{_YEAR}$"),
    re.compile(rf"^tháng\s+{_MONTH}\s+(?:năm\s+)?{_YEAR}$"),
]
_YEARS = re.compile(r"^(?:từ\s+)?(?P<first>\d{4})\s*(?:-|–|đến)\s*(?P<last>\d{4})$")


@dataclass(frozen=True)
class DateRange:
    """The days a written date may mean, first and last included."""

    first: datetime.date
    last: datetime.date

    @property
    def is_exact(self) -> bool:
        return self.first == self.last


def read_date(text: str) -> DateRange | None:
    """The range that `text` means: a day, a month, a year or some years. None for an empty text.

    Unknown parts are written 00, ?, … as registers do. Raises ValueError for what is no date (31/02/1998, 13/1998, «hôm qua»).
    """
    words = " ".join(unicodedata.normalize("NFC", text).lower().split())
    if not words:
        return None
    if years := _YEARS.match(words):
        first, last = int(years["first"]), int(years["last"])
        if last < first:
            raise ValueError(text)
        return DateRange(datetime.date(first, 1, 1), datetime.date(last, 12, 31))
    for form in _FORMS:
        if found := form.match(words):
            parts = found.groupdict()
            return _range_of(_number(parts.get("day")), _number(parts.get("month")), int(parts["year"]))
    raise ValueError(text)


def _number(part: str | None) -> int:
    """0 when the part is not known."""
    return int(part) if part and part.isdigit() else 0


def _range_of(day: int, month: int, year: int) -> DateRange:
    if not 1000 <= year <= 9999 or (day and not month):
        raise ValueError(f"{day}/{month}/{year}")
    if not month:
        return DateRange(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    if month > 12:
        raise ValueError(f"{day}/{month}/{year}")
    if not day:
        return DateRange(datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1]))
    exact = datetime.date(year, month, day)
    return DateRange(exact, exact)
