"""What the processes of a race do (tests/installation.py): prepare late dossiers, answer their breaches."""

import datetime

from audits.actions import answer_breaches
from processes.actions import record_breaches
from processes.models import DeadlineBreach
from tests.cast import make_cast
from tests.processes.lives import ApplicantDetails, a_dossier, a_procedure, at, passed_to

NOW = at(20)


def prepare(number: int, *, dossiers: int) -> int:
    """Late dossiers of three procedures; their breaches recorded, none answered."""
    cast = make_cast()
    cases = [a_procedure(cast, code=f"1.00{each}", name=f"Thủ tục số {each}") for each in range(3)]
    for each in range(dossiers):
        received = at(5 + each % 5, month=10) + datetime.timedelta(minutes=each)
        applicant = ApplicantDetails(name=f"Người nộp {each}", id_number=f"09919000{each:04}")
        dossier = a_dossier(cast, cases[each % 3], received, applicant=applicant)
        passed_to(
            cast, dossier, "minh", received + datetime.timedelta(minutes=5), received + datetime.timedelta(hours=1)
        )
    record_breaches(now=NOW)
    return DeadlineBreach.objects.count()


def answer(number: int) -> int:
    return len(answer_breaches(now=NOW).placed)
