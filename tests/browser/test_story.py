"""One thread through every room, in Chromium, on the sample ward: a procedure from Word, a scan, a dossier that passes its day.

The installation is filled by `manage.py demo --small --no-serve`, so the command of the README is walked here too. The
pictures of the README come from this run (PICTURES names a folder to put them in).
"""

import datetime
import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from config.demo.fill import PASSWORD
from tests.archives.papers import picture
from tests.browser.conftest import DESK, PHONE, assert_sound, serve, sign_in
from tests.installation import ROOT, Installation, copy_of_postgresql, copy_of_sqlite

PAPER = ROOT / "config" / "demo" / "papers" / "QT-HT-12_xac-nhan-tinh-trang-hon-nhan.docx"
PICTURES = os.environ.get("PICTURES", "")
expect.set_options(timeout=30_000)  # reading Word takes a process of its own, on a machine that also runs other tests


@pytest.fixture(scope="module")
def ward(migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The sample ward in an installation of its own, filled by the command."""
    url, template = migrated
    home = tmp_path_factory.mktemp("ward")
    if url:
        with copy_of_postgresql(url, template, home) as made:
            yield _filled(made)
            made.end()
    else:
        made = copy_of_sqlite(Path(template), home)
        yield _filled(made)
        made.end()


def _filled(made: Installation) -> Installation:
    done = made.manage("demo", "--small", "--no-serve", "--json", timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    return made


@pytest.fixture(scope="module")
def office(ward: Installation) -> Iterator[str]:
    """Takes the place of the rig's own office for this file."""
    yield from serve(ward)


def as_(open_page, who: str, size=DESK, **kwargs) -> Page:
    page = open_page(None, size, **kwargs)
    sign_in(page, who, PASSWORD)
    return page


def shot(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def new_paper(code: str, title: str) -> bytes:
    """The ward's own paper under another code and title, as an officer would begin: copy, change, save."""
    document = Document(str(PAPER))
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    for run in paragraph.runs:
                        run.text = run.text.replace("QT 12/HT-BA", code).replace(
                            "Cấp Giấy xác nhận tình trạng hôn nhân", title
                        )
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_word_file_becomes_a_procedure_in_force(open_page, tmp_path):
    file = tmp_path / "quy-trinh-moi.docx"
    file.write_bytes(new_paper("QT 14/HT-BA", "Xác nhận thông tin hộ tịch"))
    quan = as_(open_page, "quan")
    quan.goto("/tai-lieu/nhap-word/")
    quan.get_by_label("Tệp Word").set_input_files(file)
    quan.locator("main form button.act").first.click()
    expect(quan.get_by_role("heading", level=1)).to_contain_text("Đối chiếu")
    expect(quan.locator("main")).to_contain_text("Không đoạn nào bị bỏ")
    assert_sound(quan, "the two-column check")
    shot(quan, "nhap-word")
    quan.get_by_role("button", name=re.compile("Tạo bản thảo")).click()
    expect(quan.get_by_role("heading", level=1)).to_contain_text("Xác nhận thông tin hộ tịch")
    quan.get_by_role("link", name="Gửi soát xét").click()
    quan.get_by_label("Người soát xét").select_option(label="Đỗ Phương Thảo")
    quan.get_by_label("Người phê duyệt").select_option(label="Bùi Minh Ngọc")
    quan.locator("main form button.act").first.click()
    expect(quan.locator("main")).to_contain_text("soát xét")
    round_address = quan.url if "/soat-xet/" in quan.url else None
    if round_address is None:
        quan.get_by_role("link", name=re.compile("đang soát xét")).first.click()
        round_address = quan.url

    thao = as_(open_page, "thao")
    thao.goto(round_address)
    thao.get_by_label("Mật khẩu").fill("sai mật khẩu")
    thao.get_by_role("button", name="Đồng ý, chuyển phê duyệt").click()
    expect(thao.get_by_role("alert")).to_contain_text("Mật khẩu không đúng")
    thao.get_by_label("Mật khẩu").fill(PASSWORD)
    thao.get_by_role("button", name="Đồng ý, chuyển phê duyệt").click()
    assert_sound(thao, "the round after the review")

    ngoc = as_(open_page, "ngoc", PHONE)
    ngoc.goto(round_address)
    ngoc.get_by_label("Mật khẩu").fill(PASSWORD)
    today = datetime.datetime.now(datetime.UTC).astimezone(datetime.timezone(datetime.timedelta(hours=7))).date()
    if ngoc.get_by_label("Có hiệu lực từ").count():
        ngoc.get_by_label("Có hiệu lực từ").fill(f"{today:%d/%m/%Y}")
    ngoc.get_by_role("button", name="Phê duyệt và ban hành").click()
    ngoc.wait_for_load_state()

    lan = as_(open_page, "lan")
    lan.goto("/tai-lieu/")
    lan.get_by_role("link", name="Xác nhận thông tin hộ tịch").first.click()
    expect(lan.get_by_role("heading", level=1)).to_contain_text("Xác nhận thông tin hộ tịch")
    assert_sound(lan, "the reading page")
    shot(lan, "quy-trinh")
    lan.goto(lan.url.rstrip("/") + "/in/" if "/ban-hanh/" in lan.url else lan.url)
    expect(lan.locator("body")).to_contain_text("QT 14/HT-BA")
    expect(lan.locator("body")).to_contain_text("bản in không kiểm soát", ignore_case=True)


def test_a_scan_is_read_and_found_without_marks(open_page, ward):
    if shutil.which("tesseract") is None:
        pytest.skip("no tesseract on this machine: make system")
    son = as_(open_page, "son")
    son.goto("/luu-tru/")
    son.get_by_role("link", name=re.compile("Nhận|Đưa|Tải")).first.click()
    son.get_by_label("Tệp quét, PDF hoặc Word").set_input_files(
        {"name": "don-xin.png", "mimeType": "image/png", "buffer": picture()}
    )
    son.get_by_label("Ai được xem").select_option(label="Hạn chế")
    son.locator("main form button.act").first.click()
    expect(son.locator("main")).to_contain_text("don-xin.png")
    done = ward.manage("worker", "--once", timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]

    found = as_(open_page, "lan")
    found.goto("/tim-kiem/?q=giao+dat+bo+de")
    expect(found.locator("main")).to_contain_text("215")
    assert_sound(found, "results")
    shot(found, "tim-kiem")
    found.locator("main .hits a").first.click()
    expect(found.locator("svg rect").first).to_be_attached()
    assert_sound(found, "a page with its hits")
    shot(found, "trang-quet")

    words = "chu tau duoc vay von"
    binh = as_(open_page, "binh")
    binh.goto(f"/tim-kiem/?q={words.replace(' ', '+')}")
    assert "vay vốn" not in binh.content()
    assert "Văn bản chưa mô tả" not in binh.content()
    son.goto(f"/tim-kiem/?q={words.replace(' ', '+')}")
    expect(son.locator("main")).to_contain_text("vay vốn")


def test_a_dossier_that_passed_its_day_stands_as_a_nonconformity(open_page):
    lan = as_(open_page, "lan")
    lan.goto("/ho-so/tiep-nhan/")
    lan.get_by_label("Thủ tục").fill("chung thuc ban sao")
    lan.keyboard.press("Enter")
    expect(lan.locator("main")).to_contain_text("Chứng thực bản sao từ bản chính")
    assert_sound(lan, "reception")
    shot(lan, "tiep-nhan")

    quan = as_(open_page, "quan")
    quan.goto("/cai-tien/")
    expect(quan.locator("main")).to_contain_text("KPH-")
    assert_sound(quan, "the list of nonconformities")
    quan.locator("main tbody a").first.click()
    expect(quan.locator("main")).to_contain_text("ngày nhận không tính")
    assert_sound(quan, "a nonconformity")
    shot(quan, "su-khong-phu-hop")
    quan.locator("main a[href^='/ho-so/']").first.click()
    expect(quan.get_by_role("heading", level=1)).to_be_visible()
    assert_sound(quan, "a late dossier")
    shot(quan, "ho-so")


@pytest.mark.parametrize("who", ["lan", "khoi", "quan", "thao", "ngoc", "son", "tuan", "admin"])
def test_everybody_begins_the_day(open_page, who):
    for size in (DESK, PHONE):
        page = as_(open_page, who, size)
        assert_sound(page, f"the start page of {who}")
        if who == "khoi" and size == DESK:
            shot(page, "viec-cua-toi")
        for link in page.locator("nav.rooms a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            if not link.startswith("/soan-thao/"):
                page.goto(link)
                assert_sound(page, f"{link} of {who}")


def test_pictures_are_asked_for_by_name():
    """The README's pictures are those this file takes."""
    asked = set(re.findall(r"docs/pictures/([a-z-]+)\.png", (ROOT / "README.md").read_text(encoding="utf-8")))
    taken = set(re.findall(r'shot\(\w+, "([a-z-]+)"\)', Path(__file__).read_text(encoding="utf-8")))
    assert asked <= taken
    assert asked <= {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
