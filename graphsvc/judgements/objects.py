"""Things people ask about, found by id or by a name that only one of them bears; refused with the nearest there is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from graphsvc.analysis.outages.entities import Entities, one_entity
from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.labels import code_label
from graphsvc.domain.nearest import nearest
from graphsvc.domain.reference import country_name, region_name
from graphsvc.domain.sentences import Code, separator
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts


@dataclass(frozen=True)
class Thing:
    """A firm or a product: its position among its kind, id and name."""

    kind: str
    position: int
    id: str
    name: str

    def document(self) -> dict[str, str]:
        """As a summary tells it."""
        return {"kind": self.kind, "id": self.id, "name": self.name}


def unknown_object(kind: str, text: str, words: Iterable[str]) -> NotFound:
    """The refusal of what nobody knows, with the one of ``words`` that is most like it, a dash where there is none.

    ``kind``: what it could be, with blanks between several kinds.
    """
    return _unknown(kind, text, nearest(text, words))


def _unknown(kind: str, text: str, near: str) -> NotFound:
    kinds = tuple(Code("entity_type object_kind", each) for each in kind.split())
    return NotFound("unknown_object", kind=kinds, value=text, nearest=near)


def find_chain(snapshot: GraphSnapshot, text: str | None) -> str | None:
    """Code of a chain by code or name; None stays None. NotFound with the nearest code otherwise."""
    if text is None:
        return None
    code = _id_of(text, snapshot.chains, ((chain.code, chain.name) for chain in snapshot.chains.values()))
    if code is None:
        raise unknown_object("chain", text, snapshot.chains)
    return code


def find_region(text: str | None) -> str | None:
    """A six-digit region code that GB/T 2260 knows; None stays None.

    Raises
    ------
    NotFound
        ``unknown_object`` with the city or province the code would lie in.
    ParameterError
        ``bad_parameter`` where it is no such code at all.
    """
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{6}", text):
        raise ParameterError(
            "bad_parameter", name="region", value=text,
            expected_zh="应为六位区划代码(GB/T 2260)", expected_en="a six-digit code of GB/T 2260",
        )  # fmt: skip
    if not region_name(text):
        above = next((code for code in (f"{text[:4]}00", f"{text[:2]}0000") if region_name(code)), "-")
        raise _unknown("region", text, above)
    return text


def find_firm(snapshot: GraphSnapshot, text: str) -> int:
    """Position of a firm by id or name; NotFound with the nearest one otherwise."""
    n = snapshot.network
    found = _id_of(text, n.firm_index, zip(n.firm_ids, n.firm_names, strict=True))
    if found is None:
        raise unknown_object("firm", text, [*n.firm_ids, *n.firm_names])
    return n.firm_index[found]


def find_product(snapshot: GraphSnapshot, text: str) -> str:
    """Code of any product of the version by code or name; NotFound with the nearest one otherwise."""
    products = snapshot.products
    code = _id_of(text, products, _product_names(snapshot))
    if code is None:
        raise unknown_object("product", text, [*products, *(name for _, name in _product_names(snapshot))])
    return code


def find_product_here(facts: Facts, text: str, chain: str | None) -> str | None:
    """Code of a product of the scope's chain by code or name.

    None where no ``chain`` was asked for and the product belongs to another chain only; NotFound with the nearest one
    where the version, or the chain asked for, does not know it.
    """
    code = _id_of(text, facts.snapshot.products, _product_names(facts.snapshot))
    if code in facts.members.product_codes:
        return code
    if code is not None and chain is None and len(facts.snapshot.chains) > 1:
        return None
    names = [*facts.members.product_codes, *(facts.names.product(c) for c in facts.members.product_codes)]
    raise unknown_object("product", text, names)


def find_entity(snapshot: GraphSnapshot, kind: str, text: str, product: str | None = None) -> Entities:
    """What fails as one, by id or name; a member firm stands for its group.

    ``product``: only its makers (or deliveries) of that product. NotFound, with the nearest id or name, otherwise.
    """
    n, supplies = snapshot.network, snapshot.tables["supplies"]
    found = one_entity(n, kind, text, supplies, product)
    if found is None:
        known = _id_of(text, (), entity_names(snapshot, kind))
        found = one_entity(n, kind, known, supplies, product) if known is not None else None
    parks = _park_names(snapshot) if found is None and kind == "park" else {}
    if (code := _id_of(text, parks, parks.items())) and code not in n.site_park:
        raise NotFound("park_without_sites", value=code, name=parks[code])
    if found is None:
        near = nearest(text, sorted({word for pair in entity_names(snapshot, kind) for word in pair}))
        about = text if product is None else f"{text} × {product}"
        raise _unknown(kind, about, near)
    return found


def _candidates(found: Sequence[Thing], lang: str) -> str:
    shown = (f"{code_label('entity_type', thing.kind, lang)} {thing.id}" for thing in found[:10])
    return separator(lang).join(shown)


def find_thing(snapshot: GraphSnapshot, text: str, parameter: str) -> Thing:
    """A firm or product by id, else by a name that only one of them bears.

    Raises
    ------
    NotFound
        ``unknown_object`` with the nearest id or name.
    ParameterError
        ``bad_parameter`` with the candidates where several bear it.
    """
    n = snapshot.network
    known = {kind: names_of(snapshot, kind) for kind in ("firm", "product")}
    by_id = (("firm", n.firm_index.get(text)), ("product", n.product_index.get(text)))
    found = [Thing(kind, i, known[kind][0][i], known[kind][1][i]) for kind, i in by_id if i is not None]
    if not found:
        for kind, (ids, names) in known.items():
            found += [Thing(kind, i, ids[i], name) for i, name in enumerate(names) if name == text]
    if len(found) > 1:
        raise ParameterError(
            "bad_parameter", name=parameter, value=text,
            expected_zh=f"不止一个对象叫这个（{_candidates(found, 'zh')}），请用其中一个的编号",
            expected_en=f"several things are called so ({_candidates(found, 'en')}); give the id of one",
        )  # fmt: skip
    if not found:
        words = [word for columns in known.values() for part in columns for word in part]
        raise unknown_object("firm product", text, words)
    return found[0]


def names_of(snapshot: GraphSnapshot, kind: str) -> tuple[Sequence[str], Sequence[str]]:
    """(ids, names) of all firms, external sources included, or of all products, by position."""
    n = snapshot.network
    if kind == "firm":
        return n.firm_ids, n.firm_names
    names = dict(_product_names(snapshot))
    return n.product_codes, [names.get(code, code) for code in n.product_codes]


def _id_of(text: str, ids: Container[str], named: Iterable[tuple[str, str]]) -> str | None:
    """The text itself where it is an id, else the id of the one thing of that name, else None."""
    if text in ids:
        return text
    found = {own for own, name in named if name == text}
    return found.pop() if len(found) == 1 else None


def _product_names(snapshot: GraphSnapshot) -> list[tuple[str, str]]:
    """(code, name) of every listed product; one without a name goes by its code."""
    return [(code, str(row["product_name"] or code)) for code, row in snapshot.products.items()]


def _park_names(snapshot: GraphSnapshot) -> dict[str, str]:
    """Names of the parks of list 12, by code."""
    return {str(row["park_code"]): str(row["name"]) for row in snapshot.tables.rows("parks")}


def entity_names(snapshot: GraphSnapshot, kind: str) -> list[tuple[str, str]]:
    """(id, name) of the things of a kind that names can mean."""
    n = snapshot.network
    if kind == "firm":
        return list(zip(n.firm_ids, n.firm_names, strict=True))
    if kind == "group":
        groups = [n.group_ids[g] for g in n.firm_group]
        firms = snapshot.firms.values()
        led = [(str(r["controller_uscc"]), str(r["controller"])) for r in firms if r["controller_uscc"]]
        return [*zip(groups, n.firm_ids, strict=True), *zip(groups, n.firm_names, strict=True), *led]
    if kind == "site":
        makers = [n.firm_names[n.node_firm[v]] for v in n.site_node]
        return [(s, name) for s, m in zip(n.site_ids, makers, strict=True) for name in (s.partition("#")[2], m) if name]
    if kind == "park":
        filled = {park for park in n.site_park if park}
        listed = [(code, name) for code, name in _park_names(snapshot).items() if code in filled]
        return listed + [(park, park) for park in sorted(filled)]
    if kind == "product":
        return _product_names(snapshot)
    if kind == "country":
        return [(c, country_name(c)) for c in sorted(set(n.firm_country) - {""})]
    if kind == "region":
        codes = {f"{region[:k]}{'0' * (6 - k)}" for region in n.site_region if region for k in (2, 4, 6)}
        return [(code, region_name(code)) for code in sorted(codes)]
    return [(c, c) for c in snapshot.tables["supplies"]["corridor"].unique().to_pylist() if c]


def firm_coordinates(snapshot: GraphSnapshot, firm: int) -> tuple[float, float] | None:
    """Longitude and latitude [°] of a firm (position), as list 05 has them; None where it lacks either."""
    row = snapshot.firms.get(snapshot.network.firm_ids[firm])
    if row is None or row["lon"] is None or row["lat"] is None:
        return None
    return row["lon"], row["lat"]
