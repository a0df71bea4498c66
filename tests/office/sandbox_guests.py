"""Functions that behave badly, for the limited child process."""

import os
import socket
import sys
from pathlib import Path


def add(first: int, second: int) -> int:
    print("noise on standard output")
    return first + second


def eat_memory() -> int:
    return len(b"x" * (2 * 1024**3))


def spin() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), 11)


def raise_it() -> None:
    raise ValueError("chỗ này hỏng")


def seen_environment() -> list[str]:
    return sorted(os.environ)


def modules() -> bool:
    return "django.db" in sys.modules


def write_here() -> str:
    Path("made.txt").write_text("x", encoding="ascii")
    return str(Path.cwd())


def connect(port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return "no"
    return "yes"
