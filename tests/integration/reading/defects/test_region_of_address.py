"""A firm whose production address alone tells a region stands in it, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.reading import loaded, read_here
from tests.integration.reading.defects.case import Said, said
from tests.unit.loaders.books import FIRMS, make_book, with_list

HEADINGS = [*FIRMS[0], "生产地址"]


@pytest.mark.parametrize(
    ("region", "address", "wanted", "zone", "notices"),
    [
        (None, "山东省菏泽市牡丹区示例路3号", "371702", None, [("region_from_address", "生产地址", "defaulted")]),
        (None, "烟台经济技术开发区示例路3号", "370600", "370676", [("region_from_address", "生产地址", "defaulted")]),
        (None, "示例路3号", None, None, []),
        (None, "济南路3号", None, None, []),
        ("370500", "山东省菏泽市牡丹区示例路3号", "370500", None, []),
        ("市中区", "山东省枣庄市市中区示例路3号", None, None, [("V08", "注册地区划代码", "nulled")]),
    ],
)
def test_region(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    region: str | None,
    address: str,
    wanted: str | None,
    zone: str | None,
    notices: list[tuple[str, str, str]],
) -> None:
    read_here(monkeypatch)
    line = [*FIRMS[1][:2], region, *FIRMS[1][3:], address]
    found = loaded([make_book(tmp_path / "示例.xlsx", with_list("05_企业名录", [HEADINGS, line, FIRMS[2]]))])
    (firm, _) = found.tables.rows("firms")
    assert (firm["reg_region"], firm["reg_region_zone"], firm["address"]) == (wanted, zone, address)
    told = [each for each in said(found) if each.sheet == "05_企业名录"]
    original = address if notices and notices[0][0] == "region_from_address" else region
    assert told == [Said(code, "05_企业名录", 2, heading, original, action) for code, heading, action in notices]
