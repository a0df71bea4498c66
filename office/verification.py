"""Checking the journal from outside its own code: raw rows, each hash computed anew, each column compared with the body.

What it finds: a changed letter in any column, a line removed, added or swapped; and, with a head that somebody holds
elsewhere, a chain that was cut short or written anew with right hashes. `tools/verify_journal_standalone.py` does the same
on an export, written apart from this on purpose.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from office.journal import GENESIS

COLUMNS = (
    "number", "at", "written_at", "act", "person_id", "subject_kind", "subject_id", "body", "prev_hash", "hash",
)  # fmt: skip
EXPORT_FORMAT = "dung-hen-journal-1"
MOST = 50  # problems named; the rest is counted


@dataclass
class ChainReport:
    """What a walk along the chain found. `first_bad` is the number of the first line with something wrong."""

    lines: int = 0
    number: int = 0
    hash: str = GENESIS
    first_bad: int | None = None
    wrong: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, number: int | None, what: str) -> None:
        what = what.encode("utf-8", "backslashreplace").decode()  # bytes that are no text are named, not printed
        self.wrong += 1
        if self.first_bad is None and number is not None:
            self.first_bad = number
        if len(self.problems) < MOST:
            self.problems.append(what)


# Times as the database keeps them, made into the body's form (UTC, microseconds) without a way through Python's datetime.
_INSTANTS = {
    "sqlite": "CAST({0} AS TEXT)",  # the cast keeps the driver from converting
    "postgresql": """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')""",
}


def raw_lines(using: str = "default") -> Iterator[tuple]:
    """The stored rows in order, without the ORM; a server-side cursor where the server has one.

    SQLite keeps any bytes as text: those that are not UTF-8 come as surrogates, so that the line is found wrong and not the question.
    """
    connection = connections[using]
    instant = _INSTANTS[connection.vendor]
    columns = ", ".join(instant.format(name) if name in {"at", "written_at"} else name for name in COLUMNS)
    with connection.chunked_cursor() as cursor, _any_bytes(connection):
        cursor.execute(f"SELECT {columns} FROM office_journalline ORDER BY number")  # noqa: S608
        while rows := cursor.fetchmany(2000):
            yield from rows


@contextmanager
def _any_bytes(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.connection.text_factory
    connection.connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = usual


def _instant(text: str) -> str:
    """A stored time as the body writes it; SQLite leaves out microseconds of zero."""
    return f"{text.replace(' ', 'T')}{'' if len(text) > 19 else '.000000'}+00:00"


def _body_says(body: str) -> dict[str, Any]:
    said = json.loads(body)
    by, subject = said["by"], said["subject"]
    return {
        "number": said["number"],
        "at": said["at"],
        "written_at": said["written_at"],
        "act": said["act"],
        "person_id": by["id"] if by else None,
        "subject_kind": subject["kind"] if subject else "",
        "subject_id": subject["id"] if subject else None,
    }


def walk(rows: Iterable[tuple], *, wanted: set[str]) -> ChainReport:
    """Follow the chain. Hashes that it holds are taken out of `wanted`: what stays was not met."""
    report = ChainReport()
    wanted.discard(GENESIS)
    expected, previous, digest = 1, GENESIS, hashlib.sha256
    for row in rows:
        number, at, written_at, act, person_id, subject_kind, subject_id, body, prev_hash, stored = row
        report.lines += 1
        if number != expected:
            gap = str(expected) if number == expected + 1 else f"{expected}–{number - 1}"
            report.add(expected, _("Thiếu dòng %(gap)s.") % {"gap": gap})
            previous = prev_hash  # the gap is named; whether the rest hangs together is another question
        if prev_hash != previous:
            report.add(number, _("Dòng %(number)s: cột prev_hash không nối với dòng trước.") % {"number": number})
        if digest(f"{prev_hash}\n{body}".encode("utf-8", "surrogateescape")).hexdigest() != stored:
            report.add(
                number,
                _("Dòng %(number)s: hash không khớp với nội dung (cột body, prev_hash hoặc hash).")
                % {"number": number},
            )
        try:
            said = _body_says(body)
        except (ValueError, KeyError, TypeError):
            report.add(number, _("Dòng %(number)s: cột body không đọc được.") % {"number": number})
        else:
            stands = (number, _instant(at), _instant(written_at), act, person_id, subject_kind, subject_id)
            if stands != tuple(said.values()):
                for (column, value), there in zip(said.items(), stands, strict=True):
                    if value != there:
                        report.add(
                            number,
                            _("Dòng %(number)s: cột %(column)s là «%(there)s», trong body là «%(said)s».")
                            % {"number": number, "column": column, "there": there, "said": value},
                        )
        if wanted:
            wanted.discard(stored)
        previous, expected = stored, number + 1
    report.number, report.hash = expected - 1, previous
    return report


def check_journal(
    *,
    held_heads: Iterable[str] = (),
    heads_folder: Path | None = None,
    export: Path | None = None,
    using: str = "default",
) -> ChainReport:
    """Walk the whole journal; `held_heads` are hashes that somebody keeps elsewhere, `heads_folder` the daily files.

    With `export`, the rows read are also written there, one JSON object a line, for the stand-alone check.
    """
    held = {head.strip().lower(): head for head in held_heads}
    filed = {} if heads_folder is None else {head["hash"]: head for head in read_heads(heads_folder)}
    # Acts go on while this runs: the head of before must be met on the way, the head of after may only be further on.
    head_before = _head(using)
    wanted = {*held, *filed, head_before[1]}
    rows = raw_lines(using)
    if export is None:
        report = walk(rows, wanted=wanted)
    else:
        temporary = export.with_name(f"{export.name}.part")
        with temporary.open("w", encoding="utf-8", errors="surrogateescape") as file:
            report = walk(_written(rows, file), wanted=wanted)
            file.write(json.dumps({"end": report.number, "hash": report.hash}) + "\n")
        temporary.replace(export)
    for head in sorted(wanted):
        if head in held:
            report.add(
                None,
                _("Nhật ký không chứa đầu chuỗi %(head)s đang giữ: đã bị cắt cuối hoặc viết lại.") % {"head": head},
            )
        elif head in filed:
            report.add(
                None,
                _("Nhật ký không chứa đầu chuỗi ngày %(day)s (dòng %(number)s): đã bị cắt cuối hoặc viết lại.")
                % {"day": filed[head]["day"], "number": filed[head]["number"]},
            )
    if (
        head_before[1] in wanted
        or _head(using)[0] < report.number
        or (head_before[1] != GENESIS and head_before[0] != _number_of(head_before[1], using))
    ):
        report.add(
            None,
            _("Đầu chuỗi đã lưu (dòng %(head)s) không khớp với nhật ký (dòng cuối %(last)s).")
            % {"head": head_before[0], "last": report.number},
        )
    return report


def _head(using: str) -> tuple[int, str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT number, hash FROM office_journalhead")
        return cursor.fetchone() or (0, GENESIS)


def _number_of(line_hash: str, using: str) -> int | None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT number FROM office_journalline WHERE hash = %s", [line_hash])
        found = cursor.fetchone()
    return found[0] if found else None


def _written(rows: Iterable[tuple], file: IO[str]) -> Iterator[tuple]:
    file.write(json.dumps({"format": EXPORT_FORMAT, "columns": COLUMNS}) + "\n")
    for row in rows:
        line = dict(zip(COLUMNS, row, strict=True))
        line["at"], line["written_at"] = _instant(line["at"]), _instant(line["written_at"])
        file.write(json.dumps(line, ensure_ascii=False, default=repr) + "\n")
        yield row


def read_heads(folder: Path) -> list[dict[str, Any]]:
    """Heads from the daily files `YYYY-MM-DD.json`. A file that cannot be read is no head: it says so by its day."""
    heads = []
    for path in sorted(folder.glob("*.json")):
        try:
            head = json.loads(path.read_text(encoding="utf-8"))
            heads.append({"day": path.stem, "number": int(head["number"]), "hash": str(head["hash"])})
        except (ValueError, KeyError, TypeError):
            heads.append({"day": path.stem, "number": None, "hash": f"unreadable:{path.name}"})
    return heads
