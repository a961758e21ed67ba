"""Several columns of one region: what is no part of a place is said, the rest of an address is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.loaders.books import make_book, with_list
from tests.unit.loaders.books import read as load

HEADINGS = ["园区编码", "名称", "类型", "区划代码", "所在地"]


@pytest.mark.parametrize(
    ("first", "second", "region", "said"),
    [
        ("370500", "是", "370500", [("unknown_place", "是")]),
        ("370500", "广饶县", "370523", []),
        ("济南市", "市中区", "370103", []),
        ("370500", "示例路1号", "370500", []),
        ("370500", "示例经济开发区", "370500", []),
    ],
)
def test_a_word_beside_a_place(
    tmp_path: Path, first: str, second: str, region: str, said: list[tuple[str, str]]
) -> None:
    rows = [HEADINGS, ["PK1", "示例园区", "特色园区", first, second]]
    staged = load(make_book(tmp_path / "示例.xlsx", with_list("12_区域布局(园区)清单", rows)))
    (park,) = staged.tables.rows("parks")
    assert park["park_region"] == region
    assert [(n.code, n.original) for n in staged.notices if n.place.row == 2 and "12" in (n.place.sheet or "")] == said
