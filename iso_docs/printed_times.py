"""How the office writes a quantity of time: «½ ngày», «1½ ngày», «06 giờ làm việc» as on paper, never «0.5»."""

from decimal import Decimal

from iso_docs.states import TimeUnit

_FRACTIONS = {Decimal("0.5"): "½", Decimal("0.25"): "¼", Decimal("0.75"): "¾"}


def written_number(quantity: Decimal) -> str:
    """½, 1½, 03, 12, 2,4."""
    whole = quantity // 1
    part = quantity - whole
    if part == 0:
        return f"{int(whole):02d}"
    if part in _FRACTIONS:
        return (str(int(whole)) if whole else "") + _FRACTIONS[part]
    return format(quantity.normalize(), "f").replace(".", ",")


def written_time(quantity: Decimal | None, unit: str, *, short: bool = False) -> str:
    """With its unit in words; `short` drops «làm việc», which the heading of the column says."""
    if quantity is None:
        return ""
    label = str(TimeUnit(unit).label)
    if short:
        label = label.split(" làm việc")[0].split(" working")[0]
    return f"{written_number(quantity)} {label}"
