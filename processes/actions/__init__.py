"""Office acts on dossiers; one file, one idea."""

from processes.actions.breaches import annul_breach, record_breaches
from processes.actions.ending import accept_withdrawal, ask_withdrawal, finish_with_result, refuse, return_result, stop
from processes.actions.extending import extend
from processes.actions.handing_over import accept_hand_over, advance, hand_over, send_back
from processes.actions.receiving import ApplicantDetails, GivenPaper, receive_dossier
from processes.actions.showing import reveal_applicant
from processes.actions.supplementing import complete_supplement, request_supplement

__all__ = [
    "ApplicantDetails",
    "GivenPaper",
    "accept_hand_over",
    "accept_withdrawal",
    "advance",
    "annul_breach",
    "ask_withdrawal",
    "complete_supplement",
    "extend",
    "finish_with_result",
    "hand_over",
    "receive_dossier",
    "record_breaches",
    "refuse",
    "request_supplement",
    "return_result",
    "reveal_applicant",
    "send_back",
    "stop",
]
