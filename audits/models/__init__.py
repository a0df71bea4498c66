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
from audits.models.reviews import (
    ManagementReview,
    ReviewDecision,
    ReviewDecisionMove,
    ReviewMinutes,
    ReviewNote,
    ReviewPack,
    signatures_of_reviews,
)
from audits.models.standards import Clause, ClauseAnswer, ClauseExclusion, Standard
from audits.models.works import ActionCheck, Correction, CorrectiveAction, DueChange

__all__ = [
    "ActionCheck",
    "Cause",
    "Clause",
    "ClauseAnswer",
    "ClauseExclusion",
    "Correction",
    "CorrectiveAction",
    "DueChange",
    "EffectCheck",
    "EffectConclusion",
    "GatheringPolicy",
    "ManagementReview",
    "Nonconformity",
    "NonconformityBreach",
    "NonconformityClosure",
    "NonconformityDecision",
    "ReviewDecision",
    "ReviewDecisionMove",
    "ReviewMinutes",
    "ReviewNote",
    "ReviewPack",
    "Standard",
    "signatures_of_reviews",
]
