"""Reading a picture of paper or a PDF: the room that has a reader registers it, rooms below ask here.

The reader runs parsers in the limited child and takes minutes for long files: call it in a job, outside any transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from office.refusals import Incomplete


@dataclass(frozen=True)
class ScanPage:
    number: int
    text: str
    is_recognised: bool = False  # read from a picture, so letters may be wrong
    confidence: int | None = None  # per cent, of recognised ones
    problem: str = ""  # why nothing could be read
    rows: list[list[tuple[int, str]]] = field(
        default_factory=list
    )  # as it lies: per line, (left edge, words) of each cut


@dataclass(frozen=True)
class ScanRead:
    media_type: str
    pages: list[ScanPage]


Tell = Callable[[int, int], None]
Reader = Callable[[Path, str, Tell], ScanRead]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    _readers[:] = [reader]


def read_scan(path: Path, name: str, tell: Tell = lambda done, total: None) -> ScanRead:
    """The text of each page of the file at `path`, called `name` by people. Refuses what no reader takes, saying why."""
    if not _readers:
        raise Incomplete(_("Bản cài này không có phần nhận dạng bản quét."), next_step=_("Gửi tệp Word, hoặc gõ tay."))
    return _readers[0](path, name, tell)
