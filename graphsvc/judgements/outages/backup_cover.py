"""Listed reserves and new stocks against failures, as the plan of backups needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.backup.cover import ANYWHERE, Cover, Failures, Options, Uses
from graphsvc.analysis.backup.flow_order import product_flow
from graphsvc.analysis.outages.backup import Need
from graphsvc.domain.rows import ReserveRow
from graphsvc.judgements.outages.backup_candidates import Candidate
from graphsvc.judgements.outages.backup_costs import Cost, cost_of
from graphsvc.judgements.outages.failures_to_cover import Failure
from graphsvc.judgements.outages.reserves import STOCK, Reserve, reserve_in, stopped_with
from graphsvc.judgements.workspace import Facts

UNKNOWN_PLACE = -1


@dataclass(frozen=True)
class Option:
    """One way to back up a product (position): row of list 18 (``reserve_row``, None: a stock still to be laid in).

    ``amount`` [unit] it brings over the horizon, whatever fails.
    """

    product: int
    instrument: str
    amount: float
    cost: Cost
    region: str | None
    reserve_row: int | None
    values: ReserveRow | None


@dataclass(frozen=True)
class Planned:
    """``cover`` for the plan, its ``options`` and ``failures`` in order; ``reserves``: per row of list 18 the best that
    it does in any failure, with the need that it meets there; ``without_cost`` rows that would help but name none."""

    cover: Cover
    options: tuple[Option, ...]
    failures: tuple[Failure, ...]
    reserves: dict[int, tuple[Reserve, Need, Failure]]
    without_cost: tuple[int, ...]


_BEST = ("no", "unknown", "yes")


def cover_of(
    facts: Facts,
    failures: Sequence[Failure],
    horizon_days: float,
    margin: float,
    new_stocks: bool,
    candidates: Sequence[Candidate] = (),
) -> Planned:
    """The program of a plan.

    ``margin``: every need times this; ``new_stocks``: stocks of products with a known price may be laid in too;
    ``candidates``: stand behind the rows of list 18, numbered on.
    """
    n = facts.network
    is_final = np.zeros(len(n.product_codes), np.bool_)
    is_final[facts.members.final_codes] = True
    flow, place = product_flow(n, facts.members.upstream, is_final)
    stages = [
        sorted(((need, i < len(f.roots)) for i, need in enumerate((*f.roots, *f.further))),
               key=lambda s: (place[s[0].product], s[0].product))
        for f in failures
    ]  # fmt: skip
    met, reserves = _met(facts, failures, stages, horizon_days, _listed(facts, candidates))
    largest: dict[int, float] = {}
    for need in (need for own in stages for need, _ in own):
        largest[need.product] = max(largest.get(need.product, 0.0), margin * need.need)
    options, without = _options(facts, reserves, largest if new_stocks else {}, horizon_days)
    at = {o.reserve_row: k for k, o in enumerate(options) if o.reserve_row is not None}
    new = {o.product: k for k, o in enumerate(options) if o.reserve_row is None}
    uses = [(s, at[i], amount) for s, i, amount in met if i in at]
    flat = [(need, root) for own in stages for need, root in own]
    uses += [(s, new[need.product], largest[need.product]) for s, (need, _) in enumerate(flat) if need.product in new]
    uses.sort()
    regions = {r: i for i, r in enumerate(sorted({o.region for o in options if o.region is not None}))}
    cover = Cover(
        Options(
            np.array([o.product for o in options], np.int32),
            np.array([_place(o, regions) for o in options], np.int32),
            np.array([o.amount for o in options], np.float64),
            np.array([o.cost.value for o in options], np.float64),
        ),
        Failures(
            np.array([f.loss for f in failures], np.float64),
            np.array([f.impact for f in failures], np.float64),
            np.full(len(failures), 1.0 / max(1, len(failures))),
            np.concatenate([[0], np.cumsum([len(own) for own in stages])]).astype(np.int64),
            np.array([need.product for need, _ in flat], np.int32),
            np.array([root for _, root in flat], np.bool_),
            np.array([margin * need.need for need, _ in flat], np.float64),
        ),
        Uses(
            np.array([u[0] for u in uses], np.int64),
            np.array([u[1] for u in uses], np.int64),
            np.array([u[2] for u in uses], np.float64),
        ),
        flow,
    )
    return Planned(cover, tuple(options), tuple(failures), reserves, tuple(without))


def _place(option: Option, regions: dict[str, int]) -> int:
    if option.reserve_row is None:
        return ANYWHERE
    return UNKNOWN_PLACE if option.region is None else regions[option.region]


Met = list[tuple[int, int, float]]
Listed = Mapping[int, Sequence[tuple[int, ReserveRow]]]
"""By product position: rows of list 18, then candidates, with their numbers."""


def _listed(facts: Facts, candidates: Sequence[Candidate]) -> Listed:
    n_rows = facts.snapshot.tables["reserves"].num_rows
    found = {p: list(rows) for p, rows in facts.ground.reserves_of.items()}
    for i, candidate in enumerate(candidates):
        found.setdefault(candidate.product, []).append((n_rows + i, candidate.values))
    return found


def _met(
    facts: Facts,
    failures: Sequence[Failure],
    stages: Sequence[Sequence[tuple[Need, bool]]],
    horizon_days: float,
    listed: Listed,
) -> tuple[Met, dict[int, tuple[Reserve, Need, Failure]]]:
    """(stage, row of list 18, amount) of what surely comes in time, and the best that each row does."""
    met: Met = []
    best: dict[int, tuple[Reserve, Need, Failure]] = {}
    stage = 0
    for failure, own in zip(failures, stages, strict=True):
        down = stopped_with(facts, failure.entity) if listed else np.zeros(0, np.bool_)
        for need, _ in own:
            for i, row in listed.get(need.product, ()):
                reserve = reserve_in(facts, failure.entity, need, down, i, row, horizon_days)
                if reserve.usable == "yes" and reserve.quantity:
                    met.append((stage, i, reserve.quantity))
                if i not in best or _rank(reserve) > _rank(best[i][0]):
                    best[i] = (reserve, need, failure)
            stage += 1
    return met, best


def _rank(reserve: Reserve) -> tuple[int, float]:
    return _BEST.index(reserve.usable), reserve.quantity or 0.0


def _options(
    facts: Facts,
    reserves: dict[int, tuple[Reserve, Need, Failure]],
    to_lay_in: dict[int, float],
    horizon_days: float,
) -> tuple[list[Option], list[int]]:
    found: list[Option] = []
    without: list[int] = []
    price = facts.network.product_price
    for i in sorted(reserves):
        reserve, need, _ = reserves[i]
        if reserve.usable != "yes" or not reserve.quantity:
            continue
        if reserve.cost is None:
            without.append(i)
            continue
        row = reserve.values
        found.append(
            Option(need.product, str(row["instrument"]), reserve.quantity, reserve.cost, _city(facts, row), i, row)
        )
    for product in sorted(to_lay_in):
        amount = to_lay_in[product]
        cost = cost_of(STOCK, None, None, amount * float(price[product]), horizon_days)
        if cost is not None:
            found.append(Option(product, STOCK, amount, cost, None, None, None))
    return found, without


def _city(facts: Facts, row: ReserveRow) -> str | None:
    """City (province where no more is known) of a reserve, that of its holder where it names no place."""
    n = facts.network
    holder = n.firm_index.get(row["holder"] or "", -1)
    told = row["reserve_region"] or (n.firm_region[holder] if holder >= 0 else "")
    return f"{told[:4]}00" if told else None
