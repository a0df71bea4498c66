"""The head of the journal's chain, written out each day: whoever keeps a copy elsewhere can tell a rewritten chain."""

import datetime
import json
import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from office.journal import GENESIS
from office.models import JournalHead


def folder() -> Path:
    return Path(settings.HOME) / "heads"


def export_head(now: datetime.datetime) -> Path:
    """Write HOME/heads/<day>.json with the head as it stands; the first of a day stays, a second call changes nothing.

    The file is meant to be printed, mailed or copied to where the server's owner has no hand (RELIABILITY 62).
    """
    day = timezone.localdate(now)
    path = folder() / f"{day.isoformat()}.json"
    if path.exists():
        return path
    head = JournalHead.objects.filter(pk=1).first()
    number, value = (head.number, head.hash) if head else (0, GENESIS)
    folder().mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"number": number, "hash": value, "at": now.astimezone(datetime.UTC).isoformat()}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return path
