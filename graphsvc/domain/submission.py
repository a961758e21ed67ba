"""What arrives and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.domain.decisions import Decision
from graphsvc.domain.notices import Notice
from graphsvc.domain.tables import ChainTables


@dataclass(frozen=True, order=True)
class Slot:
    """Where a submission stands in a version: one chain as seen by one region.

    ``chain`` is the chain code, ``region`` the six-digit code of GB/T 2260 or "" where a source has none.
    """

    chain: str
    region: str


@dataclass(frozen=True)
class RawFile:
    """One file as it arrived."""

    name: str
    sha256: str
    data: bytes


@dataclass(frozen=True)
class LoadOptions:
    """What the caller says about the files. ``format``: auto, workbook, csv or chain-knowledge-graph.

    ``max_secrecy`` and ``most_files`` (workbooks of one load; three times as many texts) are the store's.
    ``decisions`` are those in force, oldest first.
    """

    chain: str | None = None
    region: str | None = None
    format: str = "auto"
    max_secrecy: str = "敏感"
    most_files: int = 20
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Staged:
    """A submission read and typed, references still as written.

    ``tables`` has the canonical columns; reference fields hold the text of the cell. ``notices`` are those of
    reading. ``submission_id`` depends on the files' bytes, the slot
    and the decisions that were applied, on nothing else.
    """

    submission_id: str
    slot: Slot
    files: tuple[RawFile, ...]
    tables: ChainTables
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Resolved:
    """A submission with every reference resolved, or its row parked."""

    tables: ChainTables
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Resolving:
    """What a submission came to among its neighbours, before facts that several slots tell were reduced to one row.

    ``asked`` is what it asked of its neighbours, with a digest of their answers, as the loader writes it down: where
    all answers are the same again, so is what it comes to.
    """

    resolved: Resolved
    asked: str
