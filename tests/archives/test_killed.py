"""kill -9 before every step of taking in and of reading: nothing lost, nothing doubled, no orphan after one pass."""

import json
import subprocess
import sys

import pytest

from tests.installation import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("what", ["take_in", "read"])
def test_killed_before_every_step(installation, what):
    done = subprocess.run(
        [sys.executable, "-m", "tests.archives.killed", what],
        cwd=ROOT,
        env=installation.environment(),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    *problems, steps = json.loads(done.stdout)
    assert problems == []
    assert int(steps.removeprefix("steps:")) > 15
