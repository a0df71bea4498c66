"""How dossiers are written on pages."""

import datetime

from django import template

from processes import presenting

register = template.Library()


@register.filter
def due_words(at: datetime.datetime) -> str:
    """17:00 thứ Năm, 26/11/2026"""
    return presenting.due_words(at)


@register.filter
def shortened(lines: list) -> tuple:
    """First lines, those that fold away, last lines."""
    return presenting.shortened(lines)


@register.filter
def masked(text: str) -> str:
    """09•• ••• 204"""
    return presenting.masked(text)
