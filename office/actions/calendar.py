"""Keeping the working calendar: propose a year, write a day, swap two, confirm the year, set the sessions. Rows are only added."""

import datetime
from collections.abc import Iterable
from itertools import pairwise

from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from office.acts import office_act
from office.calendar import working_calendar
from office.calendar_seed import days_of
from office.dates import write_date
from office.models import CalendarDay, CalendarYear, DayKind, DayPart, Person, WorkSession, YearState
from office.refusals import Incomplete, WrongState
from office.rules import check_can_keep_calendar
from office.working_calendar import FIRST_YEAR, LAST_YEAR, SessionFact


def propose_year(*, year: int, by: Person | None, now: datetime.datetime) -> CalendarYear:
    """Write down the days of a year as they are known or proposed; the year is a draft until it is confirmed.

    `by` None is the machine (create_office). Refused: the year is there already, or is a slip of the keyboard.
    """
    if by is not None:
        check_can_keep_calendar(by, on=localdate(now))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Incomplete(_("Không lập được lịch năm %(year)s.") % {"year": year}, next_step=_("Kiểm tra lại năm."))
    facts = days_of(year)
    with office_act("office.calendar_year.propose", by=by, now=now) as line:
        made, new = CalendarYear.objects.get_or_create(year=year)
        if not new:
            raise WrongState(
                _("Lịch năm %(year)s đã được lập.") % {"year": year}, next_step=_("Mở lịch để sửa từng ngày.")
            )
        written = set(CalendarDay.objects.filter(day__year=year).values_list("day", flat=True))
        CalendarDay.objects.bulk_create(
            CalendarDay(
                day=fact.day,
                kind=fact.kind,
                part=fact.part,
                name=fact.name,
                basis=fact.basis,
                known_since=now,
                entered_by=by,
            )
            for fact in facts
            if fact.day not in written
        )
        line.subject = made
        line.data.update(year=year, days=len(facts))
    return made


def write_day(
    *,
    day: datetime.date,
    kind: DayKind | str,
    name: str,
    basis: str,
    by: Person,
    now: datetime.datetime,
    part: DayPart | str = DayPart.WHOLE,
) -> CalendarDay:
    """Say of one day that it is off, worked, closed by a storm, or as its weekday again. Earlier rows stay as history.

    A year that nobody has written down yet is proposed in the same act, so that one entry does not hide its holidays.
    Refused: no name or basis; a make-up day on a day worked anyway; an entry older than what is known of the day.
    """
    check_can_keep_calendar(by, on=localdate(now))
    _check_words(name, basis)
    calendar = working_calendar()
    if kind in (DayKind.SWAPPED_WORK, DayKind.SWAPPED_OFF):
        _check_swappable(day, kind, works=calendar.is_working(day))
    with office_act("office.calendar_day.write", by=by, now=now) as line:
        _have_year(day.year, by=by, now=now)
        line.subject = made = _add_row(day, kind, part, name, basis, by=by, now=now)
        line.data.update(day=day, kind=str(kind), part=str(part), name=name, basis=basis)
    return made


def swap_days(
    *, day_off: datetime.date, worked_day: datetime.date, basis: str, by: Person, now: datetime.datetime
) -> tuple[CalendarDay, CalendarDay]:
    """Close a working day and work another one instead, as announced: both or neither.

    Refused: no basis; the day off is off already, or the other one is worked anyway.
    """
    check_can_keep_calendar(by, on=localdate(now))
    _check_words("-", basis)
    calendar = working_calendar()
    _check_swappable(day_off, DayKind.SWAPPED_OFF, works=calendar.is_working(day_off))
    _check_swappable(worked_day, DayKind.SWAPPED_WORK, works=calendar.is_working(worked_day))
    names = {
        "off": _("Nghỉ, làm bù %(day)s") % {"day": write_date(worked_day)},
        "work": _("Làm bù cho %(day)s") % {"day": write_date(day_off)},
    }
    with office_act("office.calendar_day.swap", by=by, now=now) as line:
        for year in sorted({day_off.year, worked_day.year}):
            _have_year(year, by=by, now=now)
        off = _add_row(day_off, DayKind.SWAPPED_OFF, DayPart.WHOLE, names["off"], basis, by=by, now=now)
        work = _add_row(worked_day, DayKind.SWAPPED_WORK, DayPart.WHOLE, names["work"], basis, by=by, now=now)
        line.subject = off
        line.data.update(day_off=day_off, worked_day=worked_day, basis=basis)
    return off, work


def confirm_year(*, year: int, basis: str, by: Person | None, now: datetime.datetime) -> CalendarYear:
    """Take a year as the office's own: dates in it are no longer provisional. Later changes stay possible, each with its basis.

    Refused: no basis; the year is not proposed; somebody confirmed it already.
    """
    if by is not None:
        check_can_keep_calendar(by, on=localdate(now))
    _check_words("-", basis)
    with office_act("office.calendar_year.confirm", by=by, now=now, year=year, basis=basis) as line:
        changed = CalendarYear.objects.filter(year=year, state=YearState.DRAFT).update(
            state=YearState.CONFIRMED, basis=basis.strip(), confirmed_by=by, confirmed_at=now
        )
        if not changed:
            raise WrongState(
                _("Lịch năm %(year)s chưa được lập hoặc đã xác nhận.") % {"year": year},
                next_step=_("Tải lại trang để xem lịch hiện tại."),
            )
        line.subject = CalendarYear.objects.get(pk=year)
    return line.subject


def set_sessions(
    *,
    sessions: Iterable[SessionFact],
    valid_from: datetime.date,
    basis: str,
    by: Person | None,
    now: datetime.datetime,
) -> list[WorkSession]:
    """The working hours from a day on, in place of those that held until then (a summer timetable, a new decision).

    Refused: no session at all; two sessions of one weekday that overlap; hours that already begin on or after that day.
    """
    if by is not None:
        check_can_keep_calendar(by, on=localdate(now))
    _check_words("-", basis)
    wanted = sorted(sessions, key=lambda each: (each.weekday, each.opens))
    if not wanted:
        raise Incomplete(_("Chưa có buổi làm việc nào."), next_step=_("Ghi ít nhất một buổi."))
    for each, following in pairwise(wanted):
        if each.weekday == following.weekday and following.opens < each.closes:
            raise Incomplete(_("Hai buổi của cùng một ngày chồng lên nhau."), next_step=_("Sửa lại giờ rồi lưu."))
    if any(each.closes <= each.opens for each in wanted):
        raise Incomplete(_("Giờ kết thúc phải sau giờ bắt đầu."), next_step=_("Sửa lại giờ rồi lưu."))
    with office_act("office.sessions.set", by=by, now=now, valid_from=valid_from, basis=basis) as line:
        if WorkSession.objects.filter(valid_from__gte=valid_from).exists():
            raise WrongState(
                _("Đã có giờ làm việc bắt đầu từ ngày này hoặc muộn hơn."), next_step=_("Chọn ngày bắt đầu muộn hơn.")
            )
        WorkSession.objects.valid_on(valid_from).update(valid_until=valid_from - datetime.timedelta(days=1))
        made = WorkSession.objects.bulk_create(
            WorkSession(
                weekday=each.weekday,
                opens=each.opens,
                closes=each.closes,
                valid_from=valid_from,
                basis=basis.strip(),
            )
            for each in wanted
        )
        line.data["sessions"] = [[each.weekday, f"{each.opens:%H:%M}", f"{each.closes:%H:%M}"] for each in wanted]
    return made


def _check_words(name: str, basis: str) -> None:
    missing = []
    if not name.strip():
        missing.append(_("tên ngày"))
    if not basis.strip():
        missing.append(_("căn cứ (số, ngày văn bản)"))
    if missing:
        raise Incomplete(_("Còn thiếu thông tin."), next_step=_("Ghi đủ rồi lưu."), details=missing)


def _check_swappable(day: datetime.date, kind: DayKind | str, *, works: bool) -> None:
    if kind == DayKind.SWAPPED_WORK and works:
        raise WrongState(
            _("%(day)s vốn là ngày làm việc.") % {"day": write_date(day)}, next_step=_("Chọn ngày nghỉ để làm bù.")
        )
    if kind == DayKind.SWAPPED_OFF and not works:
        raise WrongState(
            _("%(day)s vốn là ngày nghỉ.") % {"day": write_date(day)}, next_step=_("Chọn ngày làm việc để nghỉ.")
        )


def _have_year(year: int, *, by: Person, now: datetime.datetime) -> None:
    if not CalendarYear.objects.filter(pk=year).exists():
        propose_year(
            year=year, by=by, now=now - datetime.timedelta(microseconds=1)
        )  # so that the entry is the later row


def _add_row(
    day: datetime.date,
    kind: DayKind | str,
    part: DayPart | str,
    name: str,
    basis: str,
    *,
    by: Person | None,
    now: datetime.datetime,
) -> CalendarDay:
    newer = WrongState(
        _("Ngày %(day)s đã có thông tin mới hơn.") % {"day": write_date(day)},
        kept=_("Chưa thay đổi gì."),
        next_step=_("Tải lại trang rồi sửa trên thông tin mới."),
    )
    if CalendarDay.objects.filter(day=day, known_since__gte=now).exists():
        raise newer
    try:
        return CalendarDay.objects.create(
            day=day, kind=kind, part=part, name=name.strip(), basis=basis.strip(), known_since=now, entered_by=by
        )
    except IntegrityError:  # the same day at the same microsecond from two desks
        raise newer from None
