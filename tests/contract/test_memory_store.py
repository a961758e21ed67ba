"""The store that forgets passes the suite of the real ones."""

from __future__ import annotations

import pytest

from graphsvc.stores.memory_store import MemoryStore
from tests.contract.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    """The suite on dicts."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        """An empty store."""
        return MemoryStore()
