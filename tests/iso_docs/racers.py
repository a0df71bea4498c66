"""What the processes of the race over a document do (tests/installation.py). Each returns plain data."""

import datetime
import sqlite3

from django.db import Error, connection
from django.utils import timezone

from iso_docs.actions import approve_and_issue, return_to_author, save_draft
from iso_docs.models import ReviewRound
from office.models import User
from office.refusals import Refusal
from office.signing import Reauthentication
from tests.cast import make_cast
from tests.iso_docs.desk import a_draft, signed_by, submitted


def lay_before_the_approver(number: int, *, documents: int) -> None:
    cast = make_cast()
    for each in range(documents):
        round_ = submitted(
            cast, a_draft(cast, code=f"QT-{each}", title=f"Số {each}", now=timezone.now()), now=timezone.now()
        )
        signed_by(cast, round_, "thao", now=timezone.now())


def contest(number: int) -> dict[str, int]:
    """On each document: some approve and issue, some return, some edit, all at once."""
    done = {"issued": 0, "returned": 0, "edited": 0, "refused": 0, "faults": 0}
    approver, reviewer, author = (User.objects.get(username=name) for name in ("ngoc", "thao", "quan"))
    for round_ in ReviewRound.objects.order_by("pk"):
        now = timezone.now()
        try:
            match number % 4:
                case 0 | 1:
                    approve_and_issue(
                        round_=round_,
                        content_hash=round_.content_hash,
                        effective_from=timezone.localdate(now) + datetime.timedelta(days=1),
                        by=approver.person,
                        # Proved before the race: the password hash is slow on purpose and not what is raced for.
                        proof=Reauthentication(approver.pk, approver.person_id, "password", now),
                        now=now,
                    )
                    done["issued"] += 1
                case 2:
                    return_to_author(round_=round_, reason="Xem lại.", by=reviewer.person, now=now)
                    done["returned"] += 1
                case _:
                    save_draft(document=round_.document, change=lambda draft: None, by=author.person, now=now)
                    done["edited"] += 1
        except Refusal:
            done["refused"] += 1
        except (Error, sqlite3.Error) as fault:
            done["faults"] += 1
            done[type(fault).__name__ + str(fault)[:200]] = 1
    connection.close()
    return done
