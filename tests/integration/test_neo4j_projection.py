"""A version in a real Neo4j: counts, verification, one version for every reader, old ones removed, pushes that stop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.errors import StoreError
from graphsvc.settings import Settings
from graphsvc.usecases.projection import projecting
from graphsvc.wiring import House
from tests.integration.door import Door
from tests.integration.neo4j_door import asked, configured, emptied

pytestmark = pytest.mark.neo4j


@pytest.fixture
def graph_door(door: Door, neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> Door:
    """The tyre chain in a store, with an empty graph database beside it."""
    emptied(neo4j_uri)
    return configured(door, neo4j_uri, monkeypatch)


def house_of() -> House:
    """A house on the settings of the test."""
    return House(Settings())


def silent(fraction: float, stage: str) -> None:
    """No progress shown."""


def test_counts_equal_the_tables(graph_door: Door, neo4j_uri: str) -> None:
    done = graph_door.json("neo4j", "push")
    version = done["version_id"]
    rows = {name: graph_door.json("table", name)["rows"] for name in
            ("stages", "products", "product_inputs", "firms", "capacities", "supplies", "parks")}  # fmt: skip
    by_label = "MATCH (n {version_id: $v}) UNWIND labels(n) AS label RETURN label, count(*) AS n"
    by_type = "MATCH ({version_id: $v})-[r]->() RETURN type(r) AS type, count(*) AS n"
    labels = {r["label"]: r["n"] for r in asked(neo4j_uri, by_label, v=version)}
    types = {r["type"]: r["n"] for r in asked(neo4j_uri, by_type, v=version)}
    firms = {r["firm_id"] for r in rows["firms"]} | {r["supplier"] for r in rows["supplies"]}
    assert labels["Firm"] == len(firms) == 14
    assert labels["Stage"] == len(rows["stages"])
    assert labels["Product"] == len({r["product_code"] for r in rows["products"]})
    assert labels["Park"] == len(rows["parks"])
    assert labels["Chain"] == labels["Submission"] == 1
    # 12 present capacity rows, each at one site; three sites share no firm
    assert labels["Site"] == len({(r["firm"], r["site"]) for r in rows["capacities"] if r["state"] == "现状"})
    assert labels["IndustryClass"] == 20 + 97 + 473 + 1381  # GB/T 4754-2017, whole
    assert labels["ListRow"] == sum(
        len(graph_door.json("table", name)["rows"]) for name in house_of().analyst.workspace().snapshot.tables.names()
    )
    assert types["SUPPLIES"] == len(rows["supplies"])
    assert types["PRODUCES"] == len(rows["capacities"])
    assert types["INPUT_OF"] == len(rows["product_inputs"])
    assert types["CONTAINS"] == len(rows["products"])
    assert types["LISTED_IN"] == len(rows["firms"])
    assert types["MAKES"] == 14  # 12 makers and two foreign sources, one product each
    assert types["BUYS"] == len({(r["buyer"], r["product"]) for r in rows["supplies"]})
    assert {**labels, **types} == {**done["counts"], "Projection": 1}


def test_properties_are_typed_and_dated(graph_door: Door, neo4j_uri: str) -> None:
    version = graph_door.json("neo4j", "push")["version_id"]
    found = asked(
        neo4j_uri,
        "MATCH (a:Firm {version_id: $v})-[s:SUPPLIES]->(b:Firm) WHERE a.name = '示例中间体' AND b.name = '示例助剂甲'"
        " RETURN s.qty AS qty, s.stock AS stock, s.as_of AS as_of, s.source_sheet AS sheet, s.source_row AS row,"
        " s.submission_id AS submission, s.share AS share",
        v=version,
    )[0]
    assert found["qty"] == 1.008
    assert found["stock"] == 25
    assert found["share"] == 1.0
    assert found["as_of"].to_native().year >= 2020
    assert found["sheet"].startswith("07")
    assert found["row"] > 1
    assert found["submission"].startswith("sub-")


def test_verify_reports_what_was_changed_by_hand(graph_door: Door, neo4j_uri: str) -> None:
    version = graph_door.json("neo4j", "push")["version_id"]
    assert graph_door.json("neo4j", "verify")["equal"] is True
    asked(neo4j_uri, "MATCH (f:Firm {version_id: $v, name: '示例中间体'}) SET f.region_code = '110000'", v=version)
    asked(neo4j_uri, "MATCH (:Firm {version_id: $v, name: '示例丁二烯'})-[s:SUPPLIES]->() DELETE s", v=version)
    asked(neo4j_uri, "CREATE (:Firm {version_id: $v, id: 'FAKE', name: 'by hand'})", v=version)
    asked(neo4j_uri, "CREATE (:Firm {id: 'LOOSE'})")
    asked(neo4j_uri, "CREATE (:Secret {version_id: $v, id: 'other label'})", v=version)
    code, out, _ = graph_door("neo4j", "verify", "--json")
    document = json.loads(out)
    assert (code, document["equal"], document["code"]) == (2, False, "graph_unequal")
    told = {(d["kind"], d["what"], d["field"]) for d in document["differences"]}
    assert told == {
        ("changed", "Firm", "region_code"),
        ("missing", "(Firm)-[SUPPLIES]->(Firm)", None),
        ("extra", "Firm", None),
        ("extra", "Secret", None),
    }
    changed = next(d for d in document["differences"] if d["kind"] == "changed")
    assert (changed["expected"], changed["found"]) == ("370300", "110000")
    assert {d["key"] for d in document["differences"] if d["what"] == "Firm" and d["kind"] == "extra"} == {
        "FAKE", "LOOSE"
    }  # fmt: skip
    asked(neo4j_uri, "MATCH (n:Secret) DELETE n")
    asked(neo4j_uri, "MATCH (n:Firm {id: 'LOOSE'}) DELETE n")
    assert graph_door.json("neo4j", "push")["written"] is True
    assert graph_door.json("neo4j", "verify")["equal"] is True


def test_pushing_twice_writes_once(graph_door: Door) -> None:
    assert graph_door.json("neo4j", "push")["written"] is True
    assert graph_door.json("neo4j", "push")["written"] is False
    status = graph_door.json("neo4j", "status")
    assert (status["state"], len(status["projections"])) == ("ready", 1)


def test_an_interrupted_push_is_replaced(graph_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphsvc.stores.neo4j.projection_store.BATCH", 200)
    house = house_of()
    assert house.graph is not None
    for stop_at in (0.35, 0.5, 0.7, 0.8):

        def stopping(fraction: float, stage: str, stop_at: float = stop_at) -> None:
            if fraction >= stop_at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            projecting.push(house.analyst, house.graph, stopping)
        assert projecting.status(house.analyst, house.graph)["state"] == "behind"
        with pytest.raises(StoreError, match="not"):
            house.analyst.ask("missing-links", {}, engine="neo4j")
    assert projecting.push(house.analyst, house.graph, silent).written
    assert projecting.verify(house.analyst, house.graph, silent).is_equal
    house.close()


def test_a_push_that_was_taken_over_writes_no_more(graph_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphsvc.stores.neo4j.projection_store.BATCH", 200)
    house = house_of()
    assert house.graph is not None
    graph, analyst = house.graph, house.analyst
    other = {"done": False}

    def overtaken(fraction: float, stage: str) -> None:
        if fraction > 0.5 and not other["done"]:
            other["done"] = True
            projecting.push(analyst, graph, silent)

    with pytest.raises(StoreError) as refused:
        projecting.push(analyst, graph, overtaken)
    assert refused.value.code == "graph_taken_over"
    assert projecting.verify(analyst, graph, silent).is_equal
    house.close()


def test_readers_keep_the_version_they_pinned(graph_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    first = graph_door.json("neo4j", "push")["version_id"]
    versions = [first]
    for i in range(3):
        book = openpyxl.load_workbook(tyre_book)
        sheet = next(s for s in book if s.title.startswith("07"))
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.value == 15:
                    cell.value = 16 + i
        path = tmp_path / f"tyre{i}.xlsx"
        book.save(path)
        outcome = graph_door.json("load", path)
        assert outcome["published"] is True
        assert outcome["projection"]["state"] == "ready"
        versions.append(outcome["version_id"])
    ready = {p["version_id"] for p in graph_door.json("neo4j", "status")["projections"]}
    assert ready == set(versions[-2:])
    for version in versions[-2:]:
        rows = graph_door.json("ask", "single-sources", "--engine", "neo4j", "--at", version)
        assert rows["version_id"] == version
    code, out, _ = graph_door("ask", "single-sources", "--engine", "neo4j", "--at", first, "--json")
    assert (code, json.loads(out)["code"]) == (3, "graph_behind")


def test_a_half_written_version_is_seen_by_nobody(graph_door: Door) -> None:
    house = house_of()
    assert house.graph is not None
    version = house.analyst.version()
    house.graph.prepare()
    house.graph.begin(version.version_id, version.content_hash, "sha256:…", "half")
    with pytest.raises(StoreError) as refused:
        house.analyst.ask("missing-links", {}, engine="neo4j")
    assert refused.value.code == "graph_behind"
    house.close()


def test_without_a_server_loading_goes_on(door: Door, tyre_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", "bolt://127.0.0.1:1")
    outcome = door.json("load", tyre_book)
    projection = outcome["projection"]
    assert (projection["state"], projection["problem"]["code"]) == ("behind", "graph_unavailable")
    for words in (("neo4j", "push"), ("neo4j", "status"), ("ask", "missing-links", "--engine", "neo4j")):
        code, out, _ = door(*words, "--json")
        assert (code, json.loads(out)["code"]) == (3, "graph_unavailable")
    assert door.json("ask", "missing-links")["n_rows"] == 9


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7687", "bolt//nonsense"])
def test_a_wrong_address_is_told(door: Door, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", uri)
    code, out, _ = door("neo4j", "status", "--json")
    assert (code, json.loads(out)["code"]) == (3, "graph_address")


def test_nothing_configured_is_told(door: Door) -> None:
    code, out, _ = door("neo4j", "status", "--json")
    assert (code, json.loads(out)["code"]) == (3, "graph_not_configured")
    code, out, _ = door("ask", "choke-points", "--engine", "neo4j", "--json")
    assert (code, json.loads(out)["code"]) == (2, "no_twin")


def test_golden_answers_through_the_graph(graph_door: Door) -> None:
    """The worked example's findings (definitions, §7), asked of Neo4j."""
    graph_door.json("neo4j", "push")

    def ask(name: str, *more: str) -> Any:
        return graph_door.json("ask", name, "--engine", "neo4j", *more)

    missing = {r["product_name"]: r for r in ask("missing-links")["rows"]}
    assert (missing["高碳盘条"]["is_missing"], missing["高碳盘条"]["ladder"]) == ("yes", "province_has_none")
    assert missing["高碳盘条"]["demand"] == pytest.approx(15.288)
    assert missing["天然橡胶"]["ladder"] == "not_to_fill"
    assert ask("missing-links")["summary"]["completeness_cp"] == pytest.approx(7 / 8)
    single = {(r["name"], r["product_name"]): r for r in ask("single-sources")["rows"]}
    assert single["示例轮胎一厂", "钢帘线"]["kind"] == "disguised"
    assert single["示例轮胎一厂", "钢帘线"]["n_eff"] == pytest.approx(1.0)
    assert single["示例助剂甲", "促进剂中间体"]["kind"] == "sole"
    assert single["示例轮胎一厂", "炭黑"]["kind"] == "dominant"
    assert single["示例轮胎一厂", "炭黑"]["share"] == pytest.approx(0.6944, abs=1e-4)
    row = single["示例助剂甲", "促进剂中间体"]
    evidence = ask("evidence", "-p", f"id={row['evidence_id']}")
    assert evidence["rows"] == graph_door.json("ask", "evidence", "-p", f"id={row['evidence_id']}")["rows"]
    tiers = ask("upstream", "-p", "object=示例轮胎一厂")["rows"]
    assert {r["from_name"]: r["depth"] for r in tiers}["示例中间体"] == 2
