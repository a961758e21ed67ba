"""Need, cover and rest of a backup against the slow twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import twins, twins_backup
from tests.oracles.twins_structure import network_products, nodes_of
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import Rich, rich_chains

WORDS = {True: "yes", False: "no", None: "unknown"}


@examples(30)
@given(rich_chains(max_products=5, max_firms=7), st.sampled_from([1.0, 0.5, 2.0]))
def test_backup_plans(rich: Rich, target: float) -> None:
    chain, lists = rich
    engine = RichEngine(chain, lists)
    for name, members in twins.entities(chain, "firm").items():
        made = {product for _, product in nodes_of(chain, members)}
        if len(made) > 1 or made & set(chain.finals) or not made <= network_products(chain):
            continue  # of several products the loss is told apart; a final product is its own need
        rows, summary = engine.ask("backup-plan", entity="firm", entity_id=name, target=target)
        told = {row["product_code"]: row for row in summary["need"]}
        for twin in twins_backup.backup_needs(chain, members):
            if twin.need is None:
                continue
            row = told[twin.product]
            for field, value in (
                ("gross", twin.gross),
                ("stock_upstream", twin.upstream),
                ("stock_downstream", twin.downstream),
                ("need", twin.need),
            ):
                assert close(row[field], value, 1e-7), (name, field, row, twin)
            reserves = twins_backup.reserves_for(chain, lists, members, twin.product)
            found = {row["reserve_no"]: row for row in rows if row["reserve_no"]}
            assert {one.reserve.no for one in reserves} == {
                no for no, held in found.items() if held["product_code"] == twin.product
            }
            for one in reserves:
                held = found[one.reserve.no]
                assert held["usable"] == WORDS[one.is_usable], (name, held, one)
                listed = None if held["cost_assumed"] else held["cost"]
                assert close(listed, one.cost, 1e-7), (name, held, one)
                if one.quantity is not None:
                    assert close(held["quantity"], one.quantity, 1e-7), (name, held, one)
            rest = {row["product_code"]: row["quantity"] for row in summary["still_missing"]}
            missing = twins_backup.still_missing(twin.need, reserves, target)
            assert close(rest.get(twin.product, 0.0), missing, 1e-7), (name, rest, missing)
