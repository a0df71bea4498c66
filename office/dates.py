"""How people here write days, and how we write them back: day first, always; never a US order. Pure, no clock, no database."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
WEEKDAYS_SHORT = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))

_SEPARATED = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_SPOKEN = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})(?:\s*,)?\s+nam\s+(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BARE = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_AHEAD = re.compile(r"\+\s*(\d{1,3})")
_NEAR = {"hom nay": 0, "nay": 0, "today": 0, "mai": 1, "ngay mai": 1, "tomorrow": 1, "hom qua": -1, "yesterday": -1}


class NotADate(ValueError):
    """The text is no day we are sure of."""


def read_date(
    text: str, *, today: datetime.date, working_days_ahead: Callable[[int], datetime.date] | None = None
) -> datetime.date:
    """The day that `text` names: 5/3/26, 05-03-2026, 05032026, «5 tháng 3 năm 2026», 2026-03-05, «hôm nay», «mai», «+3».

    Two digits of a year mean this century up to ten years from `today`, else the last one (births). «+3» counts
    working days and is understood only with `working_days_ahead`. Raises NotADate; a text that could only be read
    month first (12/31/2026) is refused, never turned round.
    """
    words = _plain(text)
    if words in _NEAR:
        return today + datetime.timedelta(days=_NEAR[words])
    if (found := _AHEAD.fullmatch(words)) and working_days_ahead is not None:
        return working_days_ahead(int(found[1]))
    if found := _ISO.fullmatch(words):
        year, month, day = found.groups()
    elif found := _SEPARATED.fullmatch(words) or _SPOKEN.fullmatch(words) or _BARE.fullmatch(words):
        day, month, year = found.groups()
    else:
        raise NotADate(text)
    try:
        return datetime.date(_year(year, today), int(month), int(day))
    except ValueError as error:
        raise NotADate(text) from error


def _year(digits: str, today: datetime.date) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year + 10 else 1900 + year


def _plain(text: str) -> str:
    """Lower case, single spaces, no marks: «Hôm  nay» typed with or without accents."""
    flat = unicodedata.normalize("NFD", text.strip().lower().replace("đ", "d"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())


def as_day(value: datetime.date | datetime.datetime) -> datetime.date:
    """The day of an instant, here and not in London."""
    if isinstance(value, datetime.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def write_date(value: datetime.date | datetime.datetime) -> str:
    """05/03/2026"""
    day = as_day(value)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def write_weekday_date(value: datetime.date | datetime.datetime) -> str:
    """thứ Năm, 05/03/2026"""
    return f"{WEEKDAYS[as_day(value).weekday()]}, {write_date(value)}"


def write_moment(value: datetime.datetime) -> str:
    """08:42 20/11/2026"""
    local = timezone.localtime(value)
    return f"{local:%H:%M} {write_date(local)}"


def write_weekday_moment(value: datetime.datetime) -> str:
    """08:42, thứ Sáu 20/11/2026"""
    local = timezone.localtime(value)
    return f"{local:%H:%M}, {WEEKDAYS[local.weekday()]} {write_date(local)}"


def write_days_left(days: int | Decimal) -> str:
    """What a count of working days until a due day says: «còn 2½ ngày», «hôm nay», «quá 3 ngày». Half days count."""
    if days == 0:
        return gettext("hôm nay")
    whole, half = divmod(abs(days), 1)
    number = f"{int(whole) or ''}½" if half else f"{int(whole)}"
    if days > 0:
        return gettext("còn %(days)s ngày") % {"days": number}
    return gettext("quá %(days)s ngày") % {"days": number}
