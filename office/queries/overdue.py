"""What is late, for those who answer for others: their unit's and below, or for leaders and the quality officer all of it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from office.access import Asker
from office.models import Assignment, Obligation, Reminder, Role, Unit, User

SEE_ALL = (Role.CHAIR, Role.VICE_CHAIR, Role.QUALITY_OFFICER)
SEE_OWN = (Role.UNIT_HEAD, Role.CHIEF_OF_OFFICE)


@dataclass(frozen=True)
class OverdueRow:
    """One late obligation. `what` is empty when its subject is not the reader's to see."""

    obligation: Obligation
    due_on: datetime.date
    who: str
    what: str
    address: str
    told_at: datetime.datetime | None  # when the head was told


def overdue_for(asker: Asker, on: datetime.date) -> QuerySet[Obligation]:
    """Open obligations whose day is past, of everybody the asker answers for."""
    start_of_day = timezone.make_aware(datetime.datetime.combine(on, datetime.time()))
    late = Obligation.objects.open().filter(Q(due_on__lt=on) | Q(due_on__isnull=True, due_at__lt=start_of_day))
    if asker.has_role(*SEE_ALL):
        return late
    units = _with_those_below({unit for role, unit in asker.roles_in if role in SEE_OWN})
    held = Assignment.objects.valid_on(on).filter(person=OuterRef("person"), post__unit__in=units)
    return late.filter(
        Exists(held) | Q(person__isnull=True, post__unit__in=units) | Q(person=None, post=None, unit__in=units)
    )


def _with_those_below(units: set[int]) -> set[int]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for unit, parent in Unit.objects.values_list("pk", "parent_id"):
        children[parent].append(unit)
    found, waiting = set(), list(units)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting += children[unit]
    return found


def overdue_rows(obligations: list[Obligation], user: User) -> list[OverdueRow]:
    """Finished lines; queries grow with the kinds of subject, not with the rows."""
    seen = _visible_subjects(obligations, user)
    told: dict[int, datetime.datetime] = {}
    for reminder in Reminder.objects.filter(obligation__in=obligations, is_escalation=True).order_by("made_at"):
        told[reminder.obligation_id] = reminder.made_at
    rows = []
    for each in obligations:
        is_seen = (each.subject_type_id, each.subject_id) in seen
        due = each.due_on or (timezone.localdate(each.due_at) if each.due_at else timezone.localdate(each.arose_at))
        rows.append(
            OverdueRow(
                each,
                due,
                str(each.person or each.post or each.unit),
                each.what if is_seen else "",
                each.address if is_seen else "",
                told.get(each.pk),
            )
        )
    return rows


def _visible_subjects(obligations: list[Obligation], user: User) -> set[tuple[int, int]]:
    """Closed by default: a kind of subject without its own `visible_to` is shown to nobody here."""
    by_type: dict[int, set[int]] = defaultdict(set)
    types = {}
    for each in obligations:
        by_type[each.subject_type_id].add(each.subject_id)
        types[each.subject_type_id] = each.subject_type
    seen: set[tuple[int, int]] = set()
    for key, ids in by_type.items():
        model = types[key].model_class()
        visible = getattr(model._default_manager.all(), "visible_to", None) if model else None
        if visible is not None:
            seen |= {(key, pk) for pk in visible(user).filter(pk__in=ids).values_list("pk", flat=True)}
    return seen
