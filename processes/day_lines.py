"""A ledger of days as people read it: one line a day with its number, for the component `components/ledger.html`. Pure."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from office.numbers import write_number
from processes.due_dates import Verdict

COUNTING = {Verdict.COUNTED.value, Verdict.HALF.value}


@dataclass(frozen=True, slots=True)
class DayLine:
    """`number` is how much had been counted by the end of the day: «3», «3,5», «2 giờ 30»; empty when the day did not count."""

    day: datetime.date
    counts: bool
    is_end: bool
    words: str
    number: str
    source: str


def day_lines(days: Iterable[Mapping[str, Any]]) -> list[DayLine]:
    """The lines of a frozen ledger (processes.due_dates.LedgerDay.as_json), in their order; the last one is the end."""
    entries = list(days)
    lines, so_far, minutes = [], Decimal(0), 0
    for position, entry in enumerate(entries, start=1):
        counts = entry["verdict"] in COUNTING and (Decimal(entry["days"]) > 0 or entry["minutes"] > 0)
        so_far += Decimal(entry["days"])
        minutes += entry["minutes"]
        lines.append(
            DayLine(
                day=datetime.date.fromisoformat(entry["date"]),
                counts=counts,
                is_end=position == len(entries),
                words=entry["reason"],
                number=_number(so_far, minutes) if counts else "",
                source=entry["source"],
            )
        )
    return lines


def _number(days: Decimal, minutes: int) -> str:
    if not minutes:
        return write_number(days.normalize())
    hours, rest = divmod(minutes, 60)
    return f"{hours} giờ" + (f" {rest:02}" if rest else "")
