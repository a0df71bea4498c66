"""What stands around and inside the steps: text boxes, notes, old encodings, sums, contradictions, many procedures in one file."""

import itertools

import pytest

from iso_docs.word.keys import carried_over
from iso_docs.word.recognised import FileKind, RecognisedDocument, TimeKind
from tests.iso_docs.word.ooxml_writer import AGENCY, CASES, STEPS, C, Docx, Procedure, p, run, table, text_box
from tests.iso_docs.word.reading_here import read, rows


def only(found) -> RecognisedDocument:
    assert len(found.procedures) == 1
    return found.procedures[0]


def codes(found) -> list[str]:
    return [doubt.code for doubt in found.all_doubts()]


# --- times and sums --------------------------------------------------------------------------------------------------


def test_a_merged_time_is_one_group_and_counts_once(tmp_path):
    document = only(read(Procedure(merged_times=True, cases="columns", total="none").file(tmp_path / "a.docx")))
    first = [group for group in document.time_groups if group.case == document.cases[0].key]
    assert [len(group.steps) for group in first] == [1, 2, 1]
    assert document.cases[0].sum.amount == 2  # ½ + 1,5 + 0
    assert [step.times[0].group for step in document.steps] == [first[0].key, first[1].key, first[1].key, first[2].key]


def test_the_sum_of_each_case_is_compared_with_its_printed_total(tmp_path):
    found = read(Procedure(cases="columns", total="heading").file(tmp_path / "a.docx"))
    document = only(found)
    assert [(case.label, case.total.amount, case.sum.amount, case.sum.agrees) for case in document.cases] == [
        (CASES[0], 3, 3, True),
        (CASES[1], 10, 10, True),
    ]
    assert document.cases[0].sum.working == "½ ngày + 1,5 ngày + 01 ngày + 0 ngày = 3 ngày làm việc"
    assert codes(found) == []


def test_a_wrong_sum_is_shown_with_its_arithmetic_and_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(STEPS[1], "times", ["2,5 ngày", "06 ngày"])
    found = read(Procedure().file(tmp_path / "a.docx"))
    doubt = next(doubt for doubt in found.all_doubts() if doubt.code == "total-differs")
    assert "½ ngày + 2,5 ngày + 01 ngày + 0 ngày = 4 ngày làm việc" in doubt.text
    assert "03 ngày làm việc" in doubt.text
    assert only(found).cases[0].sum.difference == 1


def test_a_case_without_a_printed_total_asks_for_one(tmp_path):
    document = only(read(Procedure(cases="columns", total="none").file(tmp_path / "a.docx")))
    assert [doubt.code for doubt in document.doubts] == ["total-missing"]


def test_a_total_in_the_text_serves_when_there_is_one_case(tmp_path):
    document = only(read(Procedure(total="none").file(tmp_path / "a.docx")))
    assert document.cases[0].total.amount == 3
    assert document.limit_text == "03 ngày làm việc kể từ ngày nhận đủ hồ sơ"


def test_times_that_do_not_count_stand_beside_the_sum(tmp_path, monkeypatch):
    monkeypatch.setattr(STEPS[3], "times", ["30 ngày kể từ ngày niêm yết", "1,5 ngày"])
    document = only(read(Procedure().file(tmp_path / "a.docx")))
    last = document.time_groups[-1]
    assert (last.kind, last.starting_event) == (TimeKind.FROM_EVENT, "ngày niêm yết")
    assert document.cases[0].sum.amount == 3
    assert document.cases[0].sum.left_out == [last.key]


# --- rows that are no step ---

PROCESS = p("5.7. Quy trình xử lý công việc", bold=True)
COLUMNS = [C("TT"), C("Nội dung"), C("Trách nhiệm"), C("Thời gian"), C("Kết quả")]


def step_row(number: str, work: str, time: str = "1 ngày") -> list[C]:
    return [C(number), C(work), C("Công chức"), C(time), C("")]


def read_rows_of(rows: list[list[C]], path, heading=None) -> RecognisedDocument:
    return only(read(Docx(PROCESS + table([heading or COLUMNS, *rows])).file(path / "a.docx")))


def test_caption_rows_under_which_numbers_go_on_are_stages(tmp_path):
    parts = [
        [C("I"), C("Tiếp nhận", span=4, bold=True)],
        step_row("1", "Nhận"),
        [C("II"), C("Xử lý", span=4, bold=True)],
        step_row("2", "Ký"),
    ]
    document = read_rows_of(parts, tmp_path)
    assert [stage.label for stage in document.stages] == ["Tiếp nhận", "Xử lý"]
    assert len(document.cases) == 1
    assert document.cases[0].sum.amount == 2


def test_a_sentence_between_steps_is_a_note(tmp_path):
    note = "Trường hợp hồ sơ không đạt thì trả lại, nêu rõ lý do."
    document = read_rows_of([step_row("1", "Nhận"), [C(note, span=5)], step_row("2", "Ký")], tmp_path)
    assert [block.text for block in document.notes] == [note]
    assert len(document.cases) == 1


def test_numbers_of_the_columns_are_no_step(tmp_path):
    document = read_rows_of([[C(f"({number})") for number in range(1, 6)], step_row("1", "Nhận")], tmp_path)
    assert [step.work for step in document.steps] == ["Nhận"]


def test_a_number_over_two_rows_stands_in_both(tmp_path):
    parts = [
        [C("1", down="restart"), *step_row("", "Nhận")[1:]],
        [C("", down="continue"), *step_row("", "Quét", "2 giờ")[1:]],
    ]
    document = read_rows_of([*parts, step_row("2", "Ký", "0,75 ngày"), [C("Tổng cộng: 02 ngày", span=5)]], tmp_path)
    assert [(step.number, step.work) for step in document.steps] == [("1", "Nhận"), ("1", "Quét"), ("2", "Ký")]
    assert document.cases[0].sum.agrees
    assert document.doubts[0].code == "title-missing"


def test_a_step_over_numbered_sub_steps_is_their_stage_and_counts_no_second_time(tmp_path):
    parts = [
        step_row("1", "Nhận", "0,5 ngày"),
        [C("2"), C("Thẩm định"), C(""), C("2 ngày"), C("")],
        step_row("2.1", "Phân công", "0,5 ngày"),
        step_row("2.2", "Thẩm tra", "1,5 ngày"),
        step_row("3", "Ký", "0,5 ngày"),
        [C("Tổng: 03 ngày", span=5)],
    ]
    document = read_rows_of(parts, tmp_path)
    assert [step.number for step in document.steps] == ["1", "2.1", "2.2", "3"]
    assert [(stage.label, list(stage.totals.values())) for stage in document.stages] == [("2. Thẩm định", ["2 ngày"])]
    assert [bool(step.stage) for step in document.steps] == [False, True, True, False]
    assert document.cases[0].sum.agrees


def test_a_step_without_a_time_among_others_is_said(tmp_path):
    document = read_rows_of([step_row("1", "Nhận"), step_row("2", "Thẩm tra", ""), step_row("3", "Ký")], tmp_path)
    assert [doubt.text for doubt in document.doubts if doubt.code == "time-missing"] == [
        "1 bước không ghi thời gian: 2."
    ]


def test_a_total_as_days_times_hours_is_one_limit(tmp_path):
    said = p("Tổng thời gian thực hiện: 03 (ba) ngày làm việc x 8 giờ = 24 giờ.")
    rows_ = [step_row("1", "Nhận", "4 giờ"), step_row("2", "Ký", "20 giờ")]
    document = only(read(Docx(PROCESS + said + table([COLUMNS, *rows_])).file(tmp_path / "a.docx")))
    assert document.cases[0].total.amount == 3
    assert document.cases[0].sum.agrees


def test_the_row_over_the_heading_names_the_procedure(tmp_path):
    title = [C("QUY TRÌNH NỘI BỘ GIẢI QUYẾT THỦ TỤC: Cấp phép xây dựng nhà ở", span=5, bold=True)]
    document = only(read(Docx(PROCESS + table([title, COLUMNS, step_row("1", "Nhận")])).file(tmp_path / "a.docx")))
    assert document.cover.title == "Cấp phép xây dựng nhà ở"


def test_full_width_titles_carry_number_and_total(tmp_path):
    def procedure(title: str, first: str, last: str) -> list[list[C]]:
        return [[C(title, span=5, bold=True)], step_row("1", "Nhận", first), step_row("2", "Ký", last)]

    parts = procedure("I. Thủ tục đăng ký khai sinh: 08 giờ", "2 giờ", "6 giờ") + procedure(
        "II. Thủ tục đăng ký kết hôn (03 ngày làm việc)", "4 giờ", "12 giờ"
    )
    found = read(Docx(table([COLUMNS, *parts])).file(tmp_path / "a.docx"))
    assert [(one.number_in_file, one.cover.title, one.limit_text) for one in found.procedures] == [
        ("I", "Thủ tục đăng ký khai sinh", "08 giờ"),
        ("II", "Thủ tục đăng ký kết hôn", "03 ngày làm việc"),
    ]
    assert [one.cases[0].sum.agrees for one in found.procedures] == [True, False]


def test_a_table_of_risks_holds_no_steps(tmp_path):
    risks = [C("TT"), C("Nội dung rủi ro"), C("Biện pháp"), C("Người thực hiện"), C("Thời gian")]
    body = PROCESS + table([COLUMNS, step_row("1", "Nhận")]) + p("8. RỦI RO VÀ CƠ HỘI", bold=True)
    body += table([risks, [C("1"), C("Mất hồ sơ"), C("Sao lưu"), C("Văn thư"), C("Hằng tuần")]])
    assert [step.work for step in only(read(Docx(body).file(tmp_path / "a.docx"))).steps] == ["Nhận"]


def test_a_file_of_several_covers_holds_as_many_procedures(tmp_path):
    def whole(number: int) -> str:
        facts = f"Mã hiệu: QT-{number:02d}\nLần ban hành: 01"
        cover = table([[C(AGENCY), C(f"QUY TRÌNH\nThủ tục số {number}"), C(facts)]])
        return (
            cover
            + p("1. MỤC ĐÍCH", bold=True)
            + p(f"Để làm việc {number}.")
            + PROCESS
            + table([COLUMNS, step_row("1", f"Nhận {number}"), step_row("2", "Ký")])
        )

    body = "".join(whole(number) for number in (1, 2, 3))
    found = read(Docx(body, header=p("QT-01"), footer=p("Trang 1"), footnotes=["Chú thích"]).file(tmp_path / "a.docx"))
    assert "unplaced" not in codes(found)
    assert found.unplaced() == []
    assert [one.cover.code for one in found.procedures] == ["QT-01", "QT-02", "QT-03"]
    assert [[step.work for step in one.steps] for one in found.procedures] == [
        [f"Nhận {number}", "Ký"] for number in (1, 2, 3)
    ]
    assert {"QT-01", "Trang 1", "Chú thích"} <= {paragraph.text for paragraph in found.paragraphs}


def test_steps_whose_column_only_counts_them(tmp_path):
    heading = [
        C("Các bước thực hiện"),
        C("Nội dung công việc"),
        C("Đơn vị thực hiện"),
        C("Người thực hiện"),
        C("Thời gian"),
    ]
    document = read_rows_of([[C("Bước 1"), C("Nhận"), C("Một cửa"), C("Công chức"), C("1 ngày")]], tmp_path, heading)
    assert [(step.number, step.work, step.responsible) for step in document.steps] == [
        ("Bước 1", "Nhận", "Một cửa\nCông chức")
    ]


def test_the_shortened_limit_is_what_the_steps_add_up_to(tmp_path):
    limit = (
        p("5.4. Thời hạn giải quyết", bold=True)
        + p("Theo quy định: 15 ngày làm việc")
        + p("Rút ngắn còn: 02 ngày làm việc")
    )
    body = limit + PROCESS + table([COLUMNS, step_row("1", "Nhận"), step_row("2", "Ký")])
    document = only(read(Docx(body).file(tmp_path / "a.docx")))
    assert (document.cases[0].total.amount, document.cases[0].sum.agrees) == (2, True)
    assert "15 ngày làm việc" in document.limit_text


def test_a_paragraph_pasted_from_an_old_file_is_converted(tmp_path):
    body = (
        p("1. MỤC ĐÍCH", bold=True)
        + p("Thống nhất cách làm của phường")
        + p("Hå s¬ thñ tôc hµnh chÝnh cña c«ng d©n ph¶i ®Çy ®ñ")
    )
    found = read(Docx(body).file(tmp_path / "a.docx"))
    assert [block.text for block in only(found).sections[0].blocks] == [
        "Thống nhất cách làm của phường",
        "Hồ sơ thủ tục hành chính của công dân phải đầy đủ",
    ]
    assert "legacy-encoding" in codes(found)


def test_procedures_of_a_decision_each_with_its_heading(tmp_path):
    body = p("QUY TRÌNH NỘI BỘ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", bold=True, centred=True)
    for number, name in ((1, "Đăng ký kết hôn"), (2, "Đăng ký khai tử")):
        body += p(f"{number}. Quy trình giải quyết thủ tục {name}", bold=True) + table(
            [COLUMNS, step_row("Bước 1", "Nhận")]
        )
    found = read(Docx(body).file(tmp_path / "a.docx"))
    assert [(one.number_in_file, one.cover.title) for one in found.procedures] == [
        ("1", "Đăng ký kết hôn"),
        ("2", "Đăng ký khai tử"),
    ]


# --- numbers and keys ------------------------------------------------------------------------------------------------


def test_numbers_that_word_prints_are_read_and_are_no_key(tmp_path):
    document = only(read(Procedure(numbers="auto").file(tmp_path / "a.docx")))
    assert [(step.number, step.number_is_automatic) for step in document.steps] == [
        ("1.", True),
        ("2.", True),
        ("3.", True),
        ("4.", True),
    ]
    typed = only(read(Procedure(numbers="step").file(tmp_path / "b.docx")))
    assert [step.key for step in typed.steps] == [step.key for step in document.steps]


def test_keys_survive_what_does_not_change_the_text(tmp_path):
    first = only(read(Procedure().file(tmp_path / "a.docx")))
    again = only(read(Procedure(layout="rows", controls=True, decomposed=True).file(tmp_path / "b.docx")))
    assert [step.key for step in first.steps] == [step.key for step in again.steps]
    assert len({step.key for step in first.steps}) == len(first.steps)


def test_a_changed_wording_continues_the_step_it_resembles():
    old = [("a", "Tiếp nhận hồ sơ, kiểm tra tính đầy đủ"), ("b", "Thẩm tra hồ sơ"), ("c", "Ký duyệt")]
    new = [("x", "Thẩm tra hồ sơ đất đai"), ("a", "Tiếp nhận hồ sơ, kiểm tra tính đầy đủ"), ("y", "Niêm yết công khai")]
    assert carried_over(old, new) == {"a": "a", "x": "b"}


# --- what stands apart -----------------------------------------------------------------------------------------------


def test_text_boxes_are_read_once_in_their_place(tmp_path):
    found = read(
        Docx(p("1. MỤC ĐÍCH", bold=True) + p("Trước") + text_box(p("Trong khung")) + p("Sau")).file(tmp_path / "a.docx")
    )
    assert [block.text for block in only(found).sections[0].blocks] == ["Trước", "Trong khung", "Sau"]


def test_a_step_table_in_a_text_box_is_found(tmp_path):
    procedure = Procedure()
    docx = procedure.docx()
    steps = procedure.step_tables()
    docx.body = docx.body.replace(steps, text_box(steps))
    assert rows(only(read(docx.file(tmp_path / "a.docx")))) == procedure.truth()


def test_tables_and_boxes_inside_a_step_are_kept_beside_it(tmp_path):
    inner = table([[C("Loại đất"), C("Mức")], [C("Đất ở"), C("1")]])
    cell = C(content=p("Thẩm tra hồ sơ") + inner + text_box(p("Chú ý")) + p())
    body = p("5. QUY TRÌNH XỬ LÝ CÔNG VIỆC", bold=True) + table(
        [
            [C("TT"), C("Nội dung công việc"), C("Trách nhiệm"), C("Thời gian")],
            [C("1"), cell, C("Công chức"), C("1 ngày")],
        ]
    )
    found = read(Docx(body).file(tmp_path / "a.docx"))
    document = only(found)
    assert [step.work for step in document.steps] == ["Thẩm tra hồ sơ"]
    assert any(note.table is not None and ["Đất ở", "1"] in note.table.texts() for note in document.notes)
    assert any(note.text == "Chú ý" for note in document.notes)
    assert found.unplaced() == []


def test_footnotes_are_kept(tmp_path):
    found = read(Docx(p("1. MỤC ĐÍCH", bold=True) + p("Chữ"), footnotes=["Xã miền núi"]).file(tmp_path / "a.docx"))
    assert only(found).sections[-1].key == "footnotes"
    assert only(found).sections[-1].blocks[0].text == "Xã miền núi"


def test_a_page_head_that_says_otherwise_is_a_doubt_and_the_cover_decides(tmp_path):
    docx = Procedure().docx()
    docx.footer = p("Ngày hiệu lực: 07/7/2025\tTrang 1/5\tLần ban hành: 3")
    docx.header = p("Tên quy trình: Đăng ký kết hôn")
    found = read(docx.file(tmp_path / "a.docx"))
    assert only(found).cover.issue == "02"
    assert codes(found) == ["cover-conflict", "cover-conflict"]
    said = " ".join(doubt.text for doubt in found.all_doubts())
    assert "«3»" in said
    assert "Đăng ký kết hôn" in said


def test_whole_forms_after_the_records_are_forms(tmp_path):
    docx = Procedure().docx()
    form = p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True) + p(
        "Độc lập - Tự do - Hạnh phúc", centred=True
    )
    form += (
        p("PHIẾU YÊU CẦU CẤP BẢN SAO", bold=True, centred=True)
        + p("I. Người yêu cầu", bold=True)
        + p("Họ và tên: ........")
    )
    docx.body += table([[C(content=form)]])
    found = read(docx.file(tmp_path / "a.docx"))
    whole = [form for form in only(found).forms if form.blocks]
    assert [form.name for form in whole] == ["PHIẾU YÊU CẦU CẤP BẢN SAO"]
    assert found.unplaced() == []


@pytest.mark.parametrize(
    ("font", "written"),
    [(".VnTime", "Hå s¬ thñ tôc hµnh chÝnh"), ("VNI-Times", "Hoà sô thuû tuïc haønh chính")],
)
def test_old_encodings_become_unicode_and_are_said(font, written, tmp_path):
    found = read(Docx(p("1. MỤC ĐÍCH", bold=True) + p(written, font=font)).file(tmp_path / "a.docx"))
    assert only(found).sections[0].blocks[0].text == "Hồ sơ thủ tục hành chính"
    assert "legacy-encoding" in codes(found)


def test_unicode_typed_in_an_old_font_is_left_alone(tmp_path):
    found = read(Docx(p("QUY TRÌNH là thế", font=".VnTime")).file(tmp_path / "a.docx"))
    assert found.paragraphs[0].text == "QUY TRÌNH là thế"


def test_the_file_says_which_encoding_it_had(tmp_path):
    assert read(Docx(p("Hå s¬ thñ tôc", font=".VnTime")).file(tmp_path / "a.docx")).source_encoding == "tcvn3"
    assert read(Docx(p("Hồ sơ thủ tục")).file(tmp_path / "b.docx")).source_encoding == "unicode"


def test_cover_and_sign_off_in_one_table_are_both_read(tmp_path):
    docx = Procedure().docx()
    docx.body = docx.body.replace(
        "</w:tbl><w:tbl><w:tblPr/><w:tblGrid>" + '<w:gridCol w:w="1500"/>' * 4 + "</w:tblGrid>", "", 1
    )
    document = only(read(docx.file(tmp_path / "a.docx")))
    assert (document.cover.code, document.cover.issue) == ("QT-17/UBND", "02")
    assert [(signer.duty, signer.name, signer.post) for signer in document.cover.signers] == [
        ("Soạn thảo", "Lê Văn Một", "Chuyên viên"),
        ("Xem xét", "Ngô Văn Ba", "Trưởng phòng"),
        ("Phê duyệt", "Trần Thị Hai", "Chủ tịch"),
    ]


def test_a_table_that_ran_into_the_layout_table_is_still_itself(tmp_path):
    docx = Procedure(layout="nested").docx()
    joint = "</w:tbl><w:tbl><w:tblPr/><w:tblGrid>" + '<w:gridCol w:w="1500"/>' + "</w:tblGrid>"
    assert joint in docx.body
    docx.body = docx.body.replace(joint, "", 1)
    document = only(read(docx.file(tmp_path / "a.docx")))
    assert rows(document) == Procedure().truth()
    assert len(document.amendments) == 1


def test_a_letter_and_its_mark_in_two_runs_are_one(tmp_path):
    body = p(inner=run("Vie", font="VNI-Times") + run("ät", font="VNI-Times"))
    assert read(Docx(body).file(tmp_path / "a.docx")).paragraphs[0].text == "Việt"


# --- many procedures -------------------------------------------------------------------------------------------------

HEADING = [
    C("STT"),
    C("TRÌNH TỰ/TÊN TTHC", span=2),
    C("BỘ PHẬN XỬ LÝ"),
    C("THỜI GIAN GIẢI QUYẾT"),
    C("THỜI HẠN ĐỐI VỚI VÙNG MIỀN NÚI"),
    C("GHI CHÚ"),
]


def province_rows() -> list[list[C]]:
    def step(number: int, work: str, who: str, *times: str) -> list[C]:
        return [C(""), C(f"Bước {number}"), C(work), C(who), *(C(time) for time in times), C("")]

    return [
        [C("1"), C("Giao đất không đấu giá", span=3), C("05 ngày làm việc"), C("10 ngày làm việc"), C("UBND tỉnh")],
        [C(""), C("Giai đoạn 1", span=2), C(""), C("2"), C("4"), C("")],
        step(1, "Tiếp nhận hồ sơ", "Trung tâm Phục vụ hành chính công", "0,5", "1"),
        step(2, "Thẩm định", "Phòng Quản lý đất đai", "1,5", "3"),
        [C(""), C("- Người sử dụng đất nộp tiền theo quy định.", span=6)],
        [C(""), C("Giai đoạn 2", span=2), C(""), C("3"), C("6"), C("")],
        step(1, "Phê duyệt", "Chủ tịch UBND", "3", "6"),
        [C("2"), C("Tách thửa, hợp thửa", span=3), C(""), C(""), C("")],
        [C("2.1"), C("Đối với trường hợp của cá nhân", span=3), C("03 ngày làm việc"), C(""), C("Chi nhánh")],
        step(1, "Tiếp nhận hồ sơ", "Trung tâm Phục vụ hành chính công", "1", ""),
        step(2, "Ký giấy", "Lãnh đạo Chi nhánh", "3", ""),
    ]


def test_title_rows_make_one_procedure_each(tmp_path):
    body = p("QUY TRÌNH NỘI BỘ LĨNH VỰC ĐẤT ĐAI", bold=True, centred=True) + table([HEADING, *province_rows()])
    found = read(Docx(body).file(tmp_path / "a.docx"))
    assert found.kind is FileKind.MANY_PROCEDURES
    first, second = found.procedures
    assert (first.number_in_file, first.cover.title, first.approver) == ("1", "Giao đất không đấu giá", "UBND tỉnh")
    assert [(step.number, step.work) for step in first.steps] == [
        ("Bước 1", "Tiếp nhận hồ sơ"),
        ("Bước 2", "Thẩm định"),
        ("Bước 1", "Phê duyệt"),
    ]
    assert [[time.text for time in step.times] for step in first.steps] == [["0,5", "1"], ["1,5", "3"], ["3", "6"]]
    assert [stage.label for stage in first.stages] == ["Giai đoạn 1", "Giai đoạn 2"]
    assert [note.text for note in first.notes] == ["- Người sử dụng đất nộp tiền theo quy định."]
    assert [case.sum.agrees for case in first.cases] == [True, True]
    assert (second.number_in_file, second.groups) == ("2.1", ["Tách thửa, hợp thửa"])
    assert len(second.cases) == 1  # the other column says nothing here
    assert [doubt.code for doubt in second.doubts] == ["total-differs"]
    assert found.unplaced() == []


def test_a_table_cut_at_page_breaks_reads_as_one(tmp_path):
    cut = province_rows()
    cut[2] = [C(""), C("Bước 1"), C("Tiếp nhận hồ sơ"), C("Trung tâm Phục vụ"), C("0,5"), C("1"), C("")]
    rest = [C(""), C(""), C(""), C("hành chính công"), C(""), C(""), C("")]
    parts = [[HEADING, *cut[:3]], [HEADING, rest, *cut[3:6]], [HEADING, *cut[6:]]]
    body = "".join(itertools.chain.from_iterable((table(part), p(str(page))) for page, part in enumerate(parts, 1)))
    whole = read(Docx(table([HEADING, *province_rows()])).file(tmp_path / "a.docx"))
    found = read(Docx(body).file(tmp_path / "b.docx"))
    assert [rows(one) for one in found.procedures] == [rows(one) for one in whole.procedures]


def test_procedures_named_by_the_line_before_their_table(tmp_path):
    heading = [C("TT"), C("Nội dung công việc"), C("Trách nhiệm"), C("Thời gian")]

    def part(number: int, name: str) -> str:
        steps = table(
            [
                heading,
                [C("1"), C("Tiếp nhận"), C("Một cửa"), C("1 ngày")],
                [C("2"), C(f"Ký {name}"), C("Lãnh đạo"), C("2 ngày")],
            ]
        )
        return p(f"{number}. Thủ tục: Cấp giấy {name}", bold=True) + p("Thời hạn giải quyết: 03 ngày") + steps

    body = p("QUY TRÌNH NỘI BỘ", bold=True, centred=True) + part(1, "phép xây dựng") + part(2, "chứng nhận")
    found = read(Docx(body).file(tmp_path / "a.docx"))
    assert [one.cover.title for one in found.procedures] == ["Cấp giấy phép xây dựng", "Cấp giấy chứng nhận"]
    assert [len(one.steps) for one in found.procedures] == [2, 2]


# --- none is invented ------------------------------------------------------------------------------------------------


def test_an_export_of_the_national_database_gets_no_steps(tmp_path):
    body = (
        p("Chi tiết thủ tục hành chính", bold=True, centred=True)
        + p("Mã thủ tục: 1.000111")
        + p("Tên thủ tục: Đăng ký lưu trú")
    )
    body += p("Trình tự thực hiện:", bold=True) + p(
        "Bước 1: Nộp hồ sơ\nBước 2: Trong 01 ngày làm việc, công an xã xem xét"
    )
    body += p("Cách thức thực hiện:", bold=True) + table(
        [
            [C("Hình thức nộp"), C("Thời hạn giải quyết"), C("Phí, lệ phí"), C("Mô tả")],
            [C("Trực tiếp"), C("01 Ngày làm việc"), C(""), C("Nộp tại xã")],
        ]
    )
    body += p("Kết quả thực hiện: Thông báo")
    found = read(Docx(body).file(tmp_path / "a.docx"))
    document = only(found)
    assert found.kind is FileKind.NATIONAL_EXPORT
    assert document.steps == []
    assert document.cases == []
    assert (document.cover.code, document.cover.title) == ("1.000111", "Đăng ký lưu trú")
    assert "no-step-table" in codes(found)
    method = next(section for section in document.sections if section.key == "method")
    assert method.blocks[0].table.texts()[1] == ["Trực tiếp", "01 Ngày làm việc", "", "Nộp tại xã"]
    assert [case.key for case in document.cases] == []
    process = next(section for section in document.sections if section.key == "process")
    assert process.blocks[0].text == "Bước 1: Nộp hồ sơ\nBước 2: Trong 01 ngày làm việc, công an xã xem xét"


@pytest.mark.parametrize(
    "heading",
    [
        ["Trách nhiệm", "Soạn thảo", "Xem xét", "Phê duyệt"],
        ["STT", "Tên biểu mẫu/hồ sơ", "Nơi lưu/người lưu trữ", "Thời gian lưu trữ"],
        ["Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả"],
        ["STT", "Thành phần hồ sơ", "Bản chính", "Bản sao"],
        ["STT", "Nội dung sửa đổi", "Trách nhiệm", "Thời gian sửa đổi"],
        ["STT", "Họ và tên", "Đơn vị công tác", "Thời gian công tác"],
    ],
)
def test_tables_that_share_words_with_a_step_table_are_none(heading, tmp_path):
    body = p("5. NỘI DUNG", bold=True) + table([[C(text) for text in heading], [C("1"), C("a"), C("b"), C("02 ngày")]])
    assert only(read(Docx(body).file(tmp_path / "a.docx"))).steps == []
