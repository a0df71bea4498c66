"""Arithmetic of a step table: from the time of each step to groups of steps, and from groups to the sum of a case.

A time that belongs to several consecutive steps counts once (PROCEDURES: 26 of 53 real files merge time cells).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# How real step tables add hours and days up; it says nothing about the working calendar, which is dated data.
HOURS_IN_A_PRINTED_DAY = Decimal(8)


@dataclass
class Group:
    """Consecutive steps that share one time in one case. Positions count from 1."""

    case: str  # key
    first: int
    last: int
    quantity: Decimal | None = None
    unit: str = ""
    starts_from: str = ""
    is_counted: bool = True
    as_printed: str = ""


@dataclass
class Sum:
    """What the counted groups of a case add up to, beside its limit. `total` None: nothing to add, or units that do not mix."""

    case: str
    name: str
    parts: list[Decimal] = field(default_factory=list)
    total: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""

    @property
    def agrees(self) -> bool:
        return self.total is not None and self.total == self.limit


def groups_of(steps: Iterable[dict[str, Any]], cases: Iterable[dict[str, Any]]) -> tuple[list[Group], list[str]]:
    """Groups in the order of cases and steps, and the names of cases that a time names and the document has not.

    A step's time names its case by name; without a name it is the only case's.
    """
    cases = list(cases)
    by_name = {case["name"].casefold().strip(): case["key"] for case in cases}
    unknown: list[str] = []
    open_groups: dict[str, Group] = {}
    found: dict[str, list[Group]] = {case["key"]: [] for case in cases}
    for position, step in enumerate(steps, start=1):
        for time in step["times"]:
            name = time["case"].casefold().strip()
            key = by_name.get(name)
            if key is None and not name and len(cases) == 1:
                key = cases[0]["key"]
            if key is None:
                if time["case"] not in unknown:
                    unknown.append(time["case"])
                continue
            last = open_groups.get(key)
            if time["with_previous"] and last is not None and last.last == position - 1:
                last.last = position
                continue
            group = Group(
                case=key,
                first=position,
                last=position,
                quantity=time["quantity"],
                unit=time["unit"] if time["quantity"] is not None else "",
                starts_from=time["starts_from"],
                is_counted=not time["not_counted"],
                as_printed=time["as_printed"],
            )
            open_groups[key] = group
            found[key].append(group)
    return [group for case in cases for group in found[case["key"]]], unknown


def sums_of(groups: Iterable[Group], cases: Iterable[dict[str, Any]]) -> list[Sum]:
    """The arithmetic of each case, in the unit of its limit. A time with its own starting event stands outside the sum."""
    groups = list(groups)
    sums = []
    for case in cases:
        counted = [
            group
            for group in groups
            if group.case == case["key"] and group.is_counted and not group.starts_from and group.quantity is not None
        ]
        unit = case["unit"] if case["quantity"] is not None else (counted[0].unit if counted else "")
        parts = [converted(group.quantity, group.unit, unit) for group in counted if group.quantity is not None]
        known = [part for part in parts if part is not None]
        whole = bool(parts) and len(known) == len(parts)
        sums.append(
            Sum(
                case=case["key"],
                name=case["name"],
                parts=known,
                total=sum(known, Decimal(0)) if whole else None,
                limit=case["quantity"],
                unit=unit,
            )
        )
    return sums


_DAYS = {"working_day", "day"}
_HOURS = {"working_hour", "hour"}


def converted(quantity: Decimal, unit: str, wanted: str) -> Decimal | None:
    """`quantity` in another unit as real files add them: «ngày» in the cells under «ngày làm việc» in the heading is the same."""
    if unit == wanted or {unit, wanted} <= _DAYS or {unit, wanted} <= _HOURS:
        return quantity
    if unit in _HOURS and wanted in _DAYS:
        return quantity / HOURS_IN_A_PRINTED_DAY
    if unit in _DAYS and wanted in _HOURS:
        return quantity * HOURS_IN_A_PRINTED_DAY
    return None
