"""Fields of a gap row that other lists tell: park, projects, challenges, policies, owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphsvc.domain.control import lies_in
from graphsvc.domain.rounding import known, percent, plain
from graphsvc.domain.sentences import Code, Figure, Joined, Said, Wording
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.candidates import targets_of
from graphsvc.judgements.gaps.closing import added_in
from graphsvc.judgements.links.completeness import chain_completeness, counted_products
from graphsvc.judgements.workspace import Facts

Ref = tuple[str, int, tuple[str, ...]]

SOURCES_OF_FIELDS = {
    "downstream_ready": "firms",
    "mode": "targets",
    "park": "parks",
    "factors": "parks",
    "pipeline": "projects",
    "challenge": "technologies",
    "policies": "policies",
    "owner": "shortfalls",
    "person": "targets",
    "due": "shortfalls",
    "contact_stage": "targets",
}
CLOSED = ("达效",)
"""Phases of a project whose capacity list 06 already has."""
WORKS = ("product", "added_capacity", "invest")
"""What is read of a project."""


@dataclass(frozen=True)
class Told:
    """What the other lists say of one product, and the rows that say so."""

    values: Values
    targets: list[tuple[int, Mapping[str, object]]]
    refs: list[Ref] = field(default_factory=list)


@dataclass(frozen=True)
class Neighbours:
    """Rows of the other lists, ready to be looked up."""

    tables: Mapping[str, Sequence[Values]]
    cp: float | None
    cp_parts: tuple[int, int]
    counted: frozenset[str]

    def of_product(self, facts: Facts, code: str, gap_qty: float | None, taken: frozenset[str]) -> Told:
        """All of these fields for one product; None where no list tells. ``taken``: parks a gap must not hang on."""
        chain, stages = self._stages(facts, code)
        refs: list[Ref] = []

        def first(
            table: str,
            matches: Callable[[Values], bool],
            columns: tuple[str, ...],
            key: Callable[[Values], float | str],
        ) -> Values | None:
            fitting = [(i, r) for i, r in enumerate(self.tables[table]) if matches(r)]
            if not fitting:
                return None
            i, row = min(fitting, key=lambda item: (key(item[1]), str(sorted(item[1].items(), key=str))))
            refs.append((table, i, columns))
            return row

        targets = targets_of(self.tables["targets"], code)
        if targets:
            refs.append(("targets", targets[0][0], ("name", "products", "intention", "contact_stage", "person")))
        target = targets[0][1] if targets else None
        about_stage = lambda r: r["product_code"] is None and (r["slot_chain"], r["stage_code"]) == (chain, stages[0])  # noqa: E731
        due = lambda r: r["due"] or "9999"  # noqa: E731
        shortfall = first("shortfalls", lambda r: r["product_code"] == code, ("owner", "due"), due) or (
            first("shortfalls", about_stage, ("owner", "due"), due) if stages else None
        )
        tasks = self._rows("technologies", lambda r: code in (r["products"] or ()), refs, ("products", "challenge_no"))
        land = ("lead_stages", "land", "headroom")
        park = first("parks", lambda r: self._fits(facts, r, chain, stages, taken), land, lambda r: -(r["land"] or 0.0))
        rules = self._rows(
            "policies", lambda r: self._applies(facts, r, chain, stages), refs, ("stages", "valid_until")
        )
        works = self._rows("projects", lambda r: r["product"] == code and r["phase"] not in CLOSED, refs, WORKS)
        return Told(
            {
                "downstream_ready": None,
                "mode": target["intention"] if target else None,
                "park": park["name"] if park else None,
                "factors": _factors(park),
                "pipeline": _pipeline(facts, code, gap_qty, works),
                "challenge": _joined(r["challenge_no"] or r["tech_code"] for r in tasks),
                "policies": _joined([r["name"] for r in rules][:5]),
                "owner": (shortfall or target or {}).get("owner"),
                "person": target["person"] if target else None,
                "due": shortfall["due"] if shortfall else None,
                "contact_stage": target["contact_stage"] if target else None,
            },
            targets,
            refs,
        )

    def _rows(
        self, table: str, matches: Callable[[Values], bool], refs: list[Ref], columns: tuple[str, ...]
    ) -> list[Values]:
        found = [(i, r) for i, r in enumerate(self.tables[table]) if matches(r)]
        refs += [(table, i, columns) for i, _ in found]
        return sorted((r for _, r in found), key=lambda r: str(r.get("name") or r.get("tech_code") or ""))

    @staticmethod
    def _stages(facts: Facts, code: str) -> tuple[str, list[str]]:
        """The product's chain and its stage with all stages above it, nearest first."""
        row = facts.names.row(code)
        chain, stage = row["slot_chain"], row["stage_code"]
        found: list[str] = []
        while stage and stage not in found:
            found.append(stage)
            above = facts.snapshot.stages.get((chain, stage))
            stage = above["parent_code"] if above else None
        return chain, found

    @staticmethod
    def _fits(facts: Facts, park: Values, chain: str, stages: list[str], taken: frozenset[str]) -> bool:
        """A park of the region that leads a stage of the product, and is none of those taken."""
        is_here = bool(park["park_region"]) and lies_in(park["park_region"], facts.scope.region)
        leads = park["slot_chain"] == chain and bool(set(park["lead_stages"] or ()) & set(stages))
        return is_here and leads and park["park_code"] not in taken

    @staticmethod
    def _applies(facts: Facts, policy: Values, chain: str, stages: list[str]) -> bool:
        """A policy of the chain in force at the cut-off date, for the product's stage or for any."""
        on = facts.chain.as_of or facts.snapshot.as_of
        ended = bool(
            on and policy["valid_until"] and not policy["valid_until_precision"] and policy["valid_until"] < on
        )
        wide = not policy["stages"] or bool(set(policy["stages"]) & set(stages))
        return policy["slot_chain"] == chain and wide and not ended

    def gained_cp(self, facts: Facts, code: str) -> float | None:
        """What CP gains when somebody makes a product here; None where CP is not known."""
        if self.cp is None:
            return None
        made_here = bool(facts.local.figures.made_here[facts.network.product_index[code]])
        return 0.0 if made_here or code not in self.counted else 1.0 / self.cp_parts[1]

    def blank_fields(self, facts: Facts) -> list[Values]:
        """Why fields may be blank: ``field``, ``blank_code``, and the ``table`` that is empty where that is why."""
        reasons: dict[str, Any] = {
            "downstream_ready": "coordinates_not_used",
            "mode": "from_list_14",
            "park": "no_park_leads_the_stage",
            "suggested_capacity": "no_quantity_missing",
            "tts_days": "no_source_upstream",
            "pipeline": "no_project_listed",
        }
        for name, table in SOURCES_OF_FIELDS.items():
            if not self.tables.get(table):
                reasons[name] = "list_empty"
        if known(facts.members.final_value) is None:
            reasons["loss_value"] = "final_price_unknown"
        return [
            {"field": name, "blank_code": why, "table": SOURCES_OF_FIELDS[name] if why == "list_empty" else None}
            for name, why in reasons.items()
        ]


def _joined(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _factors(park: Values | None) -> Joined | None:
    if park is None:
        return None
    land = Said("land", {"mu": plain(park["land"])}) if park["land"] else None
    parts = tuple(x for x in (land, park["headroom"]) if x)
    return Joined(parts) if parts else None


def _pipeline(facts: Facts, code: str, gap_qty: float | None, works: list[Values]) -> Wording | None:
    """Projects under way: name, part of the gap they close where the units agree, phase, date; 无 where none is
    listed although the list was declared complete."""
    unit = facts.names.row(code)["unit"]
    said = []
    for row in works:
        added = added_in(unit, row)
        part = Said("closes", {"share": percent(min(1.0, added / gap_qty))}) if added and gap_qty else None
        size = Said("adds", {"amount": Figure(added, unit or "", is_close=True)}) if added and not gap_qty else None
        phase = Code("project_phase", row["phase"]) if row["phase"] else None
        parts = (row["name"], part or size, phase, row["commission_date"])
        said.append(Joined(tuple(x for x in parts if x), " "))
    if said:
        return Joined(tuple(said))
    return Said("no_project") if facts.data.list_is_complete("13", code) else None


def neighbours(facts: Facts) -> Neighbours:
    """All lists a gap row draws on, of all slots."""
    names = ("targets", "shortfalls", "technologies", "parks", "projects", "policies", "firms")
    cp, fill = chain_completeness(facts)["completeness_cp"], counted_products(facts)
    made = int(facts.local.figures.made_here[[facts.network.product_index[c] for c in fill]].sum()) if fill else 0
    return Neighbours(
        {name: facts.snapshot.tables.rows(name) for name in names}, cp, (made, len(fill)), frozenset(fill)
    )
