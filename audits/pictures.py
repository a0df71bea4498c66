"""Where the time of late dossiers went, on the ruler: promised above, used below, and the same in words. Nothing is asked of the database."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from audits.effect import Share
from audits.time_lost import GroupTime, promised_days, where_time_went
from office.numbers import write_number
from office.ruler import Point, Stretch, Strips, strips


@dataclass(frozen=True)
class TimePicture:
    """The drawing, the sentence under it, and the groups for the table that says the same."""

    strips: Strips
    sentence: str
    groups: list[GroupTime]


def time_picture(dossiers: Sequence[Sequence[Mapping[str, Any]]], promises: Sequence[Mapping[str, Any]]) -> TimePicture:
    """Medians over the dossiers in working days: what each group used, and the day that was promised."""
    groups = where_time_went(dossiers)
    promised, used, at = [], [], 0.0
    for group in groups:
        if group.limit:
            promised.append(
                Stretch(at, at + group.limit, _number(group.name), f" {_rest(group)} · {_days(group.limit)}")
            )
            at += group.limit
    at = 0.0
    for group in groups:
        within = group.used - group.over
        if within > 0:
            used.append(Stretch(at, at + within, _number(group.name), f" {_rest(group)} · {_days(group.used)}", "done"))
            at += within
        if group.over:
            over = _("vượt %(days)s") % {"days": _days(group.over)}
            used.append(Stretch(at, at + group.over, over, _(" ngày"), "over"))
            at += group.over
    whole = promised_days(promises)
    flags = [Point(whole, _("hẹn: ngày %(day)s") % {"day": _days(whole)}, is_late=True)] if whole else []
    sentence = _sentence(groups)
    end = max([each.end for each in (*promised, *used)] + [whole or 0])
    step = 1 if end <= 6 else 5
    dates = [Point(float(day), str(day)) for day in range(step, int(end) + 1, step)]
    return TimePicture(
        strips=strips(summary=sentence, promised=promised, used=used, dates=dates, flags=flags),
        sentence=sentence,
        groups=groups,
    )


def _sentence(groups: Sequence[GroupTime]) -> str:
    over = [each for each in groups if each.over]
    if not over:
        return _("Không nhóm bước nào dùng quá thời gian của mình: thời gian mất ở bước mà quy trình không định giờ.")
    most = max(over, key=lambda each: each.over)
    words = {"group": most.name, "over": _days(most.over), "used": _days(most.used), "limit": _days(most.limit or 0)}
    if len(over) == 1:
        return (
            _("Phần vượt nằm trọn ở bước %(group)s: dùng %(used)s ngày so với %(limit)s ngày, vượt %(over)s ngày.")
            % words
        )
    return (
        _("Phần vượt lớn nhất ở bước %(group)s: dùng %(used)s ngày so với %(limit)s ngày, vượt %(over)s ngày.") % words
    )


def _number(name: str) -> str:
    """«2–3» of «2–3 Thẩm định hồ sơ»: what stays on a narrow stretch."""
    first, _space, _rest_of_it = name.partition(" ")
    return first if first[:1].isdigit() else ""


def _rest(group: GroupTime) -> str:
    number = _number(group.name)
    return group.name.removeprefix(number).strip()


def _days(days: float) -> str:
    return write_number(round(days * 2) / 2)


# --- the effect, before and after ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RangeRow:
    """One share with its interval; positions are strings in percent of the drawing."""

    y: int
    at: str
    low: str
    high: str
    word: str


@dataclass(frozen=True)
class RangePicture:
    """Two intervals on one scale, and the same in words."""

    summary: str
    rows: list[RangeRow]
    ticks: list[tuple[str, str, str]]  # position, word, anchor
    goal: str
    goal_word: str


def range_picture(before: Share, after: Share, wanted_percent: int) -> RangePicture:
    """Before above, after below; the scale ends at the next 10 % above what is drawn."""
    shares = [share for share in (before, after) if share.all]
    top = max([share.interval[1] for share in shares] or [0.1])
    end = min(1.0, math.ceil(top * 10 + 0.001) / 10)
    goal = (before.value or 0) * (1 - wanted_percent / 100)

    def x(value: float) -> str:
        return f"{100 * min(value, end) / end:.2f}%"

    rows, words = [], []
    for y, word, share in ((40, _("trước"), before), (80, _("sau"), after)):
        if not share.all or share.value is None:
            words.append(_("%(when)s: chưa có hồ sơ nào đến hạn") % {"when": word})
            continue
        low, high = share.interval
        rows.append(RangeRow(y, x(share.value), x(low), x(high), f"{word} {share.late}/{share.all}"))
        words.append(
            _("%(when)s %(share)s %%, khoảng %(low)s đến %(high)s %%")
            % {"when": word, "share": _percent(share.value), "low": _percent(low), "high": _percent(high)}
        )
    step = 0.1 if end <= 0.5 else 0.2
    count = round(end / step)
    ticks = [
        (
            f"{100 * n * step / end:.2f}%",
            f"{round(100 * n * step)} %",
            "start" if n == 0 else "end" if n == count and n * step >= end - 0.001 else "middle",
        )
        for n in range(count + 1)
        if n * step <= end + 0.001
    ]
    return RangePicture(
        summary="; ".join(words),
        rows=rows,
        ticks=ticks,
        goal=x(goal),
        goal_word=_("mức mong muốn %(goal)s %%") % {"goal": _percent(goal)},
    )


def _percent(value: float) -> str:
    return write_number(round(100 * value, 1))
