"""Random small cases of options against failures, as the twin has them and as arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from graphsvc.analysis.backup.cover import ANYWHERE, Cover, Failures, Flow, Options, Uses
from tests.oracles.twins_plans import PlainCase, PlainFailure, PlainOption

PRODUCTS = "ABCDEF"
REGIONS = ("370300", "370500", "370700", None)


def _downstream(needed_by: dict[str, tuple[str, ...]], roots: frozenset[str]) -> set[str]:
    found, todo = set(roots), list(roots)
    while todo:
        for p in needed_by.get(todo.pop(), ()):
            if p not in found:
                found.add(p)
                todo.append(p)
    return found


@st.composite
def cases(draw: st.DrawFn) -> PlainCase:
    """Up to six products, each needed by later ones; whole figures, so that hand and solver agree."""
    n = draw(st.integers(1, len(PRODUCTS)))
    products = PRODUCTS[:n]
    needed_by = {
        p: tuple(q for q in products[i + 1 :] if draw(st.booleans())) for i, p in enumerate(products)
    }  # fmt: skip
    finals = frozenset(p for p in products if not needed_by[p]) | ({products[-1]} if draw(st.booleans()) else set())
    options = tuple(
        PlainOption(
            draw(st.sampled_from(products)),
            draw(st.sampled_from(REGIONS)),
            float(draw(st.integers(1, 40))),
            float(draw(st.integers(0, 30))),
        )
        for _ in range(draw(st.integers(1, 7)))
    )
    failures = []
    for _ in range(draw(st.integers(1, 5))):
        roots = frozenset(draw(st.sets(st.sampled_from(products), min_size=1, max_size=2)))
        short = {p for p in sorted(_downstream(needed_by, roots)) if p in roots or draw(st.integers(0, 4))}
        failures.append(
            PlainFailure(
                float(draw(st.integers(1, 60))),
                draw(st.sampled_from([0.125, 0.5, 1.0])),
                {p: float(draw(st.integers(5, 40))) for p in sorted(short)},
                roots,
                frozenset(i for i in range(len(options)) if draw(st.integers(0, 3)) == 0),
            )
        )
    return PlainCase(options, tuple(failures), needed_by, finals)


def as_cover(case: PlainCase) -> Cover:
    """The same case as arrays."""
    products = sorted(case.needed_by)
    at = {p: i for i, p in enumerate(products)}
    regions = {r: i for i, r in enumerate(sorted({o.region for o in case.options if o.region}))}
    stages = [(f, p) for f in case.failures for p in sorted(f.need)]
    uses = [
        (s, i, o.amount)
        for s, (f, p) in enumerate(stages)
        for i, o in enumerate(case.options)
        if o.product == p and i not in f.useless
    ]
    return Cover(
        Options(
            np.array([at[o.product] for o in case.options], np.int32),
            np.array([ANYWHERE if o.region is None else regions[o.region] for o in case.options], np.int32),
            np.array([o.amount for o in case.options]),
            np.array([o.cost for o in case.options]),
        ),
        Failures(
            np.array([f.loss for f in case.failures]),
            np.array([f.impact for f in case.failures]),
            np.full(len(case.failures), 1 / len(case.failures)),
            np.concatenate([[0], np.cumsum([len(f.need) for f in case.failures])]).astype(np.int64),
            np.array([at[p] for _, p in stages], np.int32),
            np.array([p in f.roots for f, p in stages], np.bool_),
            np.array([f.need[p] for f, p in stages]),
        ),
        Uses(
            np.array([u[0] for u in uses], np.int64),
            np.array([u[1] for u in uses], np.int64),
            np.array([u[2] for u in uses], np.float64),
        ),
        Flow(
            np.concatenate([[0], np.cumsum([len(case.needed_by[p]) for p in products])]).astype(np.int64),
            np.array([at[q] for p in products for q in case.needed_by[p]], np.int32),
            np.array([p in case.finals for p in products], np.bool_),
        ),
    )
