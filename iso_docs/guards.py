"""What of this room may never change: issues and all that hangs on them, who signed, who read (ARCHITECTURE 8)."""

from office.guards import append_only, frozen, no_delete

GUARDS = [
    no_delete("iso_docs.ControlledDocument"),
    frozen(
        "iso_docs.DocumentIssue", but=["owner_unit", "confidentiality"]
    ),  # who may see it can change, what it says not
    append_only("iso_docs.IssueWithdrawal"),
    append_only("iso_docs.IssueSigner"),
    append_only("iso_docs.PaperBasis"),
    append_only("iso_docs.PaperSigner"),
    append_only("iso_docs.PaperFile"),
    append_only("iso_docs.IssueForm"),
    append_only("iso_docs.IssueCase"),
    append_only("iso_docs.IssueStep"),
    append_only("iso_docs.IssueTimeGroup"),
    append_only("iso_docs.Reading"),
    append_only("iso_docs.RoundAuthor"),
    append_only("iso_docs.WordImport"),
    no_delete("iso_docs.TakeOver"),
    no_delete("iso_docs.TakeOverFile"),
    no_delete("iso_docs.ExternalDocument"),
    append_only("iso_docs.ExternalDocumentChange"),
    append_only("iso_docs.ExternalDocumentCheck"),
    frozen(
        "iso_docs.ReviewRound",
        but=["reviewer_stand_in", "approver_stand_in", "review_due_on", "approval_due_on"],
        once=["closed_at", "closed_by", "outcome", "reason"],
    ),
    frozen("iso_docs.Distribution", once=["ended_at"]),
]
