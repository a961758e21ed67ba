"""Lists 00–06 of a made chain: what the file is, its stages, products, inputs, firms and capacities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from random import Random

from graphsvc.domain.reference import industry_name, reference_rows
from graphsvc.samples.making.chain_sources import ABROAD, LOCAL, OUTSIDE, Product, Row, Sources, plain
from graphsvc.samples.making.made_demand import PRESENT, demand, hand_makers_of
from graphsvc.samples.making.made_firms import Firm, register
from graphsvc.samples.making.made_places import coordinates, short_name
from graphsvc.samples.making.made_quantities import Holding, fill_capacities, holdings

BLANK_RECOVERY = 0.03
USUAL_GRADE = "标准级"
_SOURCE_ONLY = {LOCAL, OUTSIDE, ABROAD, "企业称谓"}
_TAGS = ("单项冠军(省)", "专精特新小巨人(国家)", "专精特新小巨人(重点)", "省级专精特新", "高新技术企业", "瞪羚")
_SURNAMES = "张王李赵刘陈杨孙周吴"
_LEAST_MADE = 0.8
"""A made firm of little capacity makes other things too: its output value is at least this part of its revenue."""


def submission_lines(sources: Sources) -> list[list[str]]:
    """List 00 as lines of key and value."""
    chain = sources.settings["chain"]
    return [
        ["产业链名称", chain["name"]],
        ["产业链编码", chain["code"]],
        ["编制单位", chain["compiled_by"]],
        ["区划代码", str(chain["region"])],
        ["数据年度", sources.year],
        ["数据截止日期", str(chain["as_of"])],
        ["图谱版本", str(chain["map_version"])],
        ["密级", chain["secrecy"]],
        ["数据完整声明", chain["complete_lists"]],
    ]


def chain_rows(sources: Sources) -> list[Row]:
    """List 01: the chain; its lead firms are those with the role 链主, by hand or the largest final makers."""
    chain = sources.settings["chain"]
    leads = [firm for firm in register(sources).firms if firm.row and firm.row.get("链上角色") == "链主"]
    leads = leads or _largest_final_makers(sources)[:3]
    return [
        {
            "产业链编码": chain["code"],
            "产业链名称": chain["name"],
            "类别": chain["category"],
            "所属产业领域": chain["field"],
            "适用区划代码": str(chain["region"]),
            "链长": chain["chief"],
            "牵头单位": chain["lead_dept"],
            "链主企业信用代码": "、".join(firm.code for firm in leads),
            "终端产品编码": "、".join(sources.finals),
            "边界说明": chain["boundary"],
        }
    ]


def stage_rows(sources: Sources) -> list[Row]:
    """List 02 as it stands in the sources."""
    return [{k: v for k, v in row.items() if k not in _SOURCE_ONLY} for row in sources.stages]


def product_rows(sources: Sources) -> list[Row]:
    """List 03; countries of 境外来源 stand under 主要国外来源 where that is blank."""
    found = []
    for product in sources.products.values():
        row = {k: v for k, v in product.row.items() if k not in _SOURCE_ONLY}
        row |= {"规格等级": grade_of(product), "行业小类代码": printed_class(product.gb4754)}
        if product.imports and not row.get("主要国外来源"):
            row["主要国外来源"] = "、".join(country for country, _ in product.imports)
        found.append(row)
    return found


def grade_of(product: Product) -> str:
    """规格等级, the usual one where the sources leave it blank: a blank grade would leave W4 open."""
    return product.row.get("规格等级") or USUAL_GRADE


@cache
def _changed_classes() -> Mapping[str, str]:
    """Classes whose code meant something else in 2011: a reader can only be sure where the name stands beside it."""
    return {
        row["code_2011"]: industry_name(row["code_2011"])
        for row in reference_rows("industries_2011")
        if industry_name(row["code_2011"]) and industry_name(row["code_2011"]) != row["name_2011"]
    }


def printed_class(code: str) -> str:
    """A class of GB/T 4754-2017, with its name where the code alone is read with doubt."""
    return code + _changed_classes().get(code, "")


def input_rows(sources: Sources) -> list[Row]:
    """List 04; year and origin of data where blank."""
    usual = {"年度": sources.year, "数据来源": "行业经验"}
    return [usual | {k: v for k, v in row.items() if v} for row in sources.input_rows]


def firm_rows(sources: Sources) -> list[Row]:
    """List 05: firms by hand, completed, then the generated ones, then makers of other chains' products used here."""
    made: dict[str, list[Holding]] = defaultdict(list)
    for several in holdings(sources).values():
        for holding in several:
            made[holding.firm.code].append(holding)
    leading = {firm.code for firm in _largest_final_makers(sources)[:8]}
    best = {max(several, key=lambda h: (h.output, h.firm.code)).firm.code for several in holdings(sources).values()}
    rows = []
    for firm in register(sources).firms:
        if firm.row is not None:
            kept = {k: v for k, v in firm.row.items() if v}
            kept["行业小类代码"] = printed_class(kept.get("行业小类代码", ""))
            rows.append({"统一社会信用代码": firm.code, "登记状态": "存续", "年度": sources.year} | kept)
        else:
            rows.append(_firm_row(sources, firm, made[firm.code], firm.code in best, firm.code in leading))
    return rows


def _firm_row(sources: Sources, firm: Firm, made: list[Holding], is_best: bool, is_leading: bool) -> Row:
    dice = Random(f"{sources.make['seed']}/firm/{firm.code}")  # noqa: S311 - a sample, not a secret
    value = sum(h.output * sources.products[h.product].price for h in made) / 1e4
    revenue = max(300.0, value * dice.uniform(0.95, 1.2))
    people = int(min(30000, max(15, revenue / dice.uniform(90, 220))))
    codes = [c for c in dict.fromkeys(sources.products[p].gb4754 for p in firm.products) if c]
    place = coordinates(firm.region, dice)
    tags = [dice.choice(_TAGS[:3])] if is_best else dice.choices(([], ["省级专精特新"], ["高新技术企业"]), (5, 3, 3))[0]
    is_large = revenue >= 2000
    role = "链核" if is_leading else "核心配套" if is_best else "一般配套"
    row = {
        "统一社会信用代码": firm.code,
        "企业名称": firm.name,
        "登记状态": dice.choices(("存续", "在业"), (9, 1))[0],
        "注册地区划代码": firm.region,
        "生产地址": f"{short_name(firm.region)}示例路{dice.randint(1, 999)}号",
        "行业小类代码": printed_class(codes[0] if codes else "3990"),
        "其他行业代码": "；".join(map(printed_class, codes[1:])),
        "企业规模": "大型" if people >= 1000 else "中型" if people >= 300 else "小型" if people >= 20 else "微型",
        "是否规上": "是" if is_large else "否",
        "控股类型": dice.choices(("私人", "国有", "外商", "集体", "港澳台"), (14, 3, 2, 1, 1))[0],
        "实际控制人": firm.controller,
        "集团信用代码": firm.controller_code,
        "链上角色": role,
        "梯度培育标签": "、".join(tags),
        "营业收入": plain(round(revenue)),
        "工业总产值": plain(round(max(value, _LEAST_MADE * revenue))),
        "利润总额": plain(round(revenue * dice.uniform(-0.02, 0.12))),
        "研发费用": plain(round(revenue * dice.uniform(0.01, 0.08))),
        "从业人数": str(people),
        "用电量": plain(round(revenue * dice.uniform(0.01, 0.05), 1)),
        "年度": sources.year,
        "白名单": "是" if is_leading or (is_best and dice.random() < 0.2) else "否",
        "监测样本": "是" if is_leading or dice.random() < 0.05 else "否",
        "包联人": f"{dice.choice(_SURNAMES)}某" if is_large and dice.random() < 0.6 else "",
    }
    if place is not None:
        row |= {"经度": f"{place[0]:.3f}", "纬度": f"{place[1]:.3f}"}
    return row


def capacity_rows(sources: Sources) -> list[Row]:
    """List 06: rows by hand with their blanks filled, then one row per maker and product, two with a second site."""
    rows: list[Row] = []
    filled = {
        id(row): quantities
        for code, several in hand_makers_of(sources).items()
        for row, quantities in zip(several, fill_capacities(sources, code, demand(sources).output[code]), strict=True)
    }
    for row in sources.rows("06"):
        product = sources.products[sources.named[row["产品编码或名称"]]]
        kept = {"状态": PRESENT, "产品等级": grade_of(product)} | {k: v for k, v in row.items() if v}
        if id(row) in filled:
            headings = ("设计产能", "有效产能", "产量")
            kept = dict(zip(headings, map(plain, filled[id(row)]), strict=True)) | kept
        rows.append(kept)
    for several in holdings(sources).values():
        total = sum(h.output for h in several)
        best = max((h.firm.code for h in several), default="", key=lambda c: (_output_of(several, c), c))
        for holding in several:
            if not holding.is_by_hand:
                rows += _capacity_rows(sources, holding, holding.output / total, holding.firm.code == best)
    return rows


def _output_of(several: tuple[Holding, ...], code: str) -> float:
    return next(h.output for h in several if h.firm.code == code)


def _capacity_rows(sources: Sources, holding: Holding, part: float, is_best: bool) -> list[Row]:
    dice = Random(f"{sources.make['seed']}/capacity/{holding.product}/{holding.firm.code}")  # noqa: S311
    firm, code = holding.firm, holding.product
    recovery = str(sources.of_product(code, "recovery_days", dice.randrange(15, 50, 5)))
    is_strong = bool(sources.of_product(code, "strong", False)) and is_best
    national = dice.uniform(0.12, 0.2) if is_strong else min(0.085, part * dice.uniform(0.1, 0.25))
    local = dice.uniform(0.1, 0.4)
    row = {
        "企业(信用代码或名称)": firm.name,
        "生产基地": "",
        "基地区划": firm.region,
        "园区编码": firm.park,
        "产品编码或名称": code,
        "设计产能": plain(holding.capacity),
        "有效产能": plain(holding.capacity),
        "产量": plain(holding.output),
        "产能利用率": f"{holding.output / holding.capacity:.3f}",
        "产品等级": grade_of(sources.products[code]),
        "全国市占率": f"{national:.4f}",
        "本地销售比例": f"{local:.2f}",
        "省内销售比例": f"{dice.uniform(0.2, 0.45):.2f}",
        "出口销售比例": f"{dice.uniform(0.0, 0.12):.2f}",
        "状态": PRESENT,
        "投产日期": f"{dice.randint(2003, 2021)}-{dice.randint(1, 12):02d}-01",
        "停产恢复时间": recovery if dice.random() > BLANK_RECOVERY else "",
    }
    if dice.random() < 0.15:
        others = [p for p in firm.products if p != code]
        if others:
            row |= {"可转产产品": others[0], "转产时间": str(dice.randrange(20, 91, 5))}
    if not firm.second_region or code != firm.products[0]:
        return [row]
    main, rest = 0.65, 0.35
    return [
        row | _site("一厂", firm.region, holding, main, national),
        row | _site("二厂", firm.second_region, holding, rest, national) | {"园区编码": ""},
    ]


def _site(name: str, region: str, holding: Holding, part: float, national: float) -> Row:
    capacity, output = float(plain(holding.capacity * part)), float(plain(holding.output * part))
    return {
        "生产基地": f"{short_name(region)}{name}",
        "基地区划": region,
        "设计产能": plain(capacity),
        "有效产能": plain(capacity),
        "产量": plain(output),
        "产能利用率": f"{output / capacity:.3f}",
        "全国市占率": f"{national * part:.4f}",
    }


def _largest_final_makers(sources: Sources) -> list[Firm]:
    found: dict[str, tuple[float, Firm]] = {}
    for code in sources.finals:
        for holding in holdings(sources).get(code, ()):
            value = holding.output * sources.products[code].price
            before = found.get(holding.firm.code, (0.0, holding.firm))
            found[holding.firm.code] = (before[0] + value, holding.firm)
    return [firm for _, firm in sorted(found.values(), key=lambda pair: (-pair[0], pair[1].code))]
