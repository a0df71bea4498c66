"""Acts of improvement: late dossiers gather, somebody decides, work is planned and done."""

from audits.actions.answering import answer_breaches
from audits.actions.deciding import decide
from audits.actions.raising import raise_nonconformity
from audits.actions.working import note_done, plan_correction, plan_corrective_action

__all__ = [
    "answer_breaches",
    "decide",
    "note_done",
    "plan_correction",
    "plan_corrective_action",
    "raise_nonconformity",
]
