"""The graph database follows the store: after every load at once, and again and again while it was away."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event, Thread

from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import GraphStore, Progress
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection.projecting import push, status

AGAIN_SECONDS = 10.0
"""How long a service waits before it tries again while the graph database is away [s]."""
MOST_SECONDS = 300.0
"""Longest it waits after pushes that failed for another reason, each time twice as long [s]."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Following:
    """How far the graph database has come: ``state`` ready, pushing or behind; ``problem`` what kept it back."""

    server: str
    state: str
    version_id: str | None = None
    problem: GraphsvcError | None = None

    def document(self, lang: Lang) -> dict[str, object]:
        """For the answer of a load and for readiness."""
        told = None if self.problem is None else self.problem.document(lang)
        return {"server": self.server, "state": self.state, "version_id": self.version_id, "problem": told}


def follow(analyst: Analyst, graph: GraphStore, progress: Progress) -> Following:
    """Push the published version where it is not there; one that is away leaves the projection behind, no more.

    What stands there and is open to readers was verified when it was pushed; ``push`` and ``verify`` look again.
    """
    try:
        told = status(analyst, graph)
        if told["state"] == "ready":
            return Following(graph.place, "ready", told["version_id"])
        done = push(analyst, graph, progress)
    except GraphsvcError as problem:
        return Following(graph.place, "behind", None, problem)
    return Following(graph.place, "ready", done.version_id)


class Follower:
    """A thread of the service that keeps the graph database in step; one push at a time, the latest version only."""

    def __init__(self, analyst: Analyst, graph: GraphStore) -> None:
        self._analyst, self._graph = analyst, graph
        self._asked, self._ended = Event(), Event()
        self.now = Following(graph.place, "behind")
        self._failed = 0
        self._thread = Thread(target=self._run, daemon=True, name="projection")

    def start(self) -> None:
        """Begin, with whatever version is published now."""
        self._asked.set()
        self._thread.start()

    def published(self) -> None:
        """A version was published: the projection is behind until it is pushed."""
        self.now = Following(self._graph.place, "behind")
        self._asked.set()

    def close(self) -> None:
        """Take up no more work; a push under way is left, the next one replaces what it wrote."""
        self._ended.set()
        self._asked.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._asked.wait(self._pause())
            self._asked.clear()
            if self._ended.is_set() or self._analyst.latest() is None:
                continue
            self.now = Following(self._graph.place, "pushing")
            try:
                self.now = follow(self._analyst, self._graph, self._told)
            except InterruptedError:
                return
            except Exception:  # whatever happens, the service goes on and says so
                _log.exception("projection")
                self.now = Following(self._graph.place, "behind")
            problem = self.now.problem
            is_away = problem is not None and problem.code in ("graph_unavailable", "graph_too_slow")
            self._failed = 0 if is_away or self.now.state == "ready" else self._failed + 1
            if problem is not None:
                _log.warning("projection behind: %s", problem)

    def _pause(self) -> float | None:
        """Seconds until the next try; None: until something is published."""
        if self.now.state == "ready":
            return None
        return min(AGAIN_SECONDS * 2.0**self._failed, MOST_SECONDS)

    def _told(self, fraction: float, stage: str) -> None:
        """Progress of a push; ends it where the service ends."""
        if self._ended.is_set():
            raise InterruptedError
