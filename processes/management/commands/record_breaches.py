"""manage.py record_breaches: write down every promise that has passed; the worker's duty, for whom there is no worker."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from office.dates import write_moment
from processes.actions import record_breaches


class Command(BaseCommand):
    help = (
        "Ghi nhận các hồ sơ đã qua ngày hẹn trả. Chạy bao nhiêu lần cũng được: mỗi lần qua hẹn chỉ ghi một lần. "
        "Mã thoát: 0 đã chạy, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        made = record_breaches(now=now)
        if options["json"]:
            rows = [
                {
                    "code": breach.dossier.code,
                    "clock": breach.clock,
                    "passed_at": timezone.localtime(breach.passed_at).isoformat(),
                    "charged_key": breach.charged_key,
                    "charged_name": breach.charged_name,
                    "charged_unit": breach.charged_unit.name,
                    "overrun_minutes": breach.overrun_minutes,
                }
                for breach in made
            ]
            report = {"now": timezone.localtime(now).isoformat(), "recorded": rows}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for breach in made:
            self.stdout.write(f"{breach.dossier.code}  {write_moment(breach.passed_at)}  {breach.charged_name}")
        self.stdout.write(f"Đã ghi nhận {len(made)} lần qua hẹn.")
