"""Rows of the register, take-over and documents of others."""

import datetime
import io

from iso_docs.actions import OnPaper, Paper, begin_take_over, record_external_document, take_over_document
from office import store
from office.models import Confidentiality
from tests.access.rows import ALL_STAFF, Row, add
from tests.access.world import World
from tests.iso_docs import desk

OFFICER = frozenset({"quan"})
PAPER_READERS = frozenset({"quan", "ngoc", "hoa"})
KEEPERS = frozenset({"quan", "hoa", "thao"})


def a_text(world: World) -> dict[str, int]:
    if "external" not in world.things:
        world.things["external"] = record_external_document(
            number="61/2018/NĐ-CP", title="Cơ chế một cửa", tracked_by=world.cast.unit("office"),
            by=world.cast.person("quan"), now=desk.NOW,
        )  # fmt: skip
    return {"pk": world.things["external"].pk}


def hide(world: World) -> None:
    """A restricted document of another unit that stands on paper, and a folder on its way into the register."""
    cast = world.cast
    quan, unit = cast.person("quan"), cast.unit("kinh_te")
    scan = store.receive(io.BytesIO(b"%PDF ban ky"))
    day = datetime.date(2024, 1, 2)
    world.things["on_paper"] = take_over_document(
        code="QT-KT-98", title=world.canary("tengiay"), owner_unit=unit, fill=desk.write_procedure, by=quan, now=desk.NOW,
        on_paper=OnPaper(decided_on=day, effective_from=day, signers=[("Phê duyệt", world.canary("nguoiky"), "")]),
        papers=[Paper(scan, f"{world.canary('banquet')}.pdf", "application/pdf")],
        confidentiality=Confidentiality.RESTRICTED,
    )  # fmt: skip
    world.things["takeover"] = begin_take_over(
        name=world.canary("dot"), owner_unit=unit, files=[(scan, f"{world.canary('tep')}.pdf")], by=quan, now=desk.NOW
    )


add(
    {
        "iso_docs:takeovers": Row(OFFICER),
        "iso_docs:takeover": Row(OFFICER, lambda world: {"pk": world.takeover.pk}),
        "iso_docs:takeover_file": Row(OFFICER, lambda world: {"pk": world.takeover.pk, "position": 1}),
        "iso_docs:paper_file": Row(
            PAPER_READERS, lambda world: {"pk": world.on_paper.pk, "position": 1}, {"pk": 999_999, "position": 1}
        ),
        "iso_docs:external": Row(ALL_STAFF),
        "iso_docs:external_new": Row(KEEPERS),
        "iso_docs:external_document": Row(ALL_STAFF, a_text),
        "iso_docs:external_edit": Row(KEEPERS, a_text),
    }
)
