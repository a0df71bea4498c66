"""Leased jobs: taken once, kept alive, tried again, parked with a reason; real processes killed at random moments."""

import datetime
import subprocess
import threading
import time

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from office import jobs, worker
from office.actions.jobs import run_again
from office.duties import duties
from office.models import DutyRun, Job, JobState, WorkerLease
from office.refusals import NotPermitted, Refusal, WrongState

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch):
    duties()  # else a room read for the first time in here would declare its handlers to this registry only
    monkeypatch.setattr(jobs, "_handlers", {})


def asked(kind="office.trial", key="1", **facts) -> Job:
    return jobs.ask(kind, key, now=NOW, **facts)


def test_the_same_work_is_asked_for_once(db):
    assert asked(payload={"a": 1}) == asked(payload={"a": 2})
    assert Job.objects.get().payload == {"a": 1}


def test_what_nobody_waits_for_gives_way_to_what_somebody_asked(db):
    order = []

    @jobs.job_handler("office.long")
    def long(job, progress):
        order.append("long")
        if len(order) == 1:
            asked("office.trial", priority=0)
        progress(1, 2)
        order.append("long ends")

    @jobs.job_handler("office.trial")
    def trial(job, progress):
        order.append("trial")

    asked("office.long", priority=-1)
    worker.work_off(now=NOW)
    assert order == ["long", "trial", "long", "long ends"]
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}


def test_a_job_is_done_and_shows_its_progress(db):
    seen = []

    @jobs.job_handler("office.trial")
    def trial(job, progress):
        progress(2, 5)
        row = Job.objects.get(pk=job.pk)
        seen.append((row.state, row.progress_done, row.progress_total, row.attempts))

    job = asked()
    assert worker.work_off(now=NOW) == 1
    job.refresh_from_db()
    assert seen == [(JobState.RUNNING, 2, 5, 1)]
    assert (job.state, job.lease_token, job.leased_until) == (JobState.DONE, "", None)
    assert worker.work_off(now=NOW) == 0


def test_order_is_priority_then_time_and_nothing_before_its_time(db):
    done = []
    jobs.job_handler("office.trial")(lambda job, progress: done.append(job.key))
    asked(key="late", run_after=NOW + datetime.timedelta(hours=1))
    asked(key="second", run_after=NOW - datetime.timedelta(minutes=1))
    asked(key="first", run_after=NOW - datetime.timedelta(minutes=2))
    asked(key="urgent", priority=5)
    worker.work_off(now=NOW)
    assert done == ["urgent", "first", "second"]
    worker.work_off(now=NOW + datetime.timedelta(hours=1))
    assert done[-1] == "late"


def test_a_fault_is_tried_again_later_and_parked_in_the_end(db, cast):
    @jobs.job_handler("office.trial")
    def trial(job, progress):
        raise RuntimeError("no tesseract")

    job = asked()
    for attempt in range(1, 4):
        worker.work_off(now=job.run_after)
        job.refresh_from_db()
        assert job.attempts == attempt
        if attempt < 3:
            assert job.state == JobState.QUEUED
            assert job.run_after > timezone.now()
    assert job.state == JobState.PARKED
    assert "3 lần" in job.reason
    assert "no tesseract" in job.reason
    assert "RuntimeError" in job.fault
    with pytest.raises(NotPermitted):
        run_again(job=job, by=cast.person("lan"), now=NOW)
    run_again(job=job, by=cast.person("admin"), now=NOW)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason) == (JobState.QUEUED, 0, "")
    with pytest.raises(WrongState):
        run_again(job=job, by=cast.person("admin"), now=NOW)


def test_a_refusal_parks_at_once_with_its_sentence(db):
    @jobs.job_handler("office.trial")
    def trial(job, progress):
        raise Refusal(_("Tệp có mật khẩu."), next_step=_("Gỡ mật khẩu rồi gửi lại."))

    worker.work_off(now=asked().run_after)
    job = Job.objects.get()
    assert (job.state, job.reason, job.attempts) == (JobState.PARKED, "Tệp có mật khẩu. Gỡ mật khẩu rồi gửi lại.", 1)


def test_an_unknown_kind_is_parked(db):
    worker.work_off(now=asked(kind="office.unknown").run_after)
    assert "office.unknown" in Job.objects.get().reason


def test_a_job_whose_worker_died_is_free_when_its_lease_ends_and_parked_when_it_kills_each_time(db):
    asked()
    for attempt in range(1, 4):
        Job.objects.update(run_after=NOW)
        job = worker.take(token=f"worker-{attempt}", now=NOW)
        assert worker.take(token="other", now=NOW) is None
        assert worker.sweep(now=NOW + worker.LEASE - datetime.timedelta(seconds=1)) == 0
        assert worker.sweep(now=NOW + worker.LEASE + datetime.timedelta(seconds=1)) == 1
    job.refresh_from_db()
    assert job.state == JobState.PARKED
    assert "3 lần" in job.reason


def test_a_worker_that_slept_through_its_lease_can_not_finish(db):
    asked()
    job = worker.take(token="sleeper", now=NOW)
    worker.sweep(now=NOW + worker.LEASE * 2)
    Job.objects.update(run_after=NOW)
    worker.take(token="other", now=NOW)
    running = worker.Running(job, token="sleeper", lease=worker.LEASE, stopping=threading.Event())
    for late in (lambda: running(1, 2), running.finish):
        with pytest.raises(worker.LeaseLost):
            late()
    worker.run(job, token="sleeper")  # whatever it comes to, the row is the other's
    row = Job.objects.get()
    assert (row.state, row.lease_token) == (JobState.RUNNING, "other")


def test_a_stopping_worker_puts_a_long_job_back_uncounted(db):
    stopping = threading.Event()

    @jobs.job_handler("office.trial")
    def trial(job, progress):
        stopping.set()
        progress(1, 2)

    asked()
    worker.work_off(now=NOW, stopping=stopping)
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_a_job_is_finished_in_the_transaction_of_its_effect_only(db, monkeypatch):
    class Outside:
        in_atomic_block = False

    job = asked()
    running = worker.Running(job, token="t", lease=worker.LEASE, stopping=threading.Event())
    monkeypatch.setattr(worker, "connection", Outside())
    with pytest.raises(RuntimeError, match="transaction"):
        running.finish()


def test_the_heartbeat_keeps_the_lease_of_a_busy_job(installation):
    (beats,) = installation.race("tests.office.racers:busy_job", processes=1)
    assert beats >= 3


def test_a_second_worker_does_not_start(installation):
    first = installation.start("worker", "--poll", "0.1")
    wait_until(lambda: installation.rows("SELECT pid FROM office_workerlease") == [(first.pid,)])
    done = installation.manage("worker")
    assert (done.returncode, "đang chạy" in done.stderr) == (2, True), done.stderr
    began = time.monotonic()
    first.terminate()
    assert first.wait(20) == 0
    assert time.monotonic() - began < 15
    assert installation.rows("SELECT pid, leased_until FROM office_workerlease") == [(None, None)]
    names = {name for (name,) in installation.rows("SELECT name FROM office_dutyrun WHERE fault = ''")}
    assert {"office.heads", "office.store.sweep"} <= names  # missed at night, made up for at the start
    assert list((installation.home / "heads").glob("*.json"))


def test_a_worker_does_not_start_without_its_guards(installation):
    with installation.connected() as connection:
        on = " ON office_signature" if installation.vendor == "postgresql" else ""
        connection.execute(f"DROP TRIGGER guard_office_signature_delete{on}")
    done = installation.manage("worker", "--once")
    assert done.returncode == 2
    assert "guard_office_signature_delete" in done.stderr


def test_once_does_what_is_due_and_returns(installation):
    done = installation.manage("worker", "--once")
    assert done.returncode == 0, done.stderr
    assert installation.rows("SELECT count(*) FROM office_dutyrun WHERE finished_at IS NOT NULL")[0][0] >= 2


def wait_until(holds, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def test_the_heartbeat_of_the_worker_is_seen(db):
    assert not worker.worker_is_alive(NOW)
    WorkerLease.objects.create(pk=1, token="t", leased_until=NOW + datetime.timedelta(seconds=20))
    assert worker.worker_is_alive(NOW)
    assert not worker.worker_is_alive(NOW + datetime.timedelta(seconds=21))


def test_a_daily_duty_that_was_missed_is_noticed(db):
    each = worker.Duty("office.trial", lambda now: None, daily_at=datetime.time(0, 5))
    assert worker._was_missed(each, NOW)
    DutyRun.objects.create(name="office.trial", started_at=NOW - datetime.timedelta(hours=6), finished_at=NOW)
    assert not worker._was_missed(each, NOW)
    assert worker._was_missed(each, NOW + datetime.timedelta(days=1))


@pytest.mark.slow
def test_eight_workers_do_each_job_once(installation):
    installation.race("tests.office.racers:ask_for_effects", processes=1, count=400)
    begun = installation.race("tests.office.racers:work_off_effects", processes=8)
    assert sum(begun) == 400
    effects_are_there_once(installation, 400)


@pytest.mark.slow
def test_killed_at_50_random_moments_each_job_is_done_once(installation):
    """The worker dies by SIGKILL in whatever it is doing; the next one goes on. Effects: journal, numbers, rows, files."""
    installation.race("tests.office.racers:ask_for_effects", processes=1, count=300)
    (killed,) = installation.race("tests.office.racers:kill_workers", processes=1, kills=50, seed=20261122)
    print(f"{installation.vendor}: killed {killed['kills']} times, {killed['in_a_job']} times in the midst of a job")
    assert killed["kills"] == 50
    assert killed["in_a_job"] >= 10
    effects_are_there_once(installation, 300)


def effects_are_there_once(installation, count: int) -> None:
    assert installation.rows("SELECT state, count(*) FROM office_job GROUP BY state") == [("done", count)]
    lines = installation.rows("SELECT body FROM office_journalline WHERE act = 'office.trial.do'")
    assert len(lines) == len(set(lines)) == count
    assert installation.rows("SELECT last FROM office_numberseries WHERE key = 'trial'") == [(count,)]
    assert installation.rows("SELECT count(*) FROM office_blob") == [(count,)]
    files = [
        path for path in (installation.home / "files").rglob("*") if path.is_file() and path.parent.name != "incoming"
    ]
    assert len(files) == count
    for command in ("verify_journal", "verify_files"):
        done: subprocess.CompletedProcess = installation.manage(command)
        assert done.returncode == 0, done.stdout + done.stderr
