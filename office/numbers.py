"""How people here write numbers: a comma before the decimals, a point between thousands. Pure."""

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language


class NotANumber(ValueError):
    """The text is no number we are sure of."""


_WITH_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(?:[.\s]\d{3})+)(,\d+)?")
_WITH_POINT = re.compile(r"[+-]?\d+\.(?!\d{3}$)\d+")


def read_decimal(text: str) -> Decimal:
    """12,5 · 1.284 · 1 284 · 1.284,5 · 12.5. A point before exactly three digits parts thousands, as everywhere here."""
    words = text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    if _WITH_COMMA.fullmatch(words):
        plain = re.sub(r"[.\s]", "", words).replace(",", ".")
    elif _WITH_POINT.fullmatch(words):
        plain = words
    else:
        raise NotANumber(text)
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise NotANumber(text) from error


def write_number(value: int | float | Decimal, places: int | None = None) -> str:
    """1.284 or 12,5 (1,284 and 12.5 on an English page). `places` rounds; without it the value stands as it is."""
    number = Decimal(str(value)) if not isinstance(value, Decimal) else value
    if places is not None:
        number = round(number, places)
    text = f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if (get_language() or "vi").startswith("en"):
        return text
    return text.translate(str.maketrans(",.", ".,"))


def write_share(part: int, whole: int) -> str:
    """99,7 % of a whole; never 100 % while one is missing, never 0 % while there is one (G10). A dash without a whole."""
    if not whole:
        return "–"
    share = round(Decimal(100 * part) / whole, 1)
    if share == 100 and part < whole:
        share = Decimal("99.9")
    if share == 0 and part:
        share = Decimal("0.1")
    return f"{write_number(share)} %"
