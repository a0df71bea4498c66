"""What the processes of a race do (tests/installation.py): one office at many counters, the same dossier from many hands."""

import uuid

from office.models import Person
from office.refusals import WrongState
from processes.actions import accept_hand_over, hand_over, record_breaches
from processes.models import AdministrativeProcedureCase, Dossier, HandOver
from tests.cast import Cast, make_cast
from tests.processes.lives import ApplicantDetails, a_dossier, a_procedure, at, passed_to

ONE_KEY = uuid.UUID("5b1f7c1e-7f0f-4c52-9a6e-1d3b5c7f9e21")


def _cast() -> Cast:
    """The clerk alone, as another process finds her."""
    return Cast(people={"lan": Person.objects.get(full_name="Lê Thị Lan")})


def _case() -> AdministrativeProcedureCase:
    return AdministrativeProcedureCase.objects.select_related("version__procedure").get()


def prepare(number: int) -> int:
    a_procedure(make_cast())
    return 1


def press_twice(number: int) -> str:
    """Everybody sends the same form."""
    return a_dossier(_cast(), _case(), at(19), key=ONE_KEY).code


def receive_many(number: int, *, dossiers: int) -> list[str]:
    """Everybody receives other people."""
    return [
        a_dossier(_cast(), _case(), at(19, 10), applicant=ApplicantDetails(name=f"Người {number} {each}")).code
        for each in range(dossiers)
    ]


def prepare_late(number: int, *, dossiers: int) -> int:
    cast = make_cast()
    case = a_procedure(cast)
    for each in range(dossiers):
        passed_to(cast, a_dossier(cast, case, at(2, 8, each)), "minh", at(2, 9), at(2, 9, 30))
    dossier = Dossier.objects.earliest("pk")
    hand_over(dossier=dossier, to_unit=cast.unit("leaders"), by=cast.person("minh"), now=at(3))
    return dossiers


def record(number: int) -> int:
    return len(record_breaches(now=at(20)))


def take(number: int) -> int:
    """Everybody of the unit confirms the same hand-over: one has it, the others are told."""
    given = HandOver.objects.latest("pk")  # the winner may have answered before the others look
    try:
        accept_hand_over(hand_over=given, by=Person.objects.get(full_name="Bùi Minh Ngọc"), now=at(20))
    except WrongState:
        return 0
    return 1
