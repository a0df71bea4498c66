"""Signing in and out, one's own account, the language of pages, and pages of errors."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from office.models import JournalLine
from office.refusals import WrongState
from tests.cast import PASSWORD

SIGN_IN = "/dang-nhap/"


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_the_way_in_and_out(cast, client):
    answer = client.get("/tai-khoan/")
    assert answer.headers["Location"] == "/dang-nhap/?next=/tai-khoan/"
    assert sign_in(client, "lan", next="/tai-khoan/").headers["Location"] == "/tai-khoan/"
    page = client.get("/tai-khoan/").content.decode()
    assert "Lê Thị Lan" in page
    assert "Công chức Một cửa" in page
    assert client.get("/dang-xuat/").status_code == 405  # a link must not sign anybody out
    assert client.post("/dang-xuat/").headers["Location"] == SIGN_IN
    assert client.get("/tai-khoan/").status_code == 302


def test_a_wrong_password_says_what_to_look_at_and_keeps_the_name(cast, client):
    page = sign_in(client, "lan", "sai").content.decode()
    assert "<title>Lỗi: Đăng nhập – Đúng Hẹn</title>" in page
    assert "bộ gõ tiếng Việt" in page
    assert 'value="lan"' in page


def test_no_way_to_another_host(cast, client):
    assert sign_in(client, "lan", next="https://xau.example/").headers["Location"] == "/"


@pytest.mark.parametrize("name", ["lan", "khong-co"])
def test_guessing_is_stopped_in_words_and_says_nothing_of_the_account(cast, client, settings, name):
    settings.AXES_ENABLED = True
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, name, "sai")
    assert answer.status_code == 429
    assert "tạm dừng để không ai dò được mật khẩu" in answer.content.decode()
    assert sign_in(client, name).status_code == 429  # the right one neither, for a while


def test_a_changed_password_is_journalled_and_ends_other_sessions(cast, client):
    other = Client()
    sign_in(client, "lan")
    sign_in(other, "lan")
    fields = {"old_password": PASSWORD, "new_password1": "mua xuan nho nho", "new_password2": "mua xuan nho nho"}
    assert client.post("/tai-khoan/mat-khau/", fields).headers["Location"] == "/tai-khoan/"
    assert "Đã đổi mật khẩu" in client.get("/tai-khoan/").content.decode()
    assert other.get("/tai-khoan/").status_code == 302
    assert JournalLine.objects.filter(act="office.user.change_password").count() == 1
    assert sign_in(Client(), "lan", "mua xuan nho nho").status_code == 302


def test_a_password_that_will_not_do(cast, client):
    sign_in(client, "lan")
    fields = {"old_password": "sai", "new_password1": "1234567890", "new_password2": "1234567890"}
    page = client.post("/tai-khoan/mat-khau/", fields).content.decode()
    assert "Chưa lưu được. Có 2 chỗ cần sửa" in page
    assert not JournalLine.objects.exists()


def test_the_language_is_kept_and_so_is_the_page(cast, client):
    sign_in(client, "lan")
    answer = client.get(
        reverse("office:language", args=["en"]), headers={"referer": "http://testserver/tai-khoan/?a=1"}
    )
    assert answer.headers["Location"] == "/tai-khoan/?a=1"
    assert '<html lang="en">' in client.get("/tai-khoan/").content.decode()
    client.get(reverse("office:language", args=["vi"]), headers={"referer": "https://xau.example/"})
    assert '<html lang="vi">' in client.get("/tai-khoan/").content.decode()


def test_the_browsers_own_language_is_not_asked(cast, client):
    assert '<html lang="vi">' in client.get(SIGN_IN, headers={"accept-language": "en"}).content.decode()


def test_two_missing_pages_answer_with_the_same_bytes(cast, client):
    sign_in(client, "lan")
    one, two = client.get("/khong-co/1/"), client.get("/khong-co/xa-hon/2/")
    assert (one.status_code, one.content) == (404, two.content)
    assert "Không có trang này" in one.content.decode()


def test_a_form_from_an_old_page_is_refused_in_words(cast):
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"username": "lan", "password": PASSWORD})
    assert answer.status_code == 403
    assert "mở quá lâu" in answer.content.decode()


def test_pages_send_nobody_elsewhere(cast, client):
    sign_in(client, "quan")
    for address in ("/", "/tai-khoan/", "/thanh-phan/", "/he-thong/suc-khoe/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "http://" not in page.replace("http://www.w3.org/2000/svg", ""), address
        assert "https://" not in page, address
        assert " style=" not in page, address
        assert "onclick" not in page, address


def test_a_database_without_a_turn_says_that_nothing_was_written(cast, client, monkeypatch):
    sign_in(client, "lan")

    def no_turn(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked: no turn within 20 s")

    monkeypatch.setattr("portal.views.my_day", no_turn)
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Việc vừa gửi chưa được ghi" in answer.content.decode()


def test_a_fault_shows_its_page_without_asking_for_anything(cast, client, monkeypatch):
    sign_in(client, "lan")

    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("portal.views.my_day", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()


def test_a_refusal_that_no_page_caught_says_what_was_kept_and_what_next(cast, client, monkeypatch):
    sign_in(client, "lan")

    def refused(*args: object, **kwargs: object) -> None:
        raise WrongState("Hồ sơ đã trả.", kept="Chữ đã gõ được giữ lại.", next_step="mở hồ sơ khác.")

    monkeypatch.setattr("portal.views.my_day", refused)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("Hồ sơ đã trả.", "Chữ đã gõ được giữ lại.", "mở hồ sơ khác."))


def test_help_names_whom_to_ask(cast, client):
    sign_in(client, "lan")
    page = client.get("/tro-giup/").content.decode()
    assert "Phạm Quốc Quân" in page
    assert "Trần Văn Minh" not in page
