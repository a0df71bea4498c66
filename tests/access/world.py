"""A world with hidden things: each room adds one that Bình must not see, with a different canary word in each text field."""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.cast import Cast

CANARY = "kanari"


@dataclass
class World:
    """The cast and the hidden things by name; `canary("title")` makes a word that must show nowhere."""

    cast: Cast
    things: dict[str, Any] = field(default_factory=dict)
    canaries: list[str] = field(default_factory=list)

    def canary(self, name: str) -> str:
        word = f"{CANARY}{name}{len(self.canaries)}"
        self.canaries.append(word)
        return word

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_world(cast: Cast) -> World:
    """Ask each rows file for its hidden things (`hide(world)`)."""
    world = World(cast)
    for file in sorted(Path(__file__).parent.glob("rows_*.py")):
        hide = getattr(import_module(f"tests.access.{file.stem}"), "hide", None)
        if hide is not None:
            hide(world)
    return world
