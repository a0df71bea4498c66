"""What may never happen to the tables of this room: facts stay, promises are never taken back (ARCHITECTURE 8)."""

from office.guards import append_only, frozen, no_delete

GUARDS = [
    no_delete("processes.AdministrativeProcedure"),
    no_delete("processes.AdministrativeProcedureVersion"),
    no_delete("processes.AdministrativeProcedureCase"),
    no_delete("processes.Applicant"),
    # Everything a receipt says stays as it was said; what moves is where the dossier stands and who has it.
    frozen(
        "processes.Dossier",
        but=[
            "owner_unit",
            "confidentiality",
            "due_promised",
            "due_current",
            "paused_at",
            "state",
            "finance_state",
            "delivery_state",
            "sync_state",
            "holder_unit",
            "holder",
        ],
        once=["finished_at", "returned_at", "final_ledger"],
    ),
    frozen("processes.DossierPaper", once=["scan"], but=["scan_name"]),
    frozen(
        "processes.HandOver",
        once=["accepted_at", "accepted_by", "sent_back_at", "sent_back_by"],
        but=["sent_back_reason"],
    ),
    frozen("processes.ClockPause", once=["ended_at", "ended_by", "due_after"]),
    frozen("processes.SupplementRequest", once=["answered_at"]),
    append_only("processes.Extension"),
    frozen("processes.StepProgress", once=["ended_at", "ended_by"]),
    append_only("processes.DossierDecision"),
    append_only("processes.DossierResult"),
    append_only("processes.DossierReturn"),
    append_only("processes.DeadlineBreach"),
    append_only("processes.BreachAnnulment"),
    # What came from the province stays as it came; what became of a row is written once.
    no_delete("processes.ColumnMapping"),
    frozen(
        "processes.ProvinceFile",
        but=["state", "reason", "notes", "row_count", "first_received_on", "last_received_on"],
        once=["written_at"],
    ),
    frozen("processes.ProvinceRow", but=["warnings", "verdict"]),
    no_delete("processes.ProvinceCopy"),
    frozen(
        "processes.Difference",
        but=["settlement", "reason", "vanished_at", "dossier"],
        once=["settled_by", "settled_at"],
    ),
    append_only("processes.DossierLetter"),
]
