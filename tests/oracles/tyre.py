"""The tyre mini-chain of the specification, by hand: 2 tyre makers, 10 upstream firms, 2 foreign origins."""

from __future__ import annotations

from tests.oracles.plain_chain import (
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
)

TYRE, RUBBER, BLACK, CORD, CHEMICAL = "全钢载重轮胎", "合成橡胶", "炭黑", "钢帘线", "橡胶助剂"
NATURAL, BUTADIENE, ROD, MIDDLE = "天然橡胶", "丁二烯", "高碳盘条", "促进剂中间体"

T1, T2 = "91370500FAKE010162", "91371000FAKE01024F"
R1, C1, C2 = "91370300FAKE01032D", "91370800FAKE010402", "91370700FAKE01059R"
S1, S2 = "91370600FAKE01067F", "91371600FAKE01075N"
A1, A2 = "91371500FAKE01083C", "91371700FAKE01091H"
M1, B1, W1 = "91370300FAKE011046", "91370300FAKE011121", "91130200FAKE01120Q"
N1, N2 = "ext:TH:天然橡胶", "ext:CI:天然橡胶"
G = "91370600FAKE011398"

# firm, product, capacity, output, own recovery (None: the default by nature)
_MAKERS: tuple[tuple[str, str, float, float, int | None], ...] = (
    (T1, TYRE, 800.0, 720.0, None),
    (T2, TYRE, 500.0, 400.0, None),
    (R1, RUBBER, 8.0, 6.72, 60),
    (C1, BLACK, 10.0, 8.40, 30),
    (C2, BLACK, 8.0, 5.04, 30),
    (S1, CORD, 9.0, 8.40, 45),
    (S2, CORD, 7.0, 6.16, 45),
    (A1, CHEMICAL, 2.5, 2.016, 30),
    (A2, CHEMICAL, 2.0, 1.344, 30),
    (M1, MIDDLE, 2.0, 1.68, 90),
    (B1, BUTADIENE, 6.0, 5.04, 45),
    (W1, ROD, 50.0, 15.288, 30),
)
# supplier, buyer, product, quantity
_TRADE = (
    (R1, T1, RUBBER, 4.32),
    (R1, T2, RUBBER, 2.40),
    (C1, T1, BLACK, 6.00),
    (C1, T2, BLACK, 2.40),
    (C2, T1, BLACK, 2.64),
    (C2, T2, BLACK, 2.40),
    (S1, T1, CORD, 5.80),
    (S1, T2, CORD, 2.60),
    (S2, T1, CORD, 3.56),
    (S2, T2, CORD, 2.60),
    (A1, T1, CHEMICAL, 1.416),
    (A1, T2, CHEMICAL, 0.60),
    (A2, T1, CHEMICAL, 0.744),
    (A2, T2, CHEMICAL, 0.60),
    (N1, T1, NATURAL, 7.776),
    (N1, T2, NATURAL, 4.32),
    (N2, T1, NATURAL, 5.184),
    (N2, T2, NATURAL, 2.88),
    (M1, A1, MIDDLE, 1.008),
    (M1, A2, MIDDLE, 0.672),
    (B1, R1, BUTADIENE, 5.04),
    (W1, S1, ROD, 8.82),
    (W1, S2, ROD, 6.468),
)
_STOCK: dict[tuple[str, str], float] = {
    (T1, RUBBER): 15,
    (T1, BLACK): 10,
    (T1, CORD): 12,
    (T1, CHEMICAL): 20,
    (T1, NATURAL): 45,
    (T2, RUBBER): 10,
    (T2, BLACK): 7,
    (T2, CORD): 10,
    (T2, CHEMICAL): 15,
    (T2, NATURAL): 30,
    (A1, MIDDLE): 25,
    (A2, MIDDLE): 20,
    (R1, BUTADIENE): 3,
    (S1, ROD): 20,
    (S2, ROD): 20,
}
_COEFFICIENTS = (
    (TYRE, RUBBER, 0.006),
    (TYRE, BLACK, 0.012),
    (TYRE, CORD, 0.013),
    (TYRE, CHEMICAL, 0.003),
    (TYRE, NATURAL, 0.018),
    (RUBBER, BUTADIENE, 0.75),
    (CORD, ROD, 1.05),
    (CHEMICAL, MIDDLE, 0.5),
)
_NATURES = {TYRE: "终端产品", NATURAL: "原材料", BUTADIENE: "原材料", ROD: "原材料"}
_ORIGIN = {N1: "TH", N2: "CI"}


def tyre_chain(complete: frozenset[str] = frozenset()) -> PlainChain:
    """The chain as printed; ``complete`` names the sheets declared complete."""
    products = (TYRE, RUBBER, BLACK, CORD, CHEMICAL, NATURAL, BUTADIENE, ROD, MIDDLE)
    return PlainChain(
        products=tuple(
            PlainProduct(
                code=code,
                unit="万条" if code == TYRE else "万吨",
                nature=_NATURES.get(code, "中间产品"),
                may_be_absent=code == NATURAL,
            )
            for code in products
        ),
        inputs=tuple(PlainInput(to, from_, coefficient) for to, from_, coefficient in _COEFFICIENTS),
        firms=tuple(PlainFirm(firm, firm[2:8], controller=G if firm in (S1, S2) else None) for firm, *_ in _MAKERS),
        capacities=tuple(
            PlainCapacity(firm, product, effective=capacity, output=output, ttr=ttr)
            for firm, product, capacity, output, ttr in _MAKERS
        ),
        supplies=tuple(
            PlainSupply(
                supplier,
                buyer,
                product,
                qty=qty,
                stock=_STOCK[buyer, product],
                switch_days=60 if supplier in _ORIGIN else None,
                origin=_ORIGIN.get(supplier),
            )
            for supplier, buyer, product, qty in _TRADE
        ),
        finals=(TYRE,),
        region="370000",
        complete=complete,
    )
