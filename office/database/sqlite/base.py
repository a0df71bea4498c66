"""SQLite with a turn lock: writers queue on a file lock before they write.

SQLite's own waiting has no queue: 32 writers that hold 20 ms each meet «database is locked» (measured). The operating
system's file lock hands the turn on, so everybody waits and nobody starves. A transaction takes the turn before BEGIN
IMMEDIATE and frees it at its end; a single statement that writes outside a transaction takes it for itself.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN", "VALUES", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class TurnCursor(base.SQLiteCursorWrapper):
    """Takes the turn around a single statement that writes by itself."""

    def __init__(self, connection: Connection, wrapper: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self.wrapper = wrapper

    def execute(self, query, params=None):
        with self.wrapper.turn_for(query):
            return super().execute(query, params)

    def executemany(self, query, param_list):
        with self.wrapper.turn_for(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    _turn: int | None = None
    _turn_owner: int | None = None  # process that took it: a forked child has a copy that is not its own

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=lambda raw: TurnCursor(raw, self))

    @contextmanager
    def turn_for(self, query: str) -> Iterator[None]:
        held = self._turn is not None or self.connection is None or self.connection.in_transaction
        if held or query.lstrip()[:9].upper().startswith(_READS):
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._free_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._free_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # when it fails the transaction is still open: the rollback that follows frees the turn
        self._free_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._free_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._free_turn()

    def _take_turn(self) -> None:
        if self._turn is not None and self._turn_owner == os.getpid():
            return
        if self.is_in_memory_db():
            return
        descriptor = os.open(f"{self.settings_dict['NAME']}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _wait_for_lock(descriptor, self.settings_dict["OPTIONS"].get("timeout", 20))
        except BaseException:
            os.close(descriptor)
            raise
        self._turn, self._turn_owner = descriptor, os.getpid()

    def _free_turn(self) -> None:
        if self._turn is None:
            return
        descriptor, self._turn = self._turn, None
        if self._turn_owner == os.getpid():
            # Unlocked by word, not only by closing: a child forked meanwhile still holds the descriptor open.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _wait_for_lock(descriptor: int, seconds: float) -> None:
    """Queue for the lock, `seconds` at most. The queue is the kernel's, so a helper thread stands in it: flock knows no time limit."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    except BlockingIOError:
        pass
    own = os.dup(descriptor)  # same lock, so that giving up here cannot close what the helper waits on
    got, guard, gave_up = threading.Event(), threading.Lock(), False

    def queue() -> None:
        fcntl.flock(own, fcntl.LOCK_EX)
        with guard:
            if gave_up:
                fcntl.flock(own, fcntl.LOCK_UN)
            else:
                got.set()
        os.close(own)

    threading.Thread(target=queue, name="turn-lock", daemon=True).start()
    got.wait(seconds)
    with guard:
        if not got.is_set():
            gave_up = True
            raise OperationalError(f"database is locked: no turn within {seconds:g} s")
