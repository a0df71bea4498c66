"""Writing the journal: one chained line per act. Only `office.acts` calls `append`."""

import datetime
import hashlib
import hmac
import secrets
from typing import Any

from django.db import models
from django.utils import timezone

from office.canonical import canonical_json
from office.models import JournalHead, JournalLine, Person, PseudonymKey

GENESIS = "0" * 64


def line_hash(prev_hash: str, body: str) -> str:
    """SHA-256 of the previous hash, a newline and the stored text of the body."""
    return hashlib.sha256(f"{prev_hash}\n{body}".encode()).hexdigest()


def append(
    *, act: str, by: Person | None, at: datetime.datetime, subject: models.Model | None, data: dict[str, Any]
) -> JournalLine:
    """Write the next line. Must be the last statement of the act's transaction: the chain head stays locked until its end."""
    JournalHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    head = JournalHead.objects.select_for_update().get(pk=1)
    number = head.number + 1
    written_at = timezone.now()
    kind = subject._meta.label_lower if subject is not None else ""
    body = canonical_json(
        {
            "number": number,
            "at": at,
            "written_at": written_at,
            "act": act,
            "by": {"id": by.pk, "name": by.full_name} if by is not None else None,
            "subject": {"kind": kind, "id": subject.pk} if subject is not None else None,
            "data": data,
        }
    )
    line = JournalLine.objects.create(
        number=number,
        at=at,
        written_at=written_at,
        act=act,
        person_id=by.pk if by is not None else None,
        subject_kind=kind,
        subject_id=subject.pk if subject is not None else None,
        body=body,
        prev_hash=head.hash,
        hash=line_hash(head.hash, body),
    )
    head.number, head.hash = number, line.hash
    head.save(update_fields=["number", "hash"])
    return line


def pseudonym(outsider: models.Model) -> str:
    """The name under which somebody outside the office stands in the journal: HMAC-SHA-256 under a key of their own."""
    row, _created = PseudonymKey.objects.get_or_create(
        subject_kind=outsider._meta.label_lower, subject_id=outsider.pk, defaults={"key": secrets.token_bytes(32)}
    )
    if row.key is None:
        return "erased"
    return hmac.new(bytes(row.key), f"{row.subject_kind}:{row.subject_id}".encode(), hashlib.sha256).hexdigest()[:32]
