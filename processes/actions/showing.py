"""Showing what is masked: allowed to who needs it, and written down."""

import datetime

from office.acts import office_act
from office.journal import pseudonym
from office.models import Person
from processes.models import Dossier


def reveal_applicant(*, dossier: Dossier, by: Person, now: datetime.datetime) -> Dossier:
    """Show the applicant's number and telephone in full. The journal keeps who looked, and at whom under a pseudonym."""
    with office_act("processes.dossier.reveal_applicant", by=by, now=now, subject=dossier) as line:
        line.data |= {"code": dossier.code, "applicant": pseudonym(dossier.applicant)}
    return dossier
