"""Traditional characters and their simplified form, for matching keys only; what was written is kept."""

from __future__ import annotations

from graphsvc.domain.reference import reference_rows

SIMPLIFIED: dict[int, str] = {ord(row["traditional"]): row["simplified"] for row in reference_rows("traditional")}
"""For ``str.translate``: a traditional character's code point to its simplified form."""
