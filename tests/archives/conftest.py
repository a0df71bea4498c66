"""What the stories of the archive start from: a fonds with an inventory and a file, and hands to bring papers in."""

import datetime
import io
from dataclasses import dataclass

import pytest

from archives.actions.intake import READ_JOB, Place, open_intake, take_in_file
from archives.models import ArchiveDocument, ArchiveFile, Box, FilePlace, Fonds, IntakeLine, Inventory
from archives.states import IntakeSource
from archives.tasks import read_job
from office.models import Confidentiality, Job, Person
from tests.archives import papers
from tests.cast import Cast

NOW = datetime.datetime(2026, 11, 20, 2, 0, tzinfo=datetime.UTC)


@dataclass
class Archive:
    """The old commune's fonds, and Sơn who takes papers into it."""

    cast: Cast
    fonds: Fonds
    inventory: Inventory
    archive_file: ArchiveFile

    def place(self, unit: str = "kinh_te", level: int = Confidentiality.UNIT, **where) -> Place:
        return Place(unit=self.cast.unit(unit), confidentiality=level, **(where or {"archive_file": self.archive_file}))

    def bring(
        self, content: bytes, name: str = "quet.png", *, by: Person | None = None, place: Place | None = None, **options
    ) -> IntakeLine:
        """One file through the real acts."""
        by = by or self.cast.person("son")
        intake = open_intake(place=place or self.place(), source=IntakeSource.SCREEN, by=by, now=NOW)
        return take_in_file(intake=intake, position=1, stream=io.BytesIO(content), file_name=name, now=NOW, **options)

    def read_all(self) -> None:
        """What the worker would do with the jobs that wait."""
        for job in Job.objects.filter(kind=READ_JOB, state="queued").order_by("pk"):
            read_job(job, lambda done, total: None)

    def a_read_document(self, content: bytes | None = None, name: str = "quet.png", **options) -> ArchiveDocument:
        """A document whose pages have been read from a PDF with text of its own: quick, and without tesseract."""
        line = self.bring(content or papers.text_pdf(papers_text()), name, **options)
        self.read_all()
        return ArchiveDocument.objects.get(pk=line.document_id)


def papers_text() -> list[str]:
    return [
        "UY BAN NHAN DAN XA AN THUY",
        "Ke hoach cho vay dong moi tau, nang cap tau ca",
        "Chu tau duoc vay von ngan hang thuong mai voi lai",
        "suat bay phan tram mot nam.",
    ]


@pytest.fixture
def archive(cast) -> Archive:
    fonds = Fonds.objects.create(code="UBND-AT", name="UBND xã An Thủy", creator=cast.unit("ward"))
    inventory = Inventory.objects.create(fonds=fonds, number="01", name="Vĩnh viễn")
    archive_file = ArchiveFile.objects.create(
        inventory=inventory,
        number="345",
        title="Cho vay đóng mới tàu cá",
        owner_unit=cast.unit("kinh_te"),
        confidentiality=Confidentiality.UNIT,
    )
    box = Box.objects.create(fonds=fonds, number="12")
    FilePlace.objects.create(archive_file=archive_file, box=box)
    return Archive(cast, fonds, inventory, archive_file)
