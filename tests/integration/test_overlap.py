"""Province, city and county tell the same facts: the answers are those of one file that tells them once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count, permutations
from pathlib import Path
from typing import Any, Literal

import orjson
import pytest

from graphsvc.domain.ports import Store
from graphsvc.domain.submission import LoadOptions
from graphsvc.settings import Settings
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.compare_versions import compare_versions
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.wiring import House, Loader
from tests.contract.postgres import Server, fresh_database, postgres_server  # noqa: F401
from tests.integration.door import Door
from tests.integration.overlapping import CITY, COUNTY, H1, MOTOR, P1, PUMP, answers, contents, edition, levels

CASES = Path(__file__).parents[1] / "data" / "cases" / "overlap"


def loaded(store: Store, *paths: Path, prefer: str = "narrowest") -> LoadOutcome:
    return load(list(paths), LoadOptions(), store, Loader("敏感", prefer), lambda *_: None)


def analyst_of(*paths: Path, prefer: str = "narrowest") -> Analyst:
    store = MemoryStore()
    loaded(store, *paths, prefer=prefer)
    return Analyst(store)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return levels(tmp_path_factory.mktemp("levels"))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    return analyst_of(edition(tmp_path_factory.mktemp("one")))


@pytest.fixture(scope="module")
def three(books: list[Path]) -> Analyst:
    return analyst_of(*books)


@pytest.mark.parametrize("region", [None, CITY, COUNTY])
def test_every_question_answers_as_from_one_file(one: Analyst, three: Analyst, region: str | None) -> None:
    ours, theirs = dict(answers(one, region)), dict(answers(three, region))
    assert sum(len(rows) for rows, *_ in ours.values()) > 40
    for name, told in ours.items():
        assert theirs[name] == told, name


def _orders(books: list[Path], urls: Iterator[str]) -> None:
    """Six orders, in one call and one after the other: the same tables, provenance and reports included."""
    expected = contents(analyst_of(*books).workspace().snapshot)
    for order in permutations(books):
        found = []
        for calls in ([order], [(path,) for path in order]):
            store = open_store(next(urls))
            outcomes = [loaded(store, *paths) for paths in calls]
            found.append(outcomes[-1].content_hash)
            assert contents(Analyst(store).workspace().snapshot) == expected
            store.close()
        assert found[0] == found[1]


def test_six_orders_on_sqlite(books: list[Path], tmp_path: Path) -> None:
    _orders(books, (f"sqlite:///{tmp_path / f'{n}.db'}" for n in count()))


@pytest.mark.postgres
def test_six_orders_on_postgresql(books: list[Path], postgres_server: Server | str) -> None:  # noqa: F811
    with ExitStack() as stack:
        _orders(books, (stack.enter_context(fresh_database(postgres_server)) for _ in count()))


def _reports(analyst: Analyst, table: str) -> list[dict[str, Any]]:
    rows = analyst.workspace().snapshot.tables.rows("reports")
    return [{**row, "fields": orjson.loads(row["fields"])} for row in rows if row["table"] == table]


def test_one_row_per_fact_and_the_others_stay_visible(three: Analyst) -> None:
    tables = three.workspace().snapshot.tables
    assert tables["firms"].num_rows == 5
    assert tables["capacities"].num_rows == 5
    assert tables["supplies"].num_rows == 5
    assert Counter(row["slot_region"] for row in tables.rows("capacities")) == {COUNTY: 3, CITY: 1, "370000": 1}
    pumps = [row for row in _reports(three, "capacities") if row["fields"]["product"] == PUMP]
    assert {row["slot_region"]: (row["fields"]["effective_capacity"], row["differs"]) for row in pumps} == {
        CITY: (120, None),
        "370000": (180, ["effective_capacity", "output"]),
    }
    assert {row["reason"] for row in pumps} == {"wider_region"}


def test_blank_cells_come_from_the_next_report_and_say_so(three: Analyst) -> None:
    tables = three.workspace().snapshot.tables
    (pump,) = [row for row in tables.rows("capacities") if row["product"] == PUMP]
    assert (pump["slot_region"], pump["ttr_days"]) == (COUNTY, 30)
    used = {
        row["slot_region"]: row["used"] for row in _reports(three, "capacities") if row["fields"]["product"] == PUMP
    }
    assert used == {CITY: ["ttr_days"], "370000": None}
    (maker,) = [row for row in tables.rows("firms") if row["firm_id"] == P1]
    assert (maker["controller"], maker["employees"], maker["year"]) == ("示例集团", 300, 2023)
    told = {(row["slot_region"], row["fields"]["year"]): row for row in _reports(three, "firms") if P1 in row["key"]}
    assert told[CITY, 2023]["used"] == ["controller"]
    assert told["370000", 2022]["reason"] == "earlier_year"
    assert told["370000", 2022]["differs"] is None, "another year is no disagreement"


def test_latest_year_counts_before_the_nearest_office(three: Analyst) -> None:
    tables = three.workspace().snapshot.tables
    (shell,) = [row for row in tables.rows("supplies") if row["supplier"] == H1]
    assert (shell["year"], shell["qty"], shell["slot_region"]) == (2023, 200, COUNTY)
    assert {row["reason"] for row in _reports(three, "supplies") if H1 in row["key"]} == {
        "wider_region",
        "earlier_year",
    }


def test_said_at_load_whoever_came_first(books: list[Path]) -> None:
    store = MemoryStore()
    for path in (books[2], books[1]):
        loaded(store, path)
    last = loaded(store, books[0])
    codes = Counter(notice.code for notice in last.notices)
    assert codes["overlap"] >= 8
    assert codes["site_total"] == 1
    places = {
        (n.place.file, n.place.sheet, n.original, n.facts["ours"], str(n.facts["first_zh"]).split(" ")[0])
        for n in last.notices
        if n.code == "V10"
    }
    assert ("省.xlsx", "06_生产能力", "180", "120", "县.xlsx") in places
    assert ("省.xlsx", "05_企业名录", "18000", "9000", "县.xlsx") in places
    assert ("省.xlsx", "07_供应关系", "140", "70", "县.xlsx") in places
    assert ("省.xlsx", "18_备份储备清单", "100", "10", "市.xlsx") in places


def test_evidence_opens_every_report(three: Analyst) -> None:
    asked = three.ask("missing-links", {})
    at = next(i for i, f in enumerate(asked.findings) if f.values["product_code"] == MOTOR)
    told = [f.values for f in three.ask("evidence", {"id": asked.evidence_ids[at]}).findings]
    plants = [row for row in told if row["table"] == "capacities" and row["cells"].get("output") is not None]
    motor = [row for row in plants if "ttr_days" in row["cells"]]  # the others are of the plants that need it
    assert Counter((row["source_file"], row["counts"]) for row in motor) == {
        ("县.xlsx", "yes"): 2,  # the two sites of one maker
        ("市.xlsx", "yes"): 1,  # the other maker
        ("市.xlsx", "no"): 2,
        ("省.xlsx", "no"): 2,  # the total of the first, and the second
    }
    assert all(row["source_row"] for row in told)


def test_widest_and_latest(books: list[Path]) -> None:
    wide = analyst_of(*books, prefer="widest").workspace().snapshot.tables
    (pump,) = [row for row in wide.rows("capacities") if row["product"] == PUMP]
    assert (pump["slot_region"], pump["effective_capacity"]) == ("370000", 180)
    assert "narrower_region" in {row["reason"] for row in wide.rows("reports")}


def test_diff_follows_a_fact_into_another_slot(books: list[Path]) -> None:
    store = MemoryStore()
    first = loaded(store, books[0])
    second = loaded(store, books[2])
    found = compare_versions(store, str(first.version_id), str(second.version_id))
    changed = {(c["table"], c["field"], c["before"], c["after"]) for c in found["changed"]}
    assert ("capacities", "effective_capacity", 180, 120) in changed
    assert not [row for row in found["removed"] if row["table"] == "firms"]
    came = [row for row in found["added"] if row["table"] == "firms"]
    assert came == []


def test_the_case_of_two_offices() -> None:
    store = MemoryStore()
    outcome = loaded(store, *sorted(CASES.glob("*.xlsx")))
    rows = {f.values["product_code"]: f.values for f in Analyst(store).ask("missing-links", {}).findings}
    names = {row["product_code"]: row["product_name"] for row in rows.values()}
    by_name = {names[code]: row for code, row in rows.items()}
    capacity: dict[str, float] = defaultdict(float)
    for row in store.tables(str(outcome.version_id)).rows("capacities"):
        capacity[names[row["product"]]] += row["design_capacity"] or 0.0
    assert (capacity["钢材"], capacity["机器人"]) == (9000, 5000)
    assert (by_name["电机"]["demand"], by_name["钢材"]["demand"]) == (4500, 4500)
    said = {n.facts["list"] for n in outcome.notices if n.code == "overlap"}
    assert {"05_企业名录", "06_生产能力"} <= said


def test_setting_reaches_the_loader(tmp_path: Path, books: list[Path]) -> None:
    """What is preferred is a setting of the house, taken up by the next load."""
    both: tuple[tuple[Literal["narrowest", "widest"], int], ...] = (("narrowest", 120), ("widest", 180))
    for prefer, capacity in both:
        house = House(Settings(store_url=f"sqlite:///{tmp_path / prefer}.db", prefer=prefer))
        outcome = load(books, LoadOptions(), house.store, house.loader, lambda *_: None)
        rows = house.store.tables(str(outcome.version_id)).rows("capacities")
        assert [row["effective_capacity"] for row in rows if row["product"] == PUMP] == [capacity]
        house.close()


def test_reports_are_a_table_like_any_other(
    tmp_path: Path, books: list[Path], capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(tmp_path / "store.db", capfdbinary, monkeypatch)
    told = door.json("load", *books)
    assert sum(each["rows"]["reports"] for each in told["submissions"]) == door.json("table", "reports")["n_rows"] > 0
    assert {"overlap", "V10"} <= {each["code"] for each in told["warnings"]}
    code, out, _ = door("table", "reports", "--csv")
    assert code == 0
    assert out.decode("utf-8-sig").splitlines()[0].startswith("table,key,slot_chain,slot_region,source_file")
