"""What a row that is put aside speaks of, as its cells are written: products, firms, suppliers, places, state."""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.domain.dictionary import CONCERNS
from loaders.raw_cells import Row, Value, text_in

_PRODUCTS = ("product", "products", "product_code")
_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "product_inputs": {"products": ("from_product",)},
    "firms": {"firms": ("uscc", "name"), "regions": ("reg_region",)},
    "capacities": {"products": _PRODUCTS, "firms": ("firm",), "regions": ("site_region",)},
    "supplies": {
        "products": _PRODUCTS,
        "firms": ("buyer",),
        "suppliers": ("supplier",),
        "regions": ("supplier_region",),
    },
}
_OTHERS: Mapping[str, tuple[str, ...]] = {"products": _PRODUCTS}


def as_written(table: str, row: Mapping[str, Value]) -> Row:
    """The columns ``products``, ``firms``, ``suppliers``, ``regions`` and ``state`` of a row of a list.

    Examples
    --------
    >>> found = as_written("capacities", {"firm": "示例丁四有限公司", "product": "钢才", "state": "现状"})
    >>> found["products"], found["firms"], found["regions"], found["state"]
    (['钢才'], ['示例丁四有限公司'], None, '现状')
    """
    fields = _FIELDS.get(table, _OTHERS)
    found: Row = {name: _texts(row, fields.get(name, ())) for name in CONCERNS}
    found["state"] = text_in(row, "state") if table == "capacities" else None
    return found


def _texts(row: Mapping[str, Value], fields: tuple[str, ...]) -> list[str] | None:
    texts: list[str] = []
    for field in fields:
        value = row.get(field)
        texts += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return list(dict.fromkeys(texts)) or None
