"""Page: all chains side by side, worst first, for the desk and for a wall screen."""

from __future__ import annotations

from graphsvc.domain.pages import Block, Drawn, Goto, Line, Linked, Links, Listing, Page, Shown
from graphsvc.domain.report import Amount, Coded, PortfolioBar, PortfolioPicture, TrendLine, TrendPicture
from graphsvc.judgements.gaps.by_verb import VERBS
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.answer_list import Leads, answer_list
from graphsvc.usecases.portfolio import ChainState, chain_states
from graphsvc.usecases.report.asking import bounded, span
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

COLUMNS = (
    "chain",
    "kept_worst",
    "kept_mean",
    "worst_case",
    "n_choke_points",
    "n_red",
    "n_missing",
    "n_weak",
    "gap_closed",
    "closing_date",
    "grade_abcd",
)

FURTHER = {
    "portfolio_gaps": (
        "chain", *(f"n_{verb}" for verb in VERBS), "n_projects", "n_under_way", "n_late", "gap_closed_share",
        "closing_date",
    ),
    "portfolio_national": (
        "chain", "n_five_bases", "n_five_bases_gaps", "import_dependence", "n_partly_constrained",
        "n_severely_constrained", "n_status_unknown", "n_no_alternative",
    ),
}  # fmt: skip
"""Lists below the first: gaps by verb with the projects that close them, and the words of the national lists."""
LEADS: Leads = {"chain": lambda row: Goto(f"/chains/{row['chain_code']}/gaps")}


def portfolio(analyst: Analyst, region: str | None, at: str, is_wall: bool) -> Page:
    """Every chain of the version."""
    answer, states = chain_states(analyst, region, at)
    lines = tuple(_line(state) for state in states)
    files = Goto("/api/v1/exports/portfolio", {"region": region})
    bars = tuple(PortfolioBar(s.row["chain"], span(s.row, "rs"), span(s.row, "rs_min"), s.row["grade"]) for s in states)
    blocks: list[Block] = [Listing("portfolio", COLUMNS, lines, len(lines), files=None if is_wall else files)]
    if not is_wall:
        blocks += [answer_list(key, answer, names, leads=LEADS) for key, names in FURTHER.items()]
    blocks += [Drawn(PortfolioPicture(bars, HORIZON_DAYS)), Drawn(_trends(states))] if states else []
    if not is_wall:
        blocks.append(Links((("wall", Goto("/portfolio", {"wall": 1}), False),)))
    return Page("portfolio", "portfolio", tuple(blocks), is_wall=is_wall)


def _line(state: ChainState) -> Line:
    row, home = state.row, f"/chains/{state.row['chain_code']}"
    worst = Linked(row["worst_name"], Goto(f"{home}/choke-points/group/{row['worst']}")) if row["worst"] else None
    missing: Shown = Linked(row["n_missing"], Goto(home, {"status": "missing"}))
    if row["grade"] == "D":  # the map it leads to tells no status either
        missing = Coded("truth", "unknown")
    cells: tuple[Shown, ...] = (
        Linked(row["chain"], Goto(home)),
        bounded(row, "rs_min", "percent"),
        bounded(row, "rs", "percent"),
        worst,
        Linked(row["n_choke_points"], Goto(f"{home}/choke-points")),
        Linked(row["n_red"], Goto(f"{home}/choke-points", {"grade": "red"})),
        missing,
        Linked(row["n_weak"], Goto(f"{home}/weak-links")),
        bounded(row, "gap_closed_share", "share", 0),
        row["closing_date"],
        row["grade"],
    )
    return Line(cells, tone="grey" if row["grade"] == "D" else None)


def _trends(states: tuple[ChainState, ...]) -> TrendPicture:
    lines = tuple(TrendLine(s.row["chain"], s.trend) for s in states)
    return TrendPicture(lines, Amount(HORIZON_DAYS, "d", 0))
