"""Office acts of the room «Tài liệu»."""

from iso_docs.actions.drafts import (
    accept_difference,
    attach_form,
    create_document,
    import_draft,
    keep_word_import,
    map_printed_role,
    save_draft,
)
from iso_docs.actions.external import change_external_document, check_external_document, record_external_document
from iso_docs.actions.issuing import approve_and_issue, issue_document, withdraw_issue
from iso_docs.actions.paper_issues import OnPaper, Paper, add_paper_file, adopt_document, take_over_document
from iso_docs.actions.reading import acknowledge_reading, distribute, end_distribution, oblige_readers
from iso_docs.actions.review import approve, name_stand_ins, return_to_author, sign_review, submit_for_review
from iso_docs.actions.takeovers import (
    begin_take_over,
    keep_read_file,
    put_lines_right,
    read_paper,
    take_line,
    take_lines,
)

__all__ = [
    "OnPaper",
    "Paper",
    "accept_difference",
    "acknowledge_reading",
    "add_paper_file",
    "adopt_document",
    "approve",
    "approve_and_issue",
    "attach_form",
    "begin_take_over",
    "change_external_document",
    "check_external_document",
    "create_document",
    "distribute",
    "end_distribution",
    "import_draft",
    "issue_document",
    "keep_read_file",
    "keep_word_import",
    "map_printed_role",
    "name_stand_ins",
    "oblige_readers",
    "put_lines_right",
    "read_paper",
    "record_external_document",
    "return_to_author",
    "save_draft",
    "sign_review",
    "submit_for_review",
    "take_line",
    "take_lines",
    "take_over_document",
    "withdraw_issue",
]
