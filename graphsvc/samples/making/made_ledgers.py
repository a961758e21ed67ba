"""Lists 16, 17, 19 and 22 of a made chain: problems, risks, offers and wants, monthly figures."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from graphsvc.domain.reference import country_name
from graphsvc.samples.making.chain_sources import Row, Sources, plain
from graphsvc.samples.making.made_demand import demand, mixes
from graphsvc.samples.making.made_quantities import Holding, holdings

N_ISSUES, N_OFFERS, N_MONITORED, N_RISKS = 32, 60, 40, 24
_MONTHS = (9, 10, 11, 12)
_PROBLEMS = {
    "原料短缺": "原料到货不稳定，需要协调货源",
    "产品配套": "希望对接省内配套企业",
    "物流运输": "运输车辆紧张，交货延迟",
    "订单市场": "订单不足，开工率下降",
    "资金": "流动资金紧张，申请贷款贴息",
    "用工": "技术工人招聘困难",
    "要素(水电气地)": "用电负荷受限",
    "技术": "关键工艺需要专家指导",
}


def _code(sources: Sources) -> str:
    return str(sources.settings["chain"]["code"])[-3:]


def _local(sources: Sources) -> list[Holding]:
    return [h for several in holdings(sources).values() for h in several if not h.firm.is_outside and h.output > 0]


def issues(sources: Sources, dice: Random) -> list[Row]:
    """A ledger of problems, most of them closed in time; none of them is late or grave unless written by hand."""
    rows = []
    end = date.fromisoformat(str(sources.settings["chain"]["as_of"]))
    for position, holding in enumerate(dice.sample(_local(sources), min(N_ISSUES, len(_local(sources)))), start=1):
        kind, text = dice.choice(list(_PROBLEMS.items()))
        status = dice.choices(("已销号", "已办结", "办理中", "已交办"), (5, 2, 2, 1))[0]
        is_closed = status in ("已销号", "已办结")
        opened = end - timedelta(days=dice.randint(60, 300) if is_closed else dice.randint(2, 25))
        row = {
            "问题编号": f"WT-{_code(sources)}-{position:03d}",
            "提出日期": opened.isoformat(),
            "提出企业": holding.firm.name,
            "问题类别": kind,
            "关联产品": holding.product,
            "问题描述": text,
            "影响程度": dice.choice(("潜在", "成本上升", "成本上升", "减产")),
            "影响产值": str(dice.randrange(50, 3000, 50)),
            "牵头单位": dice.choice(("省工信厅·示例处", "示例市工信局", "示例市发改委")),
            "办理时限": (opened + timedelta(days=30 if is_closed else 60)).isoformat(),
            "状态": status,
        }
        if is_closed:
            row["办结日期"] = (opened + timedelta(days=dice.randint(5, 28))).isoformat()
        if status == "已销号":
            row["销号依据"] = dice.choice(("企业回访确认", "供货合同已签订", "贷款已发放"))
        rows.append(row)
    return rows


def risks(sources: Sources, dice: Random) -> list[Row]:
    """Declared risks of imported products; no export control, no product without any alternative."""
    taken = {sources.named.get(row.get("产品", ""), row.get("产品", "")) for row in sources.rows("17")}
    rows = []
    wanted = [p for p in sources.products.values() if p.imports and p.code not in taken and demand(sources).use[p.code]]
    for position, product in enumerate(wanted[:N_RISKS], start=1):
        share = product.import_share
        kinds = {"装备": "装备", "软件": "软件", "元器件": "元器件/零部件", "零部件": "元器件/零部件"}
        rows.append(
            {
                "风险编号": f"FX-{_code(sources)}-{position:03d}",
                "产品": product.code,
                "风险源类别": kinds.get(product.nature, "材料"),
                "风险情形": dice.choice(("价格异动", "物流中断", "自然灾害", "疫情")),
                "国外来源国别": "、".join(country_name(c) for c, _ in product.imports),
                "进口依赖度": f"{share:.2f}",
                "供应商数量": str(dice.randint(4, 9)),
                "第一供应商占比": f"{min(0.46, dice.uniform(0.25, 0.45)):.2f}",
                "库存可用天数": str(dice.randint(15, 40)),
                "替代方案": dice.choice(("有成熟替代", "有待验证", "在研")),
                "替代所需时间": str(dice.randrange(30, 180, 15)),
                "填报等级": "黄" if share >= 0.4 else "绿",
                "应对措施": dice.choice(("增加安全库存", "认证第二来源", "签订长协")),
                "责任单位": "省工信厅·示例处",
            }
        )
    return rows


def demand_offers(sources: Sources, dice: Random) -> list[Row]:
    """Wants of buyers and offers of makers, within what they use and can make."""
    rows = []
    ready = _local(sources)
    year = int(sources.year)
    for position, holding in enumerate(dice.sample(ready, min(N_OFFERS, len(ready))), start=1):
        inputs = [i for i, _ in mixes(sources).get(holding.product, ()) if i.of in sources.products]
        is_want = bool(inputs) and dice.random() < 0.5
        item = dice.choice(inputs) if is_want else None
        product = sources.products[item.of if item else holding.product]
        yearly = item.coefficient * holding.output * 0.1 if item else max(0.0, holding.capacity - holding.output) * 0.3
        price = product.price * dice.uniform(0.95, 1.05)
        rows.append(
            {
                "编号": f"GX-{_code(sources)}-{position:03d}",
                "类型": "需求" if is_want else "供给",
                "企业": holding.firm.name,
                "产品": product.code,
                "规格等级": product.row.get("规格等级") or "标准级",
                "数量": plain(float(f"{yearly:.2g}")),
                "数量单位": product.unit,
                "数量周期": "年",
                "价格区间": plain(float(f"{price:.4g}")) if product.price else "",
                "期望地域": dice.choice(("本市", "省内", "省内", "国内", "不限")),
                "交货期": str(dice.randint(7, 45)),
                "有效期": f"{year + 1}-{dice.choice(('03-31', '06-30', '12-31'))}",
                "状态": dice.choice(("待对接", "对接中", "已达成")),
            }
        )
    return rows


def observations(sources: Sources, dice: Random) -> list[Row]:
    """Four months of the monitored firms: steady output, no alarm; falls are written by hand."""
    rows = []
    ready = _local(sources)
    for holding in dice.sample(ready, min(N_MONITORED, len(ready))):
        product = sources.products[holding.product]
        inputs = [i for i, _ in mixes(sources).get(holding.product, ()) if i.essential and i.of in sources.products]
        material = sources.products[inputs[0].of] if inputs else None
        for month in _MONTHS:
            made = holding.output / 12 * dice.uniform(0.95, 1.05)
            row = {
                "企业": holding.firm.name,
                "产品": holding.product,
                "期别": f"{sources.year}-{month:02d}",
                "产量": plain(float(f"{made:.4g}")),
                "销量": plain(float(f"{made * dice.uniform(0.95, 1.03):.4g}")),
                "期末库存": plain(float(f"{made * dice.uniform(0.3, 0.6):.3g}")),
                "出厂价": plain(float(f"{product.price * dice.uniform(0.97, 1.03):.4g}")),
                "利润": plain(round(made * product.price / 1e4 * 0.06, 1)),
                "用电量": plain(round(made * product.price / 1e4 * 0.01 + 0.1, 2)),
                "开工率": f"{min(0.98, holding.output / holding.capacity * dice.uniform(0.97, 1.03)):.2f}",
            }
            if material is not None:
                row["主要原料"] = material.code
                row["原料价"] = plain(float(f"{material.price * dice.uniform(0.97, 1.03):.4g}"))
                row["原料库存天数"] = str(dice.randint(10, 30))
            rows.append(row)
    return rows
