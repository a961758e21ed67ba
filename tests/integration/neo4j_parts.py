"""A real Neo4j for the tests: the server of GRAPHSVC_TEST_NEO4J_URI, else one built by Maven and started for this run.

Without either the tests are skipped with one loud line, or fail where GRAPHSVC_REQUIRE_NEO4J=1. The server is a process
of its own behind Bolt; its jars stay in the working environment and enter no package.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.stores.neo4j.connection import CONNECT_SECONDS, RETRY_SECONDS
from tests.integration.neo4j_door import emptied
from tests.integration.serving import free_port

__all__ = ["current_neo4j", "neo4j_server", "neo4j_uri", "own_neo4j", "science_uri"]

HERE = Path(__file__).parent / "neo4j_server"
BUILT = Path(__file__).parents[2] / ".venv" / "neo4j"
LTS, CURRENT = "5.26.25", "2026.05.0"
OPENED = ("java.nio", "java.io", "sun.nio.ch")
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A server of a few small graphs lives for minutes: compiling for speed later costs more than it brings."""

TRYING_SECONDS = 4 * (CONNECT_SECONDS + RETRY_SECONDS)
"""A last attempt begins within the time for trying again and its pause, at most twice as long; then it connects."""

ABSENT = "no Neo4j"


class Absent(Exception):
    """Why no server can be started here."""


def java_home(at_least: int) -> Path:
    """A JDK of that version or newer, the oldest that serves."""
    found: dict[int, Path] = {}
    homes = [os.environ.get("JAVA_HOME"), *map(str, sorted(Path("/usr/lib/jvm").glob("*")))]
    for home in homes:
        javac = Path(home or "/nowhere") / "bin" / "javac"
        if javac.exists():
            told = subprocess.run([javac, "-version"], capture_output=True, text=True, check=False)
            match = re.search(r"javac (\d+)", told.stdout + told.stderr)
            if match:
                found.setdefault(int(match.group(1)), Path(home or ""))
    fitting = [version for version in sorted(found) if version >= at_least]
    if not fitting:
        raise Absent(f"no JDK {at_least} or newer under JAVA_HOME or /usr/lib/jvm")
    return found[fitting[0]]


def build(version: str, home: Path, *, science: bool = False) -> Path:
    """Folder of the compiled server with its class path, built once per checkout, version and choice of plugin."""
    maven = shutil.which("mvn")
    if maven is None:
        raise Absent("no mvn on the path, and no GRAPHSVC_TEST_NEO4J_URI")
    sources = [HERE / "pom.xml", *sorted(HERE.rglob("*.java"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    folder = BUILT / f"{version}-{digest}{'-science' if science else ''}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "target" / "classpath").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(HERE, folder)
            done = subprocess.run(
                [maven, "-q", "-B", *(["-Pscience"] if science else []), f"-Dneo4j.version={version}", "compile",
                 "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"],
                cwd=folder, env={**os.environ, "JAVA_HOME": str(home)}, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise Absent(f"Maven fails: {done.stdout[-500:]}{done.stderr[-500:]}")
    return folder


class Neo4jServer:
    """A Neo4j of our own in a temporary folder, on loopback only, without authentication unless asked for."""

    def __init__(self, version: str = LTS, *, auth: bool = False, science: bool = False) -> None:
        self._java = java_home(21 if version.startswith("20") else 17)
        self._built = build(version, self._java, science=science)
        self._science = science
        self._modules = ["--add-modules", "jdk.incubator.vector"] if version.startswith("20") else []
        self._home = Path(tempfile.mkdtemp(prefix="graphsvc-neo4j-"))
        self._auth = auth
        self._port = free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def uri(self) -> str:
        """Address of the server."""
        return f"bolt://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start on the same folder and port as before, and wait until Bolt answers."""
        classes = (self._built / "target" / "classpath").read_text()
        if self._science:
            self._plug_in(classes.split(":"))
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED]
        self._process = subprocess.Popen(
            [str(self._java / "bin" / "java"), "-Xmx900m", *QUICK, *opened, *self._modules,
             "-cp", f"{self._built / 'target' / 'classes'}:{classes}", "Server",
             str(self._home), str(self._port), str(self._auth).lower()],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self._home,
        )  # fmt: skip
        assert self._process.stdout is not None
        told: list[str] = []
        for line in self._process.stdout:
            told.append(line)
            if "READY" in line:
                break
        else:
            raise Absent(f"it does not start: {''.join(told)[-800:]}")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.05)
        raise Absent("Bolt does not answer")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Stop answering without closing anything."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on answering."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def revive(self) -> None:
        """Have it run and answer, whatever was done to it."""
        if self._process is None:
            self.start()
        else:
            self.thaw()

    def discard(self) -> None:
        """End it and remove its folder."""
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def _plug_in(self, jars: list[str]) -> None:
        """Procedures are looked for in the folder of plugins, wherever else their jars stand."""
        plugins = self._home / "plugins"
        plugins.mkdir(exist_ok=True)
        for jar in map(Path, jars):
            if "gds" in jar.parts and not (plugins / jar.name).exists():
                (plugins / jar.name).symlink_to(jar)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(60)
            if process.stdout is not None:
                process.stdout.close()


def absent(reason: object) -> None:
    """Skip loudly, or fail where a real server is required."""
    say = pytest.fail if os.environ.get("GRAPHSVC_REQUIRE_NEO4J") == "1" else pytest.skip
    say(f"{ABSENT}: {reason}")


def own_server(version: str = LTS, *, auth: bool = False, science: bool = False) -> Iterator[Neo4jServer]:
    """A started server that is discarded afterwards."""
    try:
        server = Neo4jServer(version, auth=auth, science=science)
        server.start()
    except Absent as reason:
        absent(reason)
        return
    try:
        yield server
    finally:
        server.discard()
        let_drivers_end()


def let_drivers_end() -> None:
    """Wait for threads that still try a server that is gone: what they draw at random is no other test's affair.

    They try for seconds; whoever lives longer hangs in the driver, where nothing is drawn any more.
    """
    end = time.monotonic() + TRYING_SECONDS
    for thread in threading.enumerate():
        if thread.name in ("neo4j", "neo4j-close"):
            thread.join(max(0.0, end - time.monotonic()))


@pytest.fixture(scope="session")
def neo4j_uri() -> Iterator[str]:
    """Address of a server without authentication that the tests share; each test brings content of its own."""
    given = os.environ.get("GRAPHSVC_TEST_NEO4J_URI")
    if given:
        yield given
        return
    for server in own_server():
        yield server.uri


@pytest.fixture(scope="module")
def own_neo4j() -> Iterator[Neo4jServer]:
    """A server of this module alone."""
    yield from own_server()


@pytest.fixture
def neo4j_server(own_neo4j: Neo4jServer) -> Neo4jServer:
    """A server that runs and holds nothing, to be killed, frozen and started again."""
    own_neo4j.revive()
    emptied(own_neo4j.uri)
    return own_neo4j


@pytest.fixture(scope="module")
def science_uri() -> Iterator[str]:
    """Address of a server with the open graph data science plugin, of this module alone."""
    for server in own_server(science=True):
        yield server.uri


@pytest.fixture
def current_neo4j() -> Iterator[Neo4jServer]:
    """The current release, where a JDK 21 or newer is at hand; a machine without one skips, whatever is required."""
    try:
        java_home(21)
    except Absent as reason:
        pytest.skip(f"{ABSENT} {CURRENT}: {reason}")
    yield from own_server(CURRENT)
