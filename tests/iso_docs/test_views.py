"""Pages of the room: one good path each, each refusal, who sees what, constant queries."""

import datetime
import io
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iso_docs.actions import attach_form, create_document, distribute, save_draft, withdraw_issue
from iso_docs.models import ControlledDocument, DocumentIssue, Reading, ReviewRound
from office.models import Confidentiality, JournalLine, Signature
from office.signing import reauthenticate
from office.store import receive
from tests.cast import PASSWORD
from tests.iso_docs.desk import a_draft, an_issue, signed_by, submitted, write_procedure


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def signed_in(cast):
    def sign_in(name):
        client = Client()
        client.force_login(cast.user(name))
        return client

    return sign_in


def test_the_register_shows_what_binds_and_where_the_desk_stands(cast, signed_in, now, today):
    document = a_draft(cast, now=now)
    distribute(document=document, unit=cast.unit("one_stop"), by=cast.person("quan"), now=now)
    an_issue(cast, document, effective_from=today, now=now)
    a_draft(cast, code="QT-HT-07", title="Đăng ký lại khai sinh", now=now)
    page = signed_in("quan").get("/tai-lieu/").content.decode()
    assert "QT-HT-06" in page
    assert "Còn hiệu lực" in page
    assert "0/1" in page
    assert "QT-HT-07" in page
    page = signed_in("lan").get("/tai-lieu/").content.decode()
    assert "QT-HT-06" in page
    assert "QT-HT-07" not in page


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_register_asks_the_same_number_of_questions(
    cast, signed_in, now, today, how_many, django_assert_num_queries
):
    for number in range(how_many):
        an_issue(cast, a_draft(cast, code=f"QT-{number}", title=f"Số {number}", now=now), effective_from=today, now=now)
    client = signed_in("quan")
    client.get("/tai-lieu/")
    with django_assert_num_queries(REGISTER_QUERIES):
        client.get("/tai-lieu/")


REGISTER_QUERIES = 18


def test_submit_review_approve_and_read_through_the_pages(cast, signed_in, today):
    document = a_draft(cast, now=timezone.now())
    quan, thao, ngoc, lan = (signed_in(name) for name in ("quan", "thao", "ngoc", "lan"))
    sent = quan.post(
        f"/tai-lieu/{document.pk}/gui-soat-xet/",
        {"reviewer": cast.person("thao").pk, "approver": cast.person("ngoc").pk, "note": "Xin soát xét."},
    )
    assert sent.status_code == 302
    round_ = ReviewRound.objects.get()
    address = f"/tai-lieu/soat-xet/{round_.pk}/"

    wrong = thao.post(address, {"verb": "review", "content_hash": round_.content_hash, "password": "khong-dung"})
    assert wrong.status_code == 403
    assert "Mật khẩu không đúng" in wrong.content.decode()
    assert "khong-dung" not in wrong.content.decode()
    assert not Signature.objects.exists()

    done = thao.post(address, {"verb": "review", "content_hash": round_.content_hash, "password": PASSWORD})
    assert done.status_code == 302
    done = ngoc.post(
        address,
        {
            "verb": "approve",
            "content_hash": round_.content_hash,
            "password": PASSWORD,
            "effective_from": today.strftime("%d/%m/%Y"),
        },
    )
    issue = DocumentIssue.objects.get()
    assert done.url == issue.get_absolute_url()
    page = lan.get(done.url).content.decode()
    assert "Tôi đã đọc" in page
    assert "chung bước 4, 5" in page
    lan.post(done.url, {"content_hash": issue.content_hash})
    assert Reading.objects.get().person == cast.person("lan")
    assert "Anh/chị đã đọc lúc" in lan.get(done.url).content.decode()


def test_a_stale_or_forged_hash_signs_nothing(cast, signed_in):
    round_ = submitted(cast, a_draft(cast, now=timezone.now()), now=timezone.now())
    answer = signed_in("thao").post(
        f"/tai-lieu/soat-xet/{round_.pk}/", {"verb": "review", "content_hash": "0" * 64, "password": PASSWORD}
    )
    assert answer.status_code == 409
    assert not Signature.objects.exists()


def test_approval_without_a_day_signs_nothing(cast, signed_in, now):
    round_ = submitted(cast, a_draft(cast, now=now), now=now)
    signed_by(cast, round_, "thao", now=now)
    answer = signed_in("ngoc").post(
        f"/tai-lieu/soat-xet/{round_.pk}/",
        {"verb": "approve", "content_hash": round_.content_hash, "password": PASSWORD, "effective_from": ""},
    )
    assert answer.status_code == 422
    assert not Signature.objects.filter(meaning="approved").exists()


def test_a_day_in_the_past_leaves_neither_signature_nor_issue(cast, signed_in, now, today):
    round_ = submitted(cast, a_draft(cast, now=now), now=now)
    signed_by(cast, round_, "thao", now=now)
    yesterday = today - datetime.timedelta(days=1)
    answer = signed_in("ngoc").post(
        f"/tai-lieu/soat-xet/{round_.pk}/",
        {
            "verb": "approve",
            "content_hash": round_.content_hash,
            "password": PASSWORD,
            "effective_from": yesterday.strftime("%d/%m/%Y"),
        },
    )
    assert answer.status_code == 409
    assert not Signature.objects.filter(meaning="approved").exists()
    assert not DocumentIssue.objects.exists()


def test_return_and_recall_through_the_page(cast, signed_in, now):
    round_ = submitted(cast, a_draft(cast, now=now), now=now)
    address = f"/tai-lieu/soat-xet/{round_.pk}/"
    silent = signed_in("thao").post(address, {"verb": "return", "content_hash": round_.content_hash, "note": ""})
    assert silent.status_code == 422
    signed_in("quan").post(address, {"verb": "recall", "reason": "Quên một bước."})
    assert ReviewRound.objects.get().outcome == "recalled"


def test_hidden_and_missing_look_the_same(cast, signed_in, now, today):
    document = create_document(
        code="QĐ-01",
        title="Canaryword",
        owner_unit=cast.unit("office"),
        confidentiality=Confidentiality.RESTRICTED,
        by=cast.person("quan"),
        now=now,
    )
    save_draft(document=document, change=write_procedure, by=cast.person("quan"), now=now)
    attach_form(
        document=document,
        title="Mẫu",
        stored=receive(io.BytesIO(b"form")),
        file_name="m.docx",
        by=cast.person("quan"),
        now=now,
    )
    issue = an_issue(cast, document, effective_from=today, now=now)
    binh = signed_in("binh")
    for address in (
        f"/tai-lieu/ban-hanh/{{}}/{each}" for each in ("", "in/", "cac-lan/", "huy/", "bieu-mau/1/", "tep-goc/")
    ):
        hidden, missing = binh.get(address.format(issue.pk)), binh.get(address.format(999_999))
        assert (hidden.status_code, missing.status_code) == (404, 404), address
        assert b"Canaryword" not in hidden.content
    for address in ("/tai-lieu/{}/", "/tai-lieu/{}/gui-soat-xet/", "/tai-lieu/{}/noi-nhan/", "/tai-lieu/{}/bieu-mau/"):
        assert binh.get(address.format(document.pk)).status_code == 404, address
    assert b"Canaryword" not in binh.get("/tai-lieu/").content
    assert signed_in("thao").get(f"/tai-lieu/ban-hanh/{issue.pk}/bieu-mau/1/").getvalue() == b"form"


def test_an_old_issue_says_so(cast, signed_in, now, today):
    document = a_draft(cast, now=now)
    first = an_issue(cast, document, effective_from=today, now=now)
    save_draft(
        document=document,
        change=lambda draft: setattr(draft, "change_summary", "Sửa lỗi chính tả."),
        by=cast.person("quan"),
        now=now,
    )
    tomorrow = now + datetime.timedelta(days=1)
    second = an_issue(cast, document, effective_from=timezone.localdate(tomorrow), now=now)
    assert "Có hiệu lực từ" in signed_in("lan").get(second.get_absolute_url()).content.decode()
    with patch("django.utils.timezone.now", return_value=tomorrow):
        page = signed_in("lan").get(first.get_absolute_url()).content.decode()
        public = Client().get(f"/tai-lieu/q/{first.short_code}/").content.decode()
    assert "Bản này đã bị thay thế, không làm theo." in page
    assert "Tôi đã đọc" not in page
    assert "đã bị thay thế" in public


def test_the_printed_copy_and_what_its_code_answers(cast, signed_in, now, today):
    issue = an_issue(cast, a_draft(cast, now=now), effective_from=today, now=now)
    page = signed_in("lan").get(f"/tai-lieu/ban-hanh/{issue.pk}/in/").content.decode()
    assert "Bản in không kiểm soát" in page
    assert issue.content_hash[:4] in page
    assert issue.short_code in page
    assert "<svg" in page
    public = Client().get(f"/tai-lieu/q/{issue.short_code.lower()}/")
    assert "Bản này còn hiệu lực" in public.content.decode()
    for person in cast.people.values():
        assert person.full_name not in public.content.decode()
    assert Client().get("/tai-lieu/q/ABCDEFGH/").status_code == 404


def test_withdrawal_through_the_page(cast, signed_in, now, today):
    issue = an_issue(cast, a_draft(cast, now=now), effective_from=today, now=now)
    data = {"withdrawn_on": today.strftime("%d/%m/%Y"), "reason": "Bãi bỏ.", "password": PASSWORD}
    assert signed_in("quan").post(f"/tai-lieu/ban-hanh/{issue.pk}/huy/", data).status_code == 403
    assert signed_in("ngoc").post(f"/tai-lieu/ban-hanh/{issue.pk}/huy/", data).status_code == 302
    assert "hết hiệu lực" in Client().get(f"/tai-lieu/q/{issue.short_code}/").content.decode()
    with pytest.raises(Exception, match="đã được hủy"):
        withdraw_issue(
            issue=issue,
            withdrawn_on=today,
            reason="Lại.",
            by=cast.person("ngoc"),
            proof=reauthenticate(cast.user("ngoc"), password=PASSWORD, now=now),
            now=now,
        )


# --- the Wagtail admin ---------------------------------------------------------------------------------------------------


def desk_address(name, *args):
    return reverse(ControlledDocument.snippet_viewset.get_url_name(name), args=args)


def test_drafters_write_in_the_admin(cast, signed_in, now):
    document = a_draft(cast, now=now)
    client = signed_in("quan")
    assert client.get("/soan-thao/").status_code == 200
    page = client.get(desk_address("edit", document.pk))
    assert page.status_code == 200
    for word in ("action-publish", "action-submit", "unpublish", "/soan-thao/images/", "/soan-thao/documents/"):
        assert word not in page.content.decode(), word
    data = {
        "code": "QT-HT-06",
        "title": "Tên mới",
        "kind": "procedure",
        "field": "",
        "issuer": "",
        "confidentiality": "1",
    }
    data |= {"change_summary": "", "difference_reason": ""}
    for stream in ("sections", "cases", "steps", "references", "records"):
        data[f"{stream}-count"] = "0"
    client.post(desk_address("edit", document.pk), data)
    document = ControlledDocument.objects.get(pk=document.pk)
    assert document.get_latest_revision_as_object().title == "Tên mới"
    assert JournalLine.objects.last().act == "iso_docs.draft.save"


@pytest.mark.parametrize("name", ["lan", "minh", "tuan", "ngoc", "binh"])
def test_others_do_not_enter_the_admin(cast, signed_in, name):
    assert signed_in(name).get("/soan-thao/").status_code == 302


def test_every_other_door_of_the_admin_is_closed(cast, signed_in, now, today):
    document = a_draft(cast, now=now)
    issue = an_issue(cast, document, effective_from=today, now=now)
    client = signed_in("quan")
    label, key = "iso_docs/controlleddocument", document.pk
    doors = [
        "/soan-thao/images/",
        "/soan-thao/documents/",
        "/soan-thao/pages/",
        "/soan-thao/users/",
        "/soan-thao/reports/site-history/",
        "/soan-thao/workflows/list/",
        "/soan-thao/snippets/",
        f"/soan-thao/bulk/{label}/delete/?id={key}",
        f"/soan-thao/snippets/{label}/add/",
        f"/soan-thao/snippets/{label}/copy/{key}/",
        f"/soan-thao/snippets/{label}/delete/{key}/",
        f"/soan-thao/snippets/{label}/usage/{key}/",
        f"/soan-thao/snippets/{label}/unpublish/{key}/",
        f"/soan-thao/snippets/{label}/lock/{key}/",
        f"/soan-thao/snippets/{label}/unlock/{key}/",
        f"/soan-thao/snippets/{label}/history/{key}/revisions/{issue.revision_id}/revert/",
        f"/soan-thao/snippets/{label}/workflow/cancel/{key}/",
    ]
    for door in doors:
        assert client.get(door).status_code == 404, door
        assert client.post(door).status_code == 404, door
    document.refresh_from_db()
    assert document.live


def test_publishing_from_the_editor_publishes_nothing(cast, signed_in, now):
    document = a_draft(cast, now=now)
    client = signed_in("quan")
    data = {"code": "QT-HT-06", "title": "Lén", "kind": "procedure", "field": "", "issuer": "", "confidentiality": "1"}
    data |= {"change_summary": "", "difference_reason": "", "action-publish": "1"}
    for stream in ("sections", "cases", "steps", "references", "records"):
        data[f"{stream}-count"] = "0"
    client.post(desk_address("edit", document.pk), data)
    document.refresh_from_db()
    assert not document.live
    assert not DocumentIssue.objects.exists()


def test_a_head_sees_the_desks_of_their_own_unit_only(cast, signed_in, now):
    document = a_draft(cast, now=now)
    hoa = signed_in("hoa")
    assert hoa.get("/soan-thao/").status_code == 200
    assert "QT-HT-06" not in hoa.get(desk_address("list")).content.decode()
    for name in ("edit", "history"):
        assert hoa.get(desk_address(name, document.pk)).status_code == 404


def test_purging_revisions_keeps_what_was_signed(cast, now, today):
    document = a_draft(cast, now=now)
    issue = an_issue(cast, document, effective_from=today, now=now)
    save_draft(document=document, change=lambda draft: None, by=cast.person("quan"), now=now)
    call_command("purge_revisions", verbosity=0)
    issue.refresh_from_db()
    assert issue.revision.as_object().title == issue.title
    document.refresh_from_db()
    assert document.live_revision_id == issue.revision_id
