"""Tables of the archive; one file, one idea."""

from archives.models.documents import ArchiveDocument, DescriptionChange, Original, OriginalSignature
from archives.models.holdings import ArchiveFile, Box, FilePlace, Fonds, Inventory
from archives.models.intakes import Intake, IntakeLine, SecretStub
from archives.models.pages import ArchivePage, PageText

__all__ = [
    "ArchiveDocument",
    "ArchiveFile",
    "ArchivePage",
    "Box",
    "DescriptionChange",
    "FilePlace",
    "Fonds",
    "Intake",
    "IntakeLine",
    "Inventory",
    "Original",
    "OriginalSignature",
    "PageText",
    "SecretStub",
]
