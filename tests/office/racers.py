"""What the processes of race tests do (tests/installation.py). Each returns plain data."""

import datetime
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from office.acts import office_act
from office.journal import GENESIS, line_hash
from office.models import JournalHead, JournalLine, Person
from office.numbering import next_number
from office.searchable import index_again
from office.verification import COLUMNS


def act_on_commit(number: int) -> list[str]:
    def after() -> None:
        with office_act("office.after.do", by=None, now=timezone.now()):
            pass

    with office_act("office.first.do", by=None, now=timezone.now()):
        transaction.on_commit(after)
    return list(JournalLine.objects.values_list("act", flat=True))


def receive(number: int, *, rounds: int, held: float) -> dict[str, Any]:
    """Acts of the weight of a reception: a number, rows, an outbox, a line; `held` seconds longer than they need."""
    waits, locked = [], 0
    for round_ in range(rounds):
        now = datetime.datetime.now(datetime.UTC)
        began = time.monotonic()
        try:
            with office_act("processes.dossier.receive", by=None, now=now) as line:
                waits.append(time.monotonic() - began)
                line.data["number"] = next_number("reception", "2026")
                person = Person.objects.create(full_name=f"Người nộp {number}-{round_}")
                for _ in range(5):
                    Person.objects.filter(pk=person.pk).update(title="ông")
                index_again("office.person", [person.pk], now=now)
                time.sleep(held)
        except (OperationalError, sqlite3.OperationalError):
            locked += 1
    connection.close()
    return {"waits": waits, "locked": locked}


def fill_journal(number: int, *, lines: int) -> int:
    """A long journal, as `journal.append` would have written it."""
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    act, kind = "processes.dossier.hand_over", "processes.dossier"

    def rows() -> Iterator[tuple]:
        nonlocal previous
        for each in range(1, lines + 1):
            at = start + datetime.timedelta(seconds=each, microseconds=1)
            person = each % 40 + 1
            body = (
                f'{{"act":"{act}","at":"{at.isoformat()}","by":{{"id":{person},"name":"Trần Văn Minh"}},'
                f'"data":{{"code":"H60.2-{each:08}","to":"Phòng Kinh tế, Hạ tầng và Đô thị"}},"number":{each},'
                f'"subject":{{"id":{each},"kind":"{kind}"}},"written_at":"{at.isoformat()}"}}'
            )
            digest = line_hash(previous, body)
            stored = str(at.replace(tzinfo=None)) if connection.vendor == "sqlite" else at
            yield each, stored, stored, act, person, kind, each, body, previous, digest
            previous = digest

    previous, columns = GENESIS, ", ".join(COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(COLUMNS))
            cursor.connection.executemany(f"INSERT INTO office_journalline ({columns}) VALUES ({marks})", rows())
        else:
            with cursor.copy(f"COPY office_journalline ({columns}) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row(row)
        JournalHead.objects.update_or_create(pk=1, defaults={"number": lines, "hash": previous})
    return lines
