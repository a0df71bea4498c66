"""Late dossiers become nonconformities by rule: every breach in exactly one, however often and by how many it is answered."""

import datetime
import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.actions.raising import open_nonconformity
from audits.models import GatheringPolicy, Nonconformity, NonconformityBreach
from audits.policies import policy_on
from audits.states import Source
from office.acts import office_act
from office.calendar import working_calendar
from office.dates import write_moment
from office.models import Confidentiality
from office.working_calendar import WorkingCalendar
from processes.models import DeadlineBreach, StepProgress

logger = logging.getLogger(__name__)


@dataclass
class Answered:
    """What one run placed: memberships in order, and the nonconformities it had to open."""

    placed: list[NonconformityBreach] = field(default_factory=list)
    opened: list[Nonconformity] = field(default_factory=list)


def answer_breaches(*, now: datetime.datetime) -> Answered:
    """Place every breach that is in no nonconformity yet: into the window it falls in, or into a new one.

    Each breach is a transaction of its own that holds the policies, so that of any number of runs at once one places it and
    the others find it placed. Where it goes depends on when the promise passed, not on when it is answered.
    """
    reverse("audits:home")  # in a fresh process the first address loads all of them: before the lock, not under it
    answered, calendar = Answered(), working_calendar()
    waiting = DeadlineBreach.objects.filter(membership__isnull=True).order_by("passed_at", "pk")
    for key in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            _place(key, now, calendar, answered)
    if answered.placed:
        logger.info("placed %s breaches, opened %s nonconformities", len(answered.placed), len(answered.opened))
    return answered


def _place(key: int, now: datetime.datetime, calendar: WorkingCalendar, answered: Answered) -> None:
    policy_on(localdate(now), lock=True)  # from here on nobody else gathers
    if NonconformityBreach.objects.filter(breach=key).exists():
        return
    breach = DeadlineBreach.objects.select_related("dossier", "procedure", "charged_unit").get(pk=key)
    same = Nonconformity.objects.filter(
        source=Source.BREACH, procedure=breach.procedure_id, step_key=breach.charged_key
    )
    nonconformity = same.filter(gathers_from__lte=breach.passed_at, gathers_until__gt=breach.passed_at).first()
    with office_act("audits.breach.gather", by=None, now=now) as line:
        if nonconformity is None:
            nonconformity = _open_for(breach, same, now, calendar)
            answered.opened.append(nonconformity)
            line.data["opened"] = True
        member = NonconformityBreach.objects.create(breach=breach, nonconformity=nonconformity, joined_at=now)
        line.subject = nonconformity
        line.data.update(number=nonconformity.number, dossier=breach.dossier.code, passed_at=breach.passed_at)
    answered.placed.append(member)


def _open_for(
    breach: DeadlineBreach, same: QuerySet[Nonconformity], now: datetime.datetime, calendar: WorkingCalendar
) -> Nonconformity:
    policy: GatheringPolicy = policy_on(localdate(breach.passed_at))
    until = breach.passed_at + datetime.timedelta(days=policy.window_days)
    # A breach that became known late may lie before a window that is there: the new window ends where that one begins.
    following = same.filter(gathers_from__gt=breach.passed_at).order_by("gathers_from").first()
    if following is not None and following.gathers_from is not None:
        until = min(until, following.gathers_from)
    name, group = breach.dossier.procedure_name, breach.charged_name
    if breach.charged_key == StepProgress.WHOLE:  # no procedure of the office divides the time
        title = _("%(procedure)s trễ hẹn") % {"procedure": name}
    else:
        title = _("%(procedure)s trễ ở bước %(group)s") % {"procedure": name, "group": group}
    return open_nonconformity(
        policy=policy,
        calendar=calendar,
        now=now,
        source=Source.BREACH,
        title=title[:600],
        description=_(
            "Hồ sơ %(code)s qua hẹn lúc %(at)s mà chưa xong. Việc trễ quy cho bước %(group)s, do %(unit)s thực hiện. "
            "Các hồ sơ cùng thủ tục, cùng nhóm bước qua hẹn trong %(days)s ngày kể từ đó thuộc cùng phiếu này."
        )
        % {
            "code": breach.dossier.code,
            "at": write_moment(breach.passed_at),
            "group": group,
            "unit": breach.charged_unit.name,
            "days": policy.window_days,
        },
        found_on=localdate(breach.recorded_at),
        owner_unit=breach.charged_unit,
        confidentiality=Confidentiality.UNIT,
        procedure=breach.procedure,
        step_key=breach.charged_key,
        step_name=group,
        gathers_from=breach.passed_at,
        gathers_until=until,
        facts={
            "procedure": name,
            "procedure_code": breach.procedure.code,
            "group": group,
            "unit": breach.charged_unit.name,
            "window_days": policy.window_days,
            "policy_basis": policy.basis,
        },
    )
