"""A real PostgreSQL for the tests: the one of GRAPHSVC_TEST_POSTGRES_URL, else one started for this run.

Without either the tests are skipped, or fail where GRAPHSVC_REQUIRE_POSTGRES=1.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

__all__ = ["postgres_server", "postgres_url", "second_postgres_url"]

ABSENT = "no PostgreSQL"


def _programs() -> Path | None:
    """Folder of initdb and pg_ctl, newest first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """A PostgreSQL of our own in a temporary folder, on loopback only."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._port = _free_port()
        # the server refuses to run as root
        self._as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if self._as:
            entry = pwd.getpwnam("postgres")
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    @property
    def url(self) -> str:
        """Address of the maintenance database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder} -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "start", "-w", "-o", options, "-l", str(self._folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-m", mode)

    def _run(self, program: str, *arguments: str) -> None:
        data = str(self._folder / "data")
        subprocess.run(
            [str(self._programs / program), "-D", data, *arguments],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **self._as,  # type: ignore[call-overload]
        )


def _absent(reason: str) -> None:
    say = pytest.fail if os.environ.get("GRAPHSVC_REQUIRE_POSTGRES") == "1" else pytest.skip
    say(f"{ABSENT}: {reason}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server | str]:
    """The server started for this run, or the address of the one that was given."""
    given = os.environ.get("GRAPHSVC_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    programs = _programs()
    if programs is None:
        _absent("no initdb under /usr/lib/postgresql or on the path, and no GRAPHSVC_TEST_POSTGRES_URL")
        return
    folder = Path(tempfile.mkdtemp(prefix="graphsvc-pg-"))
    try:
        try:
            server = Server(programs, folder)
            server.start()
        except (OSError, KeyError, subprocess.CalledProcessError) as problem:
            _absent(f"it does not start: {problem}")
            return
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: Server | str) -> Iterator[str]:
    """Address of a new, empty database, dropped afterwards."""
    base = make_url(server if isinstance(server, str) else server.url).set(drivername="postgresql+psycopg")
    name = f"graphsvc_{uuid.uuid4().hex[:12]}"
    engine = create_engine(base, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield base.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def postgres_url(postgres_server: Server | str) -> Iterator[str]:
    """An empty database."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def second_postgres_url(postgres_server: Server | str) -> Iterator[str]:
    """Another one, to restore into."""
    with fresh_database(postgres_server) as url:
        yield url
