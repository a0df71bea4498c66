"""The source as it was read out of the file: paragraphs and tables in reading order, before anything is concluded from them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from iso_docs.word.recognised import KeptTable, Place, TableCell

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)  # soft hyphens, zero-width and direction marks
_BLANKS = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """NFC, without invisible characters, runs of blanks made one; line breaks stay, empty lines go."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.replace("\r", "\n").replace("\v", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def flat(text: str) -> str:
    """`text` on one line, for comparing."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """Lower case without marks, on one line: for comparing wordings that differ in case, marks or OCR damage to marks."""
    plain = unicodedata.normalize("NFD", flat(text).lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass
class Paragraph:
    """A paragraph with what decides how it is read. `raw` keeps tabs; `text` is `clean`."""

    raw: str
    place: Place
    text: str = ""
    number: str = ""  # list number or bullet as Word prints it
    bullet: bool = False
    level: int | None = None  # depth in its list; None when it is no list item
    outline: int | None = None  # heading level from 1 (style or outline level)
    style: str = ""
    bold: bool = False  # all its letters
    centred: bool = False
    indent: int = 0  # twentieths of a point
    toc: bool = False
    picture: bool = False
    boxes: list["Paragraph | Table"] = field(default_factory=list)  # text boxes anchored here, in reading order
    target: str = ""

    def __post_init__(self) -> None:
        self.text = clean(self.raw)

    @property
    def index(self) -> int:
        return self.place.index

    @property
    def printed(self) -> str:
        """The text as a reader sees it, with its list number."""
        return f"{self.number} {self.text}".strip() if self.number and not self.bullet else self.text


@dataclass
class Cell:
    """A cell at its top left place; `row_span` and `column_span` say what it covers."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    items: list["Paragraph | Table"] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Its own paragraphs with text, not those of nested tables."""
        return [item for item in self.items if isinstance(item, Paragraph)]

    @property
    def tables(self) -> list["Table"]:
        return [item for item in self.items if isinstance(item, Table)]

    @property
    def text(self) -> str:
        """Lines of its own paragraphs, automatic numbers and bullets of list items included when there are several."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs if paragraph.text)

    @property
    def printed(self) -> str:
        return "\n".join(line for paragraph in self.paragraphs if (line := paragraph.printed))

    def every_paragraph(self) -> Iterator[Paragraph]:
        """With those of nested tables and text boxes."""
        yield from every_paragraph(self.items)


@dataclass
class Table:
    """A table on its grid. `at(row, column)` gives the cell that covers a place."""

    number: int
    rows: int = 0
    columns: int = 0
    cells: list[Cell] = field(default_factory=list)
    heading_rows: int = 0  # rows marked to repeat on each page
    widths: list[int] = field(default_factory=list)
    grid: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Cell | None:
        return self.grid.get((row, column))

    def row_cells(self, row: int) -> list[Cell]:
        """The cells seen in a row from left to right, those reaching down from above included, each once."""
        seen: list[Cell] = []
        for column in range(self.columns):
            cell = self.grid.get((row, column))
            if cell is not None and (not seen or seen[-1] is not cell):
                seen.append(cell)
        return seen

    def starting_cells(self, row: int) -> list[Cell]:
        """The cells that begin in this row."""
        return [cell for cell in self.row_cells(row) if cell.row == row]

    def put(self, cell: Cell) -> None:
        self.cells.append(cell)
        self.cover(cell)

    def cover(self, cell: Cell) -> None:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                self.grid[row, column] = cell
        self.rows = max(self.rows, cell.row + cell.row_span)
        self.columns = max(self.columns, cell.column + cell.column_span)

    def every_paragraph(self) -> Iterator[Paragraph]:
        for cell in self.cells:
            yield from cell.every_paragraph()

    @property
    def place(self) -> Place:
        """Its first paragraph's place."""
        first = next(self.every_paragraph(), None)
        return Place(first.index if first else 0, first.place.part if first else "body", self.number)

    def part(self, start: int, end: int) -> "Table":
        """Rows `start` to `end` (not included) as a table of their own; the paragraphs are the same ones."""
        view = Table(self.number, columns=self.columns, widths=self.widths)
        for cell in self.cells:
            first, last = max(cell.row, start), min(cell.row + cell.row_span, end)
            if first < last:
                view.put(Cell(first - start, cell.column, last - first, cell.column_span, cell.items))
        return view

    def kept(self) -> KeptTable:
        """The table as the recognised document keeps it."""
        cells = [
            TableCell(
                cell.row,
                cell.column,
                cell.printed,
                cell.row_span,
                cell.column_span,
                tables=[table.kept() for table in cell.tables],
            )
            for cell in self.cells
        ]
        return KeptTable(self.rows, self.columns, cells)


Item = Paragraph | Table


def every_paragraph(items: Sequence[Item]) -> Iterator[Paragraph]:
    """All paragraphs in reading order: those of cells, nested tables and text boxes too."""
    for item in items:
        if isinstance(item, Table):
            yield from item.every_paragraph()
        else:
            yield item
            yield from every_paragraph(item.boxes)


@dataclass
class Finding:
    """Something the reader noticed that no paragraph shows: hidden text, a linked picture, a comment."""

    code: str
    texts: list[str] = field(default_factory=list)
    place: Place | None = None


@dataclass
class SourceDocument:
    """Everything that is in the file."""

    body: list[Item] = field(default_factory=list)
    headers: list[list[Item]] = field(default_factory=list)
    footers: list[list[Item]] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)  # footnotes and endnotes
    comments: list[Paragraph] = field(default_factory=list)
    diagrams: list[Paragraph] = field(default_factory=list)  # texts of SmartArt
    hidden: list[Paragraph] = field(default_factory=list)  # text that the screen does not show
    apart: list[Paragraph] = field(default_factory=list)  # already placed: page heads of a file that was cut in parts
    findings: list[Finding] = field(default_factory=list)
    encoding: str = "unicode"
    producer: str = ""

    def every_paragraph(self) -> list[Paragraph]:
        """In the order of their index."""
        groups: list[Sequence[Item]] = [
            self.body,
            *self.headers,
            *self.footers,
            self.notes,
            self.comments,
            self.diagrams,
            self.hidden,
            self.apart,
        ]
        found = [paragraph for group in groups for paragraph in every_paragraph(group)]
        return sorted(found, key=lambda paragraph: paragraph.index)
