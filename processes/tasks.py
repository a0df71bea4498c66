"""What the worker's clock rings for in this room."""

import datetime

from office.duties import duty
from processes import actions


@duty("processes.breaches", every=datetime.timedelta(minutes=5))
def record_breaches(now: datetime.datetime) -> None:
    actions.record_breaches(now=now)
