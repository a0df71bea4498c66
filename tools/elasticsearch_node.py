#!/usr/bin/env python3
"""make elasticsearch: one real Elasticsearch node on a free port in a temporary folder; prints its address, ends with Ctrl-C.

Maven brings the server (the thin one that Elastic builds for integration tests); a JDK 17 or newer runs it. It refuses to
run as root, so root starts it as «nobody». `make test` starts its own through `started()`.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "8.19.8"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
PATIENCE = 240  # seconds until green; 9 on an idle machine


def java_home() -> str:
    """A JDK of version 17 or newer, the oldest there is; «» when there is none."""
    candidates = [os.environ.get("ES_JAVA_HOME", ""), os.environ.get("JAVA_HOME", "")]
    candidates += [str(path) for path in sorted(Path("/usr/lib/jvm").glob("*")) if path.is_dir()]
    found = []
    for candidate in filter(None, candidates):
        release = Path(candidate) / "release"
        if (Path(candidate) / "bin" / "java").exists() and release.exists():
            version = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
            if version and int(version[1]) >= 17:
                found.append((int(version[1]), candidate))
    return min(found)[1] if found else ""


def why_not() -> str:
    """Why no node can be started here; «» when one can."""
    if not shutil.which("mvn"):
        return "Maven is not installed (apt-get install maven openjdk-17-jdk-headless)"
    if not java_home():
        return "no JDK 17 is installed (apt-get install openjdk-17-jdk-headless)"
    return ""


def _unpacked(folder: Path) -> Path:
    done = subprocess.run(
        ["mvn", "-q", "-B", COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"],
        capture_output=True,
        text=True,
        check=False,
    )
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if done.returncode or not archive.exists():
        raise SystemExit(f"Maven did not bring Elasticsearch:\n{(done.stdout + done.stderr).strip()[-2000:]}")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    archive.unlink()
    home = folder / f"elasticsearch-{VERSION}"
    for program in (home / "bin").iterdir():
        program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return home


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _each in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Node:
    """A started server: `address`, the user and password when it asks for them, and its process."""

    def __init__(self, folder: Path, home: Path, password: str = "") -> None:
        self.folder, self.home, self.password = folder, home, password
        http, transport = _free_ports(2)
        self.address = f"http://127.0.0.1:{http}"
        settings = {
            "discovery.type": "single-node",
            "cluster.name": f"dung-hen-{http}",
            "http.port": http,
            "transport.port": transport,
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "path.repo": str(folder / "snapshots"),
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "ingest.geoip.downloader.enabled": None,
            "xpack.security.enabled": bool(password),
        }
        if password:
            settings["xpack.security.http.ssl.enabled"] = False
        lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items() if value is not None]
        shutil.copytree(home / "config", folder / "config")
        (folder / "config" / "elasticsearch.yml").write_text("\n".join(lines) + "\n")
        for name in ("data", "logs", "snapshots", "tmp"):
            (folder / name).mkdir()
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "ES_JAVA_HOME": java_home(),
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }
        self.as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            self.as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(folder, "nobody", "nogroup")
            for path in folder.rglob("*"):
                shutil.chown(path, "nobody", "nogroup")
        if password:
            self._run("elasticsearch-keystore", "create")
            self._run("elasticsearch-keystore", "add", "-x", "bootstrap.password", given=password)

    def _run(self, program: str, *args: str, given: str = "") -> None:
        subprocess.run(
            [str(self.home / "bin" / program), *args],
            env=self.environment,
            input=given,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
            **self.as_user,
        )

    def start(self) -> None:
        with open(self.folder / "logs" / "said.txt", "ab") as said:
            self.process = subprocess.Popen(
                [str(self.home / "bin" / "elasticsearch")],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                cwd=self.folder,
                **self.as_user,
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.25)
        said_last = (self.folder / "logs" / "said.txt").read_text(errors="replace")[-3000:]
        self.stop()
        raise SystemExit(f"Elasticsearch did not start:\n{said_last}")

    def answers(self) -> bool:
        request = urllib.request.Request(f"{self.address}/_cluster/health?wait_for_status=yellow&timeout=1s")
        if self.password:
            import base64

            token = base64.b64encode(f"elastic:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def signal(self, number: int) -> None:
        """To the server and the launcher around it (SIGSTOP makes a server that is slow for ever)."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def stop(self) -> None:
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()


@contextlib.contextmanager
def started(password: str = "") -> Iterator[Node]:
    """A node of its own for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="elasticsearch-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        node = Node(folder, _unpacked(folder), password)
        try:
            node.start()
            yield node
        finally:
            node.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    reason = why_not()
    if reason:
        print(f"cannot start: {reason}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    with started() as node:
        print(f"ELASTICSEARCH_URL={node.address}", flush=True)
        print("Ctrl-C ends it and takes its folder away.", file=sys.stderr, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            node.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
