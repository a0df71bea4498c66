"""Filling the sample ward, part by part. Every part may be run again: what stands is left."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from archives.actions.arrangement import set_up_archive_file, set_up_fonds, set_up_inventory
from archives.actions.description import describe_document
from archives.actions.intake import Place, open_intake, take_in_file
from archives.models import ArchiveDocument, Fonds
from archives.states import IntakeSource
from config.demo import catalogue, plans
from config.demo.walk import Walk
from iso_docs.actions import (
    acknowledge_reading,
    approve,
    distribute,
    import_draft,
    issue_document,
    save_draft,
    sign_review,
    submit_for_review,
)
from iso_docs.models import ControlledDocument, DocumentIssue
from iso_docs.word.reading import read_word_file
from office import store
from office.actions.calendar import confirm_year
from office.actions.office_file import OfficeReport, create_office
from office.models import CalendarYear, Confidentiality, Person, Unit, User, YearState
from office.office_file import read_office_file
from office.signing import Reauthentication, reauthenticate
from processes.models import Dossier

HERE = Path(__file__).resolve().parent
PASSWORD = "dung-hen-2026"  # noqa: S105 - of a sample office, printed when it starts
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Tell = Callable[[str], None]


def moment(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


def person(staff_code: str) -> Person:
    return Person.objects.get(staff_code=staff_code)


def proof(staff_code: str, now: datetime.datetime) -> Reauthentication:
    return reauthenticate(User.objects.get(person__staff_code=staff_code), password=PASSWORD, now=now)


def fill_office(now: datetime.datetime) -> OfficeReport:
    """Units, people, posts, accounts; the calendar of past years and this one, confirmed."""
    office = read_office_file((HERE / "office.yaml").read_text(encoding="utf-8"))
    report = create_office(office=office, now=now, password=PASSWORD)
    for year in office.calendar_years:
        if not CalendarYear.objects.filter(year=year, state=YearState.CONFIRMED).exists():
            confirm_year(
                year=year,
                basis="Thông báo của Ban Tổ chức – Nội vụ về lịch nghỉ trong năm",
                by=person("BA-08"),
                now=now,
            )
    return report


def fill_documents() -> None:
    """Four procedures from Word: drafted by Quân, reviewed by Thảo, approved by Ngọc in December 2022, in force from 01/01/2023."""
    quan, thao, ngoc = person("BA-07"), person("BA-08"), person("BA-09")
    for number, path in enumerate(sorted((HERE / "papers").glob("*.docx"))):
        if ControlledDocument.objects.filter(source_name=path.name).exists():
            continue
        begun = moment(2022, 12, 19, 8 + number, 10)
        found = read_word_file(path)
        with path.open("rb") as stream:
            source = store.receive(stream)
        document = import_draft(
            recognised=found.procedures[0], source=source, source_name=path.name, media_type=WORD,
            owner_unit=_office_unit(begun), by=quan, now=begun,
        )  # fmt: skip
        for role in ("one_stop_clerk", "specialist"):
            distribute(document=document, role=role, by=quan, now=begun)
        asked = begun + datetime.timedelta(hours=1)
        round_ = submit_for_review(document=document, reviewer=thao, approver=ngoc, by=quan, now=asked)
        reviewed, approved = asked + datetime.timedelta(days=1), asked + datetime.timedelta(days=2)
        shown = round_.content_hash
        sign_review(round_=round_, content_hash=shown, by=thao, proof=proof("BA-08", reviewed), now=reviewed)
        approve(round_=round_, content_hash=shown, by=ngoc, proof=proof("BA-09", approved), now=approved)
        issue = issue_document(
            round_=round_, effective_from=datetime.date(2023, 1, 1), by=ngoc, now=approved, decision_number=f"{410 + number}/QĐ-UBND",
            reading_due_on=datetime.date(2023, 1, 10),
        )  # fmt: skip
        for code in ("BA-01", "BA-02", "BA-03", "BA-04")[: 3 if number == 1 else 4]:
            acknowledge_reading(
                issue=issue, content_hash=issue.content_hash, by=person(code), now=moment(2023, 1, 5, 8, 30)
            )


def fill_review(now: datetime.datetime) -> None:
    """A second issue on its way: Quân shortened a step last week, Thảo is asked to review it."""
    document = ControlledDocument.objects.get(code="QT 12/HT-BA")
    if document.rounds.count() > 1:
        return
    quan = person("BA-07")
    before = now - datetime.timedelta(days=5)

    def shorten(draft: ControlledDocument) -> None:
        draft.change_summary = "Ký và đóng dấu trong cùng buổi; bỏ bước chuyển giấy giữa hai phòng."
        raw = draft.steps.raw_data
        for block in raw:
            if "Ký Giấy" in block["value"]["work"]:
                block["value"]["work"] = "Ký Giấy xác nhận tình trạng hôn nhân, chuyển đóng dấu ngay trong buổi."
        draft.steps.raw_data = raw

    save_draft(document=document, change=shorten, by=quan, now=before)
    submit_for_review(
        document=document, reviewer=person("BA-08"), approver=person("BA-09"), by=quan, now=before + datetime.timedelta(hours=2),
        note="Đề nghị xem bước ký: rút nửa ngày.", review_due_on=timezone.localdate(now) + datetime.timedelta(days=2),
    )  # fmt: skip


def fill_catalogue() -> None:
    """The procedures as announced for 2023, and their versions for the two-tier offices from 01/07/2025."""
    catalogue.announce_all(by=person("BA-07"), now=moment(2022, 12, 28))
    catalogue.announce_two_tier(by=person("BA-07"), now=moment(2025, 6, 30))


SCANS = {
    "1998_215-QD-UB_giao-dat.png": {
        "type_name": "Quyết định", "number": "215", "symbol": "QĐ-UB", "dated_text": "14/07/1998", "issuer_name": "UBND xã Bình Thủy",
        "summary": "Về việc giao đất làm nhà ở dọc đường Bờ Đê cho các hộ di dời",
    },
    "2004_37-BC-UB_tong-ket-tu-phap.png": {
        "type_name": "Báo cáo", "number": "37", "symbol": "BC-UB", "dated_text": "22/12/2004", "issuer_name": "UBND phường Bình An",
        "summary": "Tổng kết công tác tư pháp, hộ tịch năm 2004",
    },
    "2011_08-TB-UBND_lich-tiep-dan.png": {
        "type_name": "Thông báo", "number": "08", "symbol": "TB-UBND", "dated_text": "10/01/2011", "issuer_name": "UBND phường Bình An",
        "summary": "Lịch tiếp công dân của lãnh đạo Ủy ban nhân dân phường năm 2011",
    },
}  # fmt: skip


def fill_archive(now: datetime.datetime) -> None:
    """Two fonds, one file each, three scanned papers; the worker reads them."""
    if Fonds.objects.exists():
        return
    son = person("BA-12")
    unit = _office_unit(now)
    files = {}
    for code, name, period in (
        ("BT", "Phông UBND xã Bình Thủy", "1976–2025"),
        ("BA", "Phông UBND phường Bình An", "2004–2026"),
    ):
        fonds = set_up_fonds(code=code, name=name, period_text=period, by=son, now=now)
        inventory = set_up_inventory(fonds=fonds, number="01", name="Tài liệu bảo quản vĩnh viễn", by=son, now=now)
        title = "Quyết định giao đất, cấp đất" if code == "BT" else "Báo cáo, thông báo của UBND phường"
        files[code] = set_up_archive_file(
            inventory=inventory, number="12", title=title, owner_unit=unit, confidentiality=Confidentiality.INTERNAL, by=son,
            now=now, box_number="03",
        )  # fmt: skip
    for name, facts in SCANS.items():
        file = files["BT" if "1998" in name else "BA"]
        place = Place(unit=unit, confidentiality=Confidentiality.INTERNAL, archive_file=file)
        intake = open_intake(place=place, source=IntakeSource.SCREEN, by=son, now=now)
        with (HERE / "scans" / name).open("rb") as stream:
            line = take_in_file(intake=intake, position=1, stream=stream, file_name=name, now=now)
        document = ArchiveDocument.objects.get(pk=line.document_id)
        describe_document(document=document, changes=facts, version=document.version, by=son, now=now)


def walk_desk(now: datetime.datetime, tell: Callable[[int, int], None] | None = None) -> int:
    """The last 30 days up to this moment."""
    return Walk(plans.living_desk(now), until=now, tell=tell).run()


def walk_past(now: datetime.datetime, tell: Callable[[int, int], None] | None = None) -> int:
    """The year 2023 and the bad quarter in land of last year, life after life; returns how many. A life that stands is skipped."""
    past = sorted(
        plans.year_2023() + plans.bad_quarter(timezone.localdate(now).year - 1), key=lambda plan: plan.received
    )
    known = set(Dossier.objects.values_list("receive_key", flat=True))
    walk = Walk([], until=now)
    for done, plan in enumerate(past, start=1):
        if plan.key not in known:
            walk.live(plan)
        if tell is not None:
            tell(done, len(past))
    return len(past)


def in_force_count(on: datetime.date) -> int:
    return DocumentIssue.objects.in_force_on(on).count()


def _office_unit(now: datetime.datetime) -> Unit:
    """The office that keeps documents and archive, as it was called on the day."""
    on = timezone.localdate(now)
    return Unit.objects.valid_on(on).filter(kind="office").get()
