"""What stands on the papers of a dossier, read off its facts: plain words under the names of paper_kinds."""

import datetime
import io
import re
from typing import Any

import segno
from django.utils import timezone
from django.utils.translation import gettext as _

from office.dates import WEEKDAYS
from office.models import Assignment, Person, Unit
from office.numbers import write_number
from office.working_calendar import WorkingCalendar
from processes.models import Dossier, DossierDecision, Extension, SupplementRequest
from processes.presenting import ledger_lines, limit_words
from processes.queries import uses_of
from processes.states import Channel, DecisionKind, LimitUnit, PaperKind

_KINDS_OF_PLACE = re.compile(
    r"\b(?:phường|xã|thị trấn|đặc khu|quận|huyện|thị xã|thành phố|tỉnh)\s+(.+)$", re.IGNORECASE
)


def moment_words(at: datetime.datetime | None) -> str:
    """«09 giờ 00 phút, ngày 05/03/2026», as the forms write it."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d/%m/%Y}"


def due_moment_words(at: datetime.datetime) -> str:
    """«17 giờ 00 phút, thứ Năm ngày 12/03/2026»"""
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, {WEEKDAYS[local.weekday()]} ngày {local:%d/%m/%Y}"


def place_of(agency: Unit) -> str:
    """The place name of an agency: «Bình An» of «UBND phường Bình An»."""
    found = _KINDS_OF_PLACE.search(agency.name)
    return found.group(1) if found else agency.name


def head_values(*, agency: Unit, unit: Unit, number: str, at: datetime.datetime) -> dict[str, str]:
    day = timezone.localtime(at)
    return {
        "co_quan": agency.name.upper(),
        "don_vi": unit.name.upper(),
        "ten_co_quan": agency.name,
        "ten_don_vi": unit.name,
        "so": number,
        "dia_danh": place_of(agency),
        "ngay": f"{day:%d}",
        "thang": f"{day:%m}",
        "nam": f"{day:%Y}",
    }


def who_values(dossier: Dossier) -> dict[str, str]:
    return {
        "ma_ho_so": dossier.code,
        "nguoi_nop": dossier.applicant_name,
        "dia_chi": dossier.applicant_address,
        "dien_thoai": dossier.applicant_phone,
        "thu_dien_tu": dossier.applicant_email,
        "noi_dung": dossier.procedure_name,
        "ma_thu_tuc": dossier.procedure_version.procedure.code,
    }


def _head_of(dossier: Dossier, number: str, at: datetime.datetime) -> dict[str, str]:
    return head_values(agency=dossier.competent_agency, unit=dossier.receiving_unit, number=number, at=at)


def post_of(person: Person, at: datetime.datetime) -> str:
    """The post `person` held at that time, as it is named; empty without one."""
    held = Assignment.objects.valid_on(timezone.localdate(at)).filter(person=person).select_related("post").first()
    return held.post.name if held is not None else ""


def receipt_values(dossier: Dossier) -> dict[str, Any]:
    fees = [
        each
        for each in dossier.procedure_version.fees.filter(amount__gt=0)
        if each.case_id in (None, dossier.case_id) and each.channel in ("", dossier.submit_channel)
    ]
    originals = {PaperKind.ORIGINAL, PaperKind.PRESENTED}
    return (
        _head_of(dossier, f"{dossier.register_number:05d}/TNHS", dossier.received_at)
        | who_values(dossier)
        | {
            "bo_phan": f"{dossier.receiving_unit}{f', {dossier.counter}' if dossier.counter else ''}",
            "nguoi_nop_thay": dossier.authorised.name if dossier.authorised else "",
            "giay_to": [
                {
                    "stt": str(number),
                    "ten": paper.name,
                    "ban_chinh": str(paper.count) if paper.kind in originals else "–",
                    "ban_sao": "–" if paper.kind in originals else str(paper.count),
                }
                for number, paper in enumerate((each for each in dossier.papers.all() if each.came_at == dossier.received_at), 1)
            ],
            "so_bo": f"{dossier.sets:02d}",
            "thoi_han": limit_words(dossier.case.limit, dossier.case.limit_unit),
            "nhan_luc": moment_words(dossier.received_at),
            "tra_luc": due_moment_words(dossier.due_original),
            "nhan_tai": _return_words(dossier),
            "khoan_thu": "; ".join(f"{str(each.get_kind_display()).capitalize()} {write_number(each.amount)} đồng" for each in fees),
            "quyen_so": f"01/{dossier.register_year}",
            "so_thu_tu": f"{dossier.register_number:05d}",
            "nguoi_nhan": str(dossier.received_by or ""),
            "cach_dem": [
                {"ngay": line.label, "ly_do": line.words, "so": line.number} for line in ledger_lines(dossier.promise)
            ],
        }
    )  # fmt: skip


def qr_picture(words: str) -> bytes:
    """The QR of a code as PNG."""
    picture = io.BytesIO()
    segno.make(words, error="m", micro=False).save(picture, kind="png", scale=6, border=2)
    return picture.getvalue()


def _return_words(dossier: Dossier) -> str:
    words = str(Channel(dossier.return_channel).label)
    return f"{words}, {dossier.return_address}" if dossier.return_address else words


def numbered_lines(text: str) -> list[dict[str, str]]:
    """One thing a line, numbered; numbers typed before are taken off."""
    lines = [re.sub(r"^\s*(?:\d+[.)]|[-–•])\s*", "", line).strip() for line in text.splitlines()]
    return [{"stt": str(number), "noi_dung": line} for number, line in enumerate((each for each in lines if each), 1)]


def supplement_values(request: SupplementRequest) -> dict[str, Any]:
    dossier = request.dossier
    return (
        _head_of(dossier, request.slip_number, request.requested_at)
        | who_values(dossier)
        | {
            "can_bo_sung": numbered_lines(request.content),
            "ly_do": request.reason,
            "can_cu": request.legal_basis,
            "han_bo_sung": f"{request.answer_by:%d/%m/%Y}" if request.answer_by else "",
            "lien_he": request.requested_by.full_name,
            "dien_thoai_lien_he": "",
            "nguoi_huong_dan": request.requested_by.full_name,
        }
    )


def refusal_values(decision: DossierDecision) -> dict[str, Any]:
    dossier = decision.dossier
    return (
        _head_of(dossier, decision.slip_number, decision.decided_at)
        | who_values(dossier)
        | {
            "viec_tu_choi": "tiếp nhận" if decision.kind == DecisionKind.DECLINED else "giải quyết",
            "ly_do": decision.reason,
            "can_cu": decision.legal_basis,
            "co_quan_co_tham_quyen": "",
            "nguoi_lap": decision.decided_by.full_name,
        }
    )


def apology_values(extension: Extension) -> dict[str, Any]:
    dossier = extension.dossier
    return (
        _head_of(dossier, extension.slip_number, extension.signed_at)
        | who_values(dossier)
        | {
            "nhan_luc": moment_words(dossier.received_at),
            "hen_cu": due_moment_words(extension.due_before),
            "hen_moi": due_moment_words(extension.due_after),
            "ly_do": extension.reason,
            "nguoi_ky": extension.signed_by.full_name,
            "chuc_vu": post_of(extension.signed_by, extension.signed_at),
        }
    )


def stop_values(decision: DossierDecision) -> dict[str, Any]:
    dossier = decision.dossier
    return (
        _head_of(dossier, decision.slip_number, decision.decided_at)
        | who_values(dossier)
        | {
            "ly_do": decision.reason,
            "can_cu": decision.legal_basis,
            "dung_luc": moment_words(decision.decided_at),
            "tra_lai": _("bản chính giấy tờ đã nộp"),
            "nguoi_ky": decision.decided_by.full_name,
            "chuc_vu": post_of(decision.decided_by, decision.decided_at),
        }
    )


def control_values(dossier: Dossier, calendar: WorkingCalendar, now: datetime.datetime) -> dict[str, Any]:
    """Every hand-over with both sides, and whether what was handed over was early, on time or late."""
    uses = {each.key: each for each in uses_of(dossier, calendar, dossier.finished_at or now)}
    ended = {each.ended_at: each.key for each in dossier.progress.all() if each.ended_at is not None}
    rows = []
    for each in dossier.hand_overs.all():
        use = uses.get(ended.get(each.accepted_at, "")) if each.ends_group else None
        rows.append(
            {
                "ben_giao": str(each.from_unit),
                "ben_nhan": str(each.to_unit),
                "giao_luc": moment_words(each.given_at),
                "nguoi_giao": str(each.from_person),
                "nhan_luc": moment_words(each.accepted_at),
                "nguoi_nhan": str(each.accepted_by or ""),
                "ket_qua": _result_words(use),
                "ghi_chu": f"Trả lại: {each.sent_back_reason}" if each.sent_back_at else each.note,
            }
        )
    return (
        _head_of(dossier, f"{dossier.register_number:05d}/KSHS", now)
        | who_values(dossier)
        | {
            "nhan_luc": moment_words(dossier.received_at),
            "tra_luc": due_moment_words(dossier.due_current),
            "bo_phan_giai_quyet": str(dossier.owner_unit),
            "giao_nhan": rows,
        }
    )


def _result_words(use: Any) -> str:
    """Words of the form: Trước hạn, Đúng hạn, Quá hạn; nothing where the step has no time of its own."""
    if use is None or not use.limit_unit:
        return ""
    over = use.over_minutes if use.limit_unit == LimitUnit.WORKING_HOUR else use.over_days
    return "Quá hạn" if over > 0 else "Đúng hạn" if not over else "Trước hạn"


def register_values(
    dossiers: list[Dossier],
    *,
    agency: Unit,
    unit: Unit,
    since: datetime.date,
    until: datetime.date,
    now: datetime.datetime,
) -> dict[str, Any]:
    """The register of a unit from a day until a day; `dossiers` with hand-overs, return and version loaded."""
    rows = []
    for each in dossiers:
        first = next((one for one in each.hand_overs.all() if one.accepted_at is not None), None)
        giving = getattr(each, "giving", None)
        rows.append(
            {
                "stt": str(each.register_number),
                "ma": each.code,
                "thu_tuc": each.procedure_name,
                "so_bo": str(each.sets),
                "nguoi_nop": each.applicant_name,
                "lien_he": "; ".join(part for part in (each.applicant_address, each.applicant_phone) if part),
                "co_quan_giai_quyet": str(each.owner_unit),
                "nhan": _short(each.received_at),
                "hen_tra": _short(each.due_current),
                "chuyen": _short(first.accepted_at) if first is not None else "",
                "nhan_ket_qua": _short(each.finished_at),
                "tra": _short(each.returned_at),
                "cach_tra": str(Channel(giving.channel).label) if giving is not None else "",
                "ky_nhan": giving.receiver_name if giving is not None else "",
                "ghi_chu": "" if each.is_open or giving is not None else str(each.get_state_display()),
            }
        )
    return head_values(agency=agency, unit=unit, number=f"{until:%Y}/STD", at=now) | {
        "tu_ngay": f"{since:%d/%m/%Y}",
        "den_ngay": f"{until:%d/%m/%Y}",
        "ho_so": rows,
        "tong": str(len(rows)),
    }


def _short(at: datetime.datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}" if at is not None else ""
