"""Pages of a Word file: a PDF made of it by LibreOffice, in a working folder, to count, draw and read; the original stays as it came."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from archives.parsing import DOC, DOCX
from office import sandbox

_SECONDS = 30


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
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NotPaged("no_libreoffice")
    source, fresh = folder / "source.docx", folder / "pages.docx"
    if media_type == DOC:
        old = folder / "source.doc"
        shutil.copyfile(path, old)
        _convert(program, old, "docx", folder, into=folder / "converted")
        shutil.move(folder / "converted" / "source.docx", source)
    else:
        shutil.copyfile(path, source)
    source.chmod(0o600)
    try:
        facts = sandbox.run("archives.word_parsing:modernise", str(source), str(fresh))
    except sandbox.OverLimits:
        raise NotPaged("over_limits") from None
    except sandbox.ParserFault as fault:
        raise NotPaged("broken") from fault
    _convert(program, fresh, "pdf", folder, into=folder / "drawn")
    return Paged(folder / "drawn" / "pages.pdf", facts["encoding"], facts["certainty"])


def _convert(program: str, source: Path, to: str, folder: Path, *, into: Path) -> None:
    """LibreOffice ends with 0 for junk too: the file it made is the only sign of success."""
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", to, "--outdir", str(into), str(source),
    ]  # fmt: skip
    try:
        sandbox.run_program(command, folder=folder, seconds=_SECONDS)
    except sandbox.OverLimits:
        raise NotPaged("over_limits") from None
    if not (into / f"{source.stem}.{to}").is_file():
        raise NotPaged("broken")
