"""Giving out numbers: dense, without doubles, also with many writers."""

from django.db import transaction

from office.models import NumberSeries


def next_number(key: str, period: str = "") -> int:
    """The next number of the series `key` in `period`, from 1. Inside the act's transaction: rolled back with it, so dense."""
    return next_numbers(key, period, count=1)[0]


def next_numbers(key: str, period: str = "", *, count: int) -> range:
    """The next `count` numbers at once, for many rows written together."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken inside the transaction that uses it.")
    NumberSeries.objects.get_or_create(key=key, period=period)
    series = NumberSeries.objects.select_for_update().get(key=key, period=period)
    series.last += count
    series.save(update_fields=["last"])
    return range(series.last - count + 1, series.last + 1)
