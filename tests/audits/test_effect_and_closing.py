"""From a decision to a closed case: causes, actions, somebody else's look, the measured effect, and every gate on the way."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audits.actions import (
    answer_breaches,
    check_action,
    close_nonconformity,
    conclude_effect,
    decide,
    decide_by_rule,
    mark_root,
    measure_effect,
    move_due,
    note_cause,
    note_done,
    plan_correction,
    plan_corrective_action,
    raise_nonconformity,
    set_policy,
    strike_cause,
)
from audits.models import ActionCheck, EffectCheck, GatheringPolicy, Nonconformity
from audits.progress import lacking_of, with_progress
from audits.states import CauseBranch, DecisionKind, Effect, Severity, Source, Stage
from office.canonical import sha256_of
from office.models import JournalLine, Obligation
from office.refusals import Incomplete, NotPermitted, WrongState
from processes.actions import annul_breach, finish_with_result, record_breaches
from processes.models import DeadlineBreach
from tests.processes.lives import a_dossier, a_procedure, an_issue, at, passed_to

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


def row(nonconformity):
    return with_progress(Nonconformity.objects.filter(pk=nonconformity.pk)).get()


def stage(nonconformity):
    return row(nonconformity).stage


@pytest.fixture
def found(cast):
    return raise_nonconformity(
        source=Source.INSPECTION,
        title="Biểu mẫu hết hiệu lực còn ở Quầy 2",
        description="Đoàn kiểm tra thấy mẫu cũ.",
        owner_unit=cast.unit("kinh_te"),
        found_on=at(2).date(),
        by=cast.person("quan"),
        now=at(2),
    )


@pytest.fixture
def decided(cast, found):
    decide(nonconformity=found, kind=DecisionKind.CORRECTIVE_ACTION, reason="", by=cast.person("quan"), now=at(3))
    return found


def planned(cast, nonconformity, what="Thu hồi bản cũ khi ban hành bản mới", day=4):
    return plan_corrective_action(
        nonconformity=nonconformity,
        what=what,
        owner=cast.person("hoa"),
        due_on=at(20).date(),
        by=cast.person("quan"),
        now=at(day),
    )


def done(cast, work, day=5):
    return note_done(work=work, outcome="Đã thu hồi 12 bản", by=cast.person("hoa"), now=at(day))


# --- a whole life --------------------------------------------------------------------------------------------------


def test_a_case_goes_through_every_stage_to_its_closing(cast, found):
    assert stage(found) == Stage.UNDECIDED
    decide(nonconformity=found, kind=DecisionKind.CORRECTIVE_ACTION, reason="", by=cast.person("quan"), now=at(3))
    assert stage(found) == Stage.PLANNING
    action = planned(cast, found)
    assert stage(found) == Stage.WORKING
    done(cast, action)
    assert stage(found) == Stage.CHECKING
    owed = Obligation.objects.open().get(kind="audits.check")
    assert owed.post == cast.post("quan")
    assert Obligation.objects.open().get(kind="audits.effect").due_on == datetime.date(2027, 1, 4)  # 60 days after 5/11
    check_action(action=action, passed=True, seen="Đã xem cả 4 quầy", by=cast.person("quan"), now=at(6))
    assert stage(found) == Stage.MEASURING
    looked = measure_effect(nonconformity=found, seen="20 hồ sơ sau đó đúng mẫu", by=cast.person("quan"), now=at(7))
    assert stage(found) == Stage.MEASURING
    conclude_effect(
        check=looked, verdict=Effect.EFFECTIVE, reason="Không còn sai", again_on=None, by=cast.person("ngoc"), now=at(7)
    )
    assert stage(found) == Stage.READY
    close_nonconformity(nonconformity=found, conclusion="Xong", by=cast.person("ngoc"), now=at(8))
    assert stage(found) == Stage.CLOSED
    assert not Obligation.objects.open().filter(kind__startswith="audits.").exists()
    acts = [line.act for line in JournalLine.objects.order_by("pk") if line.act.startswith("audits.")]
    assert acts == [
        "audits.nonconformity.raise",
        "audits.nonconformity.decide",
        "audits.corrective_action.plan",
        "audits.corrective_action.do",
        "audits.corrective_action.check",
        "audits.effect.measure",
        "audits.effect.conclude",
        "audits.nonconformity.close",
    ]
    for refused in (
        lambda: planned(cast, found, day=9),
        lambda: note_cause(
            nonconformity=found, branch=CauseBranch.WHY, text="muộn", is_root=False, by=cast.person("quan"), now=at(9)
        ),
        lambda: close_nonconformity(nonconformity=found, conclusion="nữa", by=cast.person("ngoc"), now=at(9)),
    ):
        with pytest.raises(WrongState, match="đã đóng"):
            refused()


def test_closing_says_what_lacks(cast, found):
    def refusal():
        with pytest.raises(WrongState) as refused:
            close_nonconformity(nonconformity=found, conclusion="Xong", by=cast.person("ngoc"), now=at(9))
        return str(refused.value.what)

    assert "quyết định có cần hành động" in refusal()
    decide(nonconformity=found, kind=DecisionKind.CORRECTIVE_ACTION, reason="", by=cast.person("quan"), now=at(3))
    correction = plan_correction(
        nonconformity=found,
        what="Thay mẫu",
        owner=cast.person("hoa"),
        due_on=at(5).date(),
        by=cast.person("quan"),
        now=at(3),
    )
    assert "hành động khắc phục nào" in refusal()
    action = planned(cast, found)
    assert "1 hành động khắc phục chưa xong" in refusal()
    assert "1 việc xử lý ngay chưa xong" in refusal()
    done(cast, action)
    done(cast, correction)
    assert "chưa được kiểm tra thực hiện" in refusal()
    check_action(action=action, passed=True, seen="Đã xem", by=cast.person("quan"), now=at(6))
    assert lacking_of(row(found)) == ["kết luận «có hiệu lực» sau hành động cuối"]


def test_not_needed_closes_once_the_correction_is_done(cast, found):
    decide(nonconformity=found, kind=DecisionKind.NOT_NEEDED, reason="Một lần", by=cast.person("quan"), now=at(3))
    assert stage(found) == Stage.READY
    correction = plan_correction(
        nonconformity=found,
        what="Thay mẫu",
        owner=cast.person("hoa"),
        due_on=at(5).date(),
        by=cast.person("quan"),
        now=at(3),
    )
    assert stage(found) == Stage.WORKING
    done(cast, correction)
    close_nonconformity(nonconformity=found, conclusion="Đã thay", by=cast.person("quan"), now=at(6))
    assert stage(found) == Stage.CLOSED


def test_what_was_not_effective_asks_for_new_actions(cast, decided):
    action = planned(cast, decided)
    done(cast, action)
    check_action(action=action, passed=True, seen="Đã xem", by=cast.person("quan"), now=at(6))
    looked = measure_effect(nonconformity=decided, seen="Vẫn còn 3 mẫu cũ", by=cast.person("quan"), now=at(7))
    conclude_effect(
        check=looked, verdict=Effect.NOT_EFFECTIVE, reason="Vẫn còn", again_on=None, by=cast.person("quan"), now=at(7)
    )
    assert stage(decided) == Stage.PLANNING
    assert Obligation.objects.open().filter(kind="audits.plan").exists()
    again = planned(cast, decided, "Gỡ mẫu cũ khỏi máy in chung", day=9)
    assert stage(decided) == Stage.WORKING
    assert not Obligation.objects.open().filter(kind="audits.plan").exists()
    done(cast, again, day=10)
    check_action(action=again, passed=True, seen="Đã xem", by=cast.person("quan"), now=at(11))
    assert lacking_of(row(decided)) == ["kết luận «có hiệu lực» sau hành động cuối"]


def test_an_action_that_failed_its_check_asks_for_another(cast, decided):
    action = planned(cast, decided)
    done(cast, action)
    check_action(action=action, passed=False, seen="Quầy 3 vẫn dùng mẫu cũ", by=cast.person("quan"), now=at(6))
    assert stage(decided) == Stage.PLANNING
    assert "hành động mới, vì lần trước không đạt" in lacking_of(row(decided))


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["hoa", "minh", "lan", "admin"])
def test_the_doer_and_the_audited_do_not_check_conclude_or_close(cast, decided, who):
    action = planned(cast, decided)
    done(cast, action)
    with pytest.raises(NotPermitted):
        check_action(action=action, passed=True, seen="ổn", by=cast.person(who), now=at(6))
    check_action(action=action, passed=True, seen="ổn", by=cast.person("tuan"), now=at(6))
    looked = measure_effect(nonconformity=decided, seen="ổn", by=cast.person("quan"), now=at(7))
    with pytest.raises(NotPermitted):
        conclude_effect(
            check=looked, verdict=Effect.EFFECTIVE, reason="ổn", again_on=None, by=cast.person(who), now=at(7)
        )
    with pytest.raises(NotPermitted):
        close_nonconformity(nonconformity=decided, conclusion="ổn", by=cast.person(who), now=at(8))


def test_who_did_an_action_does_not_close_the_case_even_with_the_role(cast, decided):
    action = plan_corrective_action(
        nonconformity=decided,
        what="Sửa quy trình",
        owner=cast.person("quan"),
        due_on=at(20).date(),
        by=cast.person("quan"),
        now=at(4),
    )
    note_done(work=action, outcome="Đã sửa", by=cast.person("quan"), now=at(5))
    with pytest.raises(NotPermitted):
        check_action(action=action, passed=True, seen="tự xem", by=cast.person("quan"), now=at(6))
    with pytest.raises(NotPermitted):
        close_nonconformity(nonconformity=decided, conclusion="xong", by=cast.person("quan"), now=at(6))


def test_the_database_refuses_a_check_by_the_doer_and_keeps_every_fact(cast, decided):
    action = done(cast, planned(cast, decided))
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionCheck.objects.create(
            action=action,
            passed=True,
            seen="tự xem",
            checked_at=at(6),
            checked_by=cast.person("hoa"),
            done_by=cast.person("hoa"),
        )
    check_action(action=action, passed=True, seen="Đã xem", by=cast.person("quan"), now=at(6))
    for change in (
        lambda: ActionCheck.objects.update(passed=False),
        lambda: ActionCheck.objects.all().delete(),
        lambda: type(action).objects.filter(pk=action.pk).update(what="việc khác"),
        lambda: type(action).objects.filter(pk=action.pk).update(done_on=at(1).date()),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- dates and causes -------------------------------------------------------------------------------------------------


def test_a_day_is_moved_with_a_reason_and_the_days_before_stay(cast, decided):
    action = planned(cast, decided)
    for day in (25, 27):
        move_due(work=action, due_on=at(day).date(), reason="Chờ in", by=cast.person("quan"), now=at(6))
    assert (action.due_first, action.due_on) == (at(20).date(), at(27).date())
    moves = [(move.due_before.day, move.due_after.day) for move in action.due_changes.all()]
    assert moves == [(20, 25), (25, 27)]
    assert Obligation.objects.open().get(kind="audits.work").due_on == at(27).date()
    with pytest.raises(Incomplete):
        move_due(work=action, due_on=at(26).date(), reason="sớm hơn", by=cast.person("quan"), now=at(6))
    with pytest.raises(Incomplete):
        move_due(work=action, due_on=at(28).date(), reason=" ", by=cast.person("quan"), now=at(6))
    done(cast, action, day=27)
    with pytest.raises(WrongState):
        move_due(work=action, due_on=at(30).date(), reason="nữa", by=cast.person("quan"), now=at(27))


def test_causes_are_noted_marked_and_struck_never_rubbed_out(cast, decided):
    causes = [
        note_cause(nonconformity=decided, branch=branch, text=text, is_root=False, by=cast.person("hoa"), now=at(4))
        for branch, text in [(CauseBranch.WHY, "Mẫu cũ còn ở quầy"), (CauseBranch.METHOD, "Không ai thu hồi")]
    ]
    mark_root(cause=causes[1], is_root=True, by=cast.person("hoa"), now=at(4))
    strike_cause(cause=causes[0], by=cast.person("quan"), now=at(5))
    with pytest.raises(WrongState):
        mark_root(cause=causes[0], is_root=True, by=cast.person("quan"), now=at(5))
    with pytest.raises(NotPermitted):
        strike_cause(cause=causes[1], by=cast.person("lan"), now=at(5))
    assert [(each.number, each.is_root, each.struck_at) for each in decided.causes.all()] == [
        (1, False, at(5)),
        (2, True, None),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        decided.causes.all().delete()


# --- the figure -------------------------------------------------------------------------------------------------------


@pytest.fixture
def gathered(cast, case):
    """Two late of three in October; decided and acted on in November."""
    late(cast, case, 5)
    late(cast, case, 6)
    quick = late(cast, case, 7)
    finish_with_result(
        dossier=quick,
        signed_on=at(8, month=10).date(),
        signer_name="Lê Văn Ngọc",
        no_file_reason="bản giấy",
        by=cast.person("minh"),
        now=at(8, month=10),
    )
    record_breaches(now=at(2))
    answer_breaches(now=at(2))
    nonconformity = Nonconformity.objects.get()
    decide(
        nonconformity=nonconformity, kind=DecisionKind.CORRECTIVE_ACTION, reason="", by=cast.person("quan"), now=at(3)
    )
    return nonconformity


def test_the_effect_is_measured_on_the_same_figure_and_frozen(cast, case, gathered):
    action = planned(cast, gathered)
    with pytest.raises(WrongState):
        measure_effect(nonconformity=gathered, by=cast.person("quan"), now=at(5))
    done(cast, action)
    after = late(cast, case, 6, month=11)
    record_breaches(now=at(20))
    made = measure_effect(nonconformity=gathered, by=cast.person("quan"), now=at(20))
    figures = made.figures
    assert (figures["before"]["late"], figures["before"]["all"]) == (2, 3)
    assert (figures["before"]["since"], figures["before"]["until"]) == ("2026-10-05", "2026-11-03")
    assert (figures["after"]["since"], figures["after"]["late"], figures["after"]["all"]) == ("2026-11-06", 1, 1)
    assert [each["code"] for each in figures["after"]["dossiers"]] == [after.code]
    assert made.figures_hash == sha256_of(figures)
    assert made.proposal == Effect.NOT_ENOUGH
    with pytest.raises(DatabaseError), transaction.atomic():
        EffectCheck.objects.update(proposal=Effect.EFFECTIVE)
    with pytest.raises(WrongState, match="chưa có kết luận"):
        measure_effect(nonconformity=gathered, by=cast.person("quan"), now=at(21))
    with pytest.raises(Incomplete):  # against the numbers only with a reason
        conclude_effect(
            check=made, verdict=Effect.EFFECTIVE, reason="", again_on=None, by=cast.person("quan"), now=at(20)
        )
    with pytest.raises(Incomplete):  # not enough: until when?
        conclude_effect(
            check=made, verdict=Effect.NOT_ENOUGH, reason="", again_on=None, by=cast.person("quan"), now=at(20)
        )
    again_on = datetime.date(2027, 1, 29)
    conclude_effect(
        check=made, verdict=Effect.NOT_ENOUGH, reason="", again_on=again_on, by=cast.person("quan"), now=at(20)
    )
    owed = Obligation.objects.open().get(kind="audits.effect")
    assert owed.due_on == again_on


def test_an_annulled_breach_does_not_count(cast, gathered):
    breach = DeadlineBreach.objects.order_by("pk").first()
    annul_breach(breach=breach, reason="Ghi nhầm ngày", by=cast.person("ngoc"), now=at(4))
    done(cast, planned(cast, gathered))
    made = measure_effect(nonconformity=gathered, by=cast.person("quan"), now=at(20))
    assert made.figures["before"]["late"] == 1


# --- the rule ---------------------------------------------------------------------------------------------------------


def rule(cast, **numbers):
    values = {
        "window_days": 30,
        "decision_days": 5,
        "action_from_count": 2,
        "action_from_percent": 100,
        "action_from_days": 1000,
        "major_from_percent": 20,
        "effect_after_days": 60,
        "effect_wanted_percent": 50,
        "decides": True,
    }
    return GatheringPolicy.objects.create(
        valid_from=datetime.date(2026, 1, 1), basis="Quy chế 12/QC-UBND", **values | numbers
    )


def test_the_rule_decides_once_it_is_called_for(cast, case):
    rule(cast)
    late(cast, case, 5)
    record_breaches(now=at(15, month=10))
    answer_breaches(now=at(15, month=10))
    assert decide_by_rule(now=at(15, month=10)) == []  # one is below the rule, and the window is open
    late(cast, case, 6)
    record_breaches(now=at(16, month=10))
    answer_breaches(now=at(16, month=10))
    made = decide_by_rule(now=at(16, month=10))
    assert [(each.kind, each.decided_by, each.policy.basis) for each in made] == [
        (DecisionKind.CORRECTIVE_ACTION, None, "Quy chế 12/QC-UBND")
    ]
    assert "2 hồ sơ trễ ở cùng một nhóm bước" in made[0].reason
    assert decide_by_rule(now=at(16, month=10)) == []
    assert not Obligation.objects.open().filter(kind="audits.decision").exists()


def test_the_rule_says_not_needed_when_the_window_is_over(cast, case):
    rule(cast)
    late(cast, case, 5)
    record_breaches(now=at(15, month=10))
    answer_breaches(now=at(15, month=10))
    made = decide_by_rule(now=at(20))
    assert [each.kind for each in made] == [DecisionKind.NOT_NEEDED]
    assert "dưới mức phải khắc phục nguyên nhân" in made[0].reason


def test_without_the_office_saying_so_nothing_is_decided_by_rule(cast, case):
    rule(cast, decides=False, action_from_count=1)
    late(cast, case, 5)
    record_breaches(now=at(20))
    answer_breaches(now=at(20))
    assert decide_by_rule(now=at(20)) == []


def test_a_policy_holds_from_a_day_on_with_its_basis(cast):
    numbers = {
        "window_days": 90,
        "decision_days": 3,
        "action_from_count": 2,
        "action_from_percent": 10,
        "action_from_days": 5,
        "major_from_percent": 15,
        "effect_after_days": 45,
        "effect_wanted_percent": 60,
        "decides": False,
    }
    values = {"by": cast.person("quan"), "now": at(20), **numbers}
    made = set_policy(valid_from=at(20).date(), basis="Quy chế 15/QC-UBND", **values)
    assert made.window_days == 90
    with pytest.raises(Incomplete):
        set_policy(valid_from=at(19).date(), basis="Quy chế", **values)
    with pytest.raises(Incomplete):
        set_policy(valid_from=at(20).date(), basis="Quy chế", **values)
    with pytest.raises(Incomplete):
        set_policy(valid_from=at(21).date(), basis=" ", **values)
    with pytest.raises(NotPermitted):
        set_policy(valid_from=at(21).date(), basis="Quy chế", **values | {"by": cast.person("hoa")})


def test_severity_is_kept(cast, found):
    assert found.severity == Severity.MINOR
