"""Folders of uploads: named by the process that made them, so that the next start sweeps those of killed ones."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

_PREFIX = "graphsvc-upload-"
_NAME = re.compile(rf"{_PREFIX}(\d+)-.+")


def upload_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for the files of one upload, gone afterwards."""
    return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-")


def sweep(folder: Path | None = None) -> int:
    """Remove folders of uploads whose process is gone; gives their number. Those of other users stay."""
    swept = 0
    for path in (folder or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*"):
        match = _NAME.fullmatch(path.name)
        if match and path.is_dir() and path.stat().st_uid == os.getuid() and not _is_running(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)
            swept += 1
    return swept


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
