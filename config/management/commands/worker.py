"""The one background process of an installation: jobs, the clock, the index writer, messages, Wagtail's own tasks."""

import signal

from django.core.management.base import BaseCommand, CommandError

from office import guards
from office.worker import AlreadyRunning, Worker


class Command(BaseCommand):
    help = (
        "Chạy tiến trình nền: việc chờ, việc định kỳ, chỉ mục, thư. Dừng gọn bằng SIGTERM hoặc Ctrl+C. "
        "--once: làm hết việc đến hạn rồi thoát (dùng với cron)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="làm hết việc đến hạn một lượt rồi thoát")
        parser.add_argument("--poll", type=float, default=1.0, metavar="SECONDS", help="nghỉ bao lâu khi không có việc")

    def handle(self, *args, **options) -> None:
        wrong = guards.missing_or_altered()
        if wrong:
            raise CommandError(
                "\n".join([*wrong, "Không chạy khi thiếu chốt bảo vệ. Xem nguyên nhân, rồi: manage.py migrate"]),
                returncode=2,
            )
        worker = Worker(poll=options["poll"])
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, worker.stop)
        try:
            if not options["once"]:
                worker.run()
                return
            went = worker.run_once()
        except AlreadyRunning as error:
            raise CommandError(str(error), returncode=2) from error
        failed = [name for name, well in went.items() if not well]
        if failed:
            raise CommandError(f"Việc định kỳ bị lỗi: {', '.join(failed)}", returncode=1)
