"""The browser rig: an installation of its own in a process of its own, Chromium, axe, and a guard against other hosts.

Chromium comes from the system (CHROMIUM names it, /usr/bin/chromium else). The installation is a copy of the migrated
template, filled once by `tests.browser.fill`; tests that write must clean up nothing, but must not count what others wrote.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.browser.axe import violations
from tests.cast import PASSWORD
from tests.installation import ROOT, Installation, copy_of_postgresql, copy_of_sqlite

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}

# Playwright keeps an event loop in the test's thread; the ORM is used here by the fixtures of the run alone.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: make system"))


@pytest.fixture(scope="session")
def office(migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served, filled installation."""
    url, template = migrated
    home = tmp_path_factory.mktemp("browser")
    if url:
        with copy_of_postgresql(url, template, home) as made:
            yield from _served(made)
    else:
        yield from _served(copy_of_sqlite(Path(template), home))


def _served(made: Installation) -> Iterator[str]:
    filled = subprocess.run(
        [sys.executable, "-m", "tests.browser.fill"],
        cwd=ROOT,
        env=made.environment(DJANGO_SETTINGS_MODULE="config.settings.base"),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert filled.returncode == 0, filled.stderr[-4000:]
    yield from serve(made)


def serve(made: Installation) -> Iterator[str]:
    """Serve an installation on a free port; yields its address and ends the server after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    made.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8")
    try:
        _wait_for(f"{address}/healthz/live")
        yield address
    finally:
        made.end()


def _wait_for(address: str) -> None:
    for _attempt in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, office: str) -> Iterator[OpenPage]:
    """Make a page: `open_page("minh", PHONE)` is signed in; `script=False` has no JavaScript.

    At the end no page may have asked another host or complained in its console.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    complaints: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith(f"{office}/"):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    def make(who: str | None = None, size: dict[str, int] = DESK, *, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=office,
            viewport=size,
            locale="en-US",
            java_script_enabled=script,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # That a page was refused or missing is the page's own business; what it loads must be there.
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        page.on(
            "response",
            lambda answer: (
                complaints.append(f"{answer.status} {answer.url}")
                if answer.status >= 400 and "/static/" in answer.url
                else None
            ),
        )
        if who:
            sign_in(page, who)
        return page

    yield make
    for context in contexts:
        context.close()
    assert foreign == [], "requests to another host"
    assert complaints == [], "complaints in the console"


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()


def assert_sound(page: Page, what: str) -> None:
    """No accessibility violation, no sideways scrolling, one h1, a language."""
    found = violations(page)
    assert not found, f"{what} at {page.viewport_size}:\n" + "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{what} scrolls sideways"
    assert page.locator("h1").count() == 1, f"{what} has {page.locator('h1').count()} h1"
    assert page.locator("html").get_attribute("lang") in ("vi", "en"), what
