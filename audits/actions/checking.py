"""After the work: somebody else looks whether it was done, the effect is measured, a person concludes, the case is closed."""

import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audits.actions.raising import quality_bearer
from audits.effect import judge
from audits.measuring import actions_done_on, measure_period, period_before
from audits.models import (
    ActionCheck,
    CorrectiveAction,
    EffectCheck,
    EffectConclusion,
    Nonconformity,
    NonconformityClosure,
)
from audits.policies import policy_of
from audits.rules import (
    check_can_check_action,
    check_can_close,
    check_can_conclude,
    check_can_measure,
    check_not_closed,
    check_says_what,
    check_says_why,
)
from audits.states import Effect, Source
from office.acts import office_act
from office.calendar import working_calendar
from office.canonical import canonical_json, sha256_of
from office.dates import write_date
from office.models import Obligation, Person, subject_of
from office.obligations import fulfil, lift, oblige
from office.refusals import Incomplete, WrongState

CHECK = "audits.check"  # kinds of obligation
EFFECT = "audits.effect"
PLAN = "audits.plan"


def check_action(
    *, action: CorrectiveAction, passed: bool, seen: str, by: Person, now: datetime.datetime
) -> ActionCheck:
    """Kiểm tra thực hiện: note what was looked at and whether the action was really carried out.

    Refused: to the doer, to the unit it is about, before the action is done, twice. A failed one asks for another action.
    """
    nonconformity = action.nonconformity
    check_can_check_action(action, by, on=localdate(now))
    check_says_what(seen)
    with office_act("audits.corrective_action.check", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)
        check_not_closed(nonconformity)
        held = CorrectiveAction.objects.get(pk=action.pk)
        if held.done_by is None:
            raise WrongState(
                _("Hành động %(n)s chưa xong.") % {"n": held.number},
                kept=_("Chưa thay đổi gì."),
                next_step=_("Kiểm tra khi người làm đã ghi xong."),
            )
        if ActionCheck.objects.filter(action=held).exists():
            raise WrongState(
                _("Hành động %(n)s đã được kiểm tra.") % {"n": held.number},
                kept=_("Lần kiểm tra trước giữ nguyên."),
                next_step=_("Tải lại trang để đọc."),
            )
        made = ActionCheck.objects.create(
            action=held, passed=passed, seen=seen.strip(), checked_at=now, checked_by=by, done_by=held.done_by
        )
        fulfil(kind=CHECK, key=str(held.pk), by=by, now=now)
        line.data.update(number=nonconformity.number, work=held.number, passed=passed, seen=made.seen)
    return made


def owe_check_and_effect(action: CorrectiveAction, now: datetime.datetime) -> None:
    """Inside the act that notes an action as done: its check is owed now, and the effect once all actions are done."""
    nonconformity, on = action.nonconformity, localdate(now)
    calendar = working_calendar()
    policy = policy_of(nonconformity)
    oblige(
        kind=CHECK,
        key=str(action.pk),
        what=_("%(number)s: kiểm tra đã làm thật chưa: %(what)s")
        % {"number": nonconformity.number, "what": action.what[:200]},
        subject=nonconformity,
        address=nonconformity.get_absolute_url(),
        now=now,
        due_on=calendar.half_after(on, policy.decision_days * 2)[0] if policy.decision_days else on,
        source=policy.basis,
        **quality_bearer(nonconformity, on),
    )
    done_on = actions_done_on(nonconformity)
    if done_on is not None:
        _owe_effect(
            nonconformity, calendar.working_day_from(done_on + datetime.timedelta(policy.effect_after_days)), now
        )


def measure_effect(*, nonconformity: Nonconformity, by: Person, now: datetime.datetime, seen: str = "") -> EffectCheck:
    """Measure a case of late dossiers before and after its actions, frozen with its lists; look at any other case (`seen`).

    Refused: without the role; before every action is done; while an earlier measurement waits for its conclusion.
    The counting reads; it is done before the act that writes what was counted.
    """
    check_can_measure(nonconformity, by, on=localdate(now))
    done_on = actions_done_on(nonconformity)
    if done_on is None:
        raise WrongState(
            _("Còn hành động khắc phục chưa xong, hoặc chưa có hành động nào."),
            kept=_("Chưa thay đổi gì."),
            next_step=_("Đánh giá hiệu lực khi mọi hành động đã xong."),
        )
    figures: dict[str, Any] = {}
    proposal: Effect | str = ""
    if nonconformity.source == Source.BREACH:
        figures, proposal = _figures(nonconformity, done_on, now)
    else:
        check_says_what(seen)
    with office_act("audits.effect.measure", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)
        check_not_closed(nonconformity)
        if nonconformity.effect_checks.filter(conclusion=None).exists():
            raise WrongState(
                _("Lần đánh giá trước chưa có kết luận."),
                kept=_("Số đo lần trước giữ nguyên."),
                next_step=_("Kết luận lần đó trước khi đo lần nữa."),
            )
        last = nonconformity.effect_checks.aggregate(last=Max("number"))["last"] or 0
        made = EffectCheck.objects.create(
            nonconformity=nonconformity,
            number=last + 1,
            figures=figures,
            figures_hash=sha256_of(figures) if figures else "",
            proposal=proposal,
            seen=seen.strip(),
            measured_at=now,
            measured_by=by,
        )
        line.data.update(
            number=nonconformity.number,
            check=made.number,
            hash=made.figures_hash,
            proposal=str(proposal),
            seen=made.seen,
        )
    return made


def _figures(nonconformity: Nonconformity, done_on: datetime.date, now: datetime.datetime) -> tuple[dict, Effect]:
    calendar, policy = working_calendar(), policy_of(nonconformity)
    since, until = period_before(nonconformity)
    before = measure_period(nonconformity, since, until, calendar=calendar, now=now)
    after_since = done_on + datetime.timedelta(days=1)
    after = measure_period(nonconformity, after_since, max(after_since, localdate(now)), calendar=calendar, now=now)
    figures = {
        "procedure": nonconformity.facts["procedure"],
        "group": nonconformity.step_name,
        "step_key": nonconformity.step_key,
        "wanted_percent": policy.effect_wanted_percent,
        "counted_at": timezone.localtime(now).isoformat(),
        "before": before.as_json(),
        "after": after.as_json(),
    }
    canonical_json(figures)  # a figure that has no canonical form must fail here, not under the lock
    return figures, judge(before.share, after.share, policy.effect_wanted_percent)


def conclude_effect(
    *,
    check: EffectCheck,
    verdict: Effect | str,
    reason: str,
    again_on: datetime.date | None,
    by: Person,
    now: datetime.datetime,
) -> EffectConclusion:
    """Conclude from a measurement. «Chưa đủ cơ sở» names the day of the next one; «không có hiệu lực» reopens planning.

    Refused: to who did one of the actions and to the unit; against the numbers without a reason; twice.
    """
    nonconformity = check.nonconformity
    check_can_conclude(nonconformity, by, on=localdate(now))
    if verdict == Effect.NOT_ENOUGH:
        if again_on is None or again_on <= localdate(now):
            raise Incomplete(
                _("Cần ngày đo lại sau hôm nay."),
                kept=_("Chưa thay đổi gì."),
                next_step=_("Ghi ngày đo lại rồi gửi lại."),
            )
    else:
        again_on = None
    if not check.proposal or verdict != check.proposal:
        check_says_why(reason)
    with office_act("audits.effect.conclude", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)
        check_not_closed(nonconformity)
        if EffectConclusion.objects.filter(check_made=check).exists():
            raise WrongState(
                _("Lần đánh giá này đã có kết luận."),
                kept=_("Kết luận trước giữ nguyên."),
                next_step=_("Tải lại trang để đọc."),
            )
        made = EffectConclusion.objects.create(
            check_made=check,
            proposal=check.proposal,
            verdict=verdict,
            reason=reason.strip(),
            again_on=again_on,
            concluded_at=now,
            concluded_by=by,
        )
        for owed in _owed_effects(nonconformity):
            fulfil(kind=EFFECT, key=owed.key, by=by, now=now)
        if again_on is not None:
            _owe_effect(nonconformity, again_on, now)
        elif verdict == Effect.NOT_EFFECTIVE:
            oblige(
                kind=PLAN,
                key=f"{nonconformity.pk}:{check.number}",
                what=_("%(number)s: không có hiệu lực, lập hành động khắc phục mới") % {"number": nonconformity.number},
                subject=nonconformity,
                address=nonconformity.get_absolute_url(),
                now=now,
                due_on=working_calendar().half_after(localdate(now), policy_of(nonconformity).decision_days * 2)[0],
                source=nonconformity.title[:300],
                **quality_bearer(nonconformity, localdate(now)),
            )
        line.data.update(
            number=nonconformity.number, check=check.number, verdict=str(verdict), reason=made.reason, again_on=again_on
        )
    return made


def close_nonconformity(
    *, nonconformity: Nonconformity, conclusion: str, by: Person, now: datetime.datetime
) -> NonconformityClosure:
    """Close the case. Refused while anything lacks (said in words), to the unit it is about and to who did the work."""
    check_can_close(nonconformity, by, on=localdate(now))
    check_says_what(conclusion)
    with office_act("audits.nonconformity.close", by=by, now=now, subject=nonconformity) as line:
        Nonconformity.objects.select_for_update().get(pk=nonconformity.pk)
        check_can_close(nonconformity, by, on=localdate(now))  # again, now that nobody else writes
        made = NonconformityClosure.objects.create(
            nonconformity=nonconformity, conclusion=conclusion.strip(), closed_at=now, closed_by=by
        )
        lift(
            Obligation.objects.filter(kind__startswith="audits.", **subject_of(nonconformity)),
            reason=_("%(number)s đã đóng") % {"number": nonconformity.number},
            now=now,
        )
        line.data.update(number=nonconformity.number, conclusion=made.conclusion)
    return made


def _owed_effects(nonconformity: Nonconformity) -> list[Obligation]:
    return list(Obligation.objects.open().filter(kind=EFFECT, **subject_of(nonconformity)))


def _owe_effect(nonconformity: Nonconformity, due_on: datetime.date, now: datetime.datetime) -> None:
    """One open obligation to measure; an earlier one that is still open falls away for the later day."""
    lift(
        Obligation.objects.open().filter(kind=EFFECT, **subject_of(nonconformity)),
        reason=_("đo ngày %(day)s") % {"day": write_date(due_on)},
        now=now,
    )
    asked = Obligation.objects.filter(kind=EFFECT, **subject_of(nonconformity)).count()
    oblige(
        kind=EFFECT,
        key=f"{nonconformity.pk}:{asked + 1}",
        what=_("Đánh giá hiệu lực %(number)s: %(title)s")
        % {"number": nonconformity.number, "title": nonconformity.title[:200]},
        subject=nonconformity,
        address=nonconformity.get_absolute_url(),
        now=now,
        due_on=due_on,
        source=policy_of(nonconformity).basis,
        **quality_bearer(nonconformity, localdate(now)),
    )
