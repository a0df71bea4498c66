"""Parsing bytes that others made, in a child process with limits: memory, processor time, file size, clock, no network (RELIABILITY 2.3).

    facts = sandbox.run("archives.parsing:inspect", str(path))

The function takes and returns plain data (JSON), imports nothing of Django, and sees files only by the paths it is given.
Whoever calls says in words what the two outcomes mean: `OverLimits` (the bytes wanted more than they may have, or killed
the parser) and `ParserFault` (the parser raised; what it raised stands in it and belongs in the log).
"""

import ctypes
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

MEGABYTE = 1024 * 1024
MEMORY = 512 * MEGABYTE  # address space beyond what the interpreter itself takes
SECONDS = 30
FILE_SIZE = 512 * MEGABYTE  # of any file that the child writes
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
        child = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "office.sandbox"],
            cwd=folder or empty,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that the child goes with all that it started
            # Nothing of our environment: no secret, no address of the database.
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), *(part for part in sys.path if part)]),
                "LANG": "C.UTF-8",
                "HOME": empty,
                "TMPDIR": empty,
                "OMP_THREAD_LIMIT": "1",
            },
        )
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


def _end(child: subprocess.Popen) -> None:
    if child.poll() is None:
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
    space = _address_space() + wanted["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _child() -> None:
    wanted = json.loads(sys.stdin.buffer.read())
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
