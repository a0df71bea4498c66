"""Outboxes: what must leave this database, written in the transaction of the act and sent after it."""

from django.db import models


class MessageState(models.TextChoices):
    WAITING = "waiting", "chờ gửi"
    SENT = "sent", "đã gửi"
    PARKED = "parked", "không gửi được"


class MessageOutbox(models.Model):
    """A message to somebody. At least once, told apart by `key`; restricted words never stand in it, only the address."""

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=[("email", "thư điện tử"), ("file", "tệp")])
    recipient = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "tin gửi đi"
        indexes = [models.Index(fields=["state", "asked_at"], name="office_message_waiting")]


class IndexOutbox(models.Model):
    """Something searchable changed. The one index writer reads rows in order and removes them once they are in the index."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = "hàng đợi chỉ mục"
