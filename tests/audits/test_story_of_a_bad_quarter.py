"""One story through every room: a bad quarter gathers by itself, its cause is removed, the effect proven, and the year's review shows it."""

import datetime

import pytest

from audits.actions import (
    check_action,
    close_nonconformity,
    conclude_effect,
    decide,
    freeze_inputs,
    measure_effect,
    note_cause,
    note_done,
    open_review,
    plan_corrective_action,
)
from audits.models import Nonconformity
from audits.states import CauseBranch, DecisionKind, Effect
from office.duties import duties
from office.models import JournalLine
from processes.actions import finish_with_result
from processes.models import DeadlineBreach, Dossier
from processes.reporting.figures import Period, period_report
from tests.processes.lives import a_dossier, a_procedure, an_issue, at, passed_to

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Mornings on which dossiers came in: Mondays to Thursdays, so that the next morning is a working one.
BAD_QUARTER = [(4, day) for day in (6, 7, 8, 9, 13, 14, 15, 16, 20, 21, 22, 23)]
AFTER = [
    *((8, day) for day in (3, 4, 5, 6, 10, 11, 12, 13, 17, 18, 19, 20, 24, 25, 26, 27)),
    *((9, day) for day in (7, 8, 9, 10, 14, 15, 16, 17, 21, 22, 23, 24)),
    *((10, day) for day in (5, 6)),
]
YEAR = Period(datetime.date(2026, 1, 1), datetime.date(2026, 11, 20), datetime.date(2026, 11, 20))


def handled(cast, case, received, *, days):
    """A dossier that Minh had in hand for so many days."""
    dossier = a_dossier(cast, case, received)
    passed_to(cast, dossier, "minh", received + datetime.timedelta(minutes=30), received + datetime.timedelta(hours=1))
    ended = received + datetime.timedelta(days=days)
    finish_with_result(
        dossier=dossier,
        signed_on=ended.date(),
        signer_name="Bùi Minh Ngọc",
        no_file_reason="bản giấy",
        by=cast.person("minh"),
        now=ended,
    )


def clock_rings(now):
    """What the worker does by itself every few minutes."""
    for each in ("processes.breaches", "audits.answer_breaches"):
        duties()[each].function(now)


def value_of(pack, key, fact):
    return next(each["value"] for each in pack.inputs["inputs"][key]["facts"] if each["key"] == fact)


def test_a_bad_quarter_and_what_became_of_it(cast):
    quan, ngoc, hoa = (cast.person(name) for name in ("quan", "ngoc", "hoa"))
    case = a_procedure(cast)
    an_issue(cast, case, committed="4")

    # Every second dossier of April lay three weeks; nobody notes anything.
    for place, (month, day) in enumerate(BAD_QUARTER):
        handled(cast, case, at(day, month=month), days=1 if place % 2 else 21)
    clock_rings(at(1, month=6))
    found = Nonconformity.objects.get()
    assert found.members.count() == DeadlineBreach.objects.count() == 6
    clock_rings(at(2, month=6))
    assert Nonconformity.objects.count() == 1

    # A cause, an action, somebody else's look.
    decide(nonconformity=found, kind=DecisionKind.CORRECTIVE_ACTION, reason="", by=quan, now=at(3, month=6))
    note_cause(
        nonconformity=found, branch=CauseBranch.WHY, text="Một người thẩm định cho cả phường", is_root=True, by=quan, now=at(3, month=6)
    )  # fmt: skip
    action = plan_corrective_action(
        nonconformity=found, what="Thêm người thẩm định", owner=hoa, due_on=datetime.date(2026, 6, 30), by=quan, now=at(3, month=6)
    )  # fmt: skip
    note_done(work=action, outcome="Hai người từ 15/6", by=hoa, now=at(15, month=6))
    check_action(action=action, passed=True, seen="Xem quyết định phân công", by=quan, now=at(16, month=6))

    # Three good months, and the same figure again.
    for month, day in AFTER:
        handled(cast, case, at(day, month=month), days=1)
    clock_rings(at(2))
    measured = measure_effect(nonconformity=found, by=quan, now=at(2))
    figures = measured.figures
    assert (figures["before"]["late"], figures["before"]["all"]) == (6, 12)
    assert (figures["after"]["late"], figures["after"]["all"]) == (0, 30)
    assert measured.proposal == Effect.EFFECTIVE
    conclude_effect(check=measured, verdict=Effect.EFFECTIVE, reason="", again_on=None, by=ngoc, now=at(3))
    close_nonconformity(nonconformity=found, conclusion="Hết trễ ở khâu thẩm định", by=ngoc, now=at(3))

    # The review of the year shows it, and its figures are those of the report.
    review = open_review(
        period_first=YEAR.first, period_last=YEAR.last, meets_on=YEAR.last, chaired_by=ngoc, by=quan, now=at(20)
    )
    pack = freeze_inputs(review=review, by=quan, now=at(20, 10))
    total = period_report(Dossier.objects.all(), YEAR).total
    for line in ("received", "resolved", "early", "on_time", "late", "open"):
        assert value_of(pack, "c3", line) == total[line], line
    assert (total["received"], total["late"]) == (42, 6)
    told = {fact: value_of(pack, "c4", fact) for fact in ("found_by_breach", "closed", "actions", "actions_done", "effective")}  # fmt: skip
    assert told == {"found_by_breach": 1, "closed": 1, "actions": 1, "actions_done": 1, "effective": 1}

    # Each step stands in the journal, once, in this order.
    acts = [line.act for line in JournalLine.objects.order_by("pk") if line.act.startswith("audits.")]
    assert acts == [
        *["audits.breach.gather"] * 6,
        "audits.nonconformity.decide",
        "audits.cause.note",
        "audits.corrective_action.plan",
        "audits.corrective_action.do",
        "audits.corrective_action.check",
        "audits.effect.measure",
        "audits.effect.conclude",
        "audits.nonconformity.close",
        "audits.review.open",
        "audits.review.freeze",
    ]
