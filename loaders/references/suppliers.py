"""The supplier column of sheet 07: firms, firms known by name only, and sources that no name stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from loaders.cells.countries import UNKNOWN_COUNTRY
from loaders.entity_names import PROVISIONAL, external_id
from loaders.raw_cells import Row
from loaders.references.naming import NameBook
from loaders.references.origins import Origin, named_part, origin_of
from loaders.references.resolving import proposed_alias, said_of_decision
from loaders.references.verdicts import Remark, Unlisted, Verdict


class Source(NamedTuple):
    """What one text of the column means: a firm's id, or an unnamed origin; places told by the text itself."""

    id: str | None
    origin: Origin | None = None
    places: tuple[str, ...] = ()
    is_listed: bool = True
    remarks: tuple[Remark, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()


class Trade(NamedTuple):
    """What else a row of sheet 07 tells: buyer and product by id, places told in the column 供方所在地."""

    buyer: str | None
    product: str
    places: Sequence[str] | None


def decide_supplier(names: NameBook, text: str, source: Source, trade: Trade) -> Verdict:
    """What a supplier's cell comes to: no supplier parks its row.

    Besides the id it gives ``supplier_count`` (None where the cell means several), and ``supplier_region`` where only
    the supplier's text tells the place.
    """
    if source.origin is not None:
        return _decide_unnamed(names, source.origin, trade, source.remarks)
    remarks, places = source.remarks, trade.places or source.places
    if not source.is_listed and not places:
        missing = Remark("supplier_place_missing", text, "kept", is_once=True, field="supplier_region")
        remarks = (*remarks, missing)
    beside: Row = {"supplier_count": 1}
    if source.places and not trade.places:
        beside["supplier_region"] = list(source.places)
    return Verdict(source.id, "", remarks, beside, source.unlisted)


def source_of(names: NameBook, text: str, home: str) -> Source:
    """What a text of the column means; ``home`` is the region of the list's author."""
    firm = names.firm(text)
    if firm.id:
        said = list(said_of_decision(names, "firms", text, firm))
        if firm.is_variant:
            said.append(Remark("name_variant", text, "repaired", {"firm_id": firm.id}, is_once=True))
        if firm.site:
            facts = {"firm_id": firm.id, "site": firm.site}
            said.append(Remark("branch_as_site", text, "merged", facts, is_once=True))
        return Source(firm.id, remarks=tuple(said))
    origin = origin_of(text, names.is_product, home)
    if origin:
        is_vague = origin.kind in ("trader", "unknown") or (origin.several and origin.kind == "place")
        unnamed = Remark("unnamed_source", text, "kept", is_once=True)
        return Source(None, origin, remarks=(unnamed,) if is_vague else ())
    named = named_part(text)
    if named is None:
        unlisted = names.unlisted(text)
        return Source(unlisted.id, None, (), False, _of_an_unlisted(names, text, unlisted.id, firm.reason), (unlisted,))
    inner = names.firm(named[0])
    unlisted = Unlisted(inner.id) if inner.id else names.unlisted(named[0])
    said_of_it = _of_an_unlisted(names, text, unlisted.id, inner.reason)
    return Source(unlisted.id, None, named[1], inner.id is not None, said_of_it, (unlisted,))


def _of_an_unlisted(names: NameBook, text: str, id_: str, reason: str) -> tuple[Remark, ...]:
    if reason == "ambiguous":
        return (Remark("ambiguous_supplier", text, "kept", {"firm_id": id_}, is_once=True),)
    if not id_.startswith(PROVISIONAL):
        return ()
    return (Remark("V06", text, "kept", {"firm_id": id_}, is_once=True), *proposed_alias(names, text))


def _decide_unnamed(names: NameBook, origin: Origin, trade: Trade, remarks: tuple[Remark, ...]) -> Verdict:
    """Id, places and number of an unnamed source; the column 供方所在地 outweighs the supplier's text."""
    if origin.kind in ("self", "group"):
        id_ = trade.buyer if origin.kind == "self" or trade.buyer is None else names.firms.group_of(trade.buyer)
        return Verdict(id_, "", remarks, {"supplier_count": 1})
    if origin.kind in ("other", "trader"):
        id_ = external_id("other" if origin.kind == "other" else "unknown", trade.product)
        return Verdict(id_, "", remarks, {"supplier_count": None})
    places = list(trade.places or origin.places)
    if origin.places and (not places or places == [UNKNOWN_COUNTRY]):
        places = list(origin.places)
    is_several = origin.several or len(places) > 1
    id_ = external_id(places[0] if places else "unknown", trade.product)
    beside: Row = {"supplier_count": None if is_several else 1}
    if (places or None) != trade.places:
        beside["supplier_region"] = places or None
    return Verdict(id_, "", remarks, beside)
