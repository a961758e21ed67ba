"""Several reports of one fact, list by list: which counts, what is filled, what stays visible, what is said."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from graphsvc.domain.reports import ReportIndex
from tests.unit.loaders.overlap_parts import codes, facts, part, reconciled, told

PROVINCE, CITY, COUNTY, OTHER_CITY = "370000", "371300", "371302", "370100"
C, D = "SD-C01", "SD-C02"
F, G = "91371302FAKE000001", "91370100FAKE000002"


def plant(firm: str = F, site: str | None = None, **more: Any) -> dict[str, Any]:
    return {"firm": firm, "product": "P1", "site": site, "state": "现状", **more}


def test_narrowest_region_that_contains_the_object_counts() -> None:
    """The other city's list tells the firm too, more fully and later, but the firm does not stand there."""
    firm = {"firm_id": F, "reg_region": COUNTY, "year": 2023}
    tables, parts = reconciled(
        part(C, PROVINCE, firms=[{**firm, "name": "省"}]),
        part(C, CITY, firms=[{**firm, "name": "市"}]),
        part(C, OTHER_CITY, "2024-06-30", firms=[{**firm, "name": "外", "size": "大型"}]),
    )  # fmt: skip
    assert facts(tables, "firms", "name", "size") == [("市", "大型")]
    assert told(tables, "slot_region", "reason", "used") == [
        (PROVINCE, "wider_region", None), (OTHER_CITY, "outside_its_region", ["size"]),
    ]  # fmt: skip
    assert "overlap" in codes(parts)


@pytest.mark.parametrize(
    ("prefer", "counts", "reason"),
    [("narrowest", "市", "wider_region"), ("widest", "省", "narrower_region"), ("latest", "省", "earlier_cut_off")],
)
def test_preference(prefer: str, counts: str, reason: str) -> None:
    tables, _ = reconciled(
        part(C, PROVINCE, "2024-06-30", firms=[{"firm_id": F, "reg_region": COUNTY, "year": 2023, "name": "省"}]),
        part(C, CITY, "2023-12-31", firms=[{"firm_id": F, "reg_region": COUNTY, "year": 2023, "name": "市"}]),
        prefer=prefer,
    )
    assert facts(tables, "firms", "name") == [(counts,)]
    assert told(tables, "reason") == [(reason,)]


def test_same_width_later_date_then_more_cells_then_content() -> None:
    """Two chains of one region list one firm: nothing but date, cells and content tells them apart."""

    def of(chain: str, as_of: str, **cells: Any) -> Any:
        return part(chain, CITY, as_of, firms=[{"firm_id": F, "reg_region": COUNTY, "year": 2023, **cells}])

    late, _ = reconciled(of(C, "2023-06-30", name="早", size="大型"), of(D, "2023-12-31", name="晚"))
    assert facts(late, "firms", "name") == [("晚",)]
    assert told(late, "reason") == [("earlier_cut_off",)]
    full, _ = reconciled(of(C, "2023-12-31", name="空"), of(D, "2023-12-31", name="满", size="大型"))
    assert facts(full, "firms", "name") == [("满",)]
    assert told(full, "reason") == [("fewer_cells",)]
    tie, _ = reconciled(of(C, "2023-12-31", name="乙"), of(D, "2023-12-31", name="丁"))
    assert facts(tie, "firms", "name") == [("丁",)], "U+4E01 stands before U+4E59"
    assert told(tie, "reason") == [("content_order",)]


def test_years_go_before_regions_and_figures_of_earlier_ones_fill_nothing() -> None:
    county = {"firm_id": F, "reg_region": COUNTY, "year": 2022, "revenue": 5.0, "controller": "示例集团"}
    tables, parts = reconciled(
        part(C, PROVINCE, firms=[{"firm_id": F, "reg_region": COUNTY, "year": 2023, "name": "省"},
                                 {"firm_id": F, "reg_region": COUNTY, "year": 2024, "name": "计划"}]),
        part(C, COUNTY, year=2022, firms=[county]),
    )  # fmt: skip
    assert facts(tables, "firms", "year", "name", "revenue", "controller") == [(2023, "省", None, "示例集团")]
    assert told(tables, "reason", "used") == [("earlier_year", ["controller"]), ("later_year", None)]
    assert codes(parts) == {"other_years"}


def test_years_within_one_slot() -> None:
    """An earlier row may be the fullest: it is a report nevertheless."""
    rows = [{"firm_id": F, "year": 2021, "revenue": 5.0, "size": "大型", "rd": 1.0}, {"firm_id": F, "year": 2023}]
    trade = {"supplier": G, "buyer": F, "product": "P1"}
    tables, _ = reconciled(
        part(C, CITY, firms=rows, supplies=[{**trade, "year": 2022, "qty": 9.0}, {**trade, "year": 2023, "qty": 1.0}],
             product_inputs=[{"to_product": "P1", "from_product": "P2", "year": y, "coefficient": y}
                             for y in (2023, 2020)])
    )  # fmt: skip
    assert facts(tables, "firms", "year", "revenue", "size") == [(2023, None, "大型")]
    assert facts(tables, "supplies", "year", "qty") == [(2023, 1.0)]
    assert facts(tables, "product_inputs", "year", "coefficient") == [(2023, 2023.0)]
    assert told(tables, "table", "reason") == [
        ("firms", "earlier_year"), ("product_inputs", "earlier_year"), ("supplies", "earlier_year"),
    ]  # fmt: skip


def test_figures_that_differ_by_more_than_a_fifth_are_said() -> None:
    _, parts = reconciled(
        part(C, PROVINCE, capacities=[plant(effective_capacity=121.0, output=119.0, grade="甲")]),
        part(C, COUNTY, capacities=[plant(effective_capacity=100.0, output=100.0, grade="乙")]),
    )
    said = [n for p in parts for n in p.resolved.notices if n.code == "V10"]
    assert {(n.place.file, n.place.row, n.original, n.facts["ours"]) for n in said} == {
        ("370000.xlsx", 2, "121", "100")
    }
    assert all(n.facts["first_en"] == "371302.xlsx, capacities row 2" for n in said)
    assert len(said) == 2, "once in each slot's report"
    assert said[0] is said[1]
    (report,) = ReportIndex(parts[0].resolved.tables).rows
    assert report["differs"] == ["effective_capacity", "grade"]
    assert orjson.loads(report["fields"])["output"] == 119.0


def test_blank_figure_comes_with_its_bounds_and_unit() -> None:
    whole = {"project_code": "X", "product": "P1", "builder": F, "site_region": COUNTY}
    tables, _ = reconciled(
        part(C, PROVINCE, projects=[{**whole, "added_capacity": 4.0, "added_capacity_lower": 3.0,
                                     "added_capacity_upper": 5.0, "added_capacity_unit": "万台", "name": "甲"}]),
        part(C, COUNTY, projects=[{**whole, "added_capacity_unit": "台"}]),
    )  # fmt: skip
    fields = ("added_capacity", "added_capacity_lower", "added_capacity_upper", "added_capacity_unit", "name")
    assert facts(tables, "projects", *fields) == [(4.0, 3.0, 5.0, "万台", "甲")]
    assert told(tables, "used") == [(["added_capacity", "name"],)]


def test_closing_of_an_issue_is_not_filled_into_an_open_one() -> None:
    issue = {"issue_no": "W-1", "raised_by": F, "type": "资金", "opened": "2023-05-01"}
    tables, _ = reconciled(
        part(C, PROVINCE, issues=[{**issue, "status": "已销号", "closed": "2023-07-01", "owner": "示例局"}]),
        part(C, COUNTY, issues=[{**issue, "status": "办理中"}]),
    )
    assert facts(tables, "issues", "status", "closed", "owner") == [("办理中", None, "示例局")]


def test_one_number_of_two_offices_for_two_things_loses_neither() -> None:
    tables, parts = reconciled(
        part(C, CITY, issues=[{"issue_no": "1", "raised_by": F, "type": "资金"}]),
        part(C, OTHER_CITY, issues=[{"issue_no": "1", "raised_by": G, "type": "用工"}]),
    )
    assert facts(tables, "issues", "raised_by") == [(G,), (F,)]
    assert told(tables, "key") == []
    assert codes(parts) == {"same_number"}


def test_total_without_site_beside_sites() -> None:
    """100 told by the province is the total of 60 and 50 (110 ± 20 %); 300 is another plant, or wrong, and said."""
    sites = [plant(site="一厂", effective_capacity=60.0), plant(site="二厂", effective_capacity=50.0)]
    tables, parts = reconciled(
        part(C, PROVINCE, capacities=[plant(effective_capacity=100.0)]), part(C, COUNTY, capacities=sites)
    )
    assert facts(tables, "capacities", "site", "effective_capacity") == [("一厂", 60.0), ("二厂", 50.0)]
    assert told(tables, "reason") == [("total_of_sites",)]
    assert codes(parts) == {"site_total"}
    index = ReportIndex(tables)
    assert [index.behind("capacities", row) for row in tables.rows("capacities")] == [[0], [0]]
    both, parts = reconciled(
        part(C, PROVINCE, capacities=[plant(effective_capacity=300.0)]), part(C, COUNTY, capacities=sites)
    )
    assert both["capacities"].num_rows == 3
    assert codes(parts) == {"site_total_differs"}


def test_total_within_one_list_and_of_the_part_in_a_region() -> None:
    tables, _ = reconciled(
        part(
            C, CITY, capacities=[plant(output=100.0), plant(site="一厂", output=60.0), plant(site="二厂", output=50.0)]
        )
    )
    assert facts(tables, "capacities", "site") == [("一厂",), ("二厂",)]
    # the county's 60 is its own plant alone, not the total of all
    sites = [
        plant(site="一厂", site_region=COUNTY, output=60.0),
        plant(site="二厂", site_region=OTHER_CITY, output=50.0),
    ]
    tables, parts = reconciled(
        part(C, PROVINCE, capacities=sites), part(C, COUNTY, capacities=[plant(output=61.0)])
    )  # fmt: skip
    assert facts(tables, "capacities", "site") == [("一厂",), ("二厂",)]
    assert codes(parts) == {"site_total"}


def test_only_site_of_a_firm_is_what_a_row_without_site_tells() -> None:
    """The nearer list names no site: its figures count, the site's name comes from the province."""
    tables, _ = reconciled(
        part(C, PROVINCE, capacities=[plant(site="一厂", output=100.0, ttr_days=30)]),
        part(C, COUNTY, capacities=[plant(output=90.0)]),
    )
    assert facts(tables, "capacities", "site", "output", "ttr_days", "slot_region") == [("一厂", 90.0, 30, COUNTY)]
    assert told(tables, "used") == [(["site", "ttr_days"],)]


def test_two_lines_of_one_plant_count_together_against_one_report() -> None:
    lines = [plant(output=60.0, grade="甲"), plant(output=50.0, grade="乙")]
    tables, parts = reconciled(part(C, COUNTY, capacities=lines), part(C, PROVINCE, capacities=[plant(output=100.0)]))
    assert facts(tables, "capacities", "output") == [(50.0,), (60.0,)]
    assert told(tables, "differs") == [(None,)], "110 beside 100"
    assert "V10" not in codes(parts)


def test_chains_know_the_firms_and_issues_that_count_in_another_chain() -> None:
    firm = {"firm_id": F, "reg_region": COUNTY, "year": 2023}
    issue = {"issue_no": "W-1", "raised_by": F, "type": "资金"}
    tables, _ = reconciled(
        part(C, CITY, firms=[{**firm, "chain_role": "链主", "size": "大型"}], issues=[{**issue, "owner": "甲局"}]),
        part(D, CITY, firms=[{**firm, "chain_role": "一般配套"}], issues=[issue]),
    )
    assert facts(tables, "firms", "slot_chain", "chain_role") == [(C, "链主")]
    index = ReportIndex(tables)
    assert [(row["firm_id"], row["chain_role"]) for row in index.elsewhere("firms", D)] == [(F, "一般配套")]
    assert index.elsewhere("firms", C) == []
    assert index.chains("issues", tables.rows("issues")[0]) == [C, D]


def test_stages_and_products_are_one_each_per_chain_and_the_whole_chain_tells_them() -> None:
    stage, product = {"stage_code": "S1"}, {"product_code": "P1", "stage_code": "S1"}
    chains = [{"chain_code": C, "region_code": PROVINCE}]
    tables, _ = reconciled(
        part(C, PROVINCE, chains=chains, stages=[{**stage, "stage_name": "省"}], products=[{**product, "unit": "吨"}]),
        part(C, CITY, chains=[{"chain_code": C, "region_code": CITY}], stages=[{**stage, "stage_name": "市"}],
             products=[product]),
        part(D, PROVINCE, products=[product]),
    )  # fmt: skip
    assert facts(tables, "chains", "region_code") == [(PROVINCE,)]
    assert facts(tables, "stages", "stage_name") == [("省",)]
    assert facts(tables, "products", "slot_chain", "unit") == [(C, "吨"), (D, None)]


def test_what_does_not_overlap_is_left_alone() -> None:
    parts = [
        part(C, PROVINCE, firms=[{"firm_id": G}], experts=[{"name": None, "affiliation": "示例大学"}]),
        part(C, CITY, firms=[{"firm_id": F}], experts=[{"name": None, "affiliation": "示例大学"}]),
    ]
    tables, done = reconciled(*parts)
    assert all(a is b for a, b in zip(parts, done, strict=True))
    assert tables["experts"].num_rows == 2, "people without a name are not one person"


def test_one_product_in_two_units() -> None:
    """The county counts 台, the province 万台: 10,000 are 1, and what a 台 needs a 万台 needs 10,000 times."""
    chains = [{"chain_code": C, "region_code": PROVINCE}]
    steel = {"product_code": "P2", "unit": "吨"}
    inputs = {"to_product": "P1", "from_product": "P2", "coefficient": 0.5, "coefficient_upper": 0.6}
    tables, parts = reconciled(
        part(C, PROVINCE, chains=chains, products=[{"product_code": "P1", "unit": "万台"}, steel]),
        part(C, COUNTY, products=[{"product_code": "P1", "unit": "台", "ref_price": 3.0}, steel],
             capacities=[plant(output=12_000.0, output_lower=10_000.0)], product_inputs=[inputs]),
        part(D, PROVINCE, products=[{"product_code": "P1", "unit": "台", "ref_price": 3.0}]),
    )  # fmt: skip
    assert facts(tables, "capacities", "output", "output_lower") == [(1.2, 1.0)]
    assert facts(tables, "product_inputs", "coefficient", "coefficient_upper") == [(5_000.0, 6_000.0)]
    assert facts(tables, "products", "slot_chain", "unit", "ref_price")[0] == (C, "万台", None), (
        "3 元 a 台 fill nothing"
    )
    assert (D, "万台", 30_000.0) in facts(tables, "products", "slot_chain", "unit", "ref_price")
    assert "other_unit" in codes(parts)


def test_units_that_cannot_be_compared_leave_the_figures_unknown() -> None:
    tables, parts = reconciled(
        part(C, PROVINCE, chains=[{"chain_code": C, "region_code": PROVINCE}],
             products=[{"product_code": "P1", "unit": "吨"}], capacities=[plant(output=7.0)]),
        part(C, COUNTY, products=[{"product_code": "P1", "unit": "万条"}], capacities=[plant(output=12.0)]),
    )  # fmt: skip
    assert facts(tables, "capacities", "output", "slot_region") == [(7.0, COUNTY)], "filled from the province"
    assert "unit_not_comparable" in codes(parts)


def test_shares_of_several_offices_above_the_whole_are_said() -> None:
    """60 and 40 % of the county, 30 % from a third source that only the province knows: 130 %."""
    trade = {"buyer": F, "product": "P1", "year": 2023}
    county = [{**trade, "supplier": "~甲", "share_buyer": 0.6}, {**trade, "supplier": "~乙", "share_buyer": 0.4}]
    third = {**trade, "supplier": "~丙", "share_buyer": 0.3}
    tables, parts = reconciled(part(C, COUNTY, supplies=county), part(C, PROVINCE, supplies=[third, county[0]]))
    assert tables["supplies"].num_rows == 3
    (said,) = {id(n): n for p in parts for n in p.resolved.notices if n.code == "V09"}.values()
    assert "130.0%" in str(said.facts["why_en"])
    _, parts = reconciled(part(C, COUNTY, supplies=county), part(C, PROVINCE, supplies=county))
    assert codes(parts) == {"overlap"}, "told twice, it is 100 %"


def test_a_ratio_is_filled_only_beside_the_figure_it_belongs_to() -> None:
    """Half used here; the province's 96 % belong to its own output."""
    for output, filled in ((96.0, None), (50.0, 0.96)):
        tables, _ = reconciled(
            part(C, PROVINCE, capacities=[plant(effective_capacity=100.0, output=output, utilization=0.96)]),
            part(C, COUNTY, capacities=[plant(effective_capacity=100.0, output=50.0)]),
        )
        assert facts(tables, "capacities", "output", "utilization") == [(50.0, filled)]


def test_place_told_by_one_report_holds_for_all() -> None:
    """The county that lists a firm without a place is not its county: the province knows it stands elsewhere."""
    tables, _ = reconciled(
        part(C, PROVINCE, firms=[{"firm_id": "~示例厂", "year": 2023, "reg_region": OTHER_CITY, "name": "省"}]),
        part(C, COUNTY, firms=[{"firm_id": "~示例厂", "year": 2023, "name": "县"}]),
    )
    assert facts(tables, "firms", "name", "reg_region") == [("省", OTHER_CITY)]
