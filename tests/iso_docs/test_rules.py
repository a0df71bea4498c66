"""Who may what, as a table. Superusers get nothing."""

import datetime
import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from iso_docs import rules
from iso_docs.actions import create_document, issue_document, save_draft, sign_review, submit_for_review, withdraw_issue
from iso_docs.models import ControlledDocument, DocumentIssue, ReviewRound
from office.access import asker_for_person
from office.models import Confidentiality, User
from office.refusals import Incomplete, NotPermitted, WrongState
from office.signing import reauthenticate
from tests.cast import PASSWORD
from tests.iso_docs.desk import NOW, TODAY, a_draft, an_issue, signed_by, submitted, write_procedure

EVERYBODY = ["lan", "minh", "hoa", "quan", "thao", "ngoc", "tuan", "son", "binh", "admin"]


def who(cast, allowed):
    return {name for name in EVERYBODY if allowed(asker_for_person(cast.person(name), TODAY))}


def test_who_drafts(cast):
    office = cast.unit("office").pk
    assert who(cast, lambda asker: rules.may_draft(asker, office)) == {"quan", "thao"}
    assert who(cast, lambda asker: rules.may_draft(asker, cast.unit("kinh_te").pk)) == {"quan", "hoa"}
    assert who(cast, lambda asker: rules.may_draft(asker, None)) == {"quan", "thao", "hoa"}


@pytest.mark.parametrize("name", ["lan", "minh", "hoa", "tuan", "son", "binh", "admin"])
def test_nobody_else_begins_a_document(cast, name):
    with pytest.raises(NotPermitted):
        create_document(code="QT-9", title="Khác", owner_unit=cast.unit("office"), by=cast.person(name), now=NOW)
    assert not ControlledDocument.objects.exists()


@pytest.mark.parametrize(
    ("reviewer", "approver"),
    [
        ("quan", "ngoc"),  # the author reviews
        ("thao", "quan"),  # the author approves
        ("ngoc", "ngoc"),  # one person twice
        ("lan", "ngoc"),  # no role to review
        ("thao", "hoa"),  # no role to approve
        ("thao", "admin"),
    ],
)
def test_three_people_who_may(cast, reviewer, approver):
    document = a_draft(cast)
    with pytest.raises(NotPermitted):
        submit_for_review(
            document=document,
            reviewer=cast.person(reviewer),
            approver=cast.person(approver),
            by=cast.person("quan"),
            now=NOW,
        )


def test_whoever_saved_since_the_last_issue_is_an_author(cast):
    document = a_draft(cast)
    save_draft(document=document, change=lambda draft: None, by=cast.person("thao"), now=NOW)
    with pytest.raises(NotPermitted) as refused:
        submitted(cast, document)
    assert "Đỗ Phương Thảo đã soạn hoặc sửa" in str(refused.value)


@pytest.mark.parametrize("name", ["lan", "minh", "hoa", "quan", "ngoc", "tuan", "son", "binh", "admin"])
def test_only_the_named_reviewer_reviews(cast, name):
    round_ = submitted(cast, a_draft(cast))
    proof = reauthenticate(cast.user(name), password=PASSWORD, now=NOW)
    with pytest.raises((NotPermitted, WrongState)):
        sign_review(round_=round_, content_hash=round_.content_hash, by=cast.person(name), proof=proof, now=NOW)


def test_a_superuser_gets_nothing(cast, client):
    User.objects.filter(username="admin").update(is_superuser=True, is_staff=True)
    document = a_draft(cast)
    round_ = submitted(cast, document)
    proof = reauthenticate(cast.user("admin"), password=PASSWORD, now=NOW)
    with pytest.raises(NotPermitted):
        sign_review(round_=round_, content_hash=round_.content_hash, by=cast.person("admin"), proof=proof, now=NOW)
    client.force_login(cast.user("admin"))
    assert not ControlledDocument.objects.visible_to(cast.user("admin")).exists()
    assert client.get(f"/tai-lieu/{document.pk}/").status_code == 404
    assert client.get(f"/tai-lieu/soat-xet/{round_.pk}/").status_code == 404


def test_a_proof_of_one_person_signs_nothing_for_another(cast):
    round_ = submitted(cast, a_draft(cast))
    proof = reauthenticate(cast.user("lan"), password=PASSWORD, now=NOW)
    with pytest.raises(NotPermitted):
        sign_review(round_=round_, content_hash=round_.content_hash, by=cast.person("thao"), proof=proof, now=NOW)


def test_the_database_wants_three_people_too(cast):
    round_ = submitted(cast, a_draft(cast))
    fields = {field.attname: getattr(round_, field.attname) for field in ReviewRound._meta.concrete_fields}
    fields |= {"id": None, "number": 2, "closed_at": NOW, "outcome": "issued", "approver_id": round_.reviewer_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.create(**fields)


def test_who_sees_desks_and_issues(cast):
    document = a_draft(cast)
    desks = {name for name in EVERYBODY if ControlledDocument.objects.visible_to(cast.user(name)).exists()}
    assert desks == {"quan", "thao"}
    submitted(cast, document)
    desks = {name for name in EVERYBODY if ControlledDocument.objects.visible_to(cast.user(name)).exists()}
    assert desks == {"quan", "thao", "ngoc"}


def test_a_restricted_issue_is_read_by_few(cast):
    document = create_document(
        code="QĐ-01",
        title="Quy định bảo vệ",
        owner_unit=cast.unit("office"),
        confidentiality=Confidentiality.RESTRICTED,
        by=cast.person("quan"),
        now=NOW,
    )
    save_draft(document=document, change=write_procedure, by=cast.person("quan"), now=NOW)
    an_issue(cast, document)
    seen = {name for name in EVERYBODY if DocumentIssue.objects.visible_to(cast.user(name)).exists()}
    assert seen == {"quan", "thao", "ngoc"}


def test_a_difference_blocks_until_it_has_a_reason(cast):
    document = a_draft(cast)

    def slower(draft):
        draft.steps[1].value["times"][0]["quantity"] = 2

    save_draft(document=document, change=slower, by=cast.person("quan"), now=NOW)
    with pytest.raises(Incomplete) as refused:
        submitted(cast, document)
    assert refused.value.details == [
        "Trường hợp «không xác minh»: 0,5 + 2 + 1 + 0,5 = 4 nhưng thời hạn là 3. Sửa, hoặc ghi lý do chấp nhận."
    ]
    save_draft(
        document=document,
        change=lambda draft: setattr(draft, "difference_reason", "Giấy in sai."),
        by=cast.person("quan"),
        now=NOW,
    )
    assert submitted(cast, document).content.count("Giấy in sai.") == 1


def test_the_day_of_effect_is_today_or_later_and_after_every_other(cast):
    document = a_draft(cast)
    an_issue(cast, document, effective_from=TODAY + datetime.timedelta(days=10))
    save_draft(document=document, change=lambda draft: None, by=cast.person("quan"), now=NOW)
    round_ = submitted(cast, document)
    signed_by(cast, round_, "thao")
    signed_by(cast, round_, "ngoc")
    for days in (-1, 0, 10):
        with pytest.raises(WrongState):
            issue_document(
                round_=round_, effective_from=TODAY + datetime.timedelta(days=days), by=cast.person("ngoc"), now=NOW
            )
    issue = issue_document(
        round_=round_, effective_from=TODAY + datetime.timedelta(days=11), by=cast.person("quan"), now=NOW
    )
    assert issue.number == 2


def test_only_who_approves_withdraws(cast):
    issue = an_issue(cast)
    for name in ("quan", "thao", "admin", "lan"):
        with pytest.raises(NotPermitted):
            withdraw_issue(
                issue=issue,
                withdrawn_on=TODAY,
                reason="Thử.",
                by=cast.person(name),
                proof=reauthenticate(cast.user(name), password=PASSWORD, now=NOW),
                now=NOW,
            )


def test_codes_of_the_office_are_unique_and_those_of_others_repeat(cast):
    a_draft(cast, code="QT 01/CX-HCTP", title="Một")
    with pytest.raises(Incomplete):
        create_document(
            code="QT 01/CX-HCTP", title="Hai", owner_unit=cast.unit("office"), by=cast.person("quan"), now=NOW
        )
    for title in ("Hai", "Ba"):
        create_document(
            code="QT 01/CX-HCTP",
            title=title,
            issuer="Sở Tư pháp",
            owner_unit=cast.unit("office"),
            by=cast.person("quan"),
            now=NOW,
        )


@pytest.mark.parametrize("field", ["content", "content_hash", "effective_from", "title"])
def test_an_issue_does_not_change(cast, field):
    issue = an_issue(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentIssue.objects.filter(pk=issue.pk).update(**{field: "2030-01-01"})


def test_a_difference_is_shown_with_its_working_and_accepted_with_a_reason_that_is_frozen(cast):
    document = a_draft(cast)

    def promise_less(draft):
        cases = draft.cases.raw_data
        cases[0]["value"]["quantity"] = "2.000"
        draft.cases.raw_data = cases

    save_draft(document=document, change=promise_less, by=cast.person("quan"), now=NOW)
    client = Client()
    client.force_login(cast.user("quan"))
    address = f"/tai-lieu/{document.pk}/gui-soat-xet/"
    page = client.get(address).content.decode()
    assert "0,5 + 1 + 1 + 0,5 = 3" in page
    assert "02 ngày làm việc" in page
    sent = {"reviewer": cast.person("thao").pk, "approver": cast.person("ngoc").pk}
    refused = client.post(address, sent)
    assert refused.status_code in (409, 422)
    assert "0,5 + 1 + 1 + 0,5 = 3 nhưng thời hạn là 2" in refused.content.decode()
    reason = "Bước 4, 5 làm song song."
    assert client.post(address, sent | {"difference_reason": reason}).status_code == 302
    round_ = document.rounds.get()
    assert json.loads(round_.content)["difference_reason"] == reason
