"""What use cases need from the workshops, as protocols; the wiring hands in the real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from graphsvc.domain.submission import LoadOptions, RawFile, Resolved, Slot, Staged
from graphsvc.domain.tables import ChainTables


class Progress(Protocol):
    """Told how far long work has come; raising inside the call is how cancelling arrives."""

    def __call__(self, fraction: float, stage: str) -> None:
        """``fraction`` 0–1 of the whole, ``stage`` a word of the labels."""


class DatasetLoader(Protocol):
    """Files in."""

    def read(self, paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
        """Read files (or folders) into staged submissions, one per slot.

        Raises
        ------
        LoadError
            A file is refused: unreadable, wrong structure, no slot, two files for one slot.
        """

    def resolve(self, staged: Staged, neighbours: Sequence[Staged]) -> Resolved:
        """Resolve references, in the submission itself first, then in its neighbours (ordered by slot)."""


@dataclass(frozen=True)
class SlotEntry:
    """One slot of a version: which submission fills it."""

    slot: Slot
    submission_id: str


@dataclass(frozen=True)
class VersionInfo:
    """A published version."""

    version_id: str
    content_hash: str
    created: str
    slots: tuple[SlotEntry, ...]


@dataclass(frozen=True)
class Part:
    """One slot to be published: what was staged and what it became among its neighbours."""

    staged: Staged
    resolved: Resolved


class Store(Protocol):
    """The truth: raw files, submissions, immutable versions, asked questions. Every write is one transaction."""

    def latest(self) -> VersionInfo | None:
        """The version published last, None in an empty store."""

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first."""

    def version(self, version_id: str) -> VersionInfo:
        """One version; NotFound (``unknown_version``) otherwise."""

    def staged(self, submission_id: str) -> Staged:
        """A kept submission as it was staged (``files`` with their bytes, no notices)."""

    def tables(self, version_id: str) -> ChainTables:
        """All canonical tables of a version, slots in order."""

    def publish(self, parts: Sequence[Part], content_hash: str, expected_latest: str | None) -> VersionInfo:
        """Write everything that is new and move the pointer, whole or not at all.

        ``expected_latest`` is the version id the caller composed upon; StoreError (``store_conflict``) if another
        one was published meanwhile.
        """

    def raw_file(self, sha256: str) -> RawFile:
        """An uploaded file, byte for byte."""

    def report(self, submission_id: str) -> list[dict[str, Any]]:
        """Load report of a submission: its notices as plain facts."""

    def remember_answer(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, Any]) -> None:
        """Keep what was asked, so that evidence ids of the answer open later; repeating it changes nothing."""

    def answer(self, answer_id: str) -> tuple[str, str, dict[str, Any]] | None:
        """(version_id, question, parameters) of a remembered answer, else None."""
