"""Rows of the register, take-over and documents of others."""

from iso_docs.actions import record_external_document
from tests.access.rows import ALL_STAFF, Row, add
from tests.access.world import World
from tests.iso_docs import desk

KEEPERS = frozenset({"quan", "hoa", "thao"})


def a_text(world: World) -> dict[str, int]:
    if "external" not in world.things:
        world.things["external"] = record_external_document(
            number="61/2018/NĐ-CP", title="Cơ chế một cửa", tracked_by=world.cast.unit("office"),
            by=world.cast.person("quan"), now=desk.NOW,
        )  # fmt: skip
    return {"pk": world.things["external"].pk}


add(
    {
        "iso_docs:external": Row(ALL_STAFF),
        "iso_docs:external_new": Row(KEEPERS),
        "iso_docs:external_document": Row(ALL_STAFF, a_text),
        "iso_docs:external_edit": Row(KEEPERS, a_text),
    }
)
