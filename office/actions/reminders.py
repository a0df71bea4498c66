"""The one job over all open obligations: it tells who owes, and once something is late also the head above them."""

import datetime
from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from office import outboxes
from office.acts import office_act
from office.calendar import working_calendar
from office.dates import write_date
from office.line_of_heads import LineOfHeads
from office.models import Obligation, Reminder, ReminderStage
from office.unit_settings import ESCALATE_AFTER, REMIND_BEFORE
from office.working_calendar import WorkingCalendar

# Days ahead that surely hold `REMIND_BEFORE.most` working days, the longest Tết holiday included.
FARTHEST = datetime.timedelta(days=60)


def due_day(owed: Obligation) -> datetime.date | None:
    return owed.due_on or (timezone.localdate(owed.due_at) if owed.due_at else None)


def stage_on(
    due_on: datetime.date, on: datetime.date, calendar: WorkingCalendar, *, before: int, after: int
) -> ReminderStage | None:
    """Which reminder a due day calls for on a day. Counted in working days: a weekend brings nobody nearer and makes nobody late."""
    if due_on < on and calendar.halves_between(due_on, on) >= 2 * after:
        return ReminderStage.LATE
    if due_on <= on:
        return ReminderStage.DUE
    return ReminderStage.SOON if calendar.halves_between(on, due_on) <= 2 * before else None


def remind(*, now: datetime.datetime) -> int:
    """Write down and send the reminders of today; returns how many people were told.

    On a day the office does not work nobody is told. Idempotent: an obligation is told to a person once per stage and due
    day; a person gets one message for all that is new, with counts and the address, never with words of what is owed.
    """
    on = timezone.localdate(now)
    calendar = working_calendar()
    if not calendar.is_working(on):
        return 0
    before, after = REMIND_BEFORE.on(on), ESCALATE_AFTER.on(on)
    horizon = now + FARTHEST
    owed = list(
        Obligation.objects.open().filter(Q(due_on__lte=horizon.date()) | Q(due_on__isnull=True, due_at__lte=horizon))
    )
    told = set(
        Reminder.objects.filter(obligation__in=Obligation.objects.open()).values_list(
            "obligation", "to", "stage", "due_on"
        )
    )
    line_of_heads = LineOfHeads(on)
    new: dict[int, list[Reminder]] = defaultdict(list)
    for each in owed:
        due = due_day(each)
        stage = stage_on(due, on, calendar, before=before, after=after) if due else None
        if due is None or stage is None:
            continue
        hearers = [(person, False) for person in line_of_heads.bearers(each)]
        if stage == ReminderStage.LATE:
            hearers += [(person, True) for person in line_of_heads.heads_above(each)]
        for person, is_escalation in hearers:
            if (each.pk, person, stage, due) not in told:
                new[person].append(
                    Reminder(
                        obligation=each, to_id=person, stage=stage, is_escalation=is_escalation, due_on=due, made_at=now
                    )
                )
    for person, rows in sorted(new.items()):
        _tell(line_of_heads, person, rows, now=now)
    return len(new)


def _tell(line_of_heads: LineOfHeads, person: int, rows: list[Reminder], *, now: datetime.datetime) -> None:
    hearer = line_of_heads.people[person]
    counts = {str(stage): sum(row.stage == stage and not row.is_escalation for row in rows) for stage in ReminderStage}
    escalated = sum(row.is_escalation for row in rows)
    with office_act(
        "office.obligation.remind", by=None, now=now, subject=hearer, **counts, escalated=escalated
    ) as line:
        # Another worker may have told the same a moment ago: the constraint decides, and the message goes with the rows.
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)
        line.data["obligations"] = sorted(row.obligation_id for row in rows)
        if hearer.email:
            on = timezone.localdate(now)
            outboxes.ask_to_send(
                key=f"office.reminder:{person}:{min(row.obligation_id for row in rows)}:{on}",
                recipient=hearer.email,
                subject=_("Nhắc việc ngày %(day)s") % {"day": write_date(on)},
                body=_body(counts, escalated),
                now=now,
            )


def _body(counts: dict[str, int], escalated: int) -> str:
    lines = [f"{ReminderStage(stage).label}: {count}" for stage, count in counts.items() if count]
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    body = ""
    if lines:
        body = _("Việc của anh/chị: %(list)s. Xem tại %(address)s/") % {"list": "; ".join(lines), "address": address}
    if escalated:
        said = _("Việc quá hạn của người anh/chị phụ trách: %(count)s. Xem tại %(address)s/viec-qua-han/") % {
            "count": escalated,
            "address": address,
        }
        body = f"{body}\n{said}" if body else said
    return body
