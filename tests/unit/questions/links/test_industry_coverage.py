"""Coverage by GB/T 4754-2017: a made province that has everything but 10 groups and 140 classes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.reference import INDUSTRY_COUNTS, industrial_codes, industry_limit
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import chain_row, firm, load_all, made, product, write_book

CHAIN, PLACES = "SD-C97", ("370102", "370203", "371302")


def lacking() -> tuple[set[str], set[str]]:
    """(10 groups, 140 classes): every division keeps a group, every other group keeps a class.

    The smallest group of each of the first ten divisions with several groups; then, group by group, all classes but
    the first until 140 are gone.
    """
    groups, classes = list(industrial_codes("group")), list(industrial_codes("class"))
    size = Counter(c[:3] for c in classes)
    by_division = {d: [g for g in groups if g[:2] == d] for d in industrial_codes("division")}
    several = [found for found in by_division.values() if len(found) > 1][:10]
    gone = {min(found, key=lambda g: (size[g], g)) for found in several}
    missing = {c for c in classes if c[:3] in gone}
    spare = [c for g in groups if g not in gone for c in [k for k in classes if k[:3] == g][1:]]
    missing |= set(spare[: 140 - len(missing)])
    return gone, missing


GROUPS, CLASSES = lacking()


def book(folder: Path, more: list[dict[str, Any]], complete: str = "05、06、07", coarse: bool = False) -> Path:
    present = [c for c in industrial_codes("class") if c not in CLASSES]
    firms = [
        firm(made_code(1 + i, PLACES[i % 3]), f"示例行业{i}号企业", PLACES[i % 3], 行业小类代码=c, 是否规上="是")
        for i, c in enumerate(present)
    ]
    maker = firms[0]["统一社会信用代码"]
    lists = {
        "01_产业链信息": chain_row(CHAIN, ["P970101"]),
        "02_产业链环节": [{"环节编码": "C97-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [product("P970101", "示例整机", "C97-01")],
        "05_企业名录": [*firms, *more],
        "06_生产能力": [made(maker, "P970101", 10, 8)],
    }
    return write_book(folder / "book.xlsx", CHAIN, lists, complete)


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    group, other = sorted(GROUPS)[:2]
    first, second = (next(c for c in industrial_codes("class") if c[:3] == g) for g in (group, other))
    more = [
        firm(made_code(5000, "370102"), "示例停产企业", "370102", 行业小类代码=first, 登记状态="注销", 是否规上="是"),
        firm(made_code(5001, "370102"), "示例规下企业", "370102", 行业小类代码=first, 是否规上="否"),
        firm(made_code(5002, "320500"), "示例外省企业", "320500", 行业小类代码=first, 是否规上="是"),
        firm(made_code(5003, "370102"), "示例兼营企业", "370102", 行业小类代码="2911", 其他行业代码=second,
             是否规上="是"),
    ]  # fmt: skip
    return load_all(book(tmp_path_factory.mktemp("coverage"), more))


@pytest.mark.parametrize(
    ("level", "covered", "total", "missing"),
    [("division", 41, 41, set()), ("group", 197, 207, GROUPS), ("class", 526, 666, CLASSES)],
)
def test_answer_key(analyst: Analyst, level: str, covered: int, total: int, missing: set[str]) -> None:
    answer = analyst.ask("industry-coverage", {"level": level})
    summary = answer.summary
    assert (summary["n_covered"], summary["n_total"]) == (covered, total)
    assert (summary["rate_lower"], summary["rate"], summary["rate_upper"]) == pytest.approx((covered / total,) * 3)
    assert {row["code"] for row in summary["missing"]} == missing
    assert len(missing) == total - covered
    rows = {f.values["code"]: f.values for f in answer.findings}
    assert len(rows) == total == INDUSTRY_COUNTS[level]
    assert {c for c, row in rows.items() if row["covered"] == "no"} == missing
    assert not any(row["covered"] == "unknown" for row in rows.values())
    assert all(row["name"] for row in (*rows.values(), *summary["missing"]))
    assert answer.grade == "A"
    assert answer.completeness == 1


def test_published_rates() -> None:
    """The printed answer key: 197 of 207 and 526 of 666."""
    assert (round(197 / 207, 4), round(526 / 666, 4)) == (0.9517, 0.7898)
    assert (len(GROUPS), len(CLASSES), len({c[:2] for c in GROUPS})) == (10, 140, 10)


def test_small_firms_and_second_trades(analyst: Analyst) -> None:
    def covered(**given: str) -> int:
        return int(analyst.ask("industry-coverage", {"level": "group", **given}).summary["n_covered"])

    assert covered() == 197
    assert covered(firm_set="all") == 198, "a firm below the line"
    assert covered(code_rule="any") == 198, "a second trade"
    assert covered(firm_set="all", code_rule="any") == 199
    assert covered(region="371302") < 197


def test_evidence_and_restriction(analyst: Analyst) -> None:
    rows = {f.values["code"]: f for f in analyst.ask("industry-coverage", {"level": "class"}).findings}
    covered = next(c for c in rows if c not in CLASSES)
    assert [ref[0] for ref in rows[covered].trace().refs] == ["firms"]
    assert [ref[0] for ref in rows[min(CLASSES)].trace().refs] == ["submissions"]
    assert rows["0610"].values["restriction"] == "resource"
    assert rows["2521"].values["restriction"] == "capacity_controlled"
    assert rows["1620"].values["restriction"] == "franchised"
    assert rows["2911"].values["restriction"] is None
    assert industry_limit("25") is None, "a division is open while any of its classes is"


def test_unknowns_stay_open(tmp_path: Path) -> None:
    """A short code covers its group and division alone; a firm of unknown size or without a code may be any."""
    group = sorted(GROUPS)[0]
    size = sum(c[:3] == group for c in CLASSES)
    blank = sorted(CLASSES)[-1]
    more = [
        firm(made_code(5000, "370102"), "示例短码企业", "370102", 行业小类代码=group, 是否规上="是"),
        firm(made_code(5001, "370102"), "示例规模不明企业", "370102", 行业小类代码=blank),
    ]
    space = load_all(book(tmp_path, more))
    by_group = space.ask("industry-coverage", {"level": "group"}).summary
    assert by_group["n_covered"] == 198
    by_class = space.ask("industry-coverage", {"level": "class"}).summary
    assert (by_class["n_covered"], by_class["n_unknown"]) == (526, size + 1)
    assert by_class["rate"] == by_class["rate_lower"] == pytest.approx(526 / 666)
    assert by_class["rate_upper"] == pytest.approx(528 / 666), "one class for each of the two firms"


def test_nothing_is_missing_from_an_open_list(tmp_path: Path) -> None:
    summary = load_all(book(tmp_path, [], complete="06")).ask("industry-coverage", {"level": "class"}).summary
    assert (summary["n_covered"], summary["n_unknown"], summary["missing"]) == (526, 140, [])
    assert summary["rate_upper"] == 1
