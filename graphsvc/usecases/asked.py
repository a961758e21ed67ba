"""What was asked, so that evidence ids open later: in this process, and in the store where that can be written.

Answering never hangs on it. A full disk, a read-only store or a writer that holds its lock only mean that an id
given now opens in this process alone.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from threading import Lock

from cachetools import LRUCache

from graphsvc.domain.errors import StoreError
from graphsvc.domain.ports import Store

KEPT_BYTES = 8_000_000
"""Questions kept in memory [bytes]."""
TRY_AGAIN_SECONDS = 30.0
"""How long the store is left alone after it could not be written."""

Asked = tuple[str, str, dict[str, object]]
"""Version id, question and parameters."""
_log = logging.getLogger(__name__)


class AskedQuestions:
    """Asked questions by the id of their answer; safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: LRUCache[str, tuple[int, Asked]] = LRUCache(KEPT_BYTES, getsizeof=lambda kept: kept[0])
        self._lock = Lock()
        self._not_before = 0.0

    def remember(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, object]) -> None:
        """Keep a question; what the store refuses to write is logged, not raised."""
        with self._lock:
            if answer_id in self._kept:
                return
            size = len(json.dumps(dict(parameters))) + 400
            if size <= KEPT_BYTES:
                self._kept[answer_id] = (size, (version_id, question, dict(parameters)))
        if time.monotonic() < self._not_before:
            return
        try:
            self._store.remember_answer(answer_id, version_id, question, parameters)
        except StoreError as error:
            self._not_before = time.monotonic() + TRY_AGAIN_SECONDS
            _log.warning("asked question not kept in the store: %s", error.code)

    def find(self, answer_id: str) -> Asked | None:
        """What was asked, None where it is not remembered."""
        with self._lock:
            kept = self._kept.get(answer_id)
        return self._store.answer(answer_id) if kept is None else kept[1]
