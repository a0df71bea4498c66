"""Acts of improvement: late dossiers gather, somebody decides, causes are found, work is done, checked, measured and closed."""

from audits.actions.analysing import mark_root, note_cause, strike_cause
from audits.actions.answering import answer_breaches
from audits.actions.checking import check_action, close_nonconformity, conclude_effect, measure_effect
from audits.actions.deciding import decide, decide_by_rule
from audits.actions.raising import raise_nonconformity
from audits.actions.reviewing import (
    add_decision,
    conclude_review,
    freeze_inputs,
    move_decision,
    note_decision_done,
    open_review,
    owe_yearly_review,
    record_minutes,
    strike_decision,
    write_note,
)
from audits.actions.ruling import set_policy
from audits.actions.standards import answer_clause, exclude_clause, include_clause, load_standard, withdraw_answer
from audits.actions.working import move_due, note_done, plan_correction, plan_corrective_action

__all__ = [
    "add_decision",
    "answer_breaches",
    "answer_clause",
    "check_action",
    "close_nonconformity",
    "conclude_effect",
    "conclude_review",
    "decide",
    "decide_by_rule",
    "exclude_clause",
    "freeze_inputs",
    "include_clause",
    "load_standard",
    "mark_root",
    "measure_effect",
    "move_decision",
    "move_due",
    "note_cause",
    "note_decision_done",
    "note_done",
    "open_review",
    "owe_yearly_review",
    "plan_correction",
    "plan_corrective_action",
    "raise_nonconformity",
    "record_minutes",
    "set_policy",
    "strike_cause",
    "strike_decision",
    "withdraw_answer",
    "write_note",
]
