"""Periodic duties: what the worker's clock rings for. Each is idempotent and computes from dates, never from «it ran last night».

A room declares its own in `<room>/tasks.py`, beside its job handlers:

    @duty("processes.breaches", every=datetime.timedelta(minutes=5))
    def record_breaches(now): ...

    @duty("office.heads", daily_at=datetime.time(0, 5))
    def export_head(now): ...
"""

import datetime
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from office.models import DutyRun

log = logging.getLogger(__name__)

Ring = Callable[[datetime.datetime], object]


@dataclass(frozen=True)
class Duty:
    """`every` so often, or `daily_at` a time of the office's own day. `function(now)` gets the instant it was rung."""

    name: str
    function: Ring
    every: datetime.timedelta | None = None
    daily_at: datetime.time | None = None


_duties: dict[str, Duty] = {}

# A duty of every second that went well writes its row once in this time: an idle office does not wear out its disk.
NOTED_EVERY = datetime.timedelta(minutes=1)
_went_well_at: dict[str, datetime.datetime] = {}


def duty(
    name: str, *, every: datetime.timedelta | None = None, daily_at: datetime.time | None = None
) -> Callable[[Ring], Ring]:
    """Declare a duty `room.noun`; exactly one of `every` and `daily_at`."""
    if (every is None) == (daily_at is None):
        raise ValueError(f"Duty {name} needs either every= or daily_at=.")

    def declare(function: Ring) -> Ring:
        known = _duties.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"Two duties are named {name}.")
        _duties[name] = Duty(name, function, every=every, daily_at=daily_at)
        return function

    return declare


def duties() -> dict[str, Duty]:
    """All duties of all rooms; reads every room's `tasks.py` first, which also declares the job handlers."""
    autodiscover_modules("tasks")
    return dict(_duties)


def perform(each: Duty, *, now: datetime.datetime) -> bool:
    """Run a duty and note how it went for the health page. A fault stops this ringing only: the next one tries again."""
    noted_at = _went_well_at.get(each.name)
    is_routine = (
        each.every is not None
        and each.every < NOTED_EVERY
        and noted_at is not None
        and datetime.timedelta(0) <= now - noted_at < NOTED_EVERY
    )
    if not is_routine:
        DutyRun.objects.update_or_create(name=each.name, defaults={"started_at": now, "finished_at": None})
    fault = ""
    try:
        each.function(now)
    except Exception:  # whatever a room's duty meets must not stop the clock
        fault = traceback.format_exc()
        log.exception("Duty %s failed", each.name)
        _went_well_at.pop(each.name, None)
    else:
        if is_routine:
            return True
        _went_well_at[each.name] = now
    ended = {"started_at": now, "finished_at": timezone.now(), "fault": fault}
    DutyRun.objects.update_or_create(name=each.name, defaults=ended)
    return not fault
