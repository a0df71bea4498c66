"""What the worker's clock rings for in the kernel."""

import datetime

from office import heads, outboxes, store
from office.actions import reminders
from office.duties import duty


@duty("office.heads", daily_at=datetime.time(0, 5))
def export_head(now: datetime.datetime) -> None:
    heads.export_head(now)


@duty("office.store.sweep", daily_at=datetime.time(0, 20))
def sweep_incoming(now: datetime.datetime) -> None:
    store.sweep_incoming(now)


@duty("office.messages", every=datetime.timedelta(seconds=30))
def send_messages(now: datetime.datetime) -> None:
    outboxes.send_waiting(now)


@duty("office.reminders", daily_at=datetime.time(7, 0))
def remind(now: datetime.datetime) -> None:
    reminders.remind(now=now)
