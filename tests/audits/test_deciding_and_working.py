"""A nonconformity found by somebody: raised, decided once and not by those it is about, corrected, its cause removed."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audits.actions import decide, note_done, plan_correction, plan_corrective_action, raise_nonconformity
from audits.models import Correction, NonconformityDecision
from audits.states import DecisionKind, Source
from office.models import JournalLine, Obligation
from office.refusals import Incomplete, NotPermitted, WrongState
from tests.processes.lives import at

pytestmark = pytest.mark.django_db
FOUND = datetime.date(2026, 11, 20)


def found(cast, **changes):
    values = {
        "source": Source.COMPLAINT,
        "title": "Biểu mẫu hết hiệu lực còn ở Quầy 2",
        "description": "Người dân phản ánh phải khai lại theo mẫu mới.",
        "owner_unit": cast.unit("kinh_te"),
        "found_on": FOUND,
        "by": cast.person("quan"),
        "now": at(20),
    }
    return raise_nonconformity(**values | changes)


def test_numbers_are_dense_within_a_year(cast):
    assert [found(cast).number, found(cast).number] == ["KPH-26-001", "KPH-26-002"]
    later = datetime.datetime(2027, 1, 4, 9, tzinfo=at(20).tzinfo)
    assert found(cast, now=later).number == "KPH-27-001"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": " "}, Incomplete),
        ({"description": ""}, Incomplete),
        ({"source": Source.BREACH}, Incomplete),
        ({"found_on": datetime.date(2026, 11, 21)}, Incomplete),
    ],
)
def test_what_is_wrong_is_refused(cast, changes, refusal):
    with pytest.raises(refusal):
        found(cast, **changes)


def test_a_clerk_does_not_raise_one(cast):
    with pytest.raises(NotPermitted):
        found(cast, by=cast.person("lan"))


def test_there_is_one_decision_and_it_meets_the_obligation(cast):
    nonconformity = found(cast)
    decide(
        nonconformity=nonconformity,
        kind=DecisionKind.NOT_NEEDED,
        reason="Một lần, đã thu hồi",
        by=cast.person("ngoc"),
        now=at(23),
    )
    owed = Obligation.objects.get(kind="audits.decision")
    assert (owed.done_at, owed.done_by) == (at(23), cast.person("ngoc"))
    with pytest.raises(WrongState):
        decide(
            nonconformity=nonconformity,
            kind=DecisionKind.CORRECTIVE_ACTION,
            reason="",
            by=cast.person("quan"),
            now=at(23),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        NonconformityDecision.objects.create(
            nonconformity=nonconformity,
            kind=DecisionKind.CORRECTIVE_ACTION,
            decided_at=at(23),
            decided_by=cast.person("quan"),
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        NonconformityDecision.objects.update(reason="khác")


def test_not_needed_says_why(cast):
    nonconformity = found(cast)
    with pytest.raises(Incomplete):
        decide(
            nonconformity=nonconformity, kind=DecisionKind.NOT_NEEDED, reason=" ", by=cast.person("ngoc"), now=at(23)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        NonconformityDecision.objects.create(
            nonconformity=nonconformity, kind=DecisionKind.NOT_NEEDED, decided_at=at(23), decided_by=cast.person("quan")
        )


@pytest.mark.parametrize("who", ["lan", "hoa", "binh", "tuan", "admin"])
def test_others_do_not_decide(cast, who):
    with pytest.raises(NotPermitted):
        decide(
            nonconformity=found(cast),
            kind=DecisionKind.CORRECTIVE_ACTION,
            reason="",
            by=cast.person(who),
            now=at(23),
        )


def test_the_quality_officer_does_not_decide_about_the_own_unit(cast):
    nonconformity = found(cast, owner_unit=cast.unit("office"))
    with pytest.raises(NotPermitted):
        decide(
            nonconformity=nonconformity,
            kind=DecisionKind.CORRECTIVE_ACTION,
            reason="",
            by=cast.person("quan"),
            now=at(23),
        )


def plan(cast, nonconformity, action=plan_correction, **changes):
    values = {
        "what": "Thu hồi mẫu cũ ở các quầy",
        "owner": cast.person("lan"),
        "due_on": datetime.date(2026, 11, 25),
        "by": cast.person("quan"),
        "now": at(23),
    }
    return action(nonconformity=nonconformity, **values | changes)


def test_correction_waits_for_no_decision_and_corrective_action_does(cast):
    nonconformity = found(cast)
    assert plan(cast, nonconformity).number == 1
    assert plan(cast, nonconformity, by=cast.person("hoa")).number == 2  # heads the unit it is about
    with pytest.raises(WrongState):
        plan(cast, nonconformity, plan_corrective_action)
    decide(
        nonconformity=nonconformity, kind=DecisionKind.CORRECTIVE_ACTION, reason="", by=cast.person("ngoc"), now=at(23)
    )
    assert plan(cast, nonconformity, plan_corrective_action).number == 1
    assert [each.what for each in Obligation.objects.open().filter(person=cast.person("lan"))] == [
        "KPH-26-001: Thu hồi mẫu cũ ở các quầy"
    ] * 3


def test_where_no_action_is_needed_none_is_planned(cast):
    nonconformity = found(cast)
    decide(
        nonconformity=nonconformity,
        kind=DecisionKind.NOT_NEEDED,
        reason="Một lần",
        by=cast.person("ngoc"),
        now=at(23),
    )
    with pytest.raises(WrongState):
        plan(cast, nonconformity, plan_corrective_action)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"what": ""}, Incomplete), ({"due_on": datetime.date(2026, 11, 20)}, Incomplete)],
)
def test_work_needs_words_and_a_day_to_come(cast, changes, refusal):
    with pytest.raises(refusal):
        plan(cast, found(cast), **changes)


def test_work_is_given_by_those_who_answer_for_it(cast):
    for who in ("lan", "minh", "binh"):
        with pytest.raises(NotPermitted):
            plan(cast, found(cast), by=cast.person(who))


def test_done_once_by_its_owner_with_what_came_of_it(cast):
    work = plan(cast, found(cast))
    with pytest.raises(NotPermitted):
        note_done(work=work, outcome="Xong", by=cast.person("minh"), now=at(25))
    with pytest.raises(Incomplete):
        note_done(work=work, outcome=" ", by=cast.person("lan"), now=at(25))
    done = note_done(work=work, outcome="Thu 14 tờ", by=cast.person("lan"), now=at(25))
    assert (done.done_on, done.done_by, done.outcome) == (
        datetime.date(2026, 11, 25),
        cast.person("lan"),
        "Thu 14 tờ",
    )
    with pytest.raises(WrongState):
        note_done(work=Correction.objects.get(), outcome="Lần nữa", by=cast.person("lan"), now=at(25))
    assert not Obligation.objects.open().filter(kind="audits.work").exists()
    assert list(JournalLine.objects.order_by("number").values_list("act", flat=True)) == [
        "audits.nonconformity.raise",
        "audits.correction.plan",
        "audits.correction.do",
    ]
