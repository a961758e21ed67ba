"""Figures 1,000 times or more what a firm or product otherwise tells: 台 for 万台, 亿元 for 万元, two columns swapped.

And coefficients that took the place of the year. What can be told of a cell alone: ``loaders/cells/plausible``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from graphsvc.domain.rounding import plain
from loaders.cells.plausible import looks_like_year
from loaders.checks.findings import Finding, finding
from loaders.references.scene import Scene
from loaders.rulings import PRESENT

FACTORS = (1_000, 10_000)
"""The steps by which units are mistaken."""

NEAR = 3.0
"""How far a ratio may lie from such a step, as a factor."""

FEWEST_OTHERS = 3
"""Other figures that must agree before one is asked about."""

ALIKE = 30.0
"""Largest over smallest of figures that count as agreeing."""

OWN = 50.0
"""So far apart no firm's revenue and output value of one year lie."""


def factor_of(ratio: float, least: float = FACTORS[0] / NEAR) -> int | None:
    """The step that a ratio is near to, above or below 1, else one digit of it; None where it is below ``least``.

    Examples
    --------
    >>> factor_of(9_000), factor_of(0.0011), factor_of(240_000), factor_of(30), factor_of(1.2)
    (10000, 1000, 200000, None, None)
    """
    if ratio <= 0:
        return None
    large = max(ratio, 1 / ratio)
    if large < least:
        return None
    if not FACTORS[0] / NEAR <= large <= FACTORS[-1] * NEAR:
        return int(float(f"{large:.0e}"))
    return min(FACTORS, key=lambda step: max(large / step, step / large))


def output_against_capacity(scene: Scene) -> Iterator[Finding]:
    """Output and capacity of one row, a step apart."""
    rows = scene.rows["capacities"]
    design, effective, output = map(rows.numbers, ("design_capacity", "effective_capacity", "output"))
    for row in rows.standing():
        capacity = design[row] if effective[row] is None else effective[row]
        made = output[row]
        if capacity and made and (step := factor_of(made / capacity)):
            yield _asked(scene, "capacities", row, "output", step, plain(capacity))


def capacity_among_makers(scene: Scene) -> Iterator[Finding]:
    """A capacity a step away from those of the other makers of the product, which agree among themselves."""
    rows = scene.rows["capacities"]
    products, states = rows.texts("product"), rows.texts("state")
    for field in ("design_capacity", "effective_capacity"):
        values = rows.numbers(field)
        groups: dict[str | None, list[int]] = defaultdict(list)
        for row in rows.standing():
            if values[row] and states[row] in (None, PRESENT):
                groups[products[row]].append(row)
        for group in groups.values():
            yield from _outliers(scene, "capacities", field, [(row, values[row] or 0.0) for row in group])


def revenue_against_size(scene: Scene) -> Iterator[Finding]:
    """Revenue 50 times or more away from the output value told, or per head a step from what others of it make."""
    rows = scene.rows["firms"]
    revenue, output = map(rows.numbers, ("revenue", "output_value"))
    heads = rows.wholes("employees")
    per_head: list[tuple[int, float]] = []
    for row in rows.standing():
        earned, made, staff = revenue[row], output[row], heads[row]
        if earned and made and (step := factor_of(earned / made, OWN)):
            yield _asked(scene, "firms", row, "revenue", step, plain(made))
        elif earned and staff:
            per_head.append((row, earned / staff))
    yield from _outliers(scene, "firms", "revenue", per_head)


def amount_against_revenue(scene: Scene) -> Iterator[Finding]:
    """A yearly amount of one trade a step above the revenue of its buyer or its seller: 亿元 for 万元."""
    firms, trades = scene.rows["firms"], scene.rows["supplies"]
    told = zip(firms.texts("firm_id"), firms.numbers("revenue"), strict=True)
    revenue = {id_: value for id_, value in told if value and value > 0}
    amounts, ends = trades.numbers("amount"), (trades.texts("buyer"), trades.texts("supplier"))
    for row in trades.standing():
        amount = amounts[row]
        known = [value for end in ends if (value := revenue.get(end[row]))] if amount else []
        if amount and known and amount > min(known) and (step := factor_of(amount / min(known))):
            yield _asked(scene, "supplies", row, "amount", step, plain(min(known)))


def coefficient_for_year(scene: Scene) -> Iterator[Finding]:
    """A coefficient that looks like a year, in a row without a year of a list that has years elsewhere."""
    rows = scene.rows["product_inputs"]
    years, coefficients = rows.wholes("year"), rows.numbers("coefficient")
    if any(year is not None for year in years):
        for row in rows.standing():
            told = coefficients[row]
            if years[row] is None and told is not None and looks_like_year(told):
                yield finding(scene, "year_as_figure", "product_inputs", row, "coefficient", action="asked")


def _outliers(scene: Scene, table: str, field: str, told: Sequence[tuple[int, float]]) -> Iterator[Finding]:
    for row, value in told:
        others = [other for at, other in told if at != row] if len(told) <= _COMPARED else []
        if len(others) < FEWEST_OTHERS or max(others) > ALIKE * min(others):
            continue
        middle = median(others)
        if step := factor_of(value / middle):
            yield _asked(scene, table, row, field, step, plain(middle))


_COMPARED = 200
"""Beyond so many figures of one kind none is an outlier by a few others."""


def _asked(scene: Scene, table: str, row: int, field: str, step: int, beside: str) -> Finding:
    return finding(scene, "magnitude_doubt", table, row, field, action="asked", factor=f"{step:,}", beside=beside)
