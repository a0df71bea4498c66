"""What many tables share: validity in time, and the link to any subject."""

import datetime
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day until a day, the last included; no end means «until further notice»."""

    def valid_on(self, on: datetime.date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


class Dated(models.Model):
    """Holds on each day from `valid_from` to `valid_until`, both included."""

    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_from_before_until",
            )
        ]

    def is_valid_on(self, on: datetime.date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


class AboutQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> Self:
        """Rows whose subject is `subject`."""
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject, for_concrete_model=True), subject_id=subject.pk
        )


def subject_of(thing: models.Model) -> dict[str, Any]:
    """The two columns that point at `thing`, for create() and filter()."""
    return {"subject_type": ContentType.objects.get_for_model(thing), "subject_id": thing.pk}


class AboutSubject(models.Model):
    """Points at any row of any room. The kernel cannot know the rooms above it, so this is not a foreign key."""

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")

    objects = AboutQuerySet.as_manager()

    class Meta:
        abstract = True
