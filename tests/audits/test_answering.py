"""Late dossiers become nonconformities: the first opens one, the second joins, each in exactly one, whoever runs it how often."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from audits.actions import answer_breaches
from audits.models import GatheringPolicy, Nonconformity, NonconformityBreach
from audits.states import Source
from office.duties import duties, perform
from office.models import JournalLine, Obligation
from processes.actions import record_breaches
from processes.models import DeadlineBreach
from tests.processes.lives import MAI, a_dossier, a_procedure, an_issue, at, passed_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    case = a_procedure(cast)
    an_issue(cast, case, committed="4")
    return case


def late(cast, case, day, month=10):
    """Received on a day, with Minh ever since."""
    dossier = a_dossier(cast, case, at(day, month=month))
    return passed_to(cast, dossier, "minh", at(day, 9, 30, month=month), at(day, 10, month=month))


def test_the_first_lateness_opens_a_nonconformity_and_the_second_joins(cast, case):
    late(cast, case, 5)
    record_breaches(now=at(20))
    first = answer_breaches(now=at(20))
    assert [each.number for each in first.opened] == ["KPH-26-001"]
    late(cast, case, 12)
    record_breaches(now=at(20, 10))
    second = answer_breaches(now=at(20, 10))
    assert (len(second.placed), second.opened) == (1, [])
    nonconformity = Nonconformity.objects.get()
    assert nonconformity.members.count() == DeadlineBreach.objects.count() == 2
    assert nonconformity.owner_unit == cast.unit("kinh_te")
    assert nonconformity.source == Source.BREACH
    assert nonconformity.title == "Cấp phép sửa chữa nhà ở trễ ở bước 2–3 Thẩm định hồ sơ"
    assert nonconformity.facts["unit"] == cast.unit("kinh_te").name
    owed = Obligation.objects.get(kind="audits.decision")
    assert owed.post == cast.post("quan")
    assert owed.due_on == datetime.date(2026, 11, 30)  # five working days after 20/11; 24/11 is off
    lines = JournalLine.objects.filter(act="audits.breach.gather")
    assert [json.loads(line.body)["data"]["number"] for line in lines] == ["KPH-26-001", "KPH-26-001"]


def test_running_again_places_nothing(cast, case):
    late(cast, case, 5)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    lines = JournalLine.objects.count()
    assert answer_breaches(now=at(21)).placed == []
    assert JournalLine.objects.count() == lines


def test_another_procedure_or_group_is_another_case(cast, case):
    late(cast, case, 5)
    other = a_procedure(cast, code="1.000111", name="Cấp phép vỉa hè")
    late(cast, other, 6)
    a_dossier(cast, case, at(7, month=10))  # never leaves the counter: charged to the first group
    record_breaches(now=at(20))
    answered = answer_breaches(now=at(20))
    assert [each.number for each in answered.opened] == ["KPH-26-001", "KPH-26-002", "KPH-26-003"]
    assert {each.step_key for each in answered.opened} == {"c1:s1", "c1:s2", *{answered.opened[1].step_key}}
    assert {each.owner_unit for each in answered.opened} == {cast.unit("kinh_te"), cast.unit("one_stop")}


def test_after_the_window_a_new_case_begins(cast, case):
    GatheringPolicy.objects.create(
        valid_from=datetime.date(2026, 1, 1), window_days=30, decision_days=3, basis="Quy chế ISO 2026"
    )
    for day, month in [(5, 3), (20, 3), (5, 5)]:
        late(cast, case, day, month)
    record_breaches(now=at(20))
    answered = answer_breaches(now=at(20))
    assert [each.number for each in answered.opened] == ["KPH-26-001", "KPH-26-002"]
    assert [each.members.count() for each in answered.opened] == [2, 1]
    assert answered.opened[0].facts["policy_basis"] == "Quy chế ISO 2026"


def test_a_lateness_learned_late_has_the_place_its_day_gives_it(cast, case):
    """Windows never overlap, and nothing that has its place moves."""
    GatheringPolicy.objects.create(
        valid_from=datetime.date(2026, 1, 1), window_days=30, decision_days=3, basis="Quy chế ISO 2026"
    )
    march = late(cast, case, 20, 3)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    for day in (9, 24):
        late(cast, case, day, 3)
    record_breaches(now=at(20, 10))
    answer_breaches(now=at(20, 10))
    first, second = Nonconformity.objects.order_by("gathers_from")
    assert first.gathers_until == second.gathers_from
    assert march.breaches.get().membership.nonconformity == second
    assert [first.members.count(), second.members.count()] == [1, 2]


def test_what_stands_cannot_be_moved_or_doubled(cast, case):
    late(cast, case, 5)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    member = NonconformityBreach.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        NonconformityBreach.objects.create(breach=member.breach, nonconformity=member.nonconformity, joined_at=at(20))
    for change in (
        lambda: NonconformityBreach.objects.update(joined_at=at(21)),
        lambda: NonconformityBreach.objects.all().delete(),
        lambda: Nonconformity.objects.update(title="khác"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_command_says_what_it_placed(cast, case, capsys):
    late(cast, case, 5)
    record_breaches(now=at(20))
    call_command("answer_breaches", "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["answered"], report["opened"]) == (1, [Nonconformity.objects.get().number])
    assert report["placed"][0]["new"]
    call_command("answer_breaches", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "answered": 0,
        "opened": [],
        "placed": [],
        "decided": [],
    }
    call_command("answer_breaches")
    assert capsys.readouterr().out == "answered: 0, opened: 0, decided: 0\n"


def test_the_clock_answers_by_itself(cast, case):
    late(cast, case, 5)
    record_breaches(now=at(20))
    assert perform(duties()["audits.answer_breaches"], now=at(20))
    assert Nonconformity.objects.count() == 1


def test_eight_processes_at_once_place_each_breach_once(installation):
    """Real processes, the same breaches: 0 doubles, dense numbers, and together they placed exactly what there was."""
    [made] = installation.race("tests.audits.racers:prepare", processes=1, dossiers=12)
    placed = installation.race("tests.audits.racers:answer", processes=8)
    assert sum(placed) == made == 12
    assert installation.rows("SELECT COUNT(*), COUNT(DISTINCT breach_id) FROM audits_nonconformitybreach") == [(12, 12)]
    numbers = installation.rows("SELECT number FROM audits_nonconformity ORDER BY number")
    assert len(numbers) == 3
    assert [int(number[-3:]) for [number] in numbers] == [1, 2, 3]
    assert installation.race("tests.audits.racers:answer", processes=2) == [0, 0]


def test_the_applicant_is_nowhere_in_it(cast, case):
    late(cast, case, 5)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    told = Nonconformity.objects.get()
    assert MAI.name not in f"{told.title} {told.description} {json.dumps(told.facts, ensure_ascii=False)}"
