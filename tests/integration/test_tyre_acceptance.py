"""The worked example through the real doors: workbook, load, ask. Every number is the printed one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.door import Door

T1, T2 = "91370500FAKE010162", "91371000FAKE01024F"
R1, C1, C2 = "91370300FAKE01032D", "91370800FAKE010402", "91370700FAKE01059R"
S1, S2, G = "91370600FAKE01067F", "91371600FAKE01075N", "91370600FAKE011398"
A1, A2 = "91371500FAKE01083C", "91371700FAKE01091H"
M1, B1, W1 = "91370300FAKE011046", "91370300FAKE011121", "91130200FAKE01120Q"
N1, N2 = "ext:TH:P020201", "ext:CI:P020201"
BUTADIENE, NATURAL, RUBBER, BLACK, ROD = "P020101", "P020201", "P020301", "P020401", "P020501"
CORD, MIDDLE, CHEMICAL, TYRE = "P020502", "P020601", "P020602", "P020801"

# removed: falls at L0, kept L1, kept L1+, survives, recovers, gap, loss in 90 days, grade, betweenness
TABLE: dict[str, tuple[Any, ...]] = {
    M1: ((A1, A2, T1, T2), 0, 0, 37.5, 90, 52.5, 48.7857, "red", 0),
    R1: ((T1, T2), 0, 0, 10, 60, 50, 46.7857, "red", 3),
    G: ((T1, T2), 0, 0, 10, 45, 35, 33.7143, "red", None),
    B1: ((R1, T1, T2), 0, 0, 13, 45, 32, 28.7857, "red", 0),
    S1: ((), 0.423, 0.481, 19.25, 45, 25.75, 14.6758, "orange", 1.5),
    C1: ((), 0.375, 0.595, 14, 30, 16, 9.8214, "orange", 0),
    S2: ((), 0.577, 0.618, 20, 45, 25, 7.7527, "yellow", 1.5),
    C2: ((), 0.625, 0.744, 14, 30, 16, 2.8571, "yellow", 0),
    N1: ((), 0.400, 0.400, 50, 60, 10, 2.1429, "orange", 0),
    A1: ((), 0.400, 0.595, 30, 30, 0, 0, "yellow", 1.5),
    A2: ((), 0.600, 0.744, 30, 30, 0, 0, "yellow", 1.5),
    N2: ((), 0.600, 0.600, 75, 60, 0, 0, "yellow", 0),
    W1: ((S1, S2, T1, T2), 0, 0, 30, 30, 0, 0, "yellow", 0),
}
LAST_PLACE = 0.00005 + 1e-9


@pytest.mark.parametrize("kind", ["firm", "group"])
def test_table_of_the_example(door: Door, kind: str) -> None:
    answer = door.ask("choke-points", entity=kind)
    rows = {row["entity_id"]: row for row in answer["rows"]}
    merged = {G} if kind == "firm" else {S1, S2}
    assert set(rows) == set(TABLE) - merged | {T1, T2}
    for entity, (falls, kept, best, survives, recovers, gap, loss, grade, between) in TABLE.items():
        if entity in merged:
            continue
        row = rows[entity]
        assert row["fallen"] == sorted(falls), entity
        assert row["kept_l1"] == pytest.approx(kept, abs=0.0005), entity
        assert row["kept_l1plus"] == pytest.approx(best, abs=0.0005), entity
        assert row["impact"] == pytest.approx(1 - row["kept_l1"])
        assert (row["tts_days"], row["ttr_days"], row["gap_days"]) == (survives, recovers, gap), entity
        assert row["loss_days"] == pytest.approx(loss, abs=LAST_PLACE), entity
        assert row["risk_grade"] == grade, entity
        assert row["betweenness"] == (None if between is None else pytest.approx(between)), entity
        assert row["is_choke_point"] == ("yes" if gap > 0 else "no"), entity
        assert row["loss_days_lower"] == row["loss_days"] == row["loss_days_upper"], "everything is known"
    upstream = [row["loss_days"] for row in answer["rows"]]
    assert upstream == sorted(upstream, reverse=True)
    assert rows[T1]["betweenness"] == rows[T2]["betweenness"] == 6
    assert answer["data_grade"] in ("A", "B")


def test_fast_bounds_of_m1(door: Door) -> None:
    (row,) = [row for row in door.ask("choke-points")["rows"] if row["entity_id"] == M1]
    assert (row["tts_fast_lower"], row["tts_fast_upper"]) == (35, 40)
    assert (row["n_buyers"], row["alternatives"]) == (2, [])


def test_closed_forms_of_reallocation(door: Door) -> None:
    rows = {row["entity_id"]: row for row in door.ask("choke-points", entity="firm", l1plus="all")["rows"]}
    wanted = {S1: 7 / 14.56, S2: 9 / 14.56, C1: 8 / 13.44, C2: 10 / 13.44, A1: 2.0 / 3.36, A2: 2.5 / 3.36}
    for firm, kept in wanted.items():
        assert rows[firm]["kept_l1plus"] == pytest.approx(kept, abs=1e-9)


@pytest.mark.parametrize(("kind", "rs", "n"), [("firm", 85.0364, 12), ("group", 82.5361, 11)])
def test_resilience(door: Door, kind: str, rs: float, n: int) -> None:
    summary = door.ask("resilience", entity=kind)["summary"]
    assert summary["rs"] == pytest.approx(rs, abs=LAST_PLACE)
    assert summary["rs_min"] == pytest.approx(45.7937, abs=LAST_PLACE)
    assert (summary["worst"], summary["n_scenarios"], summary["horizon_days"]) == (M1, n, 90)


def test_single_sources(door: Door) -> None:
    rows = {(row["buyer_id"], row["product_code"]): row for row in door.ask("single-sources")["rows"]}
    assert {key: (row["kind"], row["group_id"]) for key, row in rows.items()} == {
        (T1, RUBBER): ("sole", R1),
        (T2, RUBBER): ("sole", R1),
        (R1, BUTADIENE): ("sole", B1),
        (A1, MIDDLE): ("sole", M1),
        (A2, MIDDLE): ("sole", M1),
        (S1, ROD): ("sole", W1),
        (S2, ROD): ("sole", W1),
        (T1, CORD): ("disguised", G),
        (T2, CORD): ("disguised", G),
        (T1, BLACK): ("dominant", C1),
        (T1, CHEMICAL): ("dominant", A1),
        (T1, NATURAL): ("dominant", N1),
        (T2, NATURAL): ("dominant", N1),
    }
    for buyer in (T1, T2):
        assert rows[buyer, CORD]["n_eff"] == pytest.approx(1)
        assert rows[buyer, CORD]["supplier_ids"] == [S1, S2]
        assert rows[buyer, NATURAL]["share"] == pytest.approx(0.60)
    assert rows[T1, BLACK]["share"] == pytest.approx(0.69, abs=0.005)
    assert rows[T1, CHEMICAL]["share"] == pytest.approx(0.66, abs=0.005)
    assert rows[T1, CHEMICAL]["n_eff"] == pytest.approx(1.82, abs=0.005)
    assert rows[T1, BLACK]["alternatives"] == [C2]


def test_without_merging_groups(door: Door) -> None:
    answer = door.ask("single-sources", merge_groups="false")
    rows = {(row["buyer_id"], row["product_code"]): row for row in answer["rows"]}
    assert rows[T1, CORD]["kind"] == "dominant"
    assert rows[T1, CORD]["n_eff"] == pytest.approx(1.89, abs=0.005)
    assert (T2, CORD) not in rows  # two equal halves: N_eff 2.00


def test_hidden_sources(door: Door) -> None:
    rows = door.ask("hidden-sources")["rows"]
    assert {(r["buyer_id"], r["product_code"], r["entity_type"], r["entity_id"]) for r in rows} == {
        (T1, CHEMICAL, "firm", M1),
        (T2, CHEMICAL, "firm", M1),
        (T1, CORD, "firm", W1),
        (T2, CORD, "firm", W1),
    }
    assert {(r["is_hidden"], r["depth"]) for r in rows} == {("yes", 2)}
    path = next(r["path"] for r in rows if (r["buyer_id"], r["product_code"]) == (T1, CORD))
    assert [path[0]["firm_id"], path[-1]["firm_id"]] == [W1, T1]
    assert path[1]["firm_id"] in (S1, S2)


def test_missing_links_and_completeness(door: Door) -> None:
    answer = door.ask("missing-links")
    rows = {row["product_code"]: row for row in answer["rows"]}
    assert len(rows) == 9
    assert {code for code, row in rows.items() if row["is_missing"] == "yes"} == {ROD}
    rod, natural = rows[ROD], rows[NATURAL]
    assert (rod["ladder"], rod["verb"], rod["unit"], rod["exportable"]) == ("province_has_none", "fill", "万吨", True)
    assert rod["demand"] == pytest.approx(15.288)
    assert rod["nearest"] == W1
    assert (natural["is_missing"], natural["ladder"], natural["exportable"]) == ("no", "not_to_fill", False)
    assert natural["demand"] == pytest.approx(20.16)
    assert {rows[code]["ladder"] for code in set(rows) - {ROD, NATURAL}} == {None}
    assert answer["summary"]["completeness_cp"] == pytest.approx(7 / 8)
    assert answer["summary"]["completeness_cp_all"] == pytest.approx(7 / 9)
    assert answer["summary"]["completeness_cp_weighted"] is None


@pytest.mark.parametrize(
    ("region", "ladder"),
    [("370000", "province_has_none"), ("130000", None), ("130100", "city_has_none"), ("130203", "county_has_none")],
)
def test_ladder_by_region(door: Door, region: str, ladder: str | None) -> None:
    """The only maker of rod stands in 唐山 (130200); a list of Shandong declares nothing about Hebei."""
    rows = door.json("ask", "missing-links", "--region", region)["rows"]
    (rod,) = [row for row in rows if row["product_code"] == ROD]
    if region == "370000":
        assert rod["ladder"] == ladder
    else:
        assert rod["is_missing"] != "yes", "not declared complete there"


def test_weak_links(door: Door) -> None:
    rows = {row["product_code"]: row for row in door.ask("weak-links")["rows"]}
    ssr = {RUBBER: 1.19, BLACK: 1.34, CORD: 1.10, CHEMICAL: 1.34, MIDDLE: 1.19, BUTADIENE: 1.19}
    for code, value in ssr.items():
        assert rows[code]["ssr"] == pytest.approx(value, abs=0.005)
        assert rows[code]["is_weak"] == "yes"
        assert rows[code]["reasons"] == ["W2"], code
    for code, n_groups in {RUBBER: 1, CORD: 1, MIDDLE: 1, BUTADIENE: 1, BLACK: 2, CHEMICAL: 2}.items():
        assert rows[code]["n_groups"] == n_groups
        if n_groups == 1:
            assert rows[code]["hhi"] == 1
    assert rows[TYRE]["reasons"] == []
    assert rows[TYRE]["is_weak"] == "unknown", "nobody states grades or national shares"
    assert rows[TYRE]["possible_reasons"] == ["W4", "W5"]


def test_thirty_days_without_r1(door: Door) -> None:
    answer = door.ask("firm-outage", firm=R1, days=30)
    rows = [(row["firm_id"], row["first_day"], row["binding_input"]) for row in answer["rows"]]
    assert rows == [(T2, 10, RUBBER), (T1, 15, RUBBER)]
    assert answer["summary"]["curve"][0] == {"day": 0, "output": 1}
    assert answer["summary"]["tts_days"] == 10


def test_own_recovery_is_the_default_outage(door: Door) -> None:
    assert door.ask("firm-outage", firm="示例合成胶")["summary"]["outage_days"] == 60


def test_stages(door: Door) -> None:
    rows = {row["stage_name"]: row for row in door.ask("stages")["rows"]}
    assert len(rows) == 9, "leaves alone"
    assert (rows["原料"]["status"], rows["原料"]["n_firms"]) == ("missing", 0)
    assert (rows["帘线"]["status"], rows["帘线"]["n_firms"], rows["帘线"]["capacity"]) == ("single_source", 2, 16)
    assert rows["合成橡胶"]["status"] == "single_source"
    assert (rows["补强填充"]["status"], rows["补强填充"]["capacity"]) == ("weak", 18)
    assert rows["补强填充"]["output"] == pytest.approx(13.44)
    assert (rows["轮胎制造"]["n_firms"], rows["轮胎制造"]["capacity"], rows["轮胎制造"]["output"]) == (2, 1300, 1120)
    assert rows["天然橡胶"]["n_firms"] == 0


def test_example_row_of_the_gap_list(door: Door) -> None:
    answer = door.ask("gap-list")
    (row,) = [row for row in answer["rows"] if row["product_code"] == ROD]
    expected = {
        "no": 1,
        "chain": "高端化工·轮胎",
        "position_path": "上游/骨架材料/原料",
        "product": "高碳盘条 P020501",
        "gb4754": "3130 钢压延加工",
        "gap_kind": "missing_link",
        "gap_kind_label": "缺链·省缺国有",
        "ladder": "province_has_none",
        "verb": "fill",
        "verb_label": "补链",
        "reasons": "ML: 本省2家帘线企业全部外购, 本省0家生产; 派生需求15.288万吨",
        "scope_region": "370000 山东省",
        "unit": "万吨",
        "local_supply": 0,
        "gap_rate": 1,
        "demanders": "示例帘线东 8.82; 示例帘线西 6.468",
        "current_sources": "河北 100%",
        "import_dep": 0,
        "risk_grade": "yellow",
        "risk_grade_label": "黄",
        "tts_days": 30,
        "loss_value": 0,
        "data_grade": "B",
        "as_of": "2023-12-31",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["demand"] == row["gap_qty"] == pytest.approx(15.288)
    assert row["demand_value"] == pytest.approx(68796)
    assert NATURAL not in {r["product_code"] for r in answer["rows"]}
    assert NATURAL in {r["product_code"] for r in answer["summary"]["excluded"]}
