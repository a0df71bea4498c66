"""What waits for one person: dossiers in their hands and obligations, put on the ruler and in the register of «Việc của tôi»."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.dates import WEEKDAYS, WEEKDAYS_SHORT, write_days_left
from office.models import Obligation, User
from office.obligations import owed_by
from office.ruler import DayColumn, DueThing, ruler_of_many
from office.working_calendar import WorkingCalendar
from processes.models import Dossier
from processes.queries import InHand, judged

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Turn:
    """One thing whose turn it is, as the register shows it. `mark` is late, risk, today, ok or wait."""

    title: str
    address: str
    mark: str
    due_on: datetime.date | None
    due_words: str
    due_sub: str = ""
    sub: str = ""
    code: str = ""
    place: str = ""
    place_sub: str = ""

    @property
    def key(self) -> str:
        """The group it stands in: past, a day, or without a day."""
        if self.mark == "late":
            return "past"
        return self.due_on.isoformat() if self.due_on else "never"


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    turns: list[Turn]


@dataclass(frozen=True)
class SentencePart:
    """See components/sentence.html."""

    text: str
    address: str = ""
    strong: str = ""


@dataclass(frozen=True)
class MyDay:
    """Everything the start page shows. `turns` fill the register, `others` the aside."""

    today: datetime.date
    turns: list[Turn]
    others: list[Turn]
    ruler: list[DayColumn]
    sentence: list[SentencePart]
    day_words: str  # «ngày làm việc», or why nobody works today
    shows_dossiers: bool
    columns: list[str] = field(default_factory=list)

    def groups(self, turns: Iterable[Turn]) -> list[Group]:
        """Rows of one page under the headings of their days, each with the count of the whole register."""
        counts: dict[str, int] = {}
        for turn in self.turns:
            counts[turn.key] = counts.get(turn.key, 0) + 1
        groups: dict[str, list[Turn]] = {}
        for turn in turns:
            groups.setdefault(turn.key, []).append(turn)
        return [Group(key, f"{self._heading(key)} · {counts[key]}", rows) for key, rows in groups.items()]

    def _heading(self, key: str) -> str:
        if key == "past":
            return _("Quá hạn")
        if key == "never":
            return _("Không có hạn")
        day = datetime.date.fromisoformat(key)
        short = f"{WEEKDAYS[day.weekday()]} {day.day}/{day.month}"
        return _("Hôm nay, %(day)s") % {"day": short} if day == self.today else short[:1].upper() + short[1:]


def my_day(user: User, *, now: datetime.datetime, calendar: WorkingCalendar) -> MyDay:
    """The day of `user`, who holds a post, at `now`. The number of queries does not grow with what waits.

    Whoever holds dossiers has them on the ruler and in the register, and everything else beside it; for all others
    what they owe is the register.
    """
    today = timezone.localtime(now).date()
    assert user.person is not None
    held = (
        Dossier.objects.visible_to(user, today)
        .open()
        .held_by(user.person)
        .select_related("procedure_version__procedure", "case")
    )
    dossiers = [_turn_of_dossier(each, today) for each in judged(held, now, calendar).in_hand]
    obligations = [_turn_of_obligation(each, now, today, calendar) for each in owed_by(user.person, today)]
    turns, others = (dossiers, obligations) if dossiers else (obligations, [])
    turns.sort(key=lambda turn: turn.mark != "late")  # stable: late first, then by day

    def address(key: str) -> str:
        place = next(i for i, turn in enumerate(turns) if turn.key == key)
        page = place // ROWS_A_PAGE + 1
        return f"#ngay-{key}" if page == 1 else f"?trang={page}#ngay-{key}"

    def why_not(day: datetime.date) -> str:
        rest = calendar.why_not(day)
        return rest.name if rest else ""

    due = [DueThing(turn.due_on, turn.mark) for turn in turns if turn.due_on]
    return MyDay(
        today=today,
        turns=turns,
        others=others,
        ruler=ruler_of_many(due, today=today, why_not=why_not, address=address) if due else [],
        sentence=_sentence(turns, others, today, address, shows_dossiers=bool(dossiers)),
        day_words=why_not(today) or _("ngày làm việc"),
        shows_dossiers=bool(dossiers),
        columns=[_("Hẹn trả"), _("Hồ sơ"), _("Đang ở bước")] if dossiers else [_("Hạn"), _("Việc"), _("Căn cứ")],
    )


def _turn_of_dossier(each: InHand, today: datetime.date) -> Turn:
    dossier = each.dossier
    due = timezone.localtime(dossier.due_current)
    day = f"{WEEKDAYS_SHORT[due.weekday()]} {due.day}/{due.month}"
    if each.status == "wait":
        words, sub = _("đồng hồ dừng"), dossier.get_state_display()
    elif each.due_on == today:
        words, sub = (_("quá %(hour)s") if each.status == "late" else "%(hour)s") % {"hour": f"{due:%H:%M}"}, ""
    else:
        words, sub = write_days_left(each.working_days_left), f"{due:%H:%M} {day}"
    if each.status == "risk":
        sub = _("nguy cơ: bước này đã dùng hết giờ")
    if dossier.is_extended:
        sub = _("hẹn lại %(moment)s") % {"moment": f"{due:%H:%M} {day}"}
    return Turn(
        title=dossier.procedure_version.procedure.name,
        address=dossier.get_absolute_url(),
        mark=each.status,
        due_on=each.due_on,
        due_words=words,
        due_sub=sub,
        sub=dossier.applicant_name,
        code=dossier.code,
        place=each.group_name,
        place_sub=dossier.case.name,
    )


def _turn_of_obligation(
    owed: Obligation, now: datetime.datetime, today: datetime.date, calendar: WorkingCalendar
) -> Turn:
    due_on = owed.due_on or (timezone.localtime(owed.due_at).date() if owed.due_at else None)
    if due_on is None:
        mark, words, sub = "ok", _("không có hạn"), ""
    else:
        days = _working_days_until(due_on, today, calendar)
        late = due_on < today or (owed.due_at is not None and owed.due_at < now)
        mark = "late" if late else "today" if due_on == today else "ok"
        words = write_days_left(days)
        clock = f"{timezone.localtime(owed.due_at):%H:%M} " if owed.due_at else ""
        if late and due_on == today:
            words = _("quá %(hour)s") % {"hour": clock.strip()}
        sub = f"{clock}{WEEKDAYS[due_on.weekday()]} {due_on.day}/{due_on.month}"
    return Turn(
        title=owed.what,
        address=owed.address,
        mark=mark,
        due_on=due_on,
        due_words=words,
        due_sub=sub,
        place=owed.source,
    )


def _working_days_until(due_on: datetime.date, today: datetime.date, calendar: WorkingCalendar) -> int:
    """Working days left, negative when past; a past day off still counts as one, for it is late."""
    if due_on == today:
        return 0
    if due_on > today:
        return max(1, (calendar.halves_between(today, due_on) + 1) // 2)
    return -max(1, (calendar.halves_between(due_on, today) + 1) // 2)


def _sentence(
    turns: list[Turn], others: list[Turn], today: datetime.date, address, *, shows_dossiers: bool
) -> list[SentencePart]:
    """«Hôm nay 7 hồ sơ đến hạn, 2 trong đó có nguy cơ trễ; 1 việc đã quá hạn.» Every number leads to what it counts."""

    def counted(n: int) -> str:
        if shows_dossiers:
            return ngettext("%(n)s hồ sơ", "%(n)s hồ sơ", n) % {"n": n}
        return ngettext("%(n)s việc", "%(n)s việc", n) % {"n": n}

    late = [turn for turn in turns if turn.mark == "late"]
    due_today = [turn for turn in turns if turn.due_on == today and turn.mark in ("today", "risk")]
    at_risk = [turn for turn in turns if turn.mark == "risk"]
    clauses: list[list[SentencePart]] = []
    if due_today:
        clauses.append(
            [
                SentencePart(_("Hôm nay ")),
                SentencePart(_("đến hạn"), address(due_today[0].key), counted(len(due_today))),
            ]
        )
    if at_risk:
        clauses.append([SentencePart(_("có nguy cơ trễ"), address(at_risk[0].key), counted(len(at_risk)))])
    if late:
        clauses.append([SentencePart(_("đã quá hạn"), address("past"), counted(len(late)))])
    if not clauses and turns:
        first = next((turn for turn in turns if turn.due_on), turns[0])
        if first.due_on is None:
            clauses.append([SentencePart(_("không có hạn"), address(first.key), counted(len(turns)))])
        else:
            day = f"{WEEKDAYS[first.due_on.weekday()]} {first.due_on.day}/{first.due_on.month}"
            clauses.append([SentencePart(_("Hôm nay không có gì đến hạn; gần nhất là "))])
            clauses[-1].append(SentencePart(day, address(first.key)))
    if others:
        what = ngettext("%(n)s việc khác", "%(n)s việc khác", len(others)) % {"n": len(others)}
        clauses.append([SentencePart(_("đang chờ"), "#viec-khac", what)])
    parts: list[SentencePart] = []
    for number, clause in enumerate(clauses):
        parts += [SentencePart("; ")] if number else []
        parts += clause
    return [*parts, SentencePart(".")] if parts else []
