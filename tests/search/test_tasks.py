"""The nightly comparison on an installation whose index was never built."""

import datetime

import pytest

from search.tasks import mend_index


@pytest.mark.django_db
def test_a_new_installation_is_compared_without_a_fault(cast):
    mend_index(datetime.datetime(2026, 11, 20, 2, 30, tzinfo=datetime.UTC))
