"""Reading the string of an identity card's QR code: a scanner types it into a box like a keyboard. Pure.

Seven fields with a bar between them: number, old number, name, birth (ddmmyyyy), sex, address, date of issue. Cards
without an old number leave it out or empty; some readers put slashes for bars.
"""

import re
from dataclasses import dataclass

_BIRTH = re.compile(r"(\d{2})(\d{2})(\d{4})")
_NUMBER = re.compile(r"\d{9}|\d{12}")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says. Dates as dd/mm/yyyy text; `born_on_text` may be a year alone."""

    id_number: str
    name: str
    born_on_text: str
    sex: str
    address: str
    old_number: str = ""


def read_card(text: str) -> CardFacts | None:
    """The facts of a scanned string; None when it is no card (a number typed by hand, a name)."""
    text = text.strip()
    parts = [part.strip() for part in text.split("|")]
    if len(parts) == 1 and text.count("/") >= 5:
        parts = _from_slashes(text)
    if len(parts) < 6 or not _NUMBER.fullmatch(parts[0]):
        return None
    number, *rest = parts
    old = ""
    if not rest[0] or _NUMBER.fullmatch(rest[0]):
        old, *rest = rest
    if len(rest) < 4:
        return None
    name, birth, sex, address = rest[:4]
    born = _written(birth)
    if not name or any(letter.isdigit() for letter in name) or born is None:
        return None
    return CardFacts(number, name, born, sex, address, old)


def _from_slashes(text: str) -> list[str]:
    """An address may hold slashes of its own («12/3 đường Hoa»): the issue date ends the string, the address is what is left."""
    parts = [part.strip() for part in text.split("/")]
    fixed = 5 if not parts[1] or _NUMBER.fullmatch(parts[1]) else 4
    return [*parts[:fixed], "/".join(parts[fixed:-1]), parts[-1]]


def _written(birth: str) -> str | None:
    if found := _BIRTH.fullmatch(birth):
        day, month, year = found.groups()
        if day == month == "00":
            return year
        return f"{day}/{month}/{year}" if 1 <= int(day) <= 31 and 1 <= int(month) <= 12 else None
    return birth if re.fullmatch(r"\d{4}", birth) else None
