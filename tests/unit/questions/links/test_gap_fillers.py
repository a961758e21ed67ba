"""Who makes a product, who could turn to it, who else is listed: ways, days, qualification, distance; all by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C97"
FINAL, ROTOR, STATOR, WIRE, CORE = "P970101", "P970201", "P970202", "P970203", "P970204"
JINAN, QINGDAO, YANTAI, SUZHOU, TANGSHAN = "370102", "370202", "370602", "320506", "130202"
B1, B2, MAKER, QUALIFIED, DISTANT, TWO_LINES, SLOW, SILENT, STOPPED, GONE, BROAD = (
    made_code(8600 + i, place) for i, place in enumerate(
        (JINAN, QINGDAO, YANTAI, SUZHOU, TANGSHAN, JINAN, JINAN, SUZHOU, JINAN, JINAN, JINAN)
    )
)  # fmt: skip
PLACES = {B1: (117.0, 36.65), B2: (120.38, 36.07), QUALIFIED: (120.6, 31.3), DISTANT: (118.2, 39.6),
          TWO_LINES: (117.0, 36.65)}  # fmt: skip


def turns(code: str, what: str, days: int | None, capacity: float | None, output: float | None, **more: Any) -> Any:
    """A line of list 06 that can be converted to rotors."""
    return made(code, what, capacity, output, 可转产产品="转子", 转产时间=days, **more)


def book(folder: Path, complete: str = "05、06、07") -> Path:
    names = {
        B1: "甲整机厂", B2: "乙整机厂", MAKER: "烟台转子厂", QUALIFIED: "苏州转子厂", DISTANT: "唐山转子厂",
        TWO_LINES: "两线厂", SLOW: "慢转厂", SILENT: "未填厂", STOPPED: "停产厂", GONE: "注销厂", BROAD: "粗址厂",
    }  # fmt: skip
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C97-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C97-01", 产品性质="终端产品"), product(ROTOR, "转子", "C97-01"),
            product(STATOR, "定子", "C97-01"), product(WIRE, "线材", "C97-01", 计量单位="万吨"),
            product(CORE, "铁芯", "C97-01"),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": ROTOR, "单耗": 2, "必需性": "必需"},
            {"下游产品编码": FINAL, "上游产品编码": CORE, "单耗": 1, "必需性": "必需"},
        ],
        "05_企业名录": [
            firm(code, name, code[2:8], 经度=PLACES.get(code, (None,))[0], 纬度=PLACES.get(code, (None, None))[1],
                 登记状态="注销" if code == GONE else "存续")
            for code, name in names.items()
        ],
        "06_生产能力": [
            made(B1, FINAL, 12, 10), made(B2, FINAL, 30, 20),
            made(MAKER, ROTOR, 50, 40), turns(MAKER, STATOR, 10, 5, 5),
            made(QUALIFIED, ROTOR, 30, None), made(DISTANT, ROTOR, 9, 10),
            made(BROAD, ROTOR, 7, 7, 基地区划="370000"),
            turns(TWO_LINES, STATOR, 90, 20, 5), turns(TWO_LINES, WIRE, 30, 4, 1, 生产基地="北厂"),
            turns(SLOW, STATOR, 200, 6, 2), turns(SILENT, STATOR, None, 3, None),
            turns(STOPPED, STATOR, 10, 8, 8, 状态="停产"), turns(GONE, STATOR, 10, 8, 8),
        ],
        "07_供应关系": [
            sold(MAKER, B1, "转子", 年供应量=15, 占需方采购比重=0.75, 备选供方="无锡备选厂、唐山转子厂"),
            sold("郑州转子有限公司", B1, "转子", 供方所在地="河南省", 年供应量=5, 占需方采购比重=0.25),
        ],
        "15_外部资源清单": [
            {"资源类型": kind, "名称": name, "国别/省份": origin, "产品": what, "可供量": spare, "可供量单位": unit,
             "认证状态": status, "认证周期": days}
            for kind, name, origin, what, spare, unit, status, days in (
                ("备选供方", "苏州转子厂", "320000", "转子", 4, "万台", "已认证", 60),
                ("备选供方", "开封转子厂", "410000", "转子", 8, "万台", "送样", 120),
                ("备选供方", "开封转子厂", "410000", "转子", 3, "万台", "潜在", 5),
                ("备选供方", "德国转子厂", "DE", "转子、定子", 6, "吨", "已认证", None),
                ("科研机构", "转子研究院", "110000", "转子", None, None, "潜在", None),
            )
        ],
    }  # fmt: skip
    return write_book(folder / "book.xlsx", CHAIN, lists, complete)


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(book(tmp_path_factory.mktemp("fillers")))


def rows_of(analyst: Analyst, **given: Any) -> dict[str, Mapping[str, Any]]:
    """Rows by name; a firm has one row here."""
    found = [f.values for f in analyst.ask("gap-fillers", {"product": ROTOR, **given}).findings]
    assert len({row["name"] for row in found}) == len(found)
    return {row["name"]: row for row in found}


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance by the angle between two unit vectors, which is another formula than the program's."""
    vectors = []
    for lon, lat in (one, other):
        a, b = math.radians(lon), math.radians(lat)
        vectors.append((math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)))
    (x, y, z), (u, v, w) = vectors
    cross = math.hypot(y * w - z * v, z * u - x * w, x * v - y * u)
    return 6371.0088 * math.atan2(cross, x * u + y * v + z * w)


def test_ways_and_order(analyst: Analyst) -> None:
    """In the region first; then qualified, nothing said, known but not qualified; then days, distance, spare."""
    rows = rows_of(analyst)
    assert {name: (row["way"], row["in_region"], row["qualified"], row["days"]) for name, row in rows.items()} == {
        "烟台转子厂": ("makes", "yes", "yes", 0),  # delivers to B1
        "两线厂": ("converts", "yes", "unknown", 30),
        "粗址厂": ("makes", "yes", "unknown", None),
        "郑州转子有限公司": ("sells", "no", "yes", 0),
        "德国转子厂": ("listed_source", "no", "yes", 0),
        "苏州转子厂": ("makes", "no", "yes", 60),
        "唐山转子厂": ("makes", "no", "unknown", None),  # a second source by name, of no stated qualification
        "未填厂": ("converts", "no", "unknown", None),
        "无锡备选厂": ("listed_source", "unknown", "unknown", None),
        "开封转子厂": ("listed_source", "no", "no", 120),
    }
    assert list(rows) == [
        "烟台转子厂", "两线厂", "粗址厂", "无锡备选厂", "郑州转子有限公司", "德国转子厂", "苏州转子厂", "唐山转子厂",
        "未填厂", "开封转子厂",
    ]  # fmt: skip


def test_capacity_and_spare(analyst: Analyst) -> None:
    rows = rows_of(analyst)
    assert {name: (row["capacity"], row["spare"]) for name, row in rows.items()} == {
        "烟台转子厂": (50, 10),
        "两线厂": (None, None),  # the faster line counts in 万吨 of wire
        "粗址厂": (7, 0),
        "无锡备选厂": (None, None),
        "郑州转子有限公司": (None, None),
        "德国转子厂": (None, None),  # 6 吨 of two products counted in 万台
        "苏州转子厂": (30, 4),  # its output is blank: what list 15 offers
        "唐山转子厂": (9, 0),  # more output than capacity
        "未填厂": (3, None),
        "开封转子厂": (None, 8),
    }
    two, silent = rows["两线厂"], rows["未填厂"]
    assert (two["from_product"], two["capacity_now"], two["capacity_unit"], two["n_lines"]) == (WIRE, 4, "万吨", 2)
    assert (two["convertible"], two["note"]) == (True, "unit_differs")
    assert (silent["from_product"], silent["capacity_now"], silent["note"]) == (STATOR, 3, "convert_days_unknown")
    assert rows["德国转子厂"]["country"] == "DE"
    assert (rows["开封转子厂"]["firm_id"], rows["开封转子厂"]["firm_region"]) == (None, "410000")
    assert (rows["郑州转子有限公司"]["firm_region"], rows["郑州转子有限公司"]["note"]) == (
        "410000",
        "known_from_sales_only",
    )


def test_days_allowed(analyst: Analyst) -> None:
    """The slow line comes in at 200 days; at 29 the wire line falls away and with it the firm, at 90 both may."""
    assert "慢转厂" not in rows_of(analyst)
    assert rows_of(analyst, days=200)["慢转厂"]["spare"] == 4
    assert "两线厂" not in rows_of(analyst, days=29)
    assert rows_of(analyst, days=89)["两线厂"]["n_lines"] == 1
    asked = analyst.ask("gap-fillers", {"product": "转子", "days": 30}).summary
    counts = {"n_makers": 4, "n_makers_here": 2, "n_sellers": 1, "n_converters": 2, "n_listed": 3}
    assert {name: asked[name] for name in counts} == counts
    assert asked["n_within_days"] == 4  # 烟台, 郑州, 德国 at once, 两线厂 after 30


def test_gap(analyst: Analyst) -> None:
    """30 整机 need 60 rotors; 57 can be made here."""
    summary = analyst.ask("gap-fillers", {"product": ROTOR}).summary
    assert (summary["demand"], summary["local_supply"], summary["gap_qty"], summary["unit"]) == (60, 57, 3, "万台")
    assert summary["list_06_declared_complete"] is True


def test_distance(analyst: Analyst) -> None:
    """To the nearest other buyer with coordinates: the buyer B1 in Jinan stands where the two-line firm does."""
    rows = rows_of(analyst)
    near = min(km(PLACES[QUALIFIED], PLACES[B1]), km(PLACES[QUALIFIED], PLACES[B2]))
    assert rows["苏州转子厂"]["distance_km"] == pytest.approx(near, abs=0.05)
    assert rows["唐山转子厂"]["distance_km"] == pytest.approx(km(PLACES[DISTANT], PLACES[B1]), abs=0.05)
    assert rows["两线厂"]["distance_km"] == 0
    assert rows["烟台转子厂"]["distance_km"] is None
    assert rows["郑州转子有限公司"]["distance_km"] is None


def test_jinan_to_qingdao(analyst: Analyst) -> None:
    """Seen from Qingdao only its own firm buys rotors: 3.38 degrees of longitude at about 36.4 degrees north."""
    row = rows_of(analyst, region="370200")["两线厂"]
    assert row["distance_km"] == pytest.approx(km(PLACES[TWO_LINES], PLACES[B2]), abs=0.05)
    assert 300 < row["distance_km"] < 315
    assert row["in_region"] == "no"


def test_seen_from_a_city(analyst: Analyst) -> None:
    """A site known only to the province may stand in Qingdao; nobody delivers to a buyer there."""
    rows = rows_of(analyst, region="370200")
    assert rows["粗址厂"]["in_region"] == "unknown"
    assert (rows["烟台转子厂"]["in_region"], rows["烟台转子厂"]["qualified"]) == ("no", "unknown")
    assert rows["烟台转子厂"]["days"] is None
    summary = analyst.ask("gap-fillers", {"product": ROTOR, "region": "370200"}).summary
    assert (summary["demand"], summary["local_supply"], summary["gap_qty"]) == (40, None, None)


def test_nothing_found_is_not_nobody(analyst: Analyst, tmp_path: Path) -> None:
    whole = analyst.ask("gap-fillers", {"product": CORE})
    assert (whole.n_rows, whole.summary["local_supply"], whole.summary["gap_qty"]) == (0, 0, 30)
    partial = load_all(book(tmp_path, "05")).ask("gap-fillers", {"product": CORE})
    assert (partial.n_rows, partial.summary["list_06_declared_complete"]) == (0, False)
    assert (partial.summary["local_supply"], partial.summary["gap_qty"]) == (None, None)


def test_evidence(analyst: Analyst) -> None:
    answer = analyst.ask("gap-fillers", {"product": ROTOR})
    told: dict[str, set[str]] = {}
    for finding in answer.findings:
        told[finding.values["name"]] = {table for table, _, _ in finding.trace().refs}
    assert told["烟台转子厂"] == {"products", "firms", "capacities", "supplies"}
    assert told["两线厂"] == {"products", "firms", "capacities"}
    assert told["苏州转子厂"] == {"products", "firms", "capacities", "outside_resources"}
    assert told["开封转子厂"] == {"products", "outside_resources"}
    assert told["无锡备选厂"] == {"products", "supplies"}


def test_unknown_product(analyst: Analyst) -> None:
    with pytest.raises(NotFound) as refused:
        analyst.ask("gap-fillers", {"product": "转孑"})
    assert refused.value.code == "unknown_object"


def test_product_of_another_chain(analyst: Analyst, tmp_path: Path) -> None:
    """Asked of all chains the other one says so and has no rows; asked of that chain it is refused."""
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row("SD-C98", ["P980101"]),
        "02_产业链环节": [{"环节编码": "C98-01", "环节名称": "泵", "层级": 1, "链位": "下游"}],
        "03_环节产品": [product("P980101", "水泵", "C98-01", 产品性质="终端产品")],
    }
    both = load_all(book(tmp_path), write_book(tmp_path / "other.xlsx", "SD-C98", lists))
    answer = both.ask("gap-fillers", {"product": ROTOR})
    assert {f.values["chain_code"] for f in answer.findings} == {CHAIN}
    assert answer.summary["SD-C98"] == {"product_code": None, "note": "product_of_another_chain"}
    with pytest.raises(NotFound):
        both.ask("gap-fillers", {"product": ROTOR, "chain": "SD-C98"})
