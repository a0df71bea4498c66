"""When a time limit ends, and how each day was counted (DOMAIN 3.8). Pure: a calendar comes in, a date with its reasons goes out.

The day of the event is not counted (BLDS Art 147); a limit in days or months that ends on a day off ends with the next
working day (Art 148.5). Limits in working days are counted in halves, so «½ ngày» after whole days ends with the morning
of the next working day, and a day with one half closed counts half. Hours are working hours. The time printed is the hour
the office closes, not 24:00 (Art 148.6).
"""

import calendar as gregorian
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from office.working_calendar import FIRST_YEAR, LAST_YEAR, DayKind, DayPart, WorkingCalendar

ONE_DAY = datetime.timedelta(days=1)


class LimitUnit(StrEnum):
    WORKING_DAY = "working_day"
    DAY = "day"
    WORKING_HOUR = "working_hour"
    MONTH = "month"


# Ten years: a greater limit is a slip of the keyboard.
GREATEST_LIMIT = {
    LimitUnit.WORKING_DAY: 2_600,
    LimitUnit.DAY: 3_660,
    LimitUnit.WORKING_HOUR: 20_800,
    LimitUnit.MONTH: 120,
}


class HoldRule(StrEnum):
    """What waiting for a supplement does: counting begins anew (NĐ 61 Art 19.4), or the waiting is left out."""

    RESTART = "restart"
    PAUSE = "pause"


class Verdict(StrEnum):
    RECEIVED = "received"  # the day of the event, not counted
    COUNTED = "counted"
    HALF = "half"  # part of a day counted
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # compensation and emergency days too
    SWAPPED = "swapped"  # off, worked on another day
    PAUSED = "paused"
    RESTARTED = "restarted"  # had been counted, then counting began anew
    LATE = "late"  # after the end, before a supplement was asked
    MOVED = "moved"  # the end fell on a day off and moved here


class NoDueDate(ValueError):
    """These facts give no due date; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The clock stood from `asked` until `complete` (None: it still stands).

    `basis` names the sector's rule that allows a pause in a limit of days or months; the general rules know none.
    """

    rule: HoldRule
    asked: datetime.datetime
    complete: datetime.datetime | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """One day of the count. `days`, or `minutes` for limits in hours, were counted on it."""

    day: datetime.date
    verdict: Verdict
    reason: str
    source: str
    days: Decimal = Decimal(0)
    minutes: int = 0

    def as_json(self) -> dict[str, object]:
        """Plain values, for freezing and printing."""
        return {
            "date": self.day.isoformat(),
            "verdict": self.verdict.value,
            "reason": self.reason,
            "source": self.source,
            "days": f"{self.days.normalize():f}",
            "minutes": self.minutes,
        }


@dataclass(frozen=True, slots=True)
class Due:
    """`due` is None while the clock stands. `due_original` is what follows from reception alone: no hold changes it."""

    due: datetime.datetime | None
    due_original: datetime.datetime
    ledger: tuple[LedgerDay, ...] = ()
    provisional: bool = False  # falls in a year the office has not confirmed
    # A due date that had passed when a supplement was asked for: the hold moves `due`, but this lateness happened.
    passed_before_hold: datetime.datetime | None = None


def due(
    *,
    received: datetime.datetime,
    limit: Decimal,
    unit: LimitUnit | str,
    calendar: WorkingCalendar,
    holds: Sequence[Hold] = (),
    with_ledger: bool = True,
) -> Due:
    """The end of a limit that began at `received` (when the dossier was complete), with its holds in order of time.

    All times carry their zone; the answer is in the office's. Raises NoDueDate: limit negative, of the wrong grain or
    beyond ten years; times without zone or out of order; a pause in a limit of days or months without a sector's rule.
    """
    unit = LimitUnit(unit)
    _check(received, limit, unit, holds)
    count = COUNTS[unit](calendar)
    whole = count.amount(limit)
    start = received.astimezone(calendar.zone)
    end: datetime.datetime | None = count.end(start, whole)
    original = end
    assert original is not None
    rest, passed = whole, None
    stretches: list[_Stretch] = []
    for hold in holds:
        asked = hold.asked.astimezone(calendar.zone)
        complete = hold.complete.astimezone(calendar.zone) if hold.complete else None
        if passed is None and end is not None and asked > end:
            passed = end
        stretches.append(_Stretch(count, start, asked, rest, hold, complete))
        if complete is None:
            end = None
            break
        if hold.rule == HoldRule.RESTART:
            count, rest = COUNTS[unit](calendar), whole
        else:
            rest = count.left(start, asked, rest)
            count = count.after_pause()
        start = complete
        end = count.end(start, rest)
    if end is not None:
        stretches.append(_Stretch(count, start, end, rest))
    return Due(
        due=end,
        due_original=original,
        ledger=tuple(_ledger(stretches)) if with_ledger else (),
        provisional=calendar.is_provisional((end or original).date()),
        passed_before_hold=passed,
    )


def chained_dues(
    *,
    received: datetime.datetime,
    limits: Sequence[Decimal],
    unit: LimitUnit | str,
    calendar: WorkingCalendar,
    holds: Sequence[Hold] = (),
) -> list[Due]:
    """The planned end of each of several groups of steps that follow one another: each counts from reception the sum so far.

    So halves do not round up at every step: ½ + ½ + 1 day is two days. A group that starts from another event is not part
    of the chain; it is asked from `due` with the time of that event.
    """
    dues, so_far = [], Decimal(0)
    for limit in limits:
        so_far += limit
        dues.append(due(received=received, limit=so_far, unit=unit, calendar=calendar, holds=holds, with_ledger=False))
    return dues


def start_after_cutoff(
    received: datetime.datetime, *, cutoff: datetime.time, calendar: WorkingCalendar
) -> datetime.datetime:
    """Where counting starts when a rule says that what comes after `cutoff` counts as of the next working day.

    For procedure versions whose cut-off moves the start or the same-day result. By the decree alone it moves only the
    transfer between desks (NĐ 61 Art 18.2), and nobody calls this.
    """
    local = received.astimezone(calendar.zone)
    if local.time() <= cutoff and calendar.is_working(local.date()):
        return local
    day = calendar.next_working_day(local.date())
    return calendar.at(day, calendar.spans_on(day)[0].opens)


def _check(received: datetime.datetime, limit: Decimal, unit: LimitUnit, holds: Sequence[Hold]) -> None:
    if not limit.is_finite() or limit < 0:
        raise NoDueDate(_("Thời hạn phải là số không âm."))
    if limit > GREATEST_LIMIT[unit]:
        raise NoDueDate(_("Thời hạn dài quá mười năm: kiểm tra lại con số."))
    if unit == LimitUnit.MONTH and limit % 1:
        raise NoDueDate(_("Thời hạn tính bằng tháng phải là số nguyên."))
    if unit == LimitUnit.DAY and limit % Decimal("0.5"):
        raise NoDueDate(_("Thời hạn tính bằng ngày chỉ có phần lẻ nửa ngày."))
    before = received
    if before.tzinfo is None:
        raise NoDueDate(_("Thời điểm tiếp nhận thiếu múi giờ."))
    _check_year(received)
    for position, hold in enumerate(holds):
        for moment in (hold.asked, hold.complete):
            if moment is None:
                if position != len(holds) - 1:
                    raise NoDueDate(_("Lần yêu cầu bổ sung trước chưa kết thúc."))
                continue
            if moment.tzinfo is None:
                raise NoDueDate(_("Thời điểm yêu cầu hoặc nhận bổ sung thiếu múi giờ."))
            _check_year(moment)
            if moment < before:
                raise NoDueDate(_("Các thời điểm tiếp nhận, yêu cầu bổ sung, bổ sung đủ không theo thứ tự."))
            before = moment
        if hold.rule == HoldRule.PAUSE and unit in (LimitUnit.DAY, LimitUnit.MONTH) and not hold.basis:
            raise NoDueDate(
                _("Thời hạn tính theo ngày hoặc tháng chỉ tạm dừng khi quy định của ngành cho phép: cần ghi căn cứ.")
            )


def _check_year(moment: datetime.datetime) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR - 20:  # room for the longest limit
        raise NoDueDate(_("Năm %(year)s không thể đúng: kiểm tra lại thời điểm.") % {"year": moment.year})


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The clock ran from `start` to `until` with `rest` still to count; then it stood for `hold` until `complete`."""

    count: "_Count"
    start: datetime.datetime
    until: datetime.datetime
    rest: Fraction
    hold: Hold | None = None
    complete: datetime.datetime | None = None


class _Count:
    """How one unit counts. Amounts are exact: halves of working days, days, working minutes or months."""

    counts_first_day = False  # hours start at the moment, everything else on the day after (BLDS Art 147)

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar

    def amount(self, limit: Decimal) -> Fraction:
        return Fraction(limit)

    def end(self, start: datetime.datetime, amount: Fraction) -> datetime.datetime:
        """When `amount` counted from `start` is used up."""
        raise NotImplementedError

    def left(self, start: datetime.datetime, asked: datetime.datetime, rest: Fraction) -> Fraction:
        """What is left of `rest` at a request for a supplement; never less than nothing."""
        raise NotImplementedError

    def after_pause(self) -> "_Count":
        """What counts the rest after a pause."""
        return self

    def lines(self, stretch: _Stretch) -> Iterator[LedgerDay]:
        """The days of one stretch after its first (or with it, for hours)."""
        raise NotImplementedError


class _WorkingDays(_Count):
    def amount(self, limit: Decimal) -> Fraction:
        return Fraction(limit) * 2  # halves

    def end(self, start: datetime.datetime, amount: Fraction) -> datetime.datetime:
        calendar = self.calendar
        if not amount:
            return calendar.closing_of(calendar.working_day_from(start.date()))
        day, half = calendar.half_after(start.date(), ceil(amount))
        part = amount % 1
        if not part:
            return calendar.closing_of(day, half)
        spans = calendar.halves_on(day)[half]
        left = ceil(part * sum(span.minutes for span in spans))
        for span in spans:
            if left <= span.minutes:
                break
            left -= span.minutes
        return calendar.at(day, span.opens + left)

    def left(self, start: datetime.datetime, asked: datetime.datetime, rest: Fraction) -> Fraction:
        return max(Fraction(0), rest - self.calendar.halves_between(start.date(), asked.date()))

    def lines(self, stretch: _Stretch) -> Iterator[LedgerDay]:
        rest, calendar = stretch.rest, self.calendar
        for day in _days(stretch.start.date() + ONE_DAY, stretch.until.date()):
            off = _day_off(calendar, day)
            if off is not None:
                yield off
                continue
            if not rest:
                yield _late(day)
                continue
            worked = sum(1 for spans in calendar.halves_on(day) if spans)
            counted = min(rest, Fraction(worked))
            rest -= counted
            yield LedgerDay(
                day,
                Verdict.COUNTED if counted == 2 else Verdict.HALF,
                *_working_reason(calendar, day, stopped_early=counted < worked),
                days=_decimal(counted / 2),
            )


class _Days(_Count):
    def end(self, start: datetime.datetime, amount: Fraction) -> datetime.datetime:
        last = start.date() + datetime.timedelta(days=ceil(amount))
        day = _last_day_from(self.calendar, last)
        return self.calendar.closing_of(day, 0 if amount % 1 and day == last else 1)

    def left(self, start: datetime.datetime, asked: datetime.datetime, rest: Fraction) -> Fraction:
        return max(Fraction(0), rest - (asked.date() - start.date()).days)

    def lines(self, stretch: _Stretch) -> Iterator[LedgerDay]:
        rest, final = stretch.rest, stretch.hold is None
        for day in _days(stretch.start.date() + ONE_DAY, stretch.until.date()):
            if rest:
                counted = min(rest, Fraction(1))
                rest -= counted
                yield LedgerDay(
                    day,
                    Verdict.COUNTED if counted == 1 else Verdict.HALF,
                    _("tính theo ngày liên tục, kể cả ngày nghỉ"),
                    _("Điều 147 Bộ luật Dân sự 2015"),
                    days=_decimal(counted),
                )
            else:
                yield _after_the_end(self.calendar, day, moved=final and day == stretch.until.date())


class _Months(_Count):
    def end(self, start: datetime.datetime, amount: Fraction) -> datetime.datetime:
        return self.calendar.closing_of(_last_day_from(self.calendar, _months_later(start.date(), int(amount))))

    def left(self, start: datetime.datetime, asked: datetime.datetime, rest: Fraction) -> Fraction:
        return max(Fraction(0), Fraction((_months_later(start.date(), int(rest)) - asked.date()).days))

    def after_pause(self) -> _Count:
        return _Days(self.calendar)  # a month that was broken off is the days it still had

    def lines(self, stretch: _Stretch) -> Iterator[LedgerDay]:
        last, final = _months_later(stretch.start.date(), int(stretch.rest)), stretch.hold is None
        for day in _days(stretch.start.date() + ONE_DAY, stretch.until.date()):
            if day <= last:
                reason = _("tính theo tháng, kể cả ngày nghỉ")
                if day == last:
                    reason = _("ngày tương ứng sau %(months)s tháng") % {"months": int(stretch.rest)}
                yield LedgerDay(day, Verdict.COUNTED, reason, _("Điều 148 Bộ luật Dân sự 2015"), days=Decimal(1))
            else:
                yield _after_the_end(self.calendar, day, moved=final and day == stretch.until.date())


class _WorkingHours(_Count):
    counts_first_day = True

    def amount(self, limit: Decimal) -> Fraction:
        return Fraction(round(Fraction(limit) * 60))  # whole minutes; a third of an hour may be written 0.333

    def end(self, start: datetime.datetime, amount: Fraction) -> datetime.datetime:
        left, day, since = int(amount), start.date(), start.hour * 60 + start.minute
        while True:
            for span in self.calendar.spans_on(day):
                if since < span.closes:
                    opens = max(since, span.opens)
                    if left <= span.closes - opens:
                        return self.calendar.at(day, opens + left)
                    left -= span.closes - opens
            day, since = self.calendar.next_working_day(day), 0

    def left(self, start: datetime.datetime, asked: datetime.datetime, rest: Fraction) -> Fraction:
        return max(Fraction(0), rest - self.calendar.minutes_between(start, asked))

    def lines(self, stretch: _Stretch) -> Iterator[LedgerDay]:
        calendar, rest = self.calendar, int(stretch.rest)
        for day in _days(stretch.start.date(), stretch.until.date()):
            off = _day_off(calendar, day)
            if off is not None:
                yield off
                continue
            since = max(stretch.start, calendar.at(day, 0))
            until = min(stretch.until, calendar.at(day + ONE_DAY, 0))
            worked = calendar.minutes_between(since, until)
            counted = min(rest, worked)
            rest -= counted
            if worked and not counted:
                yield _late(day)
            else:
                reason, source = _working_reason(calendar, day)
                if not counted:
                    reason = _("ngoài giờ làm việc")
                yield LedgerDay(day, Verdict.COUNTED, reason, source, minutes=counted)


COUNTS: dict[LimitUnit, type[_Count]] = {
    LimitUnit.WORKING_DAY: _WorkingDays,
    LimitUnit.DAY: _Days,
    LimitUnit.WORKING_HOUR: _WorkingHours,
    LimitUnit.MONTH: _Months,
}


def _ledger(stretches: Sequence[_Stretch]) -> Iterator[LedgerDay]:
    """All days from reception to the end, in order; a day on which the clock stood and ran again has two lines in hours."""
    first = stretches[0]
    if not first.count.counts_first_day:
        yield LedgerDay(
            first.start.date(),
            Verdict.RECEIVED,
            _("nhận %(time)s, ngày nhận không tính") % {"time": f"{first.start:%H:%M}"},
            _("Điều 147 Bộ luật Dân sự 2015"),
        )
    for position, stretch in enumerate(stretches):
        given_back = any(
            each.hold is not None and each.hold.rule == HoldRule.RESTART and each.complete is not None
            for each in stretches[position:]
        )
        for line in stretch.count.lines(stretch):
            if given_back and line.verdict in (Verdict.COUNTED, Verdict.HALF):
                yield replace(
                    line,
                    verdict=Verdict.RESTARTED,
                    reason=_("đã tính, sau đó tính lại từ đầu khi bổ sung đủ"),
                    source=_("Khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP"),
                    days=Decimal(0),
                    minutes=0,
                )
            else:
                yield line
        if stretch.hold is not None and stretch.complete is not None:
            # Hours run again on the very day the supplement came; days on the day after.
            last = stretch.complete.date()
            if stretch.count.counts_first_day:
                last -= ONE_DAY
            for day in _days(stretch.until.date() + ONE_DAY, last):
                yield LedgerDay(day, Verdict.PAUSED, _("chờ bổ sung hồ sơ, không tính"), stretch.hold.basis)


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _day_off(calendar: WorkingCalendar, day: datetime.date) -> LedgerDay | None:
    rest = calendar.why_not(day)
    if rest is None:
        return None
    if rest.kind == "weekend":
        return LedgerDay(day, Verdict.WEEKEND, rest.name, rest.basis)
    verdict = Verdict.SWAPPED if rest.kind == DayKind.SWAPPED_OFF else Verdict.HOLIDAY
    return LedgerDay(day, verdict, f"{DayKind(rest.kind).label}: {rest.name}", rest.basis)


def _working_reason(calendar: WorkingCalendar, day: datetime.date, *, stopped_early: bool = False) -> tuple[str, str]:
    fact = calendar.fact_on(day)
    if fact is not None and fact.kind == DayKind.SWAPPED_WORK:
        return f"{DayKind.SWAPPED_WORK.label}: {fact.name}", fact.basis
    if fact is not None and fact.part != DayPart.WHOLE and fact.kind != DayKind.ORDINARY:
        return _("làm việc nửa ngày: %(part)s nghỉ, %(name)s") % {
            "part": DayPart(fact.part).label,
            "name": fact.name,
        }, fact.basis
    return (_("làm việc, tính nửa ngày") if stopped_early else _("làm việc")), ""


def _after_the_end(calendar: WorkingCalendar, day: datetime.date, *, moved: bool) -> LedgerDay:
    """A day between the last day of a limit in days or months and the working day its end moves to."""
    if not moved:
        return _day_off(calendar, day) or _late(day)
    return LedgerDay(
        day,
        Verdict.MOVED,
        _("ngày cuối trùng ngày nghỉ, hết hạn vào ngày làm việc kế tiếp"),
        _("Khoản 5 Điều 148 Bộ luật Dân sự 2015"),
    )


def _late(day: datetime.date) -> LedgerDay:
    return LedgerDay(day, Verdict.LATE, _("đã quá hạn trước khi yêu cầu bổ sung"), "")


def _last_day_from(calendar: WorkingCalendar, day: datetime.date) -> datetime.date:
    """`day`, or the next day whose afternoon is worked: a limit does not end on a day off, nor early by a closed afternoon."""
    while not calendar.halves_on(day)[1]:
        day += ONE_DAY
    return day


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The corresponding date, or the last day of a shorter month (BLDS Art 148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)
