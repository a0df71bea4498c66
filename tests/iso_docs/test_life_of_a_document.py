"""The life of a document as a state machine: whatever is tried, in whatever order, by whomever (RELIABILITY 2).

Invariants after every step: what is issued is what every signer saw; nobody signs what they wrote; at most one issue binds on a
day; numbers are dense; nothing issued changes. Refusals are answers; anything else that is raised fails the test.
"""

import datetime
from collections import Counter
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from iso_docs.actions import (
    approve,
    approve_and_issue,
    create_document,
    issue_document,
    return_to_author,
    save_draft,
    sign_review,
    submit_for_review,
    withdraw_issue,
)
from iso_docs.models import ControlledDocument, DocumentIssue, IssueWithdrawal, ReviewRound, RoundAuthor
from iso_docs.queries import issue_state
from iso_docs.states import IssueState
from office.canonical import sha256_of
from office.models import Post, Signature, SignatureVoiding, User
from office.refusals import Refusal
from office.signing import reauthenticate
from tests.cast import PASSWORD, make_cast
from tests.iso_docs.desk import write_procedure

START = datetime.datetime(2026, 11, 2, 2, 0, tzinfo=datetime.UTC)
PEOPLE = ["quan", "thao", "ngoc", "hoa", "lan", "admin"]
who = st.sampled_from(PEOPLE)
signers = st.sampled_from(["thao", "ngoc", "hoa", "quan"])


reached: Counter[str] = Counter()  # a machine that never gets anywhere proves nothing


class LifeOfADocument(RuleBasedStateMachine):
    """Each run lives in a savepoint of its own and is rolled back at its end."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = make_cast()
        self.now = START
        self.texts = 0
        self.frozen: dict[int, tuple[str, str]] = {}

    @initialize()
    def begin(self):
        self.document = create_document(
            code="QT-01",
            title="Kiểm soát tài liệu",
            owner_unit=self.cast.unit("office"),
            by=self.cast.person("quan"),
            now=self.now,
        )
        save_draft(document=self.document, change=write_procedure, by=self.cast.person("quan"), now=self.now)

    def teardown(self):
        reached["issues"] += DocumentIssue.objects.count()
        reached["withdrawals"] += IssueWithdrawal.objects.count()
        reached["voidings"] += SignatureVoiding.objects.count()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def round(self):
        return ReviewRound.objects.order_by("-number").first()

    def proof(self, name):
        return reauthenticate(self.cast.user(name), password=PASSWORD, now=self.now)

    # Every rule tries; a refusal is fine, half a change is not: each attempt is its own savepoint.

    @rule(by=who)
    def edit(self, by):
        self.texts += 1
        with suppress(Refusal):
            save_draft(
                document=self.document,
                change=lambda draft: setattr(draft, "change_summary", f"lần sửa {self.texts}"),
                by=self.cast.person(by),
                now=self.now,
            )

    @rule(by=who)
    def save_in_the_editor(self, by):
        """As Wagtail's editor or autosave would, with the latest revision to overwrite."""
        self.texts += 1
        desk = ControlledDocument.objects.get(pk=self.document.pk)
        draft = desk.get_latest_revision_as_object()
        draft.change_summary = f"tự lưu {self.texts}"
        latest = desk.get_latest_revision()
        user = self.cast.users[by]
        with suppress(Refusal), transaction.atomic():
            draft.save_revision(user=user, overwrite_revision=latest if latest.user_id == user.pk else None)

    @rule(by=who, reviewer=signers, approver=signers)
    def submit(self, by, reviewer, approver):
        with suppress(Refusal):
            submit_for_review(
                document=self.document,
                reviewer=self.cast.person(reviewer),
                approver=self.cast.person(approver),
                by=self.cast.person(by),
                now=self.now,
            )

    @rule()
    def submit_as_usual(self):
        self.submit("quan", "thao", "ngoc")

    @rule(days=st.integers(0, 3))
    def go_the_usual_way(self, days):
        """As far as what happened before allows."""
        self.edit("quan")
        self.submit_as_usual()
        if self.round is not None:
            self.review("thao")
            self.approve_and_issue("ngoc", days)

    @precondition(lambda self: self.round is not None)
    @rule(by=signers)
    def review(self, by):
        with suppress(Refusal):
            sign_review(
                round_=self.round,
                content_hash=self.round.content_hash,
                by=self.cast.person(by),
                proof=self.proof(by),
                now=self.now,
            )

    @precondition(lambda self: self.round is not None)
    @rule(by=signers)
    def approve(self, by):
        with suppress(Refusal):
            approve(
                round_=self.round,
                content_hash=self.round.content_hash,
                by=self.cast.person(by),
                proof=self.proof(by),
                now=self.now,
            )

    @precondition(lambda self: self.round is not None)
    @rule(by=signers, days=st.integers(-1, 4))
    def approve_and_issue(self, by, days):
        with suppress(Refusal):
            approve_and_issue(
                round_=self.round,
                content_hash=self.round.content_hash,
                effective_from=self.now.date() + datetime.timedelta(days=days),
                by=self.cast.person(by),
                proof=self.proof(by),
                now=self.now,
            )

    @precondition(lambda self: self.round is not None)
    @rule(by=who, days=st.integers(-1, 4), is_amendment=st.booleans())
    def issue(self, by, days, is_amendment):
        with suppress(Refusal):
            issue_document(
                round_=self.round,
                effective_from=self.now.date() + datetime.timedelta(days=days),
                by=self.cast.person(by),
                now=self.now,
                is_amendment=is_amendment,
            )

    @precondition(lambda self: self.round is not None)
    @rule(by=who)
    def give_back(self, by):
        with suppress(Refusal):
            return_to_author(round_=self.round, reason="Sửa lại.", by=self.cast.person(by), now=self.now)

    @rule()
    def reviewed_and_given_back_as_usual(self):
        """The one way to a signature that no longer counts; by chance alone few lives reach it."""
        self.edit("quan")
        self.submit_as_usual()
        if self.round is not None:
            self.review("thao")
            self.give_back("ngoc")

    @precondition(lambda self: DocumentIssue.objects.exists())
    @rule(by=who, days=st.integers(-1, 4), data=st.data())
    def withdraw(self, by, days, data):
        self._withdraw(data.draw(st.sampled_from(list(DocumentIssue.objects.order_by("pk")))), by, days)

    @precondition(lambda self: DocumentIssue.objects.exists())
    @rule(days=st.integers(0, 2))
    def withdraw_the_last_as_usual(self, days):
        self._withdraw(DocumentIssue.objects.order_by("pk").last(), "ngoc", days)

    def _withdraw(self, issue, by, days):
        with suppress(Refusal):
            withdraw_issue(
                issue=issue,
                withdrawn_on=self.now.date() + datetime.timedelta(days=days),
                reason="Thôi áp dụng.",
                by=self.cast.person(by),
                proof=self.proof(by),
                now=self.now,
            )

    @rule(name=signers)
    def disable_or_enable(self, name):
        user = User.objects.get(username=name)
        user.is_active = not user.is_active
        user.save(update_fields=["is_active"])

    @rule(number=st.integers(0, 9))
    def rename_a_post(self, number):
        Post.objects.filter(pk=self.cast.post("minh").pk).update(name=f"Chuyên viên {number}")

    @rule()
    def a_step_names_the_post(self):
        with suppress(Refusal):
            save_draft(
                document=self.document,
                change=lambda draft: draft.steps[1].value.update(post=str(self.cast.post("minh").pk)),
                by=self.cast.person("quan"),
                now=self.now,
            )

    @rule(days=st.integers(1, 3))
    def days_pass(self, days):
        self.now += datetime.timedelta(days=days)

    # ---------------------------------------------------------------------------------------------------------------------

    @invariant()
    def what_is_issued_is_what_every_signer_saw(self):
        for issue in DocumentIssue.objects.select_related("review"):
            assert sha256_of(issue.frozen) == issue.content_hash
            counted = Signature.objects.about(issue.review).filter(voiding__isnull=True)
            assert sorted(counted.values_list("meaning", flat=True)) == ["approved", "reviewed"]
            assert {each.content_hash for each in counted} == {issue.content_hash}
            assert issue.revision_id == issue.review.revision_id

    @invariant()
    def nobody_signs_what_they_wrote(self):
        for round_ in ReviewRound.objects.all():
            wrote = set(RoundAuthor.objects.filter(round=round_).values_list("person", flat=True))
            signed = list(Signature.objects.about(round_).values_list("person", flat=True))
            assert not wrote & set(signed)
            assert len(signed) == len(set(signed))

    @invariant()
    def at_most_one_binds_on_a_day(self):
        for days in range(-2, 6):
            on = self.now.date() + datetime.timedelta(days=days)
            binding = list(DocumentIssue.objects.in_force_on(on).select_related("withdrawal"))
            assert len(binding) <= 1
            by_state = [
                issue
                for issue in DocumentIssue.objects.select_related("withdrawal")
                if issue_state(issue, on) == IssueState.IN_FORCE
            ]
            assert by_state == binding

    @invariant()
    def numbers_are_dense(self):
        numbers = list(DocumentIssue.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        rounds = list(ReviewRound.objects.order_by("number").values_list("number", flat=True))
        assert rounds == list(range(1, len(rounds) + 1))

    @invariant()
    def nothing_issued_changes(self):
        now = {issue.pk: (issue.content, str(issue.effective_from)) for issue in DocumentIssue.objects.all()}
        for key, value in self.frozen.items():
            assert now[key] == value
        self.frozen = now

    @invariant()
    def only_an_issue_makes_the_document_live(self):
        for desk in ControlledDocument.objects.all():
            last = desk.issues.order_by("-number").first()
            assert desk.live == (last is not None)
            assert desk.live_revision_id == (last.revision_id if last else None)


def live(examples: int, steps: int, *, same_each_time: bool = False) -> None:
    run_state_machine_as_test(
        LifeOfADocument,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=same_each_time,
        ),
    )


@pytest.mark.django_db
def test_the_life_of_a_document():
    live(examples=6, steps=20)


@pytest.mark.slow
@pytest.mark.django_db
def test_many_lives_of_a_document():
    reached.clear()
    live(examples=30, steps=40, same_each_time=True)  # what was reached is asked below
    print(dict(reached))
    assert min(reached[name] for name in ("issues", "withdrawals", "voidings")) > 0
