"""The door for Python: its names and signatures, which stay; frames, graphs and maps of the tyre chain; refusals."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator
from pathlib import Path

import igraph
import networkx as nx
import pandas as pd
import pytest

import graphsvc
from graphsvc.domain.errors import AnalysisError, InputError, NotFound, ParameterError
from graphsvc.library.chains import Chains

RUBBER, SECOND = "91370300FAKE01032D", "91371000FAKE01024F"
SIGNATURES = {
    "ask": "(self, name: 'str', **parameters: 'Any') -> 'pd.DataFrame'",
    "scenario": "(self, scenario: 'Mapping[str, Any]', **parameters: 'Any') -> 'pd.DataFrame'",
    "evidence": "(self, id: 'str') -> 'pd.DataFrame'",
    "table": "(self, name: 'str') -> 'pd.DataFrame'",
    "graph": "(self, chain: 'str | None' = None, layer: 'Layer' = 'trade', "
    "library: \"Literal['networkx', 'igraph', 'pyvis']\" = 'networkx') -> 'nx.MultiDiGraph[str] | Any'",
    "map": "(self, chain: 'str | None' = None, focus: 'str | None' = None, hops: 'int' = 2, "
    "direction: 'str' = 'up') -> 'MapPicture'",
    "close": "(self) -> 'None'",
}


@pytest.fixture(scope="module")
def url(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the store that holds the tyre chain."""
    held = tmp_path_factory.mktemp("tyre") / "store.db"
    held.write_bytes(tyre_store.read_bytes())
    return f"sqlite:///{held}"


@pytest.fixture(scope="module")
def chains(url: str) -> Iterator[Chains]:
    with graphsvc.open(url) as opened:
        yield opened


def test_names_and_signatures_stay() -> None:
    assert str(inspect.signature(graphsvc.open)) == "(url: 'str | None' = None, at: 'str | None' = None) -> 'Chains'"
    public = {name: str(inspect.signature(part)) for name, part in vars(Chains).items()
              if not name.startswith("_") and callable(part)}  # fmt: skip
    assert public == SIGNATURES


def test_an_answer_is_a_frame_with_all_that_is_said(chains: Chains) -> None:
    frame = chains.ask("choke-points", entity="firm")
    row = frame.set_index("entity_id").loc[RUBBER]
    assert (row["risk_grade"], row["tts_days"], row["ttr_days"], row["n_buyers"]) == ("red", 10.0, 60.0, 2)
    said = frame.attrs
    assert said["units"]["loss_days"] == "d"
    assert (said["labels"]["zh"]["loss_days"], said["labels"]["en"]["loss_days"]) == (
        "损失(满产天)", "loss (full-output days)",
    )  # fmt: skip
    assert {"data_grade", "completeness", "truncated", "warnings", "summary", "parameters"} <= set(said)
    assert list(said["evidence_ids"]) == frame["evidence_id"].tolist()
    assert (said["version_id"], said["content_hash"]) == (chains.version_id, chains.content_hash)
    assert len(said["answer"]["rows"]) == len(frame) == said["n_rows"]


def test_types_are_real(chains: Chains) -> None:
    points = chains.ask("choke-points")
    kinds = points.dtypes.to_dict()
    assert kinds["loss_days"].kind == "f"
    assert isinstance(kinds["n_buyers"], pd.Int64Dtype)
    assert isinstance(kinds["ttr_assumed"], pd.BooleanDtype)
    assert all(isinstance(cell, list) for cell in points["products"])
    assert pd.api.types.is_datetime64_any_dtype(chains.table("firms")["as_of"])
    plan = chains.ask("evidence", id=points["evidence_id"][0])
    assert all(isinstance(cell, dict) for cell in plan["cells"])


def test_what_is_said_survives_a_step_and_is_not_copied(chains: Chains) -> None:
    frame = chains.ask("choke-points")
    red = frame[frame["risk_grade"] == "red"]
    assert red.attrs["answer"] is frame.attrs["answer"]
    assert copy.deepcopy(frame.attrs["answer"]) is frame.attrs["answer"]


def test_a_scenario_and_its_curve(chains: Chains) -> None:
    shock = {"entity_type": "firm", "entity_id": RUBBER, "duration": 30}
    frame = chains.scenario({"shocks": [shock]})
    assert frame.set_index("firm_id")["first_day"].to_dict() == {SECOND: 10.0, "91370500FAKE010162": 15.0}
    assert frame.attrs["summary"]["curve"]


def test_evidence_and_tables(chains: Chains) -> None:
    first = chains.ask("choke-points")["evidence_id"][0]
    rows = chains.evidence(first)
    assert set(rows["table"]) <= {"capacities", "supplies", "firms"}
    supplies = chains.table("supplies")
    assert len(supplies) == 23
    assert supplies.attrs["units"]["stock"] == "d"
    assert (supplies.attrs["version_id"], supplies.attrs["n_rows"]) == (chains.version_id, 23)


def test_the_same_graph_in_both_libraries(chains: Chains) -> None:
    one, other = chains.graph(layer="joined"), chains.graph(layer="joined", library="igraph")
    assert isinstance(one, nx.MultiDiGraph)
    assert isinstance(other, igraph.Graph)
    assert list(one) == other.vs["name"]
    assert (len(one), one.size()) == (other.vcount(), other.ecount()) == (23, 45)
    assert one.nodes[RUBBER]["risk_grade"] == other.vs.find(name=RUBBER)["risk_grade"] == "red"
    assert nx.has_path(one, RUBBER, SECOND)


def test_a_map_shows_itself(chains: Chains) -> None:
    drawn = chains.map()
    assert drawn.svg.startswith("<svg")
    assert drawn.html.lower().startswith("<!doctype html>")
    shown = drawn._repr_html_()
    assert shown.startswith('<iframe sandbox="allow-scripts"')
    assert "<script" not in shown  # all of it is the text of an attribute


def test_refusals_are_the_house_s_own(chains: Chains, url: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        chains.ask("weather")
    with pytest.raises(ParameterError):
        chains.ask("choke-points", horizon=1)
    with pytest.raises(ParameterError):
        chains.graph(layer="social")  # type: ignore[arg-type]
    with pytest.raises(ParameterError):
        chains.graph(library="pen")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        chains.table("ships")
    with pytest.raises(NotFound):
        graphsvc.open(url, at="v000099")
    with pytest.raises(InputError):
        graphsvc.open("tyre.db")
    assert not issubclass(NotFound, AnalysisError)


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    with pytest.raises(NotFound) as refused:
        graphsvc.open(f"sqlite:///{missing}")
    assert refused.value.code == "no_version"
    assert not missing.exists()


def test_an_underscore_stands_for_a_word_of_python(chains: Chains) -> None:
    frame = chains.ask("changes", from_=chains.version_id)
    assert frame.attrs["parameters"]["from"] == chains.version_id
