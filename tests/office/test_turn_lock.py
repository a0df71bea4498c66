"""The turn lock of the SQLite backend: who writes waits in a queue, and the turn is always given back."""

import fcntl
import os
import threading
import time

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections, transaction

from office.database.sqlite.base import DatabaseWrapper
from office.models import NumberSeries

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has its own queue")


@pytest.fixture
def office(installation):
    """A connection of an installation of its own, and a question: is the turn free?"""
    wrapper = a_connection(installation)
    yield wrapper
    wrapper.close()


def a_connection(installation) -> DatabaseWrapper:
    options = {**connection.settings_dict["OPTIONS"], "timeout": 1}
    return DatabaseWrapper(connection.settings_dict | {"NAME": str(installation.database), "OPTIONS": options}, "copy")


def is_free(wrapper: DatabaseWrapper) -> bool:
    descriptor = os.open(f"{wrapper.settings_dict['NAME']}.turn", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


@pytest.fixture
def begin(monkeypatch):
    """`with begin(wrapper):` is transaction.atomic() on that connection."""
    from django.db import transaction as module

    def atomic(wrapper):
        monkeypatch.setattr(module, "get_connection", lambda using=None: wrapper)
        return transaction.atomic()

    return atomic


def write(wrapper, key="a") -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("INSERT INTO office_numberseries (key, period, last) VALUES (%s, '', 0)", [key])


def test_a_transaction_holds_the_turn_to_its_end(office, begin):
    with begin(office):
        assert not is_free(office)
        with begin(office):
            write(office)
        assert not is_free(office)  # a nested block gives nothing back
    assert is_free(office)


def test_a_rolled_back_transaction_gives_the_turn_back(office, begin):
    with pytest.raises(RuntimeError), begin(office):
        raise RuntimeError
    assert is_free(office)


def test_a_commit_that_fails_gives_the_turn_back(office, begin):
    with pytest.raises(IntegrityError), begin(office), office.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(
            "INSERT INTO office_assignment (person_id, post_id, basis, valid_from) VALUES (999, 999, '', '2026-01-01')"
        )
    assert is_free(office)


def test_a_begin_that_fails_gives_the_turn_back(office, begin, installation):
    with installation.connected() as other:
        other.execute("BEGIN IMMEDIATE")  # somebody outside the product, without the turn
        with pytest.raises(OperationalError), begin(office):
            pass
        assert is_free(office)
        other.execute("ROLLBACK")


def test_a_connection_closed_inside_its_transaction_gives_the_turn_back(office, begin):
    with pytest.raises(DatabaseError), begin(office):
        office.close()
        assert is_free(office)
        write(office)
    office.closed_in_transaction = False
    office.connection = None


def test_reading_takes_no_turn_and_a_lone_write_takes_it_for_itself(office, installation):
    holder = a_connection(installation)
    holder._take_turn()
    with office.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_numberseries")
        assert cursor.fetchone() == (0,)
    with pytest.raises(OperationalError, match="no turn"):
        write(office)
    holder._free_turn()
    write(office)
    assert is_free(office)


def test_waiting_ends_with_an_answer_and_leaves_no_lock_behind(office, begin, installation):
    holder = a_connection(installation)
    holder._take_turn()
    began = time.monotonic()
    with pytest.raises(OperationalError, match="no turn"), begin(office):
        pass
    assert 0.9 < time.monotonic() - began < 5
    holder._free_turn()
    deadline = time.monotonic() + 5
    while not is_free(office) and time.monotonic() < deadline:
        time.sleep(0.01)  # the thread that queued gets the lock now, and must let go of it
    assert is_free(office)
    write(office)


def test_threads_take_turns(installation):
    order = []

    def work(name: int) -> None:
        wrapper = a_connection(installation)
        wrapper.inc_thread_sharing()
        wrapper._take_turn()
        order.append(("in", name))
        time.sleep(0.02)
        order.append(("out", name))
        wrapper._free_turn()

    threads = [threading.Thread(target=work, args=[name]) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(order) == 16
    for entered, left in zip(order[::2], order[1::2], strict=True):
        assert (entered[0], left[0]) == ("in", "out")
        assert entered[1] == left[1]


def test_a_forked_child_neither_keeps_nor_frees_its_parents_turn(office):
    office._take_turn()
    read, hold = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hold)
        office._free_turn()  # what a connection closed in the child would do
        os.read(read, 1)
        os._exit(0)
    os.close(read)
    time.sleep(0.1)
    assert not is_free(office)
    office._free_turn()
    assert is_free(office)  # though the child lives
    os.close(hold)
    os.waitpid(child, 0)


def test_a_killed_writer_gives_the_turn_back(installation, office):
    child = os.fork()
    if child == 0:
        office._take_turn()
        time.sleep(60)
        os._exit(0)
    deadline = time.monotonic() + 5
    while is_free(office) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    assert is_free(office)


def test_the_runs_own_database_uses_the_backend(db):
    assert isinstance(connections["default"], DatabaseWrapper)
    assert connection._turn is not None  # the test's own transaction
    assert NumberSeries.objects.count() == 0
