"""What a scenario costs whatever the blanks are: at best and at worst, and over worlds that are drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.scenario import Shock
from graphsvc.analysis.outages.worlds import World, Worlds
from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.blanks_drawn import drawn_shares, quantiles, used_purchases
from graphsvc.judgements.outages.curves import curve_summary
from graphsvc.judgements.outages.scenario_rules import Staged
from graphsvc.judgements.workspace import Facts

Ends = dict[str, Any]


@dataclass(frozen=True)
class Unsure:
    """How long shocks last at best (``least``) and at worst (``most``), and in a world that is drawn; None: as told."""

    least: Sequence[Shock]
    most: Sequence[Shock]
    drawn: Callable[[World], Sequence[Shock]]


def ends_of(facts: Facts, stage: Staged, value: Ends, unsure: Unsure | None) -> Ends:
    """Ends of ``loss_days``, ``tts_days`` and ``min_output`` of one chain; nothing where no blank bears on them, or
    where others may step in: then more stock with one may mean less for another, and ends are not proven."""
    if stage.scenario.mode != "off" or not (unsure or _is_open(facts, stage)):
        return {}
    n, model, listed = facts.network, facts.ground.model, stage.scenario.stock_policy == "listed"
    shocks = (stage.scenario.shocks,) * 2 if unsure is None else (unsure.least, unsure.most)
    best, worst = (replace(stage, scenario=replace(stage.scenario, shocks=each)) for each in shocks)
    finals = facts.members.finals
    little = stock_days(n, 0.0) if listed else stage.stocks
    much = stock_days(n, 2.0) if listed else stage.stocks
    least: Ends = curve_summary(best.play_for(finals, model, much, side=1).curve[0])
    most: Ends = curve_summary(worst.play_for(finals, model, little, worst=True, side=-1).curve[0])
    every = (least, value, most)
    return {
        "loss_days_lower": min(each["loss_days"] for each in every),
        "loss_days_upper": max(each["loss_days"] for each in every),
        "tts_days_lower": _day(min(map(_never, every))),
        "tts_days_upper": _day(max(map(_never, every))),
        "min_output_lower": min(each["min_output"] for each in every),
        "min_output_upper": max(each["min_output"] for each in every),
    }


def _never(summary: Ends) -> float:
    days = summary["tts_days"]
    return float("inf") if days is None else float(days)


def _day(days: float) -> float | None:
    return None if days == float("inf") else days


def _is_open(facts: Facts, stage: Staged) -> bool:
    """Whether a stock, a share or a part is blank on the way to final output."""
    n, model, used = facts.network, facts.ground.model, used_purchases(facts)
    blank = stage.scenario.stock_policy == "listed" and np.isnan(n.purchase_stock[used]).any()
    apart = any(shock.entity.open.any() for shock in stage.scenario.shocks)
    unnamed = (model.rest[used] > 1e-9).any()
    return bool(blank or unnamed or apart or facts.members.finals.is_open or model.is_open(facts.members.upstream))


def worlds_played(facts: Facts, stage: Staged, n_worlds: int, seed: int, unsure: Unsure | None) -> Ends:
    """Quantiles of the loss of one chain over the first worlds of a seed, and the share of these in which final output
    never falls below 99 %; stocks, shares and recovery times that are blank are drawn as in ``ranking-confidence``."""
    ground, finals, scenario = facts.ground, facts.members.finals, stage.scenario
    shares = drawn_shares(facts)
    worlds = Worlds(
        ground.model, scenario.shocks[0].entity, finals, ground.natures, scenario.horizon_days, shares, seed
    )
    losses, held = np.empty(n_worlds), 0
    for number in range(n_worlds):
        world = worlds.draw(number)
        model = ground.model
        if len(shares.source):
            model = model.retold(replace(facts.network, source_share=world.share))
        stock = world.stock if scenario.stock_policy == "listed" else stage.stocks
        shocks = scenario.shocks if unsure is None else unsure.drawn(world)
        played = replace(stage, scenario=replace(scenario, shocks=shocks)).play_for(finals, model, stock)
        told: Ends = curve_summary(played.curve[0])
        losses[number] = told["loss_days"]
        held += told["tts_days"] is None
    return {"n_worlds": n_worlds, "seed": seed, **quantiles("loss_days", losses), "holds_share": known(held / n_worlds)}
