"""Capacity that is not there yet, or no longer: 远景 and ``as_of`` in every question that has them, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.usecases.ask import Analyst
from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import by_product, chain_row, firm, load_all, made, product, sold, write_book

CHAIN = "SD-C98"
FINAL, VALVE, ROTOR, CASE = "P980101", "P980201", "P980202", "P980203"
L, M, N, PLANS, K, R = (made_code(8500 + i, "371302") for i in range(6))
LATER = "远景"


def book(folder: Path) -> Path:
    """L makes 9 machines of two valves, a rotor and a case each.

    Its only valve maker M leaves in mid-2026; N builds, PLANS names no date, K has a project for rotors, R has given up
    cases.
    """
    lists: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [{"环节编码": "C98-01", "环节名称": "整机", "层级": 1, "链位": "下游"}],
        "03_环节产品": [
            product(FINAL, "整机", "C98-01", 产品性质="终端产品"),
            *(product(c, n, "C98-01") for c, n in ((VALVE, "阀体"), (ROTOR, "转子"), (CASE, "机壳"))),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": c, "单耗": a, "必需性": "必需"}
            for c, a in ((VALVE, 2), (ROTOR, 1), (CASE, 1))
        ],
        "05_企业名录": [firm(code, f"示例厂{i}", "371302") for i, code in enumerate((L, M, N, PLANS, K, R))],
        "06_生产能力": [
            made(L, FINAL, 10, 9), made(M, VALVE, 12, 12, 退出日期="2026-06-30"),
            made(N, VALVE, 20, None, 状态="在建", 投产日期="2027-03"), made(PLANS, VALVE, 30, None, 状态="规划"),
            made(R, CASE, 9, None, 状态="已退出", 退出日期="2023-03-01"),
        ],
        "07_供应关系": [sold(M, L, VALVE, 年供应量=18, 占需方采购比重=1, 需方库存天数=10)],
        "13_重点项目清单": [
            {
                "项目编码": "X1", "名称": "示例转子项目", "建设单位": K, "产品": ROTOR, "新增产能": 15,
                "新增产能单位": "万台", "总投资": 2, "建设地点区划": "371302", "阶段": "开工", "投产日期": "2026-12-01",
            }
        ],
    }  # fmt: skip
    return write_book(folder / "book.xlsx", CHAIN, lists)


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return load_all(book(tmp_path_factory.mktemp("outlook")))


def missing(analyst: Analyst, code: str, **given: Any) -> tuple[str, str | None, str | None]:
    row = by_product(analyst, "missing-links", **given)[code]
    return row["is_missing"], row["ladder"], row["ladder_note"]


def rows_of(analyst: Analyst, question: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(finding.values) for finding in analyst.ask(question, given).findings]


NONE: dict[str, Any] = {"shocks": []}
GIVEN_UP = ("no", "not_to_fill", "retired_here")


def test_missing_links(analyst: Analyst) -> None:
    assert missing(analyst, ROTOR)[:2] == ("yes", "province_has_none")
    assert missing(analyst, ROTOR, state=LATER) == ("no", None, None), "the project makes rotors"
    assert missing(analyst, ROTOR, state=LATER, as_of="2026-11")[0] == "yes", "it starts in December"
    assert missing(analyst, ROTOR, state=LATER, as_of="2026")[0] == "no"
    assert missing(analyst, ROTOR, as_of="2030")[0] == "yes", "现状 counts nothing new"
    for given in ({}, {"state": LATER}, {"as_of": "2026"}, {"state": LATER, "as_of": "2030"}):
        assert missing(analyst, CASE, **given) == GIVEN_UP, "retired is not missing"
    assert missing(analyst, VALVE) == ("no", None, None)
    assert missing(analyst, VALVE, as_of="2026-05")[1] is None
    assert missing(analyst, VALVE, as_of="2026") == GIVEN_UP


def test_completeness(analyst: Analyst) -> None:
    """Machines and valves are made, rotors are not, cases are given up: 2 of 3; with the project 3 of 3."""
    told = [analyst.ask("missing-links", {"state": state}).summary["completeness_cp"] for state in ("现状", LATER)]
    assert told == [pytest.approx(2 / 3), 1.0]


def test_weak_links(analyst: Analyst) -> None:
    """18 valves are needed: 12 of today are too few, 20 of N are enough whatever PLANS adds."""
    now, later = (by_product(analyst, "weak-links", state=s)[VALVE] for s in ("现状", LATER))
    assert "W1" in now["reasons"]
    assert now["ssr"] == pytest.approx(12 / 18)
    assert "W1" not in [*later["reasons"], *later["possible_reasons"]]
    assert (later["ssr_lower"], later["ssr_upper"]) == (pytest.approx(20 / 18), None), "PLANS may add anything"
    assert later["n_pending"] == 1
    sooner = by_product(analyst, "weak-links", state=LATER, as_of="2027-03-15")[VALVE]
    assert (sooner["is_weak"], sooner["n_pending"]) == ("unknown", 2), "N starts some day in March"


def test_stages(analyst: Analyst) -> None:
    (row,) = rows_of(analyst, "stages", {"state": LATER})
    told = {p["product_code"]: (p["n_firms"], p["capacity"], p["output"]) for p in row["by_product"]}
    assert told == {FINAL: (1, 10, 9), VALVE: (1, 20, None), ROTOR: (1, 15, None), CASE: (0, None, None)}
    (row,) = rows_of(analyst, "stages", {"state": "在建"})
    assert {p["product_code"]: p["capacity"] for p in row["by_product"]}[VALVE] == 20, "one state alone, as before"


def test_single_sources(analyst: Analyst) -> None:
    """M is the single source of today; once it has left nobody knows who supplies L."""
    (now,) = rows_of(analyst, "single-sources", {})
    assert (now["kind"], now["supplier_ids"], now["known_share"]) == ("sole", [M], 1.0)
    (later,) = rows_of(analyst, "single-sources", {"state": LATER})
    assert (later["kind"], later["known_share"]) == ("unknown", 0.0)


def test_strong_links(analyst: Analyst) -> None:
    later = by_product(analyst, "strong-links", state=LATER)
    assert later[ROTOR]["is_strong"] != "yes"
    assert later[VALVE]["is_strong"] == "unknown"


def test_stress(analyst: Analyst) -> None:
    """Without M, the ten days of stock are all that L has: 80 of 90 days lost."""
    told = analyst.ask("stress-test", {"as_of": "2026", "scenario": NONE}).summary
    assert (told["tts_days"], told["loss_days"]) == (10.0, 80.0)
    assert (told["loss_days_lower"], told["loss_days_upper"]) == (
        80.0,
        90.0,
    )  # at worst no stock serves, as of a cut-off
    assert told["leaving"] == [{"firm_id": M, "product_code": VALVE, "part": 1.0}]
    assert told["may_leave"] == []
    none = analyst.ask("stress-test", {"as_of": "2025", "scenario": NONE}).summary
    assert none["loss_days"] == 0.0
    assert none["leaving"] == []
    both = {"shocks": [{"entity_type": "firm", "entity_id": L}]}
    assert analyst.ask("stress-test", {"as_of": "2026", "scenario": both}).summary["loss_days"] == 90.0
    with pytest.raises(ParameterError):
        analyst.ask("stress-test", {"scenario": NONE})


def test_what_is_said_beside(analyst: Analyst) -> None:
    answer = analyst.ask("missing-links", {"state": LATER, "as_of": "2027"})
    (said,) = [notice for notice in answer.notices if notice.code == "outlook"]
    assert dict(said.facts) == {"arrive": 2, "leave": 1, "open": 1}
    assert all(notice.code != "outlook" for notice in analyst.ask("missing-links", {}).notices)


def test_evidence_names_rows_as_they_stand(analyst: Analyst) -> None:
    answer = analyst.ask("missing-links", {"state": LATER})
    at = [finding.values["product_code"] for finding in answer.findings].index(ROTOR)
    rows = rows_of(analyst, "evidence", {"id": answer.evidence_ids[at]})
    (project,) = [row for row in rows if row["table"] == "projects"]
    assert project["source_sheet"] == "13_重点项目清单"
    assert project["cells"]["added_capacity"] == 15
    assert project["cells"]["phase"] == "开工"
    at = [finding.values["product_code"] for finding in answer.findings].index(VALVE)
    rows = rows_of(analyst, "evidence", {"id": answer.evidence_ids[at]})
    states = {row["cells"]["firm"]: row["cells"]["state"] for row in rows if "firm" in row["cells"]}
    assert (states[M], states[PLANS]) == ("现状", "规划"), "evidence shows the lists, not the outlook"


@pytest.mark.parametrize("given", [{"as_of": "26"}, {"as_of": "2023-06"}, {"as_of": "2027", "state": "在建"}])
def test_refused(analyst: Analyst, given: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as refused:
        analyst.ask("stages", given)
    assert refused.value.code == "bad_parameter"
