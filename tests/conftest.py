"""Fixtures that every floor shares."""

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    """The ward and its people (tests/cast.py)."""
    return make_cast()


@pytest.fixture(autouse=True)
def own_home(tmp_path, settings):
    """Each test keeps its files in a folder of its own; the database stays the run's."""
    settings.HOME = tmp_path
    return tmp_path
