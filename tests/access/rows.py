"""The access matrix: one row for every address outside the Wagtail admin. An address without a row fails the build.

`who` names the members of the cast (tests/cast.py) who get an answer; all others get the sign-in page (anonymous), 403, or,
when `hidden`, the very bytes that a missing object gives.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ALL_STAFF = frozenset({"lan", "minh", "hoa", "quan", "thao", "ngoc", "tuan", "son", "binh", "admin"})
ANYONE = frozenset({"anonymous"}) | ALL_STAFF


@dataclass(frozen=True)
class Row:
    """Who may use an address. `arguments` builds its arguments from the world of hidden things; `missing` those of nothing."""

    who: frozenset[str]
    arguments: Callable[[Any], dict[str, Any]] = field(default=lambda world: {})
    missing: dict[str, Any] | None = None  # with `hidden`: arguments that lead nowhere
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)
    why: str = ""

    @property
    def hidden(self) -> bool:
        return self.missing is not None


ROWS: dict[str, Row] = {}


def add(rows: dict[str, Row]) -> None:
    """Called by the rows files of the rooms (tests/access/rows_<room>.py)."""
    doubled = set(rows) & set(ROWS)
    assert not doubled, doubled
    ROWS.update(rows)
