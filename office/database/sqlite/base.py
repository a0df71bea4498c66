"""SQLite with a turn lock: writers queue on a file lock before BEGIN IMMEDIATE.

SQLite's own waiting has no queue: 32 writers that hold 20 ms each meet «database is locked» (measured). The operating
system's file lock hands the turn on, so everybody waits and nobody starves.
"""

import fcntl
import os

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    _turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._free_turn()
            raise

    def set_autocommit(self, autocommit: bool, *args, **kwargs) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if autocommit:
            self._free_turn()

    def _commit(self) -> None:
        super()._commit()
        self._free_turn()

    def _rollback(self) -> None:
        super()._rollback()
        self._free_turn()

    def _close(self) -> None:
        super()._close()
        self._free_turn()

    def _take_turn(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._turn is not None or self.is_in_memory_db():
            return
        descriptor = os.open(f"{name}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self._turn = descriptor

    def _free_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)  # closing frees the lock, also when the process dies
            self._turn = None
