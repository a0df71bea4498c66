"""What was recognised survives the way through JSON: between the child process and us, and to the outsider."""

import datetime
import json
from decimal import Decimal

import pytest

from iso_docs.word.recognised import (
    Block,
    BlockKind,
    Case,
    Cover,
    Doubt,
    FileKind,
    KeptTable,
    Place,
    Quantity,
    RecognisedDocument,
    RecognisedFile,
    Section,
    SourceParagraph,
    Step,
    StepTime,
    Sum,
    TableCell,
    TimeGroup,
    TimeKind,
    TimeUnit,
    UnitSource,
)


def a_recognised_file() -> RecognisedFile:
    inner = KeptTable(1, 1, [TableCell(0, 0, "ô trong ô")])
    table = KeptTable(2, 2, [TableCell(0, 0, "STT", row_span=2), TableCell(1, 1, "Tên", tables=[inner])])
    half_a_day = Quantity(Decimal("0.50"), TimeUnit.DAY, UnitSource.HEADING)
    procedure = RecognisedDocument(
        cover=Cover(title="Đăng ký kết hôn", issued_on=datetime.date(2025, 7, 1), other=[("Trang", "1/5")]),
        sections=[Section("purpose", "MỤC ĐÍCH", "1.", blocks=[Block(BlockKind.TABLE, table=table, place=Place(3))])],
        cases=[
            Case("mot", total=Quantity(Decimal(1), TimeUnit.WORKING_DAY), sum=Sum(Decimal(1), TimeUnit.WORKING_DAY))
        ],
        steps=[Step("tiep-nhan", work="Tiếp nhận", times=[StepTime("mot", "t1", "½ ngày")], further={"Mẫu": "01"})],
        time_groups=[TimeGroup("t1", "mot", ["tiep-nhan"], "½ ngày", TimeKind.QUANTITY, half_a_day)],
        doubts=[Doubt("total-differs", "Tổng không khớp", Place(5, table=1, row=2, column=4))],
    )
    lines = [SourceParagraph(Place(0), "Đăng ký kết hôn", target="cover.title"), SourceParagraph(Place(1), "lạc lõng")]
    return RecognisedFile(FileKind.PROCEDURE, "a.doc", procedures=[procedure], paragraphs=lines)


def test_a_recognised_file_comes_back_from_json_as_it_was():
    before = a_recognised_file()
    after = RecognisedFile.from_dict(json.loads(json.dumps(before.to_dict())))
    assert after == before
    assert after.procedures[0].time_groups[0].quantity.amount == Decimal("0.5")


def test_what_nobody_knows_is_not_dropped_on_the_way_back():
    with pytest.raises(TypeError):
        RecognisedFile.from_dict({"kind": "procedure", "colour": "red"})


def test_paragraphs_that_went_nowhere_are_named():
    assert [paragraph.text for paragraph in a_recognised_file().unplaced()] == ["lạc lõng"]


def test_a_kept_table_gives_its_rows_with_merged_places_empty():
    table = a_recognised_file().procedures[0].sections[0].blocks[0].table
    assert table.texts() == [["STT", ""], ["", "Tên"]]
