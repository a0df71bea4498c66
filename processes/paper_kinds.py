"""The papers of the one-stop mechanism in both numberings (TT 01/2018: 01–06; TT 03/2025: 01–07), and the names their templates may use."""

from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.letter_kinds import LetterKind, declare
from processes.states import FormRegime

FOLDER = Path(__file__).resolve().parent / "paper_templates"

HEAD: dict[str, str | Promise] = {
    "co_quan": _("tên cơ quan, chữ hoa"),
    "don_vi": _("tên Bộ phận Một cửa, chữ hoa"),
    "ten_co_quan": _("tên cơ quan"),
    "ten_don_vi": _("tên Bộ phận Một cửa"),
    "so": _("số của giấy này"),
    "dia_danh": _("địa danh"),
    "ngay": _("ngày lập, hai chữ số"),
    "thang": _("tháng lập, hai chữ số"),
    "nam": _("năm lập"),
}
WHO: dict[str, str | Promise] = {
    "ma_ho_so": _("mã hồ sơ"),
    "nguoi_nop": _("họ tên hoặc tên tổ chức nộp hồ sơ"),
    "dia_chi": _("địa chỉ người nộp"),
    "dien_thoai": _("điện thoại người nộp"),
    "thu_dien_tu": _("thư điện tử người nộp"),
    "noi_dung": _("tên thủ tục yêu cầu giải quyết"),
    "ma_thu_tuc": _("mã thủ tục"),
}
HEAD_SAMPLE = {
    "co_quan": "UBND PHƯỜNG BÌNH AN",
    "don_vi": "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "ten_co_quan": "UBND phường Bình An",
    "ten_don_vi": "Trung tâm Phục vụ hành chính công",
    "so": "00012/MAU",
    "dia_danh": "Bình An",
    "ngay": "05",
    "thang": "03",
    "nam": "2026",
}
WHO_SAMPLE = {
    "ma_ho_so": "H99.14-260305-0012",
    "nguoi_nop": "Phan Thị Mai",
    "dia_chi": "tổ dân phố 4, phường Bình An",
    "dien_thoai": "0900 000 173",
    "thu_dien_tu": "",
    "noi_dung": "Cấp phép sửa chữa nhà ở",
    "ma_thu_tuc": "1.004859",
}

RECEIPT, SUPPLEMENT, REFUSAL, APOLOGY = "receipt", "supplement", "refusal", "apology"
STOP, CONTROL, REGISTER = "stop", "control", "register"

# Which number each paper has under each circular; none: the circular has no form for it, the reason still goes out in writing.
NUMBERS = {
    FormRegime.TT01_2018: {RECEIPT: "01", SUPPLEMENT: "02", REFUSAL: "03", APOLOGY: "04", STOP: "", CONTROL: "05", REGISTER: "06"},
    FormRegime.TT03_2025: {RECEIPT: "01", SUPPLEMENT: "02", REFUSAL: "03", APOLOGY: "04", STOP: "05", CONTROL: "06", REGISTER: "07"},
}  # fmt: skip
CIRCULARS = {FormRegime.TT01_2018: "Thông tư 01/2018/TT-VPCP", FormRegime.TT03_2025: "Thông tư 03/2025/TT-VPCP"}

# paper: name, names beside head and applicant with their meaning, examples of these.
_PAPERS: dict[str, tuple[str | Promise, dict[str, str | Promise], dict[str, Any]]] = {
    RECEIPT: (
        _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        {
            "bo_phan": _("bộ phận tiếp nhận và quầy"),
            "nguoi_nop_thay": _("người được ủy quyền nộp, nếu có"),
            "giay_to": _("danh sách: stt, ten, ban_chinh, ban_sao"),
            "so_bo": _("số bộ hồ sơ"),
            "thoi_han": _("thời gian giải quyết theo quy định"),
            "nhan_luc": _("thời gian nhận: giờ, phút, ngày"),
            "tra_luc": _("thời gian hẹn trả: giờ, phút, ngày"),
            "nhan_tai": _("nơi và cách nhận kết quả"),
            "khoan_thu": _("phí, lệ phí"),
            "quyen_so": _("quyển số của Sổ theo dõi"),
            "so_thu_tu": _("số thứ tự trong Sổ theo dõi"),
            "nguoi_nhan": _("người tiếp nhận"),
            "cach_dem": _("danh sách cách đếm ngày: ngay, ly_do, so"),
            "qr": _("hình mã QR của hồ sơ"),
        },
        {
            "bo_phan": "Trung tâm Phục vụ hành chính công, Quầy 2",
            "nguoi_nop_thay": "",
            "giay_to": [
                {"stt": "1", "ten": "Đơn đề nghị theo mẫu", "ban_chinh": "1", "ban_sao": "–"},
                {"stt": "2", "ten": "Bản vẽ hiện trạng", "ban_chinh": "–", "ban_sao": "1"},
            ],
            "so_bo": "01",
            "thoi_han": "05 ngày làm việc",
            "nhan_luc": "09 giờ 00 phút, ngày 05/03/2026",
            "tra_luc": "17 giờ 00 phút, thứ Năm ngày 12/03/2026",
            "nhan_tai": "trực tiếp",
            "khoan_thu": "Lệ phí 15.000 đồng",
            "quyen_so": "01/2026",
            "so_thu_tu": "00012",
            "nguoi_nhan": "Lê Thị Lan",
            "cach_dem": [{"ngay": "T6 06/03", "ly_do": "làm việc", "so": "1"}],
        },
    ),
    SUPPLEMENT: (
        _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        {
            "can_bo_sung": _("danh sách giấy tờ, nội dung cần bổ sung: stt, noi_dung"),
            "ly_do": _("lý do"),
            "can_cu": _("căn cứ"),
            "han_bo_sung": _("đề nghị bổ sung trước ngày"),
            "lien_he": _("người liên hệ khi vướng mắc"),
            "dien_thoai_lien_he": _("điện thoại liên hệ"),
            "nguoi_huong_dan": _("người hướng dẫn"),
        },
        {
            "can_bo_sung": [{"stt": "1", "noi_dung": "Bản vẽ hiện trạng có chữ ký của chủ nhà"}],
            "ly_do": "bản vẽ chưa có chữ ký",
            "can_cu": "Nghị định 15/2026/NĐ-CP",
            "han_bo_sung": "20/03/2026",
            "lien_he": "Lê Thị Lan",
            "dien_thoai_lien_he": "0299 000 111",
            "nguoi_huong_dan": "Lê Thị Lan",
        },
    ),
    REFUSAL: (
        _("Phiếu từ chối tiếp nhận, giải quyết hồ sơ"),
        {
            "viec_tu_choi": _("«tiếp nhận» hoặc «giải quyết»"),
            "ly_do": _("lý do cụ thể"),
            "can_cu": _("căn cứ"),
            "co_quan_co_tham_quyen": _("cơ quan có thẩm quyền, nếu nộp nhầm nơi"),
            "nguoi_lap": _("người lập phiếu"),
        },
        {
            "viec_tu_choi": "tiếp nhận",
            "ly_do": "thửa đất không thuộc địa bàn",
            "can_cu": "Nghị định 118/2025/NĐ-CP",
            "co_quan_co_tham_quyen": "UBND phường Bình Sơn",
            "nguoi_lap": "Lê Thị Lan",
        },
    ),
    APOLOGY: (
        _("Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        {
            "nhan_luc": _("thời gian nhận hồ sơ"),
            "hen_cu": _("ngày hẹn trả cũ"),
            "hen_moi": _("ngày hẹn trả mới"),
            "ly_do": _("lý do chưa trả được"),
            "nguoi_ky": _("người ký"),
            "chuc_vu": _("chức vụ người ký"),
        },
        {
            "nhan_luc": "09 giờ 00 phút, ngày 05/03/2026",
            "hen_cu": "17 giờ 00 phút, thứ Năm ngày 12/03/2026",
            "hen_moi": "17 giờ 00 phút, thứ Hai ngày 16/03/2026",
            "ly_do": "chờ ý kiến của cơ quan phối hợp",
            "nguoi_ky": "Bùi Minh Ngọc",
            "chuc_vu": "Chủ tịch UBND phường",
        },
    ),
    STOP: (
        _("Thông báo dừng giải quyết hồ sơ"),
        {
            "ly_do": _("lý do dừng"),
            "can_cu": _("căn cứ"),
            "dung_luc": _("thời gian dừng"),
            "tra_lai": _("giấy tờ trả lại, hoàn phí"),
            "nguoi_ky": _("người ký"),
            "chuc_vu": _("chức vụ người ký"),
        },
        {
            "ly_do": "quá thời hạn bổ sung, người nộp không bổ sung",
            "can_cu": "Nghị định 118/2025/NĐ-CP",
            "dung_luc": "09 giờ 00 phút, ngày 20/03/2026",
            "tra_lai": "bản chính giấy tờ đã nộp",
            "nguoi_ky": "Nguyễn Thị Hoa",
            "chuc_vu": "Trưởng phòng",
        },
    ),
    CONTROL: (
        _("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        {
            "nhan_luc": _("thời gian nhận hồ sơ"),
            "tra_luc": _("thời gian hẹn trả"),
            "bo_phan_giai_quyet": _("cơ quan, bộ phận giải quyết"),
            "giao_nhan": _("danh sách: ben_giao, ben_nhan, giao_luc, nguoi_giao, nhan_luc, nguoi_nhan, ket_qua, ghi_chu"),
        },
        {
            "nhan_luc": "09 giờ 00 phút, ngày 05/03/2026",
            "tra_luc": "17 giờ 00 phút, thứ Năm ngày 12/03/2026",
            "bo_phan_giai_quyet": "Phòng Kinh tế, Hạ tầng và Đô thị",
            "giao_nhan": [
                {
                    "ben_giao": "Bộ phận Một cửa",
                    "ben_nhan": "Phòng Kinh tế, Hạ tầng và Đô thị",
                    "giao_luc": "10 giờ 00 phút, ngày 05/03/2026",
                    "nguoi_giao": "Lê Thị Lan",
                    "nhan_luc": "10 giờ 30 phút, ngày 05/03/2026",
                    "nguoi_nhan": "Trần Văn Minh",
                    "ket_qua": "Trước hạn",
                    "ghi_chu": "",
                }
            ],
        },
    ),
    REGISTER: (
        _("Sổ theo dõi hồ sơ"),
        {
            "tu_ngay": _("từ ngày"),
            "den_ngay": _("đến ngày"),
            "ho_so": _(
                "danh sách: stt, ma, thu_tuc, so_bo, nguoi_nop, lien_he, co_quan_giai_quyet, nhan, hen_tra, chuyen, "
                "nhan_ket_qua, tra, cach_tra, ky_nhan, ghi_chu"
            ),
            "tong": _("số hồ sơ trong sổ"),
        },
        {
            "tu_ngay": "01/03/2026",
            "den_ngay": "31/03/2026",
            "ho_so": [
                {
                    "stt": "12", "ma": "H99.14-260305-0012", "thu_tuc": "Cấp phép sửa chữa nhà ở", "so_bo": "1",
                    "nguoi_nop": "Phan Thị Mai", "lien_he": "tổ dân phố 4; 0900 000 173", "co_quan_giai_quyet": "Phòng Kinh tế",
                    "nhan": "05/03", "hen_tra": "12/03", "chuyen": "05/03", "nhan_ket_qua": "11/03", "tra": "12/03",
                    "cach_tra": "trực tiếp", "ky_nhan": "Phan Thị Mai", "ghi_chu": "",
                }
            ],
            "tong": "1",
        },
    ),
}  # fmt: skip

NAMES = {paper: facts[0] for paper, facts in _PAPERS.items()}
# The same paper has another title in the circular of 2025.
TITLES_2025 = {APOLOGY: _("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")}


def key_of(regime: str, paper: str) -> str:
    return f"processes.{regime}.{paper}"


def name_of(regime: str, paper: str) -> str:
    """«Mẫu 04 – Phiếu xin lỗi …» as the circular numbers it."""
    number = NUMBERS[FormRegime(regime)][paper]
    title = TITLES_2025.get(paper, NAMES[paper]) if regime == FormRegime.TT03_2025 else NAMES[paper]
    return f"{_('Mẫu')} {number} – {title}" if number else str(title)


def declare_all() -> None:
    """Every paper of both circulars becomes a kind of paper of the office."""
    for regime in FormRegime:
        for paper, (_name, fields, sample) in _PAPERS.items():
            who = {} if paper == REGISTER else WHO
            declare(
                LetterKind(
                    key=key_of(regime, paper),
                    name=NAMES[paper] if regime == FormRegime.TT01_2018 else TITLES_2025.get(paper, NAMES[paper]),
                    shipped=FOLDER / f"{regime}_{paper}.docx",
                    fields=HEAD | who | fields,
                    sample=HEAD_SAMPLE | (WHO_SAMPLE if who else {}) | sample,
                    images=frozenset({"qr"} if paper == RECEIPT else ()),
                    basis=CIRCULARS[regime]
                    + (f", {_('Mẫu')} {NUMBERS[regime][paper]}" if NUMBERS[regime][paper] else ""),
                )
            )
