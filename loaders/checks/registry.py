"""The list of checks that a submission passes while it is resolved; codes V01–V04, V07 and V08 belong to reading."""

from __future__ import annotations

from loaders.checks import firm_checks, ledger_checks, magnitude_checks, structure_checks, trade_checks
from loaders.checks.findings import Check
from loaders.references.scene import Scene

CHECKS: tuple[Check, ...] = (
    Check(("V13",), "stages", structure_checks.stage_cycle),
    Check(("V13",), "stages", structure_checks.level_mismatch),
    Check(("position_differs",), "stages", structure_checks.position_differs),
    Check(("absence_without_reason",), "stages", structure_checks.absence_without_reason),
    Check(("V13",), "products", structure_checks.product_on_branch),
    Check(("V13",), "product_inputs", structure_checks.input_of_itself),
    Check(("V13",), "product_inputs", structure_checks.input_cycle),
    Check(("coefficient_by_route",), "product_inputs", structure_checks.coefficient_by_route),
    Check(("year_as_figure",), "product_inputs", magnitude_checks.coefficient_for_year),
    Check(("V14",), "product_inputs", structure_checks.product_without_inputs),
    Check(("V05",), "firms", firm_checks.one_code_several_names),
    Check(("V05b",), "firms", firm_checks.one_name_several_codes),
    Check(("V06",), "firms", firm_checks.firm_by_name_only),
    Check(("firm_by_name",), "firms", firm_checks.namesake_with_code),
    Check(("V11",), "capacities", firm_checks.output_over_capacity),
    Check(("V11",), "capacities", firm_checks.utilization_differs),
    Check(("magnitude_doubt",), "firms", magnitude_checks.revenue_against_size),
    Check(("magnitude_doubt",), "capacities", magnitude_checks.output_against_capacity),
    Check(("magnitude_doubt",), "capacities", magnitude_checks.capacity_among_makers),
    Check(("sales_shares_sum",), "capacities", firm_checks.sales_shares),
    Check(("national_share_sum",), "capacities", firm_checks.national_shares),
    Check(("V09",), "supplies", trade_checks.purchase_shares),
    Check(("magnitude_doubt",), "supplies", magnitude_checks.amount_against_revenue),
    Check(("V12",), "supplies", trade_checks.material_balance),
    Check(("V16",), "supplies", trade_checks.closed_firm),
    Check(("region_differs",), "chains", structure_checks.region_differs),
    Check(("no_final_products",), "chains", structure_checks.no_final_products),
    Check(("V17",), "chains", ledger_checks.other_year),
    Check(("V17",), "chains", ledger_checks.after_cut_off),
    Check(("dates_out_of_order",), "chains", ledger_checks.dates_out_of_order),
    Check(("V19",), "chains", ledger_checks.closed_without_basis),
    Check(("V19",), "chains", ledger_checks.due_before_opened),
)
"""In the order they run; ``chains`` is resolved last of all lists."""


def run_checks(scene: Scene, table: str) -> None:
    """Run the checks that wait for this list: park what they say and keep their notices."""
    for check in CHECKS:
        if check.table == table:
            for found in list(check.run(scene)):
                for row in found.parks:
                    scene.rows[found.table].park(row, found.notice.code)
                scene.report.take(found.notice)
