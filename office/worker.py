"""The worker: takes leased jobs, keeps their leases alive, parks what cannot go on, and rings the clock for the duties.

One worker serves an installation: it holds a lock file under HOME and the row WorkerLease, whose heartbeat the health page
shows. Jobs are taken by a conditional update and carry a token: a worker that slept through its lease can neither finish nor
overwrite what another one has taken since.
"""

import datetime
import fcntl
import logging
import os
import secrets
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from office import jobs
from office.duties import Duty, duties, perform
from office.models import DutyRun, Job, JobState, WorkerLease
from office.refusals import Refusal

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(seconds=60)  # of a job, and of the worker itself; renewed each third of it
BACKOFF = datetime.timedelta(seconds=30)  # after the first failed attempt; four times as long after each further one


class LeaseLost(Exception):
    """The job is no longer this worker's: its lease ran out and somebody else has it. What this attempt did not commit is void."""


class Stopping(Exception):
    """The worker was asked to stop, or the job gave way; it goes back to the queue, and the attempt does not count."""


class AlreadyRunning(Exception):
    """Another worker serves this installation."""


# --- jobs ------------------------------------------------------------------------------------------------------------


def take(*, token: str, now: datetime.datetime, lease: datetime.timedelta = LEASE) -> Job | None:
    """Lease the next job that is due, or None. Of two workers that want the same job one gets it."""
    while True:
        due = Job.objects.filter(state=JobState.QUEUED, run_after__lte=now).order_by("-priority", "run_after", "pk")
        key = due.values_list("pk", flat=True).first()
        if key is None:
            return None
        taken = Job.objects.filter(pk=key, state=JobState.QUEUED).update(
            state=JobState.RUNNING,
            lease_token=token,
            leased_until=now + lease,
            heartbeat_at=now,
            started_at=now,
            attempts=F("attempts") + 1,
            progress_done=0,
            progress_total=0,
        )
        if taken:
            return Job.objects.get(pk=key)


def _held(job: Job, token: str) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=token)


_free = {"lease_token": "", "leased_until": None, "heartbeat_at": None}


class Running:
    """The Progress of one attempt (office.jobs.Progress)."""

    def __init__(self, job: Job, *, token: str, lease: datetime.timedelta, stopping: threading.Event) -> None:
        self.job, self.token, self.lease, self.stopping = job, token, lease, stopping
        self.is_lost = False

    def __call__(self, done: int, total: int) -> None:
        if self.stopping.is_set() or self._gives_way():
            raise Stopping
        self.renew(progress_done=done, progress_total=total)
        if self.is_lost:
            raise LeaseLost

    def _gives_way(self) -> bool:
        """A job asked for with a priority below 0 leaves as soon as somebody waits for another one."""
        waiting = Job.objects.filter(
            state=JobState.QUEUED, priority__gt=self.job.priority, run_after__lte=timezone.now()
        )
        return self.job.priority < 0 and waiting.exists()

    def renew(self, **changes: int) -> None:
        now = timezone.now()
        renewed = _held(self.job, self.token).update(heartbeat_at=now, leased_until=now + self.lease, **changes)
        self.is_lost = self.is_lost or not renewed

    def finish(self) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("A job is finished inside the transaction of its effect.")
        _finish(self.job, self.token, now=timezone.now())


def _finish(job: Job, token: str, *, now: datetime.datetime) -> None:
    if not _held(job, token).update(state=JobState.DONE, finished_at=now, reason="", fault="", **_free):
        raise LeaseLost


@contextmanager
def _heartbeat(running: Running) -> Iterator[None]:
    """Renews the lease from a thread of its own while the handler is busy elsewhere (OCR, LibreOffice)."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(running.lease.total_seconds() / 3):
            try:
                running.renew()
            except Exception:  # the next beat tries again; without any the lease ends, as it should
                log.warning("No heartbeat for job %s", running.job.pk, exc_info=True)
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{running.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def run(job: Job, *, token: str, lease: datetime.timedelta = LEASE, stopping: threading.Event | None = None) -> None:
    """One attempt at a leased job. Ends in done, back in the queue, or parked with a reason; never raises for the job's sake."""
    running = Running(job, token=token, lease=lease, stopping=stopping or threading.Event())
    handler = jobs.handler_of(job.kind)
    if handler is None:
        _park(job, token, reason=_("Phần mềm không biết loại việc «%(kind)s».") % {"kind": job.kind})
        return
    try:
        with _heartbeat(running):
            handler(job, running)
        if _held(job, token).exists():  # the handler did not finish it itself
            _finish(job, token, now=timezone.now())
    except LeaseLost:
        log.warning("Job %s (%s) was taken over: its lease had run out", job.pk, job.kind)
    except Stopping:
        _held(job, token).update(state=JobState.QUEUED, attempts=F("attempts") - 1, **_free)
    except Refusal as refusal:  # an expected obstacle: trying again would meet it again
        _park(job, token, reason=str(refusal))
    except Exception as error:
        log.exception("Job %s (%s) failed", job.pk, job.kind)
        _again_or_park(
            job,
            token,
            now=timezone.now(),
            fault=traceback.format_exc(),
            reason=_("Đã chạy %(attempts)s lần đều lỗi; lỗi cuối: %(error)s. Sửa nguyên nhân rồi cho chạy lại.")
            % {"attempts": job.attempts, "error": f"{type(error).__name__}: {error}"[:300]},
        )


def _park(job: Job, token: str, *, reason: str, fault: str = "") -> None:
    _held(job, token).update(state=JobState.PARKED, reason=reason, fault=fault, finished_at=timezone.now(), **_free)


def _again_or_park(job: Job, token: str, *, now: datetime.datetime, reason: str, fault: str = "") -> None:
    if job.attempts >= job.max_attempts:
        _park(job, token, reason=reason, fault=fault)
        return
    later = now + BACKOFF * 4 ** (job.attempts - 1)
    _held(job, token).update(state=JobState.QUEUED, run_after=later, fault=fault, **_free)


def sweep(*, now: datetime.datetime, orphans_of: str | None = None) -> int:
    """Free jobs whose worker died: the lease has run out. Returns how many.

    With `orphans_of` (the token of the one worker that has just taken over), every job held under another token is free at
    once: its worker lost the lock that this one holds.
    """
    lost = Q(leased_until__lt=now)
    if orphans_of is not None:
        lost |= ~Q(lease_token=orphans_of)
    freed = 0
    for job in Job.objects.filter(lost, state=JobState.RUNNING):
        freed += 1
        _again_or_park(
            job,
            job.lease_token,
            now=now if job.attempts > 1 else now - BACKOFF,  # a first crash may be a power cut: go on at once
            reason=_(
                "Máy dừng đột ngột trong cả %(attempts)s lần chạy việc này. "
                "Có thể tệp quá nặng hoặc hỏng; kiểm tra rồi cho chạy lại."
            )
            % {"attempts": job.attempts},
        )
    return freed


def work_off(*, now: datetime.datetime | None = None, token: str = "", stopping: threading.Event | None = None) -> int:
    """Run the jobs that are due at `now` (each moment, when None) until none is left; how many were begun."""
    duties()  # reads every room's tasks.py, where the handlers are declared
    token = token or secrets.token_hex(16)
    begun = 0
    while not (stopping and stopping.is_set()):
        job = take(token=token, now=now or timezone.now())
        if job is None:
            return begun
        begun += 1
        run(job, token=token, stopping=stopping)
    return begun


# --- the one worker --------------------------------------------------------------------------------------------------


def lock_file() -> Path:
    return Path(settings.HOME) / "worker.lock"


def worker_is_alive(now: datetime.datetime) -> bool:
    """Whether a worker holds the lease at `now`, for the health page."""
    return WorkerLease.objects.filter(pk=1, leased_until__gte=now).exists()


class Worker:
    """Holds the installation's one worker lease, does jobs in the main thread and duties in the clock's threads."""

    def __init__(self, *, poll: float = 1.0, lease: datetime.timedelta = LEASE) -> None:
        self.poll, self.lease = poll, lease
        self.token = secrets.token_hex(16)
        self.stopping = threading.Event()
        self._lock: int | None = None

    def stop(self, *_signal: object) -> None:
        """Ask for a clean end: the running job leaves at its next progress call, no other begins."""
        self.stopping.set()

    def run(self) -> None:
        """Serve until stopped. Raises AlreadyRunning when another worker holds the lease."""
        self.begin()
        scheduler = self._clock()
        try:
            scheduler.start()
            while not self.stopping.is_set():
                close_old_connections()
                if not work_off(token=self.token, stopping=self.stopping):
                    self.stopping.wait(self.poll)
        finally:
            scheduler.shutdown(wait=True)
            self.end()

    def run_once(self) -> dict[str, bool]:
        """Each duty once and all jobs that are due, then return: for cron, for the demo. Duty → went well."""
        self.begin()
        try:
            went = {}
            for each in duties().values():
                work_off(token=self.token, stopping=self.stopping)
                went[each.name] = perform(each, now=timezone.now())
            work_off(token=self.token, stopping=self.stopping)
            run_wagtail_tasks()
            return went
        finally:
            self.end()

    def begin(self) -> None:
        """Take the lock and the lease, and free what a dead predecessor held."""
        lock_file().parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock_file(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # freed by the system when the process dies
            self._take_lease(timezone.now())
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadyRunning(_("Một tiến trình nền khác đang chạy cho bản cài đặt này.")) from None
        except BaseException:
            os.close(descriptor)
            raise
        self._lock = descriptor
        sweep(now=timezone.now(), orphans_of=self.token)
        free_wagtail_tasks()

    def _take_lease(self, now: datetime.datetime) -> None:
        host = socket.gethostname()
        with transaction.atomic():
            row, _made = WorkerLease.objects.select_for_update().get_or_create(pk=1)
            if row.leased_until and row.leased_until > now and row.host != host:
                raise AlreadyRunning(_("Tiến trình nền đang chạy trên máy %(host)s.") % {"host": row.host})
            row.token, row.host, row.pid, row.started_at = self.token, host, os.getpid(), now
            row.heartbeat_at, row.leased_until = now, now + self.lease
            row.save()

    def beat(self, now: datetime.datetime) -> None:
        """Renew the lease; a worker that lost it to another machine stops."""
        held = WorkerLease.objects.filter(pk=1, token=self.token)
        if not held.update(heartbeat_at=now, leased_until=now + self.lease):
            log.error("Another worker has taken over; stopping")
            self.stop()

    def end(self) -> None:
        WorkerLease.objects.filter(pk=1, token=self.token).update(leased_until=None, pid=None)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _clock(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=settings.TIME_ZONE,
            # A ringing that was missed is made up for once, however late: duties compute from dates.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        own = [
            Duty("office.worker.beat", self.beat, every=self.lease / 3),
            Duty("office.worker.sweep", lambda now: sweep(now=now), every=self.lease / 2),
            Duty("office.worker.wagtail", lambda now: run_wagtail_tasks(), every=datetime.timedelta(seconds=2)),
        ]
        for each in own:
            scheduler.add_job(_ring, IntervalTrigger(seconds=each.every.total_seconds()), [each, False], id=each.name)  # type: ignore[union-attr]
        now = timezone.now()
        for each in duties().values():
            if each.daily_at is not None:
                trigger = CronTrigger(hour=each.daily_at.hour, minute=each.daily_at.minute, timezone=settings.TIME_ZONE)
                missed = {"next_run_time": now} if _was_missed(each, now) else {}
                scheduler.add_job(_ring, trigger, [each, True], id=each.name, **missed)
            else:
                every = each.every.total_seconds()  # type: ignore[union-attr]
                scheduler.add_job(_ring, IntervalTrigger(seconds=every), [each, True], id=each.name, next_run_time=now)
        return scheduler


def _was_missed(each: Duty, now: datetime.datetime) -> bool:
    """Whether the last time of day this duty was due passed without it (the machine was off at night)."""
    local = timezone.localtime(now)
    due = local.replace(hour=each.daily_at.hour, minute=each.daily_at.minute, second=0, microsecond=0)  # type: ignore[union-attr]
    if due > local:
        due -= datetime.timedelta(days=1)
    return not DutyRun.objects.filter(name=each.name, started_at__gte=due, finished_at__isnull=False, fault="").exists()


def _ring(each: Duty, noted: bool) -> None:
    """One ringing, in a thread of the clock. The worker's own duties every few seconds leave no row."""
    close_old_connections()
    try:
        if noted:
            perform(each, now=timezone.now())
        else:
            each.function(timezone.now())
    except Exception:  # the database may be away for a moment; the next ringing tries again
        log.exception("Duty %s failed", each.name)
    finally:
        close_old_connections()


# --- Wagtail's own tasks (reference index, deleted files) --------------------------------------------------------------


def run_wagtail_tasks() -> None:
    """Run what Wagtail has put into django-tasks-db, until it is empty."""
    from django_tasks_db.management.commands.db_worker import Worker as TaskWorker  # slow import
    from django_tasks_db.models import DBTaskResult  # slow import

    if not DBTaskResult.objects.ready().exists():
        return  # its worker would take the database's exclusive lock only to find out
    TaskWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(16),
        excluded_queue_names=[],
    ).run()


def free_wagtail_tasks() -> int:
    """Tasks that a killed worker left running stay so for ever (django-tasks-db has no lease): put them back. Only the one worker may."""
    from django_tasks_db.models import DBTaskResult  # slow import

    return DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)
