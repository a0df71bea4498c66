"""The health page names what is missing and what mends it; machines get a short answer."""

import datetime
import shutil

import pytest
from django.test import Client
from django.urls import reverse

from office import health
from office.guards import install, lift
from office.health import Finding, HealthCheck, Level
from office.models import CalendarYear, Job, JobState, WorkerLease, YearState

NOW = datetime.datetime(2026, 11, 20, 1, 42, tzinfo=datetime.UTC)


def found(name: str, now: datetime.datetime = NOW) -> Finding:
    [check] = [each for each in health.health_checks() if each.name == name]
    return check.look(now)


def test_an_installation_that_is_whole_serves(db, client):
    assert health.not_ready(NOW) == []
    assert client.get("/healthz/ready").content == b"ok\n"
    assert client.get("/healthz/live").content == b"ok\n"


def test_a_missing_guard_stops_serving_and_names_itself(db, client):
    lift()
    try:
        assert found("office.guards").level == Level.BAD
        assert "Thiếu chốt bảo vệ" in found("office.guards").words
        answer = client.get("/healthz/ready")
        assert (answer.status_code, answer.content) == (503, b"office.guards\n")
    finally:
        install()
    assert found("office.guards").level == Level.FINE


def test_the_worker_that_never_ran_stopped_or_runs(db):
    assert (found("office.worker").level, found("office.worker").command) == (Level.BAD, "python manage.py worker")
    lease = WorkerLease.objects.update_or_create(
        pk=1, defaults={"heartbeat_at": NOW, "leased_until": NOW + datetime.timedelta(minutes=1)}
    )[0]
    Job.objects.create(kind="x", key="1", run_after=NOW, asked_at=NOW)
    assert (found("office.worker").level, found("office.worker").words) == (Level.FINE, "đang chạy, 1 việc chờ")
    later = lease.leased_until + datetime.timedelta(seconds=1)
    assert found("office.worker", later).words == "không chạy từ 08:42 20/11/2026, 1 việc chờ"


def test_the_worker_says_how_far_a_long_job_is(db):
    WorkerLease.objects.update_or_create(
        pk=1, defaults={"token": "t", "heartbeat_at": NOW, "leased_until": NOW + datetime.timedelta(seconds=20)}
    )
    Job.objects.create(
        kind="office.long", key="1", state=JobState.RUNNING, run_after=NOW, asked_at=NOW, started_at=NOW, lease_token="x",
        leased_until=NOW + datetime.timedelta(seconds=60), progress_done=1200, progress_total=26400,
    )  # fmt: skip
    assert "1.200 trên 26.400" in found("office.worker").words


def test_a_parked_job_says_why(db):
    assert found("office.jobs").level == Level.FINE
    Job.objects.create(kind="x", key="1", run_after=NOW, asked_at=NOW, state=JobState.PARKED, reason="tệp hỏng")
    assert "tệp hỏng" in found("office.jobs").words


def test_next_year_is_asked_for_from_october(db):
    CalendarYear.objects.create(year=2026, state=YearState.CONFIRMED, basis="TB 01")
    september = datetime.datetime(2026, 9, 30, tzinfo=datetime.UTC)
    assert found("office.calendar", september).level == Level.FINE
    assert found("office.calendar").level == Level.WARN
    assert "2027" in found("office.calendar").words


def test_a_missing_program_names_the_command(db, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for name in ("office.tesseract", "office.libreoffice"):
        assert (found(name).level, found(name).command) == (Level.BAD, "make system")


def test_a_check_that_breaks_is_a_finding(caplog):
    def broken(now: datetime.datetime) -> Finding:
        raise ZeroDivisionError

    assert HealthCheck("test.broken", "thử", broken).look(NOW).level == Level.BAD
    assert "test.broken" in caplog.text


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("quan", 200), ("lan", 403)])
def test_who_reads_the_page(cast, who, status):
    client = Client()
    client.force_login(cast.user(who))
    answer = client.get(reverse("office:health"))
    assert answer.status_code == status
    assert ("python manage.py worker" in answer.content.decode()) is (status == 200)
