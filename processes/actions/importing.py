"""Files of the province's system: read and judged row by row before anything is written, then written in small whole portions.

Every portion is one act: dossiers, rows' verdicts and journal line together. A crash between portions loses and doubles
nothing: rows without a verdict are still to be written, and a code that is here is never made twice.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from office import sandbox
from office.acts import office_act
from office.calendar import working_calendar
from office.models import Person, Role
from office.refusals import Refusal, WrongState
from office.rules import check_has_role
from office.store import StoredBytes, register
from office.working_calendar import WorkingCalendar
from processes.actions.mirroring import Mirror, expected_verdict
from processes.actions.reconciling import note_ours_only
from processes.models import ColumnMapping, ProvinceFile, ProvinceRow
from processes.models.province import ImportState, ImportWay, RowVerdict
from processes.province.rows import FIELDS, NEEDED, Heading, Reading, UnderstoodRow, find_heading, understand

log = logging.getLogger(__name__)

IMPORTERS = (Role.ONE_STOP_CLERK, Role.QUALITY_OFFICER, Role.CHIEF_OF_OFFICE)
SIZE_LIMIT = 64 * 1024 * 1024
READ_PORTION, WRITE_PORTION = 500, 50
Tell = Callable[[int, int], None]


class UnreadableFile(Refusal):
    """A file of which no row can be read; the sentence says why and what to send instead."""

    status = 422


def reading_now(calendar: WorkingCalendar, now: datetime.datetime) -> Reading:
    def opening(day: datetime.date) -> datetime.datetime:
        worked = calendar.working_day_from(day)
        return calendar.at(day, calendar.spans_on(worked)[0].opens)

    def closing(day: datetime.date) -> datetime.datetime:
        worked = calendar.working_day_from(day)
        return calendar.at(day, calendar.spans_on(worked)[-1].closes)

    return Reading(zone=calendar.zone, now=now, opening=opening, closing=closing)


# --- reading ---------------------------------------------------------------------------------------------------------


class ReadFile:
    """A file read and judged in memory: nothing is written yet. Raises UnreadableFile."""

    def __init__(
        self, path: str, *, now: datetime.datetime, columns: dict[str, str] | None = None, seconds: int = 240
    ) -> None:
        self.notes: list[str] = []
        self.rows: list[UnderstoodRow] = []
        found = _bytes_as_table(path, seconds)
        self.encoding: str = found["encoding"]
        self.sheet, heading, table, broken = self._choose_sheet(found["sheets"], columns)
        self.columns = heading.columns
        if heading.unknown:
            self.notes.append(_("Cột không dùng: %(names)s.") % {"names": ", ".join(heading.unknown[:30])})
        if columns and (missing := [columns[name] for name in columns if name not in heading.places]):
            self.notes.append(_("Tệp không có cột: %(names)s.") % {"names": ", ".join(missing)})
        reading = reading_now(working_calendar(), now)
        seen: dict[str, UnderstoodRow] = {}
        by_number = {number: None for number, _key in broken} | dict(table)
        for number in sorted(by_number):
            cells = by_number[number]
            if number <= heading.number:
                continue
            if cells is None:
                row = UnderstoodRow(number, problems=[_("ngoặc kép mở mà không đóng: không biết dòng này hết ở đâu")])
            else:
                row = understand(number, cells, heading, reading, is_ragged=found.get("is_ragged", False))
            _check_twice(row, seen)
            self.rows.append(row)
        if not self.rows:
            raise _unreadable("no_rows")

    def _choose_sheet(
        self, sheets: list[dict[str, Any]], columns: dict[str, str] | None
    ) -> tuple[str, Heading, list, list]:
        """The sheet with a heading; what stands on the others is told, not dropped in silence."""
        chosen = None
        for sheet in sheets:
            heading = find_heading(sheet["rows"], columns)
            if heading is not None and chosen is None:
                chosen = (sheet["name"], heading, sheet["rows"], sheet["broken"])
            elif sheet["rows"]:
                self.notes.append(
                    _("Trang tính «%(name)s» (%(n)s dòng) không đọc.")
                    % {"name": sheet["name"], "n": len(sheet["rows"])}
                )
        if chosen is None:
            raise _unreadable("no_heading")
        return chosen


def _bytes_as_table(path: str, seconds: int) -> dict[str, Any]:
    try:
        found = sandbox.run("processes.province.files:read", path, seconds=seconds)
    except sandbox.OverLimits as fault:
        log.warning("A file of the province was over the limits: %s", fault)
        raise _unreadable("too_heavy") from fault
    except sandbox.ParserFault as fault:
        log.warning("A file of the province could not be parsed: %s", fault)
        raise _unreadable("broken_workbook") from fault
    if "refused" in found:
        raise _unreadable(found["refused"])
    return found


def _unreadable(key: str) -> UnreadableFile:
    said = {
        "old_excel": (_("Tệp là Excel đời cũ (.xls)."), _("Mở bằng Excel hoặc LibreOffice, lưu thành .xlsx rồi gửi lại.")),
        "no_table": (_("Tệp không phải bảng tính hay CSV."), _("Xuất từ hệ thống tỉnh ra Excel (.xlsx) hoặc CSV.")),
        "broken_workbook": (_("Tệp Excel hỏng, không mở được."), _("Xuất lại từ hệ thống tỉnh rồi gửi lại.")),
        "unknown_encoding": (
            _("Không nhận ra bảng mã chữ Việt của tệp."),
            _("Lưu lại tệp bằng bảng mã UTF-8, hoặc xuất ra .xlsx."),
        ),
        "empty": (_("Tệp rỗng."), _("Xuất lại từ hệ thống tỉnh rồi gửi lại.")),
        "no_rows": (_("Tệp chỉ có tiêu đề, không có dòng hồ sơ nào."), _("Kiểm tra bộ lọc khi xuất từ hệ thống tỉnh.")),
        "too_long": (_("Tệp dài quá 200.000 dòng."), _("Xuất từng quý rồi gửi từng tệp.")),
        "too_heavy": (_("Tệp quá nặng hoặc cố ý phá: đọc quá thời gian và bộ nhớ cho phép."), _("Chia nhỏ tệp rồi gửi lại.")),
        "no_heading": (
            _("Không thấy dòng tiêu đề có «Mã hồ sơ», «Ngày tiếp nhận» và «Ngày hẹn trả» hoặc «Trạng thái»."),
            _("Chọn cách đọc khác, hoặc khai cột nào chứa gì rồi gửi lại."),
        ),
    }  # fmt: skip
    what, next_step = said[key]
    return UnreadableFile(what, kept=_("Chưa ghi gì vào sổ."), next_step=next_step)


def _check_twice(row: UnderstoodRow, seen: dict[str, UnderstoodRow]) -> None:
    if not row.code:
        return
    first = seen.get(row.code)
    if first is None:
        if not row.problems:
            seen[row.code] = row
        return
    same = first.values == row.values
    row.problems.append(
        (
            _("mã hồ sơ trùng với dòng %(n)s, nội dung giống hệt")
            if same
            else _("mã hồ sơ trùng với dòng %(n)s, nội dung khác")
        )
        % {"n": first.number}
    )


def check_can_import(by: Person | None, now: datetime.datetime) -> None:
    """Who: clerks of the one-stop unit and keepers of the system; None is the machine (watched folder, command)."""
    if by is not None:
        check_has_role(by, IMPORTERS, on=timezone.localdate(now), what=_("nhập tệp của hệ thống tỉnh"))


def read_province_file(
    *,
    stored: StoredBytes,
    name: str,
    way: ImportWay | str,
    by: Person | None,
    now: datetime.datetime,
    mapping: ColumnMapping | None = None,
    columns: dict[str, str] | None = None,
) -> ProvinceFile:
    """Take a file in and judge each of its rows; nothing of the register changes yet.

    The rows come in portions, then one act closes the reading. A file that cannot be read is kept with the reason and
    refused (UnreadableFile). Refused too: without the role.
    """
    check_can_import(by, now)
    try:
        found = ReadFile(str(stored.path), now=now, columns=columns or (mapping.columns if mapping else None))
    except UnreadableFile as refusal:
        with office_act("processes.province_file.refuse", by=by, now=now) as line:
            blob = register(stored, media_type="application/octet-stream", now=now)
            line.subject = ProvinceFile.objects.create(
                name=name[:200], blob=blob, way=way, mapping=mapping, state=ImportState.REFUSED,
                reason=str(refusal)[:500], came_at=now, came_by=by,
            )  # fmt: skip
            line.data |= {"sha256": stored.sha256, "reason": str(refusal)}
        raise
    file = _open_file(stored, found, name=name, way=way, by=by, now=now, mapping=mapping)
    if file.state != ImportState.READING:
        return file  # read before; its writing was broken off and goes on
    mirror = Mirror(working_calendar(), now)
    last = file.rows.aggregate(last=Max("number"))["last"] or 0  # a reading that was killed goes on
    rest = [row for row in found.rows if row.number > last]
    for portion in _portions(rest, READ_PORTION):
        with transaction.atomic():
            known = mirror.known([row.code for row in portion if row.code])
            ProvinceRow.objects.bulk_create(
                ProvinceRow(
                    file=file,
                    number=row.number,
                    code=row.code[:60],
                    values=row.values,
                    problems=row.problems,
                    warnings=row.warnings,
                    expected=expected_verdict(row, known.get(row.code)),
                )
                for row in portion
            )
    days = [at.date() for row in found.rows if not row.problems and (at := row.moment("received")) is not None]
    with office_act("processes.province_file.read", by=by, now=now, subject=file) as line:
        ProvinceFile.objects.filter(pk=file.pk).update(
            state=ImportState.READ,
            row_count=len(found.rows),
            first_received_on=min(days, default=None),
            last_received_on=max(days, default=None),
        )
        file.refresh_from_db()
        line.data |= {
            "sha256": stored.sha256,
            "encoding": found.encoding,
            "rows": len(found.rows),
            "refused": sum(bool(row.problems) for row in found.rows),
        }
    return file


def _open_file(
    stored: StoredBytes, found: ReadFile, *, name: str, way: str, by: Person | None, now: datetime.datetime,
    mapping: ColumnMapping | None,
) -> ProvinceFile:  # fmt: skip
    """The row of the file. Of one whose reading was killed, or whose writing by the machine was, the same row."""
    unfinished = [ImportState.READING]
    if way != ImportWay.SCREEN:  # there a person decides, and a job goes on by itself
        unfinished += [ImportState.READ, ImportState.WRITING]
    with transaction.atomic():
        blob = register(stored, media_type="application/octet-stream", now=now)
        begun = ProvinceFile.objects.filter(
            blob=blob, state__in=unfinished, way=way, columns=found.columns, name=name[:200]
        ).first()
        return begun or ProvinceFile.objects.create(
            name=name[:200], blob=blob, way=way, mapping=mapping, columns=found.columns, encoding=found.encoding,
            sheet=found.sheet[:100], state=ImportState.READING, notes=found.notes, came_at=now, came_by=by,
        )  # fmt: skip


def _portions(rows: Sequence, size: int) -> Iterable[Sequence]:
    for begin in range(0, len(rows), size):
        yield rows[begin : begin + size]


# --- writing ---------------------------------------------------------------------------------------------------------


def begin_writing(*, file: ProvinceFile, by: Person | None, now: datetime.datetime) -> ProvinceFile:
    """Decide that a read file is to be written. Refused: without the role; a file that was dropped or refused."""
    check_can_import(by, now)
    with office_act("processes.province_file.begin", by=by, now=now, subject=file) as line:
        begun = ProvinceFile.objects.filter(pk=file.pk, state=ImportState.READ).update(state=ImportState.WRITING)
        file.refresh_from_db()
        if not begun and file.state not in (ImportState.WRITING, ImportState.DONE):
            raise WrongState(
                _("Tệp này không còn chờ ghi: %(state)s.") % {"state": file.get_state_display()},
                kept=_("Chưa thay đổi gì."),
                next_step=_("Gửi lại tệp nếu vẫn cần."),
            )
        line.data |= {"rows": file.row_count}
    return file


def drop_province_file(*, file: ProvinceFile, by: Person, now: datetime.datetime) -> None:
    """Decide that a read file is not to be written; its report stays. Refused: when writing has begun."""
    check_can_import(by, now)
    with office_act("processes.province_file.drop", by=by, now=now, subject=file):
        if not ProvinceFile.objects.filter(pk=file.pk, state=ImportState.READ).update(state=ImportState.DROPPED):
            raise WrongState(
                _("Tệp này đã ghi hoặc đã bỏ."), kept=_("Chưa thay đổi gì."), next_step=_("Tải lại trang.")
            )


def write_province_file(
    *, file: ProvinceFile, by: Person | None, now: datetime.datetime, tell: Tell | None = None
) -> ProvinceFile:
    """Write the rows that are not written yet, portion by portion, then compare the whole. May be begun again after a crash.

    Two that write the same file at once do each row once: a portion locks the file's row and takes what has no verdict.
    """
    file = begin_writing(file=file, by=by, now=now)
    if file.state == ImportState.DONE:
        return file
    mirror = Mirror(working_calendar(), now)
    done = file.rows.exclude(verdict="").count()
    while file.rows.filter(verdict="").exists():
        with office_act("processes.province_file.write", by=by, now=now, subject=file) as line:
            ProvinceFile.objects.select_for_update().get(pk=file.pk)
            portion = list(file.rows.filter(verdict="").order_by("number")[:WRITE_PORTION])
            line.data |= {"rows": len(portion)}
            if not portion:
                continue  # somebody else wrote them meanwhile
            line.data |= {"from": portion[0].number, "to": portion[-1].number} | mirror.write(portion, file, by)
        done += len(portion)
        if tell is not None:
            tell(done, file.row_count)
    with office_act("processes.province_file.finish", by=by, now=now, subject=file) as line:
        closed = ProvinceFile.objects.filter(pk=file.pk, state=ImportState.WRITING).update(
            state=ImportState.DONE, written_at=now
        )
        if closed:
            line.data |= {"ours_only": note_ours_only(file, now)}
    file.refresh_from_db()
    return file


# --- mappings --------------------------------------------------------------------------------------------------------


def save_mapping(*, name: str, columns: dict[str, str], by: Person | None, now: datetime.datetime) -> ColumnMapping:
    """Keep under a name which heading holds which field. The same name again is corrected. Refused: a field that is needed is missing."""
    check_can_import(by, now)
    wanted = {field: str(heading).strip() for field, heading in columns.items() if str(heading).strip()}
    unknown = sorted(set(wanted) - set(FIELDS))
    missing = [str(FIELDS[field][0]) for field in NEEDED if field not in wanted]
    if unknown or missing or not name.strip():
        raise WrongState(
            _("Cách đọc chưa dùng được."),
            kept=_("Chưa lưu gì."),
            next_step=_("Khai đủ tên cách đọc và các cột bắt buộc: %(names)s. Không nhận: %(unknown)s.")
            % {"names": ", ".join(str(FIELDS[field][0]) for field in NEEDED), "unknown": ", ".join(unknown) or "–"},
        )
    with office_act("processes.column_mapping.save", by=by, now=now) as line:
        line.subject, _made = ColumnMapping.objects.update_or_create(
            name=name.strip()[:80], defaults={"columns": wanted, "saved_by": by, "saved_at": now}
        )
        line.data |= {"columns": wanted}
    return line.subject


def counts_of(file: ProvinceFile) -> dict[str, int]:
    """How many rows have each verdict; before writing, what is expected."""
    field = "verdict" if file.state in (ImportState.WRITING, ImportState.DONE) else "expected"
    counts = dict.fromkeys((str(each) for each in RowVerdict), 0)
    for value in file.rows.values_list(field, flat=True).iterator():
        if value:
            counts[value] += 1
    return counts
