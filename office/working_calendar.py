"""The working calendar as arithmetic: which days count, in which sessions, and why a day does not. No database, no clock.

This is the calendar of deadlines. When a one-stop unit receives people is another thing (`ReceptionHours`): a Saturday
morning at the counter is no working day here (DOMAIN 5.5).

Every working day has two halves. Where sessions lie on both sides of noon they are the morning and the afternoon;
otherwise the day's working time is cut in the middle. A row of the calendar may close one half (a storm from noon): such
a day counts half, so that a day off never brings a deadline nearer.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime.time(12, 0)
FIRST_YEAR, LAST_YEAR = 1990, 2200  # a date outside is a slip of the keyboard
WEEKLY_REST_BASIS = gettext_lazy("Bộ luật Lao động: nghỉ hằng tuần")


class DayKind(TextChoices):
    HOLIDAY = "holiday", gettext_lazy("nghỉ lễ, Tết")
    COMPENSATION = "compensation", gettext_lazy("nghỉ bù")  # BLLĐ Art 111.3
    SWAPPED_OFF = "swapped_off", gettext_lazy("nghỉ hoán đổi")
    SWAPPED_WORK = "swapped_work", gettext_lazy("làm bù")
    EMERGENCY = "emergency", gettext_lazy("nghỉ đột xuất")
    ORDINARY = "ordinary", gettext_lazy("như ngày thường")  # takes back an earlier row of the same day


class DayPart(TextChoices):
    WHOLE = "whole", gettext_lazy("cả ngày")
    MORNING = "morning", gettext_lazy("buổi sáng")
    AFTERNOON = "afternoon", gettext_lazy("buổi chiều")


DAYS_OFF = frozenset({DayKind.HOLIDAY, DayKind.COMPENSATION, DayKind.SWAPPED_OFF, DayKind.EMERGENCY})


@dataclass(frozen=True, slots=True)
class CalendarFact:
    """A day that differs from its weekday, with the text that says so."""

    day: datetime.date
    kind: str  # DayKind
    name: str
    basis: str
    part: str = DayPart.WHOLE


@dataclass(frozen=True, slots=True)
class SessionFact:
    """Working time of a weekday (0 = Monday), both dates included."""

    weekday: int
    opens: datetime.time
    closes: datetime.time
    valid_from: datetime.date = datetime.date(FIRST_YEAR, 1, 1)
    valid_until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """Why nobody works on a day. `kind` is «weekend» or one of DayKind."""

    kind: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Span:
    """Working time from a minute to a minute of one day; minutes after midnight, the end excluded."""

    opens: int
    closes: int

    @property
    def minutes(self) -> int:
        return self.closes - self.opens


Half = tuple[Span, ...]  # the sessions of one half of a day

NO_SPANS: tuple[Span, ...] = ()


class WorkingCalendar:
    """The days of an office and its sessions. Made once per request or act and handed on as an argument; never changes.

    `facts` holds at most one row a day: the one that counts. `confirmed` names the years the office has confirmed. A year
    that is not in `known` is filled up from `propose` when a date first falls in it: what the office wrote stays.
    """

    def __init__(
        self,
        *,
        facts: Iterable[CalendarFact],
        sessions: Iterable[SessionFact],
        known: Iterable[int] = (),
        confirmed: Iterable[int] = (),
        propose: Callable[[int], Iterable[CalendarFact]] | None = None,
        zone: ZoneInfo = OFFICE_ZONE,
    ) -> None:
        self.zone = zone
        self.confirmed = frozenset(confirmed)
        self._sessions = tuple(sorted(sessions, key=lambda each: (each.weekday, each.opens)))
        if not self._sessions:
            raise ValueError("A calendar without sessions has no working time.")
        self._facts: dict[datetime.date, CalendarFact] = {fact.day: fact for fact in facts}
        self._known = frozenset(known)
        self._propose = propose
        self._proposed: set[int] = set()
        self._halves: dict[int, tuple[Half, Half]] = {}
        self._slots: list[int] = []  # ordinal × 2 (morning) or + 1 (afternoon) of each half worked, without a gap
        self._slots_from = self._slots_until = 0  # the years in _slots, the last excluded

    # --- what a day is -----------------------------------------------------------------------------------------------

    def fact_on(self, day: datetime.date) -> CalendarFact | None:
        """The row that makes `day` differ from its weekday, if there is one."""
        self._learn(day.year)
        return self._facts.get(day)

    def halves_on(self, day: datetime.date) -> tuple[Half, Half]:
        """Working time of the morning and of the afternoon; an empty half is not worked."""
        ordinal = day.toordinal()
        found = self._halves.get(ordinal)
        if found is None:
            found = self._halves[ordinal] = self._work_out_halves(day)
        return found

    def spans_on(self, day: datetime.date) -> tuple[Span, ...]:
        """All working time of a day in order."""
        morning, afternoon = self.halves_on(day)
        return morning + afternoon

    def sessions_on(self, day: datetime.date) -> list[tuple[datetime.time, datetime.time]]:
        """Working time of a day as clock times; a half that is closed is left out, two that touch are one."""
        joined: list[Span] = []
        for span in self.spans_on(day):
            if joined and joined[-1].closes == span.opens:
                span = Span(joined.pop().opens, span.closes)
            joined.append(span)
        return [(_time(span.opens), _time(span.closes)) for span in joined]

    def is_working(self, day: datetime.date) -> bool:
        """Whether the office works on `day` at all, be it half of it."""
        return self.halves_on(day) != (NO_SPANS, NO_SPANS)

    def is_whole(self, day: datetime.date) -> bool:
        """Whether both halves of `day` are worked."""
        morning, afternoon = self.halves_on(day)
        return bool(morning) and bool(afternoon)

    def why_not(self, day: datetime.date) -> Rest | None:
        """Why `day` is no working day; None when the office works, be it half of the day."""
        if self.is_working(day):
            return None
        fact = self.fact_on(day)
        if fact is not None and fact.kind in DAYS_OFF and fact.part == DayPart.WHOLE:
            return Rest(fact.kind, fact.name, fact.basis)
        return Rest("weekend", _("nghỉ hằng tuần"), str(WEEKLY_REST_BASIS))

    def is_provisional(self, day: datetime.date) -> bool:
        """Whether the office has not yet confirmed the year of `day`: dates that fall in it may still move."""
        return day.year not in self.confirmed

    # --- counting ----------------------------------------------------------------------------------------------------

    def next_working_day(self, after: datetime.date) -> datetime.date:
        """The first day after `after` on which the office works."""
        return self.half_after(after, 1)[0]

    def working_day_from(self, day: datetime.date) -> datetime.date:
        """`day` itself when the office works on it, else the next day it does."""
        return day if self.is_working(day) else self.next_working_day(day)

    def half_after(self, day: datetime.date, count: int) -> tuple[datetime.date, int]:
        """The `count`-th half worked after the end of `day` (from 1): its day, and 0 for morning or 1 for afternoon."""
        self._reach(day.year)
        position = bisect_right(self._slots, day.toordinal() * 2 + 1) + count - 1
        while position >= len(self._slots):
            self._extend(self._slots_until)
        ordinal, half = divmod(self._slots[position], 2)
        return datetime.date.fromordinal(ordinal), half

    def halves_between(self, after: datetime.date, until: datetime.date) -> int:
        """How many halves are worked after `after` and up to the end of `until`; 0 when `until` is not later."""
        if until <= after:
            return 0
        self._reach(after.year)
        self._reach(until.year)
        return bisect_left(self._slots, until.toordinal() * 2 + 2) - bisect_right(
            self._slots, after.toordinal() * 2 + 1
        )

    def minutes_between(self, start: datetime.datetime, end: datetime.datetime) -> int:
        """Working minutes from `start` to `end`, both with zone; 0 when `end` is not later."""
        start, end = start.astimezone(self.zone), end.astimezone(self.zone)
        total, day = 0, start.date()
        while day <= end.date():
            since = _minute(start) if day == start.date() else 0
            until = _minute(end) if day == end.date() else 24 * 60
            for span in self.spans_on(day):
                total += max(0, min(until, span.closes) - max(since, span.opens))
            day += datetime.timedelta(days=1)
        return total

    def at(self, day: datetime.date, minute: int) -> datetime.datetime:
        """The instant of a minute of a day in the office's zone."""
        return datetime.datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self.zone)

    def closing_of(self, day: datetime.date, half: int = 1) -> datetime.datetime:
        """When the office closes on a working day, or ends the morning (half 0). Law ends the day at 24:00, the counter earlier."""
        halves = self.halves_on(day)
        spans = halves[half] or halves[1 - half]
        return self.at(day, spans[-1].closes)

    def changed(self, facts: Iterable[CalendarFact]) -> "WorkingCalendar":
        """The same calendar with some days otherwise: to see what a change would move before it is made."""
        for fact in (facts := list(facts)):
            self._learn(fact.day.year)
        return WorkingCalendar(
            facts=[*self._facts.values(), *facts],
            sessions=self._sessions,
            known=self._known | self._proposed,
            confirmed=self.confirmed,
            propose=self._propose,
            zone=self.zone,
        )

    def with_hours(self, sessions: Iterable[SessionFact], valid_from: datetime.date) -> "WorkingCalendar":
        """The same calendar with other working hours from a day on."""
        last = valid_from - datetime.timedelta(days=1)
        kept = [
            replace(each, valid_until=last) if each.valid_until is None or each.valid_until > last else each
            for each in self._sessions
            if each.valid_from <= last
        ]
        return WorkingCalendar(
            facts=self._facts.values(),
            sessions=[*kept, *(replace(each, valid_from=valid_from, valid_until=None) for each in sessions)],
            known=self._known | self._proposed,
            confirmed=self.confirmed,
            propose=self._propose,
            zone=self.zone,
        )

    # --- inside ------------------------------------------------------------------------------------------------------

    def _learn(self, year: int) -> None:
        """Ask once for the days of a year nobody has written down."""
        if year in self._known or year in self._proposed or self._propose is None:
            return
        self._proposed.add(year)
        for fact in self._propose(year):
            if fact.day.year == year:
                self._facts.setdefault(fact.day, fact)

    def _work_out_halves(self, day: datetime.date) -> tuple[Half, Half]:
        fact = self.fact_on(day)
        halves = self._halves_of_weekday(day, day.weekday())
        if fact is None or fact.kind == DayKind.ORDINARY:
            return halves
        if fact.kind == DayKind.SWAPPED_WORK:
            # A make-up Saturday has no sessions of its own: it is worked like the last weekday before it that has.
            for back in range(7):
                halves = self._halves_of_weekday(day, (day.weekday() - back) % 7)
                if halves != (NO_SPANS, NO_SPANS):
                    break
            if fact.part == DayPart.MORNING:
                return halves[0], NO_SPANS
            if fact.part == DayPart.AFTERNOON:
                return NO_SPANS, halves[1]
            return halves
        if fact.part == DayPart.MORNING:
            return NO_SPANS, halves[1]
        if fact.part == DayPart.AFTERNOON:
            return halves[0], NO_SPANS
        return NO_SPANS, NO_SPANS

    def _halves_of_weekday(self, day: datetime.date, weekday: int) -> tuple[Half, Half]:
        sessions = [
            each
            for each in self._sessions
            if each.weekday == weekday
            and each.valid_from <= day
            and (each.valid_until is None or day <= each.valid_until)
        ]
        morning = tuple(Span(_minute(each.opens), _minute(each.closes)) for each in sessions if each.opens < NOON)
        afternoon = tuple(Span(_minute(each.opens), _minute(each.closes)) for each in sessions if each.opens >= NOON)
        if morning and afternoon:
            return morning, afternoon
        return _cut_in_the_middle(morning or afternoon)

    def _reach(self, year: int) -> None:
        """Have the halves of `year`, and of all years between it and those already there."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"The year {year} is outside {FIRST_YEAR}–{LAST_YEAR}.")
        if not self._slots:
            self._slots_from = self._slots_until = year
            self._extend(year)
        while year >= self._slots_until:
            self._extend(self._slots_until)
        while year < self._slots_from:
            self._slots = self._slots_of(self._slots_from - 1) + self._slots
            self._slots_from -= 1

    def _extend(self, year: int) -> None:
        if year > LAST_YEAR:
            raise ValueError(f"The deadline lies after {LAST_YEAR}.")
        self._slots += self._slots_of(year)
        self._slots_until = year + 1

    def _slots_of(self, year: int) -> list[int]:
        first, last = datetime.date(year, 1, 1).toordinal(), datetime.date(year, 12, 31).toordinal()
        return [
            ordinal * 2 + half
            for ordinal in range(first, last + 1)
            for half, spans in enumerate(self.halves_on(datetime.date.fromordinal(ordinal)))
            if spans
        ]


def _minute(moment: datetime.time | datetime.datetime) -> int:
    return moment.hour * 60 + moment.minute


def _time(minute: int) -> datetime.time:
    return datetime.time(minute // 60, minute % 60)


def _cut_in_the_middle(spans: tuple[Span, ...]) -> tuple[Half, Half]:
    """Two halves of equal working time; the first has the odd minute."""
    total = sum(span.minutes for span in spans)
    first, second, left = [], [], (total + 1) // 2
    for span in spans:
        if left >= span.minutes:
            first.append(span)
        elif left <= 0:
            second.append(span)
        else:
            first.append(Span(span.opens, span.opens + left))
            second.append(Span(span.opens + left, span.closes))
        left -= span.minutes
    return tuple(first), tuple(second)
