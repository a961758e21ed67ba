"""Files for other programs, written by the command line and fetched over HTTP, read back by those programs."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import igraph
import networkx as nx
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import Door

API = "/api/v1"
STREAM, PARQUET = "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"
GRAPHS = {
    "graphml": "application/graphml+xml", "gexf": "application/gexf+xml", "cyjs": "application/json",
    "json": "application/json",
}  # fmt: skip


@pytest.fixture
def client(tyre_store: Path, tmp_path: Path) -> Iterator[TestClient]:
    copy = tmp_path / "served.db"
    copy.write_bytes(tyre_store.read_bytes())
    house = House(Settings(store_url=f"sqlite:///{copy}"))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
    house.close()


@pytest.mark.parametrize("ending", GRAPHS)
def test_a_graph_is_written_and_told(door: Door, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"tyre.{ending}"
    document = door.json("export", "graph", "--out", out, "--layer", "joined")
    assert document["written"] == [{"path": str(out), "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}]
    assert (document["n_nodes"], document["n_edges"]) == (23, 45)
    first = out.read_bytes()
    door.json("export", "graph", "--out", out, "--layer", "joined", "--at", document["version_id"])
    assert out.read_bytes() == first


def test_networkx_and_igraph_count_the_same(door: Door, tmp_path: Path) -> None:
    out = tmp_path / "tyre.graphml"
    for layer, n in (("technical", (9, 8)), ("trade", (14, 23)), ("joined", (23, 45))):
        door.json("export", "graph", "--out", out, "--layer", layer)
        one, other = nx.read_graphml(out, force_multigraph=True), igraph.Graph.Read_GraphML(str(out))
        assert (len(one), one.size()) == (other.vcount(), other.ecount()) == n
        nodes = {name for _, about in one.nodes(data=True) for name in about}
        edges = {name for *_, about in one.edges(data=True) for name in about}
        assert nodes == set(other.vs.attributes()) - {"id"}
        assert edges == set(other.es.attributes()) - {"id"}
        for name in nodes:
            assert len({type(about[name]) for _, about in one.nodes(data=True) if name in about}) == 1


def test_what_is_no_graph_is_refused(door: Door, tmp_path: Path) -> None:
    assert door.refused("export", "graph", "--out", tmp_path / "tyre.dot")["code"] == "cannot_write"
    told = door.refused("export", "graph", "--out", tmp_path / "tyre.json", "--layer", "social")
    assert told["code"] == "bad_parameter"
    told = door.refused("export", "graph", "--out", tmp_path / "tyre.json", "--chain", "ZZ-C99")
    assert told["code"] == "unknown_object"
    assert door.refused("table", "firms", "--parquet", tmp_path / "firms.csv")["code"] == "cannot_write"
    assert not list(tmp_path.glob("tyre.*"))


def test_pandas_polars_and_duckdb_read_an_answer(door: Door, tmp_path: Path) -> None:
    parquet, arrow = tmp_path / "single.parquet", tmp_path / "single.arrow"
    rows = door.json("ask", "single-sources", "--parquet", parquet, "--arrow", arrow)["rows"]
    shares = [row["share"] for row in rows]
    suppliers = [row["supplier_ids"] for row in rows]
    by_pandas = pd.read_parquet(parquet)
    assert by_pandas["share"].tolist() == shares
    assert [list(cell) for cell in by_pandas["supplier_ids"]] == suppliers
    assert pd.read_feather(arrow)["share"].tolist() == shares
    for by_polars in (pl.read_parquet(parquet), pl.read_ipc(arrow)):
        assert by_polars["share"].to_list() == shares
        assert by_polars.schema["supplier_ids"] == pl.List(pl.String)
        assert by_polars["supplier_ids"].to_list() == suppliers
    asked = duckdb.execute(f"SELECT share, supplier_ids, typeof(n_groups) FROM '{parquet}'").fetchall()
    assert [row[0] for row in asked] == shares
    assert [row[1] for row in asked] == suppliers
    assert {row[2] for row in asked} == {"BIGINT"}


def test_a_table_with_its_days_and_units(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "supplies.parquet"
    document = door.json("table", "supplies", "--parquet", path)
    schema = pq.read_schema(path)
    assert schema.field("as_of").type == pa.date32()
    assert schema.metadata[b"content_hash"].decode() == document["content_hash"]
    assert json.loads(schema.metadata[b"units"])["stock"] == "d"
    assert pl.read_parquet(path).schema["as_of"] == pl.Date
    total = duckdb.execute(f"SELECT sum(qty) FROM '{path}' WHERE product = 'P020301'").fetchall()
    assert total[0][0] == pytest.approx(4.32 + 2.4)  # 合成橡胶 to both makers, list 07


@pytest.mark.parametrize("ending", GRAPHS)
def test_a_graph_over_http(client: TestClient, ending: str) -> None:
    told = client.get(f"{API}/exports/graph.{ending}", params={"layer": "technical"})
    assert told.status_code == 200
    assert told.headers["content-type"] == GRAPHS[ending]
    again = client.get(f"{API}/exports/graph.{ending}", params={"layer": "technical"},
                       headers={"If-None-Match": told.headers["etag"]})  # fmt: skip
    assert again.status_code == 304
    if ending == "graphml":
        assert len(nx.parse_graphml(told.text)) == 9


def test_refusals_over_http(client: TestClient) -> None:
    assert client.get(f"{API}/exports/graph.dot").status_code == 404
    assert client.get(f"{API}/exports/graph.json", params={"layer": "social"}).status_code == 422
    assert client.get(f"{API}/exports/graph.json", params={"chain": "ZZ"}).status_code == 404
    assert client.get(f"{API}/exports/gaps.parquet").status_code == 404
    assert client.get(f"{API}/questions/choke-points", params={"format": "feather"}).status_code == 422


@pytest.mark.parametrize("asked", [{"params": {"format": "arrow"}}, {"headers": {"Accept": STREAM}}])
def test_arrow_over_http(client: TestClient, asked: dict[str, dict[str, str]]) -> None:
    version = client.get(f"{API}/versions").json()[0]["version_id"]
    rows = client.get(f"{API}/questions/choke-points").json()["rows"]
    answer = client.get(f"{API}/questions/choke-points", **asked)  # type: ignore[arg-type]
    assert answer.headers["content-type"] == STREAM
    table = pa.ipc.open_stream(answer.content).read_all()
    assert table["loss_days"].to_pylist() == [row["loss_days"] for row in rows]
    assert table.schema.metadata[b"version_id"].decode() == version
    whole = client.get(f"{API}/versions/{version}/tables/supplies", **asked)  # type: ignore[arg-type]
    assert whole.headers["content-type"] == STREAM
    assert pa.ipc.open_stream(whole.content).read_all().num_rows == 23


@pytest.mark.parametrize("asked", [{"params": {"format": "parquet"}}, {"headers": {"Accept": PARQUET}}])
def test_parquet_over_http(client: TestClient, asked: dict[str, dict[str, str]]) -> None:
    version = client.get(f"{API}/versions").json()[0]["version_id"]
    answer = client.get(f"{API}/questions/choke-points", **asked)  # type: ignore[arg-type]
    assert answer.headers["content-type"] == PARQUET
    assert pd.read_parquet(io.BytesIO(answer.content))["risk_grade"].iloc[0] == "red"
    whole = client.get(f"{API}/versions/{version}/tables/firms", **asked)  # type: ignore[arg-type]
    assert pl.read_parquet(whole.content).height == 12
