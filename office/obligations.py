"""Asking for obligations, and noting that they were met or fell away."""

import datetime

from django.db import models
from django.db.models import F, Q

from office.models import Assignment, Obligation, Person, Post, Substitution, Unit, subject_of


def oblige(
    *,
    kind: str,
    key: str,
    what: str,
    subject: models.Model,
    address: str,
    now: datetime.datetime,
    person: Person | None = None,
    post: Post | None = None,
    unit: Unit | None = None,
    due_on: datetime.date | None = None,
    due_at: datetime.datetime | None = None,
    source: str = "",
) -> Obligation:
    """Make the obligation (kind, key) unless it is there; inside the act that causes it."""
    row, _made = Obligation.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "what": what,
            "address": address,
            "person": person,
            "post": post,
            "unit": unit,
            "due_on": due_on,
            "due_at": due_at,
            "source": source,
            "arose_at": now,
            **subject_of(subject),
        },
    )
    return row


def fulfil(*, kind: str, key: str, by: Person | None, now: datetime.datetime) -> int:
    """Note that it was done; returns 1, or 0 when there was nothing open."""
    return Obligation.objects.open().filter(kind=kind, key=key).update(done_at=now, done_by=by)


def lift(rows: models.QuerySet[Obligation], *, reason: str, now: datetime.datetime) -> int:
    """Let open obligations fall away, with the reason."""
    return rows.filter(done_at__isnull=True, lifted_at__isnull=True).update(lifted_at=now, lifted_reason=reason)


def owed_by(person: Person, on: datetime.date) -> models.QuerySet[Obligation]:
    """What `person` owes on a day, the nearest first: their own, their posts' (also as a stand-in), their units' as a whole.

    One query, however many posts.
    """
    held = Assignment.objects.valid_on(on).filter(person=person)
    stood_in = Substitution.objects.valid_on(on).filter(substitute=person)
    of_post = Q(person__isnull=True) & (Q(post__in=held.values("post")) | Q(post__in=stood_in.values("post")))
    of_unit = Q(person__isnull=True, post__isnull=True) & Q(unit__in=held.values("post__unit"))
    return (
        Obligation.objects.open()
        .filter(Q(person=person) | of_post | of_unit)
        .order_by(F("due_on").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "pk")
    )
