"""Rows of the documents: a restricted procedure of another unit, with an issue in force and a draft on the desk."""

import datetime
import io

from django.db import transaction

from iso_docs.actions import attach_form, create_document, save_draft
from iso_docs.models import ControlledDocument, WordImport
from iso_docs.word.recognised import RecognisedDocument, RecognisedFile
from office import store
from office.models import Confidentiality
from tests.access.rows import ALL_STAFF, ANYONE, Row, add
from tests.access.world import World
from tests.iso_docs import desk

# Quân keeps all desks; the chair reads all restricted issues; Hoa heads the unit that owns it.
ISSUE_READERS = frozenset({"quan", "ngoc", "hoa"})
DESK_KEEPERS = frozenset({"quan", "hoa"})
DESK_VISITORS = DESK_KEEPERS | {"thao", "ngoc"}  # while a round asks them; the acts ask their own rules
DRAFTERS = frozenset({"quan", "hoa", "thao"})


def hide(world: World) -> None:
    cast = world.cast

    with transaction.atomic():
        source = store.register(store.receive(io.BytesIO(b"goc")), media_type="application/msword", now=desk.NOW)

    def write(draft: ControlledDocument) -> None:
        desk.write_procedure(draft, purpose=world.canary("mucdich"))
        draft.change_summary = world.canary("suadoi")
        steps = draft.steps.raw_data
        steps[0]["value"]["work"] = world.canary("buoc")
        draft.steps.raw_data = steps
        draft.source_blob, draft.source_name = source, f"{world.canary('tepgoc')}.doc"

    document = create_document(
        code="QT-KT-99", title=world.canary("tentailieu"), owner_unit=cast.unit("kinh_te"), by=cast.person("quan"),
        now=desk.NOW, field=world.canary("linhvuc"), confidentiality=Confidentiality.RESTRICTED,
    )  # fmt: skip
    save_draft(document=document, change=write, by=cast.person("quan"), now=desk.NOW)
    attach_form(
        document=document, title=world.canary("bieumau"), code="BM-KT-01", stored=store.receive(io.BytesIO(b"%PDF-1.4 mau")),
        file_name=f"{world.canary('teptin')}.pdf", media_type="application/pdf", by=cast.person("quan"), now=desk.NOW,
    )  # fmt: skip
    issue = desk.an_issue(cast, document)
    assert issue.confidentiality == Confidentiality.RESTRICTED
    again = desk.NOW + datetime.timedelta(hours=1)
    save_draft(document=document, change=write, by=cast.person("quan"), now=again)
    world.things["word_import"] = WordImport.objects.create(
        blob=source, file_name=f"{world.canary('tepword')}.doc", read_by=cast.person("quan"), read_at=again,
        recognised=RecognisedFile(source_format="doc", procedures=[RecognisedDocument()]).to_dict(),
    )  # fmt: skip
    world.things |= {"document": document, "issue": issue, "round": desk.submitted(cast, document, now=again)}


def _pk(name: str):
    return lambda world: {"pk": getattr(world, name).pk}


MISSING = {"pk": 99999}

add(
    {
        "iso_docs:home": Row(ALL_STAFF),
        "iso_docs:new": Row(DRAFTERS),
        "iso_docs:import": Row(DRAFTERS),
        "iso_docs:roles": Row(DRAFTERS),
        "iso_docs:document": Row(ISSUE_READERS | {"thao"}, _pk("document"), MISSING),
        "iso_docs:submit": Row(DESK_VISITORS, _pk("document"), MISSING),
        "iso_docs:forms": Row(DESK_VISITORS, _pk("document"), MISSING),
        "iso_docs:distribution": Row(DESK_VISITORS, _pk("document"), MISSING),
        "iso_docs:round": Row(DESK_KEEPERS | {"thao", "ngoc"}, _pk("round"), MISSING),
        "iso_docs:issue": Row(ISSUE_READERS, _pk("issue"), MISSING),
        "iso_docs:issues": Row(ISSUE_READERS, _pk("issue"), MISSING),
        "iso_docs:print": Row(ISSUE_READERS, _pk("issue"), MISSING),
        "iso_docs:export": Row(
            ISSUE_READERS, lambda world: {"pk": world.issue.pk, "form": "docx"}, MISSING | {"form": "docx"}
        ),
        "iso_docs:withdraw": Row(ISSUE_READERS, _pk("issue"), MISSING),
        "iso_docs:source_file": Row(ISSUE_READERS, _pk("issue"), MISSING),
        "iso_docs:form_file": Row(
            ISSUE_READERS, lambda world: {"pk": world.issue.pk, "position": 1}, MISSING | {"position": 1}
        ),
        "iso_docs:import_check": Row(
            frozenset({"quan"}), _pk("word_import"), MISSING, why="only who uploaded the file"
        ),
        "iso_docs:check": Row(
            ANYONE, lambda world: {"code": world.issue.short_code}, why="what a printed QR leads to: state only"
        ),
    }
)
