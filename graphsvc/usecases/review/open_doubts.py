"""What is open to a decision in a version: its files read once more, with the decisions in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.domain.decisions import Decision, Proposal, in_force
from graphsvc.domain.errors import NotFound
from graphsvc.domain.ports import Part, Progress, Reviewer, Store, VersionInfo
from graphsvc.domain.secrecy import highest
from graphsvc.domain.submission import LoadOptions
from graphsvc.usecases.load_submission import compose


@dataclass(frozen=True)
class Review:
    """A version with its open doubts and the decisions in force."""

    version: VersionInfo
    parts: Sequence[Part]
    proposals: tuple[Proposal, ...]
    decisions: tuple[Decision, ...]

    @property
    def secrecy(self) -> str | None:
        """The highest 密级 of the version."""
        return highest(row["secrecy"] for part in self.parts for row in part.resolved.tables.rows("submissions"))


def review_of(store: Store, loader: Reviewer, at: str | None, progress: Progress) -> Review:
    """The review of a version, by default the latest.

    Raises
    ------
    NotFound
        ``no_version``, ``unknown_version``.
    """
    version = store.latest() if at is None else store.version(at)
    if version is None:
        raise NotFound("no_version")
    decisions = in_force(store.decisions())
    parts = recomposed(store, loader, version, decisions, progress)
    refused = {each.doubt.key for each in decisions if each.verdict == "rejected"}
    found = tuple(each for each in loader.proposals(parts) if each.doubt.key not in refused)
    return Review(version, parts, found, decisions)


def recomposed(
    store: Store, loader: Reviewer, version: VersionInfo, decisions: tuple[Decision, ...], progress: Progress
) -> list[Part]:
    """The kept files of a version, read under these decisions; resolved again where these change what a slot asks."""
    options = LoadOptions(decisions=decisions)
    kept, staged = store.parts(version.version_id, ()), []
    for n, part in enumerate(kept):
        progress(n / len(kept), "read")
        staged.append(loader.reread(part.staged, options))
    return compose(staged, kept, loader, progress)
