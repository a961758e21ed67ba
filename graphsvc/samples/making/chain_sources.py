"""Readable sources of one big sample chain: settings, stages, products, inputs and the rows written by hand.

A folder holds ``chain.toml``, ``stages.csv``, ``products.csv``, ``inputs.csv``, ``rows/NN_table.csv`` and
``planted.toml``; tables stand under the dictionary's printed headings. ``products.csv`` has three more:
本地企业数 (makers in the province, ``owner`` where another chain makes them), 外省企业数, 境外来源.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.values import Values

Row = dict[str, str]

SOURCES = Path(__file__).parents[1]
"""Folder with one sub-folder of sources per sample chain."""

SETTINGS, PLANTED = "chain.toml", "planted.toml"
LOCAL, OUTSIDE, ABROAD = "本地企业数", "外省企业数", "境外来源"
OWNER = "owner"
NON_ESSENTIAL = "非必需"


@dataclass(frozen=True, eq=False)
class Product:
    """One product: ``makers`` in the province and ``outside`` it (None: the generator's choice), ``imports`` shares.

    ``owned`` says that another chain makes it. ``row`` keeps the printed cells.
    """

    code: str
    name: str
    stage: str
    unit: str
    nature: str
    gb4754: str
    price: float
    makers: int | None
    outside: int | None
    owned: bool
    imports: tuple[tuple[str, float], ...]
    row: Mapping[str, str]

    @property
    def import_share(self) -> float:
        """Share of its demand that is bought abroad."""
        return sum(share for _, share in self.imports)


@dataclass(frozen=True)
class Input:
    """``coefficient`` units of ``of`` for one unit of ``to``; inputs of one ``group`` replace each other."""

    to: str
    of: str
    coefficient: float
    essential: bool
    group: str


@dataclass(frozen=True, eq=False)
class Sources:
    """Everything one folder says, unchecked; ``faults`` are cells that could not be read."""

    folder: Path
    settings: Values
    stages: Sequence[Row]
    products: Mapping[str, Product]
    inputs: Sequence[Input]
    input_rows: Sequence[Row]
    hand: Mapping[str, Sequence[Row]]
    faults: Sequence[str] = field(default_factory=list)

    @property
    def make(self) -> Values:
        """Settings of the generator."""
        found: Mapping[str, object] = self.settings.get("make", {})
        return found

    @property
    def year(self) -> str:
        """数据年度."""
        return str(self.settings["chain"]["data_year"])

    @property
    def finals(self) -> tuple[str, ...]:
        """Codes of the final products."""
        return tuple(self.settings["chain"]["final_products"])

    @property
    def by_hand(self) -> frozenset[str]:
        """Products that get neither makers nor supplies from the generator."""
        return frozenset(self.make.get("by_hand", ()))

    def rows(self, number: str) -> Sequence[Row]:
        """Rows of one list that were written by hand."""
        return self.hand.get(number, ())

    def of_product(self, code: str, key: str, otherwise: Any = None) -> Any:
        """A setting for one product: ``stock_days``, ``switch_days``, ``recovery_days``, ``corridor`` …"""
        return self.settings.get("product", {}).get(code, {}).get(key, otherwise)

    @property
    def named(self) -> Mapping[str, str]:
        """Product codes by code and by name."""
        return {key: p.code for p in self.products.values() for key in (p.name, p.code)}


def chain_folders() -> list[Path]:
    """Folders of the big sample chains, by name."""
    return sorted(path.parent for path in SOURCES.glob(f"*/{SETTINGS}"))


@cache
def read_sources(folder: Path) -> Sources:
    """Read one folder; what cannot be read is told in ``faults``."""
    faults: list[str] = []
    settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    products: dict[str, Product] = {}
    for row in read_table(folder / "products.csv", faults):
        product = _product(row, faults)
        if product.code in products:
            faults.append(f"products.csv: {product.code} stands twice")
        products[product.code] = product
    input_rows = read_table(folder / "inputs.csv", faults)
    hand = {}
    known = {f"{sheet.number}_{sheet.table}.csv": sheet.number for sheet in sheets()}
    for path in sorted((folder / "rows").glob("*.csv")):
        if path.name not in known:
            faults.append(f"rows/{path.name}: no list has this name")
            continue
        hand[known[path.name]] = read_table(path, faults)
    return Sources(
        folder=folder,
        settings=settings,
        stages=read_table(folder / "stages.csv", faults),
        products=products,
        inputs=[_input(row, faults) for row in input_rows],
        input_rows=input_rows,
        hand=hand,
        faults=faults,
    )


def read_table(path: Path, faults: list[str]) -> list[Row]:
    """Rows of a CSV file by heading; lines with too many cells are a fault."""
    if not path.is_file():
        faults.append(f"{path.name}: no such file")
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.reader(stream) if any(cell.strip() for cell in line)]
    if not lines:
        return []
    headings, *records = lines
    for number, record in enumerate(records, start=2):
        if len(record) > len(headings):
            faults.append(f"{path.name}, line {number}: {len(record)} cells under {len(headings)} headings")
    blank = dict.fromkeys(headings, "")
    return [blank | dict(zip(headings, map(str.strip, record), strict=False)) for record in records]


def _product(row: Row, faults: list[str]) -> Product:
    code = row.get("产品编码", "")

    def number(heading: str) -> float | None:
        text = row.get(heading, "")
        try:
            return float(text) if text else None
        except ValueError:
            faults.append(f"products.csv, {code}: {heading} is no number: {text}")
            return None

    owned = row.get(LOCAL, "") == OWNER
    makers = None if owned else number(LOCAL)
    outside = number(OUTSIDE)
    return Product(
        code=code,
        name=row.get("产品名称", ""),
        stage=row.get("所属环节编码", ""),
        unit=row.get("计量单位", ""),
        nature=row.get("产品性质", ""),
        gb4754=row.get("行业小类代码", ""),
        price=number("参考单价") or 0.0,
        makers=None if makers is None else int(makers),
        outside=None if outside is None else int(outside),
        owned=owned,
        imports=_imports(row.get(ABROAD, ""), code, faults),
        row=row,
    )


def _imports(text: str, code: str, faults: list[str]) -> tuple[tuple[str, float], ...]:
    found = []
    for part in filter(None, text.replace("；", ";").split(";")):
        country, _, share = part.partition(":")
        try:
            found.append((country.strip(), float(share)))
        except ValueError:
            faults.append(f"products.csv, {code}: {ABROAD} is not like JP:0.2;DE:0.1: {text}")
    return tuple(found)


def _input(row: Row, faults: list[str]) -> Input:
    try:
        coefficient = float(row.get("单耗", ""))
    except ValueError:
        faults.append(f"inputs.csv, {row.get('下游产品编码')} ← {row.get('上游产品编码')}: 单耗 is no number")
        coefficient = 0.0
    return Input(
        to=row.get("下游产品编码", ""),
        of=row.get("上游产品编码", ""),
        coefficient=coefficient,
        essential=row.get("必需性", "") != NON_ESSENTIAL,
        group=row.get("替代组", ""),
    )


def plain(value: float) -> str:
    """A number as people write it: six significant digits, no exponent, no trailing zeros."""
    text = f"{float(f'{value:.6g}'):.9f}".rstrip("0").rstrip(".")
    return text if text not in ("", "-0") else "0"
