"""However a chain's facts are spread over the lists of province, city and county: what counts is what one file says.

Every fact has a nearest office. Each cell is first told, in the order in which offices count, by one that knows it;
offices before that one leave it blank, offices after it tell anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.loaders.overlap_parts import part, reconciled

CHAIN = "SD-C01"
LEVELS = ("371302", "371300", "370000")
"""Offices in the order in which they count for an object of the county."""

CELLS: Mapping[str, tuple[str, ...]] = {
    "firms": ("name", "revenue", "employees", "size", "sponsor"),
    "capacities": ("effective_capacity", "output", "ttr_days", "grade"),
    "supplies": ("qty", "share_buyer", "stock", "mode", "corridor"),
    "observations": ("output", "sales", "profit"),
    "reserves": ("quantity", "activation_days", "cost_year"),
}
WORDS = frozenset({"name", "size", "sponsor", "grade", "mode", "corridor"})


def _firm(n: int) -> str:
    return f"~示例企业{n}"


def _key(table: str, n: int) -> dict[str, Any]:
    keys: dict[str, dict[str, Any]] = {
        "firms": {"firm_id": _firm(n), "reg_region": LEVELS[0], "year": 2023},
        "capacities": {"firm": _firm(n % 3), "product": f"P{n}", "site": f"厂{n}", "state": "现状"},
        "supplies": {"supplier": _firm(n), "buyer": _firm(n % 3), "product": f"P{n}", "year": 2023},
        "observations": {"firm": _firm(n % 3), "product": f"P{n}", "period": "2023-12", "material": None},
        "reserves": {"reserve_no": f"R{n}", "product": f"P{n}", "holder": _firm(n % 3), "reserve_region": LEVELS[0]},
    }
    return keys[table]


def _value(field: str, random: Random) -> Any:
    return f"示例{random.randrange(99)}" if field in WORDS else random.randrange(1, 1000)


def _spread(random: Random) -> tuple[dict[str, list[Any]], dict[str, dict[str, list[Any]]]]:
    """The facts of one file, and the rows of each office."""
    truth: dict[str, list[Any]] = {table: [] for table in CELLS}
    told: dict[str, dict[str, list[Any]]] = {level: {table: [] for table in CELLS} for level in LEVELS}
    truth["firms"] = [_key("firms", n) for n in range(3)]
    told[LEVELS[0]]["firms"] = [_key("firms", n) for n in range(3)]  # so that the place of every firm is known
    for table, fields in CELLS.items():
        for n in range(10, 10 + random.randrange(6)):
            offices = [level for level in LEVELS if random.random() < 0.6] or [random.choice(LEVELS)]
            fact = {field: _value(field, random) if random.random() < 0.8 else None for field in fields}
            first = {field: random.randrange(len(offices)) for field in fields}
            truth[table].append({**_key(table, n), **fact})
            for at, office in enumerate(offices):
                cells = {}
                for field in fields:
                    late = None if fact[field] is None or random.random() < 0.5 else _value(field, random)
                    cells[field] = None if at < first[field] else fact[field] if at == first[field] else late
                told[office][table].append({**_key(table, n), **cells})
                if "year" in _key(table, n) and random.random() < 0.3:
                    figures = {f: _value(f, random) for f in fields if f not in WORDS}
                    told[office][table].append({**_key(table, n), "year": 2022, **figures})
    return truth, told


def _content(tables: Any, table: str) -> list[tuple[Any, ...]]:
    columns = [*_key(table, 0), *CELLS[table]]
    return sorted((tuple(row[name] for name in columns) for row in tables.rows(table)), key=repr)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations(range(3)))
def test_spread_over_offices(seed: int, order: list[int]) -> None:
    random = Random(seed)
    truth, told = _spread(random)
    one, _ = reconciled(part(CHAIN, "370000", lists=truth))
    parts = []
    for level in LEVELS:
        for rows in told[level].values():
            random.shuffle(rows)
        parts.append(part(CHAIN, level, lists=told[level]))
    three, _ = reconciled(*(parts[i] for i in order))
    for table in CELLS:
        assert _content(three, table) == _content(one, table), table
    n_told = sum(len(rows) for lists in told.values() for rows in lists.values())
    n_counting = sum(three[table].num_rows for table in CELLS)
    assert three["reports"].num_rows == n_told - n_counting, "nothing is lost"
