"""Chain completeness CP: how many of the key products of the map are made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphsvc.domain.rounding import known
from graphsvc.judgements.figures import Row
from graphsvc.judgements.links.missing import MissingLink, is_retired, may_be_absent, missing_links
from graphsvc.judgements.workspace import Facts


def counted_products(facts: Facts) -> tuple[str, ...]:
    """Products that CP counts: key ones where any is named, those that may stay absent left out."""
    return facts.kept(_of_map)[1]


def chain_completeness(facts: Facts) -> Mapping[str, float | None]:
    """CP without may-be-absent products, with all, and weighted by demand value; bounds where lists are incomplete."""
    return facts.kept(_of_map)[0]


def _of_map(facts: Facts) -> tuple[Mapping[str, float | None], tuple[str, ...]]:
    rows = [completeness_row(facts, link) for link in missing_links(facts).values()]
    return completeness_cp(rows), tuple(row["product_code"] for row in _counted(_key_rows(rows)))


def completeness_row(facts: Facts, link: MissingLink) -> Row:
    """What CP asks of a product; names with a leading underscore are no columns of the answer."""
    n, code = facts.network, link.code
    p = n.product_index[code]
    is_declared = facts.data.is_declared("06", code) and not link.waits.maker
    return {
        "product_code": code,
        "made_here": bool(facts.local.figures.made_here[p]),
        "demand": known(link.demand),
        **_demand_ends(facts, link),
        "_is_key": is_key(facts, code),
        "_may_be_absent": may_be_absent(facts, code) or is_retired(facts, code),
        "_is_final": code in facts.members.final_set,
        "_is_declared": is_declared and not facts.local.sellers_here[p],
        "_price": known(float(n.product_price[p])),
    }


def _demand_ends(facts: Facts, link: MissingLink) -> dict[str, float | None]:
    """Ends of the demand; no lower one where nothing is known of it at all."""
    p = facts.network.product_index[link.code]
    lower, upper = float(facts.local.bounds.demand_lower[p]), float(facts.local.bounds.demand_upper[p])
    told = known(link.demand) is not None or lower > 0
    return {"demand_lower": known(lower) if told else None, "demand_upper": known(upper)}


def _key_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Key products where any is named key, else all of the map."""
    return [row for row in rows if row["_is_key"]] or rows


def _counted(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["made_here"] or not row["_may_be_absent"]]


def completeness_cp(rows: Sequence[Row]) -> dict[str, float | None]:
    """CP over rows with the fields of ``completeness_row``, one per product of the map."""
    keys = _key_rows(rows)
    fill = _counted(keys)

    def rate(chosen: Sequence[Row], also_open: bool = False) -> float | None:
        counted = sum(row["made_here"] or (also_open and not row["_is_declared"]) for row in chosen)
        return counted / len(chosen) if chosen else None

    return {
        "completeness_cp": rate(fill),
        "completeness_cp_lower": rate(fill),
        "completeness_cp_upper": rate(fill, also_open=True),
        "completeness_cp_all": rate(keys),
        **_weighted(fill),
    }


def _weighted(rows: Sequence[Row]) -> dict[str, float | None]:
    """Part of the value demanded that is made here, with its ends; None where a price, or for the value itself a
    demand, is unknown."""
    name = "completeness_cp_weighted"
    found = [row for row in rows if not row["_is_final"]]
    if any(row["_price"] is None for row in found):
        return dict.fromkeys((name, f"{name}_lower", f"{name}_upper"))
    told = all(row["demand"] is not None for row in found)
    least = _share_made(_worth(found, True, "lower"), _worth(found, False, "upper"))
    most = _share_made(_worth(found, True, "upper"), _worth(found, False, "lower"))
    value = _share_made(_worth(found, True, ""), _worth(found, False, "")) if told else None
    return {name: value, f"{name}_lower": least, f"{name}_upper": most}


def _worth(rows: Sequence[Row], is_made: bool, end: str) -> float:
    """Value demanded of what is made here, or is not: as printed, or its lower or upper ``end``."""
    total = 0.0
    for row in rows:
        if row["made_here"] is is_made and row["demand"] != 0 and row["_price"] > 0:
            amount = row[f"demand_{end}"] if end else row["demand"]
            total += (float("inf") if end == "upper" else 0.0) if amount is None else float(amount * row["_price"])
    return total


def _share_made(made: float, missing: float) -> float | None:
    """made / (made + missing); one that has no end outgrows the other."""
    if float("inf") in (made, missing):
        return 0.0 if made < missing else 1.0
    return known(made / (made + missing)) if made + missing > 0 else None


def is_key(facts: Facts, code: str) -> bool:
    """Whether a product is a key one: as list 03 says where it says so of any, else as its stage is in list 02."""
    row = facts.names.row(code)
    if facts.ground.keys_are_named:
        return row["is_key"] is True
    stage = facts.snapshot.stage_of(row)
    return bool(stage and stage["is_key"])
