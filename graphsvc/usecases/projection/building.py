"""A version as nodes and relations, everything that a push writes and a verification expects."""

from __future__ import annotations

from graphsvc.domain.graph import GraphRows, Label
from graphsvc.domain.ports import Progress
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection.basic_nodes import add_basic_nodes
from graphsvc.usecases.projection.findings import add_findings
from graphsvc.usecases.projection.list_nodes import add_list_nodes
from graphsvc.usecases.projection.list_relations import add_list_relations
from graphsvc.usecases.projection.network_relations import add_network_relations


def graph_rows(analyst: Analyst, version_id: str, progress: Progress, *, judged: bool = True) -> GraphRows:
    """All rows of a version's graph, findings included where ``judged``; the same version gives the same rows."""
    rows, space = GraphRows(), analyst.workspace(version_id)
    progress(0.0, "project")
    add_basic_nodes(rows, space)
    known = {label: rows.ids(label) for label in Label}
    add_list_nodes(rows, space.snapshot, known)
    add_list_relations(rows, space.snapshot, known)
    add_network_relations(rows, space)
    if judged:
        progress(0.1, "judge")
        add_findings(rows, analyst, version_id, known, progress)
    return rows
