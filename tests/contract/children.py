"""Processes that may be killed, and what they said before."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext

from tests.contract import crash_child


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([crash_child.__name__, "psycopg", "sqlalchemy.dialects.postgresql.psycopg"])
    return context


class Child:
    """One process that runs a function of ``crash_child``; its last argument is where it speaks."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._ear, mouth = _context().Pipe(duplex=False)
        self._process = _context().Process(target=work, args=(*arguments, mouth), daemon=True)
        self._process.start()
        mouth.close()
        self._heard = b""

    def wait_until_it_speaks(self) -> None:
        """Return once anything was said."""
        assert self._ear.poll(30)
        self._heard += os.read(self._ear.fileno(), 65536)

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        self._process.kill()

    def end(self) -> tuple[int | None, list[str]]:
        """Wait for its end; exit code and the lines it said whole."""
        while said := os.read(self._ear.fileno(), 65536):
            self._heard += said
        self._ear.close()
        self._process.join(30)
        code = self._process.exitcode
        self._process.close()
        return code, [line for line in self._heard.decode().split("\n")[:-1] if line != "ready"]
