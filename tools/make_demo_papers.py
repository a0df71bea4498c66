#!/usr/bin/env python3
"""Makes the Word files and page pictures of the sample ward (config/demo). Everything in them is invented.

They follow the layout of real commune procedures: cover table, sign-off table, amendments, sections 1–7 with letters a–k, a
step table with a time column per case and times merged over steps, automatic list numbers in its first column.
Run by hand after a change: `python tools/make_demo_papers.py`; the results are committed.
"""

import random
from copy import deepcopy
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).resolve().parent.parent / "config" / "demo"
SERIF = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
SERIF_BOLD = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"

CLERK = "Cán bộ tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công"
CIVIL = "Công chức Tư pháp - Hộ tịch"
LAND = "Chuyên viên địa chính"
HEAD_LAND = "Trưởng phòng Kinh tế, Hạ tầng và Đô thị"
LEADER = "Lãnh đạo UBND"
SEAL = "Văn thư UBND"
RECEIVE = (
    "Tiếp nhận hồ sơ, kiểm tra tính đầy đủ và hợp lệ:\n- Đủ: lập giấy tiếp nhận và hẹn trả kết quả, chuyển hồ sơ;\n"
    "- Thiếu: lập phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."
)

PROCEDURES = [
    {
        "file": "QT-HT-05_dang-ky-lai-khai-sinh",
        "code": "QT 05/HT-BA",
        "title": "Đăng ký lại khai sinh",
        "issue": "01",
        "date": "15/12/2022",
        "papers": [
            "Tờ khai đăng ký lại khai sinh theo mẫu (bản chính, 01 bản);",
            "Bản sao giấy tờ có nội dung liên quan đến khai sinh: giấy khai sinh cũ, học bạ, lý lịch (bản sao, 01 bản mỗi loại);",
            "Văn bản ủy quyền khi người khác nộp thay (bản chính, 01 bản).",
        ],
        "limit": "05 ngày làm việc; trường hợp phải gửi văn bản xác minh thì thời hạn là 25 ngày làm việc.",
        "fee": "Lệ phí: 8.000 đồng. Miễn lệ phí cho người thuộc hộ nghèo và người khuyết tật.",
        "columns": ["Thời gian không xác minh: 05 ngày làm việc", "Thời gian có xác minh: 25 ngày làm việc"],
        "steps": [
            (RECEIVE, CLERK, "½ ngày", "½ ngày"),
            ("Thẩm tra hồ sơ, đối chiếu sổ hộ tịch đang lưu.", CIVIL, "02 ngày", "22 ngày"),
            ("Lập dự thảo Giấy khai sinh, trình ký.", CIVIL, "^", "^"),
            ("Xem xét hồ sơ, ký Giấy khai sinh.", LEADER, "01 ngày", "01 ngày"),
            ("Đóng dấu, vào sổ đăng ký khai sinh.", SEAL, "1,5 ngày", "1,5 ngày"),
            ("Trả kết quả; người nhận ký sổ theo dõi.", CLERK, "^", "^"),
        ],
        "forms": [("TK-KS-02", "Tờ khai đăng ký lại khai sinh"), ("Mẫu 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")],
        "records": [
            ("Bộ hồ sơ theo mục 5.a", "Công chức Tư pháp - Hộ tịch", "Vĩnh viễn"),
            ("Sổ đăng ký khai sinh", "UBND phường", "Vĩnh viễn"),
        ],
    },
    {
        "file": "QT-HT-12_xac-nhan-tinh-trang-hon-nhan",
        "code": "QT 12/HT-BA",
        "title": "Cấp Giấy xác nhận tình trạng hôn nhân",
        "issue": "02",
        "date": "15/12/2022",
        "papers": [
            "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân theo mẫu (bản chính, 01 bản);",
            "Giấy tờ chứng minh đã ly hôn hoặc vợ, chồng đã mất, nếu có (bản sao, 01 bản).",
        ],
        "limit": "03 ngày làm việc; trường hợp phải xác minh thì thời hạn là 13 ngày làm việc.",
        "fee": "Lệ phí: 15.000 đồng.",
        "columns": ["Thời gian: 03 ngày làm việc", "Thời gian (trường hợp có xác minh): 13 ngày làm việc"],
        "steps": [
            (RECEIVE, CLERK, "½ ngày", "½ ngày"),
            ("Thẩm tra tình trạng hôn nhân trong sổ và cơ sở dữ liệu hộ tịch.", CIVIL, "01 ngày", "11 ngày"),
            ("Ký Giấy xác nhận tình trạng hôn nhân.", LEADER, "01 ngày", "01 ngày"),
            ("Đóng dấu, vào sổ và trả kết quả.", SEAL, "½ ngày", "½ ngày"),
        ],
        "forms": [("TK-HN-01", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân")],
        "records": [("Bộ hồ sơ theo mục 5.a", "Công chức Tư pháp - Hộ tịch", "05 năm")],
    },
    {
        "file": "QT-CT-02_chung-thuc-ban-sao",
        "code": "QT 02/CT-BA",
        "title": "Chứng thực bản sao từ bản chính",
        "issue": "01",
        "date": "15/12/2022",
        "papers": ["Bản chính giấy tờ, văn bản (xuất trình);", "Bản sao cần chứng thực (số lượng theo yêu cầu)."],
        "limit": "01 ngày làm việc (sau 15 giờ hàng ngày thì trả kết quả trong ngày làm việc tiếp theo).",
        "fee": "Phí: 2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang, không quá 200.000 đồng/bản.",
        "columns": ["Thời gian (01 ngày làm việc)"],
        "steps": [
            ("Tiếp nhận, kiểm tra bản chính, đối chiếu bản sao.", CLERK, "01 ngày"),
            ("Ký chứng thực bản sao.", LEADER, "^"),
            ("Đóng dấu, vào sổ chứng thực, trả kết quả.", SEAL, "^"),
        ],
        "forms": [("SCT-01", "Sổ chứng thực bản sao từ bản chính")],
        "records": [("Sổ chứng thực", "Văn thư UBND", "20 năm")],
    },
    {
        "file": "QT-DD-03_cap-giay-chung-nhan-lan-dau",
        "code": "QT 03/ĐĐ-BA",
        "title": "Đăng ký đất đai, cấp Giấy chứng nhận lần đầu",
        "issue": "02",
        "date": "15/12/2022",
        "papers": [
            "Đơn đăng ký đất đai, tài sản gắn liền với đất (bản chính, 01 bản);",
            "Giấy tờ về quyền sử dụng đất, nếu có (bản sao đã đối chiếu, 01 bản);",
            "Mảnh trích đo bản đồ địa chính (bản chính, 01 bản).",
        ],
        "limit": "20 ngày làm việc.",
        "fee": "Phí thẩm định hồ sơ: 500.000 đồng; lệ phí cấp Giấy chứng nhận: 25.000 đồng.",
        "columns": ["Thời gian: 20 ngày làm việc"],
        "steps": [
            (RECEIVE, CLERK, "01 ngày"),
            ("Thẩm tra nguồn gốc, xác minh thực địa cùng tổ dân phố.", LAND, "09 ngày"),
            ("Niêm yết công khai kết quả thẩm tra, lập biên bản.", LAND, "^"),
            ("Lập tờ trình, kiểm tra và trình ký.", HEAD_LAND, "04 ngày"),
            ("Xem xét, ký Giấy chứng nhận.", LEADER, "03 ngày"),
            ("Đóng dấu, vào sổ cấp Giấy chứng nhận.", SEAL, "03 ngày"),
            ("Thông báo nghĩa vụ tài chính, trả kết quả.", CLERK, "^"),
        ],
        "forms": [("ĐK-01", "Đơn đăng ký đất đai"), ("Mẫu 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả")],
        "records": [("Hồ sơ cấp Giấy chứng nhận", "Phòng Kinh tế, Hạ tầng và Đô thị", "Vĩnh viễn")],
    },
]

SCANS = [
    {
        "name": "1998_215-QD-UB_giao-dat",
        "noise": 1,
        "head": ("ỦY BAN NHÂN DÂN\nXÃ BÌNH THỦY", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        "number": "Số: 215/QĐ-UB",
        "date": "Bình Thủy, ngày 14 tháng 7 năm 1998",
        "title": "QUYẾT ĐỊNH",
        "about": "Về việc giao đất làm nhà ở dọc đường Bờ Đê cho các hộ di dời",
        "body": [
            "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân;",
            "Căn cứ Luật Đất đai và các văn bản hướng dẫn thi hành;",
            "Xét đơn xin giao đất làm nhà ở của các hộ phải di dời do sạt lở bờ sông tại ấp Thủy Hạ, đã được hội nghị nhân dân ấp bình xét ngày 02 tháng 6 năm 1998,",
            "Điều 1. Nay giao 12 thửa đất dọc đường Bờ Đê, tổng diện tích 2.460 mét vuông, cho 12 hộ gia đình có tên trong danh sách kèm theo để làm nhà ở.",
            "Điều 2. Các hộ được giao đất phải làm nhà trong thời hạn mười hai tháng, không được chuyển nhượng trong năm năm đầu và giữ lối đi chung rộng bốn mét ra bến đò.",
            "Điều 3. Ban Địa chính, Trưởng ấp Thủy Hạ và các hộ có tên chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.",
        ],
        "sign": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n\nTrần Hữu Lộc",
    },
    {
        "name": "2004_37-BC-UB_tong-ket-tu-phap",
        "noise": 0,
        "head": ("ỦY BAN NHÂN DÂN\nPHƯỜNG BÌNH AN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        "number": "Số: 37/BC-UB",
        "date": "Bình An, ngày 22 tháng 12 năm 2004",
        "title": "BÁO CÁO",
        "about": "Tổng kết công tác tư pháp, hộ tịch năm 2004",
        "body": [
            "Trong năm 2004, Ủy ban nhân dân phường đã đăng ký khai sinh cho 214 trường hợp, trong đó đăng ký quá hạn 31 trường hợp; đăng ký kết hôn 96 đôi; đăng ký khai tử 58 trường hợp.",
            "Tổ hòa giải ở 7 khu phố tiếp nhận 43 vụ, hòa giải thành 36 vụ. Các vụ không thành chủ yếu là tranh chấp ranh đất và lối đi chung.",
            "Sổ hộ tịch được lưu hai bộ theo quy định. Sổ khai sinh các năm 1976 đến 1985 đã ố, rách mép, cần đóng lại và sao chụp để bảo quản.",
            "Phương hướng năm 2005: niêm yết công khai thủ tục, trả kết quả đúng ngày hẹn, không để dân đi lại nhiều lần.",
        ],
        "sign": "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nLê Thị Thu Vân",
    },
    {
        "name": "2011_08-TB-UBND_lich-tiep-dan",
        "noise": 0,
        "head": ("ỦY BAN NHÂN DÂN\nPHƯỜNG BÌNH AN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        "number": "Số: 08/TB-UBND",
        "date": "Bình An, ngày 10 tháng 01 năm 2011",
        "title": "THÔNG BÁO",
        "about": "Lịch tiếp công dân của lãnh đạo Ủy ban nhân dân phường năm 2011",
        "body": [
            "Ủy ban nhân dân phường Bình An thông báo lịch tiếp công dân của lãnh đạo phường năm 2011 như sau:",
            "1. Chủ tịch tiếp công dân vào sáng thứ Năm hàng tuần, từ 7 giờ 30 đến 11 giờ 30, tại phòng tiếp dân.",
            "2. Công chức Địa chính và Tư pháp có mặt trong buổi tiếp để trả lời các việc về đất đai, hộ tịch.",
            "3. Công dân đăng ký nội dung tại bộ phận tiếp nhận và trả kết quả trước một ngày làm việc.",
        ],
        "sign": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n\nPhan Văn Tường",
    },
]


def paragraph(where, text, *, bold=False, align=None, size=13, style=None):
    made = where.add_paragraph(style=style)
    run = made.add_run(text)
    run.bold = bold
    run.font.size = Pt(size)
    if align:
        made.alignment = align
    made.paragraph_format.space_after = Pt(3)
    return made


def fill(cell, text, *, bold=False, center=False):
    cell.text = ""
    for number, line in enumerate(text.split("\n")):
        made = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        made.add_run(line).bold = bold
        if center:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER


def numbered(cell, number_id):
    """An empty paragraph whose number Word prints itself, as in real files."""
    properties = cell.paragraphs[0]._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", "0"), ("w:numId", str(number_id))):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        numbering.append(element)
    properties.append(numbering)


def list_number(document):
    """A numbering of its own for one table, so that its steps begin with 1."""
    part = document.part.numbering_part.element
    abstract = next(node for node in part.findall(qn("w:abstractNum")) if node.find(qn("w:lvl")) is not None)
    made = deepcopy(abstract)
    abstract_id = str(900 + len(part.findall(qn("w:abstractNum"))))
    made.set(qn("w:abstractNumId"), abstract_id)
    level = made.find(qn("w:lvl"))
    level.find(qn("w:numFmt")).set(qn("w:val"), "decimal")
    level.find(qn("w:lvlText")).set(qn("w:val"), "%1.")
    part.insert(0, made)
    return _add_num(part, abstract_id)


def _add_num(part, abstract_id):
    identifier = max((int(node.get(qn("w:numId"))) for node in part.findall(qn("w:num"))), default=0) + 1
    node = OxmlElement("w:num")
    node.set(qn("w:numId"), str(identifier))
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), abstract_id)
    node.append(link)
    part.append(node)
    return identifier


def make_procedure(facts):
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    section.header.paragraphs[0].text = f"Tên quy trình: {facts['title']}"
    section.footer.paragraphs[0].text = f"Ngày hiệu lực: {facts['date']}    Lần ban hành: {facts['issue']}"

    cover = document.add_table(3, 3, style="Table Grid")
    fill(cover.cell(0, 0).merge(cover.cell(2, 0)), "UBND PHƯỜNG BÌNH AN", center=True)
    fill(cover.cell(0, 1).merge(cover.cell(2, 1)), f"QUY TRÌNH\n\n{facts['title']}", bold=True, center=True)
    for row, text in enumerate(
        (f"Mã hiệu: {facts['code']}", f"Lần ban hành: {facts['issue']}", f"Ngày ban hành: {facts['date']}")
    ):
        fill(cover.cell(row, 2), text)
    paragraph(document, "MỤC LỤC", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    heads = [
        "MỤC ĐÍCH",
        "PHẠM VI",
        "TÀI LIỆU VIỆN DẪN",
        "ĐỊNH NGHĨA/VIẾT TẮT",
        "NỘI DUNG QUY TRÌNH",
        "BIỂU MẪU",
        "HỒ SƠ CẦN LƯU",
    ]
    paragraph(document, "SỬA ĐỔI TÀI LIỆU")
    for number, head in enumerate(heads, 1):
        paragraph(document, f"{number}. {head}")
    sign = document.add_table(4, 4, style="Table Grid")
    rows = [
        ("Trách nhiệm", "Soạn thảo", "Xem xét", "Phê duyệt"),
        ("Họ tên", "Phạm Quốc Quân", "Đỗ Phương Thảo", "Bùi Minh Ngọc"),
        ("Chữ ký", "", "", ""),
        ("Chức vụ", "Chuyên viên", "Chánh Văn phòng", "Chủ tịch UBND phường"),
    ]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            fill(sign.cell(row, column), text, center=True)
    document.add_page_break()
    paragraph(document, "TRANG THEO DÕI SỐ LẦN SỬA ĐỔI TÀI LIỆU", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    changes = document.add_table(4, 4, style="Table Grid")
    for column, text in enumerate(
        ("STT", "Tóm lược nội dung cần sửa đổi", "Cơ sở pháp lý hoặc căn cứ về việc sửa đổi", "Lần sửa đổi")
    ):
        fill(changes.cell(0, column), text, bold=True, center=True)
    amendments = list_number(document)
    for row in range(1, 4):
        numbered(changes.cell(row, 0), amendments)
    if facts["issue"] != "01":
        for column, text in enumerate(
            ("Rút ngắn thời gian bước thẩm tra", "Đề nghị của Phòng chuyên môn", facts["issue"]), 1
        ):
            fill(changes.cell(1, column), text)
    document.add_page_break()

    paragraph(document, "1. MỤC ĐÍCH", bold=True)
    paragraph(
        document,
        f"Quy định thành phần hồ sơ, lệ phí, trình tự, cách thức và thời gian giải quyết thủ tục «{facts['title']}», bảo đảm đúng pháp luật và đúng hẹn với người dân.",
    )
    paragraph(document, "2. PHẠM VI", bold=True)
    paragraph(
        document,
        "Áp dụng đối với cá nhân có yêu cầu và các bộ phận, công chức tham gia giải quyết tại UBND phường Bình An.",
    )
    paragraph(document, "3. TÀI LIỆU VIỆN DẪN", bold=True)
    paragraph(document, "Tiêu chuẩn quốc gia TCVN ISO 9001:2015.", style="List Bullet")
    paragraph(document, "Các văn bản pháp quy liên quan nêu tại mục 5 của quy trình này.", style="List Bullet")
    paragraph(document, "4. ĐỊNH NGHĨA VÀ VIẾT TẮT", bold=True)
    for short, full in (("UBND", "Ủy ban nhân dân"), ("TTHC", "Thủ tục hành chính"), ("GCN", "Giấy chứng nhận")):
        paragraph(document, f"{short}\t:\t{full}", style="List Bullet")
    paragraph(document, "5. NỘI DUNG", bold=True)
    paragraph(document, "a. Thành phần, số lượng hồ sơ:", bold=True)
    for text in facts["papers"]:
        paragraph(document, f"- {text}")
    paragraph(document, "Số lượng hồ sơ: 01 bộ")
    paragraph(document, f"b. Thời hạn giải quyết: {facts['limit']}")
    paragraph(document, "c. Đối tượng thực hiện thủ tục hành chính: Cá nhân.")
    paragraph(document, "d. Cơ quan thực hiện thủ tục hành chính: UBND phường Bình An.")
    paragraph(document, f"đ. Kết quả thực hiện thủ tục hành chính: Văn bản giải quyết thủ tục «{facts['title']}».")
    paragraph(document, f"e. Phí, lệ phí: {facts['fee']}")
    paragraph(
        document,
        "g. Nơi tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công phường Bình An; dịch vụ bưu chính công ích; trực tuyến.",
    )
    paragraph(document, "h. Trình tự thực hiện:", bold=True)
    columns = facts["columns"]
    table = document.add_table(1 + len(facts["steps"]), 3 + len(columns), style="Table Grid")
    for column, text in enumerate(("TT", "Trình tự các bước công việc*", "Trách nhiệm", *columns)):
        fill(table.cell(0, column), text, bold=True, center=True)
    steps = list_number(document)
    for row, (work, who, *times) in enumerate(facts["steps"], 1):
        numbered(table.cell(row, 0), steps)
        fill(table.cell(row, 1), work)
        fill(table.cell(row, 2), who)
        for column, time in enumerate(times, 3):
            if time != "^":
                last = row
                while last < len(facts["steps"]) and facts["steps"][last][column - 1] == "^":
                    last += 1
                cell = table.cell(row, column)
                fill(cell.merge(table.cell(last, column)) if last > row else cell, time, center=True)
    paragraph(document, "* Thời gian không tính ngày nghỉ, ngày lễ theo quy định.")
    paragraph(document, "6. BIỂU MẪU", bold=True)
    forms = document.add_table(1 + len(facts["forms"]), 3, style="Table Grid")
    for column, text in enumerate(("TT", "Mã hiệu", "Tên biểu mẫu")):
        fill(forms.cell(0, column), text, bold=True, center=True)
    for row, (code, name) in enumerate(facts["forms"], 1):
        for column, text in enumerate((f"{row:02}", code, name)):
            fill(forms.cell(row, column), text)
    paragraph(document, "7. HỒ SƠ LƯU TRỮ", bold=True)
    records = document.add_table(1 + len(facts["records"]), 4, style="Table Grid")
    for column, text in enumerate(("STT", "Tên biểu mẫu/ hồ sơ", "Nơi lưu/ người lưu trữ", "Thời gian lưu trữ")):
        fill(records.cell(0, column), text, bold=True, center=True)
    for row, texts in enumerate(facts["records"], 1):
        for column, text in enumerate((f"{row:02}", *texts)):
            fill(records.cell(row, column), text)
    document.core_properties.author = "UBND phường Bình An"
    document.save(HERE / "papers" / f"{facts['file']}.docx")


def wrapped(draw, text, font, width):
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if draw.textlength(longer, font=font) > width and line:
            yield line
            line = word
        else:
            line = longer
    yield line


def make_scan(facts):
    """An A4 page at 150 dpi, grey, a little askew and dirty, as an office scanner gives it."""
    width, height = 1240, 1754
    page = Image.new("L", (width, height), 252)
    draw = ImageDraw.Draw(page)
    regular, bold = ImageFont.truetype(SERIF, 28), ImageFont.truetype(SERIF_BOLD, 28)
    for text, centre in zip(facts["head"], (360, 860), strict=True):
        draw.multiline_text((centre, 110), text, font=bold, fill=20, anchor="ma", align="center", spacing=10)
    draw.text((360, 215), facts["number"], font=regular, fill=20, anchor="ma")
    draw.text((860, 215), facts["date"], font=regular, fill=20, anchor="ma")
    draw.text((width / 2, 320), facts["title"], font=ImageFont.truetype(SERIF_BOLD, 34), fill=20, anchor="ma")
    y = 375
    for line in wrapped(draw, facts["about"], bold, 800):
        draw.text((width / 2, y), line, font=bold, fill=20, anchor="ma")
        y += 40
    y += 30
    for text in facts["body"]:
        first = True
        for line in wrapped(draw, text, regular, 900):
            draw.text((190 + (60 if first else 0), y), line, font=regular, fill=25)
            first = False
            y += 42
        y += 14
    draw.multiline_text((880, y + 30), facts["sign"], font=bold, fill=20, anchor="ma", align="center", spacing=10)
    draw.ellipse((700, y + 60, 900, y + 260), outline=150, width=5)
    noise = random.Random(facts["name"])
    for _ in range(600 + 2500 * facts["noise"]):
        page.putpixel((noise.randrange(width), noise.randrange(height)), noise.randrange(90, 200))
    page = page.rotate(0.4 - 0.8 * noise.random(), fillcolor=250, resample=Image.BICUBIC).filter(
        ImageFilter.GaussianBlur(0.5)
    )
    page = page.point(lambda value: round(value / 17) * 17)
    page.save(HERE / "scans" / f"{facts['name']}.png", optimize=True, dpi=(150, 150))


if __name__ == "__main__":
    for each in PROCEDURES:
        make_procedure(each)
    for each in SCANS:
        make_scan(each)
