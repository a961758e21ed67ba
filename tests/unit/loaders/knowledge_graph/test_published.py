"""ChainKnowledgeGraph as it is published: JSON lines give the tables that the CSV of the same content gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import LoadError
from graphsvc.domain.submission import LoadOptions, Staged
from loaders.bundle import read_submissions
from tests.unit.loaders.test_knowledge_graph import FILES, _accounts, _load, _write

OF = "主营产品"
PUBLISHED: dict[str, list[dict[str, Any]]] = {
    "company": [
        {"name": name, "fullname": full, "code": code, "location": "示例证券交易所", "time": time}
        for name, full, code, time in (
            ("示例轮胎", "示例轮胎股份有限公司", "900001.SH", "2001-01-02"),
            ("示例轮胎", "临江示例轮胎股份有限公司", "900001", "2001-01-02"),
            ("示例轮胎", "示例银行股份有限公司", "900001", "2007-07-07"),
            ("示例化工", "示例化工股份有限公司", "900002.sz", "2002-02-03"),
        )
    ],
    "industry": [
        {"code": code, "name": name}
        for code, name in (
            ("220000", "化工"), ("220300", "化学制品"), ("220301", "橡胶制品"), ("220302", "炭黑业"),
            ("999901", "无根行业"), ("999902", "无根之下"), ("888801", "循环甲"), ("888802", "循环乙"),
        )
    ],
    "industry_industry": [
        {"from_code": below, "from_industry": "", "rel": "上级行业", "to_industry": "", "to_code": above}
        for below, above in (
            ("220300", "220000"), ("220301", "220300"), ("220302", "220300"), ("999901", "999900"),
            ("999902", "999901"), ("888801", "888802"), ("888802", "888801"), ("220301", "220300"),
        )
    ],
    "industry_up": [
        {"industry": "橡胶制品", "ups": {"炭黑业": 4, "橡胶制品": 1, "不在表中的行业": 2}},
        {"industry": "橡胶制品", "ups": {"炭黑业": 4}},
    ],
    "company_industry": [
        {"company_code": code, "industry_code": industry, "industry_name": "", "company_name": "", "rel": "所属行业"}
        for code, industry in (
            ("900001.SH", "220301"), ("900002.sz", "220302"), ("900003.SH", "220302"), ("900002.SZ", "777777"),
        )
    ],
    "product": [{"name": row[0]} for row in FILES["products"][1:]],
    "company_product": [
        {"company_name": name, "product_name": product, "rel": rel, "rel_weight": weight}
        for name, product, rel, weight in (
            ("示例轮胎", "示例轮胎", OF, "0.8"), ("示例轮胎", "示例轮胎", OF, "0.8"), ("示例轮胎", "全钢胎", OF, -0.25),
            ("示例化工", "炭黑", OF, 1.5), ("示例化工", "油", OF, "0.3"), ("示例化工", "油", OF, "0.4"),
            ("示例化工", "天然胶", OF, "很多"), ("示例化工", "不在表中的产品", OF, "0.1"),
            ("900009", "炭黑", OF, "0.1"),
            ("示例化工", "示例轮胎", "副业", "0.1"),
        )
    ],
    "product_product": [
        {"from_entity": of, "to_entity": to, "rel": relation} for of, to, relation in FILES["product_product"][1:]
    ],
}  # fmt: skip


def publish(folder: Path, files: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    folder.mkdir()
    for stem, objects in files.items():
        lines = [json.dumps(each, ensure_ascii=False) for each in objects]
        (folder / f"{stem}.json").write_text("\n".join(lines), encoding="utf-8")
    return folder


def read_archive(path: Path, **options: Any) -> Staged:
    (staged,) = read_submissions([path], LoadOptions(**options), lambda fraction, stage: None)
    return staged


def test_both_forms_give_the_same_tables(tmp_path: Path) -> None:
    published = _load(publish(tmp_path / "published", PUBLISHED))
    bundle = _load(_write(tmp_path / "csv", FILES))
    assert dict(published.tables.digests) == dict(bundle.tables.digests)
    assert published.slot == bundle.slot
    assert {file.name for file in published.files} == {f"{stem}.json" for stem in PUBLISHED}
    assert _accounts(published) == {
        "company.json": (4, 2, 1, 1),
        "industry.json": (8, 4, 0, 4),
        "industry_industry.json": (8, 7, 1, 0),
        "industry_up.json": (4, 1, 1, 2),
        "company_industry.json": (4, 2, 0, 2),
        "product.json": (9, 8, 1, 0),
        "company_product.json": (10, 6, 1, 3),
        "product_product.json": (10, 6, 1, 3),
    }


def test_an_archive_of_the_published_folder(tmp_path: Path) -> None:
    folder = publish(tmp_path / "data", PUBLISHED)
    packed = Path(shutil.make_archive(str(tmp_path / "graph"), "zip", tmp_path, "data"))
    assert dict(read_archive(packed).tables.digests) == dict(_load(folder).tables.digests)
    assert read_archive(packed, format="chain-knowledge-graph").slot.chain == "XX-C00"


def test_a_short_name_of_several_companies_is_parked_as_written(tmp_path: Path) -> None:
    other = {**PUBLISHED["company"][3], "name": "示例轮胎"}
    staged = _load(publish(tmp_path / "a", {**PUBLISHED, "company": [*PUBLISHED["company"][:3], other]}))
    parked = [
        json.loads(r["cells"])["company_code"] for r in staged.tables.rows("parked") if r["sheet"] == "company_product"
    ]
    assert parked.count("示例轮胎") == 3
    places = {(n.place.file, n.place.column) for n in staged.notices if n.code == "V02" and n.original == "示例轮胎"}
    assert places == {("company_product.json", "company_name")}


def test_an_industry_told_by_its_parent_alone_is_one(tmp_path: Path) -> None:
    more = {"from_code": "220303", "from_industry": "助剂业", "rel": "上级行业", "to_industry": "", "to_code": "220300"}
    files = {**PUBLISHED, "industry_industry": [*PUBLISHED["industry_industry"], more, {**more, "rel": "下级行业"}]}
    staged = _load(publish(tmp_path / "a", files))
    assert ("220303", "助剂业", "220300") in [
        (row["stage_code"], row["stage_name"], row["parent_code"]) for row in staged.tables.rows("stages")
    ]
    assert [(n.original, n.place.row) for n in staged.notices if n.place.sheet == "parents" and n.original] == [
        ("下级行业", 10)
    ]


BROKEN: list[tuple[str, str, str, int | None]] = [
    ("product", '{"name": "油"}\n{"name": ', "bad_json", 2),
    ("product", '["油"]\n', "bad_json", 1),
    ("product", '{"name": {"a": 1}}\n', "bad_json", 1),
    ("product", "[" * 5_000 + "]" * 5_000, "bad_json", 1),
    ("industry_up", '{"industry": "化工", "ups": 3}\n', "bad_json", 1),
    ("company", '{"name": "示例"}\n', "missing_column", None),
]


@pytest.mark.parametrize(("stem", "text", "code", "row"), BROKEN)
def test_refusals(tmp_path: Path, stem: str, text: str, code: str, row: int | None) -> None:
    folder = publish(tmp_path / "a", PUBLISHED)
    (folder / f"{stem}.json").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        _load(folder)
    assert (caught.value.code, caught.value.notices[0].place.row) == (code, row)
    assert caught.value.notices[0].place.file == f"{stem}.json"
