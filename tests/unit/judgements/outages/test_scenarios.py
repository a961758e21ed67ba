"""Rules of scenarios, templates and actions on the tyre chain, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.scenario_templates import scenario_templates
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader

R1, C1, A1, M1 = "91370300FAKE01032D", "91370800FAKE010402", "91371500FAKE01083C", "91370300FAKE011046"
T1, T2 = "91370500FAKE010162", "91371000FAKE01024F"
T1_PART = 720 / 1120


def edited(folder: Path, *cells: tuple[str, str, str, Any], doubled: str | None = None) -> Analyst:
    """The tyre chain with cells of lists set: (list, value somewhere in the row, heading, new value). ``doubled``: rows
    of list 07 of that product told as two contracts of half each, one long, one spot."""
    path = make_workbook(SOURCES / "tyre", folder / "book.xlsx")
    book = openpyxl.load_workbook(path)
    for sheet, where, heading, value in cells:
        page = next(p for p in book.worksheets if p.title.startswith(sheet))
        heads = {cell.value: at for at, cell in enumerate(page[1], 1)}
        at = heads.setdefault(heading, len(heads) + 1)
        page.cell(1, at).value = heading
        for row in range(2, page.max_row + 1):
            if where in {cell.value for cell in page[row]}:
                page.cell(row, at).value = value
    if doubled is not None:
        _double(next(p for p in book.worksheets if p.title.startswith("07")), doubled)
    book.save(path)
    store = MemoryStore()
    load([Path(path)], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    return Analyst(store)


def _double(page: Any, product: str) -> None:
    heads = {cell.value: at for at, cell in enumerate(page[1], 1)}
    mode = len(heads) + 1
    page.cell(1, mode).value = "供应方式"
    for row in range(2, page.max_row + 1):
        if page.cell(row, heads["产品"]).value != product:
            continue
        for heading in ("年供应量", "占需方采购比重"):
            cell = page.cell(row, heads[heading])
            cell.value = None if cell.value is None else float(str(cell.value).rstrip("%")) / 2
        copy = page.max_row + 1
        for at in range(1, mode):
            page.cell(copy, at).value = page.cell(row, at).value
        page.cell(row, mode).value, page.cell(copy, mode).value = "长协", "现货"


@pytest.fixture(scope="module")
def tyres(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """Rubber is five days on its way; carbon black and chemicals are switched within five days; 甲 is on the white list
    of list 05, which holds the second tyre maker alone."""
    return edited(
        tmp_path_factory.mktemp("tyres"),
        ("07", "合成橡胶", "在途天数", 5),
        ("07", "橡胶助剂", "切换周期", 5),
        ("07", "炭黑", "切换周期", 5),
        ("05", "示例轮胎二厂", "白名单", "是"),
    )


def answer(analyst: Analyst, scenario: object, **given: Any) -> dict[str, Any]:
    return answer_document(analyst.ask("stress-test", {"scenario": scenario, **given}), "en")


def firm(name: str, **more: Any) -> dict[str, Any]:
    return {"entity_type": "firm", "entity_id": name, **more}


def least(document: Mapping[str, Any]) -> dict[str, float]:
    return {row["firm_id"]: row["min_output"] for row in document["rows"]}


def test_the_white_list_is_served_first(tyres: Analyst) -> None:
    # half of 6.72 is left: T2 needs 2.40 and gets it, T1 gets 0.96 of its 4.32
    half = {"shocks": [firm(R1, severity=0.5)], "stock_policy": "none"}
    alike, first = answer(tyres, half), answer(tyres, {**half, "ration": "priority"})
    assert least(alike) == pytest.approx({T1: 0.5, T2: 0.5})
    assert least(first) == pytest.approx({T1: 0.96 / 4.32})
    named = answer(tyres, {**half, "ration": "priority", "priority": ["示例轮胎一厂"]})
    assert least(named) == pytest.approx({T1: 3.36 / 4.32, T2: 0.0})  # 3.36 of the 4.32 that T1 alone needs
    assert first["summary"]["scenario"]["ration"] == "priority"


def test_without_stocks_it_stops_at_once(tyres: Analyst) -> None:
    gone = {"shocks": [firm(R1)]}
    assert answer(tyres, gone)["summary"]["tts_days"] == 10
    none = answer(tyres, {**gone, "stock_policy": "none", "horizon": 30})["summary"]
    assert (none["tts_days"], none["loss_days"]) == (0, pytest.approx(30))


def test_severity_goes_straight_from_point_to_point(tyres: Analyst) -> None:
    ramp = {"shocks": [firm(R1, severity=[[0, 0], [10, 1]])], "stock_policy": "none", "horizon": 12}
    document = answer(tyres, ramp)
    curve = {point["day"]: point["output"] for point in document["summary"]["curve"]}
    assert curve[2.5] == pytest.approx(0.75)
    assert curve[10] == pytest.approx(0.0)
    # quarter days lose 0, 1/40 … 39/40 of a quarter each, then all of it for two days
    assert document["summary"]["loss_days"] == pytest.approx(sum(k / 40 for k in range(40)) / 4 + 2)


def test_a_shock_starts_and_ends_and_meets_another(tyres: Analyst) -> None:
    two = [firm(R1, start_day=2, duration=4, severity=0.5), firm(R1, start_day=4, duration=4, severity=0.5)]
    curve = answer(tyres, {"shocks": two, "stock_policy": "none", "horizon": 10})["summary"]["curve"]
    # both at once take half of what the other leaves
    assert [(p["day"], p["output"]) for p in curve] == [(0, 1), (2, 0.5), (4, 0.25), (6, 0.5), (8, 1)]


def test_goods_on_their_way_arrive(tyres: Analyst) -> None:
    gone = {"shocks": [firm(R1, duration=10)], "stock_policy": "none", "horizon": 30, "in_transit": True}
    document = answer(tyres, gone)
    # what left before day 0 arrives until day 5, what leaves on day 10 arrives on day 15
    assert [(p["day"], p["output"]) for p in document["summary"]["curve"]] == [(0, 1), (5, 0), (15, 1)]
    assert "transit_unknown" in {warning["code"] for warning in document["warnings"]}


def test_a_substitute_needs_inputs_of_its_own(tyres: Analyst) -> None:
    gone = {"shocks": [firm(A1)], "substitution": "qualified"}
    # A2 could add 2.0 - 1.344 = 0.656 if it had 0.328 more intermediate; M1 has 2.0 - 1.68 = 0.32 to spare: 0.64 more
    short = answer(tyres, {**gone, "stock_policy": "none"})["summary"]["curve"]
    assert short[-1]["output"] == pytest.approx((1.344 + 0.64) / 3.36)
    # twenty days of stock at A2 make up for the 0.008 a year that M1 lacks
    assert answer(tyres, gone)["summary"]["curve"][-1]["output"] == pytest.approx(2.0 / 3.36)
    # with M1 at 80 % A2 gets 0.672 x 0.8 by contract and 0.32 x 0.8 besides: 0.7936 of intermediate for 1.5872
    both = {"shocks": [firm(A1), firm(M1, severity=0.2)], "substitution": "qualified", "stock_policy": "none"}
    assert answer(tyres, both)["summary"]["curve"][-1]["output"] == pytest.approx(1.5872 / 3.36)


def test_makers_nobody_qualified_wait_longer(tyres: Analyst) -> None:
    gone = {"shocks": [firm(C1)], "stock_policy": "none", "substitution": "all", "qualify_days": 30}
    curve = answer(tyres, gone)["summary"]["curve"]
    # C2 delivers already, so it is qualified: it steps in on day 5
    assert [(p["day"], p["output"]) for p in curve] == [(0, pytest.approx(0.375)), (5, pytest.approx(8 / 13.44))]


@pytest.mark.parametrize(
    ("scenario", "word"),
    [
        ([], "JSON"),
        ({"shocks": [firm(R1)], "horizn": 30}, "horizon"),
        ({"shocks": [firm(R1, severty=1)]}, "severity"),
        ({"shocks": [firm(R1)], "ration": "fair"}, "pro_rata"),
        ({"shocks": [firm(R1)], "priority": [T1]}, "priority"),
        ({"shocks": [firm(R1)], "ration": "priority", "priority": []}, "priority"),
        ({"shocks": [firm(R1)], "stock_policy": "some"}, "listed"),
        ({"shocks": [firm(R1)], "seed": -1}, "seed"),
        ({"shocks": [firm(R1)], "in_transit": 1}, "in_transit"),
        ({"shocks": [firm(R1, severity=[[1, 0.5], [1, 0.6]])]}, "day"),
        ({"shocks": [firm(R1, severity=[[0, 2]])]}, "severity"),
        ({"shocks": [firm(R1, severity=[])]}, "severity"),
        ({"shocks": "all"}, "shocks"),
        ({"template": "flood"}, "park-outage"),
        ({"template": "park-outage"}, "park"),
        ({"template": "firm-outage", "firm": R1, "day": 3}, "days"),
        ({"template": "firm-outage", "firm": R1, "days": -3}, "days"),
        ({"template": "export-control", "country": "TH"}, "product"),
        ({"template": "power-rationing", "divisions": ["99"]}, "divisions"),
        ({"template": "two-largest", "entity": "planet"}, "entity"),
    ],
)
def test_what_no_scenario_is_is_refused(tyres: Analyst, scenario: object, word: str) -> None:
    with pytest.raises(ParameterError) as refused:
        tyres.ask("stress-test", {"scenario": scenario})
    assert refused.value.code == "bad_scenario"
    assert word in str(refused.value.facts["why_en"])


def test_whoever_is_named_must_be_known(tyres: Analyst) -> None:
    with pytest.raises(NotFound):
        tyres.ask("stress-test", {"scenario": {"shocks": [firm(R1)], "ration": "priority", "priority": ["示例无此厂"]}})


@pytest.mark.parametrize("more", [{"ration": "priority"}, {"stock_policy": "none"}, {"in_transit": True}])
def test_rules_go_with_steps_alone(tyres: Analyst, more: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        tyres.ask("stress-test", {"scenario": {"shocks": [firm(R1)], **more}, "level": "L1"})


def test_priority_needs_a_white_list(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="white list"):
        edited(tmp_path).ask("stress-test", {"scenario": {"shocks": [firm(R1)], "ration": "priority"}})


TEMPLATES: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "firm-outage": ({"firm": R1, "days": 30}, [firm(R1, duration=30)]),
    "group-outage": ({"group": "91370600FAKE011398"}, [{"entity_type": "group", "entity_id": "91370600FAKE011398"}]),
    "region-closure": (
        {"region": "370300", "days": 28}, [{"entity_type": "region", "entity_id": "370300", "duration": 28}]
    ),
    "country-cutoff": ({"country": "TH"}, [{"entity_type": "country", "entity_id": "TH"}]),
    "price-doubling": ({"product": "合成橡胶"}, []),
    "two-largest": ({}, [
        {"entity_type": "group", "entity_id": M1}, {"entity_type": "group", "entity_id": R1},
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_its_shocks(tyres: Analyst, name: str) -> None:
    given, shocks = TEMPLATES[name]
    if name == "price-doubling":  # at twice the price the same money buys half
        code = next(c for c, row in tyres.workspace().snapshot.products.items() if row["product_name"] == "合成橡胶")
        shocks = [{"entity_type": "product", "entity_id": code, "severity": 0.5}]
    made, plain = answer(tyres, {"template": name, **given}), answer(tyres, {"shocks": shocks})
    assert made["summary"]["scenario"]["shocks"] == shocks
    assert made["rows"]
    assert [{**row, "evidence_id": ""} for row in made["rows"]] == [{**row, "evidence_id": ""} for row in plain["rows"]]
    again = answer(tyres, made["summary"]["scenario"])
    assert again["summary"]["curve"] == plain["summary"]["curve"]


def test_all_ten_templates_are_listed(tyres: Analyst) -> None:
    document = answer_document(tyres.ask("scenario-templates", {}), "zh")
    assert [row["template"] for row in document["rows"]] == list(scenario_templates())
    assert len(document["rows"]) == 10
    assert all(row["template_title_label"] for row in document["rows"])


def test_more_stock_would_have_helped(tyres: Analyst) -> None:
    document = answer(tyres, {"shocks": [firm(R1, duration=30)]}, actions=True)
    loss = T1_PART * 15 + (1 - T1_PART) * 20  # stocks of 15 and 10 days against an outage of 30
    assert document["summary"]["loss_days"] == pytest.approx(loss)
    (only,) = document["summary"]["actions"]
    assert (only["action_kind"], only["product_name"], only["stock_days"]) == ("more_stock", "合成橡胶", 30)
    assert only["days_saved"] == pytest.approx(loss)
    assert only["loss_days"] == 0
    assert only["action_kind_label"] == "more stock"
    assert document["summary"]["n_actions_tried"] == 1
    assert document["summary"]["actions_truncated"] is False


def test_a_second_source_would_have_helped(tyres: Analyst) -> None:
    document = answer(tyres, {"shocks": [firm(C1)], "horizon": 20, "stock_policy": "none"}, actions=True)
    second = next(row for row in document["summary"]["actions"] if row["action_kind"] == "second_source")
    # C2 has 2.96 to spare: 8 of 13.44 instead of 5.04 of 13.44 from the second quarter day, when the lack is seen
    assert second["firm_id"] == "91370700FAKE01059R"
    assert second["days_saved"] == pytest.approx(19.75 * (8 - 5.04) / 13.44)


def test_a_contract_in_two_halves_is_one_contract(tyres: Analyst, tmp_path: Path) -> None:
    halves = edited(tmp_path, doubled="炭黑")
    rows = {}
    for analyst in (edited(tmp_path), halves):
        found = analyst.ask("choke-points", {"entity": "firm"}).findings
        rows[analyst] = {
            f.values["entity_id"]: (f.values["loss_days"], f.values["impact"], f.values["tts_days"]) for f in found
        }
    one, other = rows.values()
    assert one == {name: pytest.approx(figures, abs=1e-9) for name, figures in other.items()}
    supplies = halves.workspace().snapshot.tables["supplies"]
    assert len(supplies) == len(tyres.workspace().snapshot.tables["supplies"])
