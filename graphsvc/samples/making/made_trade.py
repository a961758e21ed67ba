"""Who buys from whom: three to five independent sources for every purchase, quantities that balance with outputs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from graphsvc.domain.reference import country_name
from graphsvc.samples.making.chain_sources import Row, Sources, plain
from graphsvc.samples.making.made_demand import mixes
from graphsvc.samples.making.made_firms import Firm, register
from graphsvc.samples.making.made_quantities import Holding, holdings, makers_of

LARGEST_SHARE = 0.46
"""No generated source holds more of a purchase, where at least three are there."""

MAJOR_BUYER = 0.2
"""Buyers of more than this part of all purchases buy from every maker: fewer could not serve them."""

BLANK_STOCKS = 0.03
_PORTS = ("青岛港", "日照港", "烟台港", "天津港", "上海港")
_SWEEPS = 60


@dataclass(frozen=True)
class Purchase:
    """What one firm needs of one product per year."""

    buyer: Firm
    product: str
    need: float


def purchases(sources: Sources) -> list[Purchase]:
    """Coefficient times output, summed over what each firm makes; products in the order of the sources."""
    needs: dict[tuple[str, str], float] = defaultdict(float)
    buyers: dict[str, Firm] = {}
    inputs = mixes(sources)
    for code, makers in holdings(sources).items():
        for holding in makers:
            buyers[holding.firm.code] = holding.firm
            for item, part in inputs.get(code, ()):
                if item.of in sources.products:
                    needs[item.of, holding.firm.code] += item.coefficient * part * holding.output
    order = {code: i for i, code in enumerate(sources.products)}
    keys = sorted(needs, key=lambda key: (order[key[0]], key[1]))
    return [Purchase(buyers[buyer], product, needs[product, buyer]) for product, buyer in keys]


def supply_rows(sources: Sources) -> list[Row]:
    """List 07: rows by hand, completed, and the generated ones, product by product."""
    by_name = register(sources).by_name
    by_hand: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sources.rows("07"):
        firm = by_name.get(row.get("需方", ""))
        product = sources.named.get(row.get("产品", ""), row.get("产品", ""))
        by_hand[firm.code if firm else row.get("需方", ""), product].append(row)
    wanted: dict[str, list[Purchase]] = defaultdict(list)
    needs: dict[tuple[str, str], float] = {}
    for purchase in purchases(sources):
        key = (purchase.buyer.code, purchase.product)
        needs[key] = purchase.need
        if key not in by_hand and purchase.product not in sources.by_hand and purchase.need > 0:
            wanted[purchase.product].append(purchase)
    rows = []
    for (buyer, code), given in by_hand.items():
        rows += _completed(sources, given, needs.get((buyer, code)), code)
    for code, several in wanted.items():
        rows += _rows_of_product(sources, code, several)
    return rows


def _completed(sources: Sources, given: Sequence[Row], need: float | None, code: str) -> list[Row]:
    """Rows by hand of one purchase: year, origin of data, and quantities from shares where a need is known."""
    found = []
    product = sources.products.get(code)
    for row in given:
        row = {"年度": sources.year, "数据来源": "需方填报"} | {k: v for k, v in row.items() if v}
        if "年供应量" not in row and "年供应额" not in row and need:
            text = row.get("占需方采购比重", "")
            share = 1.0 / len(given) if not text else float(text.rstrip("%")) / (100.0 if text.endswith("%") else 1.0)
            row["年供应量"] = plain(share * need)
        if "年供应量" in row and "年供应额" not in row and product is not None and product.price:
            row["年供应额"] = plain(float(f"{float(row['年供应量']) * product.price / 1e4:.4g}"))
        found.append(row)
    return found


def _rows_of_product(sources: Sources, code: str, wanted: Sequence[Purchase]) -> list[Row]:
    product = sources.products[code]
    imports = product.imports
    domestic = 1.0 - product.import_share
    makers = makers_of(sources, code) if domestic > 1e-9 else ()
    shares = _shares(sources, code, wanted, makers, domestic)
    rows = []
    for purchase, row_shares in zip(wanted, shares, strict=True):
        dice = Random(f"{sources.make['seed']}/trade/{code}/{purchase.buyer.code}")  # noqa: S311
        bought = _Terms(sources, code, purchase, dice)
        for position, share in sorted(row_shares.items()):
            rows.append(bought.from_maker(makers[position].firm, share, len(row_shares) + len(imports)))
        rows += [bought.from_abroad(country, share) for country, share in imports]
    return rows


def _shares(
    sources: Sources, code: str, wanted: Sequence[Purchase], makers: Sequence[Holding], domestic: float
) -> list[dict[int, float]]:
    """Share of each chosen maker in each purchase: rows sum to ``domestic``, columns follow the makers' outputs."""
    if not makers:
        return [{} for _ in wanted]
    dice = Random(f"{sources.make['seed']}/shares/{code}")  # noqa: S311
    all_of_them = len(makers) <= 3 or makers[0].is_by_hand
    large = MAJOR_BUYER * sum(purchase.need for purchase in wanted)
    weights: list[dict[int, float]] = []
    for number, purchase in enumerate(wanted):
        ready = [i for i, m in enumerate(makers) if m.firm.code != purchase.buyer.code] or [0]
        if not all_of_them and purchase.need < large:
            count = dice.choices((3, 4, 5), (15, 4, 1))[0]
            turn = number % len(ready)
            ready = [(ready + ready)[turn + k] for k in range(min(count, len(ready)))]
        weights.append({i: makers[i].output * dice.uniform(0.8, 1.25) for i in ready})
    target = [m.output for m in makers]
    largest = float(sources.of_product(code, "largest_share", LARGEST_SHARE))
    for _ in range(_SWEEPS):
        for row, purchase in zip(weights, wanted, strict=True):
            _scale(row, domestic, purchase.need, largest)
        sold = [0.0] * len(makers)
        for row in weights:
            for i, quantity in row.items():
                sold[i] += quantity
        total = sum(sold)
        for row in weights:
            for i in row:
                row[i] *= (target[i] / sum(target)) / (sold[i] / total) if sold[i] else 1.0
    for row, purchase in zip(weights, wanted, strict=True):
        _scale(row, domestic, purchase.need, largest)
    return [{i: q / purchase.need for i, q in row.items()} for row, purchase in zip(weights, wanted, strict=True)]


def _scale(row: dict[int, float], domestic: float, need: float, largest: float) -> None:
    """Make quantities sum to the domestic part of the need, none above the largest share."""
    whole = domestic * need
    cap = max(largest, domestic / len(row)) * need
    free = dict(row)
    rest = whole
    while free:
        factor = rest / sum(free.values())
        over = [i for i, q in free.items() if q * factor > cap * (1 + 1e-12)]
        if not over:
            for i, q in free.items():
                row[i] = q * factor
            return
        for i in over:
            row[i] = cap
            rest -= cap
            del free[i]


class _Terms:
    """Terms of one purchase: stock, switch time, contract; the same on all its rows where they must be."""

    def __init__(self, sources: Sources, code: str, purchase: Purchase, dice: Random) -> None:
        self._sources, self._code, self._purchase, self._dice = sources, code, purchase, dice
        fixed = sources.of_product(code, "stock_days")
        stock = str(dice.randint(15, 45)) if dice.random() > BLANK_STOCKS else ""
        self._stock = str(fixed) if fixed is not None else stock
        self._product = sources.products[code]

    def _row(self, share: float) -> Row:
        dice, quantity = self._dice, share * self._purchase.need
        mode = dice.choices(("长协", "现货", "代理"), (7, 2, 1))[0]
        row = {
            "需方": self._purchase.buyer.name,
            "产品": self._code,
            "年供应量": plain(quantity),
            "占需方采购比重": f"{share:.4f}",
            "供应方式": mode,
            "需方库存天数": self._stock,
            "年度": self._sources.year,
            "数据来源": "需方填报",
        }
        if self._product.price:
            row["年供应额"] = plain(float(f"{quantity * self._product.price / 1e4:.4g}"))
        if mode == "长协":
            year = int(self._sources.year) + dice.randint(1, 3)
            row["合同到期日"] = f"{year}-{dice.choice(('03-31', '06-30', '09-30', '12-31'))}"
        return row

    def from_maker(self, firm: Firm, share: float, n_sources: int) -> Row:
        """A row of a domestic source."""
        dice = self._dice
        far = firm.is_outside
        row = self._row(share)
        row |= {
            "供方": firm.code if self._product.owned else firm.name,
            "供方所在地": firm.region,
            "是否独家": "是" if n_sources == 1 else "否" if dice.random() < 0.5 else "",
            "交货周期": str(dice.randint(7, 25) if far else dice.randint(2, 14)),
            "在途天数": str(dice.randint(2, 6) if far else dice.randint(1, 3)),
            "替代难度": str(dice.choices((1, 2, 3), (3, 4, 2))[0]),
            "运输方式": dice.choice(("公路", "铁路", "多式联运")) if far else "公路",
        }
        if dice.random() < 0.3:
            row["切换周期"] = str(self._sources.of_product(self._code, "switch_days", dice.choice((15, 30, 45, 60))))
        return row

    def from_abroad(self, country: str, share: float) -> Row:
        """A row of a source abroad, known by its country alone; its switch time is its recovery."""
        dice = self._dice
        port = self._sources.of_product(self._code, "corridor", dice.choices(_PORTS, (6, 2, 1, 1, 1))[0])
        switch = self._sources.of_product(self._code, "switch_days", dice.choice((45, 60, 75)))
        return self._row(share) | {
            "供方": f"境外·{country_name(country)}",
            "供方所在地": country_name(country),
            "交货周期": str(dice.randint(20, 60)),
            "在途天数": str(dice.randint(12, 40)),
            "替代难度": str(dice.choices((3, 4), (3, 1))[0]),
            "切换周期": str(switch),
            "运输方式": "水运",
            "关键通道": str(port),
        }
