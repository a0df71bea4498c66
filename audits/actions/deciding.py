"""The one decision about the causes of a nonconformity."""

import datetime

from django.db import transaction
from django.utils.timezone import localdate

from audits.actions.raising import DECISION
from audits.measuring import proposal_for
from audits.models import Nonconformity, NonconformityDecision
from audits.rules import check_can_decide, check_says_why, check_undecided
from audits.states import DecisionKind, Source
from office.acts import office_act
from office.calendar import working_calendar
from office.models import Person
from office.obligations import fulfil


def decide(
    *, nonconformity: Nonconformity, kind: DecisionKind | str, reason: str, by: Person, now: datetime.datetime
) -> NonconformityDecision:
    """Decide that the causes need corrective action, or not, with the reason. Effects: the decision, the obligation met.

    Refused: without the role; to somebody of the unit it is about; twice; «not needed» without a reason.
    """
    check_can_decide(nonconformity, by, on=localdate(now))
    if kind == DecisionKind.NOT_NEEDED:
        check_says_why(reason)
    with office_act("audits.nonconformity.decide", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)
        check_undecided(nonconformity)
        made = NonconformityDecision.objects.create(
            nonconformity=nonconformity, kind=kind, reason=reason.strip(), decided_at=now, decided_by=by
        )
        fulfil(kind=DECISION, key=str(nonconformity.pk), by=by, now=now)
        line.data.update(number=nonconformity.number, kind=str(kind), reason=made.reason)
    return made


def decide_by_rule(*, now: datetime.datetime) -> list[NonconformityDecision]:
    """Decide the gathered cases whose policy says that the rule decides: corrective action as soon as it is called for, «not
    needed» when the window is over and it was not. Run twice or at once, each case is decided once.
    """
    calendar, made = working_calendar(), []
    rows = Nonconformity.objects.undecided().filter(source=Source.BREACH, policy__decides=True).order_by("pk")
    for nonconformity in rows.select_related("policy"):
        assert nonconformity.policy is not None  # a CHECK says so, of both
        assert nonconformity.gathers_until is not None
        proposal = proposal_for(nonconformity, calendar=calendar, now=now)
        if proposal.kind == DecisionKind.NOT_NEEDED and now < nonconformity.gathers_until:
            continue
        with transaction.atomic():
            Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)
            if NonconformityDecision.objects.filter(nonconformity=nonconformity).exists():
                continue  # a person, or another run, was there first
            with office_act("audits.nonconformity.decide", by=None, now=now, subject=nonconformity) as line:
                decision = NonconformityDecision.objects.create(
                    nonconformity=nonconformity,
                    kind=proposal.kind,
                    reason=proposal.reason,
                    decided_at=now,
                    policy=nonconformity.policy,
                )
                fulfil(kind=DECISION, key=str(nonconformity.pk), by=None, now=now)
                line.data.update(number=nonconformity.number, kind=str(proposal.kind), reason=proposal.reason)
        made.append(decision)
    return made
