"""Lists 10, 11, 13, 20 and 21 looked up by product: who minds it, directly or through the stages above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.days import last_day

Place = tuple[str, str]
"""(chain, stage code): codes are unique within their chain alone."""

STOPPED = "中止"
"""Status of list 10 of a task that nobody works on any more."""
FINISHED = "达效"
"""Phase of list 13 of a project that has nothing left to bring."""


@dataclass(frozen=True)
class Minded:
    """Rows about one product as (position, row), by table; ``n_open`` tasks and projects that are under way, and
    ``may_be_open`` whether another one does not tell."""

    rows: Mapping[str, tuple[tuple[int, Values], ...]]
    n_open: int
    may_be_open: bool

    def names(self, table: str, *fields: str) -> list[str]:
        """The first filled of ``fields`` of each row, every name once, sorted."""
        told = (next((row[f] for f in fields if row[f] is not None), None) for _, row in self.rows[table])
        return sorted({name for name in told if name is not None})


class ChallengeLists:
    """The five lists of a version, all slots together, indexed once."""

    def __init__(self, snapshot: GraphSnapshot, on: str | None) -> None:
        self._snapshot = snapshot
        self._by_product: dict[tuple[str, str], list[tuple[int, Values]]] = {}
        self._by_stage: dict[tuple[str, Place], list[tuple[int, Values]]] = {}
        self._stages: dict[str, list[Place]] = {}
        for product in snapshot.tables.rows("products"):
            if product["stage_code"] is not None:
                place = (product["slot_chain"], product["stage_code"])
                self._stages.setdefault(product["product_code"], []).append(place)
        for position, task in enumerate(snapshot.tables.rows("technologies")):
            self._about("technologies", position, task, task["products"], ())
        for position, project in enumerate(snapshot.tables.rows("projects")):
            own = [project["product"]] if project["product"] else []
            self._about("projects", position, project, own, [project["stage"]] if project["stage"] and not own else [])
        for table in ("platforms", "policies", "experts"):
            for position, row in enumerate(snapshot.tables.rows(table)):
                if table != "policies" or _in_force(row, on):
                    self._about(table, position, row, (), row["stages"])

    def _about(
        self, table: str, position: int, row: Values, products: Iterable[str] | None, stages: Iterable[str] | None
    ) -> None:
        for code in dict.fromkeys(products or ()):
            self._by_product.setdefault((table, code), []).append((position, row))
        for stage in dict.fromkeys(stages or ()):
            self._by_stage.setdefault((table, (row["slot_chain"], stage)), []).append((position, row))

    def minded(self, code: str) -> Minded:
        """Everything that names a product, its stage or a stage above it."""
        above = self._above(code)
        found = {}
        for table in ("technologies", "platforms", "projects", "policies", "experts"):
            rows = dict(self._by_product.get((table, code), ()))
            for place in above:
                rows.update(self._by_stage.get((table, place), ()))
            found[table] = tuple(sorted(rows.items()))
        states = [(row["status"], STOPPED) for _, row in found["technologies"]]
        states += [(row["phase"], FINISHED) for _, row in found["projects"]]
        n_open = sum(state is not None and state != over for state, over in states)
        return Minded(found, n_open, any(state is None for state, _ in states))

    def _above(self, code: str) -> set[Place]:
        """The stages that list the product, and every stage above them."""
        found: set[Place] = set()
        for chain, own in self._stages.get(code, ()):
            stage: str | None = own
            while stage is not None and (chain, stage) in self._snapshot.stages and (chain, stage) not in found:
                found.add((chain, stage))
                stage = self._snapshot.stages[chain, stage]["parent_code"]
        return found


def _in_force(row: Values, on: str | None) -> bool:
    """Whether a policy of list 20 has not run out on a day; one without an end never does."""
    if on is None or row["valid_until"] is None:
        return True
    return last_day(row["valid_until"], row["valid_until_precision"]).isoformat() >= on
