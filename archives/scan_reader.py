"""The archive's reader, for rooms below that have a paper to read (office.scans): texts only, no pictures kept."""

import statistics
import tempfile
from pathlib import Path

from archives.inspection import look_at
from archives.reading import PageRead, read_pages
from archives.states import TextSource
from office.scans import ScanPage, ScanRead, Tell


def read_file(path: Path, name: str, tell: Tell) -> ScanRead:
    """Every page in order, or the reason why a page gave nothing. Refuses what the archive would not take either."""
    found = look_at(path, name)
    numbers = list(range(1, found.page_count + 1))
    pages: list[ScanPage] = []
    with tempfile.TemporaryDirectory(prefix="dung-hen-scan-") as folder:
        for page in read_pages(path, found.media_type, numbers, Path(folder)):
            if isinstance(page, PageRead):
                is_ocr = page.source == TextSource.OCR
                rows = rows_of(page.text, page.words)
                pages.append(ScanPage(page.number, page.text, is_ocr, page.mean_confidence, rows=rows))
            else:
                pages.append(ScanPage(page.number, "", problem=page.reason))
            tell(len(pages), len(numbers))
    return ScanRead(found.media_type, pages)


def rows_of(text: str, words: list[list[int]]) -> list[list[tuple[int, str]]]:
    """The page as it lies: lines from top to bottom, each cut where a gap as wide as a column stands; (left, words) per cut."""
    if not words:
        return [[(0, line)] for line in text.splitlines() if line.strip()]
    height = statistics.median(word[5] for word in words)
    letter = statistics.median(word[4] / max(word[1] - word[0], 1) for word in words)
    lines: list[list[list[int]]] = []
    for word in sorted(words, key=lambda each: each[3] + each[5] / 2):
        middle = word[3] + word[5] / 2
        last = lines[-1] if lines else None
        if last is not None and abs(statistics.fmean(each[3] + each[5] / 2 for each in last) - middle) < 0.6 * height:
            last.append(word)
        else:
            lines.append([word])
    rows = []
    for line in lines:
        row: list[tuple[int, str]] = []
        right = None
        for start, end, left, _top, width, *_rest in sorted(line, key=lambda each: each[2]):
            if right is not None and left - right < 3 * letter:
                row[-1] = (row[-1][0], f"{row[-1][1]} {text[start:end]}")
            else:
                row.append((left, text[start:end]))
            right = left + width
        rows.append(row)
    return rows
