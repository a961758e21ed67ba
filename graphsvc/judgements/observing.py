"""List 22 read as series: what each monitored maker put out in a period, against the periods before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.days import Period, period_of

PRECEDING = 3
"""Without the period right before, the mean of at most this many earlier ones stands for it."""
TIGHT_RATE = 0.95


@dataclass(frozen=True)
class Observed:
    """One maker and product in one period: figures per period in the product's unit, None unknown.

    ``reference`` output of the period before, or without a row for it the mean of up to three earlier ones, None where
    one of these is blank; ``stock_days`` closing stock
    over daily sales [d], ``stock_days_before`` the same a period earlier; ``lines`` positions of the rows behind it.
    """

    firm: str
    product: str
    output: float | None
    reference: float | None
    operating_rate: float | None
    stock_days: float | None
    stock_days_before: float | None
    alert_note: str | None
    lines: tuple[int, ...]

    @property
    def drop(self) -> float | None:
        """Part of the reference that is missing, 0-1, 0 where output grew; None where either is unknown."""
        if self.output is None or not self.reference:
            return None
        return max(0.0, 1.0 - self.output / self.reference)

    @property
    def is_tight(self) -> bool:
        """Running at 95 % or more while its stock days fall (the blockage rule)."""
        rate, now, before = self.operating_rate, self.stock_days, self.stock_days_before
        return (
            rate is not None and rate >= TIGHT_RATE - 1e-9 and now is not None and before is not None and now < before
        )


def periods(snapshot: GraphSnapshot, products: Iterable[str]) -> dict[str, Period]:
    """Periods in which any of the products was observed, by their text."""
    table = snapshot.tables["observations"]
    if not table.num_rows:
        return {}
    codes = pa.array(sorted(products), type=table["product"].type)
    own = table.filter(pc.is_in(table["product"], value_set=codes))
    told = {text: period_of(text) for text in own["period"].unique().to_pylist() if text is not None}
    return {text: period for text, period in told.items() if period is not None}


def observed(snapshot: GraphSnapshot, products: Iterable[str], text: str) -> list[Observed]:
    """Every maker of the products observed in a period, sorted by (firm, product), with what came before."""
    wanted = period_of(text)
    if wanted is None:
        return []
    codes, known = frozenset(products), periods(snapshot, products)
    series: dict[tuple[str, str], dict[int, list[tuple[int, Values]]]] = {}
    for position, row in enumerate(snapshot.tables.rows("observations")):
        period = known.get(row["period"])
        if period is None or period.kind != wanted.kind or period.index > wanted.index:
            continue
        if row["product"] in codes and row["firm"] is not None:
            own = series.setdefault((row["firm"], row["product"]), {})
            own.setdefault(period.index, []).append((position, row))
    lengths = {p.index: p.n_days for p in known.values() if p.kind == wanted.kind}
    return [
        _observed(firm, product, own, wanted.index, lengths)
        for (firm, product), own in sorted(series.items())
        if wanted.index in own
    ]


def _observed(
    firm: str, product: str, own: Mapping[int, list[tuple[int, Values]]], now: int, lengths: Mapping[int, int]
) -> Observed:
    outputs = {index: _largest(rows, "output") for index, rows in own.items()}
    earlier = [outputs[i] for i in sorted(own, reverse=True) if i < now][:PRECEDING]
    reference = outputs[now - 1] if now - 1 in own else _mean(earlier)
    return Observed(
        firm=firm,
        product=product,
        output=outputs[now],
        reference=reference,
        operating_rate=_largest(own[now], "operating_rate"),
        stock_days=_stock_days(own[now], lengths[now]),
        stock_days_before=_stock_days(own[now - 1], lengths[now - 1]) if now - 1 in own else None,
        alert_note=next((row["alert_note"] for _, row in own[now] if row["alert_note"]), None),
        lines=tuple(position for index in sorted(own) for position, _ in own[index]),
    )


def _mean(outputs: list[float | None]) -> float | None:
    """Mean of what all tell; None where one is blank: it could be any, and there is none to fall back on."""
    told = [output for output in outputs if output is not None]
    return sum(told) / len(told) if told and len(told) == len(outputs) else None


def _largest(rows: Iterable[tuple[int, Values]], field: str) -> float | None:
    """Rows of several materials repeat the figures of their product; where they differ the largest counts."""
    return max((row[field] for _, row in rows if row[field] is not None), default=None)


def _stock_days(rows: list[tuple[int, Values]], n_days: int) -> float | None:
    stock, sales = _largest(rows, "closing_stock"), _largest(rows, "sales")
    return stock / (sales / n_days) if stock is not None and sales else None


def material_stocks(snapshot: GraphSnapshot, text: str) -> dict[tuple[str, str], float]:
    """Stock [d] of (firm, material) told in a period; the largest where several rows tell."""
    found: dict[tuple[str, str], float] = {}
    for row in snapshot.tables.rows("observations"):
        if row["period"] == text and row["firm"] and row["material"] and row["material_stock_days"] is not None:
            key = (row["firm"], row["material"])
            found[key] = max(found.get(key, 0.0), row["material_stock_days"])
    return found
