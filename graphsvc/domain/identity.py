"""When two rows speak of one fact: the identity of every list, over all slots of a version, as data.

``key`` names the fields; a row whose first key field is blank is a fact of its own. A list that is ``of_chain`` has
codes (its own, or those of stages) that hold within one chain only. Numbers are given by many offices: rows of one
number that contradict each other in an ``about`` field are two things. Of several values of ``year`` the latest that
is not after 数据年度 counts. ``place`` says where the object stands: its own field, ``@field`` the registered region of
the firm named there, ``@chain`` the region of the whole chain; nothing where no place is told.
``follows``: a field that is filled from another report only where both agree on the field it follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson


@dataclass(frozen=True)
class Identity:
    """What makes rows of one list speak of one fact, and where that fact stands."""

    key: tuple[str, ...]
    about: tuple[str, ...] = ()
    year: str | None = None
    place: tuple[str, ...] = ()
    of_chain: bool = False
    follows: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields whose values name the fact in the table ``reports``."""
        return (*self.key, *self.about)


CHAIN_WIDE = ("@chain",)

IDENTITIES: Mapping[str, Identity] = MappingProxyType(
    {
        "chains": Identity(("chain_code",), place=CHAIN_WIDE, of_chain=True),
        "stages": Identity(
            ("stage_code",), place=CHAIN_WIDE, of_chain=True, follows={"absence_reason": "may_be_absent"}
        ),
        "products": Identity(("product_code",), place=CHAIN_WIDE, of_chain=True, follows={"ref_price": "unit"}),
        "product_inputs": Identity(("to_product", "from_product", "route"), year="year", place=CHAIN_WIDE),
        "firms": Identity(
            ("firm_id",),
            year="year",
            place=("reg_region", "@firm_id"),
            follows={"lat": "lon", "controller_uscc": "controller"},
        ),
        "capacities": Identity(
            ("firm", "product", "site", "state"), place=("site_region", "@firm"), follows={"utilization": "output"}
        ),
        "supplies": Identity(("supplier", "buyer", "product"), year="year", place=("@buyer",)),
        "strengths": Identity(("stage_code", "product_code", "type"), of_chain=True),
        "shortfalls": Identity(("stage_code", "product_code", "type"), of_chain=True),
        "technologies": Identity(("tech_code",), about=("tech_name",), place=("@demander",)),
        "platforms": Identity(("platform_code",), about=("name",), place=("@host",), of_chain=True),
        "parks": Identity(("park_code",), place=("park_region",)),
        "projects": Identity(("project_code",), about=("product", "builder"), place=("site_region",)),
        "targets": Identity(("name", "kind", "stage"), of_chain=True),
        "outside_resources": Identity(("name", "type", "origin", "products")),
        "issues": Identity(
            ("issue_no",),
            about=("raised_by",),
            place=("@raised_by",),
            follows={"closed": "status", "closing_basis": "status"},
        ),
        "risks": Identity(("risk_no",), about=("stage", "product"), of_chain=True),
        "reserves": Identity(("reserve_no",), about=("product", "holder"), place=("reserve_region", "@holder")),
        "demand_offers": Identity(("do_no",), about=("kind", "firm", "product"), place=("@firm",)),
        "policies": Identity(("name", "doc_no"), of_chain=True),
        "experts": Identity(("name", "affiliation"), of_chain=True),
        "observations": Identity(
            ("firm", "product", "period", "material"), place=("@firm",), follows={"operating_rate": "output"}
        ),
        "aliases": Identity(("alias", "kind"), of_chain=True),
        "codes": Identity(("code_set", "code"), of_chain=True),
    }
)
"""Every list that several offices may fill; 填报说明 is each office's own."""

REASONS = (
    "earlier_year", "later_year", "no_year", "outside_its_region", "wider_region", "narrower_region",
    "earlier_cut_off", "fewer_cells", "content_order", "other_source", "added_up", "total_of_sites",
)  # fmt: skip
"""Why another report counts.

``added_up``: the row is a part of the sum that counts; ``total_of_sites``: it is the sum of what counts.
"""

PARTS = frozenset({"added_up"})
"""Reasons of rows whose own figures are contained in the row that counts."""

_WITHOUT_SITE = ("site",)


def key_text(table: str, row: Mapping[str, object], without: Sequence[str] = ()) -> str:
    """The fact a row speaks of as one JSON text: its chain where codes hold in one chain only, then the fields."""
    identity = IDENTITIES[table]
    values = [None if name in without else row[name] for name in identity.fields]
    text: str = orjson.dumps([row["slot_chain"], *values] if identity.of_chain else values).decode()
    return text


def key_texts(table: str, row: Mapping[str, object]) -> tuple[str, ...]:
    """Every key under which reports of a row's fact stand: a site also stands behind the total of its firm."""
    own = key_text(table, row)
    if table == "capacities" and row["site"] is not None:
        return own, key_text(table, row, _WITHOUT_SITE)
    return (own,)
