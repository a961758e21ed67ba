"""Work that takes longer than a person waits: what was asked, how far it has come, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from graphsvc.domain.notices import Lang

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]
MOVES: Mapping[State, frozenset[State]] = {
    "queued": frozenset({"queued", "running", "succeeded", "failed", "cancelled"}),
    "running": frozenset({"running", "succeeded", "failed", "cancelled"}),
    "succeeded": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
"""What a state may become; how a job ended stays."""
OPEN: frozenset[State] = frozenset(state for state, after in MOVES.items() if after)
"""States of jobs that are not at their end."""
SILENCE = timedelta(seconds=60)
"""How long an open job may tell nothing before whoever worked on it is taken to have ended."""


@dataclass(frozen=True)
class Job:
    """A question asked of a version (``parameters`` as they were given), and how far its answer has come.

    ``fraction`` 0-1; ``stage`` what is being done; times are ISO 8601 (UTC), "" where not yet; ``heard`` is the
    last sign of life; ``problem`` tells why it failed, as a code with facts.
    """

    job_id: str
    question: str
    parameters: Mapping[str, object]
    version_id: str
    engine: str
    lang: Lang
    ending: str
    created: str
    state: State = "queued"
    stage: str = "queued"
    fraction: float = 0.0
    started: str = ""
    ended: str = ""
    heard: str = ""
    problem: Mapping[str, object] | None = None

    def is_lost(self, now: datetime) -> bool:
        """Whether it is open and whoever worked on it has told nothing for too long."""
        return self.state in OPEN and now - datetime.fromisoformat(self.heard or self.created) > SILENCE


@dataclass(frozen=True)
class Seen:
    """A job as it is now, and how long it may still take [s] where that can be told."""

    job: Job
    seconds_left: float | None = None


def now_written() -> str:
    """This moment, as jobs keep it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
