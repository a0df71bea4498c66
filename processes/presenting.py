"""Facts finished for the templates: words, marks, strips and lines. Decides nothing and asks the database nothing new."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from office.dates import WEEKDAYS, WEEKDAYS_SHORT
from office.numbers import write_number
from processes.due_dates import Verdict
from processes.states import LimitUnit

COUNTED = {Verdict.COUNTED, Verdict.HALF, Verdict.MOVED}
GATHERED = {Verdict.WEEKEND, Verdict.HOLIDAY, Verdict.SWAPPED, Verdict.PAUSED}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger: a day, or several days off with one reason."""

    label: str
    words: str
    number: str
    counts: bool
    is_end: bool
    source: str = ""
    verdict: str = ""

    @property
    def is_told_on_paper(self) -> bool:
        """A day off that is no ordinary weekend: on a long receipt these alone are named."""
        return not self.counts and self.verdict not in (Verdict.WEEKEND, Verdict.RECEIVED)


def limit_words(quantity: Decimal | None, unit: str) -> str:
    """«03 ngày làm việc», «0,5 ngày», «trong ngày»: whole numbers of one digit with a zero before, as papers write them."""
    if quantity is None:
        return _("không ghi số")
    if not quantity:
        return _("trong ngày")
    whole = quantity == quantity.to_integral_value()
    number = f"{int(quantity):02d}" if whole else write_number(quantity.normalize())
    return f"{number} {LimitUnit(unit).label}"


def short_day(day: datetime.date) -> str:
    """«T5 26/11»"""
    return f"{WEEKDAYS_SHORT[day.weekday()]} {day.day:02d}/{day.month:02d}"


def due_words(at: datetime.datetime) -> str:
    """«17:00 thứ Năm, 26/11/2026»"""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {WEEKDAYS[local.weekday()]}, {local:%d/%m/%Y}"


def ledger_lines(promise: dict[str, Any]) -> list[LedgerLine]:
    """The lines of a promise told as plain values (processes.promises.Promise.as_json): live ones and frozen ones alike."""
    lines: list[LedgerLine] = []
    due = timezone.localtime(datetime.datetime.fromisoformat(promise["due"]))
    days = promise["days"]
    counted, position = Decimal(0), 0
    while position < len(days):
        line = days[position]
        day = datetime.date.fromisoformat(line["date"])
        last = position
        if line["verdict"] in GATHERED:
            while last + 1 < len(days) and _same(days[last + 1], line):
                last += 1
        label = short_day(day)
        if last > position:
            until = datetime.date.fromisoformat(days[last]["date"])
            label = (
                f"{WEEKDAYS_SHORT[day.weekday()]}–{WEEKDAYS_SHORT[until.weekday()]}"
                if line["verdict"] == Verdict.WEEKEND
                else f"{day.day:02d}/{day.month:02d}–{until.day:02d}/{until.month:02d}"
            )
        amount = Decimal(line["days"])
        is_counted = line["verdict"] in COUNTED and (amount > 0 or line["minutes"] > 0)
        counted += amount
        number = "–"
        if amount > 0 and is_counted:
            number = write_number(counted.normalize())
        elif is_counted:
            number = _("%(minutes)s phút") % {"minutes": line["minutes"]}
        is_end = last == len(days) - 1
        words = line["reason"]
        if is_end:
            words = _("%(reason)s, hẹn trả %(hour)s") % {"reason": words, "hour": f"{due:%H:%M}"}
        lines.append(LedgerLine(label, words, number, is_counted, is_end, line["source"], line["verdict"]))
        position = last + 1
    return lines


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["verdict"] == other["verdict"] and one["reason"] == other["reason"]


def shortened(
    lines: Sequence[LedgerLine], most: int = 12
) -> tuple[Sequence[LedgerLine], Sequence[LedgerLine], Sequence[LedgerLine]]:
    """First lines, those in between that may be folded away, last lines."""
    if len(lines) <= most:
        return lines, (), ()
    return lines[:4], lines[4:-4], lines[-4:]


def masked(text: str) -> str:
    """«09•• ••• 204»: the first two and the last three letters; shorter ones wholly."""
    if len(text) <= 6:
        return "•" * len(text)
    return f"{text[:2]}{'•' * (len(text) - 5)}{text[-3:]}"


# --- one dossier -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of steps in the table below the ruler. `mark` is a shape or nothing."""

    name: str
    who: str
    limit: str
    used: str
    difference: str
    mark: str
    span: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of «Diễn biến», made from a fact. `at` in words; `mark` a shape or nothing."""

    text: str
    at: str
    datetime: str
    mark: str = ""
    address: str = ""


def entry(
    text: str, at: datetime.datetime, who: str = "", mark: str = "", address: str = ""
) -> tuple[datetime.datetime, Entry]:
    """A fact on the line of events, with the moment it is sorted by."""
    local = timezone.localtime(at)
    words = f"{local:%d/%m/%Y %H:%M}" + (f" · {who}" if who else "")
    return at, Entry(text, words, local.isoformat(), mark, address)


def days_words(days: Decimal, minutes: int, unit: str) -> str:
    """What was used, as people say it: «trong ngày», «4 ngày», «2 giờ 30 phút» where limits are in hours."""
    if unit == LimitUnit.WORKING_HOUR:
        hours, rest = divmod(minutes, 60)
        return _("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": rest}
    return _("%(days)s ngày") % {"days": write_number(days.normalize())} if days else _("trong ngày")


def difference_words(over_days: Decimal, over_minutes: int, unit: str, *, is_running: bool) -> tuple[str, str]:
    """Over or under, and its mark: «vượt 1,5», «còn 1», «sớm 0,5»."""
    amount = over_days
    suffix = ""
    if unit == LimitUnit.WORKING_HOUR:
        amount, suffix = Decimal(over_minutes) / 60, _(" giờ")
    size = write_number(abs(amount).quantize(Decimal("0.1")).normalize()) + suffix
    if amount > 0:
        return _("vượt %(size)s") % {"size": size}, "late"
    if not amount:
        return _("vừa đủ"), ""
    return (_("còn %(size)s") if is_running else _("sớm %(size)s")) % {"size": size}, ""


def span_words(began: datetime.datetime, ended: datetime.datetime | None) -> str:
    """«19/11 09:00 – 10:00», «20/11 10:00 – 25/11 15:00», «từ 20/11 10:00»"""
    start = timezone.localtime(began)
    if ended is None:
        return _("từ %(start)s") % {"start": f"{start:%d/%m %H:%M}"}
    end = timezone.localtime(ended)
    return f"{start:%d/%m %H:%M} – " + (f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d/%m %H:%M}")


def standing_words(dossier: Any, standing: Any) -> tuple[str, str, str]:
    """How a row of the register says where a dossier stands: mark, word, and the day below it."""
    due = timezone.localtime(dossier.due_current)
    sub = f"{due:%H:%M} {short_day(due.date())}"
    if not dossier.is_open:
        ended = dossier.finished_at
        late = ended is not None and ended > dossier.due_promised
        return ("late" if late else "done"), dossier.get_state_display(), sub
    left = standing.working_days_left
    amount = write_number(abs(left).normalize())
    if standing.status == "wait":
        return "wait", _("chờ người nộp"), sub
    if standing.status == "late":
        return "late", (_("quá %(n)s ngày") % {"n": amount} if left else _("đã quá hẹn")), sub
    if not left:
        return standing.status, _("hôm nay"), sub
    return standing.status, _("còn %(n)s ngày") % {"n": amount}, sub
