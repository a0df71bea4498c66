"""How the child process says no: a code that `reading` has a sentence for, and what it is about."""


class Refused(Exception):
    """This file is not taken in. `details` name what was found: member names, pending changes, targets."""

    def __init__(self, code: str, details: list[str] | None = None):
        super().__init__(code, details)
        self.code, self.details = code, details or []
