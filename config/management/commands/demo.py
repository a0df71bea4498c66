"""A sample ward to try the product with: set up, filled by the real actions, then served."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from office.models import Unit


class Command(BaseCommand):
    help = (
        "Lập phường mẫu (mọi tên người, số liệu đều đặt ra) và chạy thử: máy chủ web, tiến trình nền, dữ liệu. "
        "Năm hồ sơ 2023 do tiến trình nền ghi dần; --no-serve ghi hết rồi kết thúc."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="chỉ 30 ngày gần đây, không ghi năm 2023")
        parser.add_argument("--no-serve", action="store_true", help="ghi hết dữ liệu rồi kết thúc, không mở máy chủ")
        parser.add_argument("--port", type=int, default=8000, help="cổng của máy chủ web")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON (với --no-serve)")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        call_command("migrate", verbosity=0)
        from config.demo import fill  # framework loads early: models need their tables

        if Unit.objects.filter(is_agency=True).exclude(code="H99.14").exists():
            raise CommandError(
                f"{settings.HOME} đang giữ dữ liệu của một cơ quan khác; đặt DUNG_HEN_HOME sang thư mục trống."
            )
        now = timezone.now()
        quiet = options["json"]
        for words, part in (
            ("Đơn vị, cán bộ, lịch làm việc", lambda: fill.fill_office(now)),
            ("Bốn quy trình từ tệp Word: soạn, soát xét, phê duyệt, ban hành", fill.fill_documents),
            ("Danh mục thủ tục hành chính", fill.fill_catalogue),
            ("Một dự thảo đang chờ soát xét", lambda: fill.fill_review(now)),
            ("Phông lưu trữ và ba văn bản quét", lambda: fill.fill_archive(now)),
            ("Hồ sơ 30 ngày gần đây", lambda: fill.walk_desk(now)),
        ):
            part()
            if not quiet:
                self.stdout.write(f"  {words}: xong sau {time.monotonic() - began:.0f} giây")
        if options["no_serve"]:
            self._fill_the_rest(now, small=options["small"], quiet=quiet, began=began)
            return
        if not options["small"]:
            from config.demo.job import WALK  # framework loads early: models need their tables
            from office import jobs  # framework loads early: models need their tables

            jobs.ask(WALK, "past", now=now, priority=-1)
        self._serve(options["port"])

    def _fill_the_rest(self, now: Any, *, small: bool, quiet: bool, began: float) -> None:
        from audits.actions import answer_breaches  # framework loads early: models need their tables
        from config.demo import fill  # framework loads early: models need their tables
        from processes.actions import record_breaches  # framework loads early: models need their tables
        from processes.models import DeadlineBreach, Dossier  # framework loads early: models need their tables

        if not small:
            fill.walk_past(now)
        record_breaches(now=now)
        answer_breaches(now=now)
        call_command("worker", "--once", verbosity=0)
        report = {
            "dossiers": Dossier.objects.count(),
            "breaches": DeadlineBreach.objects.count(),
            "documents_in_force": fill.in_force_count(timezone.localdate(now)),
            "seconds": round(time.monotonic() - began),
        }
        self.stdout.write(json.dumps(report) if quiet else self._in_words(report))

    @staticmethod
    def _in_words(report: dict[str, int]) -> str:
        return (
            f"Đã ghi {report['dossiers']} hồ sơ, {report['breaches']} lần quá hẹn, {report['documents_in_force']} quy trình "
            f"đang có hiệu lực, sau {report['seconds']} giây."
        )

    def _serve(self, port: int) -> None:
        """Web and worker as children; Ctrl+C ends both. Whoever of them ends first ends the other."""
        from config.demo.fill import PASSWORD  # framework loads early: models need their tables

        manage = [sys.executable, "manage.py"]
        environment = os.environ | {"DUNG_HEN_HOME": str(settings.HOME)}
        children = [
            subprocess.Popen([*manage, "worker"], env=environment),  # noqa: S603 - our own command
            subprocess.Popen([*manage, "serve", "--bind", f"127.0.0.1:{port}"], env=environment),  # noqa: S603 - our own command
        ]
        self.stdout.write(
            f"\nĐúng Hẹn chạy ở http://localhost:{port}/\nMật khẩu của mọi tài khoản: {PASSWORD}\n"
            "  lan    Công chức Một cửa: tiếp nhận, trả kết quả\n"
            "  khoi   Chuyên viên địa chính: hồ sơ đang giữ\n"
            "  quan   Thư ký ISO: soạn thảo, danh mục, sự không phù hợp\n"
            "  thao   Chánh Văn phòng: soát xét, danh sách cán bộ, lịch làm việc\n"
            "  ngoc   Chủ tịch: phê duyệt\n"
            "  son    Lưu trữ viên: tiếp nhận bản quét\n"
            "  tuan   Đánh giá viên nội bộ\n"
            "  admin  Quản trị hệ thống\n"
            "Dừng: Ctrl+C. Năm hồ sơ 2023 đang được ghi dần; xem tiến độ ở trang Hệ thống."
        )
        self.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("Đang dừng …")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=30)
        failed = [child.returncode for child in children if child.returncode not in (0, -signal.SIGTERM)]
        if failed:
            raise CommandError("Máy chủ hoặc tiến trình nền đã dừng vì lỗi; xem dòng ở trên.")
