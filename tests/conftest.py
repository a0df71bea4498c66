"""Fixtures that every floor shares."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from office import acts
from tests.cast import Cast, make_cast
from tests.installation import Installation, copy_of_postgresql, copy_of_sqlite, copy_sqlite, name_on_server

# A migrated database that every process of a run copies instead of migrating its own (tools/run_tests.py makes it): the
# SQLite file, or the name of a database on the server. Without it pytest migrates, as always.
TEMPLATE = os.environ.get("DUNG_HEN_TEST_TEMPLATE", "")


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
        fixtures = set(getattr(item, "fixturenames", ()))
        if "installation" in fixtures:
            item.add_marker(pytest.mark.django_db)  # else a run of such tests alone would migrate no template
        if not fixtures & {"db", "transactional_db", "migrated"} and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    return bool(TEMPLATE) or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest) -> bool:
    return not TEMPLATE and request.config.getvalue("create_db")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Put a copy of the template where Django looks for this process's test database."""
    if not TEMPLATE:
        yield
        return
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        copy_sqlite(Path(TEMPLATE), Path(facts["TEST"]["NAME"]))
        yield
        return
    import psycopg  # optional

    name = facts["TEST"]["NAME"] or f"test_{facts['NAME']}"
    with psycopg.connect(name_on_server(_address(), "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
        yield
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _address() -> str:
    """The database that Django is connected to, as a URL."""
    facts = connection.settings_dict
    password = f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else ""
    host = quote(facts["HOST"], safe="") or "localhost"
    return f"postgres://{quote(facts['USER'])}{password}@{host}:{facts['PORT'] or 5432}/{facts['NAME']}"


@pytest.fixture(scope="session")
def migrated(django_db_setup, django_db_blocker) -> Iterator[tuple[str, str]]:
    """The template that installations are copied from: (server's address, database or file). Nobody is connected to it."""
    if connection.vendor == "sqlite":
        yield "", TEMPLATE or str(connection.settings_dict["NAME"])
        return
    url = _address()
    if TEMPLATE:
        yield url, TEMPLATE
        return
    import psycopg  # optional

    name = connection.settings_dict["NAME"]
    template = f"{name}_template"
    with django_db_blocker.unblock():
        connection.close()
    with psycopg.connect(name_on_server(url, "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{template}" TEMPLATE "{name}"')
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
