"""Products of a ChainKnowledgeGraph, who makes them, and how they hang together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from graphsvc.domain.notices import Place
from loaders.circles import circles
from loaders.knowledge_graph.files import GraphFile
from loaders.knowledge_graph.firms import FirmBook
from loaders.knowledge_graph.stages import Made
from loaders.raw_cells import Value
from loaders.rulings import PRESENT
from loaders.text import clean

MAIN_PRODUCT, MATERIAL, DOWNSTREAM, SUBCLASS = "主营产品", "上游材料", "下游产品", "产品小类"
_LISTED_OF_A_CYCLE = 8


def products(file: GraphFile) -> tuple[set[str], Made]:
    """Products by their names as they stand; names that differ by invisible signs alone are proposed for merging."""
    names = file.columns["name"]
    first: dict[str, int] = {}
    for row in file.standing():
        if first.setdefault(names[row], row) != row:
            file.merge(row, first[names[row]])
    rows = file.standing()
    alike: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        alike["".join(clean(names[row])[0].split())].append(row)
    for group in alike.values():
        for row in group[1:]:
            others = "、".join(repr(names[other])[1:-1] for other in group if other != row)
            shown = repr(names[row])[1:-1]
            file.report.add(
                "names_nearly_same", file.place(row, "name"), names[row], "asked", shown=shown, others=others
            )
    made = [names[row] for row in rows]
    return set(made), (file, rows, {"product_code": made, "product_name": made})


def capacities(file: GraphFile, firms: FirmBook, known: set[str]) -> Made:
    """Main products as present-day capacities of unknown quantity, with their share of revenue as it stands.

    ``revenue_share_flag`` marks shares below 0, above 1, and pairs that stand more than once.
    """
    company, product, share = file.columns["company"], file.columns["product"], file.columns["share"]
    values: dict[int, float | None] = {}
    first: dict[tuple[str, str, str], int] = {}
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in file.standing():
        if company[row] not in firms:
            file.park_unknown(row, "company", "companies")
        elif product[row] not in known:
            file.park_unknown(row, "product", "products")
        elif file.columns["relation"][row] != MAIN_PRODUCT:
            file.park(row, "bad_value", "relation", expected=MAIN_PRODUCT)
        else:
            pairs[company[row], product[row]].append(row)
            base = first.setdefault((company[row], product[row], share[row]), row)
            if base != row:
                file.merge(row, base)
            else:
                values[row] = _share(file, row)
    repeated = {row for rows in pairs.values() if len(rows) > 1 for row in rows}
    rows = list(values)
    flags = [_flag(values[row], row in repeated) for row in rows]
    n_odd = sum(value is not None and not 0.0 <= value <= 1.0 for value in values.values())
    if n_odd:
        place = Place(file.raw.name, file.stem, None, "revenue_share")
        file.report.add("revenue_share_odd", place, None, "kept", n=n_odd)
    columns: Mapping[str, Sequence[Value]] = {
        "firm": [firms[company[row]] for row in rows],
        "product": [product[row] for row in rows],
        "state": [PRESENT] * len(rows),
        "revenue_share": list(values.values()),
        "revenue_share_flag": flags,
    }
    return file, rows, columns


def _share(file: GraphFile, row: int) -> float | None:
    text = file.columns["share"][row].strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        file.report.add("bad_value", file.place(row, "share"), text, "nulled", expected="数字 · a number")
        return None
    return value


def _flag(value: float | None, is_repeated: bool) -> str | None:
    odd = "" if value is None else "负值" if value < 0 else "大于1" if value > 1 else ""
    return "、".join(filter(None, (odd, "重复" if is_repeated else ""))) or None


def product_relations(file: GraphFile, known: set[str]) -> dict[str, Made]:
    """Inputs (both ways of telling them are one relation) and the hierarchy; relations to oneself are parked."""
    of, to, relation = file.columns["of"], file.columns["to"], file.columns["relation"]
    inputs: dict[tuple[str, str], int] = {}
    hierarchy: dict[tuple[str, str], int] = {}
    for row in file.standing():
        kind = relation[row]
        table = "product_hierarchy" if kind == SUBCLASS else "product_inputs"
        if kind not in (MATERIAL, DOWNSTREAM, SUBCLASS):
            file.park(row, "bad_value", "relation", expected="、".join((MATERIAL, DOWNSTREAM, SUBCLASS)))
        elif of[row] not in known or to[row] not in known:
            file.park_unknown(row, "of" if of[row] not in known else "to", "products", table)
        elif of[row] == to[row]:
            why = {"why_zh": "产品与自己的关系", "why_en": "a relation of a product to itself"}
            file.park(row, "V13", "to", table, **why)
        else:
            pair = (to[row], of[row]) if kind == DOWNSTREAM else (of[row], to[row])
            base = (hierarchy if kind == SUBCLASS else inputs).setdefault(pair, row)
            if base != row:
                file.merge(row, base, "V18" if relation[base] == kind else "relation_told_twice")
    _say_cycles(file, list(inputs), list(inputs.values()))
    return {
        "product_inputs": (
            file,
            list(inputs.values()),
            {
                "to_product": [pair[0] for pair in inputs],
                "from_product": [pair[1] for pair in inputs],
                "source": [relation[row] for row in inputs.values()],
            },
        ),
        "product_hierarchy": (
            file,
            list(hierarchy.values()),
            {"child": [pair[1] for pair in hierarchy], "parent": [pair[0] for pair in hierarchy]},
        ),
    }


def _say_cycles(file: GraphFile, pairs: list[tuple[str, str]], rows: list[int]) -> None:
    """V13: products that need one another in a circle; legal and used, one notice a circle."""
    for circle in sorted(circles(pairs), key=lambda each: each.first):
        row, n, listed = rows[circle.first], len(circle.members), circle.listed(_LISTED_OF_A_CYCLE)
        file.report.add(
            "V13",
            file.place(row, "to"),
            file.columns["to"][row],
            "kept",
            why_zh=f"产品投入成环（{n} 个产品，保留并参与计算）：{listed}",
            why_en=f"{n} products need one another in a circle (kept and used): {listed}",
        )
