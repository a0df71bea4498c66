"""Rows of the archive: a restricted document of another unit, in a file of that unit."""

import datetime
import io

from archives.actions.intake import Place, open_intake, take_in_file
from archives.models import ArchiveDocument, ArchiveFile, Fonds, Inventory, Original
from archives.states import IntakeSource
from archives.tasks import read_job
from office.models import Confidentiality, Job
from tests.access.rows import ALL_STAFF, Row, add
from tests.archives import papers

READERS = frozenset({"son", "ngoc", "hoa"})  # the archivist, the chair, the head of the unit
TAKERS = frozenset({"son", "hoa", "thao"})
NOW = datetime.datetime(2026, 11, 20, 2, 0, tzinfo=datetime.UTC)


def hide(world) -> None:
    """Sơn takes in a restricted scan for Hoa's unit; its text, names and description carry canaries."""
    unit, son = world.cast.unit("kinh_te"), world.cast.person("son")
    fonds = Fonds.objects.create(code="UBND-AT", name="UBND xã An Thủy")
    inventory = Inventory.objects.create(fonds=fonds, number="01")
    archive_file = ArchiveFile.objects.create(
        inventory=inventory,
        number="345",
        title=world.canary("tieude"),
        note=world.canary("chugiai"),
        owner_unit=unit,
        confidentiality=Confidentiality.RESTRICTED,
    )
    place = Place(unit=unit, confidentiality=Confidentiality.RESTRICTED, archive_file=archive_file)
    intake = open_intake(place=place, source=IntakeSource.SCREEN, by=son, now=NOW)
    content = papers.text_pdf(["Ke hoach cho vay dong moi tau", f"mat khau {world.canary('chu')}"])
    line = take_in_file(
        intake=intake, position=1, stream=io.BytesIO(content), file_name=f"{world.canary('tep')}.pdf", now=NOW
    )
    for job in Job.objects.filter(kind="archives.ocr"):
        read_job(job, lambda done, total: None)
    fields = [
        "type_name",
        "symbol",
        "issuer_name",
        "signed_by",
        "summary",
        "annotations",
        "condition",
        "keywords",
        "note",
    ]
    ArchiveDocument.objects.filter(pk=line.document_id).update(**{name: world.canary(name[:8]) for name in fields})
    world.things |= {
        "archive_fonds": fonds,
        "archive_inventory": inventory,
        "archive_file": archive_file,
        "archive_document": line.document,
        "archive_original": Original.objects.get(document=line.document),
        "archive_intake": intake,
    }


def _document(world) -> dict[str, int]:
    return {"pk": world.archive_document.pk}


def _page(world) -> dict[str, int]:
    return {"pk": world.archive_document.pk, "number": 1}


MISSING = {"pk": 999_999}
MISSING_PAGE = {"pk": 999_999, "number": 1}

add(
    {
        "archives:home": Row(who=ALL_STAFF),
        "archives:fonds": Row(who=ALL_STAFF, arguments=lambda world: {"pk": world.archive_fonds.pk}),
        "archives:file": Row(who=READERS, arguments=lambda world: {"pk": world.archive_file.pk}, missing=MISSING),
        "archives:set_up_fonds": Row(who=frozenset({"son"}), why="the order of the archive is the archivist's"),
        "archives:set_up_inventory": Row(
            who=frozenset({"son"}), arguments=lambda world: {"pk": world.archive_fonds.pk}
        ),
        "archives:set_up_file": Row(who=TAKERS, arguments=lambda world: {"pk": world.archive_inventory.pk}),
        "archives:take_in": Row(who=TAKERS),
        "archives:intake": Row(
            who=frozenset({"son"}), arguments=lambda world: {"pk": world.archive_intake.pk}, missing=MISSING
        ),
        "archives:document": Row(who=READERS, arguments=_document, missing=MISSING),
        "archives:describe": Row(who=READERS, arguments=_document, missing=MISSING),
        "archives:read_again": Row(
            who=frozenset({"son"}), arguments=_document, method="post", why="restricted: the archivist alone describes"
        ),
        "archives:original": Row(
            who=READERS,
            arguments=lambda world: {"pk": world.archive_document.pk, "original": world.archive_original.pk},
            missing={"pk": 999_999, "original": 1},
        ),
        "archives:page": Row(who=READERS, arguments=_page, missing=MISSING_PAGE),
        "archives:picture": Row(who=READERS, arguments=_page, missing=MISSING_PAGE),
        "archives:thumbnail": Row(who=READERS, arguments=_page, missing=MISSING_PAGE),
    }
)
