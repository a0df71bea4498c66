"""What the worker's clock rings for in this room."""

import datetime

from audits import actions
from office.duties import duty


@duty("audits.answer_breaches", every=datetime.timedelta(minutes=5))
def answer_breaches(now: datetime.datetime) -> None:
    actions.answer_breaches(now=now)
    actions.decide_by_rule(now=now)


@duty("audits.management_review", daily_at=datetime.time(5, 40))
def owe_yearly_review(now: datetime.datetime) -> None:
    actions.owe_yearly_review(now=now)
