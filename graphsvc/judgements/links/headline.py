"""Headline figures of a product with their bounds, as weak and strong links show them."""

from __future__ import annotations

from graphsvc.domain.rounding import known
from graphsvc.judgements.facts.local_links import LocalLinks


def figure_columns(local: LocalLinks, p: int, ssr: float, utilization: float) -> dict[str, float | int | None]:
    """Headline figures of a product with their bounds, as weak-links and strong-links print them."""
    figures, bounds = local.figures, local.bounds
    asked = figures.asked[p]
    return {
        "ssr": known(ssr),
        "ssr_lower": known(bounds.ssr_lower[p]) if asked else None,
        "ssr_upper": known(bounds.ssr_upper[p]) if asked else None,
        "hhi": known(figures.hhi[p]),
        "hhi_lower": known(bounds.hhi_lower[p]),
        "hhi_upper": known(bounds.hhi_upper[p]),
        "n_groups": int(figures.n_groups[p]),
        "import_dependence": known(figures.import_share[p]),
        "import_dependence_lower": known(bounds.import_lower[p]),
        "import_dependence_upper": known(bounds.import_upper[p]),
        "utilization": known(utilization),
        "utilization_lower": known(bounds.utilization_lower[p]),
        "utilization_upper": known(bounds.utilization_upper[p]),
        "capacity": known(figures.capacity[p]),
        "demand": known(figures.demand[p]),
        "demand_lower": known(bounds.demand_lower[p]),
        "demand_upper": known(bounds.demand_upper[p]),
    }


SHARE_COLUMNS = ("national_share", "national_share_lower", "national_share_upper")


def share_columns(local: LocalLinks, p: int) -> dict[str, float | None]:
    """The largest national share of a single maker here; a maker that leaves it blank may hold more."""
    largest, told = known(local.standing.national_share[p]), bool(local.standing.shares_known[p])
    made = bool(local.figures.made_here[p])
    return dict(
        zip(SHARE_COLUMNS, (largest if told else None, largest, largest if told or not made else 1.0), strict=True)
    )


FIGURE_COLUMNS = (
    "ssr", "ssr_lower", "ssr_upper", "hhi", "hhi_lower", "hhi_upper", "n_groups", "import_dependence",
    "import_dependence_lower", "import_dependence_upper", "utilization", "utilization_lower", "utilization_upper",
    "capacity", "demand", "demand_lower", "demand_upper",
)  # fmt: skip
