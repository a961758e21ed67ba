"""Who could fill a gap, and who could enter a chain, against the slow twins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from hypothesis import given
from hypothesis import strategies as st

from graphsvc.domain.tables import ChainTables, arrow_table
from tests.oracles import twins_firms
from tests.oracles.plain_chain import CHAIN_CODE, PlainChain
from tests.oracles.plain_lists import rich_tables
from tests.oracles.twins_fillers import STATUS, PlainListed, PlainOffers, chain_entrants, fit_ends, gap_fillers
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import Rich, rich_chains

TRUTH = {True: "yes", False: "no"}
WAITS = (None, 0, 20, 90, 400)


@dataclass(frozen=True, eq=False)
class OfferEngine(RichEngine):
    """An engine that also knows conversions, coordinates, sizes and list 15."""

    offers: PlainOffers = field(default_factory=PlainOffers)

    @cached_property
    def tables(self) -> ChainTables:
        """Canonical tables of the chain with its lists and offers."""
        rows = rich_tables(self.chain, self.lists)
        for at, (targets, days) in self.offers.turns.items():
            rows["capacities"][at] |= {"convertible_to": list(targets), "convert_days": days}
        for row in rows["firms"]:
            place = self.offers.places.get(row["firm_id"], (None, None))
            row |= {"lon": place[0], "lat": place[1], "size": self.offers.sizes.get(row["firm_id"])}
        names = {row["firm_id"]: row["name"] for row in rows["firms"]}
        rows["outside_resources"] = [
            {
                "type": "备选供方", "name": names.get(r.firm or "", f"示例外部{r.no}"), "origin": r.origin,
                "products": [r.product], "spare_qty": r.spare, "status": r.status, "qualify_days": r.days,
                "slot_chain": CHAIN_CODE, "slot_region": self.chain.region,
            }
            for r in self.offers.listed
        ]  # fmt: skip
        return ChainTables({name: arrow_table(name, table) for name, table in rows.items()})


@st.composite
def offers_of(draw: st.DrawFn, chain: PlainChain) -> PlainOffers:
    """Some lines can turn to other products, some firms have coordinates and a size, some sources are listed."""
    some = st.sampled_from
    codes = [product.code for product in chain.products]
    ids = [firm.id for firm in chain.firms]
    turning = draw(st.lists(some(range(len(chain.capacities))), max_size=6, unique=True))
    degree = st.floats(-1.5, 1.5, width=32)
    return PlainOffers(
        turns={
            at: (tuple(draw(st.lists(some(codes), min_size=1, max_size=2, unique=True))), draw(some(WAITS)))
            for at in turning
        },
        places={i: (118.0 + draw(degree), 36.0 + draw(degree)) for i in ids if draw(st.booleans())},
        sizes={i: draw(some((None, "大型", "中型", "小型", "微型"))) for i in ids},
        listed=tuple(
            PlainListed(
                number, draw(some((None, *ids))), draw(some(("370000", "320000", "DE"))), draw(some(codes)),
                draw(some((None, 1.0, 8.0))), draw(some(STATUS)), draw(some(WAITS)),
            )
            for number in range(draw(st.integers(0, 4)))
        ),
    )  # fmt: skip


@st.composite
def offered(draw: st.DrawFn) -> tuple[Rich, PlainOffers]:
    """A rich chain with offers over it."""
    rich = draw(rich_chains())
    return rich, draw(offers_of(rich[0]))


@examples(40)
@given(offered(), st.sampled_from((0.0, 60.0, 180.0)))
def test_gap_fillers(case: tuple[Rich, PlainOffers], days: float) -> None:
    (chain, lists), offers = case
    engine = OfferEngine(chain, lists, offers=offers)
    for code in engine.facts.members.product_codes:
        rows, summary = engine.ask("gap-fillers", product=code, days=days)
        expected = gap_fillers(chain, offers, code, days)
        found = {(row["firm_id"] or row["name"], row["way"]): row for row in rows}
        assert len(found) == len(rows)
        assert set(found) == set(expected), (code, set(found) ^ set(expected))
        for key, row in found.items():
            twin = expected[key]
            told = (row, twin)
            if twin.in_region is not None:
                assert row["in_region"] == TRUTH[twin.in_region], told
            status = twin.source.status if twin.source else None
            known = "no" if status in ("送样", "潜在") else "unknown"
            assert row["qualified"] == ("yes" if twin.supplies or status == "已认证" else known), told
            assert row["status"] == status, told
            assert (row["days"], row["from_product"]) == (twin.days, twin.from_product), told
            assert close(row["capacity"], twin.capacity, 1e-9), told
            assert close(row["spare"], twin.spare, 1e-9), told
            assert close(row["distance_km"], twin.distance, 0.051), told
        assert summary["n_within_days"] == sum(t.days is not None and t.days <= days for t in expected.values())


@examples(40)
@given(offered())
def test_chain_entrants(case: tuple[Rich, PlainOffers]) -> None:
    (chain, lists), offers = case
    engine = OfferEngine(chain, lists, offers=offers)
    for buyer in twins_firms.lead_firms(chain, lists):
        rows, _ = engine.ask("chain-entrants", firm=buyer, top=10_000)
        expected = chain_entrants(chain, lists, offers, buyer)
        found = {(row["product_code"], row["firm_id"]): row for row in rows}
        assert set(found) == set(expected), set(found) ^ set(expected)
        assert list(found) == sorted(found, key=lambda key: (-found[key]["fit"], *key))
        for key, row in found.items():
            twin = expected[key]
            told = (row, twin)
            assert (row["way"], row["days"]) == (twin.way, twin.days), told
            assert close(row["spare"], twin.spare), told
            assert 0 <= row["fit_lower"] <= row["fit"] + 1e-9 <= row["fit_upper"] + 2e-9 <= 1 + 3e-9, told
            if twin.quantity is not None:
                assert close(row["quantity_outside"], twin.quantity, 1e-9), told
            if twin.share is not None:
                assert close(row["outside_share"], twin.share, 1e-7), told
            share = row["outside_share"] if row["outside_share_lower"] == row["outside_share_upper"] else twin.share
            low, high = fit_ends(twin.days, twin.spare, row["quantity_outside"], share)
            assert low - 1e-7 <= row["fit_lower"], told
            assert row["fit_upper"] <= high + 1e-7, told
