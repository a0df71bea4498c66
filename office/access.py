"""Who may see what: one rule per kind of thing, as a filter for the database and as tokens for the index (ARCHITECTURE 9, 10).

A kind declares an `AccessRule`; its queryset gets `visible_to(user)` from `VisibleQuerySet`. Closed by default: no user, no
current assignment, no rule: nothing. `is_superuser` is never looked at.
"""

import datetime
from dataclasses import dataclass, field
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from office.models import (
    AccessException,
    AccessRight,
    Assignment,
    Confidentiality,
    Person,
    PostRole,
    Role,
    Substitution,
    User,
)


@dataclass(frozen=True)
class AccessRule:
    """Beyond the mass rule (public and internal: all staff; unit: own unit) who reads what of this kind."""

    kind: str  # model label, lower case
    all_units: frozenset[str] = frozenset()  # roles that read UNIT things of any unit
    own_restricted: frozenset[str] = frozenset()  # roles that read RESTRICTED things of their own unit
    all_restricted: frozenset[str] = frozenset()  # roles that read RESTRICTED things of any unit


@dataclass(frozen=True)
class Asker:
    """A user as the rules see them on a day: person, units, and roles with the units they are held in."""

    person: Person | None
    on: datetime.date
    roles_in: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    units: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_staff(self) -> bool:
        return bool(self.units)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _unit in self.roles_in)

    def has_role(self, *roles: Role | str, unit_id: int | None = None) -> bool:
        """Whether any of `roles` is held, in `unit_id` when given."""
        return any(role in roles and (unit_id is None or unit == unit_id) for role, unit in self.roles_in)


def asker_of(user: User | AnonymousUser, on: datetime.date | None = None) -> Asker:
    """The asker behind a user on a day (today by default), from dated assignments and substitutions alone."""
    on = on or timezone.localdate()
    if not user.is_authenticated or not user.is_active or user.person_id is None:
        return Asker(person=None, on=on)
    if on not in user._askers:
        user._askers[on] = asker_for_person(user.person, on)
    return user._askers[on]


def asker_for_person(person: Person, on: datetime.date) -> Asker:
    """What a person may do on a day by their posts, and by the posts they stand in for."""
    posts = dict(
        Assignment.objects.valid_on(on)
        .filter(person=person, post__valid_from__lte=on)
        .filter(Q(post__valid_until__isnull=True) | Q(post__valid_until__gte=on))
        .values_list("post_id", "post__unit_id")
    )
    posts |= dict(Substitution.objects.valid_on(on).filter(substitute=person).values_list("post_id", "post__unit_id"))
    roles = PostRole.objects.valid_on(on).filter(post_id__in=posts).values_list("role", "post_id")
    return Asker(
        person=person,
        on=on,
        units=frozenset(posts.values()),
        roles_in=frozenset((role, posts[post]) for role, post in roles),
    )


def exceptions_for(asker: Asker, model: type[models.Model]) -> models.QuerySet[AccessException]:
    """Exceptions that hold for the asker on their day, for one kind of thing."""
    if asker.person is None:
        return AccessException.objects.none()
    on = asker.on
    return AccessException.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        Q(person=asker.person) | Q(unit_id__in=asker.units),
        subject_type=ContentType.objects.get_for_model(model),
        valid_from__lte=on,
        revoked_at__isnull=True,
        right__in=[AccessRight.VIEW, AccessRight.CHANGE],
    )


class VisibleQuerySet(models.QuerySet):
    """Querysets of access-controlled kinds. The model sets `access_rule`."""

    def visible_to(self, user: User | AnonymousUser, on: datetime.date | None = None) -> Self:
        """Rows the user may see, for lists, counts, snippets, exports and files alike."""
        asker = asker_of(user, on)
        if not asker.is_staff:
            return self.none()
        return self.filter(visible_condition(self.model, asker))


def visible_condition(model: type[models.Model], asker: Asker) -> Q:
    """The rule of `model` for one asker as a filter on indexed columns."""
    rule: AccessRule = model.access_rule  # type: ignore[attr-defined]
    roles = asker.roles
    condition = Q(confidentiality__lte=Confidentiality.INTERNAL)
    own = Q(confidentiality=Confidentiality.UNIT, owner_unit_id__in=asker.units)
    condition |= Q(confidentiality=Confidentiality.UNIT) if roles & rule.all_units else own
    if roles & rule.all_restricted:
        condition |= Q(confidentiality=Confidentiality.RESTRICTED)
    else:
        units = [unit for role, unit in asker.roles_in if role in rule.own_restricted]
        condition |= Q(confidentiality=Confidentiality.RESTRICTED, owner_unit_id__in=units)
    return condition | Q(pk__in=exceptions_for(asker, model).values("subject_id"))


def tokens_of(thing: models.Model) -> list[str]:
    """The tokens a row carries into the index. Same grammar as `tokens_for`: level:kind:unit, or one:kind:key."""
    kind = thing._meta.label_lower
    level = Confidentiality(thing.confidentiality)  # type: ignore[attr-defined]
    own = f"one:{kind}:{thing.pk}"
    if level <= Confidentiality.INTERNAL:
        return ["staff", own]
    name = level.name.lower()
    return [f"{name}:{kind}:{thing.owner_unit_id}", f"{name}:{kind}:*", own]  # type: ignore[attr-defined]


def tokens_for(asker: Asker, model: type[models.Model]) -> list[str]:
    """The tokens an asker holds for one kind; a row matches when it carries any of them."""
    if not asker.is_staff:
        return []
    rule: AccessRule = model.access_rule  # type: ignore[attr-defined]
    kind = model._meta.label_lower
    tokens = {"staff"}
    if asker.roles & rule.all_units:
        tokens.add(f"unit:{kind}:*")
    else:
        tokens |= {f"unit:{kind}:{unit}" for unit in asker.units}
    if asker.roles & rule.all_restricted:
        tokens.add(f"restricted:{kind}:*")
    else:
        tokens |= {f"restricted:{kind}:{unit}" for role, unit in asker.roles_in if role in rule.own_restricted}
    tokens |= {f"one:{kind}:{key}" for key in exceptions_for(asker, model).values_list("subject_id", flat=True)}
    return sorted(tokens)
