"""A dossier runs: hand-overs, waiting for papers, one new date, the end; and the promise that passes on the way."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from office.duties import duties, perform
from office.models import JournalLine, Obligation
from office.refusals import Incomplete, NotPermitted, Refusal, WrongState
from processes import actions
from processes.actions import record_breaches
from processes.models import DeadlineBreach, Dossier, HandOver
from processes.states import DossierState, HoldRule
from tests.processes.lives import a_dossier, a_procedure, all_papers, an_issue, at, passed_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    case = a_procedure(cast)
    an_issue(cast, case, committed="4")
    return case


@pytest.fixture
def at_work(cast, case):
    """Received Thursday 19/11 at 9, with Minh since 10; promised Thursday 26/11, 17:00."""
    return passed_to(cast, a_dossier(cast, case, at(19)), "minh", at(19, 9, 30), at(19, 10))


def finish(cast, dossier, now, *, by="minh", **values):
    return actions.finish_with_result(
        dossier=dossier,
        signed_on=now.date(),
        signer_name="Bùi Minh Ngọc",
        result_code="12/GPSC",
        no_file_reason="bản giấy, quét sau",
        by=cast.person(by),
        now=now,
        **values,
    )


def groups(dossier):
    return [(each.key, each.person.full_name.split()[-1], each.ended_at) for each in dossier.progress.all()]


# --- hand-overs ------------------------------------------------------------------------------------------------------


def test_giver_and_receiver_confirm_apart(cast, case):
    dossier = a_dossier(cast, case, at(19))
    given = actions.hand_over(
        dossier=dossier, to_unit=cast.unit("kinh_te"), to_person=cast.person("minh"), by=cast.person("lan"), now=at(19, 9, 30)
    )  # fmt: skip
    dossier.refresh_from_db()
    assert (dossier.holder, dossier.state) == (cast.person("lan"), DossierState.RECEIVED)
    owed = Obligation.objects.get(kind="processes.hand_over")
    assert (owed.person, owed.due_at) == (cast.person("minh"), at(19, 17))
    actions.accept_hand_over(hand_over=given, by=cast.person("minh"), now=at(19, 10))
    dossier.refresh_from_db()
    assert (dossier.holder, dossier.holder_unit) == (cast.person("minh"), cast.unit("kinh_te"))
    assert dossier.state == DossierState.IN_PROCESS
    assert groups(dossier) == [("c1:s1", "Lan", at(19, 10)), ("c1:s2", "Minh", None)]
    owed.refresh_from_db()
    assert (owed.done_at, owed.done_by) == (at(19, 10), cast.person("minh"))
    acts = JournalLine.objects.values_list("act", flat=True)
    assert list(acts) == [
        "processes.dossier.receive", "processes.dossier.hand_over", "processes.dossier.accept_hand_over",
    ]  # fmt: skip


def test_given_after_the_cutoff_is_answered_on_the_next_working_day(cast, case):
    dossier = a_dossier(cast, case, at(20, 15, 10))
    actions.hand_over(dossier=dossier, to_unit=cast.unit("kinh_te"), by=cast.person("lan"), now=at(20, 15, 30))
    assert Obligation.objects.get(kind="processes.hand_over").due_at == at(23, 17)


def test_sent_back_with_a_reason_stays_with_the_giver(cast, case):
    dossier = a_dossier(cast, case, at(19))
    given = actions.hand_over(dossier=dossier, to_unit=cast.unit("kinh_te"), by=cast.person("lan"), now=at(19, 10))
    with pytest.raises(Incomplete):
        actions.send_back(hand_over=given, reason=" ", by=cast.person("minh"), now=at(19, 11))
    actions.send_back(hand_over=given, reason="thiếu bản vẽ", by=cast.person("minh"), now=at(19, 11))
    dossier.refresh_from_db()
    assert (dossier.holder, dossier.state) == (cast.person("lan"), DossierState.RECEIVED)
    assert groups(dossier) == [("c1:s1", "Lan", None)]
    assert Obligation.objects.get().lifted_reason == "bên nhận trả lại: thiếu bản vẽ"
    actions.hand_over(dossier=dossier, to_unit=cast.unit("kinh_te"), by=cast.person("lan"), now=at(19, 14))


def test_an_answer_is_given_once(cast, case):
    dossier = a_dossier(cast, case, at(19))
    given = actions.hand_over(dossier=dossier, to_unit=cast.unit("kinh_te"), by=cast.person("lan"), now=at(19, 10))
    actions.accept_hand_over(hand_over=given, by=cast.person("minh"), now=at(19, 11))
    for answer in (actions.accept_hand_over, actions.send_back):
        values = {"reason": "lý do"} if answer is actions.send_back else {}
        with pytest.raises(WrongState):
            answer(hand_over=given, by=cast.person("hoa"), now=at(19, 11, 1), **values)


def test_one_hand_over_waits_at_a_time_and_nobody_works_meanwhile(cast, at_work):
    actions.hand_over(dossier=at_work, to_unit=cast.unit("leaders"), by=cast.person("minh"), now=at(20))
    for act in (
        lambda: actions.hand_over(dossier=at_work, to_unit=cast.unit("office"), by=cast.person("minh"), now=at(20, 10)),
        lambda: actions.advance(dossier=at_work, by=cast.person("minh"), now=at(20, 10)),
        lambda: finish(cast, at_work, at(20, 10)),
    ):
        with pytest.raises(WrongState, match="chưa xác nhận"):
            act()


def test_the_receiver_must_work_in_the_unit(cast, at_work):
    with pytest.raises(Incomplete, match="Ngô Thanh Bình"):
        actions.hand_over(
            dossier=at_work, to_unit=cast.unit("leaders"), to_person=cast.person("binh"), by=cast.person("minh"), now=at(20)
        )  # fmt: skip


def test_a_unit_that_saw_nothing_sees_what_it_is_given(cast, at_work):
    hidden = a_dossier(cast, at_work.case, at(19))
    assert not Dossier.objects.visible_to(cast.user("binh"), at(19).date()).exists()
    actions.hand_over(dossier=at_work, to_unit=cast.unit("van_hoa"), by=cast.person("minh"), now=at(20))
    assert list(Dossier.objects.visible_to(cast.user("binh"), at(20).date())) == [at_work]
    assert hidden not in Dossier.objects.visible_to(cast.user("binh"), at(20).date())


# --- the promise passes ----------------------------------------------------------------------------------------------


def test_a_promise_that_passes_is_charged_to_the_group_that_overran_most(cast, at_work):
    passed_to(cast, at_work, "ngoc", at(26, 16, 50), at(26, 16, 59))
    assert record_breaches(now=at(26, 17)) == []
    [breach] = record_breaches(now=at(26, 17, 1))
    assert (breach.passed_at, breach.clock) == (at(26, 17), "promise")
    assert (breach.charged_key, breach.charged_unit) == ("c1:s2", cast.unit("kinh_te"))
    assert breach.overrun_minutes == 675  # 4 days used, 2,5 allowed: one and a half days of 450 minutes
    assert breach.ledger["promise"]["due"] == "2026-11-26T17:00:00+07:00"
    assert [(line["date"][8:], line["verdict"]) for line in breach.ledger["promise"]["days"]] == [
        ("19", "received"), ("20", "counted"), ("21", "weekend"), ("22", "weekend"), ("23", "counted"),
        ("24", "holiday"), ("25", "counted"), ("26", "counted"),
    ]  # fmt: skip
    assert [(each["key"], each["used_days"], each["over_days"]) for each in breach.ledger["groups"]] == [
        ("c1:s1", "0", "-0.500"), ("c1:s2", "4", "1.500"), ("c1:s4", "0", "-1.000"),
    ]  # fmt: skip


def test_recording_is_idempotent_and_the_same_after_a_long_sleep(cast, at_work):
    with transaction.atomic():
        [punctual] = record_breaches(now=at(26, 17, 1))
        told = (punctual.passed_at, punctual.charged_key, punctual.overrun_minutes, punctual.ledger)
        assert record_breaches(now=at(26, 17, 2)) == []
        transaction.set_rollback(True)
    passed_to(cast, at_work, "ngoc", at(26, 17, 30), at(27, 8))  # before the worker woke up
    assert DeadlineBreach.objects.count() == 1  # who touched it wrote it
    assert record_breaches(now=at(30, 8)) == []
    breach = DeadlineBreach.objects.get()
    assert (breach.passed_at, breach.charged_key, breach.overrun_minutes, breach.ledger) == told


def test_finishing_late_records_the_breach_first(cast, at_work):
    finish(cast, at_work, at(27, 8))
    assert DeadlineBreach.objects.get().passed_at == at(26, 17)
    acts = list(JournalLine.objects.order_by("-number").values_list("act", flat=True)[:2])
    assert set(acts) == {"processes.breach.record", "processes.dossier.finish"}


def test_finishing_on_the_minute_is_on_time(cast, at_work):
    finish(cast, at_work, at(26, 17))
    assert record_breaches(now=at(30)) == []
    assert not DeadlineBreach.objects.exists()


def test_the_command_tells_what_it_recorded_once(cast, case, capsys):
    dossier = a_dossier(cast, case, at(12, month=1))
    codes = []
    for _time in range(2):
        call_command("record_breaches", "--json")
        codes.append([row["code"] for row in json.loads(capsys.readouterr().out)["recorded"]])
    assert codes == [[dossier.code], []]
    call_command("record_breaches")
    assert "Đã ghi nhận 0 lần qua hẹn." in capsys.readouterr().out


def test_the_worker_rings_for_it(cast, at_work):
    rung = duties()["processes.breaches"]
    assert perform(rung, now=at(27))
    assert DeadlineBreach.objects.get().recorded_at == at(27)


def test_a_breach_is_never_changed_and_only_a_second_fact_annuls_it(cast, at_work):
    [breach] = record_breaches(now=at(27))
    for change in (
        lambda: DeadlineBreach.objects.filter(pk=breach.pk).update(overrun_minutes=0),
        lambda: DeadlineBreach.objects.filter(pk=breach.pk).delete(),
        lambda: Dossier.objects.filter(pk=at_work.pk).update(due_original=at(30)),
        lambda: Dossier.objects.filter(pk=at_work.pk).update(received_at=at(18)),
        lambda: Dossier.objects.filter(pk=at_work.pk).update(due_promised=at(20)),
        lambda: Dossier.objects.filter(pk=at_work.pk).delete(),
        lambda: at_work.progress.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    for who in ("lan", "minh", "hoa", "tuan"):
        with pytest.raises(NotPermitted):
            actions.annul_breach(breach=breach, reason="lý do", by=cast.person(who), now=at(27))
    with pytest.raises(Incomplete):
        actions.annul_breach(breach=breach, reason="", by=cast.person("quan"), now=at(27))
    actions.annul_breach(breach=breach, reason="bão, cả phường mất điện", by=cast.person("quan"), now=at(27))
    assert not DeadlineBreach.objects.counting().exists()
    with pytest.raises(WrongState):
        actions.annul_breach(breach=breach, reason="lần nữa", by=cast.person("ngoc"), now=at(27))
    assert record_breaches(now=at(30)) == []  # annulled, not forgotten


# --- waiting for papers ----------------------------------------------------------------------------------------------


def ask(cast, dossier, now, *, by="lan", content="Bản vẽ có dấu", how="gọi điện 09:10"):
    return actions.request_supplement(
        dossier=dossier, content=content, reason="bản vẽ thiếu dấu", notified_how=how, by=cast.person(by), now=now
    )


@pytest.mark.parametrize(
    ("rule", "due"), [(HoldRule.RESTART, at(4, 17, month=12)), (HoldRule.PAUSE, at(3, 17, month=12))]
)
def test_waiting_moves_the_promise_by_the_rule_of_the_version(cast, rule, due):
    case = a_procedure(cast, hold_rule=rule)
    an_issue(cast, case, committed="4")
    dossier = passed_to(cast, a_dossier(cast, case, at(19)), "minh", at(19, 9, 30), at(19, 10))
    ask(cast, dossier, at(20, 10))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (DossierState.SUPPLEMENT, at(20, 10))
    assert record_breaches(now=at(29)) == []  # the clock stood when 26/11 passed
    actions.complete_supplement(dossier=dossier, by=cast.person("lan"), now=at(30, 9), papers=all_papers(case)[1:])
    dossier.refresh_from_db()
    assert (dossier.due_original, dossier.due_promised, dossier.due_current) == (at(26, 17), due, due)
    assert (dossier.state, dossier.papers.count()) == (DossierState.IN_PROCESS, 3)
    pause = dossier.pauses.get()
    assert (pause.began_at, pause.ended_at, pause.due_before, pause.due_after) == (
        at(20, 10),
        at(30, 9),
        at(26, 17),
        due,
    )
    assert dossier.supplements.get().slip_number == "00001/HDHS"


def test_waiting_rescues_no_lateness_that_was_there(cast):
    case = a_procedure(cast, supplement_notice_days=30)
    dossier = passed_to(cast, a_dossier(cast, case, at(2)), "minh", at(2, 9, 30), at(2, 10))
    assert dossier.due_promised == at(9, 17)
    ask(cast, dossier, at(10))
    assert DeadlineBreach.objects.get().passed_at == at(9, 17)
    actions.complete_supplement(dossier=dossier, by=cast.person("lan"), now=at(12))
    dossier.refresh_from_db()
    assert dossier.due_promised == at(9, 17)


def test_supplements_are_few_early_through_the_counter_and_told(cast, at_work):
    for who in ("minh", "hoa", "ngoc"):
        with pytest.raises(NotPermitted):
            ask(cast, at_work, at(20), by=who)
    with pytest.raises(Incomplete):
        ask(cast, at_work, at(20), how=" ")
    with pytest.raises(WrongState, match="3 ngày"):
        ask(cast, at_work, at(26))  # the fourth working day
    ask(cast, at_work, at(25))
    actions.complete_supplement(dossier=at_work, by=cast.person("lan"), now=at(26))
    with pytest.raises(WrongState, match="chỉ cho 1 lần"):
        ask(cast, at_work, at(26, 10))


# --- one new date ----------------------------------------------------------------------------------------------------


def extend(cast, dossier, now, day, *, by="ngoc"):
    return actions.extend(dossier=dossier, new_due_on=day, reason="phải xác minh lần hai", by=cast.person(by), now=now)


def test_a_new_date_never_makes_a_dossier_punctual(cast, at_work):
    extension = extend(cast, at_work, at(25, 16), datetime.date(2026, 12, 2))
    assert extension.slip_number == "00001/PXL"
    at_work.refresh_from_db()
    assert (at_work.due_original, at_work.due_promised, at_work.due_current) == (
        at(26, 17), at(26, 17), at(2, 17, month=12),
    )  # fmt: skip
    [first] = record_breaches(now=at(27))
    assert (first.clock, first.passed_at) == ("promise", at(26, 17))
    [second] = record_breaches(now=at(3, month=12))
    assert (second.clock, second.passed_at) == ("extension", at(2, 17, month=12))


@pytest.mark.parametrize(
    ("now", "day", "by", "refusal"),
    [
        (at(25, 16), datetime.date(2026, 12, 2), "minh", NotPermitted),
        (at(25, 16), datetime.date(2026, 12, 2), "hoa", NotPermitted),
        (at(26, 8), datetime.date(2026, 12, 2), "ngoc", WrongState),  # on the day itself it is too late
        (at(25, 16), datetime.date(2026, 11, 26), "ngoc", Incomplete),
        (at(25, 16), datetime.date(2026, 11, 28), "ngoc", Incomplete),  # a Saturday
    ],
)
def test_a_new_date_is_refused(cast, at_work, now, day, by, refusal):
    with pytest.raises(refusal):
        extend(cast, at_work, now, day, by=by)
    at_work.refresh_from_db()
    assert at_work.due_current == at(26, 17)


def test_there_is_one_new_date(cast, at_work):
    extend(cast, at_work, at(20), datetime.date(2026, 12, 2))
    with pytest.raises(WrongState, match="tối đa"):
        extend(cast, at_work, at(23), datetime.date(2026, 12, 9))


# --- the end ---------------------------------------------------------------------------------------------------------


def test_the_clock_stops_with_the_result_and_not_with_its_collection(cast, at_work):
    finish(cast, at_work, at(25, 15))
    at_work.refresh_from_db()
    assert (at_work.state, at_work.finished_at, at_work.delivery_state) == ("finished", at(25, 15), "waiting")
    frozen = at_work.final_ledger
    assert [each["used_minutes"] for each in frozen["groups"]] == [
        60,
        1530,
    ]  # 300 on the 19th, 450, 450, 330 on the 25th
    given = actions.return_result(
        dossier=at_work, channel="direct", receiver_name="Phan Thị Mai", proof="đã ký sổ", by=cast.person("lan"), now=at(30)
    )  # fmt: skip
    at_work.refresh_from_db()
    assert (at_work.state, at_work.returned_at, given.proof) == ("returned", at(30), "đã ký sổ")
    assert record_breaches(now=at(30)) == []
    assert at_work.final_ledger == frozen


def test_no_result_without_file_or_reason(cast, at_work):
    with pytest.raises(Incomplete):
        actions.finish_with_result(
            dossier=at_work, signed_on=at(20).date(), signer_name="Bùi Minh Ngọc", by=cast.person("minh"), now=at(20)
        )


def test_refusal_is_a_result_in_writing(cast, at_work):
    actions.refuse(dossier=at_work, reason="nhà ngoài quy hoạch", by=cast.person("minh"), now=at(20))
    at_work.refresh_from_db()
    assert at_work.state == DossierState.FINISHED
    result = at_work.results.get()
    assert (result.kind, result.result_code) == ("refused", "00001/TCHS")


def test_withdrawal_is_a_state_and_the_dossier_stays(cast, at_work):
    actions.ask_withdrawal(dossier=at_work, reason="người dân đổi ý", by=cast.person("lan"), now=at(20))
    assert record_breaches(now=at(30)) == []
    actions.accept_withdrawal(dossier=at_work, by=cast.person("minh"), now=at(30))
    at_work.refresh_from_db()
    assert at_work.state == DossierState.STOPPED
    assert at_work.final_ledger["groups"][-1]["used_minutes"] == 300 + 90


def test_stop_needs_a_reason(cast, at_work):
    with pytest.raises(Incomplete):
        actions.stop(dossier=at_work, reason="", by=cast.person("minh"), now=at(20))
    actions.stop(dossier=at_work, reason="người nộp đã mất", by=cast.person("minh"), now=at(20))
    with pytest.raises(Refusal):
        finish(cast, at_work, at(20, 10))
    assert not HandOver.objects.filter(accepted_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("who", "may"), [("minh", True), ("hoa", True), ("lan", False), ("ngoc", False), ("binh", False), ("admin", False)]
)
def test_who_has_it_finishes_it(cast, at_work, who, may):
    if may:
        finish(cast, at_work, at(20), by=who)
    else:
        with pytest.raises(NotPermitted):
            finish(cast, at_work, at(20), by=who)
