"""manage.py answer_breaches: put every recorded lateness into its nonconformity; the worker's duty, for whom there is no worker."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from audits.actions import answer_breaches, decide_by_rule


class Command(BaseCommand):
    help = (
        "Đưa mỗi lần hồ sơ qua hẹn vào đúng một phiếu sự không phù hợp. Chạy bao nhiêu lần, bao nhiêu máy cùng lúc cũng "
        "được. Mã thoát: 0 đã chạy, 2 không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        done, decided = answer_breaches(now=now), decide_by_rule(now=now)
        opened = {nonconformity.pk for nonconformity in done.opened}
        if options["json"]:
            report = {
                "answered": len(done.placed),
                "opened": [nonconformity.number for nonconformity in done.opened],
                "placed": [
                    {
                        "dossier": member.breach.dossier.code,
                        "clock": member.breach.clock,
                        "passed_at": timezone.localtime(member.breach.passed_at).isoformat(),
                        "nonconformity": member.nonconformity.number,
                        "new": member.nonconformity_id in opened,
                    }
                    for member in done.placed
                ],
                "decided": [
                    {"nonconformity": each.nonconformity.number, "decision": each.kind, "reason": each.reason}
                    for each in decided
                ],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for member in done.placed:
            self.stdout.write(f"{member.nonconformity.number}  {member.breach.dossier.code}")
        self.stdout.write(f"answered: {len(done.placed)}, opened: {len(done.opened)}, decided: {len(decided)}")
