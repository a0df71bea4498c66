"""The health page's line about the index."""

import datetime

from office.health import Level
from search import writer
from search.health import index_keeps_up
from tests.search.conftest import NOW


def test_it_says_whether_there_is_an_index_and_whether_it_keeps_up(cast, filed):
    finding = index_keeps_up(NOW)
    assert finding.level == Level.BAD
    assert "index rebuild" in finding.command
    writer.rebuild()
    assert index_keeps_up(NOW).level == Level.FINE
    filed("giấy khai sinh")
    assert index_keeps_up(NOW).level == Level.FINE
    late = index_keeps_up(NOW + datetime.timedelta(minutes=3))
    assert (late.level, "1 thay đổi" in str(late.words)) == (Level.WARN, True)
