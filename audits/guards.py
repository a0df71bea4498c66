"""What may never happen to the tables of this room: origin and decision stay as they were written (ARCHITECTURE 8)."""

from office.guards import append_only, frozen, no_delete

GUARDS = [
    no_delete("audits.GatheringPolicy"),
    frozen("audits.Nonconformity", but=["owner_unit", "confidentiality"]),
    append_only("audits.NonconformityBreach"),
    append_only("audits.NonconformityDecision"),
    append_only("audits.NonconformityClosure"),
    frozen("audits.Cause", but=["is_root"], once=["struck_at", "struck_by"]),
    frozen("audits.Correction", but=["due_on", "outcome"], once=["done_on", "done_by"]),
    frozen("audits.CorrectiveAction", but=["due_on", "outcome"], once=["done_on", "done_by"]),
    append_only("audits.DueChange"),
    append_only("audits.ActionCheck"),
    append_only("audits.EffectCheck"),
    append_only("audits.EffectConclusion"),
    frozen("audits.ManagementReview", but=["owner_unit", "confidentiality", "meets_on"]),
    append_only("audits.ReviewNote"),
    append_only("audits.ReviewPack"),
    append_only("audits.ReviewMinutes"),
    frozen("audits.ReviewDecision", but=["due_on", "outcome"], once=["struck_at", "struck_by", "done_on", "done_by"]),
    append_only("audits.ReviewDecisionMove"),
    append_only("audits.Standard"),
    append_only("audits.Clause"),
    frozen("audits.ClauseAnswer", once=["ended_at", "ended_by"]),
    frozen("audits.ClauseExclusion", once=["ended_at", "ended_by"]),
]
