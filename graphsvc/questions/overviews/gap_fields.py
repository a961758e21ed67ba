"""Fields of a gap row that other lists tell: candidates, park, projects, challenges, policies, owner, effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphsvc.domain.control import lies_in
from graphsvc.domain.reference import country_name, region_name
from graphsvc.questions.links.missing_links import chain_completeness, counted_products, missing_links
from graphsvc.questions.question import known
from graphsvc.questions.scope import Scope

Row = dict[str, Any]

SOURCES_OF_FIELDS = {
    "downstream_ready": ("firms", "lon"),
    "suggested_capacity": (None, None),
    "target_profile": (None, None),
    "mode": ("targets", None),
    "park": ("parks", None),
    "factors": ("parks", None),
    "pipeline": ("projects", None),
    "challenge": ("technologies", None),
    "policies": ("policies", None),
    "owner": ("shortfalls", None),
    "person": ("targets", None),
    "due": ("shortfalls", None),
    "contact_stage": ("targets", None),
}


@dataclass(frozen=True)
class Neighbours:
    """Rows of the other lists, ready to be looked up."""

    tables: Mapping[str, list[Row]]
    cp: float | None
    cp_parts: tuple[int, int]
    counted: frozenset[str]

    def for_product(self, scope: Scope, code: str, gap_qty: float | None, unit: str | None) -> Row:
        """All of these fields for one product; None where no list tells."""
        row = scope.product_row(code)
        stage = row["stage_code"]
        candidates, best = self._candidates(scope, code)
        target = self._first("targets", lambda r: code in (r["products"] or ()) or r["stage"] == stage)
        shortfall = self._first("shortfalls", lambda r: r["product_code"] == code) or self._first(
            "shortfalls", lambda r: r["product_code"] is None and r["stage_code"] == stage
        )
        technology = self._first("technologies", lambda r: code in (r["products"] or ()))
        park = self._park(scope, stage)
        policies = [r["name"] for r in self.tables["policies"] if not r["stages"] or stage in r["stages"]]
        size = f"{gap_qty:.6g}{unit or ''}" if gap_qty else None
        return {
            "downstream_ready": None,
            "suggested_capacity": size,
            "target_profile": "; ".join(
                x for x in (row["product_name"], row["grade"], f"产能不低于{size}" if size else None) if x
            ),
            "candidates": candidates,
            "best_fit": best,
            "mode": target["intention"] if target else None,
            "park": park["name"] if park else None,
            "factors": self._factors(park),
            "pipeline": self._pipeline(code, gap_qty),
            "challenge": (technology["challenge_no"] or technology["tech_code"]) if technology else None,
            "policies": "; ".join(policies[:5]) or None,
            "effect": self._effect(scope, code),
            "owner": (shortfall or target or {}).get("owner"),
            "person": target["person"] if target else None,
            "due": shortfall["due"] if shortfall else None,
            "contact_stage": target["contact_stage"] if target else None,
        }

    def _first(self, table: str, matches: Any) -> Row | None:
        return next((r for r in self.tables[table] if matches(r)), None)

    def _candidates(self, scope: Scope, code: str) -> tuple[str | None, float | None]:
        """Up to five makers outside the region and listed targets, best fit first; fit from size and present trade."""
        n = scope.network
        p = n.product_index[code]
        demand = float(scope.figures.demand[p])
        found: list[tuple[float, str]] = []
        for v in scope.other_makers.get(p, []):
            firm = int(n.node_firm[v])
            if scope.makers_here[v] or n.firm_ids[firm].startswith("ext:") or not n.firm_active[firm]:
                continue
            capacity = float(n.node_capacity[v])
            covers = min(1.0, capacity / demand) if np.isfinite(capacity) and demand > 0 else 0.0
            supplies = bool((n.source_node == v).any())
            fit = round(0.6 * covers + 0.4 * supplies, 2)
            region, country = n.firm_region[firm], n.firm_country[firm]
            place = region_name(f"{region[:2]}0000", short=True) if region else country_name(country) if country else ""
            size = f"{capacity:g}{scope.product_row(code)['unit'] or ''}" if np.isfinite(capacity) else ""
            text = " ".join(
                x
                for x in (n.firm_names[firm], n.firm_ids[firm], place, size, f"{fit:.2f}", "已供货" if supplies else "")
                if x
            )
            found.append((fit, text))
        for row in self.tables["targets"]:
            if code in (row["products"] or ()):
                found.append(
                    (0.5, " ".join(x for x in (row["name"], row["uscc"], row["standing"], row["contact_stage"]) if x))
                )
        found.sort(key=lambda item: (-item[0], item[1]))
        return "; ".join(text for _, text in found[:5]) or None, found[0][0] if found else None

    def _park(self, scope: Scope, stage: str | None) -> Row | None:
        inside = [r for r in self.tables["parks"] if r["park_region"] and lies_in(r["park_region"], scope.region)]
        fitting = [r for r in inside if stage in (r["lead_stages"] or ())] or [r for r in inside if r["land"]]
        return max(fitting, key=lambda r: (r["land"] or 0.0, r["park_code"]), default=None)

    @staticmethod
    def _factors(park: Row | None) -> str | None:
        if park is None:
            return None
        land = f"可用工业用地{park['land']:g}亩" if park["land"] else None
        return "; ".join(x for x in (land, park["headroom"]) if x) or None

    def _pipeline(self, code: str, gap_qty: float | None) -> str | None:
        said = []
        for row in self.tables["projects"]:
            if row["product"] == code and row["phase"] not in ("达效",):
                added = row["added_capacity"]
                part = f"可补{min(1.0, added / gap_qty):.0%}" if added and gap_qty else None
                said.append(" ".join(x for x in (row["name"], part, row["commission_date"]) if x))
        return "; ".join(said) or ("无" if self.tables["projects"] else None)

    def _effect(self, scope: Scope, code: str) -> str | None:
        made, total = self.cp_parts
        made_here = bool(scope.figures.made_here[scope.network.product_index[code]])
        if made_here or code not in self.counted or not total or self.cp is None:
            return None
        return f"CP {self.cp:.3f}→{(made + 1) / total:.3f}"

    def blank_fields(self, scope: Scope) -> Row:
        """Why fields may be blank: reason code per field, for the parameters sheet."""
        reasons: Row = {"downstream_ready": "coordinates_not_used", "mode": "from_list_14"}
        for name, (table, _) in SOURCES_OF_FIELDS.items():
            if table and not self.tables.get(table):
                reasons[name] = f"list_empty:{table}"
        if known(scope.final_value) is None:
            reasons["loss_value"] = "final_price_unknown"
        return reasons


def neighbours(scope: Scope) -> Neighbours:
    """All lists a gap row draws on, of all slots."""
    names = ("targets", "shortfalls", "technologies", "parks", "projects", "policies", "firms")
    links = missing_links(scope)
    cp = chain_completeness(scope, links)["completeness_cp"]
    fill = counted_products(scope, links)
    made = sum(bool(scope.figures.made_here[scope.network.product_index[c]]) for c in fill)
    return Neighbours(
        {name: scope.snapshot.tables.rows(name) for name in names}, cp, (made, len(fill)), frozenset(fill)
    )
