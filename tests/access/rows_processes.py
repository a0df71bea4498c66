"""Rows of the dossiers: a restricted dossier of Hoa's unit, in Minh's hands."""

import uuid

from office.models import Confidentiality
from processes.actions import hand_over
from processes.models import Dossier
from tests.access.rows import ALL_STAFF, Row, add
from tests.access.world import World
from tests.processes import lives

# The counter, the chair and the auditor see all; Minh and Hoa their own unit's (processes.models.dossiers.access_rule).
READERS = frozenset({"lan", "ngoc", "tuan", "minh", "hoa"})
MISSING = {"pk": 99999}


def hide(world: World) -> None:
    cast = world.cast
    case = lives.a_procedure(cast)
    lives.an_issue(cast, case)
    applicant = lives.ApplicantDetails(
        name=world.canary("hoten"), address=world.canary("diachi"), id_number="099000000001", phone="0900012345",
        email=f"{world.canary('thu')}@example.org",
    )  # fmt: skip
    received = lives.at(5, month=10)
    dossier = lives.a_dossier(cast, case, received, applicant=applicant, key=uuid.UUID(int=7))
    Dossier.objects.filter(pk=dossier.pk).update(confidentiality=Confidentiality.RESTRICTED)
    dossier = lives.passed_to(cast, dossier, "minh", lives.at(5, 10, month=10), lives.at(5, 11, month=10))
    given = hand_over(
        dossier=dossier, to_unit=cast.unit("kinh_te"), to_person=cast.person("hoa"), by=cast.person("minh"),
        now=lives.at(6, month=10), note=world.canary("ghichu"),
    )  # fmt: skip
    world.things |= {"dossier": dossier, "hand_over": given, "procedure_case": case}


def _dossier(world: World) -> dict[str, int]:
    return {"pk": world.dossier.pk}


add(
    {
        "processes:home": Row(ALL_STAFF),
        "processes:catalogue": Row(ALL_STAFF),
        "processes:announce": Row(frozenset({"quan", "thao"})),
        "processes:reception": Row(frozenset({"lan"})),
        "processes:hand_overs": Row(ALL_STAFF),
        "processes:returns": Row(frozenset({"lan"})),
        "processes:send_back": Row(frozenset({"hoa"}), lambda world: {"pk": world.hand_over.pk}, MISSING),
        "processes:dossier": Row(READERS, _dossier, MISSING),
        "processes:receipt": Row(READERS, _dossier, MISSING),
        "processes:reveal": Row(READERS, _dossier, MISSING, method="post"),
        "processes:deed": Row(
            READERS, lambda world: _dossier(world) | {"verb": "ket-qua"}, MISSING | {"verb": "ket-qua"}
        ),
    }
)
