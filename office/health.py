"""What the installation needs in order to work, checked while it runs: each finding in words, each red one with what mends it.

A room adds its own in its `AppConfig.ready()` or in a module that is imported there:

    @health_check("archives.ocr", label=_("Nhận dạng chữ"))
    def tesseract(now): return Finding(Level.BAD, _("chưa cài"), command="make system")

A check answers quickly, changes nothing and asks no other host. One that raises is itself a finding, never a broken page.
"""

import datetime
import logging
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from office import libreoffice
from office.calendar import calendar_warnings
from office.dates import write_moment
from office.guards import missing_or_altered
from office.models import DutyRun, Job, JobState, WorkerLease
from office.numbers import write_number

log = logging.getLogger(__name__)

GIGABYTE = 1024**3


class Level(StrEnum):
    """The value names the mark of components/mark.html."""

    FINE = "done"
    WARN = "risk"
    BAD = "late"


@dataclass(frozen=True)
class Finding:
    """`command` is typed in the folder of the program; `address` is a page where it is mended."""

    level: Level
    words: str | Promise
    command: str = ""
    address: str = ""
    address_words: str | Promise = ""


Check = Callable[[datetime.datetime], Finding]


@dataclass(frozen=True)
class HealthCheck:
    """`serves` means: without it the program must not take requests (/healthz/ready)."""

    name: str
    label: str | Promise
    function: Check
    serves: bool = False

    def look(self, now: datetime.datetime) -> Finding:
        try:
            return self.function(now)
        except Exception:  # the page that names what is broken must not break with it
            log.exception("Health check %s failed", self.name)
            return Finding(Level.BAD, _("không kiểm tra được; xem nhật ký của máy chủ"))


_checks: dict[str, HealthCheck] = {}


def health_check(name: str, *, label: str | Promise, serves: bool = False) -> Callable[[Check], Check]:
    """Declare a check `room.noun`; the order of declaration is the order on the page."""

    def declare(function: Check) -> Check:
        known = _checks.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"Two health checks are named {name}.")
        _checks[name] = HealthCheck(name, label, function, serves)
        return function

    return declare


def health_checks() -> list[HealthCheck]:
    return list(_checks.values())


def not_ready(now: datetime.datetime) -> list[str]:
    """Names of the checks that keep the program from serving; empty when it may."""
    return [each.name for each in health_checks() if each.serves and each.look(now).level == Level.BAD]


# --- what the kernel needs -------------------------------------------------------------------------------------------


@health_check("office.database", label=gettext_lazy("Cơ sở dữ liệu"), serves=True)
def database_answers(now: datetime.datetime) -> Finding:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    taken = write_number(round(1000 * (time.perf_counter() - began)))
    return Finding(Level.FINE, _("trả lời sau %(n)s ms") % {"n": taken})


@health_check("office.migrations", label=gettext_lazy("Bảng dữ liệu"), serves=True)
def migrations_applied(now: datetime.datetime) -> Finding:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        words = ngettext("còn %(n)s bước chuyển đổi chưa chạy", "còn %(n)s bước chuyển đổi chưa chạy", waiting)
        return Finding(Level.BAD, words % {"n": waiting}, command="python manage.py migrate")
    return Finding(Level.FINE, _("đúng với chương trình"))


@health_check("office.guards", label=gettext_lazy("Khóa bảng bằng chứng"), serves=True)
def guards_in_place(now: datetime.datetime) -> Finding:
    wrong = missing_or_altered()
    if wrong:
        more = ngettext("và %(n)s chỗ nữa", "và %(n)s chỗ nữa", len(wrong) - 1) % {"n": len(wrong) - 1}
        words = wrong[0] if len(wrong) == 1 else f"{wrong[0]} {more}"
        return Finding(Level.BAD, words, command="python manage.py migrate")
    return Finding(Level.FINE, _("đủ và nguyên vẹn"))


@health_check("office.worker", label=gettext_lazy("Tiến trình nền"))
def worker_runs(now: datetime.datetime) -> Finding:
    lease = WorkerLease.objects.first()
    waiting = Job.objects.filter(state=JobState.QUEUED, run_after__lte=now).count()
    queue = ngettext("%(n)s việc chờ", "%(n)s việc chờ", waiting) % {"n": write_number(waiting)}
    if lease is None or lease.heartbeat_at is None:
        return Finding(
            Level.BAD, _("chưa chạy lần nào, %(queue)s") % {"queue": queue}, command="python manage.py worker"
        )
    if lease.leased_until is None or lease.leased_until < now:
        words = _("không chạy từ %(since)s, %(queue)s") % {"since": write_moment(lease.heartbeat_at), "queue": queue}
        return Finding(Level.BAD, words, command="python manage.py worker")
    running = Job.objects.filter(state=JobState.RUNNING, progress_total__gt=0).order_by("started_at").first()
    if running is not None:
        how_far = {"done": write_number(running.progress_done), "total": write_number(running.progress_total)}
        return Finding(Level.FINE, _("đang làm %(done)s trên %(total)s, %(queue)s") % (how_far | {"queue": queue}))
    return Finding(Level.FINE, _("đang chạy, %(queue)s") % {"queue": queue})


@health_check("office.jobs", label=gettext_lazy("Việc nền dừng lại"))
def no_parked_jobs(now: datetime.datetime) -> Finding:
    parked = Job.objects.filter(state=JobState.PARKED).order_by("-finished_at", "-pk")
    count = parked.count()
    if count:
        words = ngettext("%(n)s việc dừng, cần xem: %(reason)s", "%(n)s việc dừng, cần xem: %(reason)s", count)
        return Finding(Level.WARN, words % {"n": count, "reason": parked[0].reason})
    failed = DutyRun.objects.exclude(fault="").order_by("name").values_list("name", flat=True)
    if failed:
        return Finding(Level.WARN, _("việc định kỳ gặp lỗi: %(names)s") % {"names": ", ".join(failed)})
    return Finding(Level.FINE, _("không có"))


@health_check("office.calendar", label=gettext_lazy("Lịch làm việc"))
def calendar_confirmed(now: datetime.datetime) -> Finding:
    today = timezone.localtime(now).date()
    warnings = calendar_warnings(today)
    if not warnings:
        return Finding(Level.FINE, _("đã xác nhận"))
    first = warnings[0]
    return Finding(
        Level.BAD if first.is_grave else Level.WARN,
        " ".join(each.what for each in warnings),
        address=reverse("office:calendar_year", args=[first.year]),
        address_words=_("Xác nhận lịch"),
    )


@health_check("office.disk", label=gettext_lazy("Ổ đĩa"))
def disk_has_room(now: datetime.datetime) -> Finding:
    usage = shutil.disk_usage(settings.HOME)
    free, share = usage.free / GIGABYTE, usage.free / usage.total
    words = _("còn trống %(free)s GB (%(share)s %%)") % {
        "free": write_number(free, 1),
        "share": write_number(100 * share, 0),
    }
    if free < 1:
        return Finding(Level.BAD, words, command=f"df -h {settings.HOME}")
    if free < 5 or share < 0.05:
        return Finding(Level.WARN, words, command=f"df -h {settings.HOME}")
    return Finding(Level.FINE, words)


# --- programs of the system: what is missing is said here and in the place where it is needed -------------------------


@health_check("office.tesseract", label=gettext_lazy("Nhận dạng chữ (tesseract)"))
def tesseract_speaks_vietnamese(now: datetime.datetime) -> Finding:
    program = shutil.which("tesseract")
    if program is None:
        return Finding(Level.BAD, _("chưa cài; trang quét chưa có chữ để tìm"), command="make system")
    languages = cache.get("office.health.tesseract")
    if languages is None:
        listed = subprocess.run(  # noqa: S603 – the path is the system's own, no argument is a user's
            [program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False
        )
        languages = listed.stdout.split()
        cache.set("office.health.tesseract", languages, 60)
    if "vie" not in languages:
        return Finding(Level.BAD, _("thiếu dữ liệu tiếng Việt"), command="make system")
    return Finding(Level.FINE, _("có tiếng Việt"))


@health_check("office.libreoffice", label=gettext_lazy("Đọc tệp Word cũ (LibreOffice)"))
def libreoffice_is_there(now: datetime.datetime) -> Finding:
    if libreoffice.program() is None:
        return Finding(Level.BAD, _("chưa cài; tệp .doc chưa nhập được, PDF chưa lập được"), command="make system")
    return Finding(Level.FINE, _("đã cài"))
