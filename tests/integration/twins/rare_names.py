"""The rows of a chain under names that two ways of ordering text put in different order.

By code point 﨑 (U+FA11) comes before 𠮷 (U+20BB7); by UTF-16 units, in which 𠮷 is two surrogates, it comes after.
"""

from __future__ import annotations

from typing import Any

from tests.integration.twins.random_chains import Rows

MARKS = ("﨑", "𠮷", "龥", "𬭎", "\ue000", "😀")
NAMED = {
    "firms": ("firm_id", "name"),
    "products": ("product_code", "product_name"),
    "supplies": ("supplier", "buyer", "alternates"),
    "capacities": ("firm", "site"),
    "issues": ("issue_no",),
    "technologies": ("tech_code", "tech_name"),
    "platforms": ("platform_code", "name"),
    "projects": ("project_code", "name"),
    "policies": ("doc_no", "name"),
    "outside_resources": ("name",),
}
"""Columns whose texts name things, and that other columns refer to."""


def rare(rows: dict[str, Rows]) -> dict[str, Rows]:
    """The rows with a mark before every name and id, the same before the same text; ids of places stay."""
    texts: set[Any] = set()
    for table, columns in NAMED.items():
        for row in rows.get(table, []):
            for column in columns:
                value = row.get(column)
                texts |= set(value if isinstance(value, list) else [value])
    own = {t for t in texts if isinstance(t, str) and t and not t.startswith("ext:")}
    new = {text: _marked(text, MARKS[i % len(MARKS)]) for i, text in enumerate(sorted(own))}

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [told(item) for item in value]
        if isinstance(value, str) and value.startswith("ext:"):
            head, _, tail = value.rpartition(":")
            return f"{head}:{new.get(tail, tail)}"
        return new.get(value, value) if isinstance(value, str) else value

    return {table: [{k: told(v) for k, v in row.items()} for row in found] for table, found in rows.items()}


def _marked(text: str, mark: str) -> str:
    """A provisional id stays one."""
    return f"~{mark}{text[1:]}" if text.startswith("~") else f"{mark}{text}"
