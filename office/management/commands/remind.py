"""Reminds of all open obligations, as the worker does each morning; may be run again, tells nobody twice."""

from typing import Any

from django.utils import timezone

from office.actions.reminders import remind
from office.management.reporting import Report, ReportCommand


class Command(ReportCommand):
    help = "Nhắc mọi việc sắp đến hạn, đến hạn, quá hạn; báo trưởng đơn vị việc quá hạn. Chạy lại không nhắc trùng."

    def report(self, **options: Any) -> Report:
        return Report({"nguoi_duoc_nhac": remind(now=timezone.now())})
