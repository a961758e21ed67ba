"""Every Cypher text: its header tells what it takes and gives, every path has an end, every plan starts in an index."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.stores.neo4j.cypher import FOLDER, HEADER, Query, query
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.stores.sql_store import open_store
from tests.benchmarks.made_chain import make_bundle
from tests.integration.twins.asking import TWINS, Bound, asked_of, pushed
from tests.integration.twins.plans import MOST_STEPS, explained, faults

FILES = sorted(FOLDER.glob("*/*.cypher"))
QUERIES = [query(path.parent.name, path.stem) for path in FILES]
READ = (*TWINS, "evidence")
TYPE = re.compile(
    r"\b(texts?|lists?|maps?|bool|true|false|yes|no|unknown|dates?|day|days|moment|JSON|whole numbers?|ids?)\b"
)


@pytest.fixture(params=QUERIES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def any_query(request: pytest.FixtureRequest) -> Query:
    """Each file of queries/."""
    found: Query = request.param
    return found


def test_the_header_names_the_file_and_the_question(any_query: Query) -> None:
    assert tuple(any_query.header) == HEADER
    assert any_query.name == any_query.header["name"]
    if any_query in [query("read", name) for name in READ]:
        assert any_query.header["asks"] == CATALOGUE[any_query.name].asks_en


def test_the_header_names_every_parameter(any_query: Query) -> None:
    told, used = (
        set(re.findall(r"\$([a-z_]\w*)", text)) for text in (any_query.header["params"], _bare(any_query.text))
    )
    assert told == used
    assert any_query.header["params"] == "none" or told
    for part in parts(any_query.header["params"], ";"):
        assert not part.startswith("$") or _is_told(part), part


def test_the_header_names_every_column(any_query: Query) -> None:
    told = promised(any_query)
    for column in columns(any_query):
        assert column in told, column
        assert _is_told(told[column]), told[column]


def test_every_path_has_an_end(any_query: Query) -> None:
    assert not endless(_bare(any_query.text))


@pytest.mark.parametrize(
    "pattern",
    ["(a)-[*]->(b)", "(a)-[r:X*]-(b)", "(a)-[:X*2..]->(b)", "(a)-[:X*..13]->(b)", "(a)-[:X*1..40]-(b)", "(a)-[*20]-(b)",
     "((a)-[:X]->(b)){1,}", "((a)-[:X]->(b))+", "((a)-[:X]->(b))*", "(a)-[:X]->+(b)", "(a)-->*(b)", "(a)-[:X]-{2,}(b)",
     "(a)-[:X]->{1,13}(b)", "(a)--+(b)"],
)  # fmt: skip
def test_endless_paths_are_seen(pattern: str) -> None:
    assert endless(f"MATCH {pattern} WHERE size(a.x) + (1) * (2) > 0 RETURN b")


@pytest.mark.parametrize("pattern", ["(a)-[:X*0..12]->(b)", "(a)-[*3]-(b)", "((a)-[:X]->(b)){1,12}", "(a)-->{2}(b)"])
def test_paths_with_an_end_pass(pattern: str) -> None:
    assert not endless(f"MATCH {pattern} RETURN [x IN b.list | x * 2] AS a, (a.x) * (b.x) + (a.y) AS y")


@pytest.fixture(scope="module")
def bound(graph: Neo4jStore, tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bound]:
    """What the engine binds to each query and what it gets, on the tyre chain, with a made chain beside it."""
    from graphsvc.cli import run

    folder = tmp_path_factory.mktemp("plans")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder}/made.db")
        assert run(["load", str(make_bundle(folder / "made", 4000)), "--json"]) == 0
    shutil.copyfile(tyre_store, folder / "tyre.db")
    for name in ("made", "tyre"):
        store = open_store(f"sqlite:///{folder}/{name}.db")
        latest = store.latest()
        assert latest is not None
        analyst = pushed(graph, f"plans-{name}", store.tables(latest.version_id))
        store.close()
    yield asked_of(graph, analyst)
    for name in ("made", "tyre"):
        graph.remove(f"plans-{name}", "test")


@pytest.mark.neo4j
@pytest.mark.parametrize("name", READ)
def test_every_plan_starts_in_an_index(name: str, bound: Bound, neo4j_uri: str) -> None:
    asked = query("read", name)
    parameters, _ = bound[name][0]
    plan, returned = explained(neo4j_uri, asked.text, parameters)
    assert not faults(name, plan)
    assert returned == columns(asked)
    for given, rows in bound[name]:
        assert set(re.findall(r"\$(\w+)", asked.header["params"])) <= set(given)
        for row in rows:
            for column, value in row.items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    assert re.search(r"\[.+\]|whole number", promised(asked)[column]), f"{column}: a figure, no unit"


def _bare(text: str) -> str:
    """A statement without comments and literals."""
    return re.sub(r"//[^\n]*", "", re.sub(r"'[^']*'", "''", text))


def endless(text: str) -> list[str]:
    """Patterns of variable length without a bound of at most ``MOST_STEPS``."""
    found = []
    for star in re.findall(r"-\[[^\[\]]*?(\*[^\[\]{]*)[^\[\]]*\]", text):
        bound = re.fullmatch(r"\*\s*(?:\d*\s*\.\.\s*)?(\d+)\s*", star)
        if bound is None or int(bound.group(1)) > MOST_STEPS:
            found.append(star)
    # quantifiers stand behind a relation, or behind a path in brackets; elsewhere + and * are sums and products
    behind = re.findall(r"(?:->|-)\s*(\+|\*|\{[\d\s,]+\})\s*\(", text)
    for close in re.finditer(r"\)\s*(\+|\*|\{[\d\s,]+\})", text):
        if re.search(r"--|-\[|<-|->", text[_opening(text, close.start()) : close.start()]):
            behind.append(close.group(1))
    for quantifier in behind:
        bound = re.fullmatch(r"\{\s*(?:\d*\s*,\s*)?(\d+)\s*\}", quantifier)
        if bound is None or int(bound.group(1)) > MOST_STEPS:
            found.append(quantifier)
    return found


def _opening(text: str, at: int) -> int:
    """Where the bracket that closes at ``at`` opens."""
    depth = 0
    for place in range(at, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return 0


def columns(asked: Query) -> list[str]:
    """Columns of the last RETURN."""
    text = _bare(asked.text)
    last = text[[m.start() for m in re.finditer(r"^RETURN\b", text, re.MULTILINE)][-1] + len("RETURN") :]
    last = re.split(r"^(?:ORDER BY|LIMIT)\b", last, flags=re.MULTILINE)[0]
    return [re.split(r"\s+AS\s+", item)[-1].strip() for item in parts(last, ",")]


def promised(asked: Query) -> dict[str, str]:
    """Column to the part of the header's ``returns`` that tells of it."""
    found: dict[str, str] = {}
    for part in parts(asked.header["returns"], ";"):
        for word in re.findall(r"\w+", part):
            found.setdefault(word, part)
    return found


def parts(text: str, mark: str) -> list[str]:
    """A text cut at a mark, brackets and CASE … END kept whole."""
    found, depth, last = [], 0, 0
    for token in re.finditer(rf"[(\[{{)\]}}]|\bCASE\b|\bEND\b|{mark}", text):
        word = token.group()
        if word == mark and depth == 0:
            found.append(text[last : token.start()].strip())
            last = token.end()
        elif word != mark:
            depth += 1 if word in "([{" or word == "CASE" else -1
    return [part for part in [*found, text[last:].strip()] if part]


def _is_told(part: str) -> bool:
    """Whether a part of a header has a unit or a word for the type."""
    return bool(re.search(r"\[.+\]|\w\|\w", part) or TYPE.search(part))
