"""Pages of a Word file: a PDF made of it by LibreOffice, in a working folder, to count, draw and read; the original stays as it came."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from archives.parsing import DOC, DOCX
from office import libreoffice, sandbox


class NotPaged(Exception):
    """No pages could be made; `code` is one of archives.inspection's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Paged:
    """The PDF with the pages, and the legacy encoding its letters had in the original (empty: Unicode), with its certainty 0–100."""

    pdf: Path
    encoding: str = ""
    certainty: int | None = None


def is_word(media_type: str) -> bool:
    return media_type in (DOC, DOCX)


def paged(path: Path, media_type: str, folder: Path) -> Paged:
    """The pages of a Word file that was inspected, in `folder`. Raises NotPaged."""
    source, fresh = folder / "source.docx", folder / "pages.docx"
    if media_type == DOC:
        old = folder / "source.doc"
        shutil.copyfile(path, old)
        shutil.move(_convert(old, "docx", folder), source)
    else:
        shutil.copyfile(path, source)
    source.chmod(0o600)
    try:
        facts = sandbox.run("archives.word_parsing:modernise", str(source), str(fresh))
    except sandbox.OverLimits:
        raise NotPaged("over_limits") from None
    except sandbox.ParserFault as fault:
        raise NotPaged("broken") from fault
    return Paged(_convert(fresh, "pdf", folder), facts["encoding"], facts["certainty"])


def _convert(source: Path, to: str, folder: Path) -> Path:
    try:
        return libreoffice.convert(source, to, folder=folder)
    except libreoffice.NoProgram:
        raise NotPaged("no_libreoffice") from None
    except libreoffice.TookTooLong:
        raise NotPaged("over_limits") from None
    except libreoffice.NotConverted:
        raise NotPaged("broken") from None
