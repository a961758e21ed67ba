"""How hypothesis runs here, reproducible in the merge gate, long on request; which tests share a worker."""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much)

# the first call of a compiled loop takes seconds: no deadline anywhere
settings.register_profile("ci", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
settings.register_profile("soak", max_examples=3000, deadline=None, suppress_health_check=SLOW, print_blob=True)
settings.load_profile(os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE", "ci"))

SHARED = ("loaded_samples", "neo4j_uri")
"""Costly set-ups of a whole run: modules that use one of them run on the same worker, so that it is made once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under ``--dist loadgroup`` a module stays on one worker, beside those that share a costly set-up with it."""
    uses: dict[str, set[str]] = defaultdict(set)
    for item in items:
        uses[item.location[0]].update(getattr(item, "fixturenames", ()))
    for item in items:
        module = item.location[0]
        item.add_marker(pytest.mark.xdist_group(next((name for name in SHARED if name in uses[module]), module)))
