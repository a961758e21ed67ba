"""Examples in the description of the interface: real answers on the worked example, written by ``make docs``."""

from __future__ import annotations

from importlib import resources

import orjson

from graphsvc.domain.values import Values

EXAMPLES: Values = orjson.loads(resources.files("graphsvc.api").joinpath("examples.json").read_bytes())
"""Per question ``parameters`` and ``answer``, rows cut to the first; a question may have none."""
