"""Many at once, in real processes: no double, no lost number, one answer for each hand-over, each breach once."""

import pytest

pytestmark = pytest.mark.slow


def test_the_same_form_sent_by_many_makes_one_dossier(installation):
    installation.race("tests.processes.racers:prepare", processes=1)
    codes = installation.race("tests.processes.racers:press_twice", processes=8)
    assert codes == ["H99.14-261119-0001"] * 8
    assert installation.rows("SELECT COUNT(*) FROM processes_dossier") == [(1,)]
    assert installation.rows("SELECT COUNT(*) FROM processes_applicant") == [(1,)]


def test_numbers_of_many_counters_are_dense_and_without_doubles(installation):
    installation.race("tests.processes.racers:prepare", processes=1)
    told = installation.race("tests.processes.racers:receive_many", processes=8, dossiers=10)
    codes = sorted(code for codes in told for code in codes)
    assert codes == [f"H99.14-261119-{number:04d}" for number in range(1, 81)]
    numbers = installation.rows("SELECT register_number FROM processes_dossier ORDER BY register_number")
    assert [number for [number] in numbers] == list(range(1, 81))


def test_each_breach_is_recorded_once_and_a_hand_over_answered_once(installation):
    installation.race("tests.processes.racers:prepare_late", processes=1, dossiers=6)
    assert sum(installation.race("tests.processes.racers:record", processes=6)) == 6
    assert installation.rows("SELECT COUNT(*), COUNT(DISTINCT dossier_id) FROM processes_deadlinebreach") == [(6, 6)]
    assert sum(installation.race("tests.processes.racers:take", processes=6)) == 1
