"""Tables of the room «Cải tiến»; one file, one idea."""

from audits.models.nonconformities import Nonconformity, NonconformityBreach, NonconformityDecision
from audits.models.policies import GatheringPolicy
from audits.models.works import Correction, CorrectiveAction

__all__ = [
    "Correction",
    "CorrectiveAction",
    "GatheringPolicy",
    "Nonconformity",
    "NonconformityBreach",
    "NonconformityDecision",
]
