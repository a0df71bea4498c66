"""Opening a nonconformity: its number, its origin, and the decision that is now owed."""

import datetime
from typing import Any

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.models import GatheringPolicy, Nonconformity
from audits.policies import policy_on
from audits.rules import check_can_raise, check_says_what
from audits.states import Severity, Source
from office.acts import office_act
from office.calendar import working_calendar
from office.models import Confidentiality, Person, Post, Role, Unit
from office.numbering import next_number
from office.obligations import oblige
from office.refusals import Incomplete
from office.working_calendar import WorkingCalendar

DECISION = "audits.decision"  # the kind of obligation


def raise_nonconformity(
    *,
    source: Source | str,
    title: str,
    description: str,
    owner_unit: Unit,
    found_on: datetime.date,
    by: Person,
    now: datetime.datetime,
    confidentiality: int = Confidentiality.UNIT,
    severity: Severity | str = Severity.MINOR,
    clause: str = "",
    evidence: str = "",
    about: models.Model | None = None,
    about_name: str = "",
) -> Nonconformity:
    """Open a nonconformity that somebody found. Effects: a number, the row, the obligation to decide, a line in the journal.
    `about` is the record whose button was pressed; what it was called stays in the facts.

    Refused: without a role for it; without title or description; found in the future. Late dossiers are not raised by hand:
    they gather by rule (answer_breaches).
    """
    check_can_raise(by, on=localdate(now))
    check_says_what(title)
    check_says_what(description)
    if source == Source.BREACH:
        raise Incomplete(
            _("Hồ sơ trễ hẹn do máy gom theo quy tắc, không lập tay."), next_step=_("Chọn nguồn khác cho phiếu này.")
        )
    if found_on > localdate(now):
        raise Incomplete(_("Ngày phát hiện ở tương lai."), next_step=_("Sửa lại ngày phát hiện."))
    calendar = working_calendar()
    with office_act("audits.nonconformity.raise", by=by, now=now) as line:
        line.subject = made = open_nonconformity(
            policy=policy_on(found_on),
            calendar=calendar,
            now=now,
            source=source,
            title=title.strip(),
            description=description.strip(),
            found_on=found_on,
            opened_by=by,
            owner_unit=owner_unit,
            confidentiality=confidentiality,
            severity=severity,
            clause=clause.strip(),
            evidence=evidence.strip(),
            about=about,
            facts={"unit": owner_unit.name} | ({"about": about_name} if about is not None else {}),
        )
        line.data.update(number=made.number, source=str(source), unit=owner_unit.name)
    return made


def open_nonconformity(
    *, policy: GatheringPolicy, calendar: WorkingCalendar, now: datetime.datetime, **values: Any
) -> Nonconformity:
    """Number and write it, and ask for its decision; inside the act that opens it."""
    on = localdate(now)
    period = f"{on:%y}"
    number = f"KPH-{period}-{next_number('audits.nonconformity', period):03}"
    made = Nonconformity.objects.create(number=number, opened_at=now, policy=policy, **values)
    due_on = calendar.half_after(on, policy.decision_days * 2)[0] if policy.decision_days else on
    oblige(
        kind=DECISION,
        key=str(made.pk),
        what=_("Quyết định về %(number)s: %(title)s") % {"number": number, "title": made.title[:200]},
        subject=made,
        address=made.get_absolute_url(),
        now=now,
        due_on=due_on,
        source=policy.basis,
        **quality_bearer(made, on),
    )
    return made


def quality_bearer(nonconformity: Nonconformity, on: datetime.date) -> dict[str, Any]:
    """Who owes what follows: the quality officer's post, outside the unit it is about when there is one; else the unit itself."""
    posts = Post.objects.valid_on(on).filter(
        roles__role=Role.QUALITY_OFFICER, roles__valid_from__lte=on, assignments__valid_from__lte=on
    )
    post = posts.exclude(unit=nonconformity.owner_unit_id).order_by("pk").first() or posts.order_by("pk").first()
    return {"post": post} if post else {"unit": nonconformity.owner_unit}
