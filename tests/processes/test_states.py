"""The life of a dossier as a table: which moves exist, which end it, and what the national portal calls each state."""

import pytest

from office.refusals import WrongState
from processes.states import DOSSIER_LIFE, NATIONAL_CODES, OPEN_STATES, STATE_OF_NATIONAL_CODE, WAITING_STATES
from processes.states import DossierState as S


def test_every_state_has_the_number_of_the_national_portal():
    assert NATIONAL_CODES == {
        S.REGISTERED: 1,
        S.RECEIVED: 2,
        S.NOT_RECEIVED: 3,
        S.IN_PROCESS: 4,
        S.SUPPLEMENT: 5,
        S.FINANCIAL: 6,
        S.WITHDRAWAL: 7,
        S.STOPPED: 8,
        S.FINISHED: 9,
        S.RETURNED: 10,
    }
    assert {STATE_OF_NATIONAL_CODE[number]: number for number in range(1, 11)} == NATIONAL_CODES


def test_a_dossier_ends_returned_stopped_or_never_received():
    assert set(DOSSIER_LIFE.terminal) == {S.NOT_RECEIVED, S.STOPPED, S.RETURNED}
    assert not set(OPEN_STATES) & {S.NOT_RECEIVED, S.STOPPED, S.FINISHED, S.RETURNED, S.REGISTERED}
    assert set(WAITING_STATES) < set(OPEN_STATES)


@pytest.mark.parametrize(
    ("verb", "sources"),
    [
        ("begin", {S.RECEIVED}),
        ("request_supplement", {S.RECEIVED, S.IN_PROCESS}),
        ("complete_supplement", {S.SUPPLEMENT}),
        ("refuse", {S.IN_PROCESS}),
        ("finish", {S.IN_PROCESS}),
        ("return", {S.FINISHED}),
        ("stop", {S.IN_PROCESS, S.SUPPLEMENT, S.FINANCIAL}),
        ("ask_withdrawal", {S.RECEIVED, S.IN_PROCESS, S.SUPPLEMENT, S.FINANCIAL}),
    ],
)
def test_moves_exist_from_their_sources_only(verb, sources):
    assert {state for state in S if DOSSIER_LIFE.can(verb, state)} == sources


def test_a_move_that_does_not_exist_is_refused_in_words():
    with pytest.raises(WrongState, match="Đã trả kết quả"):
        DOSSIER_LIFE.target("finish", S.RETURNED)
