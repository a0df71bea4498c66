"""The papers of the management review, and the names their templates may use (form «Biên bản họp», DOMAIN 2.7)."""

from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.letter_kinds import LetterKind, declare

FOLDER = Path(__file__).resolve().parent / "paper_templates"
MINUTES, NOTICE = "audits.review_minutes", "audits.review_notice"

_BOTH: dict[str, str | Promise] = {
    "co_quan": _("tên cơ quan, chữ hoa"),
    "ten_co_quan": _("tên cơ quan"),
    "so": _("số của lần xem xét"),
    "dia_danh": _("địa danh"),
    "ngay": _("ngày lập, hai chữ số"),
    "thang": _("tháng lập, hai chữ số"),
    "nam": _("năm lập"),
    "tu_ngay": _("ngày đầu kỳ xem xét"),
    "den_ngay": _("ngày cuối kỳ xem xét"),
    "ngay_hop": _("ngày họp"),
    "chu_tri": _("người chủ trì"),
    "chuc_vu": _("chức vụ của người chủ trì lúc ký"),
    "da_ky": _("đã ký trên hệ thống lúc nào, hay chỗ để ký"),
    "ket_luan_chung": _("danh sách các đoạn của kết luận chung"),
    "ket_luan": _("danh sách: stt, noi_dung, loai, nguoi, han"),
}
_MINUTES: dict[str, str | Promise] = {
    "du_thao": _("đúng khi chưa ký"),
    "dia_diem": _("nơi họp"),
    "thu_ky": _("thư ký cuộc họp"),
    "thanh_phan": _("danh sách từng người dự"),
    "chot_luc": _("số liệu chốt lúc nào"),
    "ma_chot": _("mã kiểm tra của số liệu đã chốt"),
    "dau_vao": _("danh sách: ma, ten, so_lieu, noi_dung, thieu"),
    "y_kien": _("danh sách các đoạn ý kiến"),
}
_BOTH_SAMPLE: dict[str, Any] = {
    "co_quan": "UBND PHƯỜNG BÌNH AN",
    "ten_co_quan": "UBND phường Bình An",
    "so": "XX-26-01",
    "dia_danh": "Bình An",
    "ngay": "18",
    "thang": "12",
    "nam": "2026",
    "tu_ngay": "01/01/2026",
    "den_ngay": "30/11/2026",
    "ngay_hop": "18/12/2026",
    "chu_tri": "Bùi Minh Ngọc",
    "chuc_vu": "Chủ tịch",
    "da_ky": "(Ký, ghi rõ họ tên)",
    "ket_luan_chung": ["Hệ thống phù hợp, đầy đủ và có hiệu lực."],
    "ket_luan": [
        {"stt": 1, "noi_dung": "Bố trí thêm người thẩm định", "loai": "nguồn lực", "nguoi": "Nguyễn Thị Hoa", "han": "31/01/2027"}
    ],
}  # fmt: skip
_MINUTES_SAMPLE: dict[str, Any] = {
    "du_thao": False,
    "dia_diem": "Phòng họp tầng 2",
    "thu_ky": "Phạm Quốc Quân",
    "thanh_phan": ["Bùi Minh Ngọc, Chủ tịch"],
    "chot_luc": "08:00 18/12/2026",
    "ma_chot": "9f2c1a7e",
    "dau_vao": [
        {"ma": "c1", "ten": "Sự hài lòng và phản hồi", "so_lieu": "khiếu nại: 2", "noi_dung": "96,2 % hài lòng", "thieu": []}
    ],
    "y_kien": ["Khâu thẩm định thiếu người vào thứ Hai."],
}  # fmt: skip


def declare_all() -> None:
    basis = "TCVN ISO 9001:2015, 9.3"
    declare(
        LetterKind(
            key=MINUTES,
            name=_("Biên bản họp xem xét của lãnh đạo"),
            shipped=FOLDER / "review_minutes.docx",
            fields=_BOTH | _MINUTES,
            sample=_BOTH_SAMPLE | _MINUTES_SAMPLE,
            basis=basis,
        )
    )
    declare(
        LetterKind(
            key=NOTICE,
            name=_("Thông báo kết luận xem xét của lãnh đạo"),
            shipped=FOLDER / "review_notice.docx",
            fields=_BOTH,
            sample=_BOTH_SAMPLE,
            basis=basis,
        )
    )
