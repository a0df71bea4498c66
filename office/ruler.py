"""Thước: the ruler of working days. One ruler of many things by the day they are due, one of a single thing promised and used.

Pure: the calendar comes as a function, addresses come as a function, and what comes out is finished for the templates
`components/ruler.html` and `components/strips.html`. Positions are strings in percent, because a template would write 35,71.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from office.dates import WEEKDAYS_SHORT, write_date

MOST_DOTS = 10  # above that the number stands in the column
NEAR_DAYS = 5  # working days that stay on a phone

# late ◆, risk ◐, today ●, ok ○, wait ❚❚, done ✓ (components/marks.html)
_DOT_ORDER = {"late": 0, "risk": 1, "today": 2, "wait": 3, "ok": 4, "done": 5}


@dataclass(frozen=True)
class DueThing:
    """What stands on the ruler: the day it is due and its mark. A mark «late» goes to the past whatever the day."""

    due_on: datetime.date
    mark: str


@dataclass(frozen=True)
class DayColumn:
    """A column of the ruler of many. `kind` is past, now, day, far, rest, or off (a gap that does not count, with its reason)."""

    kind: str
    label: str
    date: str = ""
    month: str = ""
    reason: str = ""
    words: str = ""  # the gap said in full, for those who hear it
    count: int = 0
    marks: Sequence[str] = ()
    address: str = ""

    @property
    def css(self) -> str:
        return "" if self.kind == "day" else self.kind


def ruler_of_many(
    things: Iterable[DueThing],
    *,
    today: datetime.date,
    why_not: Callable[[datetime.date], str],
    address: Callable[[str], str],
    working_days: int = 10,
) -> list[DayColumn]:
    """The columns: what is past, today, the next `working_days` working days with the gaps between them, and the rest.

    `why_not` says in a word why nobody works on a day, "" when the day counts. `address` gives where a column leads, by its
    key: «past», or a day as 2026-11-23 (for the rest the first day in it); it is asked for columns that hold something.
    """
    past: list[str] = []
    by_day: dict[datetime.date, list[str]] = {}
    for thing in things:
        if thing.mark == "late" or thing.due_on < today:
            past.append(thing.mark)
        else:
            by_day.setdefault(thing.due_on, []).append(thing.mark)

    def column(kind: str, label: str, marks: list[str], key: str, **more: str) -> DayColumn:
        marks = sorted(marks, key=_DOT_ORDER.__getitem__)
        dots = tuple(marks) if len(marks) <= MOST_DOTS else ()
        where = address(key) if marks else ""
        return DayColumn(kind, label, count=len(marks), marks=dots, address=where, **more)

    columns = [column("past", _("quá hạn"), past, "past")]
    day, counted, gap = today, 0, list[datetime.date]()
    while counted <= working_days:
        marks = by_day.pop(day, [])
        # A day off that something falls due on is a column like any other: a gap must not swallow it.
        if day == today or marks or not why_not(day):
            if gap:
                columns.append(_gap(gap, why_not))
                gap = []
            weekday = str(WEEKDAYS_SHORT[day.weekday()])
            if day == today:
                label, date, kind = _("hôm nay"), f"{weekday} {day.day}", "now"
            else:
                label, date, kind = weekday, str(day.day), "day" if counted <= NEAR_DAYS else "far"
            columns.append(column(kind, label, marks, day.isoformat(), date=date, month=str(day.month)))
            counted += day == today or not why_not(day)
        else:
            gap.append(day)
        day += datetime.timedelta(days=1)
    rest = [mark for marks in by_day.values() for mark in marks]
    return [*columns, column("rest", _("sau đó"), rest, min(by_day).isoformat() if by_day else "")]


def _gap(days: list[datetime.date], why_not: Callable[[datetime.date], str]) -> DayColumn:
    first, last = days[0], days[-1]
    if len(days) == 1 and first.weekday() < 5:
        label, reason = str(first.day), _("nghỉ")
    elif len(days) <= 2:
        label, reason = (
            str(WEEKDAYS_SHORT[first.weekday()]),
            str(WEEKDAYS_SHORT[last.weekday()]) if first != last else "",
        )
    else:
        label, reason = str(len(days)), _("nghỉ")
    reasons = ", ".join(dict.fromkeys(why_not(day) for day in days))
    span = write_date(first) if first == last else f"{write_date(first)} – {write_date(last)}"
    return DayColumn("off", label, reason=reason, words=f"{span}: {reasons}")


@dataclass(frozen=True)
class Part:
    """A stretch of a strip: promised, or used («done», «run», «pause», «over»). `more` is dropped on phones."""

    x: str
    width: str
    middle: str
    word: str
    more: str = ""
    css: str = ""


@dataclass(frozen=True)
class Mark:
    """A point on the scale with its word; the anchor keeps the word inside the picture."""

    x: str
    word: str
    anchor: str = "start"
    css: str = ""


@dataclass(frozen=True)
class Strips:
    """Everything `components/strips.html` draws. `summary` says the same in words: the picture is never the only carrier."""

    summary: str
    promised: list[Part]
    used: list[Part]
    ticks: list[str]
    dates: list[Mark]
    flags: list[Mark]
    today: Mark | None = None
    promised_label: str = ""
    hatch_id: str = "gach"


@dataclass(frozen=True)
class Stretch:
    """From and until in working days since the start; see Part for the words and `css`."""

    start: float
    end: float
    word: str
    more: str = ""
    css: str = ""


@dataclass(frozen=True)
class Point:
    """A place on the scale, in working days since the start."""

    at: float
    word: str
    is_late: bool = False


@dataclass
class _Scale:
    end: float
    marks: list[float] = field(default_factory=list)

    def percent(self, at: float) -> float:
        return 100 * at / self.end

    def x(self, at: float) -> str:
        return f"{self.percent(at):.2f}%"

    def part(self, each: Stretch) -> Part:
        # A narrow stretch keeps its number and loses its words: they would run into the next one.
        more = each.more if self.percent(each.end - each.start) >= 1.1 * len(each.more) else ""
        middle = self.x((each.start + each.end) / 2)
        return Part(self.x(each.start), self.x(each.end - each.start), middle, each.word, more, each.css)


def strips(
    *,
    summary: str,
    promised: Sequence[Stretch],
    used: Sequence[Stretch],
    dates: Sequence[Point] = (),
    flags: Sequence[Point] = (),
    today: Point | None = None,
    promised_label: str = "",
    hatch_id: str = "gach",
) -> Strips:
    """Two strips on one scale of working days. `hatch_id` must be another for each drawing of a page."""
    ends = [each.end for each in (*promised, *used)] + [each.at for each in flags] + ([today.at] if today else [])
    scale = _Scale(max(ends, default=1) or 1)
    every = max(1, round(scale.end / 60))  # ticks stay apart on a long promise
    placed_dates: list[Mark] = []
    last_at = -100.0
    for point in dates:
        at = scale.percent(point.at)
        if at - last_at < 5 or at > 100:
            continue
        css = "wide-only" if len(placed_dates) % 2 else ""
        placed_dates.append(Mark(scale.x(point.at), point.word, "end" if at > 94 else "", css))
        last_at = at
    placed_flags: list[Mark] = []
    taken_until = 0.0  # percent up to which words stand on the flag line
    for point in sorted(flags, key=lambda each: each.at):
        at, length = scale.percent(point.at), 0.9 * len(point.word)
        fits_left = at - length >= taken_until
        anchor = "end" if fits_left or at + length > 100 else "start"
        taken_until = at if anchor == "end" else at + length
        placed_flags.append(Mark(scale.x(point.at), point.word, anchor, "t-late" if point.is_late else ""))
    now = None
    if today is not None:
        now = Mark(scale.x(today.at), today.word, "end" if scale.percent(today.at) > 88 else "start")
    return Strips(
        summary=summary,
        promised=[scale.part(each) for each in promised],
        used=[scale.part(each) for each in used],
        ticks=[scale.x(n) for n in range(0, int(scale.end) + 1, every)],
        dates=placed_dates,
        flags=placed_flags,
        today=now,
        promised_label=promised_label,
        hatch_id=hatch_id,
    )
