"""Checks of sheet 07 against itself and against sheets 04–06: shares, material balances, closed firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import fsum

from graphsvc.domain.rounding import plain
from loaders.checks.findings import Finding, finding
from loaders.references.scene import Scene
from loaders.rulings import PRESENT, SHARES_AT_MOST

SHARES_AT_LEAST = 0.9
SALES_OVER_OUTPUT = 1.1
BALANCE = (0.7, 1.3)

Name = str | None
Pair = tuple[Name, Name]


def purchase_shares(scene: Scene) -> Iterator[Finding]:
    """V09: shares of one buyer, product and year above 1.02 park all its rows; below 0.9, or none, warn."""
    rows = scene.rows["supplies"]
    shares = rows.numbers("share_buyer")
    groups: dict[tuple[Name, Name, int | None], list[int]] = defaultdict(list)
    keys = zip(rows.texts("buyer"), rows.texts("product"), rows.wholes("year"), strict=True)
    for row, key in enumerate(keys):
        if rows.stands(row):
            groups[key].append(row)
    for (buyer, product, _), group in groups.items():
        given = [share for row in group if (share := shares[row]) is not None]
        total = fsum(given)
        if total > SHARES_AT_MOST + 1e-9:
            for row in group:
                yield _v09(
                    scene,
                    row,
                    (buyer, product),
                    f"占需方采购比重合计 {total:.1%}，超过 102%",
                    f"shares of purchases add up to {total:.1%}, above 102 %",
                    parks=True,
                )
        elif len(given) == len(group) and total < SHARES_AT_LEAST - 1e-9:
            yield _v09(
                scene,
                group[0],
                (buyer, product),
                f"占需方采购比重合计只有 {total:.1%}，其余来源未知",
                f"shares of purchases add up to {total:.1%} only; the rest is unknown",
            )
        elif len(group) == 1 and not given:
            yield _v09(
                scene,
                group[0],
                (buyer, product),
                "只列了一家供方，且没有读到占需方采购比重",
                "one supplier is listed, and no share of purchases was read",
            )


def _v09(scene: Scene, row: int, key: Pair, zh: str, en: str, parks: bool = False) -> Finding:
    return finding(
        scene,
        "V09",
        "supplies",
        row,
        "share_buyer",
        parks=[row] if parks else [],
        buyer=key[0],
        product=key[1],
        why_zh=zh,
        why_en=en,
    )


def material_balance(scene: Scene) -> Iterator[Finding]:
    """V12: sales against output of the seller, purchases against what the buyer's output needs."""
    outputs = _outputs(scene)
    sold: dict[Pair, list[int]] = defaultdict(list)
    bought: dict[Pair, list[int]] = defaultdict(list)
    rows = scene.rows["supplies"]
    suppliers, buyers, products = map(rows.texts, ("supplier", "buyer", "product"))
    for row in _latest_supplies(scene):
        sold[suppliers[row], products[row]].append(row)
        bought[buyers[row], products[row]].append(row)
    yield from _oversold(scene, outputs, sold)
    yield from _unbalanced(scene, outputs, bought)


def _outputs(scene: Scene) -> dict[Pair, tuple[float, int] | None]:
    """Present output of (firm, product) and the row it stands in; None where a part is unknown."""
    rows = scene.rows["capacities"]
    firms, products, states = map(rows.texts, ("firm", "product", "state"))
    output = rows.numbers("output")
    found: dict[Pair, tuple[float, int] | None] = {}
    for row in rows.standing():
        if states[row] not in (None, PRESENT):
            continue
        key, made = (firms[row], products[row]), output[row]
        before = found.get(key, (0.0, row))
        found[key] = None if before is None or made is None else (before[0] + made, before[1])
    return found


def _latest_supplies(scene: Scene) -> list[int]:
    """Rows of each trade's latest year not after 数据年度."""
    rows = scene.rows["supplies"]
    suppliers, buyers, products = map(rows.texts, ("supplier", "buyer", "product"))
    years = rows.wholes("year")
    last = scene.data_year
    if len(set(years)) <= 1:
        return list(rows.standing())
    latest: dict[tuple[Name, Name, Name], int] = {}
    for row in rows.standing():
        year = years[row]
        if last is not None and year is not None and year > last:
            continue
        key = (suppliers[row], buyers[row], products[row])
        if key not in latest or (year or 0) >= (years[latest[key]] or 0):
            latest[key] = row
    return sorted(latest.values())


def _oversold(
    scene: Scene, outputs: Mapping[Pair, tuple[float, int] | None], sold: Mapping[Pair, list[int]]
) -> Iterator[Finding]:
    qty = scene.rows["supplies"].numbers("qty")
    for key, made in outputs.items():
        if made is None or key not in sold:
            continue
        total = fsum(qty[row] or 0.0 for row in sold[key])
        if total > made[0] * SALES_OVER_OUTPUT * (1 + 1e-9):
            yield finding(
                scene,
                "V12",
                "capacities",
                made[1],
                "output",
                firm=key[0],
                product=key[1],
                why_zh=f"各需方购买合计 {plain(total)}，超过该企业产量 {plain(made[0])} 的 1.1 倍",
                why_en=f"purchases from it add up to {plain(total)}, above 1.1 times its output {plain(made[0])}",
            )


def _unbalanced(
    scene: Scene, outputs: Mapping[Pair, tuple[float, int] | None], bought: Mapping[Pair, list[int]]
) -> Iterator[Finding]:
    qty = scene.rows["supplies"].numbers("qty")
    needs = _needs(scene, outputs)
    for (firm, product), group in bought.items():
        need = needs.get((firm, product))
        known = [figure for row in group if (figure := qty[row]) is not None]
        if not need or len(known) < len(group):
            continue
        ratio = fsum(known) / need
        if not BALANCE[0] - 1e-9 <= ratio <= BALANCE[1] + 1e-9:
            yield finding(
                scene,
                "V12",
                "supplies",
                group[0],
                "qty",
                firm=firm,
                product=product,
                why_zh=(
                    f"采购合计 {plain(fsum(known))}，是单耗乘产量 {plain(need)} 的 {ratio:.2f} 倍，不在 0.7–1.3 之间"
                ),
                why_en=(
                    f"purchases of {plain(fsum(known))} are {ratio:.2f} times coefficient by output, {plain(need)};"
                    " 0.7 to 1.3 is usual"
                ),
            )


def _needs(scene: Scene, outputs: Mapping[Pair, tuple[float, int] | None]) -> dict[Pair, float | None]:
    """Σ coefficient × output of (firm, input); None where a part is unknown or has alternatives."""
    rows = scene.rows["product_inputs"]
    to, of, groups = map(rows.texts, ("to_product", "from_product", "alt_group"))
    coefficients, years = rows.numbers("coefficient"), rows.wholes("year")
    latest: dict[Pair, int] = {}
    several: set[Pair] = set()
    for row in rows.standing():
        key = (to[row], of[row])
        if key in latest and years[row] == years[latest[key]]:
            several.add(key)
        if key not in latest or (years[row] or 0) > (years[latest[key]] or 0):
            latest[key] = row
    inputs: dict[Name, list[tuple[Name, float | None]]] = defaultdict(list)
    for (product, material), row in latest.items():
        is_known = groups[row] is None and (product, material) not in several
        inputs[product].append((material, coefficients[row] if is_known else None))
    needs: dict[Pair, float | None] = {}
    for (firm, product), made in outputs.items():
        for material, coefficient in inputs.get(product, ()):
            before = needs.get((firm, material), 0.0)
            part = None if made is None or coefficient is None else made[0] * coefficient
            needs[firm, material] = None if before is None or part is None else before + part
    return needs


def closed_firm(scene: Scene) -> Iterator[Finding]:
    """V16: a firm that is 注销, 吊销 or 迁出 still makes, sells or buys."""
    for table, fields in (("capacities", ("firm",)), ("supplies", ("supplier", "buyer"))):
        rows = scene.rows[table]
        for field in fields:
            ids = rows.texts(field)
            gone = {firm_id for firm_id in set(ids) if firm_id and scene.firms.is_closed(firm_id)}
            for row in rows.standing() if gone else ():
                firm_id = ids[row]
                is_past = table == "capacities" and rows.texts("state")[row] == "已退出"
                if firm_id is None or firm_id not in gone or is_past:
                    continue
                firm = scene.firms.latest(firm_id)
                status = firm.status if firm else ""
                yield finding(scene, "V16", table, row, field, status=status or "")
