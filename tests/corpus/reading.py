"""The doors of the loader that tests of made workbooks use: read, resolve, compose, all in this process."""

from __future__ import annotations

import csv
import gc
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from graphsvc.domain.notices import Notice
from graphsvc.domain.ports import Part
from graphsvc.domain.submission import LoadOptions, Staged
from graphsvc.domain.tables import ChainTables
from graphsvc.usecases.load_submission import content_hash_of
from loaders.bundle import read_submissions
from loaders.files import reader_child, sheets
from loaders.overlap.reconcile import reconcile
from loaders.resolve import resolve


class Loaded(NamedTuple):
    """What files came to: staged and canonical tables, hash of the content, everything said."""

    staged: Staged
    tables: ChainTables
    content_hash: str
    notices: tuple[Notice, ...]


def loaded(paths: Sequence[Path]) -> Loaded:
    """Load one submission as ``load`` does, without a store; refusals as in ``read_submissions``."""
    (staged,) = read_submissions(list(paths), LoadOptions(), lambda fraction, stage: None)
    (part,) = reconcile([Part(staged, resolve(staged, []))])
    return Loaded(staged, part.resolved.tables, content_hash_of([part]), (*staged.notices, *part.resolved.notices))


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files be parsed in this process: a child for each would take most of the time of a test."""
    monkeypatch.setattr(sheets, "lines_of_child", _lines_here)


def _lines_here(copy: Path, kind: str, *told: str) -> Iterator[bytes]:
    lines, longest = BytesIO(), csv.field_size_limit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_child, "fence", lambda: None)  # limits that no process gets rid of again
        patch.setattr(gc, "disable", lambda: None)
        patch.setattr(sys, "stdout", SimpleNamespace(buffer=lines))
        try:
            reader_child.main(str(copy), kind, *told)
        finally:
            csv.field_size_limit(longest)  # a limit of the whole process, which the child sets for itself
    yield from lines.getvalue().splitlines(keepends=True)
