"""A procedure is announced: versions follow each other without a gap, and what was received keeps the version of its day."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from office.models import JournalLine
from office.refusals import Incomplete, NotPermitted, WrongState
from processes.actions.catalogue import AnnouncedCase, AnnouncedFee, AnnouncedPaper, Announcement, announce_procedure
from processes.models import AdministrativeProcedure, AdministrativeProcedureVersion
from processes.models.procedures import FeeKind

NOW = timezone.make_aware(datetime.datetime(2026, 1, 5, 8, 0))

FIRST = Announcement(
    code="1.999001",
    name="Đăng ký lại khai sinh",
    field_code="G15-HT",
    field_name="Hộ tịch",
    decision_number="12/QĐ-UBND",
    decided_on=datetime.date(2026, 1, 2),
    decision_issuer="UBND tỉnh Nam Hải",
    valid_from=datetime.date(2026, 1, 12),
    cases=[
        AnnouncedCase(
            "khong-xac-minh",
            Decimal(5),
            papers=[AnnouncedPaper("Tờ khai"), AnnouncedPaper("Bản sao giấy khai sinh cũ")],
        ),
        AnnouncedCase("co-xac-minh", Decimal(25), name="có xác minh"),
    ],
    fees=[AnnouncedFee(FeeKind.CHARGE, "Lệ phí hộ tịch", 8000, "Nghị quyết của HĐND tỉnh")],
)


def test_a_version_has_its_cases_papers_and_fees(cast):
    version = announce_procedure(announced=FIRST, by=cast.person("quan"), now=NOW)
    assert [case.limit for case in version.cases.all()] == [5, 25]
    assert [paper.name for paper in version.cases.get(key="khong-xac-minh").papers.all()] == [
        "Tờ khai",
        "Bản sao giấy khai sinh cũ",
    ]
    assert version.fees.get().amount == 8000
    assert JournalLine.objects.get().act == "processes.procedure.announce"


def test_the_next_version_ends_the_one_before_it(cast):
    first = announce_procedure(announced=FIRST, by=cast.person("quan"), now=NOW)
    shorter = replace(
        FIRST, valid_from=datetime.date(2026, 7, 1), announcement="amended", cases=[AnnouncedCase("moi", Decimal(3))]
    )
    second = announce_procedure(announced=shorter, by=cast.person("quan"), now=NOW)
    first.refresh_from_db()
    assert first.valid_until == datetime.date(2026, 6, 30)
    assert AdministrativeProcedure.objects.count() == 1
    of_day = AdministrativeProcedureVersion.objects.of_day
    assert [of_day(datetime.date(2026, month, 30)).get() for month in (6, 7)] == [first, second]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"cases": []}, Incomplete),
        ({"cases": [AnnouncedCase("a", Decimal(1)), AnnouncedCase("a", Decimal(2))]}, Incomplete),
        ({"code": "khai-sinh"}, Incomplete),
        ({"valid_from": datetime.date(2026, 1, 12)}, WrongState),
        ({"valid_from": datetime.date(2025, 1, 1)}, WrongState),
    ],
)
def test_what_is_refused_leaves_nothing(cast, change, refusal):
    announce_procedure(announced=FIRST, by=cast.person("quan"), now=NOW)
    with pytest.raises(refusal):
        announce_procedure(announced=replace(FIRST, **change), by=cast.person("quan"), now=NOW)
    assert AdministrativeProcedureVersion.objects.count() == 1
    assert AdministrativeProcedure.objects.count() == 1


@pytest.mark.parametrize("who", ["lan", "minh", "ngoc", "tuan", "binh", "admin"])
def test_only_the_keepers_of_the_catalogue_announce(cast, who):
    with pytest.raises(NotPermitted):
        announce_procedure(announced=FIRST, by=cast.person(who), now=NOW)
    assert not AdministrativeProcedure.objects.exists()
