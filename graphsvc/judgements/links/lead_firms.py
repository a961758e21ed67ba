"""A chain's lead firms in a region."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.links.local_figures import buyers_in
from graphsvc.judgements.objects import find_firm
from graphsvc.judgements.workspace import Facts

LEAD_ROLE = "链主"


def firms_asked(facts: Facts, firm: str | None) -> list[int]:
    """Positions of the firm asked about, by id or name, or of the lead firms where none was named."""
    return [find_firm(facts.snapshot, firm)] if firm else lead_firms(facts)


def lead_firms(facts: Facts) -> list[int]:
    """The chain's lead firms in the region: those list 01 names, else 链主 of list 05, else makers of its final
    products."""
    n, tables = facts.network, facts.snapshot.tables
    here = buyers_in(n, facts.scope.region)
    code = facts.chain.code
    named = [f for r in tables.rows("chains") if r["slot_chain"] == code for f in r["lead_usccs"] or ()]
    by_role = [
        firm_id
        for firm_id, role, chain in zip(
            *(tables["firms"][name].to_pylist() for name in ("firm_id", "chain_role", "slot_chain")), strict=True
        )
        if role == LEAD_ROLE and chain == code
    ]
    elsewhere = facts.snapshot.reports.elsewhere("firms", code)
    by_role += [row["firm_id"] for row in elsewhere if row["chain_role"] == LEAD_ROLE]
    finals = np.flatnonzero(facts.members.makers_here & np.isin(n.node_product, facts.members.final_codes))
    for found in (named, by_role, [n.firm_ids[i] for i in n.node_firm[finals].tolist()]):
        firms = sorted({n.firm_index[f] for f in found if f in n.firm_index and here[n.firm_index[f]]})
        if firms:
            return firms
    return []
