"""Rows of improvement: a restricted nonconformity about Hoa's unit, with work that was given to her."""

import datetime

from audits.actions import plan_correction, raise_nonconformity
from audits.states import Source
from office.models import Confidentiality
from tests.access.rows import ALL_STAFF, Row, add

READERS = frozenset({"quan", "ngoc", "hoa"})  # the quality officer, the chair, the head of the unit
NOW = datetime.datetime(2026, 11, 20, 2, 0, tzinfo=datetime.UTC)


def hide(world) -> None:
    """Quân raises it; its title, its description and the work on it carry canaries."""
    nonconformity = raise_nonconformity(
        source=Source.COMPLAINT,
        title=world.canary("viec"),
        description=world.canary("mota"),
        owner_unit=world.cast.unit("kinh_te"),
        found_on=NOW.date(),
        confidentiality=Confidentiality.RESTRICTED,
        by=world.cast.person("quan"),
        now=NOW,
    )
    plan_correction(
        nonconformity=nonconformity,
        what=world.canary("xuly"),
        owner=world.cast.person("hoa"),
        due_on=datetime.date(2099, 1, 5),
        by=world.cast.person("quan"),
        now=NOW,
    )
    world.things["nonconformity"] = nonconformity


def _number(world) -> dict[str, str]:
    return {"number": world.nonconformity.number}


MISSING = {"number": "KPH-99-999"}
WORK = {"kind": "xu-ly", "work": 1}

add(
    {
        "audits:home": Row(who=ALL_STAFF),
        "audits:raise": Row(who=frozenset({"quan", "tuan", "hoa", "thao", "ngoc"})),
        "audits:nonconformity": Row(who=READERS, arguments=_number, missing=MISSING),
        "audits:decide": Row(
            who=frozenset({"quan", "ngoc"}),
            arguments=_number,
            method="post",
            why="Hoa's unit does not decide about itself",
        ),
        "audits:plan_correction": Row(who=READERS, arguments=_number, missing=MISSING, method="post"),
        "audits:plan_action": Row(who=READERS, arguments=_number, missing=MISSING, method="post"),
        "audits:note_done": Row(
            who=READERS,
            arguments=lambda world: _number(world) | WORK,
            missing=MISSING | WORK,
            method="post",
            data={"outcome": "Đã thu hồi"},
        ),
    }
)
