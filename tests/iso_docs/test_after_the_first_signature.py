"""After the first signature nothing changes what was signed: each way of changing it is refused, or voids the signature."""

import datetime
import io

import pytest
from django.urls import reverse

from iso_docs.actions import approve, attach_form, issue_document, return_to_author, save_draft
from iso_docs.blocks import block
from iso_docs.models import ControlledDocument, DocumentIssue, ReviewRound
from iso_docs.states import RoundOutcome
from office.models import Post, Signature, SignatureVoiding
from office.refusals import Incomplete, NotPermitted, WrongState
from office.signing import reauthenticate
from office.store import receive
from tests.cast import PASSWORD
from tests.iso_docs.desk import NOW, TODAY, a_draft, an_issue, signed_by, submitted


@pytest.fixture
def reviewed(cast):
    """A round that Thảo signed and Ngọc has before her."""
    document = a_draft(cast)
    round_ = submitted(cast, document)
    signed_by(cast, round_, "thao")
    return round_


def assert_untouched(round_):
    round_ = ReviewRound.objects.get(pk=round_.pk)
    assert round_.closed_at is None
    assert Signature.objects.get().content_hash == round_.content_hash
    assert not SignatureVoiding.objects.exists()


def assert_voided(round_):
    round_ = ReviewRound.objects.get(pk=round_.pk)
    assert round_.outcome == RoundOutcome.CHANGED
    assert SignatureVoiding.objects.count() == 1
    assert not DocumentIssue.objects.exists()
    assert not round_.document.workflow_in_progress


def edit_form(document):
    """What Wagtail's editor sends for an empty document with another title."""
    data = {"code": document.code, "title": "Tên khác", "kind": "procedure", "field": "", "issuer": ""}
    data |= {"confidentiality": "1", "change_summary": "", "difference_reason": ""}
    for stream in ("sections", "cases", "steps", "references", "records"):
        data[f"{stream}-count"] = "0"
    return data


def test_saving_in_the_editor_is_refused(cast, client, reviewed):
    client.force_login(cast.user("quan"))
    address = reverse(ControlledDocument.snippet_viewset.get_url_name("edit"), args=[reviewed.document_id])
    revision = reviewed.revision_id
    client.post(address, edit_form(reviewed.document))
    assert reviewed.document.revisions.order_by("-pk").first().pk == revision
    assert_untouched(reviewed)


def test_autosave_is_refused(cast, client, reviewed):
    client.force_login(cast.user("quan"))
    address = reverse(ControlledDocument.snippet_viewset.get_url_name("edit"), args=[reviewed.document_id])
    data = edit_form(reviewed.document) | {"overwrite_revision_id": str(reviewed.revision_id)}
    client.post(address, data, headers={"accept": "application/json"})
    reviewed.revision.refresh_from_db()
    assert reviewed.revision.as_object().title == reviewed.document.title
    assert_untouched(reviewed)


def test_saving_by_the_act_is_refused(cast, reviewed):
    with pytest.raises(WrongState):
        save_draft(document=reviewed.document, change=lambda draft: None, by=cast.person("quan"), now=NOW)
    assert_untouched(reviewed)


def test_overwriting_the_revision_is_refused(cast, reviewed):
    draft = reviewed.revision.as_object()
    draft.title = "Tên khác"
    with pytest.raises(WrongState):
        draft.save_revision(user=cast.user("quan"), overwrite_revision=reviewed.revision)
    assert_untouched(reviewed)


def test_a_revision_that_was_issued_is_never_overwritten(cast):
    issue = an_issue(cast)
    draft = issue.revision.as_object()
    draft.title = "Tên khác"
    made = draft.save_revision(user=cast.user("quan"), overwrite_revision=issue.revision)
    assert made.pk != issue.revision_id
    assert issue.revision.as_object().title == issue.title


def test_a_revision_rewritten_behind_our_back_voids(cast, reviewed):
    content = reviewed.revision.content | {"title": "Tên khác"}
    type(reviewed.revision).objects.filter(pk=reviewed.revision_id).update(content=content)
    with pytest.raises(WrongState):
        signed_by(cast, reviewed, "ngoc")
    assert_voided(reviewed)


def test_replacing_an_attached_form_is_refused(cast):
    document = a_draft(cast)
    attach_form(
        document=document,
        code="BM-01",
        title="Tờ khai",
        stored=receive(io.BytesIO(b"one")),
        file_name="bm.docx",
        by=cast.person("quan"),
        now=NOW,
    )
    round_ = submitted(cast, document)
    signed_by(cast, round_, "thao")
    with pytest.raises(WrongState):
        attach_form(
            document=document,
            code="BM-01",
            title="Tờ khai",
            stored=receive(io.BytesIO(b"two")),
            file_name="bm.docx",
            by=cast.person("quan"),
            now=NOW,
        )
    assert_untouched(round_)


def test_a_controlled_form_issued_anew_voids(cast):
    form = a_draft(cast, code="BM-HT-01", title="Tờ khai")
    save_draft(document=form, change=lambda draft: setattr(draft, "kind", "form"), by=cast.person("quan"), now=NOW)
    an_issue(cast, form)
    document = a_draft(cast)
    attach_form(document=document, code="", title="Tờ khai", form_document=form, by=cast.person("quan"), now=NOW)
    round_ = submitted(cast, document)
    signed_by(cast, round_, "thao")
    next_day = NOW + datetime.timedelta(days=1)
    save_draft(document=form, change=lambda draft: None, by=cast.person("quan"), now=next_day)
    an_issue(cast, form, effective_from=next_day.date(), now=next_day)
    with pytest.raises(WrongState):
        signed_by(cast, round_, "ngoc", now=next_day)
    assert ReviewRound.objects.get(pk=round_.pk).outcome == RoundOutcome.CHANGED
    assert not document.issues.exists()


def test_renaming_a_post_that_the_text_names_voids(cast):
    document = a_draft(cast)
    post = cast.post("minh")

    def name_post(draft):
        draft.steps[1].value["post"] = str(post.pk)

    save_draft(document=document, change=name_post, by=cast.person("quan"), now=NOW)
    round_ = submitted(cast, document)
    signed_by(cast, round_, "thao")
    Post.objects.filter(pk=post.pk).update(name="Chuyên viên đất đai")
    with pytest.raises(WrongState):
        signed_by(cast, round_, "ngoc")
    assert_voided(round_)


def test_a_post_renamed_after_the_issue_changes_nothing(cast):
    document = a_draft(cast)
    post = cast.post("minh")

    def name_post(draft):
        draft.steps[1].value["post"] = str(post.pk)

    save_draft(document=document, change=name_post, by=cast.person("quan"), now=NOW)
    issue = an_issue(cast, document)
    Post.objects.filter(pk=post.pk).update(name="Tên mới")
    issue = DocumentIssue.objects.get(pk=issue.pk)
    assert issue.frozen["steps"][1]["post"].startswith("Chuyên viên địa chính")
    assert issue.steps.get(position=2).post_name.startswith("Chuyên viên địa chính")


def test_changing_the_committed_limit_is_refused(cast, reviewed):
    def longer(draft):
        draft.cases = [block("case", {"name": "không xác minh", "quantity": "9", "unit": "working_day"}, "c-1")]

    with pytest.raises(WrongState):
        save_draft(document=reviewed.document, change=longer, by=cast.person("quan"), now=NOW)
    assert_untouched(reviewed)


def test_an_old_form_signs_nothing(cast, reviewed):
    """RELIABILITY 3: the approver's page stood open while the text was returned, changed and sent again."""
    old_hash = reviewed.content_hash
    return_to_author(round_=reviewed, reason="Ghi rõ hơn.", by=cast.person("ngoc"), now=NOW)
    save_draft(
        document=reviewed.document,
        change=lambda draft: setattr(draft, "change_summary", "Khác"),
        by=cast.person("quan"),
        now=NOW,
    )
    again = submitted(cast, reviewed.document)
    signed_by(cast, again, "thao")
    proof = reauthenticate(cast.user("ngoc"), password=PASSWORD, now=NOW)
    with pytest.raises(WrongState):
        approve(round_=again, content_hash=old_hash, by=cast.person("ngoc"), proof=proof, now=NOW)
    with pytest.raises(WrongState):
        approve(round_=reviewed, content_hash=old_hash, by=cast.person("ngoc"), proof=proof, now=NOW)
    assert not Signature.objects.filter(meaning="approved").exists()


def test_returning_needs_a_reason_and_voids(cast, reviewed):
    with pytest.raises(Incomplete):
        return_to_author(round_=reviewed, reason="  ", by=cast.person("ngoc"), now=NOW)
    assert_untouched(reviewed)
    return_to_author(round_=reviewed, reason="Sai thời hạn.", by=cast.person("ngoc"), now=NOW)
    assert SignatureVoiding.objects.get().reason == "trả lại người soạn: Sai thời hạn."
    save_draft(document=reviewed.document, change=lambda draft: None, by=cast.person("quan"), now=NOW)


def test_nothing_is_issued_without_both_signatures(cast, reviewed):
    with pytest.raises(WrongState):
        issue_document(round_=reviewed, effective_from=TODAY, by=cast.person("ngoc"), now=NOW)


def test_a_disabled_approver_does_not_sign(cast, reviewed):
    user = cast.user("ngoc")
    user.is_active = False
    user.save()
    with pytest.raises(NotPermitted):
        reauthenticate(cast.user("ngoc"), password=PASSWORD, now=NOW)
    assert_untouched(reviewed)
