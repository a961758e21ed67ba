"""Industries covered, code by code, against the slow twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import twins_firms
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import Rich, rich_chains

WORDS = {True: "yes", False: "no", None: "unknown"}
LEVELS = st.sampled_from(["division", "group", "class"])


@examples(40)
@given(rich_chains(), LEVELS, st.sampled_from(["above_scale", "all"]), st.sampled_from(["primary", "any"]))
def test_industry_coverage(rich: Rich, level: str, firm_set: str, code_rule: str) -> None:
    chain, lists = rich
    engine = RichEngine(chain, lists)
    rows, summary = engine.ask("industry-coverage", level=level, firm_set=firm_set, code_rule=code_rule)
    expected = twins_firms.industry_coverage(
        chain, lists, level=level, above_scale_only=firm_set == "above_scale", any_code=code_rule == "any"
    )
    found = {row["code"]: row for row in rows}
    assert set(found) == {row.code for row in expected}
    for twin in expected:
        row = found[twin.code]
        assert row["covered"] == WORDS[twin.covered], (row, twin)
        assert row["n_firms"] == twin.n_firms, (row, twin)
        assert row["name"] == twin.name
    n_total = len(expected)
    n_yes = sum(row.covered is True for row in expected)
    n_open = sum(row.covered is None for row in expected)
    assert (summary["n_covered"], summary["n_total"]) == (n_yes, n_total)
    assert close(summary["rate"], n_yes / n_total)
    assert close(summary["rate_lower"], n_yes / n_total)
    assert summary["rate"] <= summary["rate_upper"] <= (n_yes + n_open) / n_total + 1e-9
