"""A chain's lead firms in a region."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.links.local_figures import buyers_in
from graphsvc.domain.errors import NotFound
from graphsvc.domain.nearest import nearest
from graphsvc.judgements.scope import Scope

LEAD_ROLE = "链主"


def find_firm(scope: Scope, text: str) -> int:
    """Position of a firm by id, or by name where only one has it; NotFound with the nearest one otherwise."""
    n = scope.network
    if text in n.firm_index:
        return n.firm_index[text]
    named = [i for i, name in enumerate(n.firm_names) if name == text]
    if len(named) == 1:
        return named[0]
    raise NotFound("unknown_object", kind="firm", value=text, nearest=nearest(text, [*n.firm_ids, *n.firm_names]))


def lead_firms(scope: Scope) -> list[int]:
    """The chain's lead firms in the region: those list 01 names, else 链主 of list 05, else makers of its final
    products."""
    n, tables = scope.network, scope.snapshot.tables
    here = buyers_in(n, scope.region)
    code = scope.chain.code
    named = [f for r in tables.rows("chains") if r["slot_chain"] == code for f in r["lead_usccs"] or ()]
    by_role = [
        firm_id
        for firm_id, role, chain in zip(
            *(tables["firms"][name].to_pylist() for name in ("firm_id", "chain_role", "slot_chain")), strict=True
        )
        if role == LEAD_ROLE and chain == code
    ]
    elsewhere = scope.snapshot.reports.elsewhere("firms", code)
    by_role += [row["firm_id"] for row in elsewhere if row["chain_role"] == LEAD_ROLE]
    finals = np.flatnonzero(scope.makers_here & np.isin(n.node_product, scope.final_codes))
    for found in (named, by_role, [n.firm_ids[i] for i in n.node_firm[finals].tolist()]):
        firms = sorted({n.firm_index[f] for f in found if f in n.firm_index and here[n.firm_index[f]]})
        if firms:
            return firms
    return []
