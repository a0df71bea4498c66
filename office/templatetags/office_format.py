"""Filters for dates, numbers and shares as the office writes them; built in, no load needed."""

import datetime
from decimal import Decimal

from django import template

from office import dates, numbers

register = template.Library()


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """05/03/2026; a dash for no day."""
    return dates.write_date(value) if value else "–"


@register.filter
def weekday_day(value: datetime.date | datetime.datetime | None) -> str:
    """thứ Năm, 05/03/2026"""
    return dates.write_weekday_date(value) if value else "–"


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """08:42 20/11/2026"""
    return dates.write_moment(value) if value else "–"


@register.filter
def weekday_moment(value: datetime.datetime | None) -> str:
    """08:42, thứ Sáu 20/11/2026"""
    return dates.write_weekday_moment(value) if value else "–"


@register.filter
def days_left(value: int | Decimal | None) -> str:
    """A count of working days in words: «còn 2 ngày», «hôm nay», «quá 3 ngày»."""
    return dates.write_days_left(value) if value is not None else ""


@register.filter
def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """1.284 or 12,5"""
    return numbers.write_number(value, places) if value is not None else "–"


@register.filter
def share(part: int, whole: int) -> str:
    """{{ early|share:all }}: 84,9 %"""
    return numbers.write_share(part, whole)


@register.filter
def short_weekday_day(value: datetime.date) -> str:
    """T5 05/03"""
    return f"{dates.WEEKDAYS_SHORT[value.weekday()]} {value.day:02}/{value.month:02}"
