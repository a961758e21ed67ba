"""The expected effect of filling a gap in words, and the columns that hold it as figures."""

from __future__ import annotations

from graphsvc.domain.rounding import percent, plain
from graphsvc.domain.sentences import Figure, Joined, Said
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.effects import Effect, Ends

SMALL = 5e-4


def effect_values(effect: Effect, cp_parts: tuple[int, int], horizon_days: float, unit: str | None) -> Values:
    """Columns of the gap list; CP and its ends are one figure, as a gap is listed only where it is sure."""
    return {
        "effect": _words(effect, cp_parts, horizon_days, unit or ""),
        "effect_capacity": effect.supplier.capacity,
        **_ends("effect_loss_days", effect.loss_days),
        **_ends("effect_cp", (effect.cp, effect.cp, effect.cp)),
        **_ends("effect_ssr", effect.ssr),
        **_ends("effect_rs", effect.rs),
        "effect_cut_order": effect.cut_order,
        "effect_investment": effect.supplier.investment,
        **_ends("effect_per_investment", effect.per_investment),
    }


def _ends(name: str, ends: Ends) -> Values:
    value, lower, upper = ends
    return {name: value, f"{name}_lower": lower, f"{name}_upper": upper}


def _words(effect: Effect, cp_parts: tuple[int, int], horizon_days: float, unit: str) -> Joined | None:
    made, total = cp_parts
    said: list[object] = []
    if effect.cp and total:
        said.append(f"CP {made / total:.3f}→{(made + 1) / total:.3f}")
    if effect.ssr[0]:
        said.append(f"SSR +{percent(effect.ssr[0])}")
    gained, avoided = effect.rs[0], effect.loss_days[0]
    if gained is not None and gained >= SMALL:
        said.append(f"RS_{plain(horizon_days)} +{gained:.2f}")
    if avoided is not None:
        days = f"{avoided:.1f}" if avoided >= 0.05 else "0" if avoided < 1e-9 else "<0.1"
        low, high = (f"{x or 0.0:.1f}" for x in effect.loss_days[1:])
        said.append(Said("days_saved", {"days": days if low == high else f"{days} ({low}–{high})"}))
    size = effect.supplier.capacity
    if said and size is not None:
        said.append(Said("one_supplier", {"amount": Figure(size, unit, is_close=True)}))
    return Joined(tuple(said)) if said else None
