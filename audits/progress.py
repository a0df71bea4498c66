"""How far a nonconformity has come: counted in the database for a whole list at once, told as its stage and as what still lacks.

for row in with_progress(Nonconformity.objects.visible_to(user)):
    row.stage, lacking_of(row)
"""

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audits.models import ActionCheck, Correction, CorrectiveAction, EffectConclusion
from audits.states import DecisionKind, Effect, Stage


def with_progress(rows: QuerySet) -> QuerySet:
    """The same rows with `stage` and the counts that `lacking_of` reads; one query however many rows."""
    actions = CorrectiveAction.objects.filter(nonconformity=OuterRef("pk"))
    corrections = Correction.objects.filter(nonconformity=OuterRef("pk"))
    conclusions = EffectConclusion.objects.filter(check_made__nonconformity=OuterRef("pk")).order_by("-concluded_at")
    # An action that failed its check, with nothing planned since in its place.
    planned_since = CorrectiveAction.objects.filter(
        nonconformity=OuterRef("action__nonconformity"), planned_at__gt=OuterRef("checked_at")
    )
    failed = ActionCheck.objects.filter(~Exists(planned_since), action__nonconformity=OuterRef("pk"), passed=False)
    last_planned_at = actions.order_by().values("nonconformity").annotate(last=Max("planned_at")).values("last")
    counted = rows.select_related("decision", "closure").annotate(
        corrections_open=_count(corrections.filter(done_on=None)),
        actions_all=_count(actions),
        actions_open=_count(actions.filter(done_on=None)),
        actions_unchecked=_count(actions.filter(done_on__isnull=False, check_made=None)),
        action_failed=Exists(failed),
        last_planned_at=Subquery(last_planned_at),
        last_verdict=Subquery(conclusions.values("verdict")[:1]),
        last_concluded_at=Subquery(conclusions.values("concluded_at")[:1]),
    )
    since = Q(last_concluded_at__gte=F("last_planned_at"))
    judged = counted.annotate(
        must_plan=_whether(Q(actions_all=0) | Q(action_failed=True) | (Q(last_verdict=Effect.NOT_EFFECTIVE) & since)),
        is_proven=_whether(Q(last_verdict=Effect.EFFECTIVE) & since),
    )
    return judged.annotate(
        stage=Case(
            When(closure__isnull=False, then=Value(Stage.CLOSED.value)),
            When(decision__isnull=True, then=Value(Stage.UNDECIDED.value)),
            When(Q(actions_open__gt=0) | Q(corrections_open__gt=0), then=Value(Stage.WORKING.value)),
            When(decision__kind=DecisionKind.NOT_NEEDED, then=Value(Stage.READY.value)),
            When(must_plan=True, then=Value(Stage.PLANNING.value)),
            When(actions_unchecked__gt=0, then=Value(Stage.CHECKING.value)),
            When(is_proven=True, then=Value(Stage.READY.value)),
            default=Value(Stage.MEASURING.value),
            output_field=CharField(),
        )
    )


def lacking_of(row: Any) -> list[str]:
    """What still lacks before the row may be closed, in words; empty when nothing does (10.2: correction, cause, effect)."""
    decision = getattr(row, "decision", None)
    lacking = []
    if decision is None:
        lacking.append(_("quyết định có cần hành động khắc phục hay không"))
    if row.corrections_open:
        lacking.append(
            ngettext("%(n)s việc xử lý ngay chưa xong", "%(n)s việc xử lý ngay chưa xong", row.corrections_open)
            % {"n": row.corrections_open}
        )
    if decision is None or decision.kind == DecisionKind.NOT_NEEDED:
        return lacking
    if row.actions_open:
        lacking.append(
            ngettext("%(n)s hành động khắc phục chưa xong", "%(n)s hành động khắc phục chưa xong", row.actions_open)
            % {"n": row.actions_open}
        )
    if row.actions_unchecked:
        lacking.append(
            ngettext(
                "%(n)s hành động đã xong chưa được kiểm tra thực hiện",
                "%(n)s hành động đã xong chưa được kiểm tra thực hiện",
                row.actions_unchecked,
            )
            % {"n": row.actions_unchecked}
        )
    if not row.actions_all:
        lacking.append(_("hành động khắc phục nào"))
    elif row.must_plan:
        lacking.append(_("hành động mới, vì lần trước không đạt"))
    if not row.is_proven:
        lacking.append(_("kết luận «có hiệu lực» sau hành động cuối"))
    return lacking


def _whether(condition: Q) -> Case:
    """True or False, never NULL: an empty verdict must not make the opposite unknown."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("nonconformity").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
