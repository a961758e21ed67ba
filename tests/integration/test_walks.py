"""Walks around the tyre makers through the doors, by hand; who is meant; pages of paths."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import Door
from tests.integration.test_tyre_acceptance import (
    A1,
    A2,
    B1,
    BLACK,
    BUTADIENE,
    C1,
    C2,
    CHEMICAL,
    CORD,
    M1,
    MIDDLE,
    N1,
    N2,
    NATURAL,
    R1,
    ROD,
    RUBBER,
    S1,
    S2,
    T1,
    T2,
    TYRE,
    W1,
)

# What T1 buys: synthetic rubber all from R1, black 6.00 + 2.64, cord 5.80 + 3.56, chemicals 1.416 + 0.744, natural
# rubber 60 : 40; and what T2 buys of the same nine.
TO_T1 = {
    (R1, RUBBER): 1.0,
    (C1, BLACK): 6 / 8.64,
    (C2, BLACK): 2.64 / 8.64,
    (S1, CORD): 5.8 / 9.36,
    (S2, CORD): 3.56 / 9.36,
    (A1, CHEMICAL): 1.416 / 2.16,
    (A2, CHEMICAL): 0.744 / 2.16,
    (N1, NATURAL): 0.6,
    (N2, NATURAL): 0.4,
}
SECOND = {(B1, R1, BUTADIENE), (W1, S1, ROD), (W1, S2, ROD), (M1, A1, MIDDLE), (M1, A2, MIDDLE)}


def _links(answer: dict[str, Any], depth: int) -> set[tuple[str, str, str]]:
    return {(r["from_id"], r["to_id"], r["product_code"]) for r in answer["rows"] if r["depth"] == depth}


@pytest.mark.parametrize("named", [T1, "示例轮胎一厂"])
def test_the_first_tyre_maker_and_its_neighbours(door: Door, named: str) -> None:
    answer = door.ask("neighbourhood", object=named)
    near = [r for r in answer["rows"] if r["depth"] == 1]
    assert {(r["from_id"], r["product_code"]): r["share"] for r in near} == pytest.approx(TO_T1)
    assert [(r["from_id"], r["to_id"], r["path"]) for r in near] == [(f, T1, [T1, f]) for f, _ in sorted(TO_T1)]
    assert {r["relation"] for r in answer["rows"]} == {"SUPPLIES"}
    assert _links(answer, 2) == {(f, T2, p) for f, p in TO_T1} | SECOND
    summary = answer["summary"]
    assert {k: summary["object"][k] for k in ("kind", "id", "name")} == {
        "kind": "firm",
        "id": T1,
        "name": "示例轮胎一厂",
    }
    assert (summary["n_nodes"], summary["n_edges"]) == (14, 23)
    assert summary["n_by_depth"] == [
        {"depth": 1, "n_edges": 9, "n_nodes": 9},
        {"depth": 2, "n_edges": 14, "n_nodes": 4},
    ]
    assert (answer["completeness"], answer["truncated"], summary["suppliers_without_lists"]) == (1, False, [])
    ways = {(r["from_id"], r["to_id"]): r["path"] for r in answer["rows"]}
    assert ways[N1, T2] == [T1, N1, T2], "every walk ends with its own link"
    assert ways[M1, A2] == [T1, A2, M1]


def test_nobody_buys_from_the_tyre_makers(door: Door) -> None:
    assert door.ask("neighbourhood", object=T1, direction="down")["rows"] == []
    assert door.ask("neighbourhood", object=T1, direction="down")["completeness"] is None
    down = door.ask("neighbourhood", object=M1, direction="down", hops=12)
    assert _links(down, 1) == {(M1, A1, MIDDLE), (M1, A2, MIDDLE)}
    assert _links(down, 2) == {(a, t, CHEMICAL) for a in (A1, A2) for t in (T1, T2)}
    assert down["summary"]["n_nodes"] == 5


def test_tiers_of_the_first_tyre_maker(door: Door) -> None:
    answer = door.ask("upstream", object=T1)
    assert _links(answer, 1) == {(f, T1, p) for f, p in TO_T1}
    assert _links(answer, 2) == SECOND
    assert answer["n_rows"] == 14
    assert door.ask("upstream", object=T1, max_hops=1)["n_rows"] == 9
    (row,) = (r for r in answer["rows"] if r["from_id"] == B1)
    assert (row["from_name"], row["to_name"], row["product_name"], row["share"]) == (
        "示例丁二烯", "示例合成胶", "丁二烯", 1,
    )  # fmt: skip
    assert row["path"] == [T1, R1, B1]
    evidence = door.ask("evidence", id=row["evidence_id"])["rows"]
    assert [(r["table"], r["cells"]) for r in evidence] == [("supplies", {"qty": 5.04, "share_buyer": 1})]
    assert evidence[0]["path"] == [{"firm_id": at} for at in (T1, R1, B1)]


def test_what_a_tyre_needs(door: Door) -> None:
    answer = door.ask("upstream", object="全钢载重轮胎")
    assert _links(answer, 1) == {(p, TYRE, p) for p in (RUBBER, BLACK, CORD, CHEMICAL, NATURAL)}
    assert _links(answer, 2) == {(BUTADIENE, RUBBER, BUTADIENE), (ROD, CORD, ROD), (MIDDLE, CHEMICAL, MIDDLE)}
    assert {(r["relation"], r["share"]) for r in answer["rows"]} == {("INPUT_OF", None)}
    evidence = door.ask("evidence", id=answer["rows"][0]["evidence_id"])["rows"]
    assert [(r["table"], r["cells"]["coefficient"]) for r in evidence] == [("product_inputs", 0.018)]


def test_two_ways_from_the_intermediate_to_the_tyre_maker(door: Door) -> None:
    answer = door.ask("supply-paths", **{"from": M1, "to": "示例轮胎一厂"})
    assert [r["path"] for r in answer["rows"]] == [
        [
            {"firm_id": M1, "product_code": MIDDLE},
            {"firm_id": a, "product_code": CHEMICAL},
            {"firm_id": T1, "product_code": CHEMICAL},
        ]
        for a in (A1, A2)
    ]
    assert {(r["from_id"], r["to_id"], r["relation"], r["product_code"], r["depth"]) for r in answer["rows"]} == {
        (M1, T1, "SUPPLIES", CHEMICAL, 2)
    }
    assert answer["parameters"]["limit"] == 100
    summary = answer["summary"]
    assert (summary["n_paths"], summary["n_edges"], summary["shortest"]) == (2, 4, 2)
    evidence = door.ask("evidence", id=answer["rows"][1]["evidence_id"])["rows"]
    assert [r["cells"]["qty"] for r in evidence] == [0.744, 0.672], "the rows of both deliveries, as they stand"
    assert door.ask("supply-paths", **{"from": M1, "to": T1, "max_hops": 1})["rows"] == []
    assert door.ask("supply-paths", **{"from": T1, "to": M1})["summary"]["shortest"] is None, "goods do not go back"
    (way,) = door.ask("supply-paths", **{"from": "促进剂中间体", "to": TYRE})["rows"]
    assert way["path"] == [{"product_code": p} for p in (MIDDLE, CHEMICAL, TYRE)]
    assert (way["depth"], way["product_code"], way["relation"]) == (2, CHEMICAL, "INPUT_OF")


def test_who_is_meant(door: Door) -> None:
    refused = door.refused("ask", "upstream", "-p", "object=示例轮胎一")
    assert refused["code"] == "unknown_object"
    assert "示例轮胎一厂" in refused["remedy"]
    mixed = door.refused("ask", "supply-paths", "-p", f"from={M1}", "-p", f"to={TYRE}")
    assert mixed["code"] == "bad_parameter"
    for name, value in (("hops", 13), ("hops", 0), ("direction", "sideways")):
        assert door.refused("ask", "neighbourhood", "-p", f"object={T1}", "-p", f"{name}={value}")["code"] == (
            "bad_parameter"
        )
    assert door.refused("ask", "supply-paths", "-p", f"from={M1}")["code"] == "missing_parameter"


def test_pages_of_paths(door: Door) -> None:
    """Over HTTP a page of paths is the question's own hundred; the pages together are all paths."""
    settings = Settings(store_url=f"sqlite:///{door.store}")
    with TestClient(create_app(House(settings)), base_url="http://127.0.0.1:8020") as client:
        url, asked = "/api/v1/questions/supply-paths", {"from": M1, "to": T1}
        answer = client.get(url, params=asked).json()
        assert (answer["parameters"]["limit"], answer["n_rows"]) == (100, 2)
        pages = [client.get(url, params={**asked, "limit": 1, "offset": i}).json()["rows"] for i in range(2)]
        assert [*pages[0], *pages[1]] == answer["rows"]
        opened = client.get(f"/api/v1/evidence/{pages[1][0]['evidence_id']}").json()
        assert opened["summary"]["finding"]["path"] == answer["rows"][1]["path"]
        assert client.get(url, params={**asked, "limit": 1001}).status_code == 422
        assert client.post(url, json=asked).json() == answer
        parameters = client.get("/openapi.json").json()["paths"][url]["get"]["parameters"]
        (limit,) = (p["schema"] for p in parameters if p["name"] == "limit")
        assert (limit["default"], limit["maximum"]) == (100, 1000)
