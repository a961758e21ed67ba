"""Versions that several tests open: what was worked out of one serves the next test that loads the same workbooks."""

from __future__ import annotations

import pytest

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Workspace
from graphsvc.usecases import ask


class OpenedVersions:
    """Stands in for ``Workspace`` where an analyst opens a version: one of the same number and content is shared.

    As requests to one service share it. For tests alone whose stores hold the very same files, for the content of a
    version does not tell where its rows stand.
    """

    def __init__(self, *known: Workspace) -> None:
        self._known = {_key(space.snapshot): space for space in known}

    def __call__(self, snapshot: GraphSnapshot) -> Workspace:
        return self._known.setdefault(_key(snapshot), Workspace(snapshot))

    def serve(self, patch: pytest.MonkeyPatch) -> None:
        """Be asked by every analyst until the patch ends."""
        patch.setattr(ask, "Workspace", self)


def _key(snapshot: GraphSnapshot) -> tuple[str | None, str]:
    return snapshot.version_id, snapshot.content_hash
