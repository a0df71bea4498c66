"""Word 97 (.doc) to .docx."""

import shutil
from pathlib import Path

from iso_docs.word.refused import Refused
from office import libreoffice


def to_docx(original: Path, folder: Path) -> Path:
    """The converted file in `folder`. Refuses: `no-libreoffice`, `time`, `not-converted`."""
    source = folder / "source.doc"
    shutil.copyfile(original, source)
    try:
        return libreoffice.convert(source, "docx", folder=folder)
    except libreoffice.NoProgram:
        raise Refused("no-libreoffice") from None
    except libreoffice.TookTooLong:
        raise Refused("time") from None
    except libreoffice.NotConverted:
        raise Refused("not-converted") from None
