"""Fields without which a row of a list means nothing."""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.domain.dictionary import Sheet, sheets
from loaders.raw_cells import Value

KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {s.table: s.needs for s in sheets() if s.needs}
"""By list: groups of fields; of each group one must be filled."""


def missing_keys(sheet: Sheet, fields: set[str]) -> list[str]:
    """Printed headings of the key columns that a header lacks."""
    lacking = [group for group in KEYS.get(sheet.table, ()) if not fields.intersection(group)]
    return ["/".join(sheet.column(f).heading for f in group) for group in lacking]


def missing_key(table: str, row: Mapping[str, Value]) -> tuple[str, ...] | None:
    """The key fields that are blank together, None where the row has what it needs."""
    for group in KEYS.get(table, ()):
        if all(row.get(field) is None for field in group) and not (group[0] == "uscc" and row.get("other_id")):
            return group
    return None
