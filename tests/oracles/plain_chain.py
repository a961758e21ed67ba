"""A chain as plain frozen records, small enough to write by hand, and the same chain as canonical rows.

``None`` means unknown. Quantities are in the product's unit per year, shares 0-1, times in days, prices in
yuan per product unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

CHAIN_CODE = "ZZ-C01"
YEAR = 2024
AS_OF = "2025-06-30"

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class PlainProduct:
    code: str
    unit: str = "万吨"
    nature: str = "中间产品"
    price: float | None = None
    may_be_absent: bool = False
    is_key: bool | None = None
    localization: float | None = None


@dataclass(frozen=True)
class PlainInput:
    """``to`` needs ``coefficient`` units of ``from_`` for one unit of itself."""

    to: str
    from_: str
    coefficient: float | None = None
    necessity: str = "必需"
    alt_group: str | None = None
    switch_days: int | None = None
    sub_loss: float | None = None


@dataclass(frozen=True)
class PlainFirm:
    """A row of the firm list. ``controller`` is a credit code (18 characters) or a name."""

    id: str
    region: str
    controller: str | None = None
    status: str | None = "存续"
    whitelist: bool | None = None


@dataclass(frozen=True)
class PlainCapacity:
    firm: str
    product: str
    design: float | None = None
    effective: float | None = None
    output: float | None = None
    ttr: int | None = None
    state: str = "现状"
    site: str | None = None
    site_region: str | None = None
    park: str | None = None


@dataclass(frozen=True)
class PlainSupply:
    """``supplier`` outside the firm list (``ext:``, ``~``) is external; ``origin`` is where it sits."""

    supplier: str
    buyer: str
    product: str
    qty: float | None = None
    share: float | None = None
    stock: float | None = None
    switch_days: float | None = None
    origin: str | None = None
    corridor: str | None = None
    transit: float | None = None
    difficulty: int | None = None
    alternates: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class PlainChain:
    """The whole chain, a key by identity. ``complete`` holds the sheets declared complete ("06", "07")."""

    products: tuple[PlainProduct, ...]
    inputs: tuple[PlainInput, ...]
    firms: tuple[PlainFirm, ...]
    capacities: tuple[PlainCapacity, ...]
    supplies: tuple[PlainSupply, ...]
    finals: tuple[str, ...]
    region: str = "370000"
    complete: frozenset[str] = field(default_factory=frozenset)


def fake_code(number: int, region: str = "370000") -> str:
    """An 18-character credit code that passes its check digit and belongs to nobody (``FAKE`` inside)."""
    body = f"91{region}FAKE{number:05d}"
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _ALPHABET[-total % 31]


# Fields of the canonical tables. A mark behind a name stands for its sibling columns:
# ~ range (_lower, _upper, _flag), ^ precision of a date, @ development zone.
_FIELDS = {
    "submissions": "chain_name chain_code compiled_by region_code data_year as_of^ map_version secrecy filled_by"
    " phone complete_lists",
    "chains": "chain_code chain_name category field region_code chief lead_dept lead_usccs final_products boundary",
    "stages": "stage_code stage_name parent_code level position order is_key may_be_absent absence_reason gb4754",
    "products": "product_code product_name stage_code grade unit nature base_category gb4754 stat_code hs"
    " domestic_status localization~ foreign_sources ref_price~ aliases is_key parent_product",
    "product_inputs": "to_product from_product coefficient~ necessity alt_group switch_days~ sub_loss~ route"
    " source year",
    "firms": "firm_id uscc other_id name aliases status reg_region@ address lon lat gb4754 gb4754_more size"
    " above_scale ownership controller controller_uscc chain_role tags revenue~ output_value~ profit~ rd~"
    " employees~ power~ energy~ year whitelist monitored sponsor",
    "capacities": "firm site site_region@ park product design_capacity~ effective_capacity~ output~ utilization~"
    " grade national_share~ rank local_share~ province_share~ export_share~ state start^ end^ ttr_days~"
    " convertible_to convert_days~",
    "supplies": "supplier supplier_region supplier_count buyer product qty~ amount~ share_buyer~ share_seller~"
    " declared_sole mode lead~ transit~ stock~ difficulty alternates switch_days~ mode_tr corridor"
    " contract_end^ year evidence confidence",
}
_SIBLINGS = {"~": ("_lower", "_upper", "_flag"), "^": ("_precision",), "@": ("_zone",)}
_PROVENANCE = [
    "slot_chain",
    "slot_region",
    "source_file",
    "source_sheet",
    "source_row",
    "submission_id",
    "as_of",
    "quality",
]


def _columns(table: str, siblings: bool) -> list[str]:
    names = []
    for word in _FIELDS[table].split():
        name = word.rstrip("~^@")
        names.append(name)
        if siblings and word != name:
            names += [name + ending for ending in _SIBLINGS[word[-1]]]
    return names + [name for name in _PROVENANCE if name not in names]


def tables(chain: PlainChain, *, siblings: bool = False) -> dict[str, list[dict[str, Any]]]:
    """The chain as rows of the canonical tables; every field is there, ``None`` where nothing is told.

    ``siblings`` adds the columns beside a field (``_lower``, ``_upper``, ``_flag``, ``_precision``, ``_zone``).
    """

    def full(table: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        columns = _columns(table, siblings)
        whole = []
        for number, row in enumerate(rows, start=2):
            unknown = set(row) - set(columns)
            assert not unknown, f"{table} has no {unknown}"
            common = {
                "slot_chain": CHAIN_CODE,
                "slot_region": chain.region,
                "source_file": "plain.xlsx",
                "source_sheet": table,
                "source_row": number,
                "submission_id": "plain",
                "as_of": AS_OF,
            }
            whole.append(dict.fromkeys(columns) | common | row)
        return whole

    return {
        "submissions": full("submissions", [_submission(chain)]),
        "chains": full("chains", [_chain(chain)]),
        "stages": full("stages", [_stage(product) for product in chain.products]),
        "products": full("products", [_product(product) for product in chain.products]),
        "product_inputs": full("product_inputs", [_input(row) for row in chain.inputs]),
        "firms": full("firms", [_firm(firm, chain) for firm in chain.firms]),
        "capacities": full("capacities", [_capacity(row) for row in chain.capacities]),
        "supplies": full("supplies", [_supply(row) for row in chain.supplies]),
    }


def _submission(chain: PlainChain) -> dict[str, Any]:
    return {
        "chain_name": "示例产业链",
        "chain_code": CHAIN_CODE,
        "compiled_by": "示例单位",
        "region_code": chain.region,
        "data_year": YEAR,
        "as_of": AS_OF,
        "map_version": "V1",
        "secrecy": "公开",
        "complete_lists": sorted(chain.complete) or None,
    }


def _chain(chain: PlainChain) -> dict[str, Any]:
    return {
        "chain_code": CHAIN_CODE,
        "chain_name": "示例产业链",
        "category": "重点产业链",
        "region_code": chain.region,
        "lead_dept": "示例单位",
        "final_products": list(chain.finals),
    }


def _stage(product: PlainProduct) -> dict[str, Any]:
    return {
        "stage_code": f"S-{product.code}",
        "stage_name": f"环节{product.code}",
        "level": 1,
        "position": "中游",
        "may_be_absent": product.may_be_absent,
        "absence_reason": "资源禀赋" if product.may_be_absent else None,
    }


def _product(product: PlainProduct) -> dict[str, Any]:
    return {
        "product_code": product.code,
        "product_name": f"产品{product.code}",
        "stage_code": f"S-{product.code}",
        "unit": product.unit,
        "nature": product.nature,
        "localization": product.localization,
        "ref_price": product.price,
        "is_key": product.is_key,
    }


def _input(row: PlainInput) -> dict[str, Any]:
    return {
        "to_product": row.to,
        "from_product": row.from_,
        "coefficient": row.coefficient,
        "necessity": row.necessity,
        "alt_group": row.alt_group,
        "switch_days": row.switch_days,
        "sub_loss": row.sub_loss,
        "year": YEAR,
    }


def _firm(firm: PlainFirm, chain: PlainChain) -> dict[str, Any]:
    controller = firm.controller
    is_code = controller is not None and (
        any(other.id == controller for other in chain.firms) or (len(controller) == 18 and controller.isascii())
    )
    return {
        "firm_id": firm.id,
        "uscc": None if firm.id.startswith("~") else firm.id,
        "name": f"示例企业{firm.id.lstrip('~')}",
        "status": firm.status,
        "reg_region": firm.region,
        "controller": None if is_code else controller,
        "controller_uscc": controller if is_code else None,
        "whitelist": firm.whitelist,
        "year": YEAR,
    }


def _capacity(row: PlainCapacity) -> dict[str, Any]:
    return {
        "firm": row.firm,
        "site": row.site,
        "site_region": row.site_region,
        "park": row.park,
        "product": row.product,
        "design_capacity": row.design,
        "effective_capacity": row.effective,
        "output": row.output,
        "state": row.state,
        "ttr_days": row.ttr,
    }


def _supply(row: PlainSupply) -> dict[str, Any]:
    return {
        "supplier": row.supplier,
        "supplier_count": 1,
        "supplier_region": None if row.origin is None else [row.origin],
        "buyer": row.buyer,
        "product": row.product,
        "qty": row.qty,
        "share_buyer": row.share,
        "stock": row.stock,
        "switch_days": row.switch_days,
        "corridor": row.corridor,
        "transit": row.transit,
        "difficulty": row.difficulty,
        "alternates": None if row.alternates is None else list(row.alternates),
        "year": YEAR,
        "evidence": "需方填报",
    }
