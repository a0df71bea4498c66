"""A lifecycle is a table: states, and the moves between them with the verb that makes each. Diagrams are drawn from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from office.refusals import WrongState


@dataclass(frozen=True)
class Move:
    """One row of the table. `guard` says in words what must hold; the check itself stands in `rules.py`."""

    verb: str
    sources: tuple[str, ...]
    target: str
    label: str | Promise
    guard: str | Promise = ""


class Lifecycle:
    """The states of a thing and the only moves between them."""

    def __init__(self, states: type[TextChoices], *, initial: Iterable[str], moves: Iterable[Move]) -> None:
        self.states = states
        self.initial = tuple(initial)
        self.moves = {move.verb: move for move in moves}
        named = set(states.values)
        for move in self.moves.values():
            unknown = ({*move.sources, move.target}) - named
            if unknown:
                raise ValueError(f"{move.verb} names unknown states {unknown}")

    def can(self, verb: str, state: str) -> bool:
        return state in self.moves[verb].sources

    def verbs_from(self, state: str) -> list[str]:
        return [verb for verb, move in self.moves.items() if state in move.sources]

    def target(self, verb: str, state: str) -> str:
        """The state that `verb` leads to; refuses with WrongState when the table has no such move."""
        move = self.moves[verb]
        if state not in move.sources:
            raise WrongState(
                _("Không thể «%(verb)s» khi đang ở trạng thái «%(state)s».")
                % {"verb": move.label, "state": self.states(state).label},
                next_step=_("Tải lại trang để xem trạng thái hiện tại."),
            )
        return move.target

    @property
    def terminal(self) -> list[str]:
        return [state for state in self.states.values if not self.verbs_from(state)]

    def as_dot(self, name: str) -> str:
        """The diagram in Graphviz's language, for the documentation."""
        lines = [f"digraph {name} {{", "  rankdir=LR; node [shape=box, style=rounded];"]
        lines += [f'  {state} [label="{self.states(state).label}"];' for state in self.states.values]
        lines += [
            f'  {source} -> {move.target} [label="{move.label}"];'
            for move in self.moves.values()
            for source in move.sources
        ]
        return "\n".join([*lines, "}"])
