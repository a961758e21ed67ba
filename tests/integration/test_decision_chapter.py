"""The chapter to decide by: its figures are those of the answers, and a reader of nothing else learns them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.notices import Lang
from graphsvc.domain.report import Amount, ChainReport, Coded, FrontierPicture, Report, Row, Section, Table
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.report.writing import write_report
from tests.integration.door import Door
from tests.integration.test_report import said, written
from viz.report_words import ReportWords

LANGS: tuple[Lang, ...] = ("zh", "en")
YI = 1e4
"""万元 of an 亿元."""


def chapter(chain: ChainReport) -> Section:
    """The first section of a chain."""
    assert chain.sections[0].key == "decision"
    return chain.sections[0]


def tables(section: Section) -> dict[str, Table]:
    return {block.key: block for block in section.blocks if isinstance(block, Table)}


def in_wan(amount: Any) -> float | None:
    """A sum in 万元."""
    assert isinstance(amount, Amount)
    return None if amount.value is None else amount.value * (YI if amount.unit == "亿元" else 1.0)


def cells(table: Table, row: Row) -> dict[str, Any]:
    return dict(zip(table.columns, row.cells, strict=True))


@pytest.mark.slow  # the report of three chains
def test_figures_are_those_of_the_answers(samples: Analyst, sample_report: Report) -> None:
    for chain in sample_report.chains:
        section, about = chapter(chain), {"chain": chain.code, "horizon_days": 90.0}
        choke = [f.values for f in samples.ask("choke-points", {**about, "l1plus": "none"}).findings]
        per_day = samples.ask("choke-points", {**about, "l1plus": "none"}).summary["final_value_per_day"]
        gaps = [f.values for f in samples.ask("gap-list", about).findings]
        worst = next(row for row in choke if row["is_choke_point"] == "yes")
        breaks, lasts = section.sayings[:2]
        for name, column in (("loss", "loss_days"), ("survive", "tts_days"), ("recover", "ttr_days")):
            amount = lasts.facts[name]
            assert isinstance(amount, Amount)
            assert (amount.value, amount.lower, amount.upper) == (
                worst[column], worst[f"{column}_lower"], worst[f"{column}_upper"],
            )  # fmt: skip
        assert breaks.facts["name"] == worst["name"]
        assert in_wan(breaks.facts["money"]) == pytest.approx(worst["loss_days"] * per_day)
        table = tables(section)["measures"]
        assert len(table.rows) == 3
        by_id = {row["entity_id"]: row for row in choke}
        for row in table.rows:
            told = cells(table, row)
            assert row.note is not None
            assert row.note.places
            if isinstance(told["against"], Coded):
                gap = next(g for g in gaps if told["measure"].facts["product"] == g["product_name"])
                assert in_wan(told["cost"]) == pytest.approx(gap["effect_investment"])
                days = gap["effect_loss_days"], gap["effect_loss_days_lower"], gap["effect_loss_days_upper"]
            else:
                entity = by_id[str(row.note.about).removeprefix("plan ")]
                assert told["against"] == entity["name"]
                plan = samples.ask("backup-plan", {**about, "entity_id": entity["entity_id"]}).summary["plan"]
                assert in_wan(told["cost"]) == pytest.approx(plan["cost"])
                days = (plan["loss_days_before"] - plan["loss_days"],) * 3
                assert days[0] == pytest.approx(entity["loss_days"])
            assert (told["saves"].value, told["saves"].lower, told["saves"].upper) == days
            assert in_wan(told["saves_money"]) == pytest.approx(days[0] * per_day)
            assert told["per_yuan"].value == pytest.approx(days[0] * per_day / (in_wan(told["cost"]) or 0.0))


@pytest.mark.slow  # the report of three chains
def test_frontier_is_that_of_every_single_failure(samples: Analyst, sample_report: Report) -> None:
    for chain in sample_report.chains:
        section = chapter(chain)
        (picture,) = [b for b in section.blocks if isinstance(b, FrontierPicture)]
        told = samples.ask("backup-plan", {"chain": chain.code, "horizon_days": 90.0}).summary
        assert picture.points == tuple((p["cost"], p["coverage"]) for p in told["frontier"])
        assert picture.knee in picture.points
        assert picture.knee == (told["knee"]["cost"], told["knee"]["coverage"])


@pytest.mark.slow  # the report of three chains
@pytest.mark.parametrize("lang", LANGS)
def test_the_chapter_alone_tells_measures_cost_and_saving(sample_report: Report, lang: Lang) -> None:
    words = ReportWords(lang)
    for chain in sample_report.chains:
        table = tables(chapter(chain))["measures"]
        for row in table.rows:
            told = {name: words.say(cell) for name, cell in cells(table, row).items()}
            assert told["measure"]
            assert ("元" if lang == "zh" else "CNY") in told["cost"]
            assert ("满产天" if lang == "zh" else "full output") in told["saves"]


def test_without_prices_and_reserves_days_are_told_and_costs_are_unknown(tyre_store: Path) -> None:
    """Synthetic rubber, the intermediate and cord undo most of the worked example; the chemical, on the way of the
    intermediate, would save its 48.8 days a second time and stands among the others."""
    store = open_store(f"sqlite:///{tyre_store}")
    (chain,) = write_report(Analyst(store), None, None).chains
    section = chapter(chain)
    found = tables(section)
    (first,) = [t for t in found.values() if t.key.startswith("measures")]
    names = [cells(first, row)["measure"].facts["product"] for row in first.rows]
    assert names == ["合成橡胶", "促进剂中间体", "钢帘线"]
    assert [round(cells(first, row)["saves"].value, 1) for row in first.rows] == [75.6, 48.8, 33.7]
    assert {cells(first, row)["cost"].value for row in first.rows} == {None}
    assert "橡胶助剂" in [cells(found["other_measures"], row)["measure"].facts["product"]
                          for row in found["other_measures"].rows]  # fmt: skip
    assert not any(isinstance(block, FrontierPicture) for block in section.blocks)
    assert "dec_no_frontier" in [s.key for s in section.sayings]
    assert "dec_unpriced" in [s.key for s in section.limits]
    store.close()


@pytest.mark.parametrize(("lang", "words"), [("zh", "断什么：最坏是示例中间体"), ("en", "What breaks: at worst")])
def test_it_stands_in_both_languages(door: Door, tmp_path: Path, lang: str, words: str) -> None:
    text = said(written(door, tmp_path, lang))
    assert words in text
    assert ("读数的边界" if lang == "zh" else "Limits") in text
