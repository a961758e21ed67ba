"""Tests mirror the house: every one stands where its module stands, and no module of weight is without one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
OUTSIDE = ("loaders", "viz")
"""Packages of their own; every other room is one of ``graphsvc``."""

WEIGHTY = ("domain", "judgements", "questions", "usecases", "api", "cli")
MANY_LINES = 100
"""Modules of these rooms that are longer must be tried by name."""

OF_NO_MODULE = {
    "test_contracts.py": "the import contracts of .importlinter",
    "test_mirror.py": "this law",
}
"""Tests below ``tests/unit`` that are about no module, and what they are about."""

BY_OTHERS: dict[str, tuple[str, ...]] = {
    "contract/test_sqlite_store.py": ("domain/ports",),
    "integration/pages/test_all_pages.py": ("api/pages/serving", "domain/pages"),
    "integration/pages/test_choke_points.py": (
        "usecases/pages/choke_card", "usecases/pages/choke_list", "usecases/pages/why",
    ),
    "integration/pages/test_decisions.py": ("usecases/pages/decisions",),
    "integration/pages/test_evidence.py": ("usecases/pages/evidence", "usecases/pages/told"),
    "integration/pages/test_firms.py": (
        "usecases/pages/firm_facts", "usecases/pages/firm_list", "usecases/pages/firm_page",
    ),
    "integration/pages/test_gap_form.py": ("api/pages/gaps",),
    "integration/pages/test_gaps.py": ("api/routes/gap_reviews", "usecases/gap_reviews", "usecases/pages/gaps"),
    "integration/pages/test_jobs.py": ("api/pages/jobs", "usecases/pages/job_answer"),
    "integration/pages/test_list_files.py": ("usecases/gap_files",),
    "integration/pages/test_maps.py": (
        "usecases/pages/map_asked", "usecases/pages/map_filters", "usecases/pages/map_ground",
        "usecases/pages/map_panel", "usecases/pages/maps",
    ),
    "integration/pages/test_regions.py": ("usecases/pages/place_facts", "usecases/pages/regions"),
    "integration/pages/test_sheets.py": ("usecases/pages/chief",),
    "integration/pages/test_today.py": ("usecases/pages/today",),
    "integration/pages/test_versions.py": ("usecases/pages/versions",),
    "integration/pages/test_what_if.py": ("usecases/pages/scenario_outcome", "usecases/pages/what_if"),
    "integration/test_backup_plan.py": (
        "judgements/outages/backup_rows", "judgements/outages/reserves", "questions/outages/backup_plan",
    ),
    "integration/test_backup_plans.py": (
        "judgements/outages/backup_choice", "judgements/outages/backup_cover", "judgements/outages/failures_to_cover",
    ),
    "integration/test_changes.py": ("questions/records/changes",),
    "integration/test_cli.py": (
        "cli/asking", "cli/drawing", "cli/loading", "questions/records/evidence", "usecases/ask", "usecases/documents",
    ),
    "integration/test_decision_chapter.py": ("usecases/report/decision",),
    "integration/test_cut_offs.py": ("questions/outages/cut_offs",),
    "integration/test_demo.py": ("cli/demo_screen", "usecases/demo"),
    "integration/test_http.py": (
        "api/app", "api/routes/chains", "api/routes/questions", "api/routes/submissions", "api/schemas",
    ),
    "integration/test_neo4j_projection.py": (
        "cli/graph", "usecases/projection/findings", "usecases/projection/following",
    ),
    "integration/test_overlap_chains.py": (
        "usecases/projection/basic_nodes", "usecases/projection/list_nodes", "usecases/projection/list_relations",
        "usecases/projection/network_relations",
    ),
    "integration/test_proof.py": ("judgements/proof", "usecases/map_facts"),
    "integration/test_report.py": (
        "usecases/report/answers", "usecases/report/asking", "usecases/report/choke", "usecases/report/links",
        "usecases/report/summary", "usecases/report/writing",
    ),
    "integration/test_review.py": (
        "cli/reviewing", "domain/decisions", "usecases/review/applying", "usecases/review/review_documents",
    ),
    "integration/test_screening.py": ("questions/outages/screening",),
    "integration/test_survival.py": ("questions/outages/survival",),
    "integration/test_tyre_acceptance.py": (
        "judgements/facts/members", "domain/build_network", "domain/network", "domain/network_parts",
        "judgements/links/completeness", "judgements/links/missing", "judgements/outages/playing",
        "judgements/trace", "questions/outages/choke_points",
        "questions/outages/resilience", "questions/overviews/stages", "questions/question",
        "questions/sources/hidden_sources", "questions/sources/single_sources",
    ),
    "integration/test_worth_of_backups.py": ("judgements/gaps/standing_by",),
    "integration/test_workbook_round_trip.py": ("usecases/workbooks",),
    "properties/test_helpful_actions_against_twin.py": ("judgements/gaps/helpful_actions",),
    "properties/test_scenarios_against_twin.py": ("judgements/outages/scenario_rules",),
    "unit/exports/test_template.py": ("domain/template",),
    "unit/judgements/outages/test_scenarios.py": ("judgements/outages/scenario_building",),
    "unit/loaders/test_overlap.py": ("domain/reports",),
    "unit/questions/links/test_extensions.py": ("judgements/links/extending",),
    "unit/questions/outages/test_backup_independence.py": ("judgements/outages/independence",),
    "unit/questions/outages/test_systemic_risk.py": ("judgements/outages/trade_values",),
    "unit/questions/outages/test_white_list.py": ("judgements/outages/white_lists",),
    "unit/questions/overviews/test_early_warning.py": ("judgements/observing",),
    "unit/questions/overviews/test_gap_list.py": (
        "judgements/gaps/candidates", "judgements/gaps/fields", "judgements/gaps/gap_row", "judgements/gaps/proof",
        "judgements/gaps/reasons", "judgements/gaps/risks", "judgements/gaps/suppliers", "judgements/gaps/trade",
    ),
    "unit/questions/test_links.py": ("judgements/links/strong",),
    "unit/stores/test_columnar.py": ("domain/tables",),
    "unit/usecases/graph_export/test_building.py": ("usecases/graph_export/nodes",),
    "unit/usecases/test_counting.py": ("usecases/demo_findings",),
    "unit/usecases/test_draw_map.py": ("usecases/maps/chain_map", "usecases/maps/panorama"),
    "unit/viz/test_network_map.py": ("domain/chain_map",),
    "unit/viz/test_report.py": ("domain/report",),
}  # fmt: skip
"""Tests of another name, with the modules that they go through: those that need a store, a process or a page to show
themselves, and parts that only a whole answer brings to light."""


def _tests() -> Iterator[Path]:
    for path in sorted(UNIT.rglob("test_*.py")):
        if path.name not in OF_NO_MODULE or path.parent != UNIT:
            yield path.relative_to(UNIT)


def _named(test: Path) -> list[Path]:
    """Module, package, or room itself that a test would be named for."""
    room = test.parts[0]
    home = (ROOT if room in OUTSIDE else ROOT / "graphsvc") / test.parent
    name = test.stem.removeprefix("test_")
    own = [home / "__init__.py"] if home.name == name else []
    return [home / f"{name}.py", home / name / "__init__.py", *own]


def _weighty() -> Iterator[str]:
    for room in WEIGHTY:
        for path in sorted((ROOT / "graphsvc" / room).rglob("*.py")):
            if len(path.read_text(encoding="utf-8").splitlines()) > MANY_LINES:
                yield str(path.relative_to(ROOT / "graphsvc").with_suffix(""))


def _tried_by_name() -> set[Path]:
    """Modules that have a test of their own, or one of the package they stand in."""
    found: set[Path] = set()
    for test in _tests():
        for target in _named(test):
            if target.name == "__init__.py" and target.exists() and len(test.parts) > 1:
                found |= set(target.parent.rglob("*.py")) if target.parent.parent != ROOT / "graphsvc" else {target}
            found.add(target)
    return found


def test_a_unit_test_is_named_for_what_it_is_about() -> None:
    """Module or package of the same name at the same place."""
    assert [str(test) for test in _tests() if not any(target.exists() for target in _named(test))] == []


def test_modules_of_weight_are_tried() -> None:
    """Each by a test of its own name, or listed under another one, never both."""
    listed, own = {module for modules in BY_OTHERS.values() for module in modules}, _tried_by_name()
    by_name = {module for module in _weighty() if ROOT / "graphsvc" / f"{module}.py" in own}
    assert sorted(set(_weighty()) - by_name - listed) == []
    assert sorted(by_name & listed) == []
    assert sorted(listed - set(_weighty())) == []


@pytest.mark.parametrize("test", BY_OTHERS)
def test_what_is_listed_has_tests(test: str) -> None:
    tree = ast.parse((ROOT / "tests" / test).read_text(encoding="utf-8"))
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)


def test_exceptions_are_there() -> None:
    assert all((UNIT / name).exists() for name in OF_NO_MODULE)
