"""Tables of the room «Hồ sơ»; one file, one idea."""

from processes.models.applicants import Applicant
from processes.models.breaches import BreachAnnulment, DeadlineBreach
from processes.models.counters import Counter, CounterField
from processes.models.dossiers import Dossier, DossierPaper
from processes.models.endings import DossierDecision, DossierResult, DossierReturn
from processes.models.procedures import (
    AdministrativeField,
    AdministrativeProcedure,
    AdministrativeProcedureCase,
    AdministrativeProcedureVersion,
    ProcedureDocument,
    ProcedureFee,
    ProcedurePaper,
)
from processes.models.province import (
    ColumnMapping,
    Difference,
    DossierLetter,
    ProvinceCopy,
    ProvinceFile,
    ProvinceRow,
)
from processes.models.running import ClockPause, Extension, HandOver, StepProgress, SupplementRequest

__all__ = [
    "AdministrativeField",
    "AdministrativeProcedure",
    "AdministrativeProcedureCase",
    "AdministrativeProcedureVersion",
    "Applicant",
    "BreachAnnulment",
    "ClockPause",
    "ColumnMapping",
    "Counter",
    "CounterField",
    "DeadlineBreach",
    "Difference",
    "Dossier",
    "DossierDecision",
    "DossierLetter",
    "DossierPaper",
    "DossierResult",
    "DossierReturn",
    "Extension",
    "HandOver",
    "ProcedureDocument",
    "ProcedureFee",
    "ProcedurePaper",
    "ProvinceCopy",
    "ProvinceFile",
    "ProvinceRow",
    "StepProgress",
    "SupplementRequest",
]
