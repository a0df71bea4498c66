"""What the policy says of gathered lateness: corrective action or not, how grave, and why. Pure; the numbers are the policy's."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from audits.effect import Share
from audits.states import DecisionKind, Severity
from office.numbers import write_number


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of a policy that this needs: counts of dossiers, percents of those due, working days late."""

    action_from_count: int
    action_from_percent: int
    action_from_days: int
    major_from_percent: int


@dataclass(frozen=True, slots=True)
class Proposal:
    kind: DecisionKind
    severity: Severity
    reason: str  # a sentence with the numbers in it


FEWEST = 5  # dossiers due: below, a percentage says nothing and only counts are looked at


def propose(share: Share, worst_days: float, rule: Rule) -> Proposal:
    """`share`: late in this group of steps, of those due in the same time; `worst_days`: working days the latest was late."""
    percent = round(100 * share.late / share.all) if share.all else 0
    tellable = share.all >= FEWEST
    severity = Severity.MAJOR if tellable and percent >= rule.major_from_percent else Severity.MINOR
    words = {
        "late": share.late,
        "all": share.all,
        "percent": percent,
        "worst": write_number(worst_days),
        "count": rule.action_from_count,
        "from_percent": rule.action_from_percent,
        "days": rule.action_from_days,
    }
    if share.late >= rule.action_from_count:
        return Proposal(
            DecisionKind.CORRECTIVE_ACTION,
            severity,
            _("%(late)s hồ sơ trễ ở cùng một nhóm bước; từ %(count)s hồ sơ thì cần tìm và khắc phục nguyên nhân.")
            % words,
        )
    if tellable and percent >= rule.action_from_percent:
        return Proposal(
            DecisionKind.CORRECTIVE_ACTION,
            severity,
            _(
                "%(late)s trên %(all)s hồ sơ đến hạn bị trễ (%(percent)s %%); từ %(from_percent)s %% thì cần khắc phục nguyên nhân."
            )
            % words,
        )
    if worst_days >= rule.action_from_days:
        return Proposal(
            DecisionKind.CORRECTIVE_ACTION,
            severity,
            _("Có hồ sơ trễ %(worst)s ngày làm việc; trễ từ %(days)s ngày thì cần khắc phục nguyên nhân.") % words,
        )
    return Proposal(
        DecisionKind.NOT_NEEDED,
        severity,
        _(
            "%(late)s trên %(all)s hồ sơ đến hạn bị trễ, lâu nhất %(worst)s ngày làm việc: dưới mức phải khắc phục nguyên nhân "
            "(%(count)s hồ sơ, %(from_percent)s %%, hoặc %(days)s ngày)."
        )
        % words,
    )
