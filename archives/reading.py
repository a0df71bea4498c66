"""Reading the pages of a file: drawn and taken apart in the limited child, read by tesseract where they have no text of their own.

As many pages come out as were asked for, each with its picture and its text, or with the reason why not.
"""

import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image

from archives import tesseract, word
from archives.inspection import refusal
from archives.parsing import PDF, save_views
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
    """A page with its pictures (files in the working folder) and its text.

    `encoding` is the legacy encoding that the file's own letters had (empty: Unicode), `certainty` (0–100) of its conversion.
    """

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
    skew: int = 0  # hundredths of a degree, clockwise, by which the picture was straightened
    encoding: str = ""
    certainty: int | None = None


@dataclass(frozen=True)
class PageNotRead:
    """A page that gave no picture or no answer, and why, in words for people."""

    number: int
    reason: str


@dataclass(frozen=True)
class Wanted:
    """A page to be read: of which file, and what `read_wanted` gives back with it."""

    path: Path
    media_type: str
    number: int  # from 1
    tag: int = 0
    drawn: word.Paged | None = None  # the file is a PDF that was made of a Word file


def read_pages(path: Path, media_type: str, numbers: list[int], folder: Path) -> Iterator[PageRead | PageNotRead]:
    """Read the pages `numbers` (from 1) of a file, in order; files are made in `folder`. Refuses at once when tesseract is missing.

    A page of a PDF with text of its own needs no tesseract; it is asked for when the first page needs it. A Word file is drawn
    as a PDF first.
    """
    if not word.is_word(media_type):
        wanted = [Wanted(path, media_type, number) for number in numbers]
        yield from (page for _wanted, page in read_wanted(wanted, folder))
        return
    with tempfile.TemporaryDirectory(prefix="dung-hen-word-") as beside:
        try:
            drawn = word.paged(path, media_type, Path(beside))
        except word.NotPaged as failed:
            if failed.code == "no_libreoffice":
                raise refusal(failed.code) from failed
            why = str(refusal(failed.code).what)
            yield from (PageNotRead(number, why) for number in numbers)
            return
        wanted = [Wanted(drawn.pdf, PDF, number, drawn=drawn) for number in numbers]
        yield from (page for _wanted, page in read_wanted(wanted, folder))


def read_wanted(wanted: Sequence[Wanted], folder: Path) -> Iterator[tuple[Wanted, PageRead | PageNotRead]]:
    """Read pages, of one file or of many, in order. What was made of a page in `folder` is gone when the next one comes.

    While tesseract reads one batch, one page a core, the next is drawn in the child.
    """
    names = [f"{place}" for place in range(len(wanted))]
    batches = [
        range(start, min(start + PAGES_PER_CHILD, len(wanted))) for start in range(0, len(wanted), PAGES_PER_CHILD)
    ]
    with ThreadPoolExecutor(max_workers=max(os.cpu_count() or 1, 1)) as readers, ThreadPoolExecutor(1) as drawer:

        def draw(batch: range) -> Future[list[dict[str, Any]]]:
            return drawer.submit(_prepared, [(wanted[place], names[place]) for place in batch], folder)

        coming = draw(batches[0]) if batches else None
        for position, batch in enumerate(batches):
            assert coming is not None
            prepared = coming.result()
            coming = draw(batches[position + 1]) if position + 1 < len(batches) else None
            under_way: list[Future[Reading] | None] = []
            for facts in prepared:
                future = None
                if "working" in facts:
                    found = tesseract.engine()
                    future = readers.submit(tesseract.read_page, folder / facts["working"], facts["dpi"], found)
                under_way.append(future)
            for place, facts, future in zip(batch, prepared, under_way, strict=True):
                page, drawn = _finish(facts, future, folder), wanted[place].drawn
                if drawn is not None and isinstance(page, PageRead) and drawn.encoding:
                    page = replace(page, encoding=drawn.encoding, certainty=drawn.certainty)
                yield wanted[place], page
                for left in folder.glob(f"{names[place]}-*"):
                    left.unlink()


def _prepared(wanted: list[tuple[Wanted, str]], folder: Path) -> list[dict[str, Any]]:
    """Pages as the child draws them. When a batch brings the child down, each page gets one of its own, and the culprit is named."""
    told = [(str(page.path), page.media_type, page.number, page.drawn is not None, name) for page, name in wanted]
    try:
        return sandbox.run("archives.parsing:prepare", told, str(folder), memory=_MEMORY)
    except (sandbox.OverLimits, sandbox.ParserFault) as failure:
        if len(wanted) == 1:
            number = wanted[0][0].number
            logger.error("Page %s of a file could not be drawn: %s", number, failure)
            return [{"number": number, "unfit": "broken_page", "facts": {"page": number}}]
    return [facts for each in wanted for facts in _prepared([each], folder)]


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
            facts |= _righted(folder / facts["view"], reading.turned, folder, f"{Path(facts['view']).stem}-righted")
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
        skew=facts.get("skew", 0),
        encoding=facts.get("encoding", ""),
        certainty=facts.get("certainty"),
    )


def _righted(view: Path, turned: int, folder: Path, name: str) -> dict[str, Any]:
    """The pictures of a page again, turned so that it can be read."""
    with Image.open(view) as picture:
        return save_views(picture.transpose(tesseract.TURNS[turned]), folder, name)
