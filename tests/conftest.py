"""Fixtures that every floor shares."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from office import acts
from tests.cast import Cast, make_cast
from tests.installation import Installation, copy_of_postgresql, copy_of_sqlite, name_on_server


@pytest.fixture
def cast(db) -> Cast:
    """The ward and its people (tests/cast.py)."""
    return make_cast()


@pytest.fixture(autouse=True)
def own_home(tmp_path, settings):
    """Each test keeps its files in a folder of its own; the database stays the run's."""
    settings.HOME = tmp_path
    return tmp_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "installation" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)  # else a run of such tests alone would migrate no template


@pytest.fixture(scope="session")
def migrated(django_db_setup, django_db_blocker) -> Iterator[tuple[str, str]]:
    """The template that installations are copied from: (server's address, database or file). Nobody is connected to it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        yield "", str(facts["NAME"])
        return
    import psycopg  # optional

    password = f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else ""
    address = f"postgres://{quote(facts['USER'])}{password}@{quote(facts['HOST'], safe='') or 'localhost'}:{facts['PORT'] or 5432}"
    url, template = f"{address}/{facts['NAME']}", f"{facts['NAME']}_template"
    with django_db_blocker.unblock():
        connection.close()
    with psycopg.connect(name_on_server(url, "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{template}" TEMPLATE "{facts["NAME"]}"')
        yield url, template
        server.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')


@pytest.fixture
def installation(migrated: tuple[str, str], tmp_path: Path) -> Iterator[Installation]:
    """An installation of its own, for tests with several connections or processes (tests/installation.py)."""
    url, template = migrated
    home = tmp_path / "installation"
    home.mkdir()
    if url:
        with copy_of_postgresql(url, template, home) as made:
            yield made
            made.end()
    else:
        made = copy_of_sqlite(Path(template), home)
        yield made
        made.end()


# An act above 50 ms keeps every other writer waiting (ARCHITECTURE 11): the run names it at its end.
LONGEST_ACT = 0.050
_long_acts: dict[str, float] = {}


@pytest.fixture(autouse=True)
def named_long_acts(monkeypatch):
    def watch(act: str, seconds: float) -> None:
        if seconds > LONGEST_ACT:
            _long_acts[act] = max(seconds, _long_acts.get(act, 0))

    monkeypatch.setattr(acts, "watchers", [watch])


def pytest_terminal_summary(terminalreporter) -> None:
    if _long_acts:
        terminalreporter.section("acts that held the database above 50 ms")
        for act, seconds in sorted(_long_acts.items(), key=lambda item: -item[1]):
            terminalreporter.line(f"{seconds * 1000:6.0f} ms  {act}")
