"""The lock files: hashes everywhere, no index address, and the product runs with what the developers test."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> set[str]:
    """«package==version ; marker» lines of a lock file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line.removesuffix(" \\").strip() for line in lines if re.match(r"[a-z0-9]", line)}


def test_runtime_pins_are_the_developers_pins():
    def names(found):
        return {pin.split(" ;")[0] for pin in found}

    assert names(pins("requirements.lock")) <= names(pins("requirements-dev.lock"))


def test_every_pin_has_a_hash_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)


def test_every_dependency_says_why_it_is_here():
    """A line of `dependencies` without a comment has no reason to be there (STYLE, Working)."""
    section = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("dependencies = [")[1].split("\n]")[0]
    for line in section.strip().splitlines():
        assert "#" in line, f"{line.strip()} has no reason beside it"
