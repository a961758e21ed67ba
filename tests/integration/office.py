"""A real LibreOffice for the tests, or a loud skip; a failure where GRAPHSVC_REQUIRE_OFFICE=1."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS = 180

Office = tuple[str, ...]
"""The program with the profile that one worker of the tests keeps: the first start makes it, which takes seconds."""


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """How LibreOffice is called."""
    found = shutil.which("libreoffice") or shutil.which("soffice")
    if found is None:
        if os.environ.get("GRAPHSVC_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is not installed, and GRAPHSVC_REQUIRE_OFFICE=1")
        pytest.skip("LibreOffice is not installed: NOTHING was opened, saved or printed by an office program")
    return found, f"-env:UserInstallation={(tmp_path_factory.getbasetemp() / 'office').as_uri()}"


def converted(office: Office, source: Path, ending: str) -> Path:
    """A file as LibreOffice saves or prints it, in a folder of its own beside it."""
    out = source.parent / f"as_{ending}"
    command = [*office, "--headless", "--convert-to", ending, "--outdir", str(out)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=SECONDS)
    return out / f"{source.stem}.{ending}"
