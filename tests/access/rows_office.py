"""Rows of the office itself: staff list, calendar, health, one's own account."""

from tests.access.rows import ALL_STAFF, ANYONE, Row, add
from tests.access.world import World

LIST_KEEPERS = frozenset({"thao", "admin"})
CALENDAR_KEEPERS = frozenset({"quan", "thao", "admin"})
SYSTEM_KEEPERS = frozenset({"quan", "admin"})


def _person(world: World) -> dict[str, int]:
    return {"pk": world.cast.person("lan").pk}


def _unit(world: World) -> dict[str, int]:
    return {"pk": world.cast.unit("kinh_te").pk}


def _assignment(world: World) -> dict[str, int]:
    return {"pk": world.cast.person("lan").assignments.get().pk}


def _year(world: World) -> dict[str, int]:
    return {"year": 2026}


add(
    {
        "office:sign_in": Row(ANYONE),
        "office:sign_out": Row(ANYONE, method="post", why="signing out twice is no mistake"),
        "office:language": Row(ANYONE, lambda world: {"language": "en"}),
        "office:live": Row(ANYONE, why="for whoever watches the machine; says «ok»"),
        "office:ready": Row(ANYONE, why="the same; names of checks only"),
        "office:account": Row(ALL_STAFF),
        "office:help": Row(ALL_STAFF),
        "office:change_password": Row(ALL_STAFF),
        "office:health": Row(SYSTEM_KEEPERS),
        "office:patterns": Row(SYSTEM_KEEPERS),
        "office:calendar": Row(ALL_STAFF),
        "office:calendar_year": Row(ALL_STAFF, _year),
        "office:calendar_day": Row(CALENDAR_KEEPERS),
        "office:calendar_swap": Row(CALENDAR_KEEPERS),
        "office:calendar_sessions": Row(CALENDAR_KEEPERS),
        "office:calendar_propose": Row(CALENDAR_KEEPERS, _year, method="post"),
        "office:calendar_confirm": Row(CALENDAR_KEEPERS, _year, method="post"),
        "office:staff": Row(ALL_STAFF),
        "office:person": Row(ALL_STAFF, _person),
        "office:unit": Row(ALL_STAFF, _unit),
        "office:enter_person": Row(LIST_KEEPERS),
        "office:correct_person": Row(LIST_KEEPERS, _person),
        "office:assign": Row(LIST_KEEPERS, _person),
        "office:open_account": Row(LIST_KEEPERS, _person),
        "office:new_password": Row(LIST_KEEPERS, _person),
        "office:disable_account": Row(LIST_KEEPERS, _person),
        "office:enable_account": Row(LIST_KEEPERS, _person),
        "office:end_assignment": Row(LIST_KEEPERS, _assignment),
        "office:name_substitute": Row(LIST_KEEPERS, _assignment),
        "office:found_unit": Row(LIST_KEEPERS),
        "office:succeed_unit": Row(LIST_KEEPERS, _unit),
        "office:make_post": Row(LIST_KEEPERS, _unit),
        "portal:home": Row(ALL_STAFF),
        "search:search": Row(ALL_STAFF),
        "search:suggest": Row(ALL_STAFF),
    }
)
