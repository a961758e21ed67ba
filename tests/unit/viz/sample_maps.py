"""Made-up chain maps for tests of pictures: a small tyre chain, large random ones, and hostile names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from graphsvc.analysis.pictures.layout import lay_out
from graphsvc.domain.chain_map import RISKS, ChainMap, MapBox, MapFact, MapFirm, MapLink, MapRisk, MapTotals, Status
from graphsvc.domain.places import SheetRows

LABELS = {"上游": "上游", "中游": "中游", "下游": "下游", "配套支撑": "配套支撑"}

MARKED = (
    "<b>粗体</b>有限公司",
    '"><b>引号</b>',
    "<i>斜体</i> & <u>下划线</u>",
    "{大括号} % 50%",
    "<a href='#b0'>链接</a>有限公司",
    "'; 单引号 //",
    "<!-- 注释 ]]> -->",
    "\u2028行\u2029段",
    "=SUM(1,2)",
    "\x00\x0b\ud800控制",
    "&lt;b&gt;实体&lt;/b&gt;",
    "constructor",
)
"""Names that hold markup, quotes, braces and signs of other languages, all of them harmless where one is not inert."""

_STATUS: tuple[Status, ...] = ("missing", "single_source", "weak", "normal", "strong", "unknown")

_TYRE: tuple[tuple[str, str, str, str, str, Status, bool, int], ...] = (
    ("P020501", "高碳盘条", "上游", "上游/骨架材料/原料", "万吨", "missing", False, 0),
    ("P020201", "天然橡胶", "上游", "上游/天然橡胶", "万吨", "missing", True, 0),
    ("P020301", "丁苯胶", "上游", "上游/合成橡胶", "万吨", "strong", False, 4),
    ("P020401", "炭黑", "上游", "上游/补强填充", "万吨", "normal", False, 3),
    ("P020601", "橡胶促进剂中间体", "上游", "上游/橡胶助剂/中间体", "吨", "unknown", False, 0),
    ("P020602", "促进剂", "上游", "上游/橡胶助剂", "吨", "single_source", True, 1),
    ("P020502", "钢帘线", "中游", "中游/骨架材料", "万吨", "weak", True, 2),
    ("P020701", "混炼胶", "中游", "中游/混炼与部件", "万吨", "normal", False, 5),
    ("P020801", "全钢载重子午线轮胎", "下游", "下游/轮胎制造", "万条", "strong", False, 2),
    ("P020802", "半钢乘用胎", "下游", "下游/轮胎制造", "万条", "strong", False, 6),
    ("P020901", "硫化机", "配套支撑", "配套支撑/装备模具", "台", "weak", False, 1),
    ("P021101", "再生橡胶", "下游", "下游/循环利用", "万吨", "normal", False, 2),
)

_TYRE_LINKS: tuple[tuple[str, str, str, float | None], ...] = (
    ("P020501", "P020502", "必需", 1.04),
    ("P020201", "P020701", "必需", 0.32),
    ("P020301", "P020701", "可部分替代", 0.21),
    ("P020401", "P020701", "必需", 0.24),
    ("P020601", "P020602", "必需", None),
    ("P020602", "P020701", "必需", 0.012),
    ("P020502", "P020801", "必需", 0.013),
    ("P020502", "P020802", "必需", 0.0014),
    ("P020701", "P020801", "必需", 0.042),
    ("P020701", "P020802", "必需", 0.0066),
    ("P020401", "P020802", "非必需", None),
    ("P020901", "P020802", "必需", None),
    ("P020901", "P020801", "必需", None),
    ("P020802", "P021101", "必需", 0.1),
    ("P021101", "P020701", "可部分替代", 0.03),
)


def chain_map(boxes: Sequence[MapBox], links: Sequence[MapLink], **header: object) -> ChainMap:
    """A map with a made-up header around ``boxes`` and ``links``."""
    plain = ChainMap(
        chain_code="SD-C90",
        chain_name="高端化工·轮胎",
        region_code="370000",
        region_name="山东省",
        version_id="v-20231231-1a2b3c4d",
        content_hash="sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        as_of="2023-12-31",
        data_grade="B",
        focus=None,
        n_more=0,
        boxes=tuple(boxes),
        links=tuple(links),
        layout=lay_out(boxes, links, LABELS),
        totals=totals_of(boxes),
    )
    return replace(plain, **header)  # type: ignore[arg-type]


def totals_of(boxes: Sequence[MapBox]) -> MapTotals:
    """A chain of these products alone, each marked one with a choke point of its own."""
    return MapTotals(
        n_products=len(boxes),
        n_firms=len({firm.firm_id for box in boxes for firm in box.firms}),
        counts=Counter(box.status for box in boxes),
        risks=Counter(box.risk.grade for box in boxes if box.risk),
    )


def risk(i: int) -> MapRisk:
    """A choke point; every fourth costs too little for a mark."""
    return MapRisk(RISKS[i % 3], f"示例卡点{i}", 0.0 if i % 4 == 3 else 12.5 + i, 10.0 + i, 45.0)


def _firms(code: str, name: str, n: int) -> tuple[MapFirm, ...]:
    return tuple(
        MapFirm(
            firm_id=f"91370000FAKE{code[-4:]}{i}Q",
            name=f"示例{name}{'东西南北中新'[i % 6]}厂",
            region="370500 东营市" if i % 2 else "370100 济南市",
            capacity=12.5 + 3 * i,
            output=None if i == 1 else 9.25 + i,
            row=f"示例轮胎.xlsx 06_产能清单 第{12 + i}行",
        )
        for i in range(n)
    )


def _facts(code: str, status: Status, n: int) -> tuple[MapFact, ...]:
    said = {
        "missing": "本省 0 家企业有现状产能；清单 06 已声明完整。派生需求 15.288 万吨/年。",
        "single_source": "本省仅 1 家企业（1 个控制组）有现状产能。",
        "weak": "W1：本地自给率 38 %，低于 70 %；W3：HHI 0.52，高于 0.5。",
        "normal": f"{n} 家企业有现状产能，不属于短板，也未达到优势阈值。",
        "strong": "本地自给率 162 %，HHI 0.18；全国份额 21 %。",
        "unknown": "清单 06 未声明完整，没有找到企业：不能断定缺失。",
    }[status]
    return (
        MapFact(said, (_rows("06_产能清单", 10, n),), True, f"EV-02-{code[-4:]}"),
        MapFact("计量单位与参考单价取自清单 03。", (_rows("03_产品目录", 18, 0),)),
    )


def _rows(sheet: str, first: int, n: int) -> SheetRows:
    return SheetRows("示例轮胎.xlsx", sheet, tuple((first + 2 * i, first + 2 * i) for i in range(n + 1)))


def tyre_map(**header: object) -> ChainMap:
    """Twelve products, every status, one cycle (recycled rubber), equipment at the side."""
    boxes = [
        MapBox(
            code,
            name,
            code[:5],
            path,
            position,
            unit,
            status,
            risk(i) if choke else None,
            code.startswith("P0208"),
            _firms(code, name, n),
            _facts(code, status, n),
        )
        for i, (code, name, position, path, unit, status, choke, n) in enumerate(_TYRE)
    ]
    return chain_map(boxes, [MapLink(*link) for link in _TYRE_LINKS], **header)


_WORDS = "氯化聚乙烯钛白粉锂云母石墨电极针状焦煤沥青异丁烯催化剂碳酸钙冷轧板铝型材铜箔隔膜电解液芯片模块线束座椅玻璃"


def random_map(n: int, seed: int, density: float = 1.5, **header: object) -> ChainMap:
    """``n`` products over three lanes and a side lane; links mostly forward, some inside a lane, a few backward."""
    rng = np.random.default_rng(seed)
    lanes = rng.choice(["上游", "中游", "下游", "配套支撑"], size=n, p=[0.36, 0.36, 0.22, 0.06])
    rank = {"上游": 0, "中游": 1, "下游": 2, "配套支撑": 1}
    boxes = []
    for i in range(n):
        start = int(rng.integers(0, len(_WORDS) - 12))
        name = _WORDS[start : start + int(rng.integers(2, 9 if i % 9 else 14))]
        status = _STATUS[int(rng.choice(6, p=[0.2, 0.15, 0.2, 0.25, 0.15, 0.05]))]
        makers = 0 if status in ("missing", "unknown") else 1 if status == "single_source" else 2 + i % 5
        code = f"P{i:06d}"
        boxes.append(
            MapBox(
                code,
                name,
                code[:4],
                f"{lanes[i]}/示例环节",
                str(lanes[i]),
                "万吨",
                status,
                risk(i) if rng.random() < 0.12 else None,
                False,
                _firms(code, name, makers),
                _facts(code, status, makers),
            )
        )
    pairs: dict[tuple[int, int], None] = {}
    for _ in range(int(n * density)):
        a, b = (int(v) for v in rng.choice(n, size=2, replace=False))
        forward = (rank[lanes[a]], a) < (rank[lanes[b]], b)
        backward = rng.random() < 0.05
        if abs(rank[lanes[a]] - rank[lanes[b]]) == 2 and rng.random() < 0.7:
            continue
        pairs[(a, b) if forward != backward else (b, a)] = None
    kinds = ["必需", "必需", "必需", "可部分替代", "非必需"]
    links = [
        MapLink(f"P{a:06d}", f"P{b:06d}", kinds[int(rng.integers(0, 5))], round(float(rng.random()), 3))
        for a, b in pairs
    ]
    return chain_map(boxes, links, **header)


def hostile_map() -> ChainMap:
    """A hostile text in every text field of every row, codes and ids included."""

    def bad(i: int) -> str:
        return MARKED[i % len(MARKED)]

    boxes = [
        MapBox(
            product_code=f"{bad(i)}#{i}",
            name=bad(i),
            stage_code=bad(i + 1),
            stage_path=bad(i + 2),
            position=("上游", "中游", bad(0))[i % 3],
            unit=bad(i + 3),
            status=_STATUS[i % 6],
            risk=MapRisk(RISKS[i % 4], bad(i + 11), 5.0, None, 30.0) if i % 2 == 0 else None,
            is_final=i % 5 == 0,
            firms=(MapFirm(bad(i + 4), bad(i + 5), bad(i + 6), 1.0, None, bad(i + 7)),),
            facts=(MapFact(bad(i + 8), (SheetRows(bad(i + 9), bad(i), ((2, 2),)),), False, bad(i + 10)),),
        )
        for i in range(len(MARKED))
    ]
    links = [MapLink(boxes[i].product_code, boxes[(i * 5 + 1) % 12].product_code, bad(i), 0.5) for i in range(12)]
    return chain_map(
        boxes,
        links,
        chain_name=bad(0),
        region_name=bad(1),
        region_code=bad(2),
        version_id=bad(1),
        content_hash=bad(0),
        as_of=bad(2),
        data_grade=bad(4),
        n_more=7,
        focus=boxes[3].product_code,
    )
