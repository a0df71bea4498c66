"""Obligations: whatever somebody owes by a day. «Việc của tôi» is one query over this table."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models.base import AboutQuerySet, AboutSubject
from office.models.people import Person, Post
from office.models.units import Unit


class ObligationQuerySet(AboutQuerySet):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True, lifted_at__isnull=True)


class Obligation(AboutSubject):
    """Done by a fact elsewhere (a reading, a review); lifted when it falls away. Never deleted."""

    kind = models.CharField(max_length=60)  # `room.noun`, e.g. iso_docs.reading
    key = models.CharField(max_length=120)  # with kind: asking twice makes one obligation
    what = models.CharField(_("việc"), max_length=300)
    address = models.CharField(max_length=300)  # where it is done; given by the room that knows
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="obligations")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="obligations")
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    due_at = models.DateTimeField(_("hạn, đến giờ"), null=True, blank=True)
    source = models.CharField(_("căn cứ"), max_length=300, blank=True)
    arose_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.CharField(max_length=300, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc phải làm")
        verbose_name_plural = _("việc phải làm")
        indexes = [
            models.Index(
                fields=["person", "due_on"], condition=Q(done_at=None, lifted_at=None), name="office_obligation_person"
            ),
            models.Index(
                fields=["post", "due_on"], condition=Q(done_at=None, lifted_at=None), name="office_obligation_post"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="office_obligation_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(post__isnull=False) | Q(unit__isnull=False),
                name="office_obligation_has_bearer",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(lifted_at__isnull=True), name="office_obligation_done_or_lifted"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_reason=""), name="office_obligation_lifted_says_why"
            ),
        ]


class ReminderStage(models.TextChoices):
    SOON = "soon", _("sắp đến hạn")
    DUE = "due", _("đến hạn")
    LATE = "late", _("quá hạn")


class Reminder(models.Model):
    """Somebody was told of an obligation: who owes it, and once it is late also the head. A fact; asking twice makes it once."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="reminders")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=6, choices=ReminderStage)
    is_escalation = models.BooleanField(default=False)  # told as the head of who owes it
    due_on = models.DateField()  # the day it was about: a due day that moves is reminded of anew
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lần nhắc việc")
        verbose_name_plural = _("lần nhắc việc")
        constraints = [
            # The promise behind «once»: two workers that ring together tell a person once.
            models.UniqueConstraint(fields=["obligation", "to", "stage", "due_on"], name="office_reminder_once"),
            models.CheckConstraint(
                condition=Q(is_escalation=False) | Q(stage=ReminderStage.LATE), name="office_reminder_heads_hear_late"
            ),
        ]
