"""Rows of the management review: one that waits for its chair, with notes, minutes and a decision given to Hoa."""

import datetime

from audits.actions import add_decision, freeze_inputs, open_review, record_minutes, write_note
from audits.states import ReviewDecisionKind
from tests.access.rows import ALL_STAFF, Row, add

# Who leads, who answers for the system, the heads who sit at the table.
READERS = frozenset({"quan", "ngoc", "hoa", "tuan", "thao"})
PREPARERS = frozenset({"quan", "ngoc", "thao"})
NOW = datetime.datetime(2026, 11, 20, 2, 0, tzinfo=datetime.UTC)


def hide(world) -> None:
    quan, ngoc = world.cast.person("quan"), world.cast.person("ngoc")
    review = open_review(
        period_first=datetime.date(2026, 1, 1),
        period_last=datetime.date(2026, 10, 31),
        meets_on=NOW.date(),
        chaired_by=ngoc,
        by=quan,
        now=NOW,
    )
    write_note(review=review, key="c1", text=world.canary("hailong"), by=quan, now=NOW)
    freeze_inputs(review=review, by=quan, now=NOW)
    record_minutes(
        review=review,
        held_on=NOW.date(),
        place=world.canary("phong"),
        present=world.canary("thanhphan"),
        opinions=world.canary("ykien"),
        conclusion=world.canary("ketluan"),
        by=quan,
        now=NOW,
    )
    add_decision(
        review=review,
        kind=ReviewDecisionKind.RESOURCES,
        what=world.canary("giaoviec"),
        owner=world.cast.person("hoa"),
        due_on=datetime.date(2099, 1, 5),
        by=quan,
        now=NOW,
    )
    world.things["review"] = review


def _number(world) -> dict[str, str]:
    return {"number": world.review.number}


def _decision(world) -> dict[str, object]:
    return _number(world) | {"decision": 1}


MISSING = {"number": "XX-99-99"}
LIST = {"pack": 1, "key": "c4", "fact": "found"}

add(
    {
        "audits:reviews": Row(who=ALL_STAFF, why="each sees the reviews that are theirs to see"),
        "audits:open_review": Row(who=PREPARERS, why="who prepares the review"),
        "audits:review": Row(who=READERS, arguments=_number, missing=MISSING),
        "audits:review_list": Row(who=READERS, arguments=lambda world: _number(world) | LIST, missing=MISSING | LIST),
        "audits:review_paper": Row(
            who=READERS,
            arguments=lambda world: _number(world) | {"paper": "bien-ban"},
            missing=MISSING | {"paper": "bien-ban"},
        ),
        "audits:review_note": Row(
            who=PREPARERS, arguments=lambda world: _number(world) | {"key": "c1"}, method="post", why="who prepares it"
        ),
        "audits:review_freeze": Row(who=PREPARERS, arguments=_number, method="post", why="who prepares it"),
        "audits:review_minutes": Row(who=PREPARERS, arguments=_number, method="post", why="who prepares it"),
        "audits:review_decide": Row(who=PREPARERS, arguments=_number, method="post", why="who prepares it"),
        "audits:review_strike": Row(who=PREPARERS, arguments=_decision, method="post", why="who prepares it"),
        "audits:review_done": Row(
            who=PREPARERS | {"hoa"}, arguments=_decision, method="post", data={"outcome": "Xong"}, why="its owner too"
        ),
        "audits:review_move": Row(
            who=PREPARERS,
            arguments=_decision,
            method="post",
            data={"due_on": "06/01/2099", "reason": "Chờ"},
            why="who prepares it",
        ),
        "audits:review_conclude": Row(
            who=frozenset({"ngoc"}), arguments=_number, method="post", why="only who chaired it signs"
        ),
    }
)
