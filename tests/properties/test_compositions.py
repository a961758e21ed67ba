"""What slots of a composition have in common is worked out once; each comes to what it comes to when asked alone."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.domain.decisions import Decision, Doubt, Kind
from graphsvc.domain.submission import Resolved, Staged
from graphsvc.domain.tables import ChainTables
from loaders.decided import DECIDED, kept
from loaders.references.composition import Composition
from loaders.resolve import resolve, resolve_in
from tests.unit.loaders.staging import BLACK, CORD, CORD_WEST, TYRES, small, stage, supply

CODES = (TYRES, CORD, BLACK, CORD_WEST, None)
FIRMS = (
    "示例轮胎有限公司", "示例轮胎股份有限公司", "示例轮胎有限公司一分厂", "示例帘线有限公司", "示例帘线(西)有限公司",
    "示例炭黑(集团)有限公司", "示例橡胶厂", "示例老厂", "示例老厂二分厂",
)  # fmt: skip
SHORT = ("示例轮胎", "帘线东", "炭黑一厂", "老厂子", "示例化工有限公司", "示例化工有限公司一分厂", "境外·泰国")
PRODUCTS = ("P1", "P2", "P3", "P4", "P8", "P9")
GOODS = ("炭黑", "钢帘线", "黑炭", "P8 示例助剂", "示例助剂（P8）", "示例油", "钢帘", "没有的东西")
LEVELS = ("370000", "370500", "370600", "370502")


def _firms(random: Random) -> list[dict[str, Any]]:
    rows = []
    for _ in range(random.randrange(6)):
        also = random.sample(SHORT, random.randrange(3))
        place, year = random.choice([*LEVELS, None]), random.choice([2022, 2023])
        status = random.choice(["存续", "注销", None])
        row = {"uscc": random.choice(CODES), "name": random.choice(FIRMS), "aliases": also or None}
        owner = random.choice([None, None, *FIRMS])
        rows.append({**row, "reg_region": place, "status": status, "year": year, "controller": owner})
    return rows


def _products(random: Random) -> list[dict[str, Any]]:
    stages = ("C90-01", "C90-02", "没有的环节", None)
    return [
        {"product_code": code, "product_name": random.choice(GOODS), "stage_code": random.choice(stages), "unit": "吨"}
        for code in random.sample(PRODUCTS, random.randrange(4))
    ]


def _lines(random: Random) -> list[dict[str, Any]]:
    rows = []
    for _ in range(random.randrange(3)):
        kind, names, targets = random.choice([("企业", SHORT, (*FIRMS, *CODES)), ("产品", GOODS, (*PRODUCTS, *GOODS))])
        alias, target = random.choice(names), random.choice(targets)
        rows.append({"kind": kind, "alias": alias, "target": target, "confirmed_by": random.choice(["示例员", None])})
    return rows


def _decisions(random: Random) -> list[Decision]:
    asked: list[tuple[Kind, str, str, str | None]] = []
    for _ in range(random.choice((0, 0, 1, 2))):
        firms = (TYRES, CORD, BLACK, CORD_WEST, "~示例老厂")
        asked.append(("alias", "firms", random.choice(SHORT), random.choice([*firms, None])))
        asked.append(("alias", "products", random.choice(GOODS), random.choice([*PRODUCTS, None])))
        asked.append(("merge", "firms", random.choice(firms), random.choice([*firms, None])))
    return [
        Decision(
            Doubt(kind, table, "", text, ""),
            "accepted" if value else "rejected",
            value,
            "示例员",
            "2024-03-01T08:00:00Z",
        )
        for kind, table, text, value in random.sample(asked, random.randrange(len(asked) + 1))
    ]


def submission(random: Random, chain: str, region: str) -> Staged:
    """The small chain with rows taken out and others put in, some of them about what only other slots know."""
    tables = small()
    for table in list(tables):
        if table != "submissions":
            tables[table] = [row for row in tables[table] if random.random() < 0.7]
    tables["firms"] += _firms(random)
    tables["products"] += _products(random)
    tables["aliases"] = _lines(random)
    names, goods = (*FIRMS, *SHORT, TYRES, CORD), (*PRODUCTS, *GOODS)
    for _ in range(random.randrange(5)):
        tables["capacities"].append(
            {"firm": random.choice(names), "product": random.choice(goods), "effective_capacity": 1.0, "state": "现状"}
        )
        tables["supplies"].append(supply(random.choice(names), random.choice(goods)))
        made = {"to_product": random.choice(goods), "from_product": random.choice(goods)}
        tables["product_inputs"].append({**made, "coefficient": 0.1, "necessity": "必需", "year": 2023})
    if random.random() < 0.3:
        cells = '{"产品编码":"P3","产品名称":"钢帘线"}'
        tables["parked"] = [{"table": "products", "code": "bad_cell", "row": 30, "cells": cells}]
    if random.random() < 0.2:
        del tables[random.choice(["firms", "products", "stages"])]
    staged = stage(tables, chain=chain, region=region)
    decisions = _decisions(random)
    if decisions:
        held = {name: staged.tables[name] for name in staged.tables.names()}
        staged = replace(staged, tables=ChainTables({**held, DECIDED: kept(decisions)}))
    return replace(staged, submission_id=f"{chain}-{region}")


def submissions(random: Random) -> list[Staged]:
    """Two to five slots, in any order."""
    slots = [(chain, region) for chain in ("SD-C90", "SD-C01") for region in LEVELS[:3]]
    return [submission(random, *slot) for slot in random.sample(slots, random.randrange(2, 6))]


def told(resolved: Resolved) -> object:
    """Everything that resolving came to."""
    tables = {name: resolved.tables.rows(name) for name in resolved.tables.names()}
    return tables, resolved.notices


@settings(deadline=None, max_examples=40)
@given(st.randoms(use_true_random=False))
def test_resolved_together_is_resolved_alone(random: Random) -> None:
    staged = submissions(random)
    alone = [told(resolve(each, [other for other in staged if other is not each])) for each in staged]
    composition = Composition(staged)
    order = random.sample(range(len(staged)), len(staged))
    for number in (*order, *order):
        assert told(resolve_in(composition, staged[number]).resolved) == alone[number]
