"""Reading the pages of a file: drawn and taken apart in the limited child, read by tesseract where they have no text of their own.

As many pages come out as were asked for, each with its picture and its text, or with the reason why not.
"""

import logging
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image

from archives import tesseract
from archives.inspection import refusal
from archives.parsing import save_views
from archives.states import TextSource
from archives.tesseract import PageFailed, Reading
from office import sandbox

logger = logging.getLogger(__name__)

PAGES_PER_CHILD = 8  # starting a child costs a tenth of a second
PDF_ENGINE = f"pdfium {pypdfium2.PDFIUM_INFO.version}"
# Drawing an A3 page in colour takes a quarter of a gigabyte, and some libraries reserve more than they use.
_MEMORY = 768 * sandbox.MEGABYTE


@dataclass(frozen=True)
class PageRead:
    """A page with its pictures (files in the working folder) and its text."""

    number: int
    view: Path
    thumbnail: Path
    width: int
    height: int
    dpi: int
    turned: int
    source: TextSource
    engine: str
    text: str
    words: list[list[int]] = field(default_factory=list)
    mean_confidence: int | None = None


@dataclass(frozen=True)
class PageNotRead:
    """A page that gave no picture or no answer, and why, in words for people."""

    number: int
    reason: str


def read_pages(path: Path, media_type: str, numbers: list[int], folder: Path) -> Iterator[PageRead | PageNotRead]:
    """Read the pages `numbers` (from 1) of a file, in order; files are made in `folder`. Refuses at once when tesseract is missing.

    A page of a PDF with text of its own needs no tesseract; it is asked for when the first page needs it.
    """
    with ThreadPoolExecutor(max_workers=max(os.cpu_count() or 1, 1)) as readers:
        for start in range(0, len(numbers), PAGES_PER_CHILD):
            batch = numbers[start : start + PAGES_PER_CHILD]
            under_way: list[tuple[dict[str, Any], Future[Reading] | None]] = []
            for facts in _prepared(path, media_type, batch, folder):
                future = None
                if "working" in facts:
                    found = tesseract.engine()
                    future = readers.submit(tesseract.read_page, folder / facts["working"], facts["dpi"], found)
                under_way.append((facts, future))
            for facts, future in under_way:
                yield _finish(facts, future, folder)
            for left in folder.iterdir():
                left.unlink()


def _prepared(path: Path, media_type: str, numbers: list[int], folder: Path) -> list[dict[str, Any]]:
    """Pages as the child draws them. When a batch brings the child down, each page gets one of its own, and the culprit is named."""
    try:
        return sandbox.run("archives.parsing:prepare", str(path), media_type, numbers, str(folder), memory=_MEMORY)
    except (sandbox.OverLimits, sandbox.ParserFault) as failure:
        if len(numbers) == 1:
            logger.error("Page %s of a file could not be drawn: %s", numbers[0], failure)
            return [{"number": numbers[0], "unfit": "broken_page", "facts": {"page": numbers[0]}}]
    return [facts for number in numbers for facts in _prepared(path, media_type, [number], folder)]


def _finish(facts: dict[str, Any], future: Future[Reading] | None, folder: Path) -> PageRead | PageNotRead:
    number = facts["number"]
    if "unfit" in facts:
        return PageNotRead(number, str(refusal(facts["unfit"], **facts["facts"]).what))
    if future is None:
        source, engine = TextSource.BORN_DIGITAL, PDF_ENGINE
        reading = Reading(facts["text"], facts["words"])
    else:
        source, engine = TextSource.OCR, tesseract.engine().name
        try:
            reading = future.result()
        except PageFailed as failed:
            return PageNotRead(number, _("Nhận dạng chữ không xong (%(detail)s).") % {"detail": str(failed)[:150]})
        if reading.turned:
            facts |= _righted(folder / facts["view"], reading.turned, folder, f"{number}-righted")
    return PageRead(
        number=number,
        view=folder / facts["view"],
        thumbnail=folder / facts["thumbnail"],
        width=facts["width"],
        height=facts["height"],
        dpi=facts["dpi"],
        turned=reading.turned,
        source=source,
        engine=engine,
        text=reading.text,
        words=reading.words,
        mean_confidence=reading.mean_confidence,
    )


def _righted(view: Path, turned: int, folder: Path, name: str) -> dict[str, Any]:
    """The pictures of a page again, turned so that it can be read."""
    with Image.open(view) as picture:
        return save_views(picture.transpose(tesseract.TURNS[turned]), folder, name)
