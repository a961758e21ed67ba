"""Two versions side by side: which rows came, which went, and which cells changed, with the reason."""

from __future__ import annotations

from graphsvc.domain.ports import Store
from graphsvc.domain.row_changes import row_changes
from graphsvc.domain.tables import ChainTables
from graphsvc.domain.values import Document


def compare_versions(store: Store, before: str, after: str) -> Document:
    """What changed from version ``before`` to version ``after``.

    Returns
    -------
    ``added``, ``removed``: ``{"table", "slot", "key", "names", "row"}``; ``changed``: ``{"table", "slot", "key",
    "names", "field", "before", "after", "reason"}``. ``names`` are what the lists call the ids of a key, by field. Rows
    are compared by natural key, whatever slot they stand in. The reason is ``reality`` where the row's cut-off date is
    later, ``data`` where it is the same, else ``unknown``.

    Raises
    ------
    NotFound
        ``unknown_version``.
    """
    versions = [store.version(before), store.version(after)]
    found: Document = {
        "from": versions[0].version_id,
        "to": versions[1].version_id,
        "added": [],
        "removed": [],
        "changed": [],
    }
    if versions[0].content_hash == versions[1].content_hash:
        return found
    old, new = (store.tables(version.version_id) for version in versions)
    names = {**_names(old), **_names(new)}
    for change in row_changes(old, new):
        about = {
            "table": change.table,
            "slot": {"chain": change.chain, "region": change.region},
            "key": change.key,
            "names": {field: names[str(id_)] for field, id_ in change.key.items() if str(id_) in names},
        }
        if change.before is None or change.after is None:
            placed = change.before or change.after
            assert placed is not None
            found["added" if change.before is None else "removed"].append({**about, "row": placed[1]})
            continue
        a, b = change.before[1], change.after[1]
        found["changed"] += [
            {**about, "field": name, "before": a.get(name), "after": b.get(name), "reason": change.reason}
            for name in change.fields
        ]
    return found


_NAMED = (
    ("firm_names", "firm", "name"),
    ("firms", "firm_id", "name"),
    ("products", "product_code", "product_name"),
    ("stages", "stage_code", "stage_name"),
    ("parks", "park_code", "name"),
    ("projects", "project_code", "name"),
    ("technologies", "tech_code", "tech_name"),
    ("platforms", "platform_code", "name"),
)
"""Lists that give ids a name: table, column of the id, column of the name."""


def _names(tables: ChainTables) -> dict[str, str]:
    told: dict[str, str] = {}
    for table, id_, name in _NAMED:
        data = tables[table]
        pairs = zip(data[id_].to_pylist(), data[name].to_pylist(), strict=True)
        told.update((key, shown) for key, shown in pairs if key and shown)
    return told
