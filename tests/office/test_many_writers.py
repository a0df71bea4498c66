"""Many processes write at once: nobody meets «database is locked», no number is given twice; how long they wait is printed."""

import pytest


@pytest.mark.slow
def test_32_processes_receive_60_times_each_held_20_ms_longer(installation):
    results = installation.race("tests.office.racers:receive", processes=32, rounds=60, held=0.02)
    waits = sorted(wait for each in results for wait in each["waits"])
    print(
        f"{installation.vendor}: {len(waits)} acts, waits p50 {waits[len(waits) // 2]:.2f} s, "
        f"p99 {waits[int(len(waits) * 0.99)]:.2f} s, worst {waits[-1]:.2f} s"
    )
    assert sum(each["locked"] for each in results) == 0
    assert len(waits) == 32 * 60
    assert installation.rows("SELECT last FROM office_numberseries WHERE key = 'reception'") == [(32 * 60,)]
    assert installation.rows("SELECT number FROM office_journalhead") == [(32 * 60,)]
    assert installation.manage("verify_journal").returncode == 0
