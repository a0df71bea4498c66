"""Rows of improvement: a restricted nonconformity about Hoa's unit, with work that was given to her."""

import datetime

from audits.actions import (
    decide,
    measure_effect,
    note_cause,
    note_done,
    plan_correction,
    plan_corrective_action,
    raise_nonconformity,
)
from audits.states import CauseBranch, DecisionKind, Source
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
    quan, hoa = world.cast.person("quan"), world.cast.person("hoa")
    note_cause(
        nonconformity=nonconformity,
        branch=CauseBranch.WHY,
        text=world.canary("nguyennhan"),
        is_root=True,
        by=quan,
        now=NOW,
    )
    decide(
        nonconformity=nonconformity,
        kind=DecisionKind.CORRECTIVE_ACTION,
        reason=world.canary("lydo"),
        by=world.cast.person("ngoc"),
        now=NOW,
    )
    action = plan_corrective_action(
        nonconformity=nonconformity,
        what=world.canary("khacphuc"),
        owner=hoa,
        due_on=datetime.date(2099, 1, 5),
        by=quan,
        now=NOW,
    )
    note_done(work=action, outcome=world.canary("ketqua"), by=hoa, now=NOW)
    measure_effect(nonconformity=nonconformity, seen=world.canary("hieuluc"), by=quan, now=NOW)
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
        "audits:move_due": Row(
            who=READERS,
            arguments=lambda world: _number(world) | WORK,
            missing=MISSING | WORK,
            method="post",
            data={"due_on": "06/01/2099", "reason": "Chờ in"},
        ),
        "audits:check_action": Row(
            who=frozenset({"quan", "ngoc"}),
            arguments=lambda world: _number(world) | {"work": 1},
            method="post",
            why="Hoa did it",
        ),
        "audits:note_cause": Row(who=READERS, arguments=_number, missing=MISSING, method="post"),
        "audits:change_cause": Row(
            who=READERS,
            arguments=lambda world: _number(world) | {"cause": 1},
            missing=MISSING | {"cause": 1},
            method="post",
            data={"lam": "khong-goc"},
        ),
        "audits:measure_effect": Row(
            who=frozenset({"quan", "ngoc"}), arguments=_number, method="post", why="who answers for the system measures"
        ),
        "audits:conclude_effect": Row(
            who=frozenset({"quan", "ngoc"}),
            arguments=lambda world: _number(world) | {"check": 1},
            method="post",
            why="the audited do not judge themselves",
        ),
        "audits:effect_list": Row(
            who=frozenset(),
            arguments=lambda world: _number(world) | {"check": 1, "period": "truoc"},
            missing=MISSING | {"check": 1, "period": "truoc"},
            why="this case was looked at, not counted: there is no list for anybody",
        ),
        "audits:close": Row(
            who=frozenset({"quan", "ngoc"}), arguments=_number, method="post", why="the audited never close their own"
        ),
        "audits:policies": Row(who=frozenset({"quan", "ngoc"}), why="quality officer and chair"),
    }
)
