"""Apology and one new date (Mẫu 04). The first promise stays, and lateness is judged by it."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from office.acts import office_act
from office.models import Person
from office.refusals import Incomplete
from office.searchable import changed
from office.working_calendar import WorkingCalendar
from processes.actions.locking import calendar_for_act, slip, take
from processes.models import Dossier, Extension
from processes.rules import check_can_extend, check_says_why


def extend(
    *,
    dossier: Dossier,
    new_due_on: datetime.date,
    reason: str,
    by: Person,
    now: datetime.datetime,
    notified_how: str = "",
) -> Extension:
    """Promise a new working day, signed by the head at least a day before the promise ends.

    Refused: not the head; too late; oftener than the version allows; while the clock stands; a day that is no working
    day or not later; no reason.
    """
    check_says_why(reason)
    calendar = calendar_for_act()
    with office_act("processes.dossier.extend", by=by, now=now, subject=dossier) as line:
        dossier = take(dossier, now=now, calendar=calendar)
        check_can_extend(dossier, by, now, calendar)
        rest = calendar.why_not(new_due_on)
        due = calendar.closing_of(calendar.working_day_from(new_due_on))
        if rest is not None or due <= dossier.due_current:
            raise Incomplete(
                _("Ngày hẹn mới phải là ngày làm việc, sau ngày hẹn hiện nay (%(due)s).")
                % {"due": f"{timezone.localtime(dossier.due_current):%d/%m/%Y}"},
                kept=_("Ngày hẹn hiện nay giữ nguyên."),
                next_step=_("Chọn ngày khác, ví dụ %(day)s.")
                % {"day": f"{calendar.working_day_from(max(new_due_on, _day_after(dossier, calendar))):%d/%m/%Y}"},
            )
        extension = Extension.objects.create(
            dossier=dossier,
            number=dossier.extensions.count() + 1,
            slip_number=slip("extension", dossier, timezone.localdate(now), "PXL"),
            reason=reason.strip(),
            due_before=dossier.due_current,
            due_after=due,
            signed_by=by,
            signed_at=now,
            notified_how=notified_how.strip(),
        )
        dossier.due_current = due
        dossier.save(update_fields=["due_current"])
        changed(dossier, now=now)
        line.data |= {
            "code": dossier.code,
            "slip": extension.slip_number,
            "due_before": extension.due_before,
            "due_after": due,
            "reason": extension.reason,
        }
    return extension


def _day_after(dossier: Dossier, calendar: WorkingCalendar) -> datetime.date:
    return dossier.due_current.astimezone(calendar.zone).date() + datetime.timedelta(days=1)
