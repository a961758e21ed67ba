"""Who makes what and where: seeded firms of one sample chain, its parks and control groups.

Every product gets its makers from firms of its own stage, in different counties, so that no maker of a product
shares a controller or a park with the others by accident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from graphsvc.domain.reference import region_name
from graphsvc.samples.making.chain_sources import Row, Sources
from graphsvc.samples.making.credit_codes import made_code
from graphsvc.samples.making.made_demand import hand_makers_of, n_makers
from graphsvc.samples.making.made_places import OUTSIDE, Names, choose_place

MOST_PRODUCTS = 3
FIRST_GENERATED = 100
"""Numbers below ``code_range[0]`` + 100 are left to firms written by hand."""

IN_GROUPS, IN_PARKS, WITH_SECOND_SITE, REUSED = 0.15, 0.35, 0.1, 0.6


@dataclass
class Firm:
    """One firm: place, what it makes (product codes, in order), who controls it; ``row`` of a firm by hand."""

    code: str
    name: str
    region: str
    stage: str
    is_outside: bool
    products: list[str] = field(default_factory=list)
    controller: str = ""
    controller_code: str = ""
    park: str = ""
    second_region: str = ""
    row: Row | None = None


@dataclass(frozen=True)
class Register:
    """All firms of one chain, makers of each product (largest right of way first), and its made parks."""

    firms: tuple[Firm, ...]
    makers: dict[str, list[Firm]]
    parks: tuple[Row, ...]
    by_name: dict[str, Firm]


@cache
def register(sources: Sources) -> Register:
    """The firms of a chain: those by hand first, then the generated ones; the same for the same sources."""
    settings = sources.make
    first, last = settings["code_range"]
    firms = hand_firms(sources)
    by_name = {key: firm for firm in firms for key in (firm.name, firm.code)}
    makers: dict[str, list[Firm]] = defaultdict(list)
    for code, rows in hand_makers_of(sources).items():
        for row in rows:
            firm = by_name.get(row["企业(信用代码或名称)"])
            if firm is not None and firm not in makers[code]:
                makers[code].append(firm)
                firm.products.append(code)
    names = Names(firm.name for firm in firms)
    numbers = iter(range(first + FIRST_GENERATED, last + 1))
    generated: list[Firm] = []
    needs = _direct_inputs(sources)
    for code in sources.products:
        for is_outside, count in zip((False, True), n_makers(sources, code), strict=True):
            makers[code] += _makers_of(sources, code, count, is_outside, generated, makers[code], needs, names, numbers)
    parks = _made_parks(sources, [f for f in generated if not f.is_outside])
    _put_in_groups(sources, [f for f in generated if not f.is_outside], names, numbers)
    everyone = (*firms, *generated)
    return Register(everyone, dict(makers), parks, {key: f for f in everyone for key in (f.name, f.code)})


def hand_firms(sources: Sources) -> list[Firm]:
    """Firms of ``rows/05_firms.csv``; a blank credit code gets one of the first numbers of the chain's range."""
    first = sources.make["code_range"][0]
    province = str(sources.settings["chain"]["region"])[:2]
    found = []
    for position, row in enumerate(sources.rows("05")):
        region = row.get("注册地区划代码", "")
        code = row.get("统一社会信用代码") or made_code(first + position, region or "370000")
        found.append(
            Firm(
                code=code,
                name=row.get("企业名称", ""),
                region=region,
                stage="",
                is_outside=not region.startswith(province),
                controller=row.get("实际控制人", ""),
                controller_code=row.get("集团信用代码", ""),
                row=row,
            )
        )
    return found


def _direct_inputs(sources: Sources) -> dict[str, set[str]]:
    needs: dict[str, set[str]] = defaultdict(set)
    for item in sources.inputs:
        needs[item.to].add(item.of)
    return needs


def _makers_of(
    sources: Sources,
    code: str,
    count: int,
    is_outside: bool,
    generated: list[Firm],
    others: list[Firm],
    needs: dict[str, set[str]],
    names: Names,
    numbers: Iterator[int],
) -> list[Firm]:
    """``count`` firms for one product: some that already make a product of the stage, new ones for the rest."""
    product = sources.products[code]
    dice = Random(f"{sources.make['seed']}/makers/{code}/{is_outside}")  # noqa: S311 - a sample, not a secret
    places = dict(sources.settings["places"])
    if is_outside:
        named = dict.fromkeys(sources.of_product(code, "outside_places", ()), 1)
        places = named or dict(sources.settings.get("outside", OUTSIDE))
    used = {firm.region for firm in others}
    found: list[Firm] = []
    ready = [
        firm
        for firm in generated
        if firm.stage == product.stage
        and firm.is_outside == is_outside
        and len(firm.products) < MOST_PRODUCTS
        and not any(code in needs[p] or p in needs[code] for p in firm.products)
    ]
    dice.shuffle(ready)
    for _ in range(count):
        reused = next((f for f in ready if f.region not in used), None) if dice.random() < REUSED else None
        if reused is None:
            region = choose_place(places, used, dice)
            name = names.make(region, _trade(sources, product.stage), dice)
            reused = Firm(made_code(next(numbers), region), name, region, product.stage, is_outside)
            generated.append(reused)
            if not is_outside and dice.random() < WITH_SECOND_SITE:
                reused.second_region = choose_place(places, {region}, dice)
        else:
            ready.remove(reused)
        reused.products.append(code)
        used.add(reused.region)
        found.append(reused)
    return found


@cache
def _stage_words(sources: Sources) -> dict[str, str]:
    return {row["环节编码"]: row.get("企业称谓") or row["环节名称"] for row in sources.stages}


def _trade(sources: Sources, stage: str) -> str:
    """The word for the trade in a firm's name: the stage's own (企业称谓), else the stage's name up to six letters."""
    word = _stage_words(sources).get(stage, "材料")
    for mark in "与和及、（(·/":
        word = word.split(mark)[0]
    return word[:6]


def _made_parks(sources: Sources, firms: list[Firm]) -> tuple[Row, ...]:
    """One park per county that has enough firms; part of its firms stand in it."""
    dice = Random(f"{sources.make['seed']}/parks")  # noqa: S311
    code = str(sources.settings["chain"]["code"])
    by_region: dict[str, list[Firm]] = defaultdict(list)
    for firm in firms:
        by_region[firm.region].append(firm)
    largest = sorted(by_region, key=lambda r: (-len(by_region[r]), r))[: int(sources.make.get("parks", 24))]
    rows = []
    for position, region in enumerate(sorted(largest), start=1):
        inside = [firm for firm in by_region[region] if dice.random() < IN_PARKS]
        if not inside:
            continue
        park = f"PK-{code[-3:]}-{position:02d}"
        for firm in inside:
            firm.park = park
        stages = sorted({firm.stage for firm in inside})
        is_chemical = position % 3 == 0
        rows.append(
            {
                "园区编码": park,
                "名称": f"示例{region_name(region)}{'化工园区' if is_chemical else '产业园'}",
                "类型": "化工园区" if is_chemical else dice.choice(("省级开发区", "特色园区", "国家级开发区")),
                "区划代码": region,
                "主导环节": "、".join(stages[:3]),
                "可用工业用地": str(dice.randrange(200, 3000, 50)),
                "能耗/环境容量余量": dice.choice(("有余量", "用能需等量替代", "紧张")),
                "是否认定化工园区": "是" if is_chemical else "否",
            }
        )
    return tuple(rows)


def _put_in_groups(sources: Sources, firms: list[Firm], names: Names, numbers: Iterator[int]) -> None:
    """Two or three firms under one controller, never two makers of one product."""
    dice = Random(f"{sources.make['seed']}/groups")  # noqa: S311
    order = list(firms)
    dice.shuffle(order)
    left = int(len(firms) * IN_GROUPS)
    while left >= 2 and len(order) >= 2:
        members = [order.pop()]
        for _ in range(dice.choice((1, 1, 2))):
            made = {code for firm in members for code in firm.products}
            other = next((f for f in order if not made & set(f.products) and f.stage != members[0].stage), None)
            if other is not None:
                order.remove(other)
                members.append(other)
        if len(members) < 2:
            continue
        controller, code = names.group(dice), made_code(next(numbers), members[0].region)
        for firm in members:
            firm.controller, firm.controller_code = controller, code
        left -= len(members)
