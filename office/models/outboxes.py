"""Outboxes: what must leave this database, written in the transaction of the act and sent after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    PARKED = "parked", _("không gửi được")


class MessageOutbox(models.Model):
    """A message to somebody. At least once, told apart by `key`; restricted words never stand in it, only the address."""

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=[("email", _("thư điện tử")), ("file", _("tệp"))])
    recipient = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True, blank=True)  # set after a failed attempt; empty: at once
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("tin gửi đi")
        verbose_name_plural = _("tin gửi đi")
        indexes = [models.Index(fields=["state", "asked_at"], name="office_message_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=MessageState.PARKED) | ~models.Q(reason=""),
                name="office_message_parked_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~models.Q(state=MessageState.SENT) & models.Q(sent_at__isnull=True)),
                name="office_message_sent_pair",
            ),
        ]


class IndexOutbox(models.Model):
    """Something searchable changed. The one index writer reads rows in order and removes them once they are in the index."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hàng đợi chỉ mục")
        verbose_name_plural = _("hàng đợi chỉ mục")
