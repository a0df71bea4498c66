#!/usr/bin/env python3
"""Makes the Word templates: the one-stop papers in both numberings (processes/paper_templates), the quality system's (audits/paper_templates).

The fields follow TT 01/2018 and what is known of TT 03/2025; A5, the register A4 across; the quality papers A4 with the margins
of NĐ 30/2020. An office replaces any of them on the page «Mẫu giấy tờ». Run by hand after a change: `python tools/make_paper_templates.py`; the results are committed.
"""

import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).resolve().parent.parent / "processes" / "paper_templates"
QUALITY = HERE.parent.parent / "audits" / "paper_templates"
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class Paper:
    """A page under construction."""

    def __init__(self, number: str, circular: str, *, wide: bool = False, a4: bool = False, size: float = 11) -> None:
        self.document = Document()
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "", "", ""
        properties.created = properties.modified = MOMENT
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
        style.paragraph_format.space_after = Pt(3)
        section = self.document.sections[0]
        width, height = (Mm(297), Mm(210)) if wide else (Mm(148), Mm(210))
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = width, height
        section.left_margin = section.right_margin = Mm(14 if wide else 12)
        section.top_margin = section.bottom_margin = Mm(10)
        if a4:  # NĐ 30/2020/NĐ-CP, annex I: left 30–35, right 15–20, top and bottom 20–25 mm
            section.page_width, section.page_height, width = Mm(210), Mm(297), Mm(210)
            section.left_margin, section.right_margin = Mm(30), Mm(15)
            section.top_margin = section.bottom_margin = Mm(20)
        self.width = width - section.left_margin - section.right_margin
        if number:
            self.line(f"Mẫu số {number} – {circular}", align=RIGHT, italic=True, size=8)

    def line(self, text="", *, align=LEFT, bold=False, italic=False, size=None, before=0, keep=False) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.keep_with_next = keep
        self._words(paragraph, text, bold, italic, size)

    def _words(self, paragraph, text, bold, italic, size) -> None:
        """«**…**» inside the text is bold."""
        for number, part in enumerate(text.split("**")):
            if part:
                run = paragraph.add_run(part)
                run.bold, run.italic = bold or number % 2 == 1, italic
                if size:
                    run.font.size = Pt(size)

    def columns(self, *cells, widths, size=None) -> None:
        """Cells side by side without lines; each a list of (text, bold, italic)."""
        table = self.document.add_table(rows=1, cols=len(cells))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = int(self.width * width)
        for cell, lines, width in zip(table.rows[0].cells, cells, widths, strict=True):
            cell.width = int(self.width * width)
            for number, (text, bold, italic) in enumerate(lines):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                paragraph.alignment = CENTRE
                paragraph.paragraph_format.space_after = Pt(1)
                self._words(paragraph, text, bold, italic, size)

    def head(self) -> None:
        self.columns(
            [("{{ co_quan }}", False, False), ("{{ don_vi }}", True, False), ("Số: {{ so }}", False, False)],
            [
                ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
                ("Độc lập – Tự do – Hạnh phúc", True, False),
                ("{{ dia_danh }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}", False, True),
            ],
            widths=(0.42, 0.58),
            size=9,
        )

    def title(self, *lines) -> None:
        for number, text in enumerate(lines):
            self.line(text, align=CENTRE, bold=True, size=13, before=8 if number == 0 else 0)

    def who(self, opening="Hồ sơ của") -> None:
        self.line(opening + ": **{{ nguoi_nop }}**")
        self.line("Địa chỉ: {{ dia_chi }}")
        self.line("Số điện thoại: {{ dien_thoai }}{% if thu_dien_tu %}   Email: {{ thu_dien_tu }}{% endif %}")
        self.line("Nội dung yêu cầu giải quyết: **{{ noi_dung }}** ({{ ma_thu_tuc }})")

    def table(self, heads, cells, widths, loop, *, size=None) -> None:
        """A ruled table: one row of headings, one row that repeats over `loop` («giay in giay_to»)."""
        table = self.document.add_table(rows=4, cols=len(heads))
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = int(self.width * width)
        for row, texts, bold in ((0, heads, True), (2, cells, False)):
            for cell, text, width in zip(table.rows[row].cells, texts, widths, strict=True):
                cell.width = int(self.width * width)
                cell.paragraphs[0].paragraph_format.space_after = Pt(1)
                self._words(cell.paragraphs[0], text, bold, False, size)
        table.rows[1].cells[0].paragraphs[0].add_run("{%tr for " + loop + " %}")
        table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
        mark = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(mark)  # the headings stand again on each page
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def signers(self, *signers) -> None:
        """Who signs: (post, hint, name)."""
        self.line()
        cells = [
            [(post, True, False), (hint, False, True), ("", False, False), ("", False, False), (name, False, False)]
            for post, hint, name in signers
        ]
        self.columns(*cells, widths=[1 / len(cells)] * len(cells))

    def save(self, name: str, folder: Path = HERE) -> None:
        folder.mkdir(exist_ok=True)
        self.document.save(folder / f"{name}.docx")


def receipt(number, circular) -> Paper:
    paper = Paper(number, circular, size=10)
    paper.head()
    paper.title("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ")
    paper.line("Mã hồ sơ: **{{ ma_ho_so }}**", align=CENTRE)
    paper.line("Bộ phận tiếp nhận: {{ bo_phan }}")
    paper.line(
        "Tiếp nhận hồ sơ của: **{{ nguoi_nop }}**{% if nguoi_nop_thay %} (người nộp thay: {{ nguoi_nop_thay }}){% endif %}"
    )
    paper.line(
        "Địa chỉ: {{ dia_chi }}. Số điện thoại: {{ dien_thoai }}{% if thu_dien_tu %}. Email: {{ thu_dien_tu }}{% endif %}"
    )
    paper.line("Nội dung yêu cầu giải quyết: **{{ noi_dung }}** ({{ ma_thu_tuc }})")
    paper.table(
        ["1. Thành phần hồ sơ nộp gồm", "Bản chính", "Bản sao"],
        ["{{ giay.stt }}) {{ giay.ten }}", "{{ giay.ban_chinh }}", "{{ giay.ban_sao }}"],
        (0.66, 0.17, 0.17),
        "giay in giay_to",
    )
    paper.line("2. Số lượng hồ sơ: {{ so_bo }} (bộ)", before=3)
    paper.line("3. Thời gian giải quyết hồ sơ theo quy định: {{ thoi_han }}")
    paper.line("4. Thời gian nhận hồ sơ: {{ nhan_luc }}")
    paper.line("5. Thời gian trả kết quả giải quyết hồ sơ: **{{ tra_luc }}**")
    paper.line("6. Đăng ký nhận kết quả tại: {{ nhan_tai }}{% if khoan_thu %}. {{ khoan_thu }}{% endif %}")
    paper.line("Vào Sổ theo dõi hồ sơ: Quyển số {{ quyen_so }}; Số thứ tự {{ so_thu_tu }}")
    paper.line("Cách đếm ngày: {% for dong in cach_dem %}{{ dong.ngay }} {{ dong.ly_do }}{% if not loop.last %}; {% endif %}{% endfor %}", size=8)  # fmt: skip
    paper.signers(
        ("NGƯỜI NỘP HỒ SƠ", "(Ký, ghi rõ họ tên)", "{{ nguoi_nop }}"),
        ("NGƯỜI TIẾP NHẬN HỒ SƠ", "(Ký, ghi rõ họ tên)", "{{ nguoi_nhan }}"),
        ("", "", "{{ qr }}"),
    )
    return paper


def supplement(number, circular) -> Paper:
    paper = Paper(number, circular)
    paper.head()
    paper.title("PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ")
    paper.line("{% if ma_ho_so %}Mã hồ sơ: **{{ ma_ho_so }}**{% endif %}", align=CENTRE)
    paper.who()
    paper.line("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", before=4, keep=True)
    paper.line("{%p for muc in can_bo_sung %}")
    paper.line("{{ muc.stt }}. {{ muc.noi_dung }}")
    paper.line("{%p endfor %}")
    paper.line("Lý do: {{ ly_do }}{% if can_cu %} (căn cứ: {{ can_cu }}){% endif %}")
    paper.line("{% if han_bo_sung %}Đề nghị ông/bà bổ sung trước ngày {{ han_bo_sung }}.{% endif %}")
    paper.line(
        "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, ông/bà liên hệ {{ lien_he }}"
        "{% if dien_thoai_lien_he %}, số điện thoại {{ dien_thoai_lien_he }}{% endif %} để được hướng dẫn."
    )
    paper.signers(
        ("NGƯỜI NỘP HỒ SƠ", "(Ký, ghi rõ họ tên)", "{{ nguoi_nop }}"),
        ("NGƯỜI HƯỚNG DẪN", "(Ký, ghi rõ họ tên)", "{{ nguoi_huong_dan }}"),
    )
    return paper


def refusal(number, circular) -> Paper:
    paper = Paper(number, circular)
    paper.head()
    paper.title("PHIẾU TỪ CHỐI {{ viec_tu_choi|upper }} HỒ SƠ")
    paper.line("{% if ma_ho_so %}Mã hồ sơ: **{{ ma_ho_so }}**{% endif %}", align=CENTRE)
    paper.who("Hồ sơ của")
    paper.line(
        "Qua xem xét, {{ ten_don_vi }} thông báo không {{ viec_tu_choi }} hồ sơ này với lý do cụ thể như sau:", before=4
    )
    paper.line("{{ ly_do }}")
    paper.line("{% if can_cu %}Căn cứ: {{ can_cu }}.{% endif %}")
    paper.line(
        "{% if co_quan_co_tham_quyen %}Cơ quan có thẩm quyền giải quyết: **{{ co_quan_co_tham_quyen }}**.{% endif %}"
    )
    paper.line("Xin thông báo để ông/bà được biết và thực hiện.")
    paper.signers(
        ("NGƯỜI NỘP HỒ SƠ", "(Ký, ghi rõ họ tên)", "{{ nguoi_nop }}"),
        ("NGƯỜI LẬP PHIẾU", "(Ký, ghi rõ họ tên)", "{{ nguoi_lap }}"),
    )
    return paper


def apology(number, circular, *titles) -> Paper:
    paper = Paper(number, circular)
    paper.head()
    paper.title(*titles)
    paper.line("Kính gửi: **{{ nguoi_nop }}**", align=CENTRE, before=4)
    paper.line("Địa chỉ: {{ dia_chi }}   Số điện thoại: {{ dien_thoai }}")
    paper.line("{{ nhan_luc }}, {{ ten_don_vi }} tiếp nhận hồ sơ đề nghị **{{ noi_dung }}** của ông/bà, mã hồ sơ **{{ ma_ho_so }}**, hẹn trả kết quả {{ hen_cu }}.")  # fmt: skip
    paper.line("Hồ sơ chưa trả được kết quả đúng thời gian đã hẹn. Lý do: {{ ly_do }}.")
    paper.line(
        "Sự chậm trễ này gây phiền hà cho ông/bà, {{ ten_co_quan }} xin lỗi và "
        "{% if hen_moi %}hẹn lại ông/bà nhận kết quả: **{{ hen_moi }}**.{% else %}sẽ báo ông/bà ngay khi có kết quả.{% endif %}"
    )
    paper.line("Rất mong ông/bà thông cảm.")
    paper.signers(("", "", ""), ("{{ chuc_vu|upper }}", "(Ký, ghi rõ họ tên, đóng dấu)", "{{ nguoi_ky }}"))
    return paper


def stop(number, circular) -> Paper:
    paper = Paper(number, circular)
    paper.head()
    paper.title("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ")
    paper.line("Mã hồ sơ: **{{ ma_ho_so }}**", align=CENTRE)
    paper.who("Kính gửi")
    paper.line("Hồ sơ được dừng giải quyết từ {{ dung_luc }}.", before=4)
    paper.line("Lý do: {{ ly_do }}")
    paper.line("{% if can_cu %}Căn cứ: {{ can_cu }}.{% endif %}")
    paper.line("{% if tra_lai %}Trả lại người nộp: {{ tra_lai }}.{% endif %}")
    paper.signers(("", "", ""), ("{{ chuc_vu|upper }}", "(Ký, ghi rõ họ tên)", "{{ nguoi_ky }}"))
    return paper


def control(number, circular) -> Paper:
    paper = Paper(number, circular, size=9.5)
    paper.head()
    paper.title("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ")
    paper.line("Mã hồ sơ: **{{ ma_ho_so }}**", align=CENTRE)
    paper.line("Chủ hồ sơ: **{{ nguoi_nop }}**. Loại thủ tục: {{ noi_dung }}")
    paper.line("Thời gian nhận: {{ nhan_luc }}. Thời gian trả: {{ tra_luc }}")
    paper.line("Cơ quan (bộ phận) giải quyết: {{ bo_phan_giai_quyet }}")
    paper.table(
        ["Tên cơ quan", "Thời gian giao, nhận hồ sơ", "Kết quả giải quyết", "Ghi chú"],
        [
            "1. Giao: {{ lan.ben_giao }}\n2. Nhận: {{ lan.ben_nhan }}",
            "1. {{ lan.giao_luc }}; {{ lan.nguoi_giao }}\n2. {{ lan.nhan_luc }}; {{ lan.nguoi_nhan }}",
            "{{ lan.ket_qua }}",
            "{{ lan.ghi_chu }}",
        ],
        (0.3, 0.38, 0.16, 0.16),
        "lan in giao_nhan",
    )
    return paper


def register(number, circular) -> Paper:
    paper = Paper(number, circular, wide=True, size=9)
    paper.head()
    paper.title("SỔ THEO DÕI HỒ SƠ", "Từ ngày {{ tu_ngay }} đến ngày {{ den_ngay }}")
    columns = [
        ("STT", "stt", 4), ("Mã hồ sơ", "ma", 10), ("Tên thủ tục hành chính", "thu_tuc", 13), ("Số bộ", "so_bo", 3),
        ("Tên cá nhân, tổ chức", "nguoi_nop", 10), ("Địa chỉ, số điện thoại", "lien_he", 10),
        ("Cơ quan chủ trì giải quyết", "co_quan_giai_quyet", 9), ("Nhận hồ sơ", "nhan", 5), ("Hẹn trả", "hen_tra", 5),
        ("Chuyển đến cơ quan giải quyết", "chuyen", 6), ("Nhận kết quả từ cơ quan giải quyết", "nhan_ket_qua", 6),
        ("Trả kết quả", "tra", 5), ("Phương thức nhận kết quả", "cach_tra", 6), ("Ký nhận", "ky_nhan", 6), ("Ghi chú", "ghi_chu", 4),
    ]  # fmt: skip
    total = sum(width for _head, _name, width in columns)
    paper.table(
        [head for head, _name, _width in columns],
        ["{{ hs." + name + " }}" for _head, name, _width in columns],
        [width / total for _head, _name, width in columns],
        "hs in ho_so",
        size=7.5,
    )
    paper.line("Cộng: {{ tong }} hồ sơ.", before=4)
    return paper


def _quality_head(paper: Paper, kind: str) -> None:
    paper.columns(
        [("{{ co_quan }}", True, False), (f"Số: {{{{ so }}}}/{kind}", False, False)],
        [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
            ("Độc lập – Tự do – Hạnh phúc", True, False),
            ("{{ dia_danh }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}", False, True),
        ],
        widths=(0.42, 0.58),
        size=12,
    )


def _decisions(paper: Paper) -> None:
    paper.table(
        ["TT", "Nội dung", "Loại", "Người thực hiện", "Hạn"],
        ["{{ kl.stt }}", "{{ kl.noi_dung }}", "{{ kl.loai }}", "{{ kl.nguoi }}", "{{ kl.han }}"],
        (0.07, 0.43, 0.16, 0.2, 0.14),
        "kl in ket_luan",
        size=12,
    )


def review_minutes() -> Paper:
    paper = Paper("", "", a4=True, size=13)
    _quality_head(paper, "BB-XXLĐ")
    paper.title("BIÊN BẢN", "Họp xem xét của lãnh đạo về hệ thống quản lý chất lượng")
    paper.line("{% if du_thao %}DỰ THẢO, CHƯA KÝ{% endif %}", align=CENTRE, italic=True)
    paper.line("Kỳ xem xét: từ {{ tu_ngay }} đến {{ den_ngay }}", align=CENTRE)
    paper.line("1. Thời gian: ngày {{ ngay_hop }}. Địa điểm: {{ dia_diem }}", before=6)
    paper.line("2. Chủ trì: {{ chu_tri }}. Thư ký: {{ thu_ky }}")
    paper.line("3. Thành phần:", keep=True)
    paper.line("{%p for dong in thanh_phan %}")
    paper.line("– {{ dong }}")
    paper.line("{%p endfor %}")
    paper.line("I. CÁC ĐẦU VÀO ĐÃ XEM XÉT (9.3.2 TCVN ISO 9001:2015)", bold=True, before=6, keep=True)
    paper.line("Số liệu chốt {{ chot_luc }}, mã kiểm tra {{ ma_chot }}.", italic=True, size=11)
    paper.line("{%p for muc in dau_vao %}")
    paper.line("**{{ muc.ma }}) {{ muc.ten }}**", before=4, keep=True)
    paper.line("{%p if muc.so_lieu %}")
    paper.line("{{ muc.so_lieu }}.")
    paper.line("{%p endif %}")
    paper.line("{%p if muc.noi_dung %}")
    paper.line("{{ muc.noi_dung }}")
    paper.line("{%p endif %}")
    paper.line("{%p for thieu in muc.thieu %}")
    paper.line("Còn thiếu: {{ thieu }}", italic=True)
    paper.line("{%p endfor %}")
    paper.line("{%p endfor %}")
    paper.line("II. Ý KIẾN TẠI CUỘC HỌP", bold=True, before=6, keep=True)
    paper.line("{%p for dong in y_kien %}")
    paper.line("{{ dong }}")
    paper.line("{%p endfor %}")
    paper.line("III. KẾT LUẬN (9.3.3)", bold=True, before=6, keep=True)
    paper.line("{%p for dong in ket_luan_chung %}")
    paper.line("{{ dong }}")
    paper.line("{%p endfor %}")
    _decisions(paper)
    paper.signers(("THƯ KÝ", "(Ký, ghi rõ họ tên)", "{{ thu_ky }}"), ("CHỦ TRÌ", "{{ da_ky }}", "{{ chu_tri }}"))
    return paper


def review_notice() -> Paper:
    paper = Paper("", "", a4=True, size=13)
    _quality_head(paper, "TB-UBND")
    paper.title("THÔNG BÁO", "Kết luận xem xét của lãnh đạo về hệ thống quản lý chất lượng")
    paper.line(
        "Ngày {{ ngay_hop }}, {{ ten_co_quan }} họp xem xét của lãnh đạo về hệ thống quản lý chất lượng theo TCVN ISO 9001:2015, "
        "kỳ từ {{ tu_ngay }} đến {{ den_ngay }}, do {{ chu_tri }} chủ trì. Kết luận như sau:",
        before=6,
    )
    paper.line("{%p for dong in ket_luan_chung %}")
    paper.line("{{ dong }}")
    paper.line("{%p endfor %}")
    paper.line("Các việc phải làm:", before=4, keep=True)
    _decisions(paper)
    paper.line("Các đơn vị, cá nhân được giao thực hiện đúng hạn và báo kết quả cho Thư ký ISO.", before=6)
    paper.signers(
        ("Nơi nhận:", "các đơn vị; lưu hồ sơ ISO", ""), ("{{ chuc_vu|upper }}", "{{ da_ky }}", "{{ chu_tri }}")
    )
    return paper


def main() -> None:
    for make_quality in (review_minutes, review_notice):
        make_quality().save(make_quality.__name__, QUALITY)
    for regime, circular, numbers, apology_titles in [
        ("tt01_2018", "Thông tư 01/2018/TT-VPCP", ["01", "02", "03", "04", "-", "05", "06"],
         ["PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"]),
        ("tt03_2025", "Thông tư 03/2025/TT-VPCP", ["01", "02", "03", "04", "05", "06", "07"],
         ["VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN", "THỜI GIAN GIẢI QUYẾT HỒ SƠ"]),
    ]:  # fmt: skip
        for make, number in zip((receipt, supplement, refusal, apology, stop, control, register), numbers, strict=True):
            more = apology_titles if make is apology else []
            make(number.strip("-"), circular, *more).save(f"{regime}_{make.__name__}")


if __name__ == "__main__":
    main()
