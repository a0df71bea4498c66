"""Kinds of papers the office issues. A room declares its own in `<room>/papers.py`; the kernel keeps, checks and fills their templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class LetterKind:
    """A kind of paper: the template that comes with the product, the names a template may use, and an example of each.

    `fields` maps a name to its meaning in words; `sample` has a value for each of them, in the shape a real paper has it.
    """

    key: str
    name: str | Promise
    shipped: Path
    fields: Mapping[str, str | Promise]
    sample: Mapping[str, Any]
    images: frozenset[str] = field(default_factory=frozenset)  # names that are pictures
    basis: str = ""  # the text that lays the form down


_kinds: dict[str, LetterKind] = {}


def declare(kind: LetterKind) -> LetterKind:
    """Make a kind known; twice the same key is a mistake of ours."""
    if kind.key in _kinds:
        raise ValueError(f"Two kinds of paper are called {kind.key}.")
    missing = set(kind.fields) - set(kind.sample) - kind.images
    if missing:
        raise ValueError(f"{kind.key} has no example of {sorted(missing)}.")
    _kinds[kind.key] = kind
    return kind


def kinds() -> dict[str, LetterKind]:
    """All kinds of all rooms, in the order of declaration."""
    autodiscover_modules("papers")
    return dict(_kinds)
