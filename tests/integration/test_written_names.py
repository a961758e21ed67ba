"""Names as written wherever a person reads them: answers, map, report, gap list, graph; the key stays inside."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.graph import Label
from graphsvc.domain.network_parts import read_firms
from graphsvc.domain.submission import LoadOptions
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import load
from graphsvc.usecases.projection.building import graph_rows
from graphsvc.wiring import Loader
from tests.integration.door import Door
from tests.unit.viz.handed_map import Page

BOOK = Path(__file__).parents[1] / "data" / "cases" / "foreign_names.xlsx"
NAMES = {
    "~appliedmaterials,inc.": "Applied Materials, Inc.",
    "~f&kdelvotecbondtechnikgmbh": "F&K DELVOTEC Bondtechnik GmbH",
}
KEYS = tuple(key[1:] for key in NAMES)
PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "eto_chips"


def analyst_of(path: Path) -> Analyst:
    store = MemoryStore()
    load([path], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    return Analyst(store)


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return analyst_of(BOOK)


def texts(value: Any) -> Iterator[str]:
    """Every text in a document that is not an id."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            if not re.search(
                r"(^|_)ids?$|^alternatives$|^nearest$|^fallen$|^members$|^worst$|^missing_upstream$|^shared_entity$|^shared_with$",
                key,
            ):
                yield from texts(member)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("name", [n for n, q in CATALOGUE.items() if not any(p.required for p in q.parameters)])
def test_no_answer_shows_a_key(analyst: Analyst, name: str) -> None:
    if name in ("stress-test", "gap-fillers") or name.endswith("-outage"):
        pytest.skip("asks for an object")
    document = answer_document(analyst.ask(name, {}), "zh")
    assert not [text for text in texts(document["rows"]) if any(key in text for key in KEYS)]


def test_columns_of_names(analyst: Analyst) -> None:
    told = {f.values["supplier_ids"][0]: f.values["supplier_names"] for f in analyst.ask("single-sources", {}).findings}
    assert {key: [name] for key, name in NAMES.items()}.items() >= told.items()
    assert set(told) & set(NAMES)
    groups = {f.values["entity_id"]: f.values["name"] for f in analyst.ask("choke-points", {}).findings}
    assert {key: groups[key] for key in NAMES if key in groups} == {k: n for k, n in NAMES.items() if k in groups}


def test_nodes_of_the_graph(analyst: Analyst) -> None:
    rows = graph_rows(analyst, analyst.version().version_id, lambda fraction, stage: None, judged=False)
    named = {node["id"]: node["name"] for node in rows.nodes[Label.FIRM] if node["id"] in NAMES}
    assert named == NAMES


def test_map_and_report(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(tmp_path / "names.db", capfdbinary, monkeypatch)
    door.json("load", BOOK)
    for command, out in (("map", "map.html"), ("report", "report.html")):
        door.json(command, "--out", tmp_path / out)
        file = (tmp_path / out).read_text(encoding="utf-8")
        text = html.unescape(file) + (Page(file).told if command == "map" else "")
        shown = re.sub(r"~[^\s\"'<>]*", "", text)  # the id itself may stand in the data of the page
        assert not [key for key in KEYS if key in shown], out
        assert any(name in text for name in NAMES.values()), out


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason=f"PUBLIC DATA IS NOT HERE, NOTHING OF IT WAS TESTED: {PUBLISHED}")
def test_a_published_chain() -> None:
    found = analyst_of(PUBLISHED / "chip_chain.xlsx")
    firms = read_firms(found.workspace().snapshot.tables)
    with (PUBLISHED / "providers.csv").open(encoding="utf-8-sig", newline="") as stream:
        published = {row["provider_name"] for row in csv.DictReader(stream)}
    outside = [name for i, name in zip(firms.ids, firms.names, strict=True) if i.startswith("~") and "示例" not in name]
    assert len(outside) > 150
    assert set(outside) <= published
