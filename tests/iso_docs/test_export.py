"""What was signed can be checked by an outsider, with a script that imports nothing of the product."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from iso_docs.actions import save_draft
from iso_docs.found import entry_of, rows
from office.models import IndexOutbox
from tests.iso_docs.desk import NOW, TODAY, a_draft, an_issue

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_issue.py"


def verify(path):
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)


@pytest.fixture
def exported(cast, tmp_path):
    an_issue(cast)
    path = tmp_path / "issue.json"
    call_command("export_issue", "QT-HT-06", "--on", TODAY.isoformat(), "--out", str(path), verbosity=0)
    return path


def test_every_signature_fits_the_exported_bytes(exported):
    answer = verify(exported)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Đỗ Phương Thảo" in answer.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(content=data["content"].replace("Mục đích", "Mục đính")),
        lambda data: data["signatures"][0].update(content_hash="0" * 64),
        lambda data: data["signatures"].pop(),
        lambda data: data["signatures"][1].update(person=data["authors"][0]),
        lambda data: data.update(title="Khác"),
    ],
)
def test_each_change_is_found(exported, change):
    data = json.loads(exported.read_text(encoding="utf-8"))
    change(data)
    exported.write_text(json.dumps(data), encoding="utf-8")
    assert verify(exported).returncode == 1


def test_a_day_without_issue_says_so(cast, tmp_path):
    an_issue(cast)
    with pytest.raises(CommandError, match="Không có QT-HT-06"):
        call_command("export_issue", "QT-HT-06", "--on", "2026-11-19", "--out", str(tmp_path / "x"))


def test_the_index_holds_what_binds(cast, monkeypatch):
    document = a_draft(cast)
    first = an_issue(cast, document)
    entry = entry_of(first)
    assert (entry.number, entry.title, entry.tokens[0]) == ("QT-HT-06", "Thay đổi, cải chính hộ tịch", "staff")
    assert "Công chức Tư pháp – Hộ tịch" in entry.pages[0].text
    assert IndexOutbox.objects.filter(kind="iso_docs.documentissue", object_id=first.pk).exists()
    save_draft(document=document, change=lambda draft: None, by=cast.person("quan"), now=NOW)
    tomorrow = NOW + datetime.timedelta(days=1)
    second = an_issue(cast, document, effective_from=tomorrow.date(), now=NOW)
    monkeypatch.setattr("iso_docs.found.timezone.localdate", lambda: TODAY)
    assert set(rows()) == {first, second}
    monkeypatch.setattr("iso_docs.found.timezone.localdate", lambda: tomorrow.date())
    assert set(rows()) == {second}
    assert entry_of(first) is None
