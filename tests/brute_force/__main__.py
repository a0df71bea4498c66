"""python -m tests.brute_force [COUNT] [SEED]: ask `manage.py due_date --batch` and compare with the walk. Exit status 1 on a difference."""

import json
import subprocess
import sys
import tempfile
import time
from itertools import islice

from tests.brute_force.walk import generate, question, written

PORTION = 50_000  # cases kept in memory at once


def compare(count: int, seed: int) -> int:
    """How many of `count` cases the product answers otherwise."""
    cases = generate(count, seed)
    differing = compared = 0
    answering = 0.0
    while portion := list(islice(cases, PORTION)):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as questions:
            for number, case in enumerate(portion):
                questions.write(json.dumps(question(case, number)) + "\n")
            questions.flush()
            before = time.perf_counter()
            command = [sys.executable, "manage.py", "due_date", "--no-ledger", "--batch", questions.name]
            answers = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
            answering += time.perf_counter() - before
        if len(answers) != len(portion):
            raise RuntimeError(f"{len(portion)} questions, {len(answers)} answers")
        for case, answer in zip(portion, map(json.loads, answers), strict=True):
            expected = (written(case["due"]), written(case["due_original"]))
            if (answer["due"], answer["due_original"]) != expected:
                differing += 1
                if differing <= 20:
                    print(question(case, answer["id"]), "walked:", expected, "answered:", answer)
        compared += len(portion)
        print(f"{compared} compared, {differing} differ, {compared / answering:.0f} answers a second", flush=True)
    return differing


if __name__ == "__main__":
    count, seed = [*(int(word) for word in sys.argv[1:]), *(1_000_000, 1)[len(sys.argv) - 1 :]][:2]
    sys.exit(1 if compare(count, seed) else 0)
