"""manage.py due_date: when a limit ends, and how each day was counted; one question, or many as JSON lines."""

import datetime
import json
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from office.calendar import working_calendar
from office.calendar_seed import seed_calendar
from office.working_calendar import WorkingCalendar
from processes.due_dates import Due, Hold, HoldRule, LimitUnit, NoDueDate, due


class Command(BaseCommand):
    help = (
        "Tính ngày đến hạn và sổ ngày. Giờ vào và ra là giờ địa phương, chính xác đến phút. "
        "Mã thoát: 0 tính được, 1 có dòng không tính được, 2 không chạy được."
    )
    requires_system_checks: list[str] = []  # answers without an office, even without tables

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--received", help="thời điểm nhận đủ hồ sơ, ví dụ 2026-11-20T08:42")
        parser.add_argument("--limit", help="thời hạn, ví dụ 3 hoặc 0,5")
        parser.add_argument("--unit", choices=[unit.value for unit in LimitUnit])
        parser.add_argument("--hold", choices=[rule.value for rule in HoldRule], help="cách tính khi chờ bổ sung")
        parser.add_argument("--asked", help="thời điểm yêu cầu bổ sung")
        parser.add_argument("--complete", help="thời điểm bổ sung đủ; bỏ trống khi còn chờ")
        parser.add_argument(
            "--basis", default="", help="quy định của ngành cho phép tạm dừng (thời hạn theo ngày, tháng)"
        )
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--no-ledger", action="store_true", help="không in sổ ngày")
        parser.add_argument("--batch", metavar="FILE", help="mỗi dòng một đối tượng JSON; «-» là đầu vào chuẩn")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = _calendar()
        if options["batch"]:
            if self._answer_batch(options["batch"], calendar, with_ledger=not options["no_ledger"]):
                sys.exit(1)
            return
        for needed in ("received", "limit", "unit"):
            if options[needed] is None:
                raise CommandError(f"Thiếu --{needed}.", returncode=2)
        try:
            found = _ask(options, calendar, with_ledger=not options["no_ledger"])
        except NoDueDate as problem:
            if options["json"]:
                self.stdout.write(_line({"error": str(problem)}))
            else:
                self.stderr.write(str(problem))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(_line(_report(found, calendar, with_ledger=not options["no_ledger"])))
        else:
            self._print(found)

    def _answer_batch(self, name: str, calendar: WorkingCalendar, *, with_ledger: bool) -> int:
        """Answer line by line; the number of lines that have no answer."""
        failed = 0
        for number, text in enumerate(_lines_of(name), start=1):
            if not text.strip():
                continue
            question: Any = None
            try:
                question = _question(text)
                answer = {"id": question.get("id")}
                answer |= _report(_ask(question, calendar, with_ledger=with_ledger), calendar, with_ledger=with_ledger)
            except ValueError as problem:  # NoDueDate and broken JSON alike
                failed += 1
                answer = {"id": question.get("id") if isinstance(question, dict) else None, "line": number}
                answer["error"] = str(problem)
            self.stdout.write(_line(answer))
        return failed

    def _print(self, found: Due) -> None:
        if found.due is None:
            self.stdout.write(f"Đang chờ bổ sung; hạn ban đầu {found.due_original:%H:%M %d/%m/%Y}.")
        else:
            self.stdout.write(f"Đến hạn: {found.due:%H:%M %d/%m/%Y}")
            if found.due != found.due_original:
                self.stdout.write(f"Hạn ban đầu: {found.due_original:%H:%M %d/%m/%Y}")
        if found.provisional:
            self.stdout.write("Tạm tính: lịch của năm này chưa được cơ quan xác nhận.")
        for line in found.ledger:
            counted = f"{line.minutes} phút" if line.minutes else f"{line.days.normalize():f}" if line.days else "–"
            source = f" ({line.source})" if line.source else ""
            self.stdout.write(f"{line.day:%d/%m/%Y}  {counted:>8}  {line.reason}{source}")


def _calendar() -> WorkingCalendar:
    """The office's calendar; what a new office has, when there are no tables yet."""
    try:
        return working_calendar()
    except DatabaseError:
        return seed_calendar()


def _question(text: bytes) -> dict[str, Any]:
    """One line of a batch. Whatever stands in it, it is this line's fault alone."""
    try:
        question = json.loads(text.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except UnicodeDecodeError:
        raise NoDueDate("Dòng không phải là văn bản UTF-8.") from None
    except RecursionError:
        raise NoDueDate("Dòng lồng nhau quá sâu.") from None
    except ValueError as problem:
        raise NoDueDate(f"Dòng không phải là JSON: {problem}.") from None
    if not isinstance(question, dict):
        raise NoDueDate("Mỗi dòng phải là một đối tượng JSON.")
    if isinstance(number := question.get("id"), Decimal):  # back as it was written
        question["id"] = int(number) if number == number.to_integral_value() and abs(number) < 10**30 else str(number)
    return question


def _ask(question: dict[str, Any], calendar: WorkingCalendar, *, with_ledger: bool) -> Due:
    zone = calendar.zone
    holds = []
    asked, complete = question.get("asked") or None, question.get("complete") or None
    rule = _hold_rule(question.get("hold"))
    if asked is not None:
        if rule is None:
            raise NoDueDate("Có thời điểm bổ sung thì phải nói cách tính (hold).")
        holds.append(
            Hold(
                rule,
                _moment(asked, zone),
                None if complete is None else _moment(complete, zone),
                basis=question.get("basis") or "",
            )
        )
    elif complete is not None:
        raise NoDueDate("Có thời điểm bổ sung đủ thì phải có thời điểm yêu cầu (asked).")
    try:
        unit = LimitUnit(str(question.get("unit") or ""))
    except ValueError:
        raise NoDueDate(f"Không biết đơn vị «{question.get('unit')}».") from None
    return due(
        received=_moment(question.get("received"), zone),
        limit=_limit(question.get("limit")),
        unit=unit,
        calendar=calendar,
        holds=holds,
        with_ledger=with_ledger,
    )


def _hold_rule(written: object) -> HoldRule | None:
    """The rule of the procedure; it is used only where a supplement was asked for."""
    if written in (None, "", "none"):
        return None
    try:
        return HoldRule(str(written))
    except ValueError:
        raise NoDueDate(f"Không biết cách tính «{written}».") from None


def _moment(written: object, zone: datetime.tzinfo) -> datetime.datetime:
    """ISO 8601; without an offset it is local time, a date alone is its beginning."""
    if not isinstance(written, str):  # 20260302 as a number is a slip, not a day
        raise NoDueDate(f"Không đọc được thời điểm «{written}».")
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        raise NoDueDate(f"Không đọc được thời điểm «{written}».") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _limit(written: object) -> Decimal:
    try:
        return Decimal(str(written).replace(",", "."))
    except InvalidOperation:
        raise NoDueDate(f"Không đọc được thời hạn «{written}».") from None


def _report(found: Due, calendar: WorkingCalendar, *, with_ledger: bool) -> dict[str, object]:
    report: dict[str, object] = {
        "due": _local(found.due, calendar),
        "due_original": _local(found.due_original, calendar),
        "provisional": found.provisional,
    }
    if with_ledger:
        report["ledger"] = [line.as_json() for line in found.ledger]
    return report


def _local(moment: datetime.datetime | None, calendar: WorkingCalendar) -> str | None:
    return None if moment is None else f"{moment.astimezone(calendar.zone):%Y-%m-%dT%H:%M}"


def _lines_of(name: str) -> Iterator[bytes]:
    """Lines as bytes: one in another encoding must not take the others with it."""
    source: Iterable[bytes]
    if name == "-":
        # Tests and other programs may have put text in the place of the standard input.
        yield from getattr(sys.stdin, "buffer", None) or (line.encode() for line in sys.stdin)
        return
    try:
        with open(name, "rb") as source:
            yield from source
    except OSError as problem:
        raise CommandError(f"Không đọc được {name}: {problem.strerror}.", returncode=2) from problem


def _line(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False)
