"""Costly things that no test changes, made once in a run: the workers of ``pytest -n`` share them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

MADE = "made"
"""Empty file that says a folder is whole."""


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Folder that holds what ``make`` writes into it: whoever asks first makes it, others wait for it.

    It is shared by all workers of this run and by no other run; whoever wants to change what lies there takes a copy.
    """
    own = folders.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "once" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MADE).exists():
            make(folder)
            (folder / MADE).touch()
    return folder
