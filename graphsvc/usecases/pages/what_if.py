"""Page: what if something fails. The picture of the chain with what is hit filled in, the output curve, who stops when
and for want of what; a second scenario beside the first."""

from __future__ import annotations

import orjson

from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import (
    Block,
    Choice,
    Columns,
    Drawn,
    Facet,
    Facets,
    Field,
    Form,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    MapDrawn,
    Option,
    Page,
    Plain,
    Sentences,
    Shown,
    Tile,
    Tiles,
)
from graphsvc.domain.report import Amount, Cell, Coded, CurvePicture, Saying
from graphsvc.domain.scenario_templates import MODES
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.scenario_building import expanded
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.map_asked import PAPERS, plan_picture, read_map
from graphsvc.usecases.pages.map_ground import MapGround
from graphsvc.usecases.pages.maps import drawn_products
from graphsvc.usecases.pages.scenario_address import (
    LONGEST_DAYS,
    ScenarioAsked,
    ShockAsked,
    WhatIfAsked,
    written,
)
from graphsvc.usecases.pages.scenario_outcome import Outcome, play_scenario, shock_name
from graphsvc.usecases.report.asking import bounded

STOPS, STOPS_BESIDE, WORST = 40, 20, 6
TWO_LARGEST = "two-largest"
DEFAULT_DAYS = 14
SAME = 0.05
"""Full-output days, as they are printed to one decimal: less is no difference."""


def what_if(analyst: Analyst, ground: MapGround, asked: WhatIfAsked, at: str, lang: Lang) -> Page:
    """The scenario of an address, played."""
    name: dict[str, Cell] = {"chain": ground.facts.chain.name}
    blocks: list[Block] = [_shock_form(ground, asked)]
    if not asked.first.shocks:
        blocks += [_examples(ground, asked), _picture(ground, asked, None, lang)]
        return Page("what_if", "what-if", tuple(blocks), name, scripts=("maps.js",))
    try:
        first = play_scenario(analyst, ground, asked.first, asked.horizon_days, at)
        beside = asked.second
        second = None if beside is None else play_scenario(analyst, ground, beside, asked.horizon_days, at)
    except GraphsvcError as error:
        blocks += [_listed(ground, asked, is_known=False), _refused(error, lang)]
        return Page("what_if", "what-if", tuple(blocks), name, scripts=("maps.js",))
    if asked.picture.get("paper") in PAPERS:
        sheet = (_picture(ground, asked, first, lang), _banner(ground, asked.first, asked, first))
        return Page("map_paper", "what-if", sheet, name, paper=asked.picture["paper"])
    blocks += [_listed(ground, asked, is_known=True), _settings(asked)]
    if second is None or beside is None:
        blocks += _alone(ground, asked, first, lang)
    else:
        blocks += _side_by_side(ground, asked, (asked.first, first), (beside, second))
    return Page("what_if", "what-if", tuple(blocks), name, scripts=("maps.js",))


def _alone(ground: MapGround, asked: WhatIfAsked, outcome: Outcome, lang: Lang) -> list[Block]:
    told = (_stops(ground, asked.first, asked, outcome, STOPS),)
    sheets = tuple((f"print_{size}", asked.goto(paper=size), False) for size in PAPERS)
    return [
        _banner(ground, asked.first, asked, outcome),
        _day(asked),
        _picture(ground, asked, outcome, lang),
        Links(sheets),
        Columns((Drawn(_curve(asked, outcome)), _figures(outcome)), told, is_even=True),
    ]


def _side_by_side(
    ground: MapGround, asked: WhatIfAsked, one: tuple[ScenarioAsked, Outcome], two: tuple[ScenarioAsked, Outcome]
) -> list[Block]:
    columns = [
        (
            _banner(ground, scenario, asked, outcome),
            Drawn(_curve(asked, outcome)),
            _figures(outcome),
            _stops(ground, scenario, asked, outcome, STOPS_BESIDE),
        )
        for scenario, outcome in (one, two)
    ]
    losses = [outcome.answer.summary.get("loss_days") for _, outcome in (one, two)]
    saved = losses[0] - losses[1] if losses[0] is not None and losses[1] is not None else None
    facts: dict[str, Cell] = {
        "first": Amount(losses[0], "full_d"),
        "second": Amount(losses[1], "full_d"),
        "saved": Amount(saved, "full_d"),
        "survive": bounded(one[1].answer.summary, "tts_days", "d"),
        "horizon": Amount(asked.horizon_days, "d", 0),
    }
    told = [Saying("what_if_compared", facts)]
    if saved is not None and abs(saved) < SAME:
        told.append(Saying(_why_same(one, two), facts))
    return [Sentences(tuple((saying, None) for saying in told)), Columns(columns[0], columns[1], is_even=True)]


def _why_same(one: tuple[ScenarioAsked, Outcome], two: tuple[ScenarioAsked, Outcome]) -> str:
    """Why two scenarios lose the same: stocks outlast both, nobody may step in, or whoever may has nothing to spare."""
    if all((outcome.answer.summary.get("loss_days") or 0.0) < SAME for _, outcome in (one, two)):
        return "what_if_same_held"
    is_same_failure = one[0].shocks == two[0].shocks
    return "what_if_same_supply" if is_same_failure and one[0].substitution != two[0].substitution else "what_if_same"


def _shock_form(ground: MapGround, asked: WhatIfAsked) -> Form:
    """Adds a failure to the scenario of the address."""
    kept = asked.query(day=None)
    kinds = tuple(Option(kind, Coded("entity_type", kind)) for kind in ENTITY_TYPES)
    days = 0.0, LONGEST_DAYS
    fields = [
        Field("kind", "select", "shock_kind", options=kinds),
        Field("id", "search", "shock_id", is_required=True,
              suggest=Goto(f"/chains/{ground.facts.chain.code}/suggest")),
        Field("days", "number", "shock_days", minimum=days[0], maximum=days[1], step=1.0),
        Field("severity", "number", "shock_severity", "1", minimum=0.0, maximum=1.0, step=0.05),
    ]  # fmt: skip
    if asked.first.shocks:
        fields.append(Field("into", "select", "shock_into", options=(
            Option("a", Coded("scenario", "first")), Option("b", Coded("scenario", "second")))))  # fmt: skip
    return Form("shock", Goto(asked.path, kept), tuple(fields), "add_shock")


def _settings(asked: WhatIfAsked) -> Form:
    """Who may step in, how long is watched, what stands beside."""
    second = asked.second
    kept = asked.query(sub=None, bsub=None, horizon=None, day=None)
    modes = tuple(Option(mode, Coded("substitution", mode), mode == asked.first.substitution) for mode in MODES)
    others = tuple(
        Option(mode, Coded("substitution", mode), second is not None and mode == second.substitution) for mode in MODES
    )
    horizon = f"{asked.horizon_days:g}"
    fields = (
        Field("sub", "select", "substitution", options=modes),
        Field("horizon", "number", "horizon", horizon, minimum=1.0, maximum=LONGEST_DAYS, step=1.0),
        Field("bsub", "select", "beside", options=(Option("", Coded("scenario", "none"), second is None), *others)),
    )
    return Form("settings", Goto(asked.path, kept), fields, "play")


def _listed(ground: MapGround, asked: WhatIfAsked, *, is_known: bool) -> Facets:
    """What fails, each the way to take it out again."""
    second = () if asked.second is None or asked.second.shocks == asked.first.shocks else asked.second.shocks
    facets = []
    for scenario, name, shocks in (("first_scenario", "s", asked.first.shocks), ("second_scenario", "b", second)):
        choices = []
        for shock in shocks:
            rest = written([other for other in shocks if other != shock])
            said: list[Cell] = [shock_name(ground.facts, shock) if is_known else shock.id]
            said += [] if shock.days is None else [Said("days", {"n": f"{shock.days:g}"})]
            said += [] if shock.severity == 1.0 else [f"{shock.severity:.0%}"]
            to = asked.goto(**{name: rest, "day": None})
            choices.append(Choice((*said, Coded("scenario", "take_out")), None, to, False))
        facets += [Facet(scenario, tuple(choices))] if choices else []
    return Facets(tuple(facets))


def _banner(ground: MapGround, scenario: ScenarioAsked, asked: WhatIfAsked, outcome: Outcome) -> Sentences:
    summary = outcome.answer.summary
    facts: dict[str, Cell] = {
        "names": outcome.names,
        "n_bereft": len(outcome.bereft),
        "n_hit": len(outcome.marks),
        "n_products": ground.totals.n_products,
        "deepest": outcome.deepest,
        "loss": Amount(summary.get("loss_days"), "full_d"),
        "lowest": Amount(summary.get("min_output"), "share", 0),
        "survive": bounded(summary, "tts_days", "d"),
        "substitution": Coded("substitution", scenario.substitution),
        "horizon": Amount(asked.horizon_days, "d", 0),
        "grade": outcome.answer.grade,
    }
    steady = (summary.get("min_output") or 0.0) >= 1.0 - 1e-9
    output = "what_if_steady" if steady else "what_if_held" if summary.get("tts_days") is None else "what_if_output"
    told = [Saying("what_if_hits", facts), Saying(output, facts), Saying("what_if_assumes", facts)]
    if outcome.answer.grade == "D":
        told.insert(0, Saying("page_grade_d"))
    loss = summary.get("loss_days") or 0.0
    tone = "red" if loss >= 1.0 else "orange" if loss > 0.0 else "yellow" if outcome.marks else "green"
    tone = "warn" if outcome.answer.grade == "D" else tone
    return Sentences(tuple((saying, None) for saying in told), tone)


def _figures(outcome: Outcome) -> Tiles:
    summary = outcome.answer.summary
    return Tiles(
        (
            Tile("loss", Amount(summary.get("loss_days"), "full_d"), help="loss"),
            Tile("lowest_output", Amount(summary.get("min_output"), "share", 0)),
            Tile("stop_day", bounded(summary, "tts_days", "d"), help="tts"),
            Tile("n_stopping", outcome.answer.n_rows),
            Tile("n_bereft", len(outcome.bereft)),
            Tile("deepest", outcome.deepest),
        ),
        is_list=True,
    )


def _curve(asked: WhatIfAsked, outcome: Outcome) -> CurvePicture:
    summary = outcome.answer.summary
    points = tuple((p["day"], p["output"]) for p in summary.get("curve", ()))
    loss = Amount(summary.get("loss_days"), "full_d")
    names = "、".join(name if isinstance(name, str) else name.code for name in outcome.names)
    return CurvePicture(names, points, asked.horizon_days, summary.get("tts_days"), None, loss)


def _day(asked: WhatIfAsked) -> Form:
    """The day up to which the picture is filled."""
    day = asked.horizon_days if asked.day is None else min(asked.day, asked.horizon_days)
    field = Field("day", "range", "day", f"{day:g}", minimum=0.0, maximum=asked.horizon_days, step=1.0)
    return Form("day", Goto(asked.path, asked.query(day=None)), (field,), "show")


def _stops(ground: MapGround, scenario: ScenarioAsked, asked: WhatIfAsked, outcome: Outcome, most: int) -> Listing:
    """Who runs short, when, how far from the failure, for want of what."""
    chain, names = ground.facts.chain.code, ground.facts.names
    lines = []
    pairs = zip(outcome.answer.findings[:most], outcome.answer.evidence_ids, strict=False)
    for finding, evidence in pairs:
        v: Values = finding.values
        level = outcome.level.get((v["firm_id"], v["product_code"]), -1)
        cells: tuple[Shown, ...] = (
            Linked(v["name"], Goto(f"/firms/{v['firm_id']}")),
            v["product_name"],
            level if level >= 0 else None,
            Amount(v["first_day"], "d", 2),
            Amount(v["min_output"], "share", 0),
            names.product(v["binding_input"]) if v["binding_input"] else None,
        )
        lines.append(Line(cells, evidence))
    shocks = {"shocks": [shock.document() for shock in scenario.shocks]}
    query: dict[str, Plain] = {
        "chain": chain,
        "scenario": orjson.dumps(shocks).decode(),
        "substitution": scenario.substitution,
        "horizon_days": asked.horizon_days,
    }
    columns = ("firm", "product", "trade_step", "first_day", "lowest", "binding")
    files = Goto("/api/v1/questions/stress-test", query)
    return Listing("hit", columns, tuple(lines), outcome.answer.n_rows, files=files)


def _picture(ground: MapGround, asked: WhatIfAsked, outcome: Outcome | None, lang: Lang) -> MapDrawn:
    """The picture of the lane graph, everything at its place, what is hit filled."""
    home = f"/chains/{ground.facts.chain.code}"
    own = read_map(f"{home}/graph", asked.picture)
    drawn = ground.draw(plan_picture(ground, own, by_stage=False).wanted, lang)
    shown = set(drawn_products(drawn))
    marks = {} if outcome is None else {code: mark for code, mark in outcome.marks.items() if code in shown}
    return MapDrawn(
        drawn,
        here=Goto(home, {}) if drawn.panorama else Goto(f"{home}/graph", dict(asked.picture)),
        stage=Goto(f"{home}/graph", {"k": 1}),
        marks=marks,
        paper=own.paper,
        day=asked.horizon_days if asked.day is None else asked.day,
    )


def _examples(ground: MapGround, asked: WhatIfAsked) -> Sentences:
    """The worst choke points of the chain, each a scenario to begin with; the two failures that cost most at once."""
    told: list[tuple[Saying, Goto | None]] = [(Saying("what_if_empty", {"days": DEFAULT_DAYS}), None)]
    for finding, _ in ground.answers.proven[:WORST]:
        v = finding.values
        shock = ShockAsked(v["entity_type"], v["entity_id"], float(DEFAULT_DAYS))
        told.append((Saying("map_candidate", {"name": v["name"]}), asked.goto(s=shock.text())))
    both = _two_largest(ground, asked)
    if both:
        told.append((Saying("map_candidate", {"name": Coded("scenario_template", TWO_LARGEST)}), asked.goto(s=both)))
    return Sentences(tuple(told))


def _two_largest(ground: MapGround, asked: WhatIfAsked) -> str | None:
    """The template of that name as it stands in an address; None where there are not two that can fail."""
    given = {"template": TWO_LARGEST}
    try:
        plain = expanded(ground.facts.workspace, given, [ground.facts], asked.horizon_days)["shocks"]
    except GraphsvcError:
        return None
    named = [(shock["entity_type"], shock["entity_id"]) for shock in plain] if isinstance(plain, list) else []
    return written([ShockAsked(kind, name, float(DEFAULT_DAYS)) for kind, name in named])


def _refused(error: GraphsvcError, lang: Lang) -> Sentences:
    document = error.document(lang)
    texts = [str(document[name]) for name in ("title", "detail", "remedy") if document.get(name)]
    return Sentences(tuple((Saying("page_problem", {"text": text}), None) for text in texts), "warn")
