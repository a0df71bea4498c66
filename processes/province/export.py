"""Our dossiers in the columns and codes that the province's system writes: what is exported can be imported again."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from office.spreadsheets import spreadsheet
from processes.models import Dossier
from processes.states import Channel

# In the language of the national data, whatever language the asker reads.
HEADINGS = (
    "Mã hồ sơ", "Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Người nộp", "Ngày tiếp nhận", "Ngày hẹn trả",
    "Ngày kết thúc xử lý", "Ngày trả", "Trạng thái", "Cách nộp", "Cách trả", "Đơn vị xử lý", "Cán bộ xử lý", "Nơi tiếp nhận",
)  # fmt: skip
CHANNEL_CODES = {Channel.DIRECT: "1", Channel.ONLINE: "2", Channel.POSTAL: "3", Channel.AT_HOME: "4"}


def _rows(dossiers: QuerySet[Dossier]) -> Iterator[list[str]]:
    whole = dossiers.select_related("procedure_version__procedure__field", "holder_unit", "holder", "receiving_unit")
    for each in whole.iterator(chunk_size=500):
        procedure = each.procedure_version.procedure
        yield [
            each.code, procedure.code, each.procedure_name, procedure.field.name, each.applicant_name,
            _moment(each.received_at), _moment(each.due_current), _moment(each.finished_at), _moment(each.returned_at),
            str(each.national_code), CHANNEL_CODES[Channel(each.submit_channel)], CHANNEL_CODES[Channel(each.return_channel)],
            each.holder_unit.name, each.holder.full_name if each.holder else "", each.receiving_unit.name,
        ]  # fmt: skip


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at is not None else ""


def export_workbook(dossiers: QuerySet[Dossier]) -> bytes:
    """XLSX, every cell as text: a name that begins with = computes nothing, and zeros stay."""
    return spreadsheet("Hồ sơ", HEADINGS, _rows(dossiers))


def export_text(dossiers: QuerySet[Dossier]) -> bytes:
    """CSV with semicolons in UTF-8; a cell that a spreadsheet would compute is kept as text by a leading apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(HEADINGS)
    for row in _rows(dossiers):
        writer.writerow([f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value for value in row])
    return stream.getvalue().encode("utf-8-sig")
