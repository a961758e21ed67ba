"""The supplier column of sheet 07: firms, firms known by name only, and sources that no name stands for."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.entity_names import PROVISIONAL, external_id
from loaders.references.origins import UNKNOWN_COUNTRY, Origin, named_part, origin_of
from loaders.references.scene import Scene
from loaders.rows import Rows


@dataclass(frozen=True)
class _Source:
    """What one text of the column means: a firm's id, or an unnamed origin; places told by the text itself."""

    id: str | None
    origin: Origin | None = None
    places: tuple[str, ...] = ()
    is_listed: bool = True


def resolve_suppliers(scene: Scene) -> None:
    """Replace the texts of ``supplier`` by ids and fill ``supplier_count``; buyer and product are resolved.

    ``supplier_region`` is filled where only the supplier's text tells the place. No supplier parks its row.
    """
    rows = scene.rows["supplies"]
    suppliers, regions, counts = (rows.change(f) for f in ("supplier", "supplier_region", "supplier_count"))
    buyers, products = rows.column("buyer"), rows.column("product")
    memo: dict[str, _Source] = {}
    placeless: set[str] = set()
    for row in rows.standing():
        text = suppliers[row]
        if text is None:
            continue
        source = memo.get(text)
        if source is None:
            source = memo[text] = _source(scene, rows, row, text)
        if source.id is not None:
            suppliers[row], counts[row] = source.id, 1
            if source.places and not regions[row]:
                regions[row] = list(source.places)
            if not source.is_listed and not regions[row] and text not in placeless:
                placeless.add(text)
                scene.report.add("supplier_place_missing", rows.place(row, "supplier_region"), text, "kept")
        elif source.origin is not None:
            id_, places, several = _external(scene, source.origin, regions[row], buyers[row], products[row])
            suppliers[row], regions[row], counts[row] = id_, places, None if several else 1


def _source(scene: Scene, rows: Rows, row: int, text: str) -> _Source:
    firm = scene.firm(text)
    place = rows.place(row, "supplier")
    if firm.id:
        if firm.is_variant:
            scene.report.add("name_variant", place, text, "repaired", firm_id=firm.id)
        if firm.site:
            scene.report.add("branch_as_site", place, text, "merged", firm_id=firm.id, site=firm.site)
        return _Source(firm.id)
    origin = origin_of(text, scene.is_product, scene.staged.slot.region)
    if origin:
        if origin.kind in ("trader", "unknown") or (origin.several and origin.kind == "place"):
            scene.report.add("unnamed_source", place, text, "kept")
        return _Source(None, origin)
    named = named_part(text)
    if named:
        inner = scene.firm(named[0])
        id_ = inner.id or scene.unlisted_firm(named[0], place)
        _say_unlisted(scene, rows, row, text, id_, inner.reason)
        return _Source(id_, None, named[1], inner.id is not None)
    id_ = scene.unlisted_firm(text, place)
    _say_unlisted(scene, rows, row, text, id_, firm.reason)
    return _Source(id_, is_listed=False)


def _say_unlisted(scene: Scene, rows: Rows, row: int, text: str, id_: str, reason: str) -> None:
    place = rows.place(row, "supplier")
    if reason == "ambiguous":
        scene.report.add("ambiguous_supplier", place, text, "kept", firm_id=id_)
    elif id_.startswith(PROVISIONAL):
        scene.report.add("V06", place, text, "kept", firm_id=id_)
        scene.propose_alias(place, text)


def _external(
    scene: Scene, origin: Origin, told: list[str] | None, buyer: str, product: str
) -> tuple[str, list[str] | None, bool]:
    """Id, places and whether several of an unnamed source; the column 供方所在地 outweighs the supplier's text."""
    if origin.kind == "self":
        return buyer, told, False
    if origin.kind == "group":
        return scene.firms.group_of(buyer), told, False
    if origin.kind == "other":
        return external_id("other", product), told, True
    if origin.kind == "trader":
        return external_id("unknown", product), told, True
    places = list(told or origin.places)
    if origin.places and (not places or places == [UNKNOWN_COUNTRY]):
        places = list(origin.places)
    several = origin.several or len(places) > 1
    return external_id(places[0] if places else "unknown", product), places or None, several
