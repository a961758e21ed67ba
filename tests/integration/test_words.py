"""Words of answers: what is computed is a code of the vocabulary its column names, with a label in the language asked
for; in English no Chinese stands anywhere but in names and in what lists say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.columns import member_codes
from graphsvc.domain.dictionary import sheets
from graphsvc.domain.labelled import told_columns
from graphsvc.domain.labels import vocabulary, vocabulary_names
from graphsvc.domain.reference import reference_rows
from graphsvc.exports.answer_csv import csv_bytes
from graphsvc.exports.answer_workbook import answer_workbook
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document, file_document
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.report.writing import write_report
from tests.docs import manual
from tests.integration.door import Door, is_chinese
from tests.integration.made_books import load_all
from tests.integration.quoted import Quotes, quoted_texts, unquoted
from tests.unit.viz.handed_map import Page
from viz.network_map import paint_html, paint_svg
from viz.report import paint_report

NAMES = {
    "name", "product_name", "stage_name", "entity_name", "nearest_name", "supplier_names", "local_maker_names",
    "binding_name", "buyer_name", "from_name", "to_name", "downstream_name", "downstream_product_name", "worst_name",
    "supplier_name", "buyer_names", "place_name", "chain",
    "missing_names", "member_names", "names",
}  # fmt: skip
"""Columns, and members of objects and summaries, that hold names."""
QUOTED = {
    "description", "owner", "by_owner", "alert_note", "restriction_note", "causes", "issue_no", "technologies",
    "platforms", "projects", "policies", "park", "source_file", "source_sheet", "cells", "used", "reserve_no",
    "entity_id", "entity_ids", "object", "worst", "parameters", "shared_entity", "members", "row_key", "office",
    "question", "scenario", "template_parameters",
}  # fmt: skip
"""Those that hold what a list says, an id that lists give, or what a question may be asked with."""
IDS = {
    "table", "field", "columns", "chain_code", "stage_code", "parent_code", "product_code", "products", "code", "level",
    "country", "firm_region", "id", "sheet", "question",
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
def analyst(request: pytest.FixtureRequest) -> Analyst:
    """The worked example; a made chain with every list filled, in its editions."""
    found: Analyst = (
        request.getfixturevalue("tyres") if request.param == "tyres" else request.getfixturevalue("tyre_editions")[0]
    )
    return found


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
    yield "stress-test", {"scenario": {"template": "two-largest", "in_transit": True}, "actions": True, "chain": chain}
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
    space = analyst.workspace()
    facts = space.facts(space.scope(chain))
    for kind, what in (("country-cutoff", "country"), ("region-outage", "outage_region"), ("park-outage", "park")):
        entities, _ = facts.outages.entities({"outage_region": "region"}.get(what, what))
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


def headings() -> list[str]:
    """Headings of the lists, which messages and places quote; longest first."""
    return sorted({c.heading for s in sheets() for c in s.columns if c.heading}, key=len, reverse=True)


def test_codes_are_of_their_vocabulary_and_english_is_english(analyst: Analyst) -> None:
    met: set[str] = set()
    snapshot = analyst.workspace().snapshot
    quoted = Quotes([*snapshot.network.firm_names, *quoted_texts(snapshot), *headings()])
    wrong: set[tuple[str, str, str, str]] = set()
    for document in answers(analyst):
        question = document["question"]
        about = document["summary"]["question"] if question == "evidence" else question
        own = {c.name: c.codes for c in CATALOGUE[about].columns}
        met.add(question)
        for place in ("rows", "summary", "truncated_reason", "warnings"):
            for name, text, is_labelled in cells(document[place], place):
                if is_labelled:
                    is_column = name in own and (place == "rows" or question == "evidence")
                    known = vocabulary((own[name] if is_column else member_codes(name)) or "")
                    wrong |= {(question, name, t, "unknown code") for t in text.split("、") if t not in known}
                elif name in IDS or name in ("file", "original", "column"):
                    continue
                elif name in ("message", "remedy"):
                    if unquoted(text, quoted):
                        wrong.add((question, name, text, "Chinese"))
                elif is_chinese(text):
                    wrong.add((question, name, text, "Chinese"))
                elif CODE.fullmatch(text) and not name.endswith("_label") and name not in ("code", "action"):
                    wrong.add((question, name, text, "a code without vocabulary"))
    assert not sorted(wrong)
    assert met >= set(CATALOGUE) - OTHERS - {"corridor-outage", "site-outage", "product-outage", "firm-outage"}


def test_columns_of_words_name_a_vocabulary() -> None:
    for question in CATALOGUE.values():
        for column in question.columns:
            if column.type == "truth":
                assert column.codes == "truth", (question.name, column.name)
            assert column.codes is None or column.type in ("truth", "text", "list"), (question.name, column.name)
    used = " ".join(c.codes or "" for q in CATALOGUE.values() for c in q.columns).split()
    source = "\n".join(manual.sources().values()) + manual.read("graphsvc/domain/columns.toml")
    unused = [name for name in vocabulary_names() if name not in used and not re.search(rf'["\' ]{name}["\' ]', source)]
    assert not unused


def test_words_of_the_lists_are_all_in_their_vocabulary() -> None:
    allowed = {(s.table, c.field): set(c.allowed) for s in sheets() for c in s.columns}
    for name, where in LISTS.items():
        extra = {"still_missing"} if name == "instrument" else set()
        assert set(vocabulary(name)) == allowed[where] | extra, name
        for code, label in vocabulary(name).items():
            assert label.zh == ("还缺" if code == "still_missing" else code)
    units = {row["unit"] for row in reference_rows("units")}
    units |= {c.unit or "" for q in CATALOGUE.values() for c in q.columns}
    assert {unit for unit in units if is_chinese(unit)} <= set(vocabulary("unit"))
    english = [(name, label.en) for name in vocabulary_names() for label in vocabulary(name).values()]
    assert not [(name, said) for name, said in english if is_chinese(said) or not said]


def test_files_show_words_in_english(tyres: Analyst) -> None:
    for name, given in asked(tyres):
        if name in OTHERS:
            continue
        document = file_document(tyres.ask(name, {**given, "limit": 30}), "en")
        shown = told_columns(document["columns"])
        nested = {c.name for c in CATALOGUE[name].columns if c.type.startswith("object")}
        open_ = {c["label_en"] for c in shown if c["name"] not in NAMES | QUOTED | nested}
        book = openpyxl.load_workbook(io.BytesIO(answer_workbook(document, "en")), read_only=True)
        heads, *rows = book["answer"].iter_rows(values_only=True)
        assert len(heads) == len(shown)
        assert not [head for head in heads if is_chinese(str(head))]
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if str(head).split(" [")[0] in open_:
                    assert not is_chinese(str(value)), (name, head, value)
        names = [c["name"] for c in document["columns"]]
        told = csv.DictReader(io.StringIO(csv_bytes(names, document["rows"]).decode("utf-8-sig")))
        for line, row in zip(told, document["rows"], strict=True):
            labels = [column for column in names if column.endswith("_label")]
            assert all(column.removesuffix("_label") in line for column in labels)
            assert not [line[column] for column in labels if is_chinese(line[column])]
            assert len(line) == len(row)


def test_screen_map_and_report_are_english(tyres: Analyst, door: Door) -> None:
    snapshot = tyres.workspace().snapshot
    defaults = [str(p.default) for q in CATALOGUE.values() for p in q.parameters if p.type == "enum"]
    quoted = Quotes([*snapshot.network.firm_names, *quoted_texts(snapshot), *headings(), *filter(None, defaults)])
    drawn = draw_map(tyres, None, None, None, 2, "en")
    page = re.sub(r"<script>.*?</script>", "", paint_html(drawn, "en"), flags=re.S)  # the library has menus of its own
    shown = {"map.html": page, "data of map.html": Page(page).told, "map.svg": paint_svg(drawn, "en")}
    shown["report.html"] = paint_report(write_report(tyres, None, None), "en")
    for name, given in asked(tyres):
        if name not in OTHERS and "scenario" not in given:
            words = [w for key, value in given.items() for w in ("-p", f"{key}={value}")]
            code, out, _ = door("ask", name, *words, "--lang", "en")
            assert code == 0
            shown[f"{name} {given}"] = out.decode()
    left = {name: unquoted(text, quoted) for name, text in shown.items()}
    assert not {name: text for name, text in left.items() if text}
