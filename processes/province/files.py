"""The bytes of an exported file as a table of text, with everything that could not be read named by its row.

Runs in the limited child (office.sandbox) and imports nothing of Django. A cell comes out as text, as {"at": ISO} for a
true date of the spreadsheet, {"number": text} or {"formula": text}; nothing is guessed here.
"""

import csv
import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

from office.legacy_encodings import LegacyEncoding, decoded, guess, share_of_syllables

Cell = str | dict[str, str]
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_RECORD = 40  # physical lines of one quoted record; more is a quote that nobody closed
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9\u0300-\u0323]")


def read(path: str) -> dict[str, Any]:
    """{"encoding", "sheets": [{"name", "rows": [[number, cells]], "broken": [[number, sentence key]]}]} or {"refused": key}."""
    with open(path, "rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PK\x03\x04"):
        return _read_workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return {"refused": "old_excel"}
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"{\\rtf")):
        return {"refused": "no_table"}
    with open(path, "rb") as stream:
        return _read_text(stream.read())


# --- spreadsheets ----------------------------------------------------------------------------------------------------


def _read_workbook(path: str) -> dict[str, Any]:
    # slow import
    from openpyxl import load_workbook

    try:
        # By its bytes: the store knows no file names, and a name says nothing.
        book = load_workbook(open(path, "rb"), read_only=True, data_only=False)  # noqa: SIM115 - read while rows are read
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return {"refused": "broken_workbook"}
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong one, and rows would be cut off
        rows: list[tuple[int, list[Cell]]] = []
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_cell(cell) for cell in row[:MOST_COLUMNS]]
            while cells and cells[-1] == "":
                cells.pop()
            if cells:
                if len(rows) >= MOST_ROWS:
                    return {"refused": "too_long"}
                rows.append((number, cells))
        sheets.append({"name": sheet.title, "rows": rows, "broken": []})
    encoding = _convert_legacy(sheets)
    return {"encoding": f"xlsx+{encoding}" if encoding else "xlsx", "sheets": sheets}


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return {"at": value.replace(microsecond=0).isoformat()}
    if isinstance(value, datetime.date):
        return {"at": value.isoformat()}
    if isinstance(value, int | float):
        text = f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e18 else repr(value)
        return {"number": text}
    if isinstance(value, str):
        if cell.data_type == "f":
            return {"formula": value[:200]}
        return value.strip()
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return {"formula": str(getattr(value, "text", value))[:200]}  # array and table formulas


# --- text files ------------------------------------------------------------------------------------------------------


def _read_text(content: bytes) -> dict[str, Any]:
    text, encoding = decode(content)
    if text is None:
        return {"refused": "unknown_encoding"}
    # Not splitlines(): a line separator inside a name is no new row.
    lines = [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if not any(line.strip() for line in lines):
        return {"refused": "empty"}
    if len(lines) > MOST_ROWS:
        return {"refused": "too_long"}
    separator = _separator(lines)
    rows: list[tuple[int, list[Cell]]] = []
    broken: list[tuple[int, str]] = []
    for number, cells in _records(lines, separator):
        if cells is None:
            broken.append((number, "unclosed_quote"))
        elif any(cell.strip() for cell in cells):
            rows.append((number, [_text_cell(cell) for cell in cells]))
    sheets = [{"name": "", "rows": rows, "broken": broken}]
    return {"encoding": encoding, "sheets": sheets, "is_ragged": True}


def decode(content: bytes) -> tuple[str | None, str]:
    """The text and the name of its encoding; None where no reading makes sense."""
    if content.startswith(b"\xef\xbb\xbf"):
        return _strictly(content[3:], "utf-8"), "utf-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16"), "utf-16"
    sample = content[:4000]
    if len(sample) >= 4 and b"\x00" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        wide = "utf-16-le" if odd > even else "utf-16-be"
        if max(even, odd) > len(sample) // 8:
            return _strictly(content, wide), "utf-16"
    text = _strictly(content, "utf-8")
    if text is not None:
        # TCVN3 or VNI text that somebody saved as UTF-8 still looks right only in its font.
        found = None if _VIETNAMESE.search(text) else guess(text)
        return (decoded(text, found.encoding), found.encoding.value) if found else (text, "utf-8")
    return _eight_bits(content)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return unicodedata.normalize("NFC", content.decode(encoding))
    except UnicodeDecodeError:
        return None


def _eight_bits(content: bytes) -> tuple[str | None, str]:
    """CP1258, TCVN3 or VNI: whichever makes most of the marked words Vietnamese syllables."""
    latin = content.decode("cp1252", errors="replace") if b"\x81" not in content else content.decode("latin-1")
    bare = content.decode("latin-1")
    candidates = {
        "cp1258": unicodedata.normalize("NFC", content.decode("cp1258", errors="replace")),
        "tcvn3": decoded(bare, LegacyEncoding.TCVN3),
        "vni": decoded(latin, LegacyEncoding.VNI),
    }
    shares = {name: share_of_syllables(text) for name, text in candidates.items()}
    best = max(candidates, key=lambda name: shares[name][0] - 0.05 * candidates[name].count("\ufffd"))
    if shares[best][0] < 0.5:
        return None, ""
    return candidates[best], best


def _separator(lines: list[str]) -> str:
    """The sign that parts most of the first lines into most cells."""
    counts = dict.fromkeys(";,\t|", 0)
    for line in lines[:30]:
        bare = re.sub(r'"[^"]*"', "", line)
        for sign in counts:
            counts[sign] += min(bare.count(sign), 60)
    return max(counts, key=lambda sign: counts[sign])


def _records(lines: list[str], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Rows with the number of their first line; None for one whose quote nobody closed. The rows after it are read on."""
    position = 0
    while position < len(lines):
        line, taken = lines[position], 1
        cells = _split(line, separator)
        while cells is None and taken < LONGEST_RECORD and position + taken < len(lines):
            line += lines[position + taken]
            taken += 1
            cells = _split(line, separator)
        if cells is None:
            yield position + 1, None
            position += 1
        else:
            yield position + 1, cells
            position += taken


def _split(record: str, separator: str) -> list[str] | None:
    """The cells of one record, or None when a quote in it is open or closes before a letter."""
    try:
        found = list(csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else ([] if not found else None)


def _text_cell(text: str) -> Cell:
    text = text.strip()
    if literal := re.fullmatch(r'="([^"=]*)"', text):
        return literal[1].strip()  # how programs keep the zeros of a code from Excel; computes nothing
    if text.startswith(("=", "@")) or re.match(r"[+-].*[(|!]", text):
        return {"formula": text[:200]}
    return text


# --- old encodings in spreadsheets -----------------------------------------------------------------------------------


def _convert_legacy(sheets: list[dict[str, Any]]) -> str:
    """Turn TCVN3 and VNI cells into Unicode where the whole of such cells says so; cells with Vietnamese letters stay."""
    suspects = [
        cell
        for sheet in sheets
        for _number, cells in sheet["rows"]
        for cell in cells
        if isinstance(cell, str) and not cell.isascii() and not _VIETNAMESE.search(unicodedata.normalize("NFC", cell))
    ]
    found = guess(" ".join(suspects[:5_000])) if suspects else None
    for sheet in sheets:
        for _number, cells in sheet["rows"]:
            for position, cell in enumerate(cells):
                if isinstance(cell, str):
                    text = decoded(cell, found.encoding) if found else cell
                    cells[position] = unicodedata.normalize("NFC", text)
    return found.encoding.value if found else ""
