"""A procedure drafted by Quân, reviewed by Thảo, approved by Ngọc, binds the day after without a job, and is read."""

import datetime
from decimal import Decimal

from iso_docs.actions import acknowledge_reading, distribute, save_draft, withdraw_issue
from iso_docs.models import DocumentIssue
from iso_docs.queries import issue_state, reading_of
from iso_docs.states import IssueState
from office.canonical import sha256_of
from office.models import JournalLine, Obligation, Signature
from office.signing import reauthenticate
from tests.cast import PASSWORD
from tests.iso_docs.desk import NOW, TODAY, a_draft, an_issue, signed_by, submitted

TOMORROW = TODAY + datetime.timedelta(days=1)


def test_drafted_reviewed_approved_and_in_force_the_day_after(cast):
    document = a_draft(cast)
    distribute(document=document, unit=cast.unit("one_stop"), by=cast.person("quan"), now=NOW)
    issue = an_issue(cast, document, effective_from=TOMORROW)

    assert not DocumentIssue.objects.in_force_on(TODAY).exists()
    assert DocumentIssue.objects.in_force_on(TOMORROW).get() == issue
    assert (issue.issue_no, issue.revision_no, issue.code) == (1, 0, "QT-HT-06")
    assert sha256_of(issue.frozen) == issue.content_hash
    assert {each.content_hash for each in Signature.objects.all()} == {issue.content_hash}
    assert [(each.part, each.person_name, each.post_name) for each in issue.signers.all()] == [
        ("author", "Phạm Quốc Quân", "Chuyên viên, Thư ký ISO"),
        ("reviewer", "Đỗ Phương Thảo", "Chánh Văn phòng"),
        ("approver", "Bùi Minh Ngọc", "Chủ tịch UBND phường"),
    ]
    document.refresh_from_db()
    assert document.live
    assert document.live_revision_id == issue.revision_id
    assert not document.has_unpublished_changes


def test_steps_that_share_a_time_become_one_group(cast):
    issue = an_issue(cast)
    groups = [
        (group.case.name, group.first_position, group.last_position, group.quantity)
        for group in issue.time_groups.select_related("case")
    ]
    assert groups == [
        ("không xác minh", 1, 1, Decimal("0.5")),
        ("không xác minh", 2, 2, Decimal("1")),
        ("không xác minh", 3, 3, Decimal("1")),
        ("không xác minh", 4, 5, Decimal("0.5")),
        ("có xác minh", 1, 1, Decimal("0.5")),
        ("có xác minh", 2, 2, Decimal("3")),
        ("có xác minh", 3, 3, Decimal("2")),
        ("có xác minh", 4, 5, Decimal("0.5")),
    ]
    assert list(issue.cases.values_list("name", "quantity")) == [
        ("không xác minh", Decimal("3")),
        ("có xác minh", Decimal("6")),
    ]


def test_who_it_concerns_owes_a_reading_and_lan_reads_it(cast):
    document = a_draft(cast)
    distribute(document=document, unit=cast.unit("one_stop"), by=cast.person("quan"), now=NOW)
    issue = an_issue(cast, document)
    owed = Obligation.objects.open().filter(kind="iso_docs.reading")
    assert [each.person.full_name for each in owed] == ["Lê Thị Lan"]
    assert reading_of(issue, TODAY).percent == 0
    acknowledge_reading(issue=issue, content_hash=issue.content_hash, by=cast.person("lan"), now=NOW)
    assert not owed.all().exists()
    assert reading_of(issue, TODAY).percent == 100


def test_the_next_issue_keeps_keys_and_the_old_one_stays_readable(cast):
    document = a_draft(cast)
    first = an_issue(cast, document)
    later = NOW + datetime.timedelta(days=10)

    def reword(draft):
        draft.steps[1].value["work"] = "Thẩm tra; phải xác minh thì gửi công văn trong ngày đầu."

    save_draft(document=document, change=reword, by=cast.person("quan"), now=later)
    assert DocumentIssue.objects.in_force_on(later.date()).get().content == first.content
    second = an_issue(cast, document, effective_from=datetime.date(2026, 12, 1), now=later)

    assert (second.number, second.issue_no) == (2, 2)
    assert list(second.steps.values_list("key", flat=True)) == list(first.steps.values_list("key", flat=True))
    assert issue_state(first, datetime.date(2026, 11, 30)) == IssueState.IN_FORCE
    assert issue_state(first, datetime.date(2026, 12, 1)) == IssueState.SUPERSEDED
    assert issue_state(second, datetime.date(2026, 12, 1)) == IssueState.IN_FORCE
    assert first.steps.get(position=2).work == "Thẩm tra tính hợp lệ của thông tin trong hồ sơ."


def test_a_withdrawal_revives_nobody(cast):
    document = a_draft(cast)
    first = an_issue(cast, document)
    later = NOW + datetime.timedelta(days=1)
    save_draft(document=document, change=lambda draft: None, by=cast.person("quan"), now=later)
    second = an_issue(cast, document, effective_from=later.date(), now=later, is_amendment=True)
    assert (second.issue_no, second.revision_no) == (1, 1)
    proof = reauthenticate(cast.user("ngoc"), password=PASSWORD, now=later)
    withdraw_issue(
        issue=second,
        withdrawn_on=datetime.date(2026, 12, 1),
        reason="Thủ tục đã bị bãi bỏ.",
        by=cast.person("ngoc"),
        proof=proof,
        now=later,
    )
    assert DocumentIssue.objects.in_force_on(datetime.date(2026, 11, 30)).get() == second
    assert not DocumentIssue.objects.in_force_on(datetime.date(2026, 12, 1)).exists()
    assert DocumentIssue.objects.in_force_on(TODAY).get() == first


def test_an_issue_withdrawn_before_its_first_day_never_took_effect(cast):
    document = a_draft(cast)
    first = an_issue(cast, document)
    later = NOW + datetime.timedelta(days=1)
    save_draft(document=document, change=lambda draft: None, by=cast.person("quan"), now=later)
    second = an_issue(cast, document, effective_from=datetime.date(2026, 12, 1), now=later)
    withdraw_issue(
        issue=second,
        withdrawn_on=later.date(),
        reason="Ban hành nhầm.",
        by=cast.person("ngoc"),
        proof=reauthenticate(cast.user("ngoc"), password=PASSWORD, now=later),
        now=later,
    )
    second.refresh_from_db()
    assert issue_state(second, later.date()) == IssueState.WITHDRAWN
    assert DocumentIssue.objects.in_force_on(datetime.date(2026, 12, 5)).get() == first
    assert issue_state(first, datetime.date(2026, 12, 5)) == IssueState.IN_FORCE


def test_each_act_is_one_line_in_the_journal(cast):
    document = a_draft(cast)
    round_ = submitted(cast, document)
    signed_by(cast, round_, "thao")
    assert list(JournalLine.objects.values_list("act", flat=True)) == [
        "iso_docs.document.create",
        "iso_docs.draft.save",
        "iso_docs.review.submit",
        "iso_docs.document.review",
    ]
