"""What leaves as a spreadsheet: text stays text, whatever it begins with or hides."""

import datetime
import io

import openpyxl

from office.spreadsheets import spreadsheet


def test_nothing_becomes_a_formula_and_nothing_stops_the_book():
    made = spreadsheet(
        "Sổ: 01/2026 [mật?]",
        ["Nội dung", "Ngày", "Số"],
        [["=HYPERLINK(1)", datetime.date(2026, 11, 5), 12], ["có\x07 chuông", None, 0.5]],
    )
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Nội dung", "Ngày", "Số"],
        ["=HYPERLINK(1)", "05/11/2026", 12],
        ["có chuông", None, 0.5],
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["A1"].font.bold
