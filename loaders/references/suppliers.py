"""The supplier column of sheet 07: firms, firms known by name only, and sources that no name stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from graphsvc.domain.reference import country_name, region_name
from loaders.cells.countries import UNKNOWN_COUNTRY
from loaders.cells.firms_in_cells import is_several
from loaders.entity_names import PROVISIONAL, external_id
from loaders.raw_cells import Row
from loaders.references.naming import NameBook
from loaders.references.origins import Origin, named_part, origin_of, places_behind
from loaders.references.resolving import proposed_alias, said_of_decision
from loaders.references.verdicts import Remark, Unlisted, Verdict


class Source(NamedTuple):
    """What one text of the column means: a firm's id, or an unnamed origin; places told by the text itself.

    ``is_several``: the name seems to hold several firms that nobody can tell apart.
    """

    id: str | None
    origin: Origin | None = None
    places: tuple[str, ...] = ()
    is_listed: bool = True
    remarks: tuple[Remark, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()
    is_several: bool = False


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
        return _decide_unnamed(names, text, source.origin, trade, source.remarks)
    remarks, places = source.remarks, trade.places or source.places
    if not source.is_listed and not places:
        missing = Remark("supplier_place_missing", text, "kept", is_once=True, field="supplier_region")
        remarks = (*remarks, missing)
    beside: Row = {"supplier_count": None if source.is_several else 1}
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
        said_of_it = _of_an_unlisted(names, text, unlisted.id, firm.reason)
        several = unlisted.name is not None and is_several(text, lambda part: names.firm(part).id is not None)
        if several:
            said_of_it = (*said_of_it, Remark("suppliers_not_parted", text, "asked", is_once=True))
        return Source(unlisted.id, None, places_behind(text), False, said_of_it, (unlisted,), several)
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


def _decide_unnamed(names: NameBook, text: str, origin: Origin, trade: Trade, remarks: tuple[Remark, ...]) -> Verdict:
    """Id, places and number of an unnamed source; the column 供方所在地 outweighs the supplier's text.

    Of several places no one is the origin: what they have in common is.
    """
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
    id_ = external_id(_common(places), trade.product)
    if len(places) > 1 and not origin.several:  # else its own words tell of several
        words = [[_named(place, lang) for place in places] for lang in ("zh", "en")]
        facts = {"n": len(places), "places_zh": "、".join(words[0]), "places_en": ", ".join(words[1])}
        remarks = (*remarks, Remark("several_origins", text, "kept", facts))
    beside: Row = {"supplier_count": None if is_several else 1}
    if (places or None) != trade.places:
        beside["supplier_region"] = places or None
    return Verdict(id_, "", remarks, beside)


def _common(places: Sequence[str]) -> str:
    """The place that several places share: the one, their province, China, abroad; "unknown" for home and abroad."""
    if len({place[:2] if place.isdigit() else place for place in places}) == 1:
        return places[0]
    inland = {place.isdigit() or place == "CN" for place in places}
    return "unknown" if len(inland) != 1 else "CN" if True in inland else UNKNOWN_COUNTRY


def _named(place: str, lang: str) -> str:
    return region_name(place, short=True) or place if place.isdigit() else country_name(place, lang) or place
