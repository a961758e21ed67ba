"""Hypothesis strategies that grow random plain chains.

``chains`` grows messy ones (cycles, unknowns, closed works, purchases without a source), ``known_chains`` tidy
ones: no cycles, everything known, every need sourced in full and every maker selling no more than it makes.
Product ``P0`` is final; every other product is an input of one with a lower number, so all are of the chain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import strategies as st

from tests.oracles.plain_chain import (
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
)

HOME = "370000"
MAX_PRODUCTS, MAX_FIRMS = 9, 16
_REGIONS = ("370100", "370200", "370500", "130200")
_CONTROLLERS = ("示例控股甲", "示例控股乙", fake_code(90001, "370600"), "示例省国资委")
_NATURES = ("中间产品", "原材料", "元器件", "装备", "服务")
_COEFFICIENTS = (1.0, 0.5, 0.25, 2.0, 0.1)
_NUMBERS = (10.0, 1.0, 4.0, 20.0, 100.0, 7.5)
_SHARES = ((1.0,), (0.5, 0.5), (0.75, 0.25), (0.6, 0.3, 0.1), (0.96, 0.04), (0.4, 0.4, 0.2))
_STOCKS = (None, 0.0, 5.0, 10.0, 20.0, 45.0, 7.3)
_PARTIAL = ((0.6,), (0.5, 0.3))  # the rest is unknown
_ORIGINS = {"ext:TH": "TH", "ext:CI": "CI", "~示例外部供": "130000"}
_DAYS = (None, 10, 30, 45, 90)
_TELLS = ("qty", "qty", "share", "both", "short", "over", "nothing")

T = TypeVar("T")


@dataclass
class _Maker:
    """A (firm, product) while the chain grows; ``sold`` adds up what buyers have taken so far."""

    firm: str
    product: int
    sold: float = 0.0
    output: float = 0.0


def _rarely(draw: st.DrawFn, one_in: int = 6) -> bool:
    """True about once in ``one_in``; shrinks to False."""
    return draw(st.integers(0, one_in - 1)) == one_in - 1


def _among(draw: st.DrawFn, *values: T) -> T:
    """One of the values; shrinks to the first."""
    return draw(st.sampled_from(values))


@st.composite
def chains(
    draw: st.DrawFn,
    *,
    known: bool = False,
    cycles: bool = True,
    alternatives: bool = True,
    max_products: int = MAX_PRODUCTS,
    max_firms: int = MAX_FIRMS,
    unidentified: bool = False,
    self_supply: bool = False,
) -> PlainChain:
    """A random chain of 2 to ``max_products`` products and 2 to ``max_firms`` firms.

    ``known``: see ``known_chains``. ``unidentified`` adds ``ext:other`` remainders, ``self_supply`` lets a firm
    be a recorded source of its own purchase.
    """
    n_products = draw(st.integers(2, max_products))
    n_finals = 2 if n_products > 2 and _rarely(draw) else 1
    inputs = _inputs(
        draw, n_products, known=known, cycles=cycles and not known, alternatives=alternatives and draw(st.booleans())
    )
    firms = _firms(draw, draw(st.integers(2, max_firms)), n_finals, known=known)
    makers = _makers(draw, firms, n_products, n_finals)
    supplies = _trade(draw, inputs, makers, n_products, known=known, self_supply=self_supply)
    capacities = [row for maker in makers for row in _capacity(draw, maker, n_finals, known=known)]
    if not known:
        supplies = _odd_trade(draw, supplies, firms, n_products, unidentified=unidentified)
        inputs = [replace(row, coefficient=None) if _rarely(draw, 16) else row for row in inputs]
    return PlainChain(
        products=tuple(_products(draw, n_products, n_finals)),
        inputs=tuple(inputs),
        firms=tuple(firms),
        capacities=tuple(capacities),
        supplies=tuple(supplies),
        finals=tuple(f"P{number}" for number in range(n_finals)),
        region=HOME,
        complete=frozenset(draw(st.sampled_from([(), ("07",), ("06",), ("06", "07")]))),
    )


def known_chains(
    *, alternatives: bool = True, max_products: int = MAX_PRODUCTS, max_firms: int = MAX_FIRMS
) -> st.SearchStrategy[PlainChain]:
    """Tidy chains on which the linear program is defined and never below the proportional model."""
    return chains(known=True, alternatives=alternatives, max_products=max_products, max_firms=max_firms)


def _products(draw: st.DrawFn, n_products: int, n_finals: int) -> list[PlainProduct]:
    is_priced = draw(st.booleans())  # final products have all a price or none
    found = []
    for number in range(n_products):
        is_final = number < n_finals
        price = _among(draw, 100.0, 10.0, 1000.0, *(() if is_final else (None,)))
        found.append(
            PlainProduct(
                code=f"P{number}",
                nature="终端产品" if is_final else _among(draw, *_NATURES),
                price=price if is_priced or not is_final else None,
                may_be_absent=not is_final and _rarely(draw, 8),
            )
        )
    return found


def _inputs(draw: st.DrawFn, n_products: int, *, known: bool, cycles: bool, alternatives: bool) -> list[PlainInput]:
    pairs = [(draw(st.integers(0, from_ - 1)), from_) for from_ in range(1, n_products)]  # (to, from)
    numbers = st.integers(0, n_products - 1)
    for one, other in draw(st.lists(st.tuples(numbers, numbers), max_size=4)):
        pairs.append((min(one, other), max(one, other)))
    if cycles and _rarely(draw, 3):
        back = draw(st.tuples(numbers, numbers))
        pairs.append((max(back), min(back)))
    pairs = sorted({(to, from_) for to, from_ in pairs if to != from_})
    n_users = [sum(from_ == number for _, from_ in pairs) for number in range(n_products)]
    rows = []
    for to, from_ in pairs:
        is_alternative = alternatives and (not known or n_users[from_] == 1) and _rarely(draw, 2)
        rows.append(
            PlainInput(
                to=f"P{to}",
                from_=f"P{from_}",
                coefficient=_among(draw, *_COEFFICIENTS),
                necessity=_among(draw, "必需", "必需", "可部分替代", "非必需"),
                alt_group="甲" if is_alternative else None,
            )
        )
    return rows


def _firms(draw: st.DrawFn, n_firms: int, n_finals: int, *, known: bool) -> list[PlainFirm]:
    """The first ``n_finals`` firms are active and at home: they make the final products."""
    found: list[PlainFirm] = []
    for number in range(max(n_firms, n_finals)):
        is_safe = number < n_finals or known
        region = _REGIONS[0] if number < n_finals else _among(draw, *_REGIONS)
        controller = None
        if _rarely(draw, 3):
            leaders = [found[0].id] if found else []
            controller = _among(draw, *_CONTROLLERS, *leaders)
        status = "存续" if is_safe or not _rarely(draw, 8) else _among(draw, None, "在业", "注销", "停产")
        found.append(PlainFirm(fake_code(number + 1, region), region, controller, status))
    return found


def _makers(draw: st.DrawFn, firms: list[PlainFirm], n_products: int, n_finals: int) -> list[_Maker]:
    pairs = []
    for number, firm in enumerate(firms):
        first = number if number < n_finals else draw(st.integers(0, n_products - 1))
        pairs.append((firm.id, first))
        if _rarely(draw, 4):
            pairs.append((firm.id, draw(st.integers(0, n_products - 1))))
    return [_Maker(firm, product) for firm, product in dict.fromkeys(pairs)]


def _trade(
    draw: st.DrawFn,
    inputs: list[PlainInput],
    makers: list[_Maker],
    n_products: int,
    *,
    known: bool,
    self_supply: bool,
) -> list[PlainSupply]:
    """Purchases from the final products upwards; each maker's output is what it sold, or something of its own."""
    found: list[PlainSupply] = []
    for maker in makers:
        maker.output = _among(draw, *_NUMBERS)
    for product in range(n_products):  # users have lower numbers: what they make is settled
        wanted = _wanted(inputs, makers, product)
        for buyer in sorted(wanted):
            is_alternative, qty = wanted[buyer]
            found += _purchase(
                draw,
                makers,
                buyer,
                product,
                qty,
                tells="both" if known and is_alternative else "qty" if known else _among(draw, *_TELLS),
                must=known,
                self_supply=self_supply,
            )
        for maker in makers:
            if maker.product == product and maker.sold:
                maker.output = maker.sold
    return found


def _wanted(inputs: list[PlainInput], makers: list[_Maker], product: int) -> dict[str, tuple[bool, float]]:
    """Buyer to (is the product one of alternatives, quantity it needs a year)."""
    found: dict[str, tuple[bool, float]] = {}
    for row in inputs:
        if row.from_ != f"P{product}" or row.coefficient is None:
            continue
        mates = [other for other in inputs if other.to == row.to and other.alt_group == row.alt_group]
        n_alternatives = len(mates) if row.alt_group else 1
        for maker in makers:
            if f"P{maker.product}" == row.to:
                qty = row.coefficient * maker.output / n_alternatives
                is_alternative, held = found.get(maker.firm, (False, 0.0))
                found[maker.firm] = (is_alternative or n_alternatives > 1, held + qty)
    return found


def _purchase(
    draw: st.DrawFn,
    makers: list[_Maker],
    buyer: str,
    product: int,
    qty: float,
    *,
    tells: str,
    must: bool,
    self_supply: bool,
) -> list[PlainSupply]:
    """Rows of one purchase; ``tells`` is what the rows say about quantities and shares."""
    candidates = [maker.firm for maker in makers if maker.product == product and (self_supply or maker.firm != buyer)]
    foreign = [f"ext:TH:P{product}", f"ext:CI:P{product}", "~示例外部供方"]
    offered = candidates + (foreign if not candidates or _rarely(draw, 4) else [])
    patterns = [*_SHARES, *(() if must else _PARTIAL)]
    pattern = _among(draw, *[shares for shares in patterns if len(shares) <= len(offered)])
    if not must and _rarely(draw, 10):
        return []
    suppliers = draw(st.lists(st.sampled_from(offered), min_size=len(pattern), max_size=len(pattern), unique=True))
    factor = {"short": 0.6, "over": 1.5}.get(tells, 1.0)
    rows = []
    for supplier, share in zip(suppliers, pattern, strict=True):
        for maker in makers:
            if (maker.firm, maker.product) == (supplier, product):
                maker.sold += share * qty
        is_foreign = supplier.startswith(("ext:", "~"))
        rows.append(
            PlainSupply(
                supplier=supplier,
                buyer=buyer,
                product=f"P{product}",
                qty=None if tells in ("share", "nothing") else share * qty * factor,
                share=share if tells in ("share", "both") else None,
                stock=_among(draw, *_STOCKS),
                switch_days=_among(draw, *_DAYS) if is_foreign or _rarely(draw, 4) else None,
                origin=_ORIGINS.get(supplier[:6]),
            )
        )
    return rows


def _capacity(draw: st.DrawFn, maker: _Maker, n_finals: int, *, known: bool) -> list[PlainCapacity]:
    """One row, or two sites of equal kind; a messy chain hides figures or closes the works."""
    is_first = maker.product < n_finals and maker.firm == fake_code(maker.product + 1, _REGIONS[0])
    row = PlainCapacity(
        firm=maker.firm,
        product=f"P{maker.product}",
        effective=maker.output * _among(draw, 1.0, 1.25, 2.0),
        output=maker.output,
        ttr=_among(draw, *_DAYS),
        park=_among(draw, None, None, "甲园", "乙园"),
    )
    if not known:
        hides = _among(draw, "", "", "", "", "effective", "output", "both", "design")
        if hides in ("effective", "both"):
            row = replace(row, effective=None)
        if hides in ("output", "both"):
            row = replace(row, output=None)
        if hides == "design":
            row = replace(row, effective=None, design=row.effective)
        if not is_first and _rarely(draw, 10):
            row = replace(row, state=_among(draw, "停产", "已退出", "在建"))
    if is_first or not _rarely(draw, 8):
        return [row]

    def half(value: float | None) -> float | None:
        return None if value is None else value / 2

    part = replace(row, site="一厂", design=half(row.design), effective=half(row.effective), output=half(row.output))
    return [part, replace(part, site="二厂", site_region=_among(draw, *_REGIONS), ttr=_among(draw, *_DAYS))]


def _odd_trade(
    draw: st.DrawFn,
    supplies: list[PlainSupply],
    firms: list[PlainFirm],
    n_products: int,
    *,
    unidentified: bool,
) -> list[PlainSupply]:
    """Blank single cells, add purchases that no technique explains, and remainders of nobody."""
    found = [replace(row, qty=None) if row.share is None and _rarely(draw, 20) else row for row in supplies]
    keys = {(row.supplier, row.buyer, row.product) for row in found}
    bought = {(row.buyer, row.product) for row in found}
    ids = [firm.id for firm in firms]
    for _ in range(draw(st.integers(0, 2))):
        product = f"P{draw(st.integers(0, n_products - 1))}"
        buyer, supplier = _among(draw, *ids), _among(draw, *ids, f"ext:TH:{product}")
        qty = _among(draw, None, 3.0)
        if supplier != buyer and (buyer, product) not in bought:
            bought.add((buyer, product))
            keys.add((supplier, buyer, product))
            found.append(PlainSupply(supplier, buyer, product, qty=qty))
    if unidentified and bought and _rarely(draw, 2):
        buyer, product = _among(draw, *sorted(bought))
        found.append(PlainSupply(f"ext:other:{product}", buyer, product, qty=_among(draw, 1.0, None)))
    return found
