"""Start-up: production mode refuses what is unsafe, and serves when all is well."""

import socket
import time
import urllib.request

import pytest

from config.checks import unsafe_settings

PRODUCTION = {
    "DUNG_HEN_PRODUCTION": "1",
    "DUNG_HEN_HOSTS": "iso.binhan.example",
    "DUNG_HEN_SECRET_KEY": "kept-elsewhere-0123456789-abcdefghijklmnopqrstuvwxyz",
}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "Khóa bí mật"),
        ("SECRET_KEY", "x" * 60, "Khóa bí mật"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghijklmnopqrst" * 3, "Khóa bí mật"),
        ("DEBUG", True, "gỡ lỗi"),
        ("ALLOWED_HOSTS", [], "tên máy chủ"),
        ("ALLOWED_HOSTS", ["iso.binhan.example", "*"], "«*»"),
    ],
)
def test_each_unsafe_setting_is_named_in_production_mode(settings, name, value, said):
    settings.PRODUCTION, settings.DEBUG, settings.ALLOWED_HOSTS = True, False, ["iso.binhan.example"]
    settings.SECRET_KEY = PRODUCTION["DUNG_HEN_SECRET_KEY"]
    assert unsafe_settings() == []
    setattr(settings, name, value)
    (sentence,) = unsafe_settings()
    assert said in sentence
    settings.PRODUCTION = False
    assert unsafe_settings() == []


def test_check_deploy_is_silent_in_production_mode(installation):
    done = installation.manage("check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "WARNINGS" not in done.stderr + done.stdout
    assert "no issues" in done.stdout + done.stderr


def test_serve_refuses_to_start_unsafe_or_unguarded(installation):
    done = installation.manage("serve", **PRODUCTION | {"DUNG_HEN_HOSTS": "*"})
    assert (done.returncode, "«*»" in done.stderr) == (2, True), done.stderr
    with installation.connected() as connection:
        on = " ON office_journalline" if installation.vendor == "postgresql" else ""
        connection.execute(f"DROP TRIGGER guard_office_journalline_update{on}")
    done = installation.manage("serve", **PRODUCTION)
    assert (done.returncode, "guard_office_journalline_update" in done.stderr) == (2, True), done.stderr


def test_serve_answers_and_stops_cleanly(installation):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = installation.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1")
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=5) as answer:
                assert answer.status == 200
            break
        except OSError:
            assert process.poll() is None, "it ended by itself"
            assert time.monotonic() < deadline
            time.sleep(0.2)
    process.terminate()
    assert process.wait(30) == 0
