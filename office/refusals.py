"""Refusals: answers to a person, in a sentence they can act on. Everything else that goes wrong is a fault."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(eq=False)
class Refusal(Exception):
    """An act that was refused. `what` happened and by which rule, `kept` what was saved all the same, `next_step` what can be done."""

    what: str | Promise
    kept: str | Promise = ""
    next_step: str | Promise = ""
    details: Sequence[str | Promise] = ()

    status = 409

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.what, self.kept, self.next_step) if part)


class NotPermitted(Refusal):
    """Who: this person may not do this, here."""

    status = 403


class WrongState(Refusal):
    """When: not in the state the thing is in now (or somebody else was faster)."""


class Incomplete(Refusal):
    """What is missing; `details` lists each missing thing."""

    status = 422
