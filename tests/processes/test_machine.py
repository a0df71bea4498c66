"""Whatever people do in whatever order: worked and paused make elapsed, nothing goes away, no promise moves earlier."""

import datetime
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from office.calendar import working_calendar
from office.models import JournalLine
from office.refusals import Refusal
from processes import actions
from processes.models import (
    AdministrativeProcedureCase,
    ClockPause,
    DeadlineBreach,
    Dossier,
    DossierPaper,
    Extension,
    HandOver,
    StepProgress,
    SupplementRequest,
)
from processes.queries import pauses_of
from processes.states import HoldRule
from processes.time_used import without, working_minutes
from tests.cast import make_cast
from tests.processes.lives import a_dossier, a_procedure, an_issue, at

PEOPLE = ("lan", "minh", "hoa", "ngoc", "quan", "binh")
FACTS = (
    Dossier,
    DossierPaper,
    HandOver,
    ClockPause,
    SupplementRequest,
    Extension,
    StepProgress,
    DeadlineBreach,
    JournalLine,
)


class DossierMachine(RuleBasedStateMachine):
    """One dossier in the hands of six people over some weeks; refusals are answers, anything else is a fault."""

    @initialize(
        hold=st.sampled_from(HoldRule.values), most=st.integers(0, 2), committed=st.sampled_from(["1", "2.5", "4"])
    )
    def begin(self, hold, most, committed):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.cast = make_cast()
        self.case = a_procedure(self.cast, hold_rule=hold, max_supplements=most, supplement_notice_days=10)
        an_issue(self.cast, self.case, committed=committed)
        self.now = at(2, 8)
        self.dossier = a_dossier(self.cast, self.case, self.now)
        self.calendar = working_calendar()
        self.seen = {}
        self.promised = [self.dossier.due_promised]
        self.first_ledger = self.dossier.promise

    def teardown(self):
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def attempt(self, act):
        # A refusal is an answer; it must have changed nothing, which the invariants see.
        with suppress(Refusal), transaction.atomic():
            act()
        self.dossier.refresh_from_db()

    @rule(minutes=st.integers(1, 3 * 24 * 60))
    def time_passes(self, minutes):
        self.now += datetime.timedelta(minutes=minutes)

    def person(self, who):
        """Somebody of the cast, or whoever holds the dossier, or whom it was given to."""
        if who == "holder":
            return self.dossier.holder or self.cast.person("lan")
        if who == "receiver":
            given = self.dossier.hand_overs.order_by("-number").first()
            return given.to_person if given is not None else self.cast.person("minh")
        return self.cast.person(who)

    @rule(by=st.sampled_from(["holder", "holder", "holder", *PEOPLE]), to=st.sampled_from(PEOPLE), ends=st.booleans())
    def give(self, by, to, ends):
        person = self.cast.person(to)
        self.attempt(
            lambda: actions.hand_over(
                dossier=self.dossier,
                to_unit=self.cast.post(to).unit,
                to_person=person,
                ends_group=ends,
                by=self.person(by),
                now=self.now,
            )
        )

    @rule(
        by=st.sampled_from(["receiver", "receiver", "receiver", *PEOPLE]),
        takes=st.sampled_from([True, True, True, False]),
    )
    def answer(self, by, takes):
        given = self.dossier.hand_overs.order_by("-number").first()
        if given is not None:
            person = self.person(by)
            if takes:
                self.attempt(lambda: actions.accept_hand_over(hand_over=given, by=person, now=self.now))
            else:
                self.attempt(lambda: actions.send_back(hand_over=given, reason="thiếu", by=person, now=self.now))

    @rule(by=st.sampled_from(["holder", *PEOPLE]))
    def go_on(self, by):
        self.attempt(lambda: actions.advance(dossier=self.dossier, by=self.person(by), now=self.now))

    @rule(by=st.sampled_from(["lan", "minh"]))
    def ask(self, by):
        self.attempt(
            lambda: actions.request_supplement(
                dossier=self.dossier,
                content="bản vẽ",
                reason="thiếu",
                notified_how="gọi điện",
                by=self.person(by),
                now=self.now,
            )
        )

    @rule()
    def complete(self):
        self.attempt(
            lambda: actions.complete_supplement(dossier=self.dossier, by=self.cast.person("lan"), now=self.now)
        )

    @rule(days=st.integers(1, 20))
    def promise_again(self, days):
        day = (self.now + datetime.timedelta(days=days)).date()
        self.attempt(
            lambda: actions.extend(
                dossier=self.dossier, new_due_on=day, reason="chờ ý kiến", by=self.cast.person("ngoc"), now=self.now
            )
        )

    @rule()
    def worker_wakes(self):
        actions.record_breaches(now=self.now)
        assert actions.record_breaches(now=self.now) == []
        self.dossier.refresh_from_db()

    @rule(limit=st.integers(1, 30))
    def the_law_changes(self, limit):
        """A later rule: the limit of the case itself is altered, as an edit of the catalogue would."""
        AdministrativeProcedureCase.objects.filter(pk=self.case.pk).update(limit=Decimal(limit))
        before = (self.dossier.due_original, self.dossier.due_promised, self.dossier.due_current)
        self.dossier.refresh_from_db()
        assert (self.dossier.due_original, self.dossier.due_promised, self.dossier.due_current) == before
        AdministrativeProcedureCase.objects.filter(pk=self.case.pk).update(limit=self.case.limit)

    @precondition(lambda self: self.dossier.hand_overs.count() > 1)
    @rule(by=st.sampled_from(["holder", *PEOPLE]), how=st.sampled_from(["finish", "refuse", "stop"]))
    def end(self, by, how):
        person = self.person(by)
        if how == "finish":
            self.attempt(
                lambda: actions.finish_with_result(
                    dossier=self.dossier,
                    signed_on=self.now.date(),
                    signer_name="Bùi Minh Ngọc",
                    no_file_reason="bản giấy",
                    by=person,
                    now=self.now,
                )
            )
        else:
            act = actions.refuse if how == "refuse" else actions.stop
            self.attempt(lambda: act(dossier=self.dossier, reason="lý do", by=person, now=self.now))

    @invariant()
    def worked_and_paused_make_elapsed(self):
        if not hasattr(self, "dossier"):
            return
        until = self.dossier.finished_at or self.now
        stretches = list(self.dossier.progress.order_by("number"))
        assert stretches[0].began_at == self.dossier.received_at
        for before, after in pairwise(stretches):
            assert before.ended_at == after.began_at
        assert (stretches[-1].ended_at is None) == self.dossier.is_open
        pauses = pauses_of(self.dossier, until)
        worked = sum(
            working_minutes(self.calendar, without((each.began_at, each.ended_at or until), pauses))
            for each in stretches
        )
        assert worked + working_minutes(self.calendar, pauses) == self.calendar.minutes_between(
            self.dossier.received_at, until
        )

    @invariant()
    def nothing_goes_away_and_no_promise_moves_earlier(self):
        if not hasattr(self, "dossier"):
            return
        for model in FACTS:
            count = model.objects.count()
            assert count >= self.seen.get(model, 0)
            self.seen[model] = count
        assert self.dossier.due_original == self.promised[0]
        assert self.promised[-1] <= self.dossier.due_promised <= self.dossier.due_current
        self.promised.append(self.dossier.due_promised)
        assert self.dossier.promise == self.first_ledger

    @invariant()
    def a_breach_stands_exactly_where_a_promise_passed(self):
        if not hasattr(self, "dossier") or self.dossier.finished_at is None:
            return
        late = self.dossier.finished_at > self.dossier.due_promised
        breach = self.dossier.breaches.filter(clock="promise").first()
        # Stopped while the applicant had it: the clock had been standing since before the promise passed.
        stood = any(
            pause.began_at <= self.dossier.due_promised and pause.ended_at == self.dossier.finished_at
            for pause in self.dossier.pauses.all()
        )
        assert (breach is not None) == (late and not stood)
        if breach is not None:
            assert breach.passed_at == self.dossier.due_promised


class TestDossierMachine(TestCase):
    """Each example lives in a transaction of its own that is rolled back."""

    def test_the_machine(self):
        run_state_machine_as_test(
            DossierMachine,
            settings=settings(
                max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
