"""Messages: asked for inside an act, sent after it by the worker, at least once, told apart by their key."""

import datetime
import hashlib
import logging
import os
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils.translation import gettext as _

from office.models import MessageOutbox, MessageState

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
FIRST_PAUSE = datetime.timedelta(
    minutes=1
)  # four times as long after each further failure: the sixth try is 17 hours on
CLAIM = datetime.timedelta(
    minutes=5
)  # longer than any sending takes; after it a killed sender's message is tried again


def ask_to_send(
    *, key: str, recipient: str, subject: str, body: str, now: datetime.datetime, channel: str = "email"
) -> MessageOutbox:
    """Put a message in the outbox, inside the act that causes it; the same `key` once. No restricted words in it, only the address."""
    row, _made = MessageOutbox.objects.get_or_create(
        key=key,
        defaults={"channel": channel, "recipient": recipient, "subject": subject, "body": body, "asked_at": now},
    )
    return row


def send_waiting(now: datetime.datetime, *, most: int = 100) -> int:
    """Send what waits, oldest first; returns how many went out. A failure is tried again later, the last one parks with its reason."""
    due = Q(send_after__isnull=True) | Q(send_after__lte=now)
    sent = 0
    for pk in MessageOutbox.objects.filter(due, state=MessageState.WAITING).order_by("asked_at", "pk").values_list("pk", flat=True)[:most]:  # fmt: skip
        claimed = MessageOutbox.objects.filter(due, pk=pk, state=MessageState.WAITING).update(
            send_after=now + CLAIM, attempts=F("attempts") + 1
        )
        if not claimed:
            continue  # another sender was faster
        row = MessageOutbox.objects.get(pk=pk)
        try:
            _CHANNELS[row.channel](row)
        except Exception as error:  # any failure of the network or the server's answer
            log.warning("Message %s was not sent: %s", row.key, error)
            _failed(row, error, now=now)
        else:
            sent += MessageOutbox.objects.filter(pk=pk, state=MessageState.WAITING).update(
                state=MessageState.SENT, sent_at=now, send_after=None, reason=""
            )
    return sent


def _failed(row: MessageOutbox, error: Exception, *, now: datetime.datetime) -> None:
    reason = f"{type(error).__name__}: {error}"[:200]
    if row.attempts >= MAX_ATTEMPTS:
        reason = _("Đã gửi %(count)s lần không được. %(reason)s") % {"count": row.attempts, "reason": reason}
        changes = {"state": MessageState.PARKED, "send_after": None}
    else:
        changes = {"send_after": now + FIRST_PAUSE * 4 ** (row.attempts - 1)}
    MessageOutbox.objects.filter(pk=row.pk).update(reason=reason[:300], **changes)


def _name(row: MessageOutbox) -> str:
    return hashlib.sha256(row.key.encode()).hexdigest()[:32]


def _send_email(row: MessageOutbox) -> None:
    """The Message-ID comes from the key: a mail server, or a reader, can tell a repeated message from a new one."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    EmailMessage(
        subject=row.subject,
        body=row.body,
        to=[row.recipient],
        headers={"Message-ID": f"<{_name(row)}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()


def folder() -> Path:
    return Path(settings.HOME) / "messages"


def _write_file(row: MessageOutbox) -> None:
    """For offices without a mail server: another program picks the files up. The same message is the same file."""
    folder().mkdir(parents=True, exist_ok=True)
    temporary = folder() / f".{_name(row)}.part"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(f"Đến: {row.recipient}\nViệc: {row.subject}\n\n{row.body}\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder() / f"{_name(row)}.txt")


_CHANNELS = {"email": _send_email, "file": _write_file}
