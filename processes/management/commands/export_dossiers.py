"""manage.py export_dossiers: the register in the province's columns with the national status codes; import_dossiers reads it back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from office.management.reporting import CouldNotRun
from processes.models import Dossier
from processes.province.export import export_text, export_workbook


class Command(BaseCommand):
    help = "Xuất hồ sơ theo cột và mã trạng thái quốc gia. Mã thoát: 0 đã xuất, 2 không chạy được."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("output", metavar="FILE", help="tệp .xlsx hoặc .csv")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["output"]
        if not name.lower().endswith((".xlsx", ".csv")):
            raise CouldNotRun("Tên tệp phải kết thúc bằng .xlsx hoặc .csv.")
        rows = Dossier.objects.order_by("received_at", "pk")
        try:
            content = export_workbook(rows) if name.lower().endswith(".xlsx") else export_text(rows)
            with open(name, "wb") as file:
                file.write(content)
        except (OSError, DatabaseError) as problem:
            raise CouldNotRun(f"Không ghi được {name}: {problem}") from problem
        self.stdout.write(f"Đã xuất {rows.count()} hồ sơ vào {name}.")
