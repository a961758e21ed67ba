"""Staged → Resolved: every reference an id, or its row parked and said so.

A submission is resolved in itself first, then in its neighbours by slot. Nothing here hangs on row order:
the same rows in another order give the same ids and the same content.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.dictionary import list_name, sheets
from graphsvc.domain.submission import Resolved, Resolving, Staged
from graphsvc.domain.tables import ChainTables, arrow_table
from loaders.checks.bad_rows import refuse_too_many_bad_rows
from loaders.checks.registry import run_checks
from loaders.knowledge_graph.reading import is_chain_knowledge_graph
from loaders.raw_cells import Row
from loaders.references.asked import is_answered_the_same, written
from loaders.references.composition import Composition
from loaders.references.concerned import concerned
from loaders.references.duplicates import drop_duplicates, keep_unique, one_row_per_firm_and_year, one_row_per_input
from loaders.references.indexes import KEYS
from loaders.references.later import read_later
from loaders.references.scene import Scene
from loaders.references.trades import merge_trades
from loaders.references.writing import resolve_references
from loaders.rulings import ALIASED, DANGLING

ORDER = ("submissions", "stages", "products", "product_inputs", "parks", "firms", "capacities", "supplies")
"""Lists that others refer to come first, 产业链信息 last."""


def resolve(staged: Staged, neighbours: Sequence[Staged]) -> Resolved:
    """Resolve a submission among its neighbours, the other submissions of the version (see ``resolve_in``)."""
    return resolve_in(Composition([staged, *neighbours]), staged).resolved


def resolve_in(composition: Composition, staged: Staged, before: Resolving | None = None) -> Resolving:
    """Resolve a submission among its neighbours.

    Parameters
    ----------
    composition
        All submissions of the version.
    staged
        The one of them to be resolved, references as written.
    before
        What it came to in another composition; given back where all that it asked is answered the same in this one.

    Returns
    -------
    Canonical tables with ids, ``parked`` included, the notices of resolving alone, and what was asked.

    Raises
    ------
    LoadError
        ``too_many_bad_rows``: more than a fifth of a list of ten rows or more is bad, each for its own fault.
    """
    if is_chain_knowledge_graph(staged.tables):
        return Resolving(Resolved(staged.tables), "")
    others = composition.others(staged)
    if before is not None and is_answered_the_same(others, staged, before.asked):
        return before
    resolved = _resolve(Scene.of(staged, others))
    return Resolving(resolved, written(others, staged))


def _resolve(scene: Scene) -> Resolved:
    staged = scene.staged
    rest = [sheet.table for sheet in sheets() if sheet.table not in (*ORDER, "chains")]
    for table in (*ORDER, *rest, "chains"):
        _resolve_list(scene, table)
    refuse_too_many_bad_rows(scene)
    tables = {table: rows.result() for table, rows in scene.rows.items()}
    parked: list[Row] = staged.tables["parked"].to_pylist()
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
    read_later(scene, table)
    if table == "supplies":
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
    """Give every row of sheet 05 its id; branches go up in their parents, one row of a firm and year stands."""
    rows = scene.rows["firms"]
    names = rows.texts("name")
    for row, identity in enumerate(scene.firms.identities):
        rows.write(row, "firm_id", identity.firm_id)
        if identity.merged is not None:
            _say_merged(scene, row, identity.merged, identity.firm_id)
        elif (ruled := scene.names.ruling("firms", names[row] or "")) and ruled.value == identity.firm_id:
            scene.report.add("decided", rows.place(row, "name"), names[row], "kept", **ruled.facts)
        if identity.site is not None:
            rows.merge(row, row, counted=False)
            facts = {"firm_id": identity.firm_id, "site": identity.site}
            scene.report.add("branch_as_site", rows.place(row, "name"), names[row], "merged", **facts)
    one_row_per_firm_and_year(scene)


def _say_merged(scene: Scene, row: int, before: str, firm_id: str) -> None:
    """A row of sheet 05 belongs to another firm than its own name or code says, as a person decided."""
    rows, ruled = scene.rows["firms"], scene.firms.merges[before]
    if is_credit_code(firm_id):
        rows.write(row, "uscc", firm_id)
    facts = {**ruled.facts, "value": firm_id}
    scene.report.add("decided", rows.place(row, "name"), rows.texts("name")[row], "merged", **facts)


def _park_stages_below(scene: Scene) -> None:
    """Stages whose parent is parked dangle, and so on downwards."""
    rows = scene.rows["stages"]
    codes, parents = rows.texts("stage_code"), rows.texts("parent_code")
    while True:
        scene.lose_parked("stages")
        below = [
            (row, parent)
            for row in rows.standing()
            if (parent := parents[row]) is not None and scene.names.find("stages", parent).reason == DANGLING
        ]
        if not below:
            return
        for row, parent in below:
            scene.park_dangling("stages", row, "parent_code", f"{codes[row]} → {parent}")


def _say_unknown_targets(scene: Scene) -> None:
    """Lines of sheet 23 whose target no list knows."""
    rows = scene.rows["aliases"]
    kinds, targets = rows.texts("kind"), rows.texts("target")
    for row in rows.standing():
        table, text = ALIASED.get(kinds[row] or ""), targets[row]
        if table and text and not scene.names.is_named(table, text):
            scene.report.add("alias_target", rows.place(row, "target"), text, "kept", list=list_name(table))
