"""Pages: all versions with what each changed, and two of them side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.pages import (
    Block,
    Facet,
    Facets,
    Folded,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Page,
    Plain,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.ports import Store, VersionInfo
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Cell, Coded, Saying
from graphsvc.domain.sentences import Both, Code, Joined, Said, Wording
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Workspace
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.compare_versions import compare_versions
from graphsvc.usecases.pages.facets import FacetOf, page_start
from graphsvc.usecases.pages.told import listed_cell

PAGE, COUNTED = 50, 3
"""Versions a page; of how many, the newest ones, changes are counted where that is asked: it takes its time."""
ROWS, FINDINGS = 200, 400
SHORT_HASH = 12
CHANGES = ("added", "changed", "closed")
KINDS = ("choke_point", "missing_link", "weak_link", "single_source", "hidden_source", "blockage")
REASONS = ("reality", "data", "unknown")


def version_list(analyst: Analyst, region: str | None, asked: Mapping[str, str], whole: bool = False) -> Page:
    """Every version, newest first: when, what it holds, and with ``counts`` what changed since the one before;
    ``whole``: on one page."""
    known = analyst.versions()
    is_counted = asked.get("counts") == "1"
    first, size = (0, len(known)) if whole else (page_start(asked.get("page", ""), len(known), PAGE), PAGE)
    lines = []
    for i, version in enumerate(known[first : first + size], start=first):
        before = known[i + 1] if i + 1 < len(known) else None
        counts = _counted(analyst, before, version, region) if is_counted and before and i < COUNTED else None
        lines.append(_version(version, before, is_counted, counts))
    told = tuple(f"n_{change}" for change in CHANGES) if is_counted else ()
    columns = ("version", "created", "slots", "content_hash", *told, "compare")
    blocks: list[Block] = [Listing("versions", columns, tuple(lines), len(known), first, PAGE)]
    if not is_counted and len(known) > 1:
        blocks.append(Links((("count_changes", Goto("/versions", {"counts": "1"}), False),)))
    return Page("versions", "versions", tuple(blocks))


def _counted(analyst: Analyst, before: VersionInfo, after: VersionInfo, region: str | None) -> Counter[str]:
    given = {"from": before.version_id, "to": after.version_id, "region": region}
    return Counter(f.values["change"] for f in analyst.ask("changes", given).findings)


def _version(version: VersionInfo, before: VersionInfo | None, is_counted: bool, counts: Counter[str] | None) -> Line:
    slots = tuple(f"{e.slot.chain} {region_name(e.slot.region) or e.slot.region}".strip() for e in version.slots)
    compare = None
    if before is not None:
        compare = Linked(Coded("button", "compare"), Goto(f"/versions/{before.version_id}..{version.version_id}"))
    cells: tuple[Cell | Linked, ...] = (
        Linked(version.version_id, Goto("/", {"at": version.version_id})),
        version.created[:16].replace("T", " "),
        slots,
        version.content_hash.removeprefix("sha256:")[:SHORT_HASH],
        *((None if counts is None else counts[change]) for change in CHANGES if is_counted),
        compare,
    )
    return Line(cells)


def compared(analyst: Analyst, store: Store, pair: str, region: str | None, asked: Mapping[str, str]) -> Page:
    """Two versions: findings that came, went or changed, with reason and causes, then the rows that differ.

    Raises
    ------
    NotFound
        ``unknown_version``.
    """
    a, _, b = pair.partition("..")
    before, after = store.version(a).version_id, store.version(b).version_id
    answer = analyst.ask("changes", {"from": before, "to": after, "region": region})
    rows = list(zip((f.values for f in answer.findings), answer.evidence_ids, strict=True))
    here = f"/versions/{before}..{after}"
    query: dict[str, Plain] = {name: asked.get(name) or None for name in ("kind", "change", "reason")}
    chosen = [r for r in rows if all(query[name] in (None, r[0][name]) for name in query)]
    told = _Told(analyst, before, after)
    facts: dict[str, Cell] = {"before": before, "after": after, "n": len(rows)}
    blocks: list[Block] = [
        Sentences(((Saying("compared" if rows else "compared_same", facts), None),)),
        Tiles(tuple(Tile(f"n_{c}", sum(r[0]["change"] == c for r in rows)) for c in CHANGES)),
        _chains(told, rows),
    ]
    if rows:
        choices = tuple(_facet(FacetOf(here, query), name, words, codes, rows) for name, words, codes in FACETS)
        lines = tuple(told.finding(v, e) for v, e in chosen)
        columns = ("finding", "change", "object", "chain", "before", "after", "why", "causes")
        blocks += [Facets(choices), Listing("compared", columns, lines, len(chosen), most=FINDINGS)]
    blocks += _rows(told, compare_versions(store, before, after))
    return Page("compared", "versions", tuple(blocks), {"before": before, "after": after})


Row = tuple[Values, str]
FACETS = (("kind", "change_kind", KINDS), ("change", "change", CHANGES), ("reason", "change_reason", REASONS))
"""Parameter, vocabulary and codes."""
_WHOLE = {"+": "added", "−": "removed"}
"""How causes say that a whole row came or went."""


def _facet(facet: FacetOf, name: str, words: str, codes: Sequence[str], rows: Sequence[Row]) -> Facet:
    query = facet.query
    rest = [r for r in rows if all(query[other] in (None, r[0][other]) for other in query if other != name)]
    counts = Counter(r[0][name] for r in rest)
    return facet(name, codes, words, chosen=str(query[name] or ""), counts=counts, every=len(rest))


def _chains(told: _Told, rows: Sequence[Row]) -> Listing:
    """The chains of both versions: cut-off dates, what changed, the maps before and after."""
    lines = []
    for code in sorted({*told.old.snapshot.chains, *told.new.snapshot.chains}):
        old, new = told.old.snapshot.chains.get(code), told.new.snapshot.chains.get(code)
        counts = Counter(v["change"] for v, _ in rows if v["chain_code"] == code)
        info = new or old
        assert info is not None
        maps = [
            Linked(Coded("button", key), Goto(f"/chains/{code}", {"at": at})) if there else None
            for key, at, there in (("map_before", told.before, old), ("map_after", told.after, new))
        ]
        cells: tuple[Cell | Linked, ...] = (
            Linked(info.name, Goto(f"/chains/{code}", {"at": told.after})) if new else info.name,
            old.as_of if old else None,
            new.as_of if new else None,
            *(counts[change] for change in CHANGES),
            *maps,
        )
        lines.append(Line(cells, anchor=code))
    columns = ("chain", "cut_off_before", "cut_off_after", *(f"n_{c}" for c in CHANGES), "map_before", "map_after")
    return Listing("compared_chains", columns, tuple(lines), len(lines))


class _Told:
    """How things of the two versions are called, and where they lead."""

    def __init__(self, analyst: Analyst, before: str, after: str) -> None:
        self.before, self.after = before, after
        self.old, self.new = analyst.workspace(before), analyst.workspace(after)
        self.lists = {sheet.table: sheet for sheet in sheets()}

    def _space(self, key: str) -> tuple[Workspace, str]:
        """The version in which a thing stands, the later one first."""
        n = self.new.snapshot
        is_new = key in n.network.firm_index or key in n.products
        return (self.new, self.after) if is_new else (self.old, self.before)

    def thing(self, key: object) -> Cell | Linked:
        """An id with its name; a firm or a product leads to its page."""
        text = str(key)
        space, at = self._space(text)
        network = space.snapshot.network
        if text in network.firm_index:
            return Linked(f"{network.firm_names[network.firm_index[text]]} {text}", Goto(f"/firms/{text}", {"at": at}))
        if text in space.snapshot.products:
            chain = next(iter(space.snapshot.products[text]["chains"]), None)
            name = f"{space.ground.names.product(text)} {text}"
            return Linked(name, Goto(f"/chains/{chain}/graph", {"focus": text, "at": at})) if chain else name
        return text

    def named(self, key: object) -> str:
        """The same as text."""
        shown = self.thing(key)
        return str(shown.cell if isinstance(shown, Linked) else shown)

    def table(self, name: str) -> Cell:
        """What a list is called."""
        sheet = self.lists.get(name)
        return Both(f"{sheet.number} {sheet.name}", f"{sheet.number} {sheet.name_en}") if sheet else name

    def field(self, table: str, name: str) -> Wording | str:
        """What a column of a list is called."""
        sheet = self.lists.get(table)
        column = next((c for c in sheet.columns if c.field == name), None) if sheet else None
        return Both(column.heading or column.label_en, column.label_en) if column else name

    def value(self, item: Values, value: object) -> Cell:
        """What stands in a cell that was changed, with its unit."""
        sheet = self.lists.get(item["table"])
        column = next((c for c in sheet.columns if c.field == item["field"]), None) if sheet else None
        product = next((p for p in map(str, item["key"].values()) if p in self.new.snapshot.products), None)
        unit = None if product is None else self.new.ground.names.row(product)["unit"]
        return listed_cell(value, column.unit if column else None, unit)

    def finding(self, v: Values, evidence: str) -> Line:
        """One finding that changed."""
        space, at = (self.new, self.after) if v["after"] is not None else (self.old, self.before)
        shown: Cell | Linked = v["name"]
        home = f"/chains/{v['chain_code']}"
        first = str(v["object"]).split(":")[0]
        if v["kind"] == "choke_point":
            shown = Linked(v["name"], Goto(f"{home}/choke-points/group/{v['object']}", {"at": at}))
        elif first in space.snapshot.network.firm_index:
            shown = Linked(v["name"], Goto(f"/firms/{first}", {"at": at}))
        elif v["product_code"] in space.snapshot.products:
            shown = Linked(v["name"], Goto(f"{home}/graph", {"focus": v["product_code"], "at": at}))
        chain = space.snapshot.chains.get(v["chain_code"])
        cells: tuple[Cell | Linked, ...] = (
            Coded("change_kind", v["kind"]),
            Coded("change", v["change"]),
            shown,
            chain.name if chain else v["chain_code"],
            _state(v["before"]),
            _state(v["after"]),
            Coded("change_reason", v["reason"]),
            tuple(self._cause(cause) for cause in v["causes"]),
        )
        return Line(cells, evidence)

    def _cause(self, cause: Said) -> Cell:
        """A row that differs: its list, what it is about by name, its columns."""
        table = str(cause.facts["table"])
        about = " ".join(self.named(part) for part in str(cause.facts["about"]).split(" "))
        fields = tuple(
            Coded("row_change", _WHOLE[name]) if name in _WHOLE else self.field(table, str(name))
            for name in cause.facts["fields"]
        )
        return Joined((self.table(table), about, fields), " · ")


def _state(said: str | None) -> Cell:
    vocabulary = "risk_grade ladder reason source_kind issue_status truth"
    return None if said is None else Joined(tuple(Code(vocabulary, c) for c in str(said).split("、")), "、")


def _rows(told: _Told, document: Values) -> list[Block]:
    """Rows that came, went or differ: how many a list, then one by one."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in ("added", "removed", "changed"):
        for item in document[change]:
            counts[item["table"], change] += 1
    if not counts:
        return []
    order = [*told.lists, *sorted({table for table, _ in counts} - set(told.lists))]
    tables = [table for table in order if any(counts[table, c] for c in ("added", "removed", "changed"))]
    summary = tuple(
        Line((told.table(table), *(counts[table, change] for change in ("added", "removed", "changed"))))
        for table in tables
    )
    lines = [_changed(told, item) for item in document["changed"]]
    lines += [_row(told, item, change) for change in ("added", "removed") for item in document[change]]
    shown = Listing(
        "rows_changed", ("sheet", "about", "field", "before", "after", "why"), tuple(lines), len(lines), most=ROWS
    )
    columns = ("sheet", "rows_added", "rows_removed", "cells_changed")
    return [Listing("lists_changed", columns, summary, len(summary)), Folded("rows_changed", (shown,))]


def _about(told: _Told, item: Values) -> Cell | Linked:
    """What a row is about: its key with names; a firm or product leads on."""
    parts = [told.thing(value) for value in item["key"].values() if value is not None]
    texts = tuple(str(part.cell) if isinstance(part, Linked) else str(part) for part in parts)
    link = next((part for part in parts if isinstance(part, Linked)), None)
    return Linked(texts, link.to) if link else texts


def _changed(told: _Told, item: Values) -> Line:
    before, after = (told.value(item, item[side]) for side in ("before", "after"))
    cells = (told.table(item["table"]), _about(told, item), told.field(item["table"], item["field"]), before, after,
             Coded("change_reason", item["reason"]))  # fmt: skip
    return Line(cells)


def _row(told: _Told, item: Values, change: str) -> Line:
    shown = Coded("row_change", change)
    cells = (told.table(item["table"]), _about(told, item), None, None if change == "added" else shown,
             shown if change == "added" else None, None)  # fmt: skip
    return Line(cells)
