"""Words of answers: what is computed is a code of the vocabulary its column names, with a label in the language asked
for; in English no Chinese stands anywhere but in names and in what lists say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.columns import member_codes
from graphsvc.domain.labels import vocabulary
from graphsvc.domain.submission import LoadOptions
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.samples.later_editions import write_editions
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader
from tests.integration.door import is_chinese
from tests.integration.made_books import load_all

NAMES = {
    "name", "product_name", "stage_name", "entity_name", "nearest_name", "supplier_names", "local_maker_names",
    "binding_name", "buyer_name", "from_name", "to_name", "downstream_name", "downstream_product_name", "worst_name",
}  # fmt: skip
"""Columns, and members of objects and summaries, that hold names."""
QUOTED = {
    "description", "owner", "by_owner", "alert_note", "restriction_note", "causes", "issue_no", "technologies",
    "platforms", "projects", "policies", "park", "source_file", "source_sheet", "cells", "used", "reserve_no",
    "entity_id", "object", "worst",
}  # fmt: skip
"""Those that hold what a list says, or an id that lists give."""
IDS = {
    "table", "field", "columns", "chain_code", "stage_code", "parent_code", "product_code", "products", "code", "level",
    "country", "firm_region", "id", "sheet",
}  # fmt: skip
"""Those that hold ids that look like codes."""
OTHERS = {"gap-list"}
"""Has tests of its own."""
LISTS = {
    "position": ("stages", "position"), "instrument": ("reserves", "instrument"), "size": ("firms", "size"),
    "tag": ("firms", "tags"), "qualification": ("outside_resources", "status"), "issue_type": ("issues", "type"),
    "severity": ("issues", "severity"), "issue_status": ("issues", "status"),
    "necessity": ("product_inputs", "necessity"),
}  # fmt: skip
"""Vocabularies of words of the lists, by table and field."""
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+|[a-z]{3,}")


@pytest.fixture(scope="module")
def tyres(tyre_book: Path) -> Analyst:
    """The worked example."""
    return load_all(tyre_book)


@pytest.fixture(scope="module", params=["tyres", "made"])
def analyst(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """The worked example; two made chains with every list filled, one of them in a later edition too."""
    if request.param == "tyres":
        found: Analyst = request.getfixturevalue("tyres")
        return found
    folder, store = tmp_path_factory.mktemp("made"), MemoryStore()
    first = [make_workbook(SOURCES / name, folder / f"{name}.xlsx") for name in ("vehicle", "tyre_chemicals")]
    for books in (first, [write_editions(SOURCES / "tyre_chemicals", folder)["later"]]):
        load(books, LoadOptions(), store, Loader("敏感"), lambda *_: None)
    return Analyst(store)


def asked(analyst: Analyst) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every question, with objects that the version at hand has."""
    snapshot = analyst.workspace().snapshot
    n = snapshot.network
    chain = next(iter(snapshot.chains))
    for name, question in CATALOGUE.items():
        if not any(p.required for p in question.parameters):
            yield name, {"l1plus": "none"} if name == "choke-points" else {}
    for kind in ("firm", "site", "park", "region", "country", "product"):
        yield "choke-points", {"entity": kind, "l1plus": "none", "chain": chain, "limit": 20}
    for level in ("group", "class"):
        yield "industry-coverage", {"level": level, "chain": chain}
    worst = analyst.ask("choke-points", {"chain": chain, "l1plus": "none", "limit": 3}).findings
    for finding in worst:
        entity = finding.values["entity_id"]
        yield "backup-plan", {"entity_id": entity, "chain": chain}
        yield "group-outage", {"group": entity, "chain": chain}
        yield "stress-test", {"scenario": {"shocks": [{"entity_type": "group", "entity_id": entity}]}, "chain": chain}
    for row in snapshot.tables.rows("reserves"):
        yield "backup-plan", {"entity": "product", "entity_id": row["product"], "chain": row["slot_chain"]}
    for code in sorted({c for row in snapshot.tables.rows("outside_resources") for c in row["products"] or ()}):
        yield "gap-fillers", {"product": code, "chain": chain}
    for code in n.product_codes[:5]:
        yield "gap-fillers", {"product": code, "chain": chain}
        yield "neighbourhood", {"object": code}
        yield "upstream", {"object": code}
    yield "neighbourhood", {"object": worst[0].values["entity_id"]}
    one, other = next((row["supplier"], row["buyer"]) for row in snapshot.tables.rows("supplies") if row["supplier"])
    yield "supply-paths", {"from": one, "to": other}
    for kind, what in (("country-cutoff", "country"), ("region-outage", "outage_region"), ("park-outage", "park")):
        entities, _ = analyst.workspace().scope(chain).entities({"outage_region": "region"}.get(what, what))
        if len(entities):
            yield kind, {what: entities.ids[0], "chain": chain}


def answers(analyst: Analyst) -> Iterator[dict[str, Any]]:
    """The documents in English, and of the first row of each what it rests on."""
    for name, given in asked(analyst):
        if name in OTHERS:
            continue
        document = answer_document(analyst.ask(name, given), "en")
        yield document
        if document["rows"] and name != "changes":
            yield answer_document(analyst.ask("evidence", {"id": document["rows"][0]["evidence_id"]}), "en")


def cells(value: Any, name: str = "") -> Iterator[tuple[str, str, bool]]:
    """(name, text, whether its label stands beside it) of every text of a document; what is quoted is left out."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            if key in QUOTED or key.endswith("_id") or key.endswith("_ids"):
                continue
            if f"{key}_label" in value:
                for text in [member] if isinstance(member, str) else member or ():
                    yield key, text, True
            elif key not in NAMES:
                yield from cells(member, key)
    elif isinstance(value, list):
        for item in value:
            yield from cells(item, name)
    elif isinstance(value, str):
        yield name, value, False


def test_codes_are_of_their_vocabulary_and_english_is_english(analyst: Analyst) -> None:
    met: set[str] = set()
    wrong: set[tuple[str, str, str, str]] = set()
    for document in answers(analyst):
        question = document["question"]
        own = {c.name: c.codes for c in CATALOGUE[question].columns}
        met.add(question)
        for part in ("rows", "summary", "truncated_reason", "warnings"):
            for name, text, is_labelled in cells(document[part], part):
                if is_labelled:
                    codes = own[name] if part == "rows" and name in own else member_codes(name)
                    assert codes is not None
                    wrong |= {
                        (question, name, t, "unknown code") for t in text.split("、") if t not in vocabulary(codes)
                    }
                elif name in IDS or name in ("file", "original", "column", "message", "remedy"):
                    continue
                elif is_chinese(text):
                    wrong.add((question, name, text, "Chinese"))
                elif CODE.fullmatch(text) and not name.endswith("_label") and name not in ("code", "action"):
                    wrong.add((question, name, text, "a code without vocabulary"))
    assert not wrong
    assert met >= set(CATALOGUE) - OTHERS - {"corridor-outage", "site-outage", "product-outage", "firm-outage"}
