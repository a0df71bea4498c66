"""Writes Word files letter by letter, with the truth of what is in them. Imports nothing of the product.

`Procedure(**switches).file(path)` gives a procedure of the kinds that offices write; every text is invented.
"""

import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, *, bold: bool = False, font: str = "", hidden: bool = False) -> str:
    """A run; «\\n» in the text becomes a soft break, a tab a tab."""
    marks = (
        ("<w:b/>" if bold else "")
        + (f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else "")
        + ("<w:vanish/>" if hidden else "")
    )
    pieces = []
    for number, line in enumerate(text.split("\n")):
        if number:
            pieces.append("<w:br/>")
        for place, part in enumerate(line.split("\t")):
            pieces.append("<w:tab/>" if place else "")
            pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{''.join(pieces)}</w:r>"


def p(
    text: str = "",
    *,
    bold: bool = False,
    style: str = "",
    number: tuple[int, int] | None = None,
    centred: bool = False,
    font: str = "",
    inner: str = "",
) -> str:
    """A paragraph of one run, or of the runs in `inner`."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (
        f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    )
    properties += '<w:jc w:val="center"/>' if centred else ""
    content = inner or (run(text, bold=bold, font=font) if text else "")
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


@dataclass
class C:
    """A cell: text (a paragraph per line), or ready content; `down` «restart» or «continue» merges."""

    text: str = ""
    span: int = 1
    down: str = ""
    bold: bool = False
    content: str = ""
    font: str = ""
    number: tuple[int, int] | None = None

    def xml(self) -> str:
        properties = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        if self.down:
            properties += '<w:vMerge w:val="restart"/>' if self.down == "restart" else "<w:vMerge/>"
        lines = self.text.split("\n")
        content = self.content or "".join(p(line, bold=self.bold, font=self.font, number=self.number) for line in lines)
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(rows: list[list[C]], *, grid: int | None = None) -> str:
    columns = grid or max(sum(cell.span for cell in row) for row in rows)
    body = "".join(f"<w:tr>{''.join(cell.xml() for cell in row)}</w:tr>" for row in rows)
    widths = '<w:gridCol w:w="1500"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{widths}</w:tblGrid>{body}</w:tbl>"


def control(content: str) -> str:
    """A content control around blocks."""
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def text_box(content: str) -> str:
    """A paragraph with a text box, written twice as Word does: for new readers and for old ones."""
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp><wps:txbx><w:txbxContent>'
        f"{content}</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


NUMBERING = (
    f"<w:numbering {NAMESPACES}>"
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Bước %1"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)
STYLES = (
    f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="Unseen"><w:name w:val="unseen"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


@dataclass
class Docx:
    """A package; parts may be added or spoiled before it is written."""

    body: str
    header: str = ""
    footer: str = ""
    footnotes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    parts: dict[str, bytes] = field(default_factory=dict)
    main_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    prolog: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

    def members(self) -> dict[str, bytes]:
        members: dict[str, str] = {}
        relations = [("styles", "styles.xml"), ("numbering", "numbering.xml")]
        section = ""
        for kind, text in (("header", self.header), ("footer", self.footer)):
            if text:
                tag = "hdr" if kind == "header" else "ftr"
                members[f"word/{kind}1.xml"] = f"{self.prolog}<w:{tag} {NAMESPACES}>{text}</w:{tag}>"
                relations.append((kind, f"{kind}1.xml"))
                section += f'<w:{kind}Reference w:type="default" r:id="r{len(relations)}"/>'
        if self.footnotes:
            notes = "".join(
                f'<w:footnote w:id="{number}">{p(text)}</w:footnote>' for number, text in enumerate(self.footnotes, 1)
            )
            members["word/footnotes.xml"] = f"{self.prolog}<w:footnotes {NAMESPACES}>{notes}</w:footnotes>"
            relations.append(("footnotes", "footnotes.xml"))
        if self.comments:
            notes = "".join(
                f'<w:comment w:id="{number}">{p(text)}</w:comment>' for number, text in enumerate(self.comments, 1)
            )
            members["word/comments.xml"] = f"{self.prolog}<w:comments {NAMESPACES}>{notes}</w:comments>"
            relations.append(("comments", "comments.xml"))
        members["word/document.xml"] = (
            f"{self.prolog}<w:document {NAMESPACES}><w:body>{self.body}<w:sectPr>{section}</w:sectPr></w:body></w:document>"
        )
        members["word/styles.xml"], members["word/numbering.xml"] = self.prolog + STYLES, self.prolog + NUMBERING
        links = "".join(
            f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(relations, 1)
        )
        members["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{RELATIONSHIPS}">{links}{"".join(self.relations)}</Relationships>'
        )
        members["_rels/.rels"] = (
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        )
        members["[Content_Types].xml"] = (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{self.main_type}"/></Types>'
        )
        return {name: text.encode() for name, text in members.items()} | self.parts

    def file(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.members().items():
                package.writestr(name, data)
        return path


@dataclass
class TrueStep:
    number: str
    work: str
    who: str
    times: list[str]
    result: str = ""


CODE, TITLE, AGENCY = "QT-17/UBND", "Cấp bản sao trích lục bản đồ địa chính", "ỦY BAN NHÂN DÂN PHƯỜNG BÌNH AN"
STEPS = [
    TrueStep(
        "1",
        "Tiếp nhận hồ sơ, kiểm tra tính đầy đủ:\n- Nếu đủ: viết giấy tiếp nhận;\n- Nếu thiếu: hướng dẫn bổ sung.",
        "Bộ phận Một cửa",
        ["½ ngày", "½ ngày"],
        "Giấy tiếp nhận (Mẫu 01)",
    ),
    TrueStep(
        "2", "Thẩm tra hồ sơ, trích lục bản đồ", "Công chức địa chính", ["1,5 ngày", "06 ngày"], "Dự thảo bản sao"
    ),
    TrueStep("3", "Xem xét, ký duyệt kết quả", "Lãnh đạo UBND", ["01 ngày", "02 ngày"], "Bản sao đã ký"),
    TrueStep("4", "Đóng dấu, trả kết quả", "Văn thư", ["0 ngày", "1,5 ngày"], "Sổ theo dõi"),
]
TOTALS = ["03 ngày làm việc", "10 ngày làm việc"]
CASES = ["không xác minh", "có xác minh"]
SECTIONS = [
    ("MỤC ĐÍCH", ["Thống nhất cách cấp bản sao trích lục."]),
    ("PHẠM VI ÁP DỤNG", ["Áp dụng đối với tổ chức, cá nhân trên địa bàn phường."]),
    ("TÀI LIỆU VIỆN DẪN", ["Luật số 31/2024/QH15 của Quốc hội", "Quyết định số 101/QĐ-BKHCN"]),
    ("ĐỊNH NGHĨA VÀ TỪ VIẾT TẮT", ["UBND:\tỦy ban nhân dân"]),
]
CONTENT = [
    ("Cơ sở pháp lý", ["Nghị định số 101/2024/NĐ-CP của Chính phủ"]),
    ("Thành phần hồ sơ", ["Phiếu yêu cầu", "Giấy tờ tùy thân"]),
    ("Số lượng hồ sơ", ["01 bộ"]),
    ("Thời hạn giải quyết", ["03 ngày làm việc kể từ ngày nhận đủ hồ sơ"]),
    ("Phí, lệ phí", ["Theo nghị quyết của Hội đồng nhân dân"]),
]


@dataclass
class Procedure:
    """A procedure with switches for what differs between offices. One case unless `cases` says more."""

    cover: str = "table"  # table, lines, header
    titles: str = "typed"  # typed, heading, auto, roman, capitals
    numbers: str = "typed"  # typed, auto, step («Bước 1»)
    order: str = "work_first"  # work_first, who_first, result_before_time
    result: bool = True
    note_column: bool = False
    cases: str = "one"  # one, columns, columns_two_rows, columns_two_rows_unmerged, rows, tables
    merged_times: bool = False  # the times of steps 2 and 3 are one cell
    merged_who: bool = False
    total: str = "row"  # row, heading, first_row, none
    bare_numbers: bool = False  # «01» with the unit in the heading
    layout: str = "plain"  # plain, rows (sections as rows), nested (one big table), two_columns
    split: str = ""  # "", repeated, bare: the step table is cut in two, with or without its heading
    controls: bool = False
    decomposed: bool = False
    odd_blanks: bool = False
    toc: bool = False
    sign_off: str = "columns"  # columns, rows, lines

    def steps(self) -> list[TrueStep]:
        steps = [
            TrueStep(step.number, step.work, step.who, list(step.times), step.result if self.result else "")
            for step in STEPS
        ]
        for number, step in enumerate(steps):
            step.number = {"typed": f"{number + 1}", "auto": f"{number + 1}.", "step": f"Bước {number + 1}"}[
                self.numbers
            ]
            if self.bare_numbers:
                step.times = [time.split()[0] for time in step.times]
        if self.merged_times:
            for place in range(2):
                steps[2].times[place] = steps[1].times[place]
        if self.merged_who:
            steps[2].who = steps[1].who
        if self.cases in ("one", "rows", "tables"):
            for step in steps:
                step.times = step.times[:1]
        return steps * 2 if self.cases in ("rows", "tables") else steps

    def truth(self) -> list[dict[str, object]]:
        return [
            {"work": step.work, "who": step.who, "times": step.times, "result": step.result} for step in self.steps()
        ]

    # --- parts -------------------------------------------------------------------------------------------------------

    def _heading(self) -> list[list[C]]:
        time = "Thời gian (ngày làm việc)" if self.bare_numbers else "Thời gian"
        if self.total == "heading" and self.cases != "columns":
            time += f": {TOTALS[0]}"
        named = [
            f"Thời gian {case}" + (f": {total}" if self.total == "heading" else "")
            for case, total in zip(CASES, TOTALS, strict=True)
        ]
        ends = ([C("Kết quả/Biểu mẫu")] if self.result else []) + ([C("Ghi chú")] if self.note_column else [])
        if self.cases in ("columns_two_rows", "columns_two_rows_unmerged"):
            down = "restart" if self.cases == "columns_two_rows" else ""
            below = "continue" if down else ""
            first = [C("TT", down=down), C("Trình tự", down=down), C("Trách nhiệm", down=down), C("Thời gian", span=2)]
            first += [C(cell.text, down=down) for cell in ends]
            second = [C("", down=below), C("", down=below), C("", down=below)]
            second += [
                C(f"Trường hợp {case}" + (f": {total}" if self.total == "heading" else ""))
                for case, total in zip(CASES, TOTALS, strict=True)
            ]
            return [first, second + [C("", down=below) for _cell in ends]]
        times = [C(text) for text in named] if self.cases == "columns" else [C(time)]
        return [self._ordered(C("TT"), C("Nội dung công việc"), C("Trách nhiệm"), times, ends)]

    def _ordered(self, number: C, work: C, who: C, times: list[C], ends: list[C]) -> list[C]:
        if self.order == "who_first":
            return [number, who, work, *times, *ends]
        if self.order == "result_before_time" and ends:
            return [number, work, who, ends[0], *times, *ends[1:]]
        return [number, work, who, *times, *ends]

    def _rows(self) -> list[list[C]]:
        steps = self.steps()[: len(STEPS)]
        rows = []
        for place, step in enumerate(steps):
            down = {1: "restart", 2: "continue"}.get(place, "") if self.merged_times else ""
            times = [C("" if down == "continue" else time, down=down) for time in step.times]
            who = {1: "restart", 2: "continue"}.get(place, "") if self.merged_who else ""
            number = C(content=p(number=(1, 0))) if self.numbers == "auto" else C(step.number)
            ends = ([C(step.result)] if self.result else []) + ([C("")] if self.note_column else [])
            rows.append(
                self._ordered(number, C(step.work), C("" if who == "continue" else step.who, down=who), times, ends)
            )
        if self.total in ("row", "first_row"):
            width = 3
            totals = [C(total) for total in (TOTALS if self.cases.startswith("columns") else TOTALS[:1])]
            ends = ([C("")] if self.result else []) + ([C("")] if self.note_column else [])
            label = C("Tổng thời gian giải quyết TTHC", span=width)
            row = (
                [C("Tổng cộng", span=4), *totals, *ends[1:]]
                if self.order == "result_before_time" and self.result
                else [label, *totals, *ends]
            )
            rows = [row, *rows] if self.total == "first_row" else [*rows, row]
        return rows

    def step_tables(self) -> str:
        heading, rows = self._heading(), self._rows()
        columns = sum(cell.span for cell in heading[0])
        if self.cases == "rows":
            both = []
            for letter, case in zip("AB", CASES, strict=True):
                both += [[C(f"{letter}. Trường hợp {case}", span=columns, bold=True)], *rows]
            return table(heading + both)
        if self.cases == "tables":
            return "".join(
                p(f"{letter}) Trường hợp {case}:", bold=True) + table(heading + rows)
                for letter, case in zip("ab", CASES, strict=True)
            )
        if self.split:
            rest = heading + rows[2:] if self.split == "repeated" else rows[2:]
            return table(heading + rows[:2], grid=columns) + p() + table(rest, grid=columns)
        return control(table(heading + rows)) if self.controls else table(heading + rows)

    def _title(self, text: str, depth: int, number: str, place: int) -> str:
        if self.titles == "heading":
            return p(f"{number} {text}", style=f"Heading{depth}")
        if self.titles == "auto":
            return p(text, bold=True, number=(1, depth - 1))
        if self.titles == "roman":
            roman = ["I", "II", "III", "IV", "V", "VI", "VII"][place]
            return p(f"{roman}. {text}" if depth == 1 else f"{place + 1}. {text}:", bold=True)
        if self.titles == "capitals":
            return p(text.upper())
        return p(f"{number}. {text}", bold=True)

    def _sections(self) -> list[tuple[str, str, int, str, int]]:
        """(title, content, depth, number, place) of all sections in order."""

        def lines(texts: list[str]) -> str:
            return "".join(p(f"- {text}" if len(texts) > 1 else text) for text in texts)

        found = [(title, lines(texts), 1, str(place + 1), place) for place, (title, texts) in enumerate(SECTIONS)]
        found.append(("NỘI DUNG QUY TRÌNH", "", 1, "5", 4))
        found += [(title, lines(texts), 2, f"5.{place + 1}", place) for place, (title, texts) in enumerate(CONTENT)]
        found.append(("Quy trình xử lý công việc", self.step_tables(), 2, "5.6", 5))
        forms = table(
            [
                [C("TT"), C("Mã hiệu"), C("Tên biểu mẫu")],
                [C("1"), C("BM-17-01"), C("Giấy tiếp nhận hồ sơ")],
                [C("2"), C("BM-17-02"), C("Sổ theo dõi")],
            ]
        )
        records = table(
            [
                [C("TT"), C("Tên hồ sơ"), C("Nơi lưu"), C("Thời gian lưu")],
                [C("1"), C("Hồ sơ theo mục 5.2"), C("Văn phòng"), C("05 năm")],
            ]
        )
        return [*found, ("BIỂU MẪU", forms, 1, "6", 5), ("HỒ SƠ LƯU", records, 1, "7", 6)]

    def _body_of_sections(self) -> str:
        sections = self._sections()
        if self.layout == "rows":
            rows = []
            for title, content, _depth, number, _place in sections:
                rows.append([C(number), C(title, bold=True)])
                if content:
                    rows.append([C(content=content + p(), span=2)])
            return table(rows)
        if self.layout == "two_columns":
            return table(
                [
                    [C(number), C(title, bold=True), C(content=content + p())]
                    for title, content, _depth, number, _place in sections
                ]
            )
        if self.layout == "nested":
            return table(
                [
                    [
                        C(
                            content="".join(
                                self._title(title, depth, number, place) + content
                                for title, content, depth, number, place in sections
                            )
                            + p()
                        )
                    ]
                ]
            )
        return "".join(
            self._title(title, depth, number, place) + content for title, content, depth, number, place in sections
        )

    def _cover(self) -> tuple[str, str]:
        """(body, header)"""
        rows = [
            [C(AGENCY, down="restart"), C(f"QUY TRÌNH\n{TITLE}", down="restart"), C("Mã hiệu"), C(CODE)],
            [C("", down="continue"), C("", down="continue"), C("Lần ban hành"), C("02")],
            [C("", down="continue"), C("", down="continue"), C("Ngày ban hành"), C("07/7/2025")],
        ]
        if self.cover == "lines":
            lines = [
                (AGENCY, True),
                ("QUY TRÌNH", True),
                (TITLE, True),
                (f"Mã hiệu: {CODE}", False),
                ("Lần ban hành: 02", False),
                ("Ngày ban hành: 07/7/2025", False),
            ]
            return "".join(p(text, bold=bold, centred=bold) for text, bold in lines), ""
        return ("", table(rows)) if self.cover == "header" else (table(rows), "")

    def _sign_off(self) -> str:
        if self.sign_off == "lines":
            return p("Soạn thảo: Lê Văn Một Chức vụ: Chuyên viên") + p("Phê duyệt: Trần Thị Hai Chức vụ: Chủ tịch")
        if self.sign_off == "rows":
            return table(
                [
                    [C(""), C("Họ tên"), C("Chức vụ")],
                    [C("Soạn thảo"), C("Lê Văn Một"), C("Chuyên viên")],
                    [C("Phê duyệt"), C("Trần Thị Hai"), C("Chủ tịch")],
                ]
            )
        return table(
            [
                [C("Trách nhiệm"), C("Soạn thảo"), C("Xem xét"), C("Phê duyệt")],
                [C("Họ tên"), C("Lê Văn Một"), C("Ngô Văn Ba"), C("Trần Thị Hai")],
                [C("Chức vụ"), C("Chuyên viên"), C("Trưởng phòng"), C("Chủ tịch")],
            ]
        )

    def docx(self) -> Docx:
        cover, header = self._cover()
        toc = (
            p("MỤC LỤC", bold=True)
            + "".join(
                p(f"{number}. {title}") for title, _content, depth, number, _place in self._sections() if depth == 1
            )
            if self.toc
            else ""
        )
        amendments = p("BẢNG THEO DÕI SỬA ĐỔI", bold=True, centred=True) + table(
            [
                [C("Yêu cầu sửa đổi"), C("Mô tả nội dung sửa đổi"), C("Lần sửa đổi"), C("Ngày ban hành")],
                [C("Đánh giá nội bộ"), C("Sửa mục 5"), C("01"), C("01/02/2025")],
                [C(), C(), C(), C()],
            ]
        )
        body = cover + toc + self._sign_off() + amendments + self._body_of_sections()
        if self.controls:
            body = control(body)
        if self.decomposed:
            body = unicodedata.normalize("NFD", body)
        if self.odd_blanks:
            body = body.replace("hồ sơ", "hồ\u00a0sơ").replace("giải quyết", "giải\u00ad quyết")
        return Docx(body, header=header)

    def file(self, path: Path) -> Path:
        return self.docx().file(path)
