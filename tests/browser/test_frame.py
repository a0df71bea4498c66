"""The frame as people meet it: sound on desk and phone, in every state; usable without JavaScript; quiet towards other hosts."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, assert_sound, sign_in

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])

# who looks, and at what: filled for Minh, empty for Bình, the keepers' pages for the administrator
SCREENS = {
    None: ["/dang-nhap/"],
    "minh": ["/", "/tai-khoan/", "/tai-khoan/mat-khau/", "/khong-co-trang-nay/", "/he-thong/suc-khoe/"],
    "binh": ["/", "/tro-giup/"],
    "admin": ["/thanh-phan/", "/he-thong/suc-khoe/"],
}


@SIZES
@pytest.mark.parametrize("who", SCREENS, ids=str)
def test_screens_are_sound(open_page, who, size):
    page = open_page(who, size)
    for address in SCREENS[who]:
        page.goto(address)
        assert_sound(page, f"{address} for {who}")


@SIZES
def test_a_wrong_password_is_sound_and_read_first(open_page, size):
    page = open_page(None, size)
    sign_in(page, "minh", "không phải")
    expect(page).to_have_title("Lỗi: Đăng nhập – Đúng Hẹn")
    expect(page.get_by_role("alert")).to_be_focused()
    assert_sound(page, "sign-in with an error")


@SIZES
def test_a_refused_password_change_is_sound(open_page, size):
    page = open_page("binh", size)
    page.goto("/tai-khoan/mat-khau/")
    page.get_by_label("Mật khẩu đang dùng").fill("sai")
    page.get_by_label("Mật khẩu mới", exact=True).fill("ngắn")
    page.get_by_label("Gõ lại mật khẩu mới").fill("khác")
    page.locator("main").get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa lưu được")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Mật khẩu đang dùng")).to_be_focused()
    assert_sound(page, "password change with errors")


def test_the_english_side_is_sound_too(open_page):
    page = open_page("minh")
    page.goto("/tai-khoan/")
    page.get_by_role("link", name="EN – English").click()
    expect(page).to_have_url("/tai-khoan/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for address in ("/", "/tai-khoan/"):
        page.goto(address)
        assert_sound(page, f"{address} in English")


def test_without_javascript_one_signs_in_works_and_signs_out(open_page):
    page = open_page(None, script=False)
    page.goto("/")
    expect(page).to_have_url("/dang-nhap/?next=/")
    sign_in(page, "minh")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    page.get_by_role("link", name="1 việc đã quá hạn").click()
    assert page.url.endswith("#ngay-past")
    page.get_by_role("link", name="Trần Văn Minh").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url("/dang-nhap/")
    page.goto("/")
    expect(page).to_have_url("/dang-nhap/?next=/")


def test_the_keyboard_reaches_the_content_and_the_search_box(open_page):
    page = open_page("minh")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#tim")).to_be_focused()


def test_at_four_hundred_per_cent_nothing_is_lost(open_page):
    """1366 px at 400 % is 341 px wide and 192 px high: WCAG 1.4.10."""
    page = open_page("minh", {"width": 341, "height": 192})
    for address in ("/", "/tai-khoan/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_the_checker_sees_what_is_wrong(open_page):
    page = open_page(None)
    page.goto("/dang-nhap/")
    page.evaluate("document.querySelector('label').remove()")
    assert [each.split(":")[0] for each in violations(page)] == ["label"]
