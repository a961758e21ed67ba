"""Random chains with further lists: corridors, parks, countries, grades, shares, offers, observations, reserves.

``rich_chains`` grows a messy chain of ``strategies`` and lays a random ``PlainLists`` over it.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.oracles.plain_chain import PlainChain
from tests.oracles.plain_lists import (
    CONVERTIBLE,
    SECOND,
    SPARE,
    STOCK,
    CapacityFacts,
    FirmFacts,
    PlainDemand,
    PlainLists,
    PlainObservation,
    PlainReserve,
)
from tests.properties.strategies import chains

Rich = tuple[PlainChain, PlainLists]

_CORRIDORS = (None, None, None, "示例港", "示例铁路")
_TAGS = ((), (), (), ("省级专精特新",), ("专精特新小巨人(国家)",), ("瞪羚", "单项冠军(省)"))
_CODES = ("2911", "2652", "265", "26", "0610", "4620", "3130", "0111", "6513")
_GRADES = ("甲级", "甲级", "乙级", None)
_NATIONAL = (0.01, 0.02, 0.05, 0.12, None)
_ENDS = (None, None, None, "2026-03-31", "2030-12-31", "2025-01-01")
_DATES = ("2025-06-30", "2026-01-01", "2025-06-29")
_PERIODS = ("2024-03", "2024-04", "2025-03", "2025-04", "2025-05")
_ONE = (1.0, 10.0, 3.5)


@st.composite
def with_corridors(
    draw: st.DrawFn, *, max_products: int = 6, max_firms: int = 9, known: bool = False, unidentified: bool = True
) -> PlainChain:
    """A chain some of whose trade goes through a port or a railway."""
    chain = draw(
        chains(known=known, max_products=max_products, max_firms=max_firms, unidentified=unidentified, self_supply=True)
    )
    return replace(
        chain, supplies=tuple(replace(row, corridor=draw(st.sampled_from(_CORRIDORS))) for row in chain.supplies)
    )


@st.composite
def rich_chains(
    draw: st.DrawFn, *, max_products: int = 6, max_firms: int = 9, known: bool = False, unidentified: bool = True
) -> Rich:
    """A chain and what further lists tell of it. ``known``: a tidy chain whose lists have no blanks."""
    chain = draw(with_corridors(max_products=max_products, max_firms=max_firms, known=known, unidentified=unidentified))
    if draw(st.booleans()):
        chain = replace(chain, complete=chain.complete | {"05"})
    if draw(st.booleans()):  # prices of everything
        chain = replace(chain, products=tuple(replace(row, price=row.price or 50.0) for row in chain.products))
    return chain, draw(lists_of(chain, known=known))


@st.composite
def lists_of(draw: st.DrawFn, chain: PlainChain, *, known: bool = False) -> PlainLists:
    """What further lists tell of a chain; with ``known`` neither a grade, nor a share, nor an amount is blank."""
    tells = known or draw(st.booleans())
    grades = [grade for grade in _GRADES if grade or not tells]
    shares = [share for share in _NATIONAL if share is not None or not tells]
    ids = [firm.id for firm in chain.firms]
    codes = [product.code for product in chain.products]
    some = st.sampled_from
    return PlainLists(
        firms={firm: draw(_firm_facts(tells)) for firm in ids},
        capacities={
            at: CapacityFacts(draw(some(grades)), draw(some(shares)), draw(some(_ENDS)))
            for at in range(len(chain.capacities))
        },
        amounts={at: draw(some(_ONE)) for at in range(len(chain.supplies)) if tells or draw(st.booleans())},
        grades={code: grade for code in codes if (grade := draw(some(grades))) is not None},
        demands=tuple(
            PlainDemand(
                draw(some(ids)),
                draw(some(codes)),
                draw(some(grades)),
                draw(some(_ONE)),
                draw(some(_DATES)),
                draw(some(("需求", "需求", "需求", "供给"))),
            )
            for _ in range(draw(st.integers(0, 6)))
        ),
        observations=draw(_observations(chain)),
        reserves=tuple(
            PlainReserve(
                f"B{number}",
                draw(some(codes)),
                draw(some((STOCK, SPARE, CONVERTIBLE, SECOND))),
                draw(some(ids)),
                draw(some((0.5, 2.0, *(() if known else (None,))))),
                draw(some((0, 5, 20, 60))),
                *draw(some(((10.0, 36.5), (100.0, 0.0), (None, None)))),
                draw(some((None, *_DATES))),
            )
            for number in range(draw(st.integers(0, 5)))
        ),
        leads=tuple(draw(st.lists(some(ids), max_size=2, unique=True))),
    )


@st.composite
def _firm_facts(draw: st.DrawFn, tells: bool) -> FirmFacts:
    return FirmFacts(
        tags=draw(st.sampled_from(_TAGS)),
        codes=tuple(draw(st.lists(st.sampled_from(_CODES), max_size=2, unique=True))),
        above_scale=draw(st.sampled_from((True, False, *(() if tells else (None,))))),
        role=draw(st.sampled_from((None, None, None, "链主", "核心配套"))),
    )


@st.composite
def _observations(draw: st.DrawFn, chain: PlainChain) -> tuple[PlainObservation, ...]:
    """At most one a (firm, product, month), of makers."""
    made = sorted({(row.firm, row.product) for row in chain.capacities})
    keys = draw(st.lists(st.tuples(st.sampled_from(made), st.sampled_from(_PERIODS)), max_size=10, unique=True))
    return tuple(
        PlainObservation(*node, period, draw(st.sampled_from((100.0, 70.0, 80.0, 50.0, 0.0, None))))
        for node, period in keys
    )
