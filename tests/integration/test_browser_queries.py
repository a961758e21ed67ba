"""Every query of the page on Neo4j Browser runs as it stands, in both languages, and finds what it promises."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphsvc.settings import Settings
from graphsvc.usecases.projection.projecting import Pushed, push
from graphsvc.wiring import House
from tests.integration.door import Door
from tests.integration.neo4j_door import asked, configured, emptied

pytestmark = pytest.mark.neo4j
HOWTO = Path(__file__).parents[2] / "docs" / "howto"
PAGES = ("neo4j-browser.md", "neo4j-browser.zh-CN.md")


def blocks(page: str) -> list[str]:
    """The queries of a page."""
    return re.findall(r"```cypher\n(.*?)```", (HOWTO / page).read_text(encoding="utf-8"), re.S)


@dataclass(frozen=True)
class Shown:
    """The worked example alone in the graph database: its store, what the push said, rows of each query of the page."""

    store: Path
    pushed: Pushed
    found: list[list[dict[str, Any]]]


@pytest.fixture(scope="module")
def shown(tyre_store: Path, neo4j_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """It is pushed once; nobody may change it there."""
    emptied(neo4j_uri)
    store = Path(shutil.copy(tyre_store, tmp_path_factory.mktemp("shown") / "store.db"))
    house = House(Settings(store_url=f"sqlite:///{store}", neo4j_uri=neo4j_uri, neo4j_seconds=30))
    assert house.graph is not None
    pushed = push(house.analyst, house.graph, lambda *_: None)
    house.close()
    return Shown(store, pushed, [asked(neo4j_uri, text) for text in blocks(PAGES[0])])


@pytest.fixture
def shown_door(shown: Shown, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command line on that store."""
    return Door(shown.store, capfdbinary, monkeypatch)


def test_queries_of_the_page(shown: Shown) -> None:
    assert blocks(PAGES[0]) == blocks(PAGES[1])
    assert len(shown.found) >= 14
    red = next(rows for rows in shown.found if rows and "choke_point" in rows[0])
    # the four red items of the worked example, with their direct buyers
    assert {row["choke_point"]: set(row["buyers"]) for row in red} == {
        "示例中间体": {"示例助剂甲", "示例助剂乙"},
        "示例合成胶": {"示例轮胎一厂", "示例轮胎二厂"},
        "示例帘线集团": {"示例轮胎一厂", "示例轮胎二厂"},
        "示例丁二烯": {"示例合成胶"},
    }


def test_three_lines_find_the_red_choke_points(shown: Shown, shown_door: Door, neo4j_uri: str) -> None:
    version = shown.pushed.version_id
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
    assert shown_door.json("ask", "evidence", "-p", f"id={rows[0]['id']}")["rows"]
    rs = asked(neo4j_uri, "MATCH (f:Finding {version_id: $v, question: 'resilience'}) RETURN f.value AS rs", v=version)
    assert rs[0]["rs"] == pytest.approx(82.5361, abs=1e-4)


def test_cut_sets_and_worst_pairs(shown: Shown, shown_door: Door, neo4j_uri: str) -> None:
    """The worked example by hand: five single sources and four pairs stop it, so it works with 0.9^5 x 0.99^4; M1 and G
    out together stop T2 from day 10 and T1 from day 12 until day 90 (80 x 400/1120 + 78 x 720/1120 d)."""
    counts, found = shown.pushed.counts, shown.found
    stopped = next(rows for rows in found if rows and "stopped_by" in rows[0])
    assert {row["product"] for row in stopped} == {"全钢载重轮胎"}
    assert sorted(sorted(row["stopped_by"]) for row in stopped) == sorted(
        [
            ["示例丁二烯"], ["示例中间体"], ["示例合成胶"], ["示例帘线集团"], ["示例盘条"],
            sorted(["示例炭黑一", "示例炭黑二"]), sorted(["示例助剂甲", "示例助剂乙"]),
            sorted(["示例轮胎一厂", "示例轮胎二厂"]), sorted(["境外·泰国", "境外·科特迪瓦"]),
        ]
    )  # fmt: skip
    works = 0.9**5 * 0.99**4
    for row in stopped:
        assert row["n_members"] == len(row["stopped_by"])
        assert row["birnbaum"] == pytest.approx(works / 0.9 if row["n_members"] == 1 else works / 0.99 * 0.1)
        assert row["probability"] == pytest.approx(1 - works)
    assert (counts["CutSet"], counts["STOPS"], counts["WorstPair"]) == (9, 9, 20)
    assert counts["HAS_MEMBER"] == 5 + 2 * 4 + 2 * 20
    worst = next(rows for rows in found if rows and "fail_together" in rows[0])
    assert set(worst[0]["fail_together"]) == {"示例中间体", "示例帘线集团"}
    together = 80 * 400 / 1120 + 78 * 720 / 1120
    assert worst[0]["days_lost"] == pytest.approx(together)
    assert sorted(worst[0]["days_alone"]) == pytest.approx([33.7143, 48.7857], abs=5e-5)
    assert worst[0]["beyond_the_sum"] == pytest.approx(together - 33.7143 - 48.7857, abs=1e-4)
    evidence = asked(neo4j_uri, "MATCH (c:CutSet {order: 2}) RETURN c.evidence_id AS id, c.version_id AS v LIMIT 1")[0]
    assert evidence["v"] == shown.pushed.version_id
    assert shown_door.json("ask", "evidence", "-p", f"id={evidence['id']}")["rows"]
    parts = next(rows for rows in found if rows and "fewest_members" in rows[0])
    assert {(row["firm"], row["fewest_members"], row["n_cut_sets"]) for row in parts} >= {
        ("示例帘线东", 1, 1), ("示例炭黑一", 2, 1),
    }  # fmt: skip


def test_a_cut_set_changed_by_hand_is_told(door: Door, neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied(neo4j_uri)
    configured(door, neo4j_uri, monkeypatch).json("neo4j", "push")
    asked(neo4j_uri, "MATCH (c:CutSet {order: 2})-[m:HAS_MEMBER]->() WITH m LIMIT 1 DELETE m")
    asked(neo4j_uri, "MATCH (w:WorstPair) WITH w ORDER BY w.loss_days DESC LIMIT 1 SET w.loss_days = 1.0")
    code, out, _ = door("neo4j", "verify", "--json")
    told = {(d["kind"], d["what"], d["field"]) for d in json.loads(out)["differences"]}
    assert code == 2
    assert {each for each in told if each[0] == "changed"} == {("changed", "WorstPair", "loss_days")}
    assert {what for kind, what, _ in told if kind == "missing"} <= {
        "(CutSet)-[HAS_MEMBER]->(Firm)", "(CutSet)-[HAS_MEMBER]->(ControlGroup)",
    }  # fmt: skip
    assert door.json("neo4j", "push")["written"] is True
    assert door.json("neo4j", "push")["written"] is False
