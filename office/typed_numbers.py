"""Numbers as they arrive from outside: in an address or a posted field anybody can write anything."""

LARGEST_KEY = 2**63 - 1


def typed_number(text: str | None, *, most: int = LARGEST_KEY) -> int | None:
    """The number typed in digits 0–9, or None. `isdigit()` alone lets «²» through and numbers no database holds."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    number = int(text)
    return number if number <= most else None
