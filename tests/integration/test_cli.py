"""The command line from outside: exit codes, one document on standard output, versions, evidence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from tests.integration.door import Door, altered, is_chinese

SCENARIO = {"shocks": [{"entity_type": "firm", "entity_id": "91370300FAKE01032D", "duration": 30}]}
EXAMPLES: dict[str, tuple[str, ...]] = {
    "firm-outage": ("-p", "firm=示例合成胶"),
    "group-outage": ("-p", "group=示例帘线集团"),
    "site-outage": ("-p", "site=示例炭黑一"),
    "park-outage": ("-p", "park=PK-01"),
    "region-outage": ("-p", "outage_region=370700"),
    "country-cutoff": ("-p", "country=泰国", "-p", "product=天然橡胶"),
    "product-outage": ("-p", "product=炭黑"),
    "backup-plan": ("-p", "entity_id=示例中间体"),
    "stress-test": ("-p", f"scenario={json.dumps(SCENARIO)}"),
    "gap-fillers": ("-p", "product=炭黑"),
    "neighbourhood": ("-p", "object=炭黑"),
    "upstream": ("-p", "object=示例轮胎一厂"),
    "supply-paths": ("-p", "from=示例中间体", "-p", "to=示例轮胎一厂"),
}
WITHOUT_TYRES = {"corridor-outage"}
"""The tyre chain names no corridor; its tests are among those of the cut-offs."""
ASKED = [name for name in CATALOGUE if name not in {"evidence", *WITHOUT_TYRES}]

READING = [
    ("versions",),
    ("table", "supplies"),
    ("questions",),
    *[("ask", name, *EXAMPLES.get(name, ())) for name in ASKED],
]


@pytest.mark.parametrize("words", READING, ids=lambda words: " ".join(words[:2]))
def test_one_document_alone_on_standard_output(door: Door, words: tuple[str, ...]) -> None:
    for lang in ("zh", "en"):
        code, out, err = door(*words, "--json", "--lang", lang)
        assert (code, err) == (0, "")
        json.loads(out, parse_constant=pytest.fail)
    code, out, _ = door(*words, "--lang", "en")
    assert code == 0
    assert out.strip()


@pytest.mark.parametrize("name", ASKED)
def test_shape_of_an_answer(door: Door, name: str) -> None:
    answer = door.json("ask", name, *EXAMPLES.get(name, ()))
    assert set(answer) == {
        "question", "version_id", "content_hash", "parameters", "data_grade", "completeness", "truncated",
        "truncated_reason", "columns", "rows", "n_rows", "summary", "warnings",
    }  # fmt: skip
    assert all(row["evidence_id"] for row in answer["rows"])
    assert {c["name"] for c in answer["columns"]} >= set(CATALOGUE[name].columns.names)
    assert answer == door.json("ask", name, *EXAMPLES.get(name, ())), "same question, same answer"


def test_every_evidence_id_opens_its_rows_anew(door: Door) -> None:
    ids: dict[str, str] = {}
    for name in ASKED:
        rows = door.json("ask", name, *EXAMPLES.get(name, ()))["rows"]
        ids |= {row["evidence_id"]: name for row in rows}
    analyst = Analyst(open_store(f"sqlite:///{door.store}"))
    for evidence, name in ids.items():
        answer = analyst.ask("evidence", {"id": evidence})
        assert answer.summary["question"] == name
        if name == "scenario-templates":  # what the program brings along rests on no list
            assert [finding.values["table"] for finding in answer.findings] == [None]
            continue
        for finding in answer.findings:
            assert finding.values["source_file"] == "tyre.xlsx", name
            first = 1 if finding.values["table"] == "submissions" else 2  # a cover sheet has no heading line
            assert finding.values["source_row"] >= first
            assert finding.values["columns"]


def test_compact_documents_hold_the_same(door: Door) -> None:
    """Rows as arrays in the order of the columns, all on one line."""
    whole = door.ask("choke-points")
    code, out, _ = door("ask", "choke-points", "--json", "--compact")
    assert (code, out.count(b"\n")) == (0, 1)
    compact = json.loads(out)
    names = [column["name"] for column in compact["columns"]]
    assert {**compact, "rows": [dict(zip(names, row, strict=True)) for row in compact["rows"]]} == whole


def test_evidence_in_a_new_process(door: Door) -> None:
    evidence = door.ask("choke-points")["rows"][0]["evidence_id"]
    words = [
        sys.executable,
        "-c",
        "from graphsvc.cli import main; main()",
        "ask",
        "evidence",
        "-p",
        f"id={evidence}",
        "--json",
    ]
    environment = os.environ | {"GRAPHSVC_STORE_URL": f"sqlite:///{door.store}", "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(words, capture_output=True, env=environment, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    rows = json.loads(done.stdout)["rows"]
    assert {row["table"] for row in rows} >= {"capacities", "supplies"}


REFUSED = [
    (("ask", "no-such"), "unknown_question"),
    (("ask", "choke-points", "-p", "nothing=1"), "unknown_parameter"),
    (("ask", "choke-points", "-p", "entity=planet"), "bad_parameter"),
    (("ask", "choke-points", "-p", "horizon_days=-1"), "bad_parameter"),
    (("ask", "choke-points", "-p", "horizon_days=nan"), "bad_parameter"),
    (("ask", "choke-points", "-p", "novalue"), "usage"),
    (("ask", "firm-outage"), "missing_parameter"),
    (("ask", "firm-outage", "-p", "firm=没有这家"), "unknown_object"),
    (("ask", "choke-points", "--chain", "XX-C99"), "unknown_object"),
    (("ask", "choke-points", "--region", "999999"), "unknown_object"),
    (("ask", "choke-points", "--region", "3700"), "bad_parameter"),
    (("ask", "choke-points", "--at", "v999"), "unknown_version"),
    (("ask", "evidence", "-p", "id=EV-0"), "unknown_evidence"),
    (("ask", "stress-test", "-p", "scenario={"), "bad_scenario"),
    (("ask", "stress-test", "-p", "scenario={}"), "bad_scenario"),
    (("ask", "choke-points", "--engine", "abacus"), "bad_parameter"),
    (("table", "tables"), "unknown_table"),
    (("map", "--out", "map.html", "--focus", "飞船"), "unknown_object"),
    (("map", "--out", "map.bmp"), "cannot_write"),
    (("export", "gaps", "--out", "gaps.doc"), "cannot_write"),
    (("export", "gaps", "--out", "no/such/folder/gaps.csv"), "cannot_write"),
    (("fly",), "usage"),
    (("versions", "--fast"), "usage"),
    (("load",), "usage"),
]


@pytest.mark.parametrize(
    ("words", "code"), REFUSED, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_refusals(door: Door, words: tuple[str, ...], code: str) -> None:
    assert door.refused(*words)["code"] == code


def test_without_any_version(empty_door: Door) -> None:
    assert empty_door.json("versions") == []
    for words in (
        ("ask", "choke-points"),
        ("table", "firms"),
        ("map", "--out", "a.svg"),
        ("export", "gaps", "--out", "a.csv"),
    ):
        assert empty_door.refused(*words)["code"] == "no_version"


def test_a_wrong_language_is_refused(door: Door) -> None:
    code, out, _ = door("versions", "--lang", "fr", "--json")
    assert (code, json.loads(out)["code"]) == (2, "bad_parameter")


def test_validate_writes_nothing(empty_door: Door, tyre_book: Path) -> None:
    document = empty_door.json("validate", tyre_book)
    assert (document["version_id"], document["published"]) == (None, False)
    assert not empty_door.store.exists()
    loaded = empty_door.json("load", tyre_book)
    assert {**loaded, "version_id": None, "published": False} == document


def test_same_bytes_make_no_version_and_a_revert_makes_one(empty_door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def closer(book: Any) -> None:
        book["06_生产能力"]["E2"] = 799

    other = altered(tyre_book, tmp_path / "other.xlsx", closer)
    first, again = empty_door.json("load", tyre_book), empty_door.json("load", tyre_book)
    assert (first["published"], again["published"]) == (True, False)
    assert again["version_id"] == first["version_id"]
    second, third = empty_door.json("load", other), empty_door.json("load", tyre_book)
    assert second["content_hash"] != first["content_hash"] == third["content_hash"]
    assert third["published"] is True
    listed = [version["version_id"] for version in empty_door.json("versions")]
    assert sorted(listed) == sorted([first["version_id"], second["version_id"], third["version_id"]])
    at = empty_door.json("ask", "choke-points", "--at", first["version_id"])
    assert at["rows"] == empty_door.ask("choke-points")["rows"]


def test_order_of_rows_and_sheets_is_no_content(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def shuffle(book: Any) -> None:
        book._sheets.reverse()
        for page in book.worksheets:
            if page.title.startswith("00"):
                continue
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
            for at, values in enumerate(reversed(rows), start=2):
                for column, value in enumerate(values, start=1):
                    page.cell(row=at, column=column).value = value

    (published,) = door.json("versions")
    turned = door.json("validate", altered(tyre_book, tmp_path / "turned.xlsx", shuffle))
    assert turned["content_hash"] == published["content_hash"]


def test_scenario_files(door: Door, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(SCENARIO), encoding="utf-8")
    bad.write_text("{", encoding="utf-8")
    answer = door.json("ask", "stress-test", "--scenario", good)
    assert answer["summary"]["tts_days"] == 10
    assert door.refused("ask", "stress-test", "--scenario", bad)["code"] == "bad_scenario"
    assert door.refused("ask", "stress-test", "--scenario", tmp_path / "none.json")["code"] == "bad_scenario"


@pytest.mark.parametrize("name", ["gaps.xlsx", "gaps.csv", "gaps.json"])
def test_export(door: Door, tmp_path: Path, name: str) -> None:
    document = door.json("export", "gaps", "--out", tmp_path / name)
    assert document["written"][0]["path"] == str(tmp_path / name)
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize("name", ["map.html", "map.svg"])
def test_map(door: Door, tmp_path: Path, name: str) -> None:
    assert door.json("map", "--out", tmp_path / name, "--focus", "橡胶助剂", "--hops", 2)["n_boxes"] > 0
    assert "橡胶助剂" in (tmp_path / name).read_text(encoding="utf-8")


def test_languages_of_warnings(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def unknown_product(book: Any) -> None:
        book["07_供应关系"]["D3"] = "飞船"

    broken = altered(tyre_book, tmp_path / "broken.xlsx", unknown_product)
    zh = door.json("validate", broken)["warnings"]
    en = door.json("validate", broken, "--lang", "en")["warnings"]
    assert len(zh) == len(en) > 0
    assert all(is_chinese(w["message"]) for w in zh)
    assert all(w["code"] == v["code"] and w["message"] != v["message"] for w, v in zip(zh, en, strict=True))
