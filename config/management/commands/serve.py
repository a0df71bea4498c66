"""The web process: refuses what is unsafe, gathers the static files when they are older than their sources, runs gunicorn."""

import fcntl
import os
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import connections
from gunicorn.app.base import BaseApplication

from config.checks import not_in_place, unsafe_settings


class Gunicorn(BaseApplication):
    """gunicorn with our options and no file of its own."""

    def __init__(self, options: dict[str, object]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        from config.wsgi import application  # framework loads early

        return application


class Command(BaseCommand):
    # Asked in handle(): a refusal to start has status 2, and its words come before Django's.
    requires_system_checks: ClassVar[list[str]] = []
    help = "Chạy máy chủ web (gunicorn). Từ chối chạy với thiết lập không an toàn, bảng cũ hoặc thiếu chốt bảo vệ."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
        parser.add_argument("--workers", type=int, default=2, help="số tiến trình")
        parser.add_argument("--threads", type=int, default=4, help="số luồng mỗi tiến trình")

    def handle(self, *args, **options) -> None:
        wrong = [*unsafe_settings(), *not_in_place()]
        if wrong:
            raise CommandError("\n".join(["Không khởi động được:", *wrong]), returncode=2)
        try:
            self.check()
        except SystemCheckError as error:
            raise CommandError(str(error), returncode=2) from error
        # restore looks at this lock; the processes that gunicorn forks hold it too, until the last one ends.
        lock = os.open(Path(settings.HOME) / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_SH)
        if settings.PRODUCTION and static_is_stale():
            call_command("collectstatic", interactive=False, verbosity=0)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        connections.close_all()  # a fork must not share them
        self.stdout.write(f"http://{options['bind']}")
        self.stdout.flush()
        Gunicorn(
            {
                "bind": options["bind"],
                "workers": options["workers"],
                "threads": options["threads"],
                "worker_class": "gthread",
                "timeout": 120,  # a large scan on a slow line
                "graceful_timeout": 20,
                "preload_app": True,
                "control_socket_disable": True,
            }
        ).run()


def static_is_stale() -> bool:
    """Whether a source file is newer than what was gathered, or nothing was gathered yet."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    gathered = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > gathered
        for finder in get_finders()
        for name, storage in finder.list([])
    )
