"""The graph database follows the store: after every load at once, and again and again while it was away."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event, Thread

from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import GraphStore, Progress
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection.projecting import push

AGAIN_SECONDS = 10.0
"""How long a service waits before it tries a push again."""
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
    """Push the published version; a graph database that is away leaves the projection behind and breaks nothing."""
    try:
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
            self._asked.wait(AGAIN_SECONDS if self.now.state != "ready" else None)
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
            if self.now.problem is not None:
                _log.warning("projection behind: %s", self.now.problem)

    def _told(self, fraction: float, stage: str) -> None:
        """Progress of a push; ends it where the service ends."""
        if self._ended.is_set():
            raise InterruptedError
