"""Parsing bytes that others made, in a child process with limits: memory, processor time, file size, clock, no network (RELIABILITY 2.3).

    facts = sandbox.run("archives.parsing:inspect", str(path))

The function takes and returns plain data (JSON), imports nothing of Django, and sees files only by the paths it is given.
`run_program` puts a whole program (LibreOffice) under the same limits.
Whoever calls says in words what the two outcomes mean: `OverLimits` (the bytes wanted more than they may have, or killed
the parser) and `ParserFault` (the parser raised; what it raised stands in it and belongs in the log).
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

MEGABYTE = 1024 * 1024
MEMORY = 512 * MEGABYTE  # address space beyond what the interpreter itself takes
SECONDS = 30
FILE_SIZE = 512 * MEGABYTE  # of any file that the child writes
# Programs map far more addresses than they write to (LibreOffice: 2 GB for 200 MB); what they may write to is MEMORY.
PROGRAM_ADDRESSES = 8 * 1024 * MEGABYTE
_REPLY_LIMIT = 64 * MEGABYTE


class OverLimits(Exception):
    """The bytes wanted more memory or time than they may have, or brought the parser down."""


class ParserFault(Exception):
    """The parser raised; the text is its traceback."""


def run(
    function: str, *args: Any, seconds: int = SECONDS, memory: int = MEMORY, folder: str | os.PathLike | None = None
) -> Any:
    """What `function` («package.module:name») returns for `args`, made in a limited child. Never inside a transaction.

    `folder` is the child's working folder; without one it gets an empty one that goes away with it.
    """
    with tempfile.TemporaryDirectory(prefix="dung-hen-child-") as empty:
        request = json.dumps(
            {"function": function, "args": args, "memory": memory, "seconds": seconds, "file_size": FILE_SIZE}
        )
        child = _start(folder or empty, home=empty)
        try:
            reply, _none = child.communicate(request.encode(), timeout=seconds * 2 + 5)
        except subprocess.TimeoutExpired as expired:
            raise OverLimits(f"{function} took longer than {seconds} s") from expired
        finally:
            _end(child)
    if child.returncode != 0 or not reply or len(reply) > _REPLY_LIMIT:
        raise OverLimits(f"{function} ended with status {child.returncode}")
    answer = json.loads(reply)
    if "fault" in answer:
        if answer["is_limit"]:
            raise OverLimits(answer["fault"])
        raise ParserFault(answer["fault"])
    return answer["value"]


def run_program(
    command: Sequence[str], *, folder: str | os.PathLike, seconds: int = SECONDS, memory: int = MEMORY
) -> int:
    """The exit status of a program that works in `folder` under the limits; its home is there too. Never inside a transaction.

    Raises `OverLimits` when its time ran out or the system ended it. What it made is the caller's to check: a program may
    end with 0 and have made nothing.
    """
    request = {"command": list(command), "memory": memory, "seconds": seconds, "file_size": FILE_SIZE}
    child = _start(folder, home=folder)
    try:
        child.communicate(json.dumps(request).encode(), timeout=seconds)
    except subprocess.TimeoutExpired as expired:
        raise OverLimits(f"{command[0]} took longer than {seconds} s") from expired
    finally:
        _end(child)
    if child.returncode < 0:
        raise OverLimits(f"{command[0]} ended by signal {-child.returncode}")
    return child.returncode


def _start(folder: str | os.PathLike, *, home: str | os.PathLike) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "office.sandbox"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that the child goes with all that it started
        # Nothing of our environment: no secret, no address of the database.
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), *(part for part in sys.path if part)]),
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "TMPDIR": str(home),
            "OMP_THREAD_LIMIT": "1",
        },
    )


def _end(child: subprocess.Popen) -> None:
    """The child and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, 9)
    child.wait()


# --- inside the child ------------------------------------------------------------------------------------------------


def _address_space() -> int:
    """Bytes of address space that this process holds now."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 256 * MEGABYTE


def _leave_network() -> None:
    """A network of one's own with nothing in it, where the kernel lets an ordinary process have that; else no harm done."""
    new_user, new_network = 0x10000000, 0x40000000
    user, group = os.getuid(), os.getgid()
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(new_user | new_network) == 0:
            # Without its own number a process in the new space could not write a file any more.
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
            Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    except (OSError, AttributeError):
        return


def _limit(wanted: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_FSIZE, (wanted["file_size"], wanted["file_size"]))
    resource.setrlimit(resource.RLIMIT_CPU, (wanted["seconds"], wanted["seconds"] + 1))
    if "command" in wanted:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted["memory"], wanted["memory"]))
    space = PROGRAM_ADDRESSES if "command" in wanted else _address_space() + wanted["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _child() -> None:
    wanted = json.loads(sys.stdin.buffer.read())
    if "command" in wanted:
        _leave_network()
        _limit(wanted)
        os.execvp(wanted["command"][0], wanted["command"])  # noqa: S606 - no shell between us and the program
    # What a parser prints must not mix with the answer.
    answer_to = os.dup(1)
    os.dup2(2, 1)
    module_name, _colon, name = wanted["function"].partition(":")
    answer: dict[str, Any]
    try:
        function = getattr(importlib.import_module(module_name), name)  # our own code, before the limits
        _leave_network()
        _limit(wanted)
        answer = {"value": function(*wanted["args"])}
    except MemoryError:
        answer = {"fault": f"{wanted['function']} wanted more memory than it may have", "is_limit": True}
    except Exception:
        # slow import, and only when something went wrong
        import traceback

        answer = {"fault": traceback.format_exc(limit=20), "is_limit": False}
    with os.fdopen(answer_to, "wb") as out:
        out.write(json.dumps(answer).encode())


if __name__ == "__main__":
    _child()
