"""Page: firms, searched by name, code or alias and narrowed by chain, region and tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from graphsvc.domain.arrays import Bools
from graphsvc.domain.pages import (
    Block,
    Choice,
    Facet,
    Facets,
    Field,
    Form,
    Goto,
    Line,
    Linked,
    Listing,
    Page,
    Plain,
    Tile,
    Tiles,
)
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Amount, Cell, Coded
from graphsvc.domain.sentences import Country
from graphsvc.judgements.workspace import Workspace
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.facets import page_start
from graphsvc.usecases.pages.firm_facts import firms_of_chain, firms_of_region, search_names
from graphsvc.usecases.pages.places import parts_of

PAGE = 50
"""Lines of a page."""
TAGS, PLACES = 14, 24
"""Most values of a facet."""
PRODUCTS = 3
COLUMNS = ("firm", "place", "role", "products", "tags", "n_only", "n_buyers", "n_suppliers", "revenue")


def firm_list(
    analyst: Analyst, chain: str | None, region: str | None, at: str, asked: Mapping[str, str], whole: bool = False
) -> Page:
    """Firms of a version; ``asked``: q, tag and page of the address; ``whole``: all lines, for a file."""
    space = analyst.workspace(at)
    found = _Found(space, chain, region, asked.get("q", "").strip(), asked.get("tag", ""))
    query: dict[str, Plain] = {"q": found.text or None, "chain": chain, "tag": found.tag or None}
    order = found.order()
    first = 0 if whole else page_start(asked.get("page", ""), len(order), PAGE)
    shown = order if whole else order[first : first + PAGE]
    lines = tuple(found.line(firm) for firm in shown)
    listing = Listing("firms", COLUMNS, lines, len(order), first, 0 if whole else PAGE)
    n = space.snapshot.network
    figures = Tiles(
        (
            Tile("n_firms", len(order)),
            Tile("n_listed", int((found.chosen & n.firm_listed).sum())),
            Tile("n_abroad", int((found.chosen & n.firm_abroad).sum())),
            Tile("n_only_firms", int((found.chosen & (found.n_only > 0)).sum()), help="single"),
        )
    )
    search = Form("search", Goto("/firms", {**query, "q": None}), (Field("q", "search", "q", found.text),), "search")
    blocks: list[Block] = [search, Facets(found.facets(query)), figures, listing]
    return Page("firms", "firms", tuple(blocks))


class _Found:
    """Firms that fit, and what is counted about them."""

    def __init__(self, space: Workspace, chain: str | None, region: str | None, text: str, tag: str) -> None:
        self.space, self.chain, self.region = space, chain, region
        self.text, self.tag = text, tag
        n = self.n = space.snapshot.network
        self.by_chain = {code: firms_of_chain(space, code) for code in space.snapshot.chains}
        self.tags = [self._tags(firm) for firm in n.firm_ids]
        self.is_searched = self._searched()
        self.in_region = firms_of_region(n, region)
        self.in_chain = self.by_chain[chain] if chain else np.ones(n.n_firms, np.bool_)
        tagged = np.array([tag in own for own in self.tags], np.bool_) if tag else np.ones(n.n_firms, np.bool_)
        self.tagged = tagged
        self.chosen = self.is_searched & self.in_region & self.in_chain & tagged & n.firm_identified
        self.n_only = self._only()
        self.n_buyers = _pairs(n.node_firm[n.source_node], n.purchase_buyer[n.source_purchase], n.n_firms)
        self.n_suppliers = _pairs(n.purchase_buyer[n.source_purchase], n.node_firm[n.source_node], n.n_firms)

    def _tags(self, firm: str) -> tuple[str, ...]:
        row = self.space.snapshot.firms.get(firm)
        return () if row is None else (*((row["chain_role"],) if row["chain_role"] else ()), *(row["tags"] or ()))

    def _searched(self) -> Bools:
        if not self.text:
            return np.ones(self.n.n_firms, np.bool_)
        words = self.text.casefold().split()
        names = search_names(self.space.snapshot)
        return np.array(
            [all(any(word in text for text in names.get(firm, ())) for word in words) for firm in self.n.firm_ids],
            np.bool_,
        )

    def _only(self) -> np.ndarray:
        """(F,) products of which no firm of another group is listed as a maker."""
        n = self.n
        made = n.node_has_capacity & n.firm_identified[n.node_firm]
        size = max(len(n.group_ids), 1)
        pairs = np.unique(n.node_product[made].astype(np.int64) * size + n.firm_group[n.node_firm[made]])
        n_groups = np.bincount(pairs // size, minlength=len(n.product_codes))
        return np.bincount(n.node_firm[made & (n_groups[n.node_product] == 1)], minlength=n.n_firms)

    def order(self) -> list[int]:
        """Firms that fit: those that alone make something first, then by number of buyers."""
        chosen = np.flatnonzero(self.chosen)
        ranked = np.lexsort((chosen, -self.n_buyers[chosen], -self.n_only[chosen]))
        return [int(f) for f in chosen[ranked]]

    def line(self, firm: int) -> Line:
        """One firm."""
        n, snapshot = self.n, self.space.snapshot
        firm_id = n.firm_ids[firm]
        row = snapshot.firms.get(firm_id)
        nodes = np.flatnonzero(n.node_firm == firm)
        names = [self.space.ground.names.product(n.product_codes[p]) for p in n.node_product[nodes].tolist()]
        products: tuple[Cell, ...] = (*names[:PRODUCTS], *(("…",) if len(names) > PRODUCTS else ()))
        region, country = n.firm_region[firm], n.firm_country[firm]
        place: Cell = (region_name(region) or region) if region else Country(country) if country else None
        cells = (
            Linked(n.firm_names[firm], Goto(f"/firms/{firm_id}")),
            place,
            Coded("chain_role", row["chain_role"]) if row and row["chain_role"] else None,
            products,
            tuple(Coded("tag", tag) for tag in (row["tags"] or ())) if row else (),
            int(self.n_only[firm]),
            int(self.n_buyers[firm]),
            int(self.n_suppliers[firm]),
            Amount(row["revenue"], "万元", 0) if row else Amount(None, "万元", 0),
        )
        return Line(cells)

    def facets(self, query: Mapping[str, Plain]) -> tuple[Facet, ...]:
        """Chains, places and tags with what each would leave."""
        n, base = self.n, self.is_searched & self.n.firm_identified
        chains = self.space.snapshot.chains
        rest = base & self.in_region & self.tagged
        of_chain = [
            Choice(info.name, int((rest & self.by_chain[code]).sum()), _to(query, chain=code), code == self.chain)
            for code, info in chains.items()
        ]
        every = Choice(Coded("all", "all"), int(rest.sum()), _to(query, chain=None), self.chain is None)
        rest = base & self.in_chain & self.tagged
        places = []
        if self.region:
            places.append(Choice(Coded("all", "all"), int(rest.sum()), _to(query, region=""), False))
            here = int((rest & self.in_region).sum())
            places.append(Choice(region_name(self.region), here, _to(query, region=self.region), True))
        inside = rest & self.in_region
        for code in parts_of(self.region, n.firm_region, n.site_region):
            count = int((inside & firms_of_region(n, code)).sum())
            if count:
                places.append(Choice(region_name(code) or code, count, _to(query, region=code), False))
        head = 2 if self.region else 0
        places[head:] = sorted(places[head:], key=lambda choice: -(choice.n or 0))[:PLACES]
        rest = base & self.in_region & self.in_chain
        counts = Counter(tag for f in np.flatnonzero(rest).tolist() for tag in self.tags[f])
        tags = [
            Choice(Coded("chain_role tag", tag), count, _to(query, tag=None if tag == self.tag else tag),
                   tag == self.tag)
            for tag, count in counts.most_common(TAGS)
        ]  # fmt: skip
        told = [Facet("chain", (every, *of_chain))] if len(chains) > 1 else []
        return (*told, Facet("region", tuple(places)), Facet("tag", tuple(tags)))


def _to(query: Mapping[str, Plain], **changed: Plain) -> Goto:
    return Goto("/firms", {**query, **changed})


def _pairs(of: np.ndarray, with_: np.ndarray, size: int) -> np.ndarray:
    """(size,) how many different partners each has."""
    pairs = np.unique(of.astype(np.int64) * size + with_)
    return np.bincount(pairs // max(size, 1), minlength=size)
