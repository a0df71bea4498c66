"""The procedures the sample ward gives, with the limits that the invented province announced."""

import datetime
from decimal import Decimal

from iso_docs.models import ControlledDocument
from office.models import Person, Unit
from processes.actions.catalogue import AnnouncedCase, AnnouncedFee, AnnouncedPaper, Announcement, announce_procedure
from processes.models import AdministrativeProcedure

PROVINCE = "UBND tỉnh Nam Hải"
FEE_BASIS = "Nghị quyết của HĐND tỉnh Nam Hải về phí, lệ phí"
SINCE = datetime.date(2023, 1, 1)


def _papers(*names: str) -> list[AnnouncedPaper]:
    return [AnnouncedPaper(name) for name in names]


def announcements() -> list[tuple[str, Announcement]]:
    """(code of the document that describes it, announcement)."""
    facts = {"decision_issuer": PROVINCE, "decided_on": datetime.date(2022, 12, 20), "valid_from": SINCE}
    claim = _papers("Tờ khai đăng ký lại khai sinh theo mẫu", "Bản sao giấy tờ có nội dung về khai sinh")
    single = _papers("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân")
    land = _papers("Đơn đăng ký đất đai, tài sản gắn liền với đất", "Mảnh trích đo bản đồ địa chính")
    return [
        (
            "QT 05/HT-BA",
            Announcement(
                code="1.990005", name="Đăng ký lại khai sinh", field_code="G15-HT", field_name="Hộ tịch",
                decision_number="905/QĐ-UBND",
                cases=[
                    AnnouncedCase("khong-xac-minh", Decimal(5), name="không xác minh", papers=claim),
                    AnnouncedCase("co-xac-minh", Decimal(25), name="có xác minh", papers=claim),
                ],
                fees=[AnnouncedFee("charge", "Lệ phí đăng ký lại khai sinh", 8000, FEE_BASIS, exemption="người thuộc hộ nghèo, người khuyết tật")],
                basis="Luật Hộ tịch", **facts,
            ),
        ),
        (
            "QT 12/HT-BA",
            Announcement(
                code="1.990012", name="Cấp Giấy xác nhận tình trạng hôn nhân", field_code="G15-HT", field_name="Hộ tịch",
                decision_number="905/QĐ-UBND",
                cases=[
                    AnnouncedCase("thuong", Decimal(3), papers=single),
                    AnnouncedCase("co-xac-minh", Decimal(13), name="trường hợp có xác minh", papers=single),
                ],
                fees=[AnnouncedFee("charge", "Lệ phí cấp Giấy xác nhận tình trạng hôn nhân", 15000, FEE_BASIS)],
                basis="Luật Hộ tịch", **facts,
            ),
        ),
        (
            "QT 02/CT-BA",
            Announcement(
                code="2.990002", name="Chứng thực bản sao từ bản chính", field_code="G15-CT", field_name="Chứng thực",
                decision_number="906/QĐ-UBND",
                cases=[AnnouncedCase("chung", Decimal(1), papers=_papers("Bản chính giấy tờ, văn bản"))],
                fees=[AnnouncedFee("fee", "Phí chứng thực bản sao (mỗi trang)", 2000, FEE_BASIS)], **facts,
            ),
        ),
        (
            "QT 03/ĐĐ-BA",
            Announcement(
                code="1.990103", name="Đăng ký đất đai, cấp Giấy chứng nhận lần đầu", field_code="G13-DD", field_name="Đất đai",
                decision_number="910/QĐ-UBND",
                cases=[AnnouncedCase("chung", Decimal(20), papers=land)],
                fees=[
                    AnnouncedFee("fee", "Phí thẩm định hồ sơ", 500_000, FEE_BASIS),
                    AnnouncedFee("charge", "Lệ phí cấp Giấy chứng nhận", 25_000, FEE_BASIS),
                ],
                basis="Luật Đất đai", **facts,
            ),
        ),
    ]  # fmt: skip


def announce_all(*, by: Person, now: datetime.datetime) -> None:
    """Enter each procedure once, linked to the document that describes it; after 01/07/2025 a version for the new units."""
    for document_code, announced in announcements():
        if AdministrativeProcedure.objects.filter(code=announced.code).exists():
            continue
        documents = tuple(ControlledDocument.objects.filter(code=document_code, issuer=""))
        old = _unit("Công chức chuyên môn phường Bình An") if announced.field_code != "G15-CT" else None
        announce_procedure(announced=_with(announced, documents, old, "tt01_2018"), by=by, now=now)


def announce_two_tier(*, by: Person, now: datetime.datetime) -> None:
    """From 01/07/2025 the new divisions handle what the commune's officials handled before."""
    units = {
        "G13-DD": "Phòng Kinh tế, Hạ tầng và Đô thị phường Bình An",
        "G15-HT": "Phòng Văn hóa – Xã hội phường Bình An",
    }
    for document_code, announced in announcements():
        procedure = AdministrativeProcedure.objects.get(code=announced.code)
        if procedure.versions.filter(valid_from__gt=SINCE).exists():
            continue
        documents = tuple(ControlledDocument.objects.filter(code=document_code, issuer=""))
        unit = _unit(units[announced.field_code]) if announced.field_code in units else None
        changed = _with(announced, documents, unit, "tt03_2025")
        facts = vars(changed) | {
            "valid_from": datetime.date(2025, 7, 1),
            "announcement": "amended",
            "decision_number": "1207/QĐ-UBND",
        }
        announce_procedure(announced=Announcement(**facts), by=by, now=now)


def _unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def _with(announced: Announcement, documents, unit: Unit | None, regime: str) -> Announcement:
    return Announcement(**(vars(announced) | {"documents": documents, "handling_unit": unit, "form_regime": regime}))
