"""Checks of sheets 05 and 06: who is who, and capacities that contradict themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import fsum

from graphsvc.domain.rounding import plain
from loaders.checks.findings import Finding, finding
from loaders.entity_names import PROVISIONAL
from loaders.references.scene import Scene
from loaders.rulings import PRESENT

OUTPUT_OVER_CAPACITY = 1.1
EFFECTIVE_OVER_DESIGN = 1.2
UTILIZATION_POINTS = 0.05
_ROUNDING = 0.005


def _identities(scene: Scene) -> Iterator[tuple[int, str, str]]:
    """Row, code and name key of every coded firm of sheet 05 that is no branch."""
    pairs = zip(scene.firms.rows, scene.firms.identities, strict=True)
    for row, (firm, identity) in enumerate(pairs):
        if firm.code and identity.site is None:
            yield row, firm.code, firm.key


def _is_decided_name(scene: Scene, name: str, code: str) -> bool:
    """Whether a person decided that this is another name of the firm with this code."""
    ruled = scene.names.ruling("firms", name)
    return ruled is not None and ruled.verdict == "accepted" and ruled.value == code


def one_code_several_names(scene: Scene) -> Iterator[Finding]:
    """V05: names of one credit code, here and in the neighbours, that differ after normalisation."""
    seen: set[tuple[str, str]] = set()
    for row, code, key in _identities(scene):
        names = scene.others.names_of_code(code)
        if len(names) < 2 or (code, key) in seen:
            continue
        seen.add((code, key))
        told = {name for name in names if not _is_decided_name(scene, name, code)}
        if len(told) > 1 and key in told:
            others = "、".join(sorted(told - {key}))
            yield finding(scene, "V05", "firms", row, "name", firm_id=code, others=others)


def one_name_several_codes(scene: Scene) -> Iterator[Finding]:
    """V05b: credit codes of one name, here and in the neighbours."""
    seen: set[tuple[str, str]] = set()
    for row, code, key in _identities(scene):
        codes = scene.others.codes_of_name(key)
        if len(codes) < 2 or (code, key) in seen:
            continue
        seen.add((code, key))
        told = codes.difference(scene.firms.merges)
        if len(told) > 1 and code in told:
            others = "、".join(sorted(told - {code}))
            yield finding(scene, "V05b", "firms", row, "uscc", firm_id=code, others=others)


def firm_by_name_only(scene: Scene) -> Iterator[Finding]:
    """V06: a firm without valid code stands under a provisional id."""
    rows = scene.rows["firms"]
    said: set[str] = set()
    for row in rows.standing():
        firm_id = rows.texts("firm_id")[row] or ""
        if firm_id.startswith(PROVISIONAL) and firm_id not in said:
            said.add(firm_id)
            yield finding(scene, "V06", "firms", row, "name", firm_id=firm_id)


def namesake_with_code(scene: Scene) -> Iterator[Finding]:
    """A row without code took the id of its one namesake that has one."""
    rows = scene.rows["firms"]
    for row in range(rows.n):
        if scene.firms.identities[row].by_name:
            yield finding(
                scene, "firm_by_name", "firms", row, "name", action="merged", firm_id=rows.texts("firm_id")[row]
            )


def output_over_capacity(scene: Scene) -> Iterator[Finding]:
    """V11: output above 1.1 × effective (else design) capacity; effective above 1.2 × design."""
    rows = scene.rows["capacities"]
    design, effective, output = map(rows.numbers, ("design_capacity", "effective_capacity", "output"))
    for row in rows.standing():
        whole, able, made = design[row], effective[row], output[row]
        capacity = whole if able is None else able
        if capacity is not None and made is not None and _above(made, capacity * OUTPUT_OVER_CAPACITY):
            yield _v11(
                scene,
                row,
                "output",
                f"产量 {plain(made)} 超过产能 {plain(capacity)} 的 1.1 倍",
                f"output {plain(made)} is above 1.1 times the capacity {plain(capacity)}",
            )
        if whole is not None and able is not None and _above(able, whole * EFFECTIVE_OVER_DESIGN):
            yield _v11(
                scene,
                row,
                "effective_capacity",
                f"有效产能 {plain(able)} 超过设计产能 {plain(whole)} 的 1.2 倍",
                f"effective capacity {plain(able)} is above 1.2 times the design {plain(whole)}",
            )


def utilization_differs(scene: Scene) -> Iterator[Finding]:
    """V11: 产能利用率 is more than five points from output / effective (else design) capacity."""
    rows = scene.rows["capacities"]
    names = ("design_capacity", "effective_capacity", "output", "utilization")
    design, effective, output, given = map(rows.numbers, names)
    for row in rows.standing():
        capacity = design[row] if effective[row] is None else effective[row]
        told, made = given[row], output[row]
        if told is None or made is None or not capacity:
            continue
        rate = made / capacity
        if abs(rate - told) > UTILIZATION_POINTS + 1e-9:
            yield _v11(
                scene,
                row,
                "utilization",
                f"产能利用率 {told:.1%} 与产量除以产能 {rate:.1%} 相差超过 5 个百分点",
                f"utilization {told:.1%} is more than 5 points from output over capacity, {rate:.1%}",
            )


def _v11(scene: Scene, row: int, field: str, zh: str, en: str) -> Finding:
    return finding(scene, "V11", "capacities", row, field, why_zh=zh, why_en=en)


def sales_shares(scene: Scene) -> Iterator[Finding]:
    """Local, province and export shares of one row add up to more than 1."""
    rows = scene.rows["capacities"]
    columns = [rows.numbers(f) for f in ("local_share", "province_share", "export_share")]
    for row in rows.standing():
        total = fsum(column[row] or 0.0 for column in columns)
        if total > 1 + _ROUNDING:
            yield finding(scene, "sales_shares_sum", "capacities", row, "export_share", total=f"{total:.1%}")


def national_shares(scene: Scene) -> Iterator[Finding]:
    """Shares of the national market of one product add up to more than 1."""
    rows = scene.rows["capacities"]
    products, shares, states = rows.texts("product"), rows.numbers("national_share"), rows.texts("state")
    held: dict[str | None, list[int]] = defaultdict(list)
    for row in rows.standing():
        if shares[row] is not None and states[row] in (None, PRESENT):
            held[products[row]].append(row)
    for product, group in held.items():
        total = fsum(shares[row] or 0.0 for row in group)
        if total > 1 + _ROUNDING:
            yield finding(
                scene,
                "national_share_sum",
                "capacities",
                group[0],
                "national_share",
                product=product,
                total=f"{total:.1%}",
            )


def _above(value: float, limit: float) -> bool:
    return value > limit * (1 + 1e-9)
