"""Which gathering policy holds on a day. An office that has set none has the one every new office begins with."""

import datetime

from audits.models import GatheringPolicy, Nonconformity
from audits.proposing import Rule

FIRST_DAY = datetime.date(2000, 1, 1)
# Half a year: the same cause shows in one group of steps long before; the office sets its own (dated, with basis).
FIRST_POLICY = {
    "window_days": 180,
    "decision_days": 5,
    "basis": "Quy tắc ban đầu của phần mềm, cơ quan chưa quy định khác",
}


def policy_on(on: datetime.date, *, lock: bool = False) -> GatheringPolicy:
    """The policy of the day. With `lock` all policies are held until the transaction ends: whoever gathers, gathers alone."""
    GatheringPolicy.objects.get_or_create(valid_from=FIRST_DAY, defaults=FIRST_POLICY)
    rows = GatheringPolicy.objects.order_by("valid_from")
    held = list(rows.select_for_update() if lock else rows)
    return next(row for row in reversed(held) if row.is_valid_on(on) or row.valid_from == FIRST_DAY)


def policy_of(nonconformity: Nonconformity) -> GatheringPolicy:
    """The policy that a case was opened under; its numbers stay the measure of this case."""
    return nonconformity.policy or policy_on(nonconformity.found_on)


def rule_of(policy: GatheringPolicy) -> Rule:
    """What proposing reads of a policy."""
    return Rule(
        action_from_count=policy.action_from_count,
        action_from_percent=policy.action_from_percent,
        action_from_days=policy.action_from_days,
        major_from_percent=policy.major_from_percent,
    )
