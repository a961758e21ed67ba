"""A cluster that cannot be used is refused with what helps, before anything is computed."""

from __future__ import annotations

import socket
import sys

import numpy as np
import pytest

from graphsvc.domain.errors import StoreError
from graphsvc.executors import cluster
from graphsvc.executors.cluster import Cluster, run_sent


def _refused(address: str) -> str:
    with pytest.raises(StoreError) as raised:
        Cluster(address).n_at_once()
    return raised.value.code


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StoreError) as raised:
        Cluster("127.0.0.1:1").n_at_once()
    assert raised.value.code == "extra_missing"
    assert "pip install 'graphsvc[dask]'" in raised.value.document("en")["remedy"]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_where_nobody_answers_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 0.3)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    assert _refused(address) == "cluster_away"


def test_a_worker_with_another_program_works_nothing_out() -> None:
    with pytest.raises(StoreError) as raised:
        run_sent("another program", np.empty(0, np.uint8), [], [], 0, 1)
    assert raised.value.code == "cluster_differs"
