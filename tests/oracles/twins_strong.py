"""Strong links in Kleene's logic, from the figures that weak links rest on too."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracles.plain_chain import PlainChain
from tests.oracles.plain_lists import PlainLists
from tests.oracles.twins_weak import (
    Figure,
    all_of,
    any_of,
    at_least,
    below,
    capacity_here,
    concentration,
    demand_here,
    import_dependence,
    national_shares,
)

STRONG_SHARE = 0.10


@dataclass(frozen=True)
class Strong:
    """``is_strong``: yes, no or unknown (``None``); ``share``: the largest of a single maker here."""

    is_strong: bool | None
    tests: tuple[bool | None, ...]
    ssr: float | None
    location_quotient: float | None
    share: float | None


def strong_link(chain: PlainChain, lists: PlainLists, product: str, location_share: float | None = None) -> Strong:
    """All of: makes 1.2 of what is needed, three makers or spread ones, few imports, a weight in the nation.

    Makers that list 06 does not name could only help: without its declaration "too little", "too few" and "too
    small" stay open.
    """
    demand, capacity = demand_here(chain, product), capacity_here(chain, product)
    ssr = Figure(None, None, None)
    if demand == 0:
        enough: bool | None = True  # nobody here uses it: everything leaves the region
    else:
        if demand is not None and capacity.lower is not None:
            most = None if capacity.upper is None else capacity.upper / demand
            ssr = Figure(most, capacity.lower / demand, most)
        enough = at_least(ssr, 1.2)
    n_groups, hhi = concentration(chain, product)
    spread = n_groups >= 3 or (hhi is not None and hhi < 0.4)  # of two makers the HHI is at least a half
    by_firm = national_shares(chain, lists, product)
    known = [share for share, _ in by_firm if share is not None]
    is_told = len(known) == len(by_firm)
    quotient: bool | None = None
    ratio = None
    if location_share is not None:
        least = sum(share * part for share, part in by_firm if share is not None) / location_share
        ratio = least if is_told else None
        quotient = at_least(Figure(ratio, least, ratio), 1.5)
    big = True if any(share >= STRONG_SHARE for share in known) else False if is_told else None
    is_full = "06" in chain.complete

    def told(flag: bool | None) -> bool | None:
        return flag if is_full or flag else None

    tests = (
        told(enough),
        told(spread),
        below(import_dependence(chain, product), 0.2),
        told(any_of([quotient, big])),
    )
    return Strong(all_of(tests), tests, ssr.value, ratio, max(known, default=None) if is_told else None)
