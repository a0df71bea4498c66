"""Where the time of late dossiers went, by group of steps. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class GroupTime:
    """Median over late dossiers of what one group of steps used, in working days; `limit` None: the paper gives none."""

    key: str
    name: str
    limit: float | None
    used: float

    @property
    def over(self) -> float:
        return max(0.0, self.used - self.limit) if self.limit is not None else 0.0


def where_time_went(dossiers: Iterable[Iterable[Mapping[str, Any]]]) -> list[GroupTime]:
    """By group of steps, in the order in which the work passes through them. Each dossier: its groups as plain values."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for groups_of_one in dossiers:
        for group in groups_of_one:
            found.setdefault(group["key"], []).append(group)
    times = []
    for key, groups in found.items():
        # In working days whatever the unit of the paper: days «over» of a limit in calendar days count weekends too.
        limits = [
            max(Decimal(0), Decimal(each["used_days"]) - Decimal(each["over_days"]))
            for each in groups
            if each["limit"] is not None
        ]
        times.append(
            GroupTime(
                key=key,
                name=groups[-1]["name"],
                limit=float(median(limits)) if limits else None,
                used=float(median(Decimal(each["used_days"]) for each in groups)),
            )
        )
    return times


def promised_days(promises: Iterable[Mapping[str, Any]]) -> float | None:
    """Median of the working days that were promised; None when a promise was not counted in working days."""
    counted = [
        sum((Decimal(day["days"]) for day in promise["days"]), Decimal(0))
        for promise in promises
        if promise[promise["kept"]]["unit"] == "working_day"
    ]
    return float(median(counted)) if counted else None
