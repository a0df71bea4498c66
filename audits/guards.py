"""What may never happen to the tables of this room: origin and decision stay as they were written (ARCHITECTURE 8)."""

from office.guards import append_only, frozen, no_delete

GUARDS = [
    no_delete("audits.GatheringPolicy"),
    frozen("audits.Nonconformity", but=["owner_unit", "confidentiality"]),
    append_only("audits.NonconformityBreach"),
    append_only("audits.NonconformityDecision"),
    no_delete("audits.Correction"),
    no_delete("audits.CorrectiveAction"),
]
