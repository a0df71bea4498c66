"""A day is a day of the office, not of Greenwich: `now.date()` of a UTC instant is yesterday until seven in the morning."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["office", "iso_docs", "archives", "processes", "audits", "search", "portal", "config"]


def test_no_room_takes_the_day_of_an_instant_without_its_zone():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\bnow\.date\(\)|datetime\.date\.today\(\)|datetime\.datetime\.now\(\)", line)
    ]
    assert found == []
