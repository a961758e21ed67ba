"""Lists 08–12, 20, 21, 23 and 24 of a made chain, and who makes the rest: plausible rows beside those written by hand.

No generated row states a planted fact: risks and shortfalls follow from the products' own makers and imports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from graphsvc.domain.reference import country_name
from graphsvc.samples.making.chain_sources import Row, Sources
from graphsvc.samples.making.made_demand import n_makers
from graphsvc.samples.making.made_firms import register
from graphsvc.samples.making.made_ledgers import demand_offers, issues, observations, risks
from graphsvc.samples.making.made_places import short_name
from graphsvc.samples.making.made_plans import (
    local_makers,
    missing_or_imported,
    outside_resources,
    projects,
    reserves,
    taken,
    targets,
)

_CITIES = ("济南", "青岛", "淄博", "烟台", "潍坊", "东营", "临沂", "威海")
_SURNAMES = "张王李赵刘陈杨孙周吴"
_TASKS = {"软件": "工业软件", "装备": "整机装备", "原材料": "基础材料", "零部件": "核心零部件", "元器件": "核心零部件"}
_CONTROLLED = ("部分受制", "严重受制")


def made_rows(sources: Sources, number: str, supplies: Sequence[Row]) -> list[Row]:
    """Generated rows of one list from 08 to 24; none where the chain wants its own rows alone (``only_hand``)."""
    if number in sources.make.get("only_hand", ()):
        return []
    dice = Random(f"{sources.make['seed']}/list/{number}")  # noqa: S311 - a sample, not a secret
    makers: dict[str, Callable[[Sources, Random], list[Row]]] = {
        "08": _strengths, "09": _shortfalls, "10": _technologies, "11": _platforms, "12": _parks, "13": projects,
        "14": targets, "15": outside_resources, "16": issues, "17": risks, "18": reserves, "19": demand_offers,
        "20": _policies, "21": _experts, "22": observations, "23": _aliases, "24": _codes,
    }  # fmt: skip
    return makers[number](sources, dice)


def _strengths(sources: Sources, dice: Random) -> list[Row]:
    rows = []
    for code, product in sources.products.items():
        if not sources.of_product(code, "strong", False) or code in taken(sources, "08", "产品编码"):
            continue
        firms = sorted(local_makers(sources, code), key=lambda h: (-h.output, h.firm.code))[:3]
        rows.append(
            {
                "环节编码": product.stage,
                "产品编码": code,
                "优势类型": dice.choice(("规模", "技术", "品牌")),
                "代表企业": "、".join(h.firm.name for h in firms),
                "全国市占率": f"{dice.uniform(0.2, 0.4):.2f}",
                "全国排名": str(dice.randint(1, 3)),
                "佐证": "示例行业统计",
            }
        )
    return rows


def _shortfalls(sources: Sources, dice: Random) -> list[Row]:
    rows = []
    for product in missing_or_imported(sources):
        if product.code in taken(sources, "09", "产品编码"):
            continue
        is_missing = n_makers(sources, product.code)[0] == 0
        rows.append(
            {
                "环节编码": product.stage,
                "产品编码": product.code,
                "短板类型": "缺链" if is_missing else "弱链",
                "现状描述": "省内无生产企业" if is_missing else "主要依靠进口",
                "进口依赖度": f"{product.import_share:.2f}",
                "突破路径": dice.choice(("招引、协作", "攻关、储备", "招引、攻关")),
                "责任单位": "省工信厅·示例处",
                "时限": f"{int(sources.year) + 2}-12-31",
            }
        )
    return rows


def _technologies(sources: Sources, dice: Random) -> list[Row]:
    rows = []
    wanted = [p for p in sources.products.values() if p.row.get("国内供给状态") in _CONTROLLED]
    for position, product in enumerate(wanted[:25], start=1):
        firms = local_makers(sources, product.code)
        start = int(sources.year) - dice.randint(0, 1)
        rows.append(
            {
                "技术编码": f"T-{sources.settings['chain']['code'][-3:]}-{position:03d}",
                "技术名称": f"{product.name}制备与应用技术",
                "对应产品编码": product.code,
                "攻关类型": _TASKS.get(product.nature) or dice.choice(("工艺技术", "共性技术")),
                "需求单位": firms[0].firm.name if firms else "",
                "主要指标": dice.choice(("一致性达到国际同类水平", "良率≥90%", "批次稳定、成本下降20%")),
                "现有水平": dice.choice(("中试", "小批量", "样品")),
                "国际先进水平": "批量稳定供货",
                "对外依存度": f"{max(0.1, product.import_share):.2f}",
                "国外来源": "、".join(country_name(c) for c, _ in product.imports),
                "组织方式": dice.choice(("揭榜挂帅", "定向委托", "自主", "赛马")),
                "榜单编号": f"榜-{sources.year}-{position:03d}",
                "揭榜单位": "示例大学、示例研究院",
                "总投入": str(dice.randrange(500, 9000, 100)),
                "起始日期": f"{start}-0{dice.randint(1, 9)}-01",
                "截止日期": f"{start + dice.randint(2, 3)}-12-31",
                "技术成熟度": str(dice.randint(3, 8)),
                "状态": dice.choice(("发布", "揭榜", "实施", "实施")),
            }
        )
    return rows


def _platforms(sources: Sources, dice: Random) -> list[Row]:
    rows = []
    kinds = ("企业技术中心", "工程研究中心", "重点实验室", "技术创新中心", "一企一技术研发中心", "公共服务平台")
    leaves = sorted({p.stage for p in sources.products.values()})
    for position, stage in enumerate(leaves[::2], start=1):
        firms = [f for f in register(sources).firms if f.stage == stage and not f.is_outside]
        kind = dice.choice(kinds)
        rows.append(
            {
                "平台编码": f"PF-{sources.settings['chain']['code'][-3:]}-{position:03d}",
                "名称": f"示例{_stage_name(sources, stage)}{kind}",
                "级别": dice.choices(("省", "市", "国家"), (6, 3, 1))[0],
                "类型": kind,
                "依托单位": dice.choice(firms).name if firms else "示例大学",
                "服务环节": stage,
                "年份": str(dice.randint(2015, int(sources.year))),
            }
        )
    return rows


def _stage_name(sources: Sources, code: str) -> str:
    return next((row["环节名称"] for row in sources.stages if row["环节编码"] == code), code)


def _parks(sources: Sources, dice: Random) -> list[Row]:
    return list(register(sources).parks)


def _policies(sources: Sources, dice: Random) -> list[Row]:
    tops = [row["环节编码"] for row in sources.stages if row["层级"] == "1"]
    rows = []
    for position, stage in enumerate(tops, start=1):
        level = dice.choice(("国家", "省", "市"))
        rows.append(
            {
                "文号": f"示例发〔{sources.year}〕{position}号",
                "名称": f"关于支持{_stage_name(sources, stage)}高质量发展的若干措施(示例)",
                "层级": level,
                "适用环节": stage,
                "适用企业类型": dice.choice(("专精特新小巨人(国家)", "大型", "高新技术企业", "链主")),
                "支持方式": dice.choice(("贷款贴息、保险补偿", "技改补助", "揭榜奖励、用能保障")),
                "有效期": f"{int(sources.year) + dice.randint(1, 3)}-12-31",
            }
        )
    return rows


def _experts(sources: Sources, dice: Random) -> list[Row]:
    leaves = sorted({p.stage for p in sources.products.values()})
    kinds = ("技术专家", "技术专家", "管理专家", "高技能人才")
    return [
        {
            "姓名": f"{dice.choice(_SURNAMES)}某",
            "单位": dice.choice(("示例大学", "示例研究院", "示例职业学院", "示例行业协会")),
            "方向": stage,
            "类型": dice.choice(kinds),
        }
        for stage in leaves[::3]
    ]


def _aliases(sources: Sources, dice: Random) -> list[Row]:
    """Short names of firms, confirmed, that differ from every name in the chain."""
    firms = [f for f in register(sources).firms if f.row is None and not f.is_outside]
    rows: dict[str, Row] = {}
    for firm in dice.sample(firms, min(16, len(firms))):
        place = short_name(firm.region)
        brand = firm.name.removeprefix(f"示例{place}")[:2]
        rows.setdefault(
            f"{place}{brand}(示例)",
            {
                "原名": f"{place}{brand}(示例)",
                "标准名/代码": firm.code,
                "类型": "企业",
                "确认人": f"{dice.choice(_SURNAMES)}某",
                "日期": f"{sources.year}-{dice.randint(1, 12):02d}-20",
            },
        )
    return list(rows.values())


def _codes(sources: Sources, dice: Random) -> list[Row]:
    chain = sources.settings["chain"]["code"]
    ways = (("01", "长协"), ("02", "现货"), ("03", "集团内"), ("04", "代理"), ("05", "委托加工"))
    corridors = ("青岛港", "日照港", "烟台港", "天津港", "上海港")
    rows = [{"代码集": "供应方式", "代码": code, "名称": name, "起用": "2023-01-01"} for code, name in ways]
    rows += [{"代码集": "关键通道", "代码": f"P{i:02d}", "名称": name} for i, name in enumerate(corridors, start=1)]
    return [*rows, {"代码集": "产业链", "代码": chain, "名称": sources.settings["chain"]["name"]}]
