"""The lists as they stand at a later date: what is being built or planned is there, what leaves is gone.

The tables are laid over, row by row, and never altered: a capacity that counts gets the state 现状, one that has left
已退出, one that hangs on a date nobody tells a blank state, which makes it a row that waits. Whatever reads the lists,
the failure network first of all, then says what it says of the present, and stays unknown where a row waits.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graphsvc.domain.arrays import Bools, Longs, encode
from graphsvc.domain.outlook_projects import capacities_of_projects
from graphsvc.domain.tables import ChainTables

PRESENT, OUTLOOK, RETIRED = "现状", "远景", "已退出"
COMING = ("在建", "规划")
"""States of capacity that is not there yet."""
LEFT_BY = "ext:unknown:{product}:{firm}"
"""Who serves a purchase whose supplier has left: nobody knows."""

Days = npt.NDArray[np.datetime64]
Verdicts = npt.NDArray[np.int8]
YES, NO, OPEN = 1, 0, -1

_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "plan-period": 60}


@dataclass(frozen=True)
class Outlook:
    """Which capacities count: those of today, with ``planned`` those under construction and planned too; at ``as_of``,
    or, without a date, whenever they start and whenever those that are to leave have left."""

    planned: bool = False
    as_of: date | None = None

    @property
    def is_present(self) -> bool:
        """Whether it is the present-day view."""
        return not self.planned and self.as_of is None


def day_asked(text: str) -> date | None:
    """The day a year, month or day stands for: the last one of it. None where it is none of these.

    Examples
    --------
    >>> [str(day_asked(text)) for text in ("2027", "2027-02", "2027-02-03", "27")]
    ['2027-12-31', '2027-02-28', '2027-02-03', 'None']
    """
    found = re.fullmatch(r"((?:19|20|21)\d\d)(?:-(\d\d))?(?:-(\d\d))?", text.strip())
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


@dataclass(frozen=True)
class Later:
    """Tables at a later date, with the counts of rows of lists 06 and 13 that ``arrive`` and ``leave``; ``waits``: rows
    of list 06 as it is laid over that hang on a date not told; ``origin``: where a row of a table laid over stands in
    the tables of the version."""

    tables: ChainTables
    arrive: int
    leave: int
    waits: Longs
    origin: dict[str, list[tuple[str, int]]]

    @property
    def open(self) -> int:
        """How many hang on a date not told."""
        return len(self.waits)


def later(tables: ChainTables, outlook: Outlook) -> Later:
    """The lists as an outlook sees them."""
    listed = tables["capacities"]
    projects, rows = capacities_of_projects(tables) if outlook.planned else (listed.slice(0, 0), [])
    plants = pa.concat_tables([listed, projects], promote_options="default")
    states = {name: i for i, name in enumerate((PRESENT, *COMING))}
    was = encode(plants["state"], states)
    started, stays = np.where(was > 0, _started(plants, outlook.as_of), YES), _stays(plants, outlook)
    there = _both(started, stays)
    counts = (was == states[PRESENT]) | ((was > 0) & outlook.planned)
    became = np.array(plants["state"].to_pylist(), dtype=object)
    became[counts & (there == YES)] = PRESENT
    became[counts & (there == OPEN)] = None
    became[counts & (started == YES) & (stays == NO)] = RETIRED
    made = {"capacities": _with(plants, "state", became)}
    origin = {"capacities": [("capacities", i) for i in range(listed.num_rows)] + [("projects", i) for i in rows]}
    gone = _gone(plants, was == states[PRESENT], made["capacities"])
    if gone.any():
        supplies, kept = _trade_without(tables["supplies"], plants, gone, made["capacities"])
        made["supplies"], origin["supplies"] = supplies, [("supplies", int(i)) for i in kept]
    if outlook.planned:
        made["parked"] = _parked(tables["parked"])
    new = counts & (was > 0)
    untold = np.zeros(len(was), np.bool_)
    untold[listed.num_rows :] = [state is None for state in projects["state"].to_pylist()]
    return Later(
        ChainTables({**{name: tables[name] for name in tables.names()}, **made}),
        arrive=int((new & (there == YES)).sum()),
        leave=int(((was == states[PRESENT]) & (there == NO)).sum()),
        waits=np.flatnonzero((counts & (there == OPEN)) | untold),
        origin=origin,
    )


def _with(table: pa.Table, column: str, values: npt.NDArray[np.object_]) -> pa.Table:
    at = table.column_names.index(column)
    return table.set_column(at, table.schema.field(column), pa.array(values.tolist(), table.schema.field(column).type))


def _both(one: Verdicts, other: Verdicts) -> Verdicts:
    """Whether both hold."""
    found = np.where((one == NO) | (other == NO), NO, np.where((one == OPEN) | (other == OPEN), OPEN, YES))
    return found.astype(np.int8)


def _stays(plants: pa.Table, outlook: Outlook) -> Verdicts:
    """Whether each capacity has not left."""
    first, last = _window(plants, "end")
    told = ~np.isnat(first)
    if outlook.as_of is None:
        return np.where(told & outlook.planned, NO, YES).astype(np.int8)
    day = np.datetime64(outlook.as_of, "D")
    return np.where(~told | (first > day), YES, np.where(last <= day, NO, OPEN)).astype(np.int8)


def _started(plants: pa.Table, as_of: date | None) -> Verdicts:
    first, last = _window(plants, "start")
    if as_of is None:
        return np.where(np.isnat(first), OPEN, YES).astype(np.int8)
    day = np.datetime64(as_of, "D")
    return np.where(np.isnat(first), OPEN, np.where(last <= day, YES, np.where(first > day, NO, OPEN))).astype(np.int8)


def _window(plants: pa.Table, field: str) -> tuple[Days, Days]:
    """First and last day a date may mean by its precision; a date at the end of its period is that day."""
    first: Days = np.array(plants[field].to_pylist(), dtype="datetime64[D]")
    name = f"{field}_precision"
    told = plants[name].to_pylist() if name in plants.column_names else [None] * len(first)
    span = np.array([_MONTHS.get(precision or "", 0) for precision in told], np.int64)
    month = first.astype("datetime64[M]")
    begins = (month.astype("datetime64[D]") == first) & (span > 0)
    last: Days = np.where(begins, (month + span).astype("datetime64[D]") - 1, first)
    return first, last


def _keys(firms: pa.ChunkedArray, products: pa.ChunkedArray) -> list[tuple[str, str]]:
    return list(zip(firms.to_pylist(), products.to_pylist(), strict=True))


def _gone(plants: pa.Table, present: Bools, now: pa.Table) -> Bools:
    """(rows) whose firm made the product and, all of it having left, makes it no more."""
    keys = _keys(plants["firm"], plants["product"])
    state = now["state"].to_pylist()
    alive = {key for key, told in zip(keys, state, strict=True) if told in (PRESENT, None)}
    return present & np.array([key not in alive for key in keys], np.bool_)


def _trade_without(supplies: pa.Table, plants: pa.Table, gone: Bools, now: pa.Table) -> tuple[pa.Table, Longs]:
    """Supply rows without what has left, and their positions: a supplier that makes the product no more leaves its
    buyer with a source nobody knows; a buyer that makes nothing more buys nothing."""
    keys, state = _keys(plants["firm"], plants["product"]), now["state"].to_pylist()
    sold = {key for key, left in zip(keys, gone.tolist(), strict=True) if left}
    alive = {firm for (firm, _), told in zip(keys, state, strict=True) if told in (PRESENT, None)}
    closed = {firm for firm, _ in sold} - alive
    kept = np.flatnonzero([buyer not in closed for buyer in supplies["buyer"].to_pylist()])
    supplies = supplies.take(pa.array(kept, pa.int64()))
    found = [
        LEFT_BY.format(firm=firm, product=product) if (firm, product) in sold else firm
        for firm, product in _keys(supplies["supplier"], supplies["product"])
    ]
    return _with(supplies, "supplier", np.array(found, dtype=object)), kept


def _parked(parked: pa.Table) -> pa.Table:
    """Rows put aside: capacity under construction may count as well, and so may a project."""
    tables, states = parked["table"].to_pylist(), parked["state"].to_pylist()
    is_project = [name == "projects" for name in tables]
    state = [None if told in COMING or own else told for told, own in zip(states, is_project, strict=True)]
    table = ["capacities" if own else name for name, own in zip(tables, is_project, strict=True)]
    return _with(_with(parked, "state", np.array(state, dtype=object)), "table", np.array(table, dtype=object))
