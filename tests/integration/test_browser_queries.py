"""Every query of the page on Neo4j Browser runs as it stands, in both languages, and finds what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.integration.door import Door
from tests.integration.neo4j_door import asked, configured, emptied

pytestmark = pytest.mark.neo4j
HOWTO = Path(__file__).parents[2] / "docs" / "howto"
PAGES = ("neo4j-browser.md", "neo4j-browser.zh-CN.md")


def blocks(page: str) -> list[str]:
    """The queries of a page."""
    return re.findall(r"```cypher\n(.*?)```", (HOWTO / page).read_text(encoding="utf-8"), re.S)


def test_queries_of_the_page(door: Door, neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied(neo4j_uri)
    configured(door, neo4j_uri, monkeypatch).json("neo4j", "push")
    assert blocks(PAGES[0]) == blocks(PAGES[1])
    found = [asked(neo4j_uri, text) for text in blocks(PAGES[0])]
    assert len(found) >= 10
    red = next(rows for rows in found if rows and "choke_point" in rows[0])
    # the four red items of the worked example, with their direct buyers
    assert {row["choke_point"]: set(row["buyers"]) for row in red} == {
        "示例中间体": {"示例助剂甲", "示例助剂乙"},
        "示例合成胶": {"示例轮胎一厂", "示例轮胎二厂"},
        "示例帘线集团": {"示例轮胎一厂", "示例轮胎二厂"},
        "示例丁二烯": {"示例合成胶"},
    }


def test_three_lines_find_the_red_choke_points(door: Door, neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied(neo4j_uri)
    version = configured(door, neo4j_uri, monkeypatch).json("neo4j", "push")["version_id"]
    rows = asked(
        neo4j_uri,
        "MATCH (f:Finding {version_id: $v, question: 'choke-points'})-[:ABOUT {role: 'source'}]->(x:Firm)"
        " WHERE f.risk_grade = 'red' RETURN f.value AS days, f.unit AS unit, x.name AS name, f.evidence_id AS id"
        " ORDER BY days DESC",
        v=version,
    )
    assert [(round(r["days"], 1), r["unit"], r["name"]) for r in rows][:2] == [
        (48.8, "d", "示例中间体"), (46.8, "d", "示例合成胶"),
    ]  # fmt: skip
    assert door.json("ask", "evidence", "-p", f"id={rows[0]['id']}")["rows"]
    rs = asked(neo4j_uri, "MATCH (f:Finding {version_id: $v, question: 'resilience'}) RETURN f.value AS rs", v=version)
    assert rs[0]["rs"] == pytest.approx(82.5361, abs=1e-4)
