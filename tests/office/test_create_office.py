"""An office from a file: complete, re-runnable, and each mistake in the file answered with its place."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from office.access import asker_for_person
from office.actions.office_file import create_office
from office.models import JournalLine, Person, Role, Unit, UnitSuccession, User
from office.office_file import OfficeFileError, read_office_file

WARD = """
units:
  - {key: old_commune, name: UBND xã Bình Thủy, kind: commune, valid_from: 1994-01-01, valid_until: 2025-06-30}
  - {key: ward, name: UBND phường Bình An, kind: ward, is_agency: true, symbol: UBND, code: H99.14, valid_from: 01/07/2025}
  - {key: office, name: Văn phòng, kind: office, parent: ward, valid_from: 01/07/2025}
successions:
  - {predecessor: old_commune, successor: ward, kind: merged, effective_on: 01/07/2025, basis: Nghị quyết sắp xếp}
people:
  - key: quan
    name: Phạm Quốc Quân
    email: quan@binhan.example
    username: quan
    posts:
      - {unit: office, name: Thư ký ISO, roles: [quality_officer, drafter], valid_from: 01/07/2025}
calendar_years: [2026]
"""
NOW = timezone.make_aware(datetime.datetime(2026, 11, 20, 8, 0))


def test_office_is_written_once_however_often_it_runs(db):
    first = create_office(office=read_office_file(WARD), now=NOW)
    again = create_office(office=read_office_file(WARD), now=NOW)
    assert first.added == {
        "units": 3,
        "successions": 1,
        "people": 1,
        "posts": 1,
        "roles": 2,
        "assignments": 1,
        "accounts": 1,
        "calendar_years": 1,
    }
    assert set(again.added.values()) == {0}
    assert again.passwords == {}
    assert Unit.objects.count() == 3
    assert UnitSuccession.objects.get().predecessor.name == "UBND xã Bình Thủy"
    asker = asker_for_person(Person.objects.get(), datetime.date(2026, 11, 20))
    assert asker.roles == {Role.QUALITY_OFFICER, Role.DRAFTER}
    assert User.objects.get(username="quan").check_password(first.passwords["quan"])


def test_first_passwords_stand_in_no_table(db):
    report = create_office(office=read_office_file(WARD), now=NOW)
    assert report.passwords["quan"] not in "".join(JournalLine.objects.values_list("body", flat=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind: office, parent: ward", "kind: văn phòng, parent: ward"), "loại «văn phòng» không có"),
        (("parent: ward", "parent: town"), "chưa khai ở phía trên"),
        (("is_agency: true, ", ""), "đúng một đơn vị"),
        (("valid_from: 1994-01-01", "valid_from: 31/31/1994"), "không phải ngày"),
        (("roles: [quality_officer, drafter]", "roles: [boss]"), "vai trò «boss» không có"),
        (("unit: office, name", "unit: cellar, name"), "chưa khai"),
        (("name: Phạm Quốc Quân", "nom: Phạm Quốc Quân"), "không hiểu trường nom"),
        (("units:", "units: ["), "YAML"),
    ],
)
def test_a_mistake_in_the_file_is_named(change, said):
    with pytest.raises(OfficeFileError, match=said):
        read_office_file(WARD.replace(*change))


def test_command_reports_and_exits(db, tmp_path, capsys):
    file = tmp_path / "office.yaml"
    file.write_text(WARD, encoding="utf-8")
    call_command("create_office", str(file), "--json")
    assert json.loads(capsys.readouterr().out)["added"]["units"] == 3
    with pytest.raises(CommandError) as stop:
        call_command("create_office", str(tmp_path / "missing.yaml"))
    assert stop.value.returncode == 2


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("năm", lambda text: text.replace("[2026]", "[abc]")),
        (
            "lặp lại",
            lambda text: text.replace("calendar_years", "  - {key: hai, name: Hai, username: quan}\ncalendar_years"),
        ),
        ("kết thúc", lambda text: text.replace("2025-06-30", "1990-06-30")),
        ("quá", lambda text: text.replace("Phạm Quốc Quân", "Q" * 900)),
    ],
)
def test_a_mistake_in_the_file_is_a_sentence_and_nothing_is_written(db, what, change):
    with pytest.raises(OfficeFileError, match=what):
        read_office_file(change(WARD))


def test_the_file_of_another_agency_is_refused_with_status_2(db, tmp_path):
    create_office(office=read_office_file(WARD), now=NOW)
    other = tmp_path / "other.yaml"
    other.write_text(WARD.replace("UBND phường Bình An", "UBND phường Khác"), encoding="utf-8")
    with pytest.raises(CommandError, match="phường Bình An") as refused:
        call_command("create_office", str(other))
    assert refused.value.returncode == 2
    assert not Unit.objects.filter(name="UBND phường Khác").exists()
