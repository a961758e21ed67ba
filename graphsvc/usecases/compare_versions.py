"""Two versions side by side: which rows came, which went, and which cells changed, with the reason."""

from __future__ import annotations

from graphsvc.domain.ports import Store
from graphsvc.domain.row_changes import row_changes
from graphsvc.domain.values import Document


def compare_versions(store: Store, before: str, after: str) -> Document:
    """What changed from version ``before`` to version ``after``.

    Returns
    -------
    ``added``, ``removed``: ``{"table", "slot", "key", "row"}``; ``changed``: ``{"table", "slot", "key", "field",
    "before", "after", "reason"}``. Rows are compared by natural key, whatever slot they stand in. The reason is
    ``reality`` where the row's cut-off date is later, ``data`` where it is the same, else ``unknown``.

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
    for change in row_changes(old, new):
        about = {"table": change.table, "slot": {"chain": change.chain, "region": change.region}, "key": change.key}
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
