"""The child process in which received bytes are parsed: what it may have, and what is told when it wants more."""

import os
import socket
from pathlib import Path

import pytest

from office import sandbox

GUESTS = "tests.office.sandbox_guests"


def test_plain_data_goes_in_and_comes_out_whatever_the_parser_prints():
    assert sandbox.run(f"{GUESTS}:add", 2, 3) == 5


@pytest.mark.parametrize(("guest", "options"), [("eat_memory", {}), ("spin", {"seconds": 1}), ("die", {})])
def test_who_wants_too_much_or_breaks_is_told_apart_from_an_answer(guest, options):
    with pytest.raises(sandbox.OverLimits):
        sandbox.run(f"{GUESTS}:{guest}", **options)


def test_what_a_parser_raises_is_a_fault_with_its_words():
    with pytest.raises(sandbox.ParserFault, match="chỗ này hỏng"):
        sandbox.run(f"{GUESTS}:raise_it")


def test_nothing_of_our_environment_reaches_it(monkeypatch):
    monkeypatch.setenv("DUNG_HEN_SECRET_KEY", "only here")
    assert "DUNG_HEN_SECRET_KEY" not in sandbox.run(f"{GUESTS}:seen_environment")
    assert sandbox.run(f"{GUESTS}:modules") is False


def test_its_folder_goes_with_it_unless_one_was_given(tmp_path):
    gone = Path(sandbox.run(f"{GUESTS}:write_here"))
    assert not gone.exists()
    assert Path(sandbox.run(f"{GUESTS}:write_here", folder=tmp_path)) == tmp_path
    assert (tmp_path / "made.txt").read_text() == "x"


def test_a_program_works_in_its_folder_and_its_status_comes_back(tmp_path):
    assert sandbox.run_program(["sh", "-c", "echo x > made.txt; exit 3"], folder=tmp_path) == 3
    assert (tmp_path / "made.txt").read_text() == "x\n"


@pytest.mark.parametrize("script", ["while :; do :; done", "sleep 20", "kill -9 $$"])
def test_a_program_over_its_limits_is_ended_and_said(tmp_path, script):
    with pytest.raises(sandbox.OverLimits):
        sandbox.run_program(["sh", "-c", script], folder=tmp_path, seconds=1)


def test_it_reaches_no_listener_where_the_kernel_gives_it_a_network_of_its_own():
    if os.system("unshare -rn true 2>/dev/null") != 0:
        pytest.skip("this kernel gives ordinary processes no network of their own")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert sandbox.run(f"{GUESTS}:connect", listener.getsockname()[1]) == "no"
