"""Tables of the room «Cải tiến»; one file, one idea."""

from audits.models.causes import Cause
from audits.models.effects import EffectCheck, EffectConclusion
from audits.models.nonconformities import (
    Nonconformity,
    NonconformityBreach,
    NonconformityClosure,
    NonconformityDecision,
)
from audits.models.policies import GatheringPolicy
from audits.models.works import ActionCheck, Correction, CorrectiveAction, DueChange

__all__ = [
    "ActionCheck",
    "Cause",
    "Correction",
    "CorrectiveAction",
    "DueChange",
    "EffectCheck",
    "EffectConclusion",
    "GatheringPolicy",
    "Nonconformity",
    "NonconformityBreach",
    "NonconformityClosure",
    "NonconformityDecision",
]
