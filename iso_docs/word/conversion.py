"""Word 97 (.doc) to .docx through LibreOffice, without a window, with a profile and a folder of its own and a time limit."""

import shutil
from pathlib import Path

from iso_docs.word.refused import Refused
from office.sandbox import OverLimits, run_program

SECONDS = 30


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_docx(original: Path, folder: Path) -> Path:
    """The converted file in `folder`. Refuses: `no-libreoffice`, `time`, `not-converted`.

    LibreOffice ends with 0 for junk too, so the file itself is the only sign of success. Two conversions on one profile
    fail silently, so each has its own.
    """
    soffice = program()
    if soffice is None:
        raise Refused("no-libreoffice")
    source = folder / "source.doc"
    shutil.copyfile(original, source)
    profile = (folder / "profile").as_uri()
    command = [
        soffice,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "docx",
    ]
    try:
        run_program([*command, "--outdir", str(folder / "out"), str(source)], folder=folder, seconds=SECONDS)
    except OverLimits:
        raise Refused("time") from None
    converted = folder / "out" / "source.docx"
    if not converted.exists():
        raise Refused("not-converted")
    return converted
