"""Lists 13, 14, 15 and 18 of a made chain: projects, firms to invite, sources elsewhere, reserves."""

from __future__ import annotations

from random import Random

from graphsvc.domain.reference import country_name, region_name
from graphsvc.samples.making.chain_sources import Product, Row, Sources, plain
from graphsvc.samples.making.made_demand import demand
from graphsvc.samples.making.made_quantities import Holding, holdings, makers_of

_CITIES = ("济南", "青岛", "淄博", "烟台", "潍坊", "东营", "临沂", "威海")
_SURNAMES = "张王李赵刘陈杨孙周吴"


def taken(sources: Sources, number: str, heading: str) -> set[str]:
    """What rows by hand already speak of."""
    return {sources.named.get(row.get(heading, ""), row.get(heading, "")) for row in sources.rows(number)}


def missing_or_imported(sources: Sources) -> list[Product]:
    """Products in use that no firm of the chain makes, or that are half imported."""
    use = demand(sources).use
    found = []
    for code, product in sources.products.items():
        is_missing = not product.owned and code not in holdings(sources)
        if use[code] > 0 and (is_missing or product.import_share >= 0.5):
            found.append(product)
    return found


def local_makers(sources: Sources, code: str) -> list[Holding]:
    """Makers of a product in the province."""
    return [h for h in makers_of(sources, code) if not h.firm.is_outside]


def projects(sources: Sources, dice: Random) -> list[Row]:
    """Extensions of made capacities, in several phases; planned ones beside those under way."""
    rows = []
    makers = [h for several in holdings(sources).values() for h in several if not h.firm.is_outside]
    chosen = dice.sample(makers, min(24, len(makers)))
    for position, holding in enumerate(chosen, start=1):
        product = sources.products[holding.product]
        phase = dice.choice(("立项", "开工", "在建", "在建", "签约", "投产"))
        year = int(sources.year)
        added = float(f"{holding.capacity * dice.uniform(0.1, 0.4):.2g}")
        row = {
            "项目编码": f"XM-{sources.settings['chain']['code'][-3:]}-{position:03d}",
            "名称": f"{product.name}扩能项目",
            "建设单位": holding.firm.name,
            "环节": product.stage,
            "产品": product.code,
            "新增产能": plain(added),
            "新增产能单位": product.unit,
            "总投资": f"{max(0.2, added * product.price / 1e8 * dice.uniform(0.5, 1.2)):.2f}",
            "建设地点区划": holding.firm.region,
            "项目类别": dice.choice(("强链", "技改", "延链", "补链")),
            "阶段": phase,
            "包保责任人": f"{dice.choice(_SURNAMES)}某",
            "进度": f"{dice.randint(5, 60)}%" if phase in ("开工", "在建") else "",
        }
        if phase in ("开工", "在建", "投产"):
            row["开工日期"] = f"{year - dice.randint(0, 1)}-0{dice.randint(1, 9)}-01"
        row["投产日期"] = f"{year}-12-01" if phase == "投产" else f"{year + dice.randint(1, 2)}-06-30"
        rows.append(row)
    return rows


def targets(sources: Sources, dice: Random) -> list[Row]:
    """Makers elsewhere of what is missing or imported, and of a few other products."""
    rows = []
    others = list(sources.products.values())
    wanted = [*missing_or_imported(sources), *dice.sample(others, min(12, len(others)))]
    for position, product in enumerate(dict.fromkeys(wanted), start=len(sources.rows("14")) + 1):
        place = dice.choice(("320500", "330200", "440300", "310115", "420100", "DE", "JP", "KR"))
        where = region_name(place, short=True) if place.isdigit() else country_name(place)
        rows.append(
            {
                "序号": str(position),
                "对象类型": dice.choices(("企业", "团队", "项目"), (8, 1, 1))[0],
                "名称": f"示例{where}{product.name}企业",
                "所在地": place,
                "对应环节": product.stage,
                "对应产品": product.code,
                "行业地位": dice.choice(("国内前三", "细分领域骨干", "国际知名")),
                "投资意向": dice.choice(("有意建厂", "意向合作", "待了解")),
                "对接阶段": dice.choice(("线索", "接触", "考察", "洽谈")),
                "牵头单位": f"{dice.choice(_CITIES)}市示例局",
                "责任人": f"{dice.choice(_SURNAMES)}某",
                "最近对接日期": f"{sources.year}-{dice.randint(3, 12):02d}-{dice.randint(1, 28):02d}",
            }
        )
    return rows


def outside_resources(sources: Sources, dice: Random) -> list[Row]:
    """Alternative sources of imported products, none of them qualified yet."""
    rows = []
    imported = [p for p in sources.products.values() if p.imports and p.import_share < 0.9]
    for product in imported[:30]:
        place = dice.choice(("320000", "330000", "440000", "310000", "JP", "DE", "KR"))
        where = region_name(place, short=True) if place.isdigit() else country_name(place)
        rows.append(
            {
                "资源类型": "备选供方",
                "名称": f"示例{where}{product.name}备选企业",
                "国别/省份": place,
                "产品": product.code,
                "可供量": plain(float(f"{max(demand(sources).use[product.code], 0.01) * 0.05:.2g}")),
                "可供量单位": product.unit,
                "认证状态": dice.choice(("送样", "潜在")),
                "认证周期": str(dice.randrange(60, 200, 10)),
            }
        )
    return rows


def reserves(sources: Sources, dice: Random) -> list[Row]:
    """Stocks and idle capacity of a few products, with what they cost."""
    rows = []
    spoken_of = taken(sources, "18", "产品")
    ready = [
        c for c in holdings(sources) if local_makers(sources, c) and c not in spoken_of and demand(sources).use[c] > 0
    ]
    for position, code in enumerate(dice.sample(ready, min(18, len(ready))), start=1):
        product, holding = sources.products[code], dice.choice(local_makers(sources, code))
        daily = demand(sources).use[code] / 365
        is_stock = dice.random() < 0.6
        idle = (holding.capacity - holding.output) / 365 * 0.5
        quantity = daily * dice.randint(3, 10) if is_stock else max(1e-6, idle)
        year = int(sources.year)
        rows.append(
            {
                "编号": f"CB-{sources.settings['chain']['code'][-3:]}-{position:03d}",
                "产品": code,
                "方式": "实物储备" if is_stock else "闲置产能",
                "承担企业": holding.firm.name,
                "区划": holding.firm.region,
                "数量": plain(float(f"{quantity:.2g}")),
                "数量单位": product.unit if is_stock else f"{product.unit}/天",
                "启动时间": str(1 if is_stock else dice.choice((7, 10, 15))),
                "可持续时间": str(dice.randrange(10, 90, 5)),
                "一次性投入": str(dice.randrange(20, 900, 10)),
                "年维持费用": str(dice.randrange(5, 120, 5)),
                "轮换周期": "180" if is_stock else "",
                "协议到期": f"{year + dice.randint(1, 3)}-12-31",
                "上次演练": f"{year}-{dice.randint(1, 12):02d}-15",
            }
        )
    return rows
