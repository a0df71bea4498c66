"""The nightly comparison on an installation whose index was never built."""

import datetime
import logging

import pytest

from search import writer
from search.tasks import mend_index


@pytest.mark.django_db
def test_a_new_installation_is_compared_without_a_fault(cast):
    mend_index(datetime.datetime(2026, 11, 20, 2, 30, tzinfo=datetime.UTC))


@pytest.mark.django_db
def test_while_somebody_else_makes_the_first_index_there_is_nothing_to_compare(cast, monkeypatch, caplog):
    monkeypatch.setattr(writer, "run_once", lambda now: None)  # the lock is held elsewhere
    with caplog.at_level(logging.INFO):
        mend_index(datetime.datetime(2026, 11, 20, 2, 30, tzinfo=datetime.UTC))
    assert "no index to compare yet" in caplog.text
