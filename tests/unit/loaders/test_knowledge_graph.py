"""ChainKnowledgeGraph folders: a small one of the same shape, with the traits the public one has."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.dictionary import extra_tables, sheets
from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import notice_document
from graphsvc.domain.submission import LoadOptions, Slot, Staged
from graphsvc.domain.tables import ChainTables
from graphsvc.stores.columnar import decode_tables, encode_tables, joined
from loaders.bundle import read_submissions
from loaders.resolve import resolve
from tests.unit.loaders.books import LANGS

Files = dict[str, list[list[str]]]

FILES: Files = {
    "companies": [
        ["code", "short_name", "full_name", "exchange", "listed_on"],
        ["900001", "示例轮胎", "示例轮胎股份有限公司", "示例证券交易所", "2001-01-02"],
        ["900001", "示例轮胎", "临江示例轮胎股份有限公司", "示例证券交易所", "2001-01-02"],
        ["900001", "示例轮胎", "示例银行股份有限公司", "示例证券交易所", "2007-07-07"],
        ["900002", "示例化工", "示例化工股份有限公司", "示例证券交易所", "2002-02-03"],
    ],
    "industries": [
        ["code", "name", "parent_code"],
        ["220000", "化工", ""],
        ["220300", "化学制品", "220000"],
        ["220301", "橡胶制品", "220300"],
        ["220302", "炭黑业", "220300"],
        ["999901", "无根行业", "999900"],
        ["999902", "无根之下", "999901"],
        ["888801", "循环甲", "888802"],
        ["888802", "循环乙", "888801"],
    ],
    "industry_upstream": [
        ["industry", "upstream_industry"],
        ["橡胶制品", "炭黑业"],
        ["橡胶制品", "炭黑业"],
        ["橡胶制品", "橡胶制品"],
        ["橡胶制品", "不在表中的行业"],
    ],
    "company_industry": [
        ["company_code", "industry_code"],
        ["900001", "220301"],
        ["900002", "220302"],
        ["900003", "220302"],
        ["900002", "777777"],
    ],
    "products": [
        ["name"],
        ["示例轮胎"],
        ["天然胶"],
        ["炭黑"],
        ["炭 黑"],
        ["炭黑\x7f"],
        ["炭黑"],
        ["全钢胎"],
        ["油"],
        ["=SUM(A1)"],
    ],
    "company_product": [
        ["company_code", "product", "relation", "revenue_share"],
        ["900001", "示例轮胎", "主营产品", "0.8"],
        ["900001", "示例轮胎", "主营产品", "0.8"],
        ["900001", "全钢胎", "主营产品", "-0.25"],
        ["900002", "炭黑", "主营产品", "1.5"],
        ["900002", "油", "主营产品", "0.3"],
        ["900002", "油", "主营产品", "0.4"],
        ["900002", "天然胶", "主营产品", "很多"],
        ["900002", "不在表中的产品", "主营产品", "0.1"],
        ["900009", "炭黑", "主营产品", "0.1"],
        ["900002", "示例轮胎", "副业", "0.1"],
    ],
    "product_product": [
        ["from_product", "to_product", "relation"],
        ["示例轮胎", "天然胶", "上游材料"],
        ["示例轮胎", "炭黑", "上游材料"],
        ["炭黑", "示例轮胎", "下游产品"],
        ["炭黑", "油", "上游材料"],
        ["油", "炭黑", "上游材料"],
        ["油", "油", "上游材料"],
        ["示例轮胎", "全钢胎", "产品小类"],
        ["天然胶", "全钢胎", "产品小类"],
        ["示例轮胎", "不在表中的产品", "产品小类"],
        ["示例轮胎", "油", "同类"],
    ],
}


def _write(folder: Path, files: Files) -> Path:
    folder.mkdir()
    for stem, rows in files.items():
        with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return folder


def _load(folder: Path, **options: Any) -> Staged:
    (staged,) = read_submissions([folder], LoadOptions(**options), lambda fraction, stage: None)
    return staged


@pytest.fixture
def staged(tmp_path: Path) -> Staged:
    """The small folder, read as ``auto``."""
    return _load(_write(tmp_path / "graph", FILES))


def _accounts(staged: Staged) -> dict[str, tuple[int, ...]]:
    found: Iterator[Mapping[str, Any]] = (n.facts for n in staged.notices if n.code == "rows_accounted")
    return {f["file"]: (f["rows"], f["loaded"], f["merged"], f["parked"]) for f in found}


def _pairs(staged: Staged, table: str, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[f] for f in fields) for row in staged.tables.rows(table)]


def test_slot_without_region(staged: Staged) -> None:
    assert staged.slot == Slot("XX-C00", "")
    assert _pairs(staged, "chains", "chain_code", "region_code", "final_products") == [("XX-C00", None, None)]
    (submission,) = staged.tables.rows("submissions")
    assert (submission["format"], submission["as_of"]) == ("chain-knowledge-graph", None)


def test_rows_in_are_loaded_merged_or_parked(staged: Staged) -> None:
    accounts = _accounts(staged)
    assert accounts == {
        "companies.csv": (4, 2, 1, 1),
        "industries.csv": (8, 4, 0, 4),
        "industry_upstream.csv": (4, 1, 1, 2),
        "company_industry.csv": (4, 2, 0, 2),
        "products.csv": (9, 8, 1, 0),
        "company_product.csv": (10, 6, 1, 3),
        "product_product.csv": (10, 6, 1, 3),
    }
    rows = staged.tables.n_rows()
    assert rows["product_inputs"] + rows["product_hierarchy"] == 6
    assert rows["parked"] == sum(parked for _, _, _, parked in accounts.values())
    assert set(accounts) == {f"{stem}.csv" for stem in FILES}


def test_stages_with_levels(staged: Staged) -> None:
    assert _pairs(staged, "stages", "stage_code", "parent_code", "level", "position") == [
        ("220000", None, 1, None),
        ("220300", "220000", 2, None),
        ("220301", "220300", 3, None),
        ("220302", "220300", 3, None),
    ]
    assert _pairs(staged, "stage_inputs", "stage", "upstream") == [("220301", "220302")]


def test_firms_merged_by_code_and_listing_date(staged: Staged) -> None:
    firms = staged.tables.rows("firms")
    assert [(f["firm_id"], f["other_id"], f["uscc"], f["reg_region"]) for f in firms] == [
        ("~临江示例轮胎股份有限公司", "900001", None, None),
        ("~示例化工股份有限公司", "900002", None, None),
    ]
    assert firms[0]["aliases"] == ["示例轮胎", "示例轮胎股份有限公司"]
    assert _pairs(staged, "firm_stages", "firm", "stage")[0] == (firms[0]["firm_id"], "220301")
    (parked,) = [row for row in staged.tables.rows("parked") if row["table"] == "firms"]
    assert (parked["code"], parked["row"]) == ("stock_code_conflict", 4)
    assert json.loads(parked["cells"])["full_name"] == "示例银行股份有限公司"


def test_product_keys_are_names_as_they_stand(staged: Staged) -> None:
    codes = [row[0] for row in _pairs(staged, "products", "product_code")]
    assert {"炭黑", "炭 黑", "炭黑\x7f"} <= set(codes)
    assert [row for row in _pairs(staged, "products", "stage_code", "unit") if row != (None, None)] == []
    proposals = [n for n in staged.notices if n.code == "names_nearly_same"]
    assert [n.original for n in proposals] == ["炭 黑", "炭黑\x7f"]


def test_main_products_are_present_capacities_with_their_share(staged: Staged) -> None:
    found = _pairs(staged, "capacities", "product", "revenue_share", "revenue_share_flag", "output", "state")
    assert found == [
        ("示例轮胎", 0.8, "重复", None, "现状"),
        ("全钢胎", -0.25, "负值", None, "现状"),
        ("炭黑", 1.5, "大于1", None, "现状"),
        ("油", 0.3, "重复", None, "现状"),
        ("油", 0.4, "重复", None, "现状"),
        ("天然胶", None, None, None, "现状"),
    ]


def test_both_ways_of_telling_an_input_are_one(staged: Staged) -> None:
    assert _pairs(staged, "product_inputs", "to_product", "from_product", "necessity", "coefficient") == [
        ("示例轮胎", "天然胶", None, None),
        ("示例轮胎", "炭黑", None, None),
        ("炭黑", "油", None, None),
        ("油", "炭黑", None, None),
    ]
    assert _pairs(staged, "product_hierarchy", "child", "parent") == [("全钢胎", "示例轮胎"), ("全钢胎", "天然胶")]
    circles = [n for n in staged.notices if n.code == "V13" and n.action == "kept"]
    assert len(circles) == 1


def test_reasons_of_parking(staged: Staged) -> None:
    found = Counter((row["table"], row["code"]) for row in staged.tables.rows("parked"))
    assert found == {
        ("firms", "stock_code_conflict"): 1,
        ("stages", "V02"): 1,
        ("stages", "dangling"): 1,
        ("stages", "V13"): 2,
        ("stage_inputs", "V13"): 1,
        ("stage_inputs", "V02"): 1,
        ("firm_stages", "V02"): 2,
        ("capacities", "V02"): 2,
        ("capacities", "bad_value"): 1,
        ("product_inputs", "V13"): 1,
        ("product_hierarchy", "V02"): 1,
        ("product_inputs", "bad_value"): 1,
    }


def test_every_notice_has_its_sentence(staged: Staged) -> None:
    for notice in staged.notices:
        for lang in LANGS:
            said = notice_document(notice, lang)
            assert said["message"]
            assert "?" not in said["message"], said


def test_nothing_is_left_to_resolve(staged: Staged) -> None:
    resolved = resolve(staged, [])
    assert resolved.notices == ()
    assert dict(resolved.tables.digests) == dict(staged.tables.digests)


def _shuffled(files: Files, order: Callable[[Sequence[list[str]]], list[list[str]]]) -> Files:
    return {stem: [rows[0], *order(rows[1:])] for stem, rows in files.items()}


def test_row_order_changes_no_content(tmp_path: Path, staged: Staged) -> None:
    backwards = _load(_write(tmp_path / "backwards", _shuffled(FILES, lambda rows: list(rows)[::-1])))
    for table, digest in staged.tables.digests.items():
        if table not in ("parked", "product_inputs"):  # which of two tellings stands is the first one's
            assert backwards.tables.digests[table] == digest, table
    assert _accounts(backwards) == _accounts(staged)


def test_kept_whole_by_the_store_and_beside_other_slots(staged: Staged) -> None:
    kept = decode_tables(encode_tables(staged.tables))
    assert dict(kept.digests) == dict(staged.tables.digests)
    other = ChainTables({"capacities": kept["capacities"].drop_columns(["revenue_share", "revenue_share_flag"])})
    for both in (joined([other, kept]), ChainTables.concat([other, kept])):
        assert both["capacities"]["revenue_share"].null_count == 6 + 1
        assert both["capacities"].num_rows == 12


def test_extra_columns_that_hold_nothing_change_no_hash(staged: Staged) -> None:
    bare = staged.tables["firms"].drop_columns(["exchange", "listed_on"])
    empty = ChainTables.concat(
        [ChainTables({"firms": bare}), ChainTables({"firms": staged.tables["firms"].slice(0, 0)})]
    )
    assert "exchange" in empty["firms"].column_names
    assert empty.digests["firms"] == ChainTables({"firms": bare}).digests["firms"]


def test_extra_tables_are_none_of_the_lists() -> None:
    assert extra_tables() == ("product_hierarchy", "stage_inputs", "firm_stages", "firm_names")
    assert not {sheet.table for sheet in sheets()} & set(extra_tables())


def test_quotes_blank_cells_and_short_rows(tmp_path: Path) -> None:
    folder = _write(tmp_path / "graph", FILES)
    more = "天然胶,炭黑\r\n,炭黑,上游材料\r\n\r\n" + '"油","示例轮胎",上游材料\r\n'
    with (folder / "product_product.csv").open("a", encoding="utf-8", newline="") as stream:
        stream.write(more)
    staged = _load(folder, format="chain-knowledge-graph")
    assert _accounts(staged)["product_product.csv"] == (13, 7, 1, 5)
    codes = {row["row"]: row["code"] for row in staged.tables.rows("parked") if row["sheet"] == "product_product"}
    assert (codes[12], codes[13]) == ("wrong_width", "missing_value")
    assert staged.tables.rows("product_inputs")[-1]["source_row"] == 15


def test_chain_code_of_the_caller(tmp_path: Path) -> None:
    staged = _load(_write(tmp_path / "graph", FILES), chain="XX-C01", region="370000")
    assert staged.slot == Slot("XX-C01", "370000")


def test_absent_file_is_said(tmp_path: Path) -> None:
    folder = _write(tmp_path / "graph", {k: v for k, v in FILES.items() if k != "industry_upstream"})
    staged = _load(folder, format="chain-knowledge-graph")
    assert [n.place.file for n in staged.notices if n.code == "file_absent"] == ["industry_upstream.csv"]
    assert "stage_inputs" not in staged.tables.n_rows()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "products.csv").unlink(), "not_a_graph_folder"),
        (lambda folder: (folder / "products.csv").write_text("x\n1\n"), "missing_column"),
        (lambda folder: (folder / "products.csv").write_bytes(b"name\n\xff\xfe\x00"), "bad_encoding"),
        (lambda folder: (folder / "products.csv").write_text('name\n"a"b\n'), "bad_csv"),
    ],
)
def test_refusals(tmp_path: Path, change: Callable[[Path], None], code: str) -> None:
    folder = _write(tmp_path / "graph", FILES)
    change(folder)
    with pytest.raises(LoadError) as caught:
        _load(folder, format="chain-knowledge-graph")
    assert caught.value.code == code
    assert caught.value.document("zh")["errors"]


def test_a_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    folder = _write(tmp_path / "graph", FILES)
    with pytest.raises(LoadError) as caught:
        _load(folder / "products.csv", format="chain-knowledge-graph")
    assert caught.value.code == "not_a_graph_folder"
