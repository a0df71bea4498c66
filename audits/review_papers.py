"""Minutes and notice of a management review as Word: a draft drawn anew, and, once it is signed, the same bytes ever after."""

import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from audits.models import ManagementReview, ReviewMinutes
from audits.paper_kinds import MINUTES, NOTICE
from audits.review_queries import AgendaItem, agenda, signature_of
from office.dates import write_date, write_moment
from office.letter_kinds import kinds
from office.letters import draw_paper, make_letter
from office.models import Person, Unit
from office.numbers import write_number
from office.store import open_blob

PAPERS = {"bien-ban": MINUTES, "thong-bao": NOTICE}
_PREFIXES = ("UBND phường ", "UBND xã ", "UBND thị trấn ", "UBND đặc khu ", "UBND ")


def paper_of(
    review: ManagementReview, minutes: ReviewMinutes, key: str, *, by: Person, now: datetime.datetime
) -> bytes:
    """The paper `key` (MINUTES, NOTICE) in the language of the law; the notice only of a signed review (KeyError before).

    Refuses (Incomplete) when the office's template cannot be filled in.
    """
    signature = signature_of(review)
    if key == NOTICE and signature is None:
        raise KeyError(key)
    with translation.override("vi"):
        values = _values(review, minutes, signature)
        if signature is None:
            return draw_paper(kind=kinds()[key], values=values, now=now)
        letter = make_letter(kind=kinds()[key], subject=review, values=values, number=review.number, by=by, now=now)
        with open_blob(letter.blob) as file:
            return file.read()


def _values(review: ManagementReview, minutes: ReviewMinutes, signature: Any) -> dict[str, Any]:
    agency = Unit.objects.valid_on(minutes.held_on).filter(is_agency=True).order_by("-valid_from").first()
    name = agency.name if agency else review.owner_unit.name
    pack = minutes.pack
    return {
        "co_quan": name.upper(),
        "ten_co_quan": name,
        "so": review.number,
        "dia_danh": next((name.removeprefix(each) for each in _PREFIXES if name.startswith(each)), name),
        "ngay": f"{minutes.held_on:%d}",
        # Days below 10 and the months 1 and 2 are written with a 0 (NĐ 30/2020, annex I).
        "thang": f"{minutes.held_on:%m}" if minutes.held_on.month < 3 else str(minutes.held_on.month),
        "nam": str(minutes.held_on.year),
        "tu_ngay": write_date(review.period_first),
        "den_ngay": write_date(review.period_last),
        "ngay_hop": write_date(minutes.held_on),
        "chu_tri": review.chaired_by.full_name,
        "chuc_vu": signature.post_name if signature else _("Chủ trì"),
        "da_ky": _("(Đã ký trên hệ thống %(at)s)") % {"at": write_moment(signature.signed_at)}
        if signature
        else _("(Ký, ghi rõ họ tên)"),
        "ket_luan_chung": _lines(minutes.conclusion),
        "ket_luan": [
            {
                "stt": place,
                "noi_dung": each.what,
                "loai": each.get_kind_display(),
                "nguoi": each.owner.full_name,
                "han": write_date(each.due_first),
            }
            for place, each in enumerate(
                review.decisions.filter(struck_at=None).select_related("owner").order_by("number"), start=1
            )
        ],
        "du_thao": signature is None,
        "dia_diem": minutes.place,
        "thu_ky": minutes.written_by.full_name,
        "thanh_phan": _lines(minutes.present),
        "chot_luc": write_moment(pack.frozen_at),
        "ma_chot": pack.inputs_hash,
        "dau_vao": [_item(item) for item in agenda(review, pack.inputs, pack=pack.number)],
        "y_kien": _lines(minutes.opinions) or [_("Không có ý kiến khác.")],
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    said = "; ".join(f"{fact.label}: {write_number(fact.value)}" for fact in item.facts)
    return {
        "ma": item.key,
        "ten": item.label,
        "so_lieu": said[:1].upper() + said[1:],
        "noi_dung": item.note,
        "thieu": item.gaps,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
