"""What came, went or changed between two versions, against a comparison of the answers of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.asked import asked_of_pair
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_changes import Key, changed_rows
from tests.properties.engine import examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import with_corridors

# kind of finding: question, key of a row, verdict column (None: every known kind counts), what it says
FINDINGS: dict[str, tuple[str, tuple[str, ...], str | None, str]] = {
    "choke_point": ("choke-points", ("entity_id",), "is_choke_point", "risk_grade"),
    "missing_link": ("missing-links", ("product_code",), "is_missing", "ladder"),
    "weak_link": ("weak-links", ("product_code",), "is_weak", "reasons"),
    "single_source": ("single-sources", ("buyer_id", "product_code"), None, "kind"),
    "hidden_source": (
        "hidden-sources",
        ("buyer_id", "product_code", "entity_type", "entity_id"),
        "is_hidden",
        "is_hidden",
    ),
}


def findings(engine: RichEngine, kind: str) -> list[Mapping[str, Any]]:
    name, _, verdict, says = FINDINGS[kind]
    rows = engine.ask(name)[0]
    return [row for row in rows if (row[verdict] == "yes" if verdict else row[says] != "unknown")]


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[PlainChain, PlainChain]:
    """A chain and what became of it: a closed firm, a lost row of trade, a quicker recovery, a new controller."""
    chain = draw(with_corridors(max_products=6, max_firms=9))
    what = draw(st.sampled_from(("closed", "trade", "recovery", "controller", "nothing")))
    at = draw(st.integers(0, 30))
    if what == "closed":
        firms = tuple(
            replace(firm, status="注销") if n == at % len(chain.firms) else firm for n, firm in enumerate(chain.firms)
        )
        return chain, replace(chain, firms=firms)
    if what == "trade":
        rows = [row for n, row in enumerate(chain.supplies) if n != at % max(1, len(chain.supplies))]
        return chain, replace(chain, supplies=tuple(rows))
    if what == "recovery":
        return chain, replace(chain, capacities=tuple(replace(row, ttr=5) for row in chain.capacities))
    if what == "controller":
        firms = tuple(replace(firm, controller="示例控股丙") for firm in chain.firms)
        return chain, replace(chain, firms=firms)
    return chain, replace(chain)


@examples(40)
@given(two_versions())
def test_changes(pair: tuple[PlainChain, PlainChain]) -> None:
    before, after = RichEngine(pair[0], version="a"), RichEngine(pair[1], version="b")
    result = asked_of_pair(before.workspace, after.workspace, "changes", {})
    rows = [dict(finding.values) for finding in result.findings]
    assert {row["kind"] for row in rows} <= set(FINDINGS)
    for kind, (_, key, _, says) in FINDINGS.items():
        expected = changed_rows(findings(before, kind), findings(after, kind), key, [says])
        found = {(row["change"], row["object"]) for row in rows if row["kind"] == kind}
        assert found == {(change, _object(name)) for change, name in expected}, (kind, rows)
    assert {row["reason"] for row in rows} <= {"data"}  # both have the same cut-off date


def _object(name: Key) -> str:
    return ":".join(str(part) for part in name)
