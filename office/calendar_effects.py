"""What a change of the calendar would move in the rooms above: asked and shown before it is made, carried out with it.

A room that promises days declares its part in `<room>/calendar_effects.py`; the kernel knows no dossier.

    @calendar_effect("processes.dossiers")
    class Promises: ...
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.utils.module_loading import autodiscover_modules

from office.canonical import sha256_of
from office.models import Person, User
from office.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Moved:
    """One promise and where it would stand. `is_kept`: it would end earlier by the new calendar, so what was promised stays."""

    label: str  # its code; for who may not see it, only that there is one
    promised: datetime.datetime
    after: datetime.datetime
    is_kept: bool
    address: str = ""  # empty: the asker may not open it


@dataclass(frozen=True, slots=True)
class Change:
    """The calendar before and after, and the first and last day that differ (no last: from then on)."""

    before: WorkingCalendar
    after: WorkingCalendar
    first: datetime.date
    last: datetime.date | None


class Effect(Protocol):
    """A room's part. `moved` looks and changes nothing; `carry_out` moves and returns how many."""

    def moved(self, change: Change, user: User) -> list[Moved]: ...

    def carry_out(self, change: Change, *, by: Person, now: datetime.datetime) -> int: ...


_effects: dict[str, Effect] = {}


def calendar_effect(name: str) -> Callable[[type[Effect]], type[Effect]]:
    def declare(made: type[Effect]) -> type[Effect]:
        _effects[name] = made()
        return made

    return declare


def effects() -> list[Effect]:
    """All rooms' parts; reads their `calendar_effects.py` first."""
    autodiscover_modules("calendar_effects")
    return list(_effects.values())


def moved_by(change: Change, user: User) -> list[Moved]:
    """All promises that a change touches, those that move first, then in order of their day."""
    found = [each for effect in effects() for each in effect.moved(change, user)]
    return sorted(found, key=lambda each: (each.is_kept, each.promised, each.label))


def mark_of(moved: list[Moved]) -> str:
    """What somebody saw, in a few letters: another list needs another look."""
    return sha256_of([[each.label, each.promised, each.after] for each in moved])[:32]


def carry_out(change: Change, *, by: Person, now: datetime.datetime) -> int:
    return sum(effect.carry_out(change, by=by, now=now) for effect in effects())
