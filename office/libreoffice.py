"""LibreOffice, without a window and under limits (office.sandbox): one file into another kind of file."""

import shutil
from pathlib import Path

from office import sandbox

SECONDS = 30
# PDF/A-2: with its fonts inside, readable in twenty years.
ARCHIVE_PDF = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'


class NoProgram(Exception):
    """LibreOffice is not on this machine."""


class TookTooLong(Exception):
    """It wanted more time or memory than it may have."""


class NotConverted(Exception):
    """It ended and made nothing."""


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(source: Path, target: str, *, folder: Path) -> Path:
    """`source` as «docx», «pdf» or with a filter («pdf:…»), made in `folder`, which is the caller's to remove. Never inside a transaction.

    LibreOffice ends with 0 for junk too, so the file itself is the only sign of success; two conversions on one profile fail
    silently, so each folder has its own. Raises NoProgram, TookTooLong, NotConverted.
    """
    soffice = program()
    if soffice is None:
        raise NoProgram
    into = folder / "converted"
    command = [
        soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", target, "--outdir", str(into), str(source),
    ]  # fmt: skip
    try:
        sandbox.run_program(command, folder=folder, seconds=SECONDS)
    except sandbox.OverLimits as limits:
        raise TookTooLong from limits
    made = into / f"{source.stem}.{target.partition(':')[0]}"
    if not made.is_file():
        raise NotConverted
    return made
