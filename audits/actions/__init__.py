"""Acts of improvement: late dossiers gather, somebody decides, causes are found, work is done, checked, measured and closed."""

from audits.actions.analysing import mark_root, note_cause, strike_cause
from audits.actions.answering import answer_breaches
from audits.actions.checking import check_action, close_nonconformity, conclude_effect, measure_effect
from audits.actions.deciding import decide, decide_by_rule
from audits.actions.raising import raise_nonconformity
from audits.actions.ruling import set_policy
from audits.actions.working import move_due, note_done, plan_correction, plan_corrective_action

__all__ = [
    "answer_breaches",
    "check_action",
    "close_nonconformity",
    "conclude_effect",
    "decide",
    "decide_by_rule",
    "mark_root",
    "measure_effect",
    "move_due",
    "note_cause",
    "note_done",
    "plan_correction",
    "plan_corrective_action",
    "raise_nonconformity",
    "set_policy",
    "strike_cause",
]
