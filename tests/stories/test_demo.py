"""The sample ward: filled by the real actions, the same however often, with the figures of the report it imitates."""

import datetime
import random
import socket
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest
from django.utils import timezone

from config.demo import fill, plans
from config.demo.walk import Walk
from iso_docs.models import ControlledDocument, DocumentIssue, IssueTimeGroup, Reading
from office.calendar import working_calendar
from office.models import JournalLine, Signature
from processes.actions import record_breaches
from processes.models import DeadlineBreach, Dossier
from processes.states import DossierState

NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 10, 0))


@pytest.fixture
def ward(db):
    fill.fill_office(NOW)
    fill.fill_documents()
    fill.fill_catalogue()


def test_the_year_2023_has_the_figures_of_the_report(ward):
    year = plans.year_2023()
    assert len({plan.key for plan in year}) == len(year) == 2860
    assert Counter(plan.channel == "online" for plan in year)[True] == 1433
    resolved, still_open = year[: 2431 + 418 + 2], year[2431 + 418 + 2 :]
    assert Counter(plan.outcome for plan in resolved) == {"early": 2431, "on_time": 418, "late": 2}
    assert len(still_open) == 9


def test_documents_are_issued_through_review_and_signed_by_two(ward):
    assert DocumentIssue.objects.in_force_on(datetime.date(2023, 1, 1)).count() == 4
    assert not DocumentIssue.objects.in_force_on(datetime.date(2022, 12, 31)).exists()
    assert Signature.objects.filter(voiding__isnull=True).values("person").distinct().count() == 2
    assert Reading.objects.exists()
    # «½ ngày» in the cells under «ngày làm việc» in the heading: the clocks of the groups count working days
    assert set(IssueTimeGroup.objects.values_list("unit", flat=True)) == {"working_day"}
    fill.fill_documents()
    assert ControlledDocument.objects.count() == 4


def test_a_stopped_walk_goes_on_where_it_stood(ward):
    desk = plans.living_desk(NOW)[:12]
    half = desk[5].received
    Walk(desk, until=half).run()
    received = Dossier.objects.count()
    Walk(desk, until=NOW).run()
    lines = JournalLine.objects.count()
    Walk(desk, until=NOW).run()
    assert 0 < received <= Dossier.objects.count() == 12
    assert JournalLine.objects.count() == lines


def test_the_past_is_walked_life_after_life(ward):
    """The worker's duty that records lateness, rung after each life, finds only what the plan made late."""
    chosen = sorted(plans.bad_quarter(2025)[:6], key=lambda plan: plan.received)
    walk = Walk([], until=NOW)
    for plan in chosen:
        walk.live(plan)
        record_breaches(now=NOW)
    assert Dossier.objects.filter(state=DossierState.RETURNED).count() == 6
    assert DeadlineBreach.objects.count() == sum(plan.outcome == "late" for plan in chosen)


def test_each_outcome_of_a_plan_comes_true(ward):
    calendar_day = datetime.date(2023, 3, 6)
    wanted = ["early", "on_time", "late", "open"]
    kind = plans.LAND
    chosen = [
        plans.plan_for(f"story-{outcome}", working_calendar(), random.Random(7), calendar_day, kind, outcome, "direct")
        for outcome in wanted
    ]
    until = timezone.make_aware(datetime.datetime(2023, 5, 31, 17, 0))
    Walk(chosen, until=until).run()
    record_breaches(now=until)
    found = {}
    for plan in chosen:
        dossier = Dossier.objects.get(receive_key=plan.key)
        if dossier.finished_at is None:
            found[plan.outcome] = "open"
        else:
            ended, promised = timezone.localdate(dossier.finished_at), timezone.localdate(dossier.due_original)
            found[plan.outcome] = "early" if ended < promised else "on_time" if ended == promised else "late"
    assert found == {outcome: outcome for outcome in wanted}
    assert DeadlineBreach.objects.count() == 2
    charged = DeadlineBreach.objects.get(dossier__receive_key=chosen[2].key)
    assert "thẩm tra" in charged.charged_name.lower()
    assert Dossier.objects.get(receive_key=chosen[0].key).state == DossierState.RETURNED


@pytest.mark.slow
def test_the_command_of_the_readme_answers_and_stops(installation):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = installation.start("demo", "--small", "--port", str(port))
    for _attempt in range(600):
        assert process.poll() is None, "the demo ended by itself"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=2) as answer:
                assert answer.status == 200
                break
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    else:
        raise AssertionError("the demo does not answer")
    process.terminate()
    assert process.wait(60) == 0
