"""The one decision about the causes of a nonconformity."""

import datetime

from django.utils.timezone import localdate

from audits.actions.raising import DECISION
from audits.models import Nonconformity, NonconformityDecision
from audits.rules import check_can_decide, check_says_why, check_undecided
from audits.states import DecisionKind
from office.acts import office_act
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
