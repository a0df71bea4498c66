"""Catalogues: English is whole, our Vietnamese for Wagtail fits what Wagtail asks, and what is compiled is what is written."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import django
import polib
import pytest
import wagtail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
ROOMS = ["config", "portal", "search", "audits", "processes", "archives", "iso_docs", "office", "templates", "static"]
HOLES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


def catalogue(name: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / name))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("name", ["en/LC_MESSAGES/django", "vi/LC_MESSAGES/django", "vi/LC_MESSAGES/djangojs"])
def test_every_string_is_translated_and_its_holes_fit(name):
    entries = catalogue(f"{name}.po")
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    for entry in entries:
        allowed = {tuple(sorted(HOLES.findall(text))) for text in (entry.msgid, entry.msgid_plural) if text}
        for text in texts(entry):
            # A singular may say «one» and leave the number out.
            holes = tuple(sorted(HOLES.findall(text)))
            assert holes in allowed or (entry.msgid_plural and set(holes) < set(max(allowed))), (entry.msgid, text)


@pytest.mark.parametrize("name", ["en/LC_MESSAGES/django", "vi/LC_MESSAGES/django", "vi/LC_MESSAGES/djangojs"])
def test_what_is_compiled_is_what_is_written(name):
    written = {(entry.msgctxt, entry.msgid): texts(entry) for entry in catalogue(f"{name}.po")}
    compiled = {(entry.msgctxt, entry.msgid): texts(entry) for entry in polib.mofile(str(LOCALE / f"{name}.mo"))}
    assert written == compiled, "run: python manage.py compilemessages -l en -l vi"


def test_no_english_text_is_left_vietnamese():
    marks = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I)
    # Proper names of Vietnamese things stay as they are; the list says which.
    kept = re.compile(r"Đúng Hẹn|Tiếng Việt|«[^»]*»|Nghị định|NĐ|QĐ|Mẫu|[A-ZĐ]{2,}[-–/][A-ZĐ]{2,}")
    left = [
        (entry.msgid, text)
        for entry in catalogue("en/LC_MESSAGES/django.po")
        for text in texts(entry)
        if text == entry.msgid and marks.search(kept.sub("", text))
    ]
    assert left == []


def _known(domain: str) -> set[tuple[str | None, str]]:
    places = [*Path(wagtail.__file__).parent.rglob(f"locale/en/LC_MESSAGES/{domain}.po")]
    if domain == "django":
        places.append(Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po")
    return {(entry.msgctxt, entry.msgid) for place in places for entry in polib.pofile(str(place))}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_our_vietnamese_answers_what_wagtail_and_django_ask(domain):
    """A new Wagtail that words something otherwise leaves our words hanging: they must be looked at again."""
    ours = {(entry.msgctxt, entry.msgid) for entry in catalogue(f"vi/LC_MESSAGES/{domain}.po")}
    assert ours - _known(domain) == set()


def test_the_admin_speaks_vietnamese(cast):
    with translation.override("vi"):
        assert gettext("Save draft") == "Lưu bản thảo"
        assert gettext("Awaiting your review") == "Đang chờ anh/chị soát xét"
        assert ngettext("%(num)d minute", "%(num)d minutes", 2) % {"num": 2} == "2 phút"
    client = Client()
    client.force_login(cast.user("quan"))
    words = json.dumps("Gõ chữ, hoặc gõ «/» để chèn khối")  # the scripts of the editor get theirs as ASCII
    assert words in client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="no gettext on this machine: make system")
def test_the_catalogue_holds_every_string_of_the_source(tmp_path):
    for room in ROOMS:
        if (ROOT / room).exists():
            shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.woff2"))
    (tmp_path / "locale").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "-v", "0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    asked = {
        (entry.msgctxt, entry.msgid, entry.msgid_plural)
        for entry in polib.pofile(str(tmp_path / "locale/en/LC_MESSAGES/django.po"))
    }
    written = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue("en/LC_MESSAGES/django.po")}
    assert asked - written == set(), "run: python manage.py makemessages -l en, translate, compilemessages"
