"""What the worker's clock rings for in this room."""

import datetime
import logging

from office.duties import duty
from search import writer
from search.engines.base import IndexUnavailable

log = logging.getLogger(__name__)


@duty("search.index", every=datetime.timedelta(seconds=1))
def write_index(now: datetime.datetime) -> None:
    """A change is found within two seconds."""
    writer.run_once(now)


@duty("search.verify", daily_at=datetime.time(2, 30))
def mend_index(now: datetime.datetime) -> None:
    """Every night the index is compared with the database; what differs is written anew."""
    writer.run_once(now)  # a new installation has no index yet: there is nothing to compare before its first pass
    try:
        writer.mend(now)
    except IndexUnavailable:
        # Another duty is making the first index at this moment; what it makes differs from nothing.
        log.info("There is no index to compare yet; it is being made")
