"""Random clean chains: nothing in them is to be warned about, so that what is said is said of a layout or a defect.

Values stand in the units of the dictionary: exact decimals, dates, lists, truth values. Amounts balance: what buyers
take is what their output needs, what sellers sell is what they make.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from graphsvc.samples.making.credit_codes import made_code
from tests.corpus.other_lists import other_lists

Record = dict[str, Any]
"""One row: values by field, blanks left out."""

Chain = dict[str, list[Record]]
"""Rows by table."""

YEAR, CUT_OFF = 2023, date(2023, 12, 31)
REGIONS = ("370102", "370202", "370304", "370403", "370500", "370600", "370783", "370811", "371302", "371600")
INDUSTRIES = ("2911", "2619", "3670", "3811", "2651", "3484")
UNITS = ("吨", "万吨", "台", "万台", "套", "万套", "条", "万条", "千克")
MADE = ("零部件", "中间产品", "元器件")
_STEMS = ("恒", "远", "鲁", "泰", "嘉", "宏", "新", "华", "瑞", "安")
_TRADES = ("精工", "材料", "化工", "机械", "电子", "橡塑")
_GOODS = ("胶料", "帘布", "钢丝", "壳体", "线束", "轴承", "阀门", "电机", "泵体", "控制器", "总成", "整机")
_ABROAD = ("泰国", "德国", "日本", "马来西亚")


def random_chain(random: Random) -> Chain:
    """A chain of two to six stages, three to eight products and their makers, other lists now and then."""
    chain: Chain = {"submissions": [_head(random)]}
    chain["stages"] = _stages(random)
    chain["products"] = _products(random, chain["stages"])
    chain["product_inputs"] = _inputs(random, chain["products"])
    chain["firms"] = _firms(random, 2 * len(chain["products"]) + random.randrange(4))
    _trade(random, chain)
    chain.update({table: rows for table, rows in other_lists(random, chain).items() if rows})
    return chain


def _head(random: Random) -> Record:
    return {
        "chain_name": "示例链",
        "chain_code": f"SD-C{random.randrange(10, 100)}",
        "compiled_by": "示例专班",
        "region_code": random.choice(("370000", "371300", "370100")),
        "data_year": YEAR,
        "as_of": CUT_OFF,
        "map_version": "v1",
        "secrecy": random.choice(("公开", "内部", "敏感")),
    }


def _stages(random: Random) -> list[Record]:
    rows: list[Record] = []
    for n, position in enumerate(("上游", "中游", "下游")[: random.randrange(2, 4)], start=1):
        top = {"stage_code": f"S{n}", "stage_name": f"示例环节{n}", "level": 1, "position": position}
        rows.append(top | {"order": n, "is_key": random.random() < 0.5})
        for child in range(random.choice((0, 0, 2))):
            code = {"stage_code": f"S{n}-{child + 1}", "parent_code": f"S{n}", "level": 2, "position": position}
            rows.append({"stage_name": f"示例环节{n}之{child + 1}", **code})
    return rows


def _products(random: Random, stages: list[Record]) -> list[Record]:
    parents = {row.get("parent_code") for row in stages}
    leaves = [row["stage_code"] for row in stages if row["stage_code"] not in parents]
    n, names = random.randrange(3, 9), random.sample(_GOODS, len(_GOODS))
    rows = []
    for i in range(n):
        nature = "原材料" if i < max(1, n // 3) else "终端产品" if i == n - 1 else random.choice(MADE)
        row: Record = {
            "product_code": f"P{i + 1:03d}",
            "product_name": f"示例{names[i]}",
            "stage_code": leaves[i * len(leaves) // n],
            "unit": random.choice(UNITS),
            "nature": nature,
        }
        optional = {
            "gb4754": random.choice(INDUSTRIES),
            "localization": _share(random),
            "ref_price": _figure(random, 10, 5000),
            "hs": ["84133021"],
            "foreign_sources": random.sample(_ABROAD, 2),
            "aliases": [f"{names[i]}{n}号"],
        }
        rows.append(row | {k: v for k, v in optional.items() if random.random() < 0.4})
    return rows


def _inputs(random: Random, products: list[Record]) -> list[Record]:
    rows = []
    for i, product in enumerate(products):
        if product["nature"] == "原材料":
            continue
        for used in random.sample(products[:i], min(i, random.randrange(1, 4))):
            row = {
                "to_product": product["product_code"],
                "from_product": used["product_code"],
                "coefficient": Decimal(random.randrange(2, 300)) / 100,
                "necessity": random.choice(("必需", "必需", "非必需")),
                "year": YEAR,
            }
            rows.append(row | ({"switch_days": random.randrange(1, 90)} if random.random() < 0.3 else {}))
    return rows


def _firms(random: Random, n: int) -> list[Record]:
    numbers = random.sample(range(10_000), n)
    names = random.sample([a + b for a in _STEMS for b in _STEMS if a != b], n)
    rows = []
    for number, name in zip(numbers, names, strict=True):
        region, heads = random.choice(REGIONS), random.randrange(20, 3000)
        row: Record = {
            "uscc": made_code(number, region),
            "name": f"示例{name}{random.choice(_TRADES)}有限公司",
            "reg_region": region,
            "gb4754": random.choice(INDUSTRIES),
            "year": YEAR,
            "employees": heads,
            "revenue": Decimal(heads * random.randrange(50, 200)),
        }
        optional = {
            "output_value": row["revenue"] + 100,
            "profit": Decimal(random.randrange(-500, 5000)),
            "status": random.choice(("存续", "在业")),
            "size": random.choice(("大型", "中型", "小型")),
            "above_scale": random.random() < 0.5,
            "tags": random.sample(("瞪羚", "独角兽", "高新技术企业"), 2),
            "lon": Decimal(random.randrange(11600, 12100)) / 100,
            "lat": Decimal(random.randrange(3500, 3700)) / 100,
            "address": f"示例路{random.randrange(1, 99)}号",
        }
        rows.append(row | {k: v for k, v in optional.items() if random.random() < 0.5})
    return rows


def _trade(random: Random, chain: Chain) -> None:
    """Capacities and supplies, from the final product down: what is needed is made, and bought as it is needed."""
    is_by_code = random.random() < 0.5
    firms = [row["uscc"] if is_by_code else row["name"] for row in chain["firms"]]
    free = iter(random.sample(firms, len(firms)))
    wanted: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    chain["capacities"], chain["supplies"] = [], []
    for product in reversed(chain["products"]):
        code = product["product_code"]
        makers = [next(free) for _ in range(random.randrange(1, 3))]
        sold = dict.fromkeys(makers, Decimal(0))
        is_raw = product["nature"] == "原材料"
        for buyer, need in wanted[code]:
            for seller, share, abroad in _sources(random, makers, is_raw):
                qty = _short(need * share)
                sold[seller] = sold.get(seller, Decimal(0)) + qty
                chain["supplies"].append(_supply(random, seller, buyer, product, qty, share, abroad))
        for maker in makers:
            made = _short((sold[maker] or Decimal(random.randrange(10, 900))) * random.choice((1, Decimal("1.05"))))
            chain["capacities"].append(_capacity(random, maker, product, made))
            for row in chain["product_inputs"]:
                if row["to_product"] == code:
                    wanted[row["from_product"]].append((maker, _short(made * row["coefficient"])))


def _sources(random: Random, makers: list[str], is_raw: bool) -> Iterator[tuple[str, Decimal, str | None]]:
    """Seller, share, and country of a seller that no list names."""
    abroad = random.choice(_ABROAD) if is_raw and random.random() < 0.4 else None
    sellers = [*makers, *([f"境外·{abroad}"] if abroad else [])]
    cuts = {1: ("1",), 2: ("0.65", "0.35"), 3: ("0.5", "0.3", "0.2")}[len(sellers)]
    for seller, share in zip(sellers, cuts, strict=True):
        yield seller, Decimal(share), abroad if seller not in makers else None


def _supply(
    random: Random, seller: str, buyer: str, product: Record, qty: Decimal, share: Decimal, abroad: str | None
) -> Record:
    row: Record = {"supplier": seller, "supplier_region": [abroad] if abroad else None, "buyer": buyer}
    row["product"] = product["product_code"] if random.random() < 0.7 else product["product_name"]
    row |= {"qty": qty, "share_buyer": share, "year": YEAR, "evidence": "需方填报"}
    optional = {
        "amount": Decimal(random.randrange(100, 90_000)),
        "lead": random.randrange(1, 90),
        "mode": random.choice(("长协", "现货")),
        "contract_end": date(2025, random.randrange(1, 13), 28),
        "difficulty": random.randrange(1, 6),
        "alternates": ["示例备选一厂", "示例备选二厂"],
        "confidence": Decimal("0.9"),
    }
    return {k: v for k, v in (row | {k: v for k, v in optional.items() if random.random() < 0.4}).items() if v}


def _capacity(random: Random, maker: str, product: Record, made: Decimal) -> Record:
    rate = random.choice((Decimal("0.5"), Decimal("0.8"), Decimal(1)))
    row: Record = {
        "firm": maker,
        "product": product["product_code"],
        "design_capacity": _short(made / rate),
        "output": made,
        "state": "现状",
    }
    optional = {
        "utilization": rate,
        "start": date(random.randrange(2005, 2022), random.randrange(1, 13), random.randrange(1, 29)),
        "ttr_days": random.randrange(5, 200),
        "local_share": Decimal("0.35"),
        "grade": "示例一级",
    }
    return row | {k: v for k, v in optional.items() if random.random() < 0.5}


def _short(value: Decimal) -> Decimal:
    """At most three decimals, and more than nothing: a spreadsheet keeps 15 digits."""
    return max(value.quantize(Decimal("0.001")), Decimal("0.001"))


def _share(random: Random) -> Decimal:
    return Decimal(random.randrange(1, 20)) / 20


def _figure(random: Random, low: int, high: int) -> Decimal:
    return Decimal(random.randrange(low, high))
