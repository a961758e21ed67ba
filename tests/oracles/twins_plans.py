"""Plans of backups once more, in plain words: every way is written out, every plan is one linear program by SciPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog


@dataclass(frozen=True)
class PlainOption:
    """``region`` None: free to choose."""

    product: str
    region: str | None
    amount: float
    cost: float


@dataclass(frozen=True)
class PlainFailure:
    """``need`` by product that is short, ``roots`` what failed itself; ``useless``: options that bring nothing here."""

    loss: float
    impact: float
    need: dict[str, float]
    roots: frozenset[str]
    useless: frozenset[int]


@dataclass(frozen=True)
class PlainCase:
    """``needed_by``: products that need a product."""

    options: tuple[PlainOption, ...]
    failures: tuple[PlainFailure, ...]
    needed_by: dict[str, tuple[str, ...]]
    finals: frozenset[str]


def ways(case: PlainCase, failure: PlainFailure) -> Iterator[tuple[str, ...]]:
    """Every chain of products that are short, from what failed to a final product or to where nothing more is short."""

    def walk(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        further = [p for p in case.needed_by.get(path[-1], ()) if p in failure.need]
        if path[-1] in case.finals or not further:
            yield path
        for p in further:
            yield from walk((*path, p))

    for root in sorted(failure.roots):
        yield from walk((root,))


def _rows(case: PlainCase, share: float) -> list[tuple[list[float], float]]:
    """Region rules as ``a q <= b``."""
    rows = []
    for product in sorted({o.product for o in case.options}):
        own = [i for i, o in enumerate(case.options) if o.product == product]
        for region in sorted({case.options[i].region or "" for i in own} - {""}):
            row = [0.0] * len(case.options)
            for i in own:
                row[i] = ((case.options[i].region == region) - share) * case.options[i].amount
            rows.append((row, 0.0))
    return rows


def _cover(case: PlainCase, failure: PlainFailure, way: Sequence[str]) -> list[float]:
    return [
        o.amount / failure.need[o.product] if o.product in way and i not in failure.useless else 0.0
        for i, o in enumerate(case.options)
    ]


def least_cost(case: PlainCase, target: float, share: float = 0.5) -> float | None:
    """Cheapest cost with which each failure alone leaves ``target`` of final output served; None: no plan does."""
    rows = _rows(case, share)
    for failure in case.failures:
        may = min(1.0, (1.0 - target) / failure.impact)
        rows += [([-c for c in _cover(case, failure, way)], may - 1.0) for way in ways(case, failure)]
    answer = linprog(
        [o.cost for o in case.options],
        A_ub=np.array([r[0] for r in rows]),
        b_ub=np.array([r[1] for r in rows]),
        bounds=[(0, 1)] * len(case.options),
    )
    return answer.fun if answer.status == 0 else None


def least_loss(case: PlainCase, budget: float, alpha: float | None, share: float = 0.5) -> float:
    """Least mean loss of all failures, or of the worst ``1 - alpha`` of them, for at most ``budget``.

    Columns: options, uncovered part of each failure, threshold, what each failure loses beyond it.
    """
    k, n = len(case.options), len(case.failures)
    rows = [([*row, *[0.0] * (2 * n + 1)], b) for row, b in _rows(case, share)]
    rows.append(([*(o.cost for o in case.options), *[0.0] * (2 * n + 1)], budget))
    for x, failure in enumerate(case.failures):
        unit = [float(i == x) for i in range(n)]
        for way in ways(case, failure):
            cover = [-c for c in _cover(case, failure, way)]
            rows.append(([*cover, *(-u for u in unit), 0.0, *[0.0] * n], -1.0))
        rows.append(([*[0.0] * k, *(failure.loss * u for u in unit), -1.0, *(-u for u in unit)], 0.0))
    mean = [f.loss / n for f in case.failures]
    if alpha is None:
        objective = [*[0.0] * k, *mean, 0.0, *[0.0] * n]
    else:
        objective = [*[0.0] * (k + n), 1.0, *[1.0 / n / (1.0 - alpha)] * n]
    answer = linprog(
        objective,
        A_ub=np.array([r[0] for r in rows]),
        b_ub=np.array([r[1] for r in rows]),
        bounds=[(0, 1)] * (k + n) + [(None, None)] + [(0, None)] * n,
    )
    assert answer.fun is not None
    return answer.fun
