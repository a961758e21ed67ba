"""How hypothesis runs here: reproducible in the merge gate, long on request."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much)

# the first call of a compiled loop takes seconds: no deadline anywhere
settings.register_profile("ci", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
settings.register_profile("soak", max_examples=3000, deadline=None, suppress_health_check=SLOW, print_blob=True)
settings.load_profile(os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE", "ci"))
