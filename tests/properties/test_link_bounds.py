"""Bounds of links hold: blank some cells of a chain where all is known, and what was true lies between the ends."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.links.link_bounds import LinkBounds, link_bounds
from graphsvc.analysis.links.local_figures import LocalFigures
from graphsvc.domain.arrays import Floats
from graphsvc.judgements.scope import Scope
from tests.oracles.plain_chain import CHAIN_CODE, PlainChain
from tests.properties.engine import TOLERANCE, Engine, examples
from tests.properties.strategies import chains, known_chains

NAMES = ("capacity", "demand", "ssr", "hhi", "import", "utilization")


def local(chain: PlainChain) -> tuple[LocalFigures, LinkBounds]:
    """Figures and bounds with everything inside the region, so that no blank moves a part of a firm across its edge."""
    facts = Engine(chain).workspace.facts(Scope(CHAIN_CODE, ""))
    return facts.local.figures, link_bounds(facts.network, "", facts.local.figures)


def headlines(figures: LocalFigures) -> dict[str, Floats]:
    """The figures the questions print, by the name of their bounds."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "capacity": figures.capacity,
            "demand": figures.demand,
            "ssr": np.where(figures.demand > 0, figures.capacity / figures.demand, np.nan),
            "hhi": figures.hhi,
            "import": figures.import_share,
            "utilization": figures.output / figures.capacity,
        }


def ends(bounds: LinkBounds, name: str) -> tuple[Floats, Floats]:
    return getattr(bounds, f"{name}_lower"), getattr(bounds, f"{name}_upper")


def with_blanks(chain: PlainChain, rng: Random) -> PlainChain:
    """The chain with a third of its capacities, outputs and quantities blank."""

    def hidden(value: float | None) -> float | None:
        return None if rng.random() < 1 / 3 else value

    capacities = (replace(c, effective=hidden(c.effective), output=hidden(c.output)) for c in chain.capacities)
    supplies = (s if s.share is not None else replace(s, qty=hidden(s.qty)) for s in chain.supplies)
    return replace(chain, capacities=tuple(capacities), supplies=tuple(supplies))


def within(value: Floats, lower: Floats, upper: Floats) -> bool:
    """Whether every figure that has a meaning lies between its ends, if those have one."""
    slack = TOLERANCE * (1.0 + np.abs(np.nan_to_num(value)))
    asked = ~(np.isnan(value) | np.isnan(lower) | np.isnan(upper))
    return bool(((value + slack >= lower) & (value <= upper + slack))[asked].all())


@examples(60)
@given(known_chains(), st.randoms(use_true_random=False))
def test_what_was_true_lies_between_the_ends(chain: PlainChain, rng: Random) -> None:
    true = headlines(local(chain)[0])
    _, bounds = local(with_blanks(chain, rng))
    for name in NAMES:
        assert within(true[name], *ends(bounds, name)), name


@examples(40)
@given(known_chains())
def test_nothing_unknown_has_no_width(chain: PlainChain) -> None:
    figures, bounds = local(chain)
    for name, value in headlines(figures).items():
        lower, upper = ends(bounds, name)
        told = np.isfinite(value) & np.isfinite(lower) & np.isfinite(upper)
        assert np.allclose(lower[told], upper[told], atol=1e-9), name
        assert np.allclose(lower[told], value[told], atol=1e-9), name
        assert name == "import" or np.array_equal(np.isfinite(value), told), name


@examples(40)
@given(chains(unidentified=True, self_supply=True))
def test_ends_are_in_order_and_around_the_headline(chain: PlainChain) -> None:
    figures, bounds = local(chain)
    assert all(len(getattr(bounds, f.name)) == len(figures.hhi) for f in fields(bounds))
    for name, value in headlines(figures).items():
        lower, upper = ends(bounds, name)
        told = ~(np.isnan(lower) | np.isnan(upper))
        assert (lower[told] <= upper[told] + TOLERANCE).all(), name
        assert within(value, lower, upper), name
