"""All that the page of one dossier shows, gathered from its facts: the sentence, the ruler, the groups, the events, what may be done."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from office.access import Asker
from office.dates import WEEKDAYS
from office.models import Role
from office.numbers import write_number
from office.refusals import NotPermitted, Refusal
from office.ruler import Point, Strips, strips
from office.ruler import Stretch as StripStretch
from office.working_calendar import WorkingCalendar
from processes import rules
from processes.due_dates import NoDueDate, chained_dues
from processes.models import Dossier, StepProgress
from processes.presenting import (
    Entry,
    GroupRow,
    days_words,
    difference_words,
    due_words,
    entry,
    limit_words,
    span_words,
)
from processes.queries import InHand, Running, groups_of, holds_of, judge, name_of_group, uses_of
from processes.states import DossierState
from processes.time_used import minutes_of_a_day


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the reader may do here, or the sentence that says why not now."""

    verb: str
    text: str
    address: str
    reason: str = ""


@dataclass(frozen=True)
class DossierFacts:
    """One dossier for one reader at one moment."""

    dossier: Dossier
    standing: InHand
    status_word: str
    rest_of_sentence: str
    strips: Strips | None
    groups: list[GroupRow]
    events: list[Entry]
    deeds: list[Deed]
    shows_contact: bool


def sees_contact(dossier: Dossier, asker: Asker) -> bool:
    """Telephone and numbers are for the counter and for who works on it; others ask, and are written down."""
    return asker.has_role(Role.ONE_STOP_CLERK) or rules.has_in_hand(dossier, asker)


def facts_of(dossier: Dossier, asker: Asker, calendar: WorkingCalendar, now: datetime.datetime) -> DossierFacts:
    """Everything the page shows. `dossier` was read under the reader's rights."""
    until = dossier.finished_at or now
    progress = list(dossier.progress.select_related("unit", "person", "group"))
    running = next((each for each in progress if each.ended_at is None), None)
    pauses = tuple((pause.began_at, pause.ended_at) for pause in dossier.pauses.all())
    standing = judge(dossier, Running(running, pauses) if running is not None else None, calendar, now)
    status_word, rest = _sentence(dossier, standing, running, now)
    return DossierFacts(
        dossier=dossier,
        standing=standing,
        status_word=status_word,
        rest_of_sentence=rest,
        strips=_strips(dossier, progress, calendar, until, now),
        groups=_groups(dossier, progress, calendar, until),
        events=_events(dossier),
        deeds=_deeds(dossier, asker, calendar, now),
        shows_contact=sees_contact(dossier, asker),
    )


def _sentence(
    dossier: Dossier, standing: InHand, running: StepProgress | None, now: datetime.datetime
) -> tuple[str, str]:
    left = standing.working_days_left
    amount = write_number(abs(left).normalize())
    if dossier.state == DossierState.RETURNED:
        first = _("Đã trả kết quả.")
    elif dossier.state == DossierState.FINISHED:
        first = _("Đã xử lý xong, chờ trả.")
    elif not dossier.is_open:
        first = f"{dossier.get_state_display()}."
    elif standing.status == "wait":
        first = _("Đang chờ người nộp: %(state)s.") % {"state": dossier.get_state_display().lower()}
    elif standing.status == "late":
        first = (
            _("Quá hạn %(n)s ngày làm việc.") % {"n": amount} if left else _("Đã quá hẹn, chưa qua ngày làm việc nào.")
        )
    elif not left:
        first = _("Hôm nay phải trả.")
    else:
        first = _("Còn %(n)s ngày làm việc.") % {"n": amount}
    parts = []
    if dossier.is_open and running is not None:
        who = dossier.holder or dossier.holder_unit
        parts.append(
            _("Đang ở %(who)s, nhóm bước %(group)s, từ %(since)s.")
            % {
                "who": who,
                "group": running.name.replace("–", "\u2060–\u2060"),  # numbers of one group stay on one line
                "since": f"{timezone.localtime(running.began_at):%d/%m}",
            }
        )
    if dossier.is_extended:
        parts.append(
            _("Hẹn lại %(due)s; hẹn đầu %(first)s.")
            % {"due": due_words(dossier.due_current), "first": f"{timezone.localtime(dossier.due_original):%d/%m}"}
        )
    else:
        parts.append(_("Hẹn trả %(due)s.") % {"due": due_words(dossier.due_current)})
    if dossier.finished_at is not None and dossier.state in (DossierState.FINISHED, DossierState.RETURNED):
        late = dossier.finished_at > dossier.due_promised
        day = timezone.localtime(dossier.finished_at)
        verdict = (
            _("quá hạn")
            if late
            else (_("đúng hạn") if day.date() == timezone.localtime(dossier.due_promised).date() else _("trước hạn"))
        )
        parts.append(
            _("Xong %(at)s, %(verdict)s.") % {"at": f"{WEEKDAYS[day.weekday()]} {day:%d/%m}", "verdict": verdict}
        )
    return first, " ".join(parts)


# --- the ruler -------------------------------------------------------------------------------------------------------


def _strips(
    dossier: Dossier,
    progress: list[StepProgress],
    calendar: WorkingCalendar,
    until: datetime.datetime,
    now: datetime.datetime,
) -> Strips | None:
    """Promised above, used below, on one scale of working time since reception."""
    a_day = minutes_of_a_day(calendar, dossier.received_at)

    def place(at: datetime.datetime) -> float:
        return calendar.minutes_between(dossier.received_at, at) / a_day

    promised, ends = [], _planned_ends(dossier, calendar)
    begin = 0.0
    for number, (words, end_at) in enumerate(ends):
        end = place(dossier.due_promised if number == len(ends) - 1 else min(end_at, dossier.due_promised))
        if end > begin:
            number_word, _space, more = words.partition(" ")
            promised.append(StripStretch(begin, end, number_word, more))
        begin = max(begin, end)
    used = []
    pauses = [(pause.began_at, min(pause.ended_at or until, until)) for pause in dossier.pauses.all()]
    over = {each.key: each.over_days for each in uses_of(dossier, calendar, until)}
    for each in progress:
        start, end = place(each.began_at), place(min(each.ended_at or until, until))
        if end <= start:
            continue
        last_of_key = not any(later.key == each.key and later.number > each.number for later in progress)
        excess = min(float(max(Decimal(0), over.get(each.key, Decimal(0)))), end - start) if last_of_key else 0.0
        number_word, _space, more = each.name.partition(" ")
        if end - excess > start:
            used.append(
                StripStretch(start, end - excess, number_word, more, "run" if each.ended_at is None else "done")
            )
        if excess:
            words = write_number(round(Decimal(str(excess)), 1).normalize())
            used.append(StripStretch(end - excess, end, _("vượt %(n)s") % {"n": words}, _("ngày"), "over"))
    for begin_pause, end_pause in pauses:
        if place(end_pause) > place(begin_pause):
            used.append(StripStretch(place(begin_pause), place(end_pause), "❚❚", _("chờ bổ sung"), "pause"))
    flags = [
        Point(
            place(dossier.due_original),
            _("hẹn đầu %(day)s") % {"day": _day(dossier.due_original)},
            is_late=until > dossier.due_promised,
        )
    ]
    if dossier.due_promised != dossier.due_original:
        flags.append(
            Point(place(dossier.due_promised), _("sau chờ bổ sung %(day)s") % {"day": _day(dossier.due_promised)})
        )
    if dossier.is_extended:
        flags.append(Point(place(dossier.due_current), _("hẹn lại %(day)s") % {"day": _day(dossier.due_current)}))
    end_at = max(dossier.due_current, until)
    if place(end_at) == 0:
        return None
    summary = _("Cam kết đến %(due)s. %(groups)s") % {
        "due": _day(dossier.due_current),
        "groups": "; ".join(f"{each.name}: {span_words(each.began_at, each.ended_at)}" for each in progress),
    }
    return strips(
        summary=summary,
        promised=promised,
        used=used,
        dates=_scale(dossier, calendar, end_at, place),
        flags=flags,
        # At the right edge the word would stand on the hatching; the line is enough there.
        today=Point(place(now), _("hôm nay") if place(now) < 0.92 * place(end_at) else "") if dossier.is_open else None,
        promised_label=f"{timezone.localtime(dossier.received_at):%d/%m} – {_day(dossier.due_promised)}",
        hatch_id="gach-ho-so",
    )


def _planned_ends(dossier: Dossier, calendar: WorkingCalendar) -> list[tuple[str, datetime.datetime]]:
    """Each group with the day by which the plan has it done; one part for the whole where no plan can be counted."""
    groups = [
        each
        for each in groups_of(dossier.issue_case)
        if each.quantity is not None and each.is_counted and not each.starts_from
    ]
    units = {each.unit for each in groups}
    whole = [(_("cả quá trình"), dossier.due_promised)]
    if len(units) != 1:
        return whole
    try:
        dues = chained_dues(
            received=dossier.received_at,
            limits=[each.quantity for each in groups],
            unit=units.pop(),
            calendar=calendar,
            holds=holds_of(dossier),
        )
    except NoDueDate:
        return whole
    return [
        (name_of_group(group), each.due) for group, each in zip(groups, dues, strict=True) if each.due is not None
    ] or whole


def _scale(
    dossier: Dossier, calendar: WorkingCalendar, end_at: datetime.datetime, place: Callable[[datetime.datetime], float]
) -> list[Point]:
    """The day of reception, then each working day that begins a week, then the last."""
    zone = calendar.zone
    day, last = dossier.received_at.astimezone(zone).date(), end_at.astimezone(zone).date()
    points = [Point(0.0, f"{day:%d/%m}")]
    short = (last - day).days <= 14
    while day < last:
        day = calendar.next_working_day(day)
        if day <= last and (short or day.weekday() == 0 or day == last):
            points.append(Point(place(calendar.at(day, calendar.spans_on(day)[0].opens)), f"{day:%d/%m}"))
    return points


def _day(at: datetime.datetime) -> str:
    return f"{timezone.localtime(at):%d/%m}"


# --- the groups ------------------------------------------------------------------------------------------------------


def _groups(
    dossier: Dossier, progress: list[StepProgress], calendar: WorkingCalendar, until: datetime.datetime
) -> list[GroupRow]:
    used = {each.key: each for each in uses_of(dossier, calendar, until)}
    rows = []
    planned = groups_of(dossier.issue_case)
    names = {each.key: name_of_group(each) for each in planned} or {each.key: each.name for each in progress}
    limits = {each.key: (each.quantity, each.unit) for each in planned} or {
        each.key: (each.limit, each.limit_unit) for each in progress
    }
    for key, name in names.items():
        limit = limit_words(*limits[key]) if limits[key][1] or limits[key][0] is None else ""
        mine = [each for each in progress if each.key == key]
        if not mine:
            rows.append(GroupRow(name, "", limit, "–", "–", "", _("chưa đến") if dossier.is_open else "–", False))
            continue
        use, last = used[key], mine[-1]
        is_running = last.ended_at is None
        words, mark = difference_words(use.over_days, use.over_minutes, use.limit_unit, is_running=is_running)
        rows.append(
            GroupRow(
                name=name,
                who=str(last.unit.short_name or last.unit.name),
                limit=limit,
                used=days_words(use.used_days, use.used_minutes, use.limit_unit),
                difference=words,
                mark=mark,
                span=span_words(mine[0].began_at, last.ended_at),
                is_running=is_running,
            )
        )
    return rows


# --- the events ------------------------------------------------------------------------------------------------------


def _events(dossier: Dossier) -> list[Entry]:
    """The line of events, the newest first, read off the facts and nothing else."""
    told = [
        entry(
            _("Tiếp nhận, hẹn trả %(due)s") % {"due": _day(dossier.due_original)},
            dossier.received_at,
            str(dossier.received_by or ""),
        )
    ]
    if dossier.paper_received_at is not None:
        told.append(
            entry(
                _("Giấy tờ đến; nhập sau vì %(why)s") % {"why": dossier.paper_received_reason},
                dossier.paper_received_at,
            )
        )
    for each in dossier.hand_overs.all():
        to = each.to_person or each.to_unit
        if each.accepted_at is not None:
            told.append(
                entry(
                    _("Nhận bàn giao từ %(giver)s") % {"giver": each.from_person},
                    each.accepted_at,
                    str(each.accepted_by),
                )
            )
        elif each.sent_back_at is not None:
            told.append(
                entry(
                    _("Trả lại bàn giao: %(why)s") % {"why": each.sent_back_reason},
                    each.sent_back_at,
                    str(each.sent_back_by),
                )
            )
        else:
            told.append(
                entry(_("Giao cho %(to)s, chờ xác nhận") % {"to": to}, each.given_at, str(each.from_person), "wait")
            )
    for each in dossier.supplements.all():
        told.append(
            entry(
                _("Yêu cầu bổ sung, phiếu %(slip)s; đã báo: %(how)s")
                % {"slip": each.slip_number, "how": each.notified_how},
                each.requested_at,
                str(each.requested_by),
                "wait",
            )
        )
        if each.answered_at is not None:
            told.append(entry(_("Nhận đủ bổ sung"), each.answered_at))
    for each in dossier.extensions.all():
        told.append(
            entry(
                _("Xin lỗi và hẹn lại %(due)s, phiếu %(slip)s")
                % {"due": _day(each.due_after), "slip": each.slip_number},
                each.signed_at,
                str(each.signed_by),
            )
        )
    for each in dossier.breaches.all():
        told.append(
            entry(_("Qua %(clock)s") % {"clock": each.get_clock_display()}, each.passed_at, _("máy ghi"), "late")
        )
    for each in dossier.decisions.all():
        told.append(
            entry(
                _("%(what)s: %(why)s") % {"what": each.get_kind_display(), "why": each.reason},
                each.decided_at,
                str(each.decided_by),
            )
        )
    for each in dossier.results.all():
        told.append(
            entry(
                _("%(what)s, %(code)s")
                % {"what": each.get_kind_display(), "code": each.result_code or each.signer_name},
                each.made_at,
                str(each.made_by),
                "done",
            )
        )
    giving = getattr(dossier, "giving", None)
    if giving is not None:
        told.append(
            entry(
                _("Trả cho %(who)s, %(proof)s") % {"who": giving.receiver_name, "proof": giving.proof},
                giving.returned_at,
                str(giving.returned_by),
                "done",
            )
        )
    order = {at: position for position, (at, _line) in enumerate(told)}
    told.sort(key=lambda each: (each[0], order[each[0]]), reverse=True)
    return [line for _at, line in told]


# --- what may be done ------------------------------------------------------------------------------------------------


def _deeds(dossier: Dossier, asker: Asker, calendar: WorkingCalendar, now: datetime.datetime) -> list[Deed]:
    """What this reader may do now; what they might do in another state stands with its reason. Rules are asked, not copied."""
    by = asker.person
    if by is None or not (dossier.is_open or dossier.state == DossierState.FINISHED):
        return []
    asked = [
        ("ban-giao", _("Bàn giao"), lambda: rules.check_can_hand_over(dossier, by, now)),
        ("buoc-tiep", _("Chuyển nhóm bước tiếp"), lambda: rules.check_can_advance(dossier, by, now)),
        ("ket-qua", _("Ghi kết quả"), lambda: rules.check_can_finish(dossier, by, now, has_file=True, reason="")),
        ("bo-sung", _("Yêu cầu bổ sung"), lambda: rules.check_can_request_supplement(dossier, by, now, calendar)),
        ("du-bo-sung", _("Nhận đủ bổ sung"), lambda: rules.check_can_complete_supplement(dossier, by, now)),
        ("hen-lai", _("Xin lỗi và hẹn lại (Mẫu 04)"), lambda: rules.check_can_extend(dossier, by, now, calendar)),
        ("tu-choi", _("Từ chối giải quyết"), lambda: rules.check_can_refuse(dossier, by, now, reason="–")),
        ("dung", _("Dừng giải quyết"), lambda: rules.check_can_stop(dossier, by, now, reason="–")),
        ("xin-rut", _("Người nộp xin rút"), lambda: rules.check_can_ask_withdrawal(dossier, by, now)),
        ("cho-rut", _("Đồng ý cho rút"), lambda: rules.check_can_accept_withdrawal(dossier, by, now)),
        ("tra", _("Trả kết quả"), lambda: rules.check_can_return(dossier, by, now)),
    ]
    told_why = {"bo-sung", "hen-lai", "ban-giao"}  # whose reasons tell something the page does not show otherwise
    deeds = []
    for verb, text, check in asked:
        address = reverse("processes:deed", args=[dossier.pk, verb])
        try:
            check()
        except NotPermitted:
            continue
        except Refusal as refusal:
            if verb in told_why and dossier.is_open:
                deeds.append(Deed(verb, text, "", str(refusal.what)))
            continue
        deeds.append(Deed(verb, text, address))
    return deeds
