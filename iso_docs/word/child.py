"""What the limited child process runs (office.sandbox): the only place where bytes from outside are parsed. No Django here."""

from pathlib import Path
from typing import Any

from lxml import etree

from iso_docs.word.guards import Package, kind_of
from iso_docs.word.ooxml import Reader
from iso_docs.word.recognition import recognised_file
from iso_docs.word.refused import Refused


def recognise(path: str) -> dict[str, Any]:
    """{"document": …} of a .docx; {"format": "doc"} alone of a Word 97 file, which has to be converted first.

    A file that is not taken in: {"refused": code, "details": [what was found]}.
    """
    try:
        return _recognise(Path(path))
    except Refused as refused:
        return {"refused": refused.code, "details": refused.details}
    except etree.XMLSyntaxError as error:
        return {"refused": "memory" if "memory" in str(error).lower() else "damaged", "details": []}


def _recognise(path: Path) -> dict[str, Any]:
    if kind_of(path) == "doc":
        return {"format": "doc"}
    package = Package(path)
    package.check()
    source = Reader(package.read, package.names).read(package.main)
    source.findings += package.findings
    return {"format": "docx", "document": recognised_file(source).to_dict()}
