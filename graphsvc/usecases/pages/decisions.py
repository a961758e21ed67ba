"""Page: what may be decided about a chain. Backups worth their money, the white list, extensions, suppliers outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graphsvc.domain.answers import Answer
from graphsvc.domain.page_pictures import FrontierPicture
from graphsvc.domain.pages import (
    Block,
    Drawn,
    Goto,
    Heading,
    Line,
    Linked,
    Listing,
    Page,
    Plain,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Amount, Cell, Coded, Saying
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.amounts import money, quantity
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.answer_list import Leads, answer_files, answer_list, rows_of
from graphsvc.usecases.pages.waiting import few_data
from graphsvc.usecases.report.asking import bounded

MOST = 10
"""Lines of a table that the page shows."""
MEASURES = (
    "instrument", "product", "where", "quantity", "starts_after", "cost", "cost_assumed", "loss_without", "if_fails",
    "independent",
)  # fmt: skip
SHARED = ("reserve_no", "product_name", "name", "is_independent", "entity_type", "entity_name", "common_cause", "note")
SMALLEST = ("name", "role", "products", "output_at_stake", "is_listed")
LEFT_OUT = ("name", "role", "n_left_out", "missing_names")
TO_ADD = ("name", "role", "products", "output_at_stake")
EXTENSIONS = (
    "from_name", "to_name", "direction", "is_candidate", "surplus_share", "feasibility", "uplift", "score",
    "missing_inputs",
)  # fmt: skip
OUTSIDE = (
    "place_name", "supplier_name", "product_name", "n_buyers", "n_only_source", "largest_share", "least_stock_days",
    "made_in_region",
)  # fmt: skip


def decisions(analyst: Analyst, chain: str, region: str | None, at: str) -> Page:
    """Backups, white list, extensions and suppliers outside, each as its question answers it."""
    space = analyst.workspace(at)
    facts = space.facts(space.scope(chain, region))
    about: dict[str, Plain] = {"chain": chain, "region": region}

    def ask(question: str) -> Answer:
        return analyst.ask(question, about, at)

    plan, independence, white = ask("backup-plan"), ask("backup-independence"), ask("white-list")
    blocks = [
        *_backups(facts, plan, independence, about),
        *_white_list(facts, white, about),
        *_extensions(facts, ask("extensions"), about),
        *_outside(facts, ask("outside-suppliers"), about),
    ]
    if "D" in (plan.grade, white.grade):
        blocks.insert(0, few_data(chain))
    return Page("decisions", "decisions", tuple(blocks), {"chain": facts.chain.name})


def _backups(facts: Facts, answer: Answer, independence: Answer, about: Mapping[str, Plain]) -> list[Block]:
    """The plan in a sentence and figures, its frontier, what it takes, and which backups hang on the same thing."""
    summary = answer.summary
    plan, knee = summary["plan"], summary["knee"]
    measures = [(v, e) for v, e in rows_of(answer) if v["plan_quantity"]]
    measures.sort(key=lambda row: -(_need(summary, row[0]).get("loss_days") or 0.0))
    independent = {v["reserve_no"]: v["is_independent"] for v, _ in rows_of(independence)}
    lines = tuple(Line(_measure(facts, summary, v, independent), e) for v, e in measures)
    shared = [(v, e) for v, e in rows_of(independence) if v["is_independent"] != "yes"]
    point = plan["cost"], plan["covered"]
    drawn = FrontierPicture(
        tuple(p for each in summary["frontier"] if (p := _point(each["cost"], each["coverage"]))),
        _point(knee["cost"], knee["coverage"]) if knee else None,
        _point(*point),
        summary["frontier_is_complete"],
    )
    return [
        Heading("backups"),
        _plan_said(plan, knee, len(measures)),
        _plan_figures(plan, answer.grade),
        *([Drawn(drawn)] if len(drawn.points) > 1 else []),
        Listing("measures", MEASURES, lines, len(lines), most=MOST),
        *_uncovered(plan["uncovered"]),
        answer_files(answer, about),
        Heading("backups_shared"),
        answer_list("backups_shared", independence, SHARED, shared, _leads(facts), MOST),
        answer_files(independence, about),
    ]


def _point(cost: float | None, covered: float | None) -> tuple[float, float] | None:
    return None if cost is None or covered is None else (cost, covered)


def _need(summary: Values, row: Values) -> Values:
    """What is needed of the product of a row, in the failure that needs most of it."""
    found: Values = next((n for n in summary["need"] if n["product_code"] == row["product_code"]), {})
    return found


def _plan_said(plan: Values, knee: Values | None, n_measures: int) -> Sentences:
    told: dict[str, Cell] = {
        "n": n_measures,
        "cost": money(plan["cost"]),
        "before": Amount(plan["loss_days_before"], "full_d", 2),
        "after": Amount(plan["loss_days"], "full_d", 2),
        "covered": Amount(plan["covered"], "share", 0),
    }
    if not plan["loss_days_before"]:
        return Sentences(((Saying("nothing_to_back_up"), None),))
    if not n_measures:
        return Sentences(((Saying("plan_takes_nothing", told), None),))
    said = [Saying("plan_costs", told)]
    if knee is not None and knee["coverage"] is not None:
        at_knee: dict[str, Cell] = {"cost": money(knee["cost"]), "covered": Amount(knee["coverage"], "share", 0)}
        said.append(Saying("plan_knee", at_knee))
    return Sentences(tuple((one, None) for one in said))


def _plan_figures(plan: Values, grade: str) -> Tiles:
    return Tiles(
        (
            Tile("plan_cost", money(plan["cost"])),
            Tile("mean_loss_before", Amount(plan["loss_days_before"], "full_d", 2), help="loss"),
            Tile("mean_loss_after", Amount(plan["loss_days"], "full_d", 2), help="loss"),
            Tile("loss_covered", Amount(plan["covered"], "share", 0)),
            Tile("n_failures", plan["n_failures"]),
            Tile("plan_status", Coded("plan_status", plan["plan_status"])),
            Tile("data_grade", grade, help="grade"),
        )
    )


def _measure(facts: Facts, summary: Values, v: Values, independent: Mapping[str, str]) -> tuple[Cell | Linked, ...]:
    need, chain = _need(summary, v), facts.chain.code
    whole = v["plan_cost"] == v["cost"]
    fails = need.get("entity_id")
    where: Cell | Linked = Coded("note", v["usable_reason"]) if v["usable_reason"] else None
    if v["holder_id"]:
        where = Linked(v["name"], Goto(f"/firms/{v['holder_id']}"))
    elif v["region_code"]:
        where = f"{region_name(v['region_code']) or ''} {v['region_code']}".strip()
    return (
        Coded("instrument", v["instrument"]),
        Linked(v["product_name"], Goto(f"/chains/{chain}/graph", {"focus": v["product_code"]})),
        where,
        quantity(v["plan_quantity"], v["unit"]),
        Amount(v["activation_days"], "d", 0),
        quantity(v["plan_cost"], "万元", *((v["cost_lower"], v["cost_upper"]) if whole else ())),
        Coded("truth", "yes" if v["cost_assumed"] else "no"),
        Amount(need.get("loss_days"), "full_d", 2),
        Linked(facts.names.entity("group", fails), Goto(f"/chains/{chain}/choke-points/group/{fails}"))
        if fails
        else None,
        Coded("truth", independent[v["reserve_no"]]) if v["reserve_no"] in independent else None,
    )


def _uncovered(short: Sequence[Values]) -> list[Block]:
    """What no plan can cover."""
    lines = tuple(Line((each["product_name"], quantity(each["quantity"], each["unit"]))) for each in short)
    return [Listing("uncovered", ("product", "quantity"), lines, len(lines), most=MOST)] if lines else []


def _white_list(facts: Facts, answer: Answer, about: Mapping[str, Plain]) -> list[Block]:
    """The smallest list, whom the existing one leaves out, and who would complete it."""
    summary, rows = answer.summary, rows_of(answer)
    existing = summary["existing"]
    of_kind = {kind: [(v, e) for v, e in rows if v["list"] == kind] for kind in ("smallest", "existing", "to_add")}
    lacking = [(v, e) for v, e in of_kind["existing"] if v["n_left_out"]]
    tiles = [
        Tile("n_smallest", summary["n_smallest"]),
        Tile("output_to_keep", Amount(summary["target"], "share", 0)),
        Tile("output_covered", bounded(summary, "covered_output", "share", 0)),
        Tile("least_possible", summary["bound"]),
        Tile("n_on_list", existing["n_listed"]),
    ]
    if existing["n_listed"]:
        tiles += [
            Tile("list_covers", bounded(existing, "covered_output", "share", 0)),
            Tile("n_lacking", existing["n_lacking"]),
            Tile("n_to_add", existing["n_to_add"]),
        ]
    tiles.append(Tile("data_grade", answer.grade, help="grade"))
    leads, told = _leads(facts), {"products": ("products", _products(facts, "products"))}
    return [
        Heading("white_list"),
        Tiles(tuple(tiles)),
        answer_list("white_smallest", answer, SMALLEST, of_kind["smallest"], leads, MOST, told),
        *([answer_list("white_lacking", answer, LEFT_OUT, lacking, leads, MOST)] if existing["n_listed"] else []),
        *([answer_list("white_to_add", answer, TO_ADD, of_kind["to_add"], leads, MOST, told)]
          if of_kind["to_add"] else []),
        answer_files(answer, about),
    ]  # fmt: skip


def _extensions(facts: Facts, answer: Answer, about: Mapping[str, Plain]) -> list[Block]:
    """What the region could go on to make."""
    summary = answer.summary
    tiles = (
        Tile("n_candidates", summary["n_candidates"]),
        Tile("n_undecided", summary["n_unknown"], help="unknown"),
        Tile("value_leaving", money(summary["value_leaving"])),
        Tile("data_grade", answer.grade, help="grade"),
    )
    told = {"missing_inputs": ("missing_inputs", _products(facts, "missing_inputs"))}
    return [
        Heading("extensions"),
        Tiles(tiles),
        answer_list("extensions", answer, EXTENSIONS, None, _leads(facts), MOST, told),
        answer_files(answer, about),
    ]


def _outside(facts: Facts, answer: Answer, about: Mapping[str, Plain]) -> list[Block]:
    """Suppliers of essential inputs outside the region: those nobody stands beside first."""
    rows = sorted(rows_of(answer), key=lambda row: (-row[0]["n_only_source"], -row[0]["n_buyers"]))
    summary = answer.summary
    tiles = (
        Tile("n_outside", answer.n_rows),
        Tile("n_provinces", summary["n_provinces"]),
        Tile("n_countries", summary["n_countries"]),
        Tile("data_grade", answer.grade, help="grade"),
    )
    return [
        Heading("outside"),
        Tiles(tiles),
        answer_list("outside", answer, OUTSIDE, rows, _leads(facts), MOST),
        answer_files(answer, about),
    ]


def _products(facts: Facts, column: str) -> Callable[[Values], Cell]:
    """Names of the products that a column lists by code."""
    return lambda values: tuple(facts.names.product(code) for code in values[column])


def _leads(facts: Facts) -> Leads:
    """Where names lead: firms to their pages, products to what stands around them."""

    def firm(column: str) -> Callable[[Values], Goto | None]:
        return lambda v: Goto(f"/firms/{v[column]}") if v[column] in facts.network.firm_index else None

    def product(column: str) -> Callable[[Values], Goto | None]:
        return lambda v: Goto(f"/chains/{facts.chain.code}/graph", {"focus": v[column]}) if v[column] else None

    def named(values: Values) -> Goto | None:
        return firm("holder_id" if "holder_id" in values else "firm_id")(values)

    return {
        "name": named,
        "supplier_name": firm("supplier_id"),
        "product_name": product("product_code"),
        "from_name": product("from_product"),
        "to_name": product("to_product"),
    }
