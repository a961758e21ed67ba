"""Staged → Resolved: every reference an id, or its row parked and said so.

A submission is resolved in itself first, then in its neighbours by slot. Nothing here hangs on row order:
the same rows in another order give the same ids and the same content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice
from graphsvc.domain.submission import Resolved, Staged
from graphsvc.domain.tables import ChainTables, Row, arrow_table
from loaders.checks.registry import run_checks
from loaders.entity_names import is_other_identity, is_repairable
from loaders.knowledge_graph.reading import is_chain_knowledge_graph
from loaders.references.concerned import concerned
from loaders.references.lookups import KEYS
from loaders.references.merging import (
    drop_duplicates,
    keep_unique,
    merge_trades,
    one_row_per_firm_and_year,
    one_row_per_input,
)
from loaders.references.resolving import resolve_references
from loaders.references.scene import Scene
from loaders.references.suppliers import resolve_suppliers
from loaders.rows import DANGLING, Rows, list_name

ORDER = ("submissions", "stages", "products", "product_inputs", "parks", "firms", "capacities", "supplies")
"""Lists that others refer to come first, 产业链信息 last."""

BAD_ROWS_AT_MOST = 0.2
"""Share of bad rows above which a file is refused."""

SHORTEST_LIST_REFUSED = 10
"""Rows below which a list is never refused for its bad rows."""

_ERRORS_SHOWN = 100
REJECTED = frozenset({"V03", "V04"})
"""Codes of an identity that is not taken over."""


def resolve(staged: Staged, neighbours: Sequence[Staged]) -> Resolved:
    """Resolve a submission among its neighbours.

    Parameters
    ----------
    staged
        The submission, references as written.
    neighbours
        The other submissions of the version.

    Returns
    -------
    Canonical tables with ids, ``parked`` included, and the notices of resolving alone.

    Raises
    ------
    LoadError
        ``too_many_bad_rows``: more than a fifth of a list of ten rows or more is bad, each for its own fault.
    """
    if is_chain_knowledge_graph(staged.tables):
        return Resolved(staged.tables)
    scene = Scene.of(staged, neighbours)
    rest = [sheet.table for sheet in sheets() if sheet.table not in (*ORDER, "chains")]
    for table in (*ORDER, *rest, "chains"):
        _resolve_list(scene, table)
    _refuse_too_many_bad_rows(scene)
    tables = {table: rows.result() for table, rows in scene.rows.items()}
    parked: list[Row] = [dict(row) for row in staged.tables.each("parked")]
    for rows in scene.rows.values():
        parked.extend(rows.parked_rows())
    tables["parked"] = arrow_table("parked", concerned(scene, parked))
    tables["reports"] = arrow_table("reports", scene.reports)
    tables["firm_names"] = scene.firm_names()
    return Resolved(ChainTables(tables), scene.report.notices())


def _resolve_list(scene: Scene, table: str) -> None:
    if table == "firms":
        _identify_firms(scene)
    keep_unique(scene, table)
    resolve_references(scene, table)
    if table == "supplies":
        resolve_suppliers(scene)
        merge_trades(scene)
    elif table != "firms":
        drop_duplicates(scene, table)
    if table == "product_inputs":
        one_row_per_input(scene)
    if table == "aliases":
        _say_unknown_targets(scene)
    run_checks(scene, table)
    if table == "stages":
        _park_stages_below(scene)
    if table in KEYS and table != "firms":
        scene.lose_parked(table)


def _identify_firms(scene: Scene) -> None:
    rows = scene.rows["firms"]
    ids = rows.change("firm_id")
    for row, identity in enumerate(scene.firms.identities[0]):
        ids[row] = identity.firm_id
        if identity.site is not None:
            rows.merge(row, row, counted=False)
            scene.report.add(
                "branch_as_site",
                rows.place(row, "name"),
                rows.column("name")[row],
                "merged",
                firm_id=identity.firm_id,
                site=identity.site,
            )
    one_row_per_firm_and_year(scene)


def _park_stages_below(scene: Scene) -> None:
    """Stages whose parent is parked dangle, and so on downwards."""
    rows = scene.rows["stages"]
    codes, parents = rows.column("stage_code"), rows.column("parent_code")
    while True:
        scene.lose_parked("stages")
        below = [
            row
            for row in rows.standing()
            if parents[row] is not None and scene.lookups["stages"].find(parents[row]).reason == DANGLING
        ]
        if not below:
            return
        for row in below:
            scene.park_dangling("stages", row, "parent_code", f"{codes[row]} → {parents[row]}")


def _say_unknown_targets(scene: Scene) -> None:
    rows = scene.rows["aliases"]
    lists = {"企业": "firms", "产品": "products", "环节": "stages"}
    for row in rows.standing():
        target, text = lists.get(rows.column("kind")[row] or ""), rows.column("target")[row]
        if target and text and scene.lookups[target].find(text).id is None:
            scene.report.add("alias_target", rows.place(row, "target"), text, "kept", list=list_name(target))


def _refuse_too_many_bad_rows(scene: Scene) -> None:
    bad: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    total: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for parked in scene.staged.tables.rows("parked"):
        key = (parked["table"], parked["file"] or "", parked["sheet"] or "")
        line = parked["row"] or 0
        total[key].add(line)
        if parked["code"] != DANGLING:
            bad[key].add(line)
    for table, rows in scene.rows.items():
        _count(table, rows, bad, total)
    for key in sorted(total):
        n_bad, n_total = len(bad[key]), len(total[key])
        if n_total >= SHORTEST_LIST_REFUSED and n_bad > BAD_ROWS_AT_MOST * n_total:
            notices = [
                notice
                for notice in (*scene.staged.notices, *scene.report.notices())
                if (notice.place.sheet or "") == key[2] and notice.place.row in bad[key] and _is_fault(notice)
            ]
            facts = {"file": key[1], "sheet": key[2], "n": n_bad, "of": n_total, "list": list_name(key[0])}
            raise LoadError("too_many_bad_rows", notices=notices[:_ERRORS_SHOWN], **facts)


def _is_fault(notice: Notice) -> bool:
    """Whether a notice tells why a row counts as bad."""
    return notice.code != DANGLING and (notice.action == "parked" or notice.code in REJECTED)


def _count(
    table: str,
    rows: Rows,
    bad: dict[tuple[str, str, str], set[int]],
    total: dict[tuple[str, str, str], set[int]],
) -> None:
    """Lines of each list, and those parked for their own fault or with a rejected credit code."""
    if not rows.n:
        return
    faulty = {row for row, code in rows.parked.items() if code != DANGLING}
    if table == "firms":
        pairs = zip(rows.column("uscc"), rows.column("other_id"), strict=True)
        faulty |= {row for row, (code, other) in enumerate(pairs) if code is None and _is_rejected(other)}
    columns = [rows.column(f) for f in ("source_file", "source_sheet", "source_row")]
    for row, (file, sheet, line) in enumerate(zip(*columns, strict=True)):
        key = (table, file or "", sheet or "")
        total[key].add(row if line is None else line)
        if row in faulty:
            bad[key].add(row if line is None else line)


def _is_rejected(other_id: str | None) -> bool:
    return other_id is not None and not is_other_identity(other_id) and not is_repairable(other_id)
