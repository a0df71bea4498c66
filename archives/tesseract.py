"""Reading a picture with tesseract: one process per page, one thread, low priority; words with their boxes and confidence.

Nothing is asked of the picture that it does not need: only pages that come out on their side, upside down or poorly are
looked at again in another position.
"""

import functools
import os
import re
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image

from office.refusals import Incomplete

LANGUAGE = "vie"
INSTALL = "sudo make system"
SECONDS_PER_PAGE = 180
FULL = 10_000  # boxes are in ten-thousandths of the picture

# Degrees clockwise → what Pillow calls it.
TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


class PageFailed(Exception):
    """tesseract gave no answer for this page; the text says what it did."""


@dataclass(frozen=True)
class Engine:
    """The tesseract of this machine."""

    program: str
    version: str
    sees_position: bool  # osd.traineddata is there

    @property
    def name(self) -> str:
        return f"tesseract {self.version} {LANGUAGE}"


@dataclass(frozen=True)
class Reading:
    """What was read of one page. `words` as in PageText.words; `turned` are degrees clockwise that righted the picture."""

    text: str
    words: list[list[int]] = field(default_factory=list)
    mean_confidence: int | None = None
    turned: int = 0

    @property
    def weight(self) -> int:
        """Letters that were read with confidence: of two positions of a page the one with more is right."""
        return sum(end - start for start, end, *_box, confidence in self.words if confidence >= 60)


def engine() -> Engine:
    """The tesseract of this machine. Refuses, telling what to install, when it or its Vietnamese data is missing."""
    program = shutil.which("tesseract")
    found = _ask(program, os.path.getmtime(program)) if program else None
    if found is None:
        raise Incomplete(
            _("Máy này chưa có chương trình nhận dạng chữ tesseract với tiếng Việt."),
            kept=_("Tệp gốc đã lưu đủ; trang chờ nhận dạng."),
            next_step=_("Quản trị hệ thống chạy: %(command)s, rồi cho chạy lại việc này.") % {"command": INSTALL},
        )
    return found


@functools.lru_cache(maxsize=4)
def _ask(program: str, _changed: float) -> Engine | None:
    try:
        version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
        languages = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    names = set(languages.stdout.split())
    if LANGUAGE not in names:
        return None
    number = re.search(r"tesseract v?([\d.]+)", version.stdout + version.stderr)
    return Engine(program, number[1] if number else "?", "osd" in names)


def read_page(picture: Path, dpi: int, found: Engine) -> Reading:
    """Read one page, in the position in which it can be read. Raises PageFailed."""
    first = _read(picture, dpi, found)
    if not _needs_turning(first):
        return first
    best = first
    for turn in _positions(picture, first, found):
        turned = picture.with_name(f"{picture.stem}-{turn}.png")
        with Image.open(picture) as page:
            page.transpose(TURNS[turn]).save(turned, compress_level=1)
        try:
            again = replace(_read(turned, dpi, found), turned=turn)
        finally:
            turned.unlink(missing_ok=True)
        # On its side a page reads as well as upright, so there it is enough that nothing was lost.
        enough = 0.9 * best.weight if _lies_on_its_side(best) else 1.5 * best.weight
        if again.weight > enough and not _lies_on_its_side(again):
            best = again
            if not _needs_turning(best):
                break
    return best


def _needs_turning(reading: Reading) -> bool:
    if not reading.words:
        return False  # an empty page has no position
    letters = sum(end - start for start, end, *_rest in reading.words)
    return _lies_on_its_side(reading) or reading.weight < 0.5 * letters


def _lies_on_its_side(reading: Reading) -> bool:
    """Whether most longer words stand higher than wide. Boxes are shares of the page, whose sides differ by 1.4 at most or so."""
    long_words = [(width, height) for start, end, _l, _t, width, height, _c in reading.words if end - start >= 4]
    return len(long_words) >= 3 and sum(height > 1.2 * width for width, height in long_words) > len(long_words) / 2


def _positions(picture: Path, reading: Reading, found: Engine) -> list[int]:
    """Turns to try, the likeliest first."""
    others = [90, 270] if _lies_on_its_side(reading) else [180, 90, 270]
    if found.sees_position:
        try:
            told = subprocess.run(  # noqa: S603
                [*_NICE, found.program, str(picture), "stdout", "--psm", "0"],
                capture_output=True, text=True, timeout=SECONDS_PER_PAGE, check=False, env=_environment(),
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return others
        rotate = re.search(r"Rotate: (\d+)", told.stdout)
        if rotate and int(rotate[1]) in TURNS:
            likely = int(rotate[1])
            return [likely, *(turn for turn in others if turn != likely)]
    return others


_NICE = ["nice", "-n", "10"] if shutil.which("nice") else []


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


def _read(picture: Path, dpi: int, found: Engine) -> Reading:
    command = [
        *_NICE, found.program, str(picture), "stdout", "-l", LANGUAGE,
        "--dpi", str(dpi), "--psm", "3", "-c", "tessedit_create_tsv=1",
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=SECONDS_PER_PAGE, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired as expired:
        raise PageFailed(f"{SECONDS_PER_PAGE} s") from expired
    if done.returncode != 0:
        raise PageFailed(done.stderr.decode(errors="replace").strip()[-200:] or f"status {done.returncode}")
    return reading_of(done.stdout.decode("utf-8", errors="replace"))


def reading_of(table: str) -> Reading:
    """The text and the words of tesseract's table (TSV): a line per line, an empty line between paragraphs."""
    page_width = page_height = 1
    pieces: list[str] = []
    words: list[list[int]] = []
    length = letters = 0
    weighed = 0.0
    last: tuple[str, ...] = ()
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12:
            continue
        if cells[0] == "1":
            page_width, page_height = max(int(cells[8]), 1), max(int(cells[9]), 1)
        word = unicodedata.normalize("NFC", cells[11]).strip()
        if cells[0] != "5" or not word:
            continue
        place = tuple(cells[2:5])  # block, paragraph, line
        if last:
            blank = " " if place == last else "\n" if place[:2] == last[:2] else "\n\n"
            pieces.append(blank)
            length += len(blank)
        left, top, width, height = (int(cell) for cell in cells[6:10])
        confidence = min(max(round(float(cells[10])), 0), 100)
        words.append(
            [
                length, length + len(word),
                left * FULL // page_width, top * FULL // page_height,
                max(width * FULL // page_width, 1), max(height * FULL // page_height, 1),
                confidence,
            ]
        )  # fmt: skip
        pieces.append(word)
        length += len(word)
        letters += len(word)
        weighed += confidence * len(word)
        last = place
    return Reading("".join(pieces), words, round(weighed / letters) if letters else None)


def missing_words() -> str:
    """What is missing on this machine for reading scans, and the command that mends it; empty when nothing is."""
    try:
        engine()
    except Incomplete as refusal:
        return f"{refusal.what} {refusal.next_step}"
    return ""
