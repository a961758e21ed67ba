"""Reading along: the rows a sentence cites, and whether they hold the firms, products and figures it names.

Nothing here knows how rows were chosen. Names are looked for in the printed text, rows in the canonical tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.places import SheetRows
from graphsvc.domain.report import Amount, Cell, ChainReport, Note, Report, Row, Saying, Section, Table
from graphsvc.domain.snapshot import GraphSnapshot
from viz.report_words import ReportWords

TableRow = Mapping[str, Any]
Place = tuple[str, str, int | None]
"""File, sheet, row."""
_NUMBER = re.compile(r"(?<![\w.])[<>]?(\d[\d,]*(?:\.\d+)?)(%?)")


@dataclass(frozen=True)
class Claim:
    """A sentence, what it is said of (a product code, if any), the places it cites, figures that must stand there."""

    where: str
    text: str
    product: str | None
    places: tuple[SheetRows, ...]
    stated: tuple[str, ...]


class Lists:
    """All rows of a version by their place, and the names of firms and products."""

    def __init__(self, snapshot: GraphSnapshot) -> None:
        self._rows: dict[Place, list[tuple[str, TableRow]]] = defaultdict(list)
        for table in snapshot.tables.names():
            head = "" if table == "parked" else "source_"
            for row in snapshot.tables.rows(table):
                place = (row[f"{head}file"], row[f"{head}sheet"], row[f"{head}row"])
                if table == "submissions":
                    place = (place[0], f"{place[1]} · 数据完整声明", None)
                self._rows[place].append((table, row))
        self.firms: dict[str, set[str]] = defaultdict(set)
        for firm_id, name in zip(snapshot.network.firm_ids, snapshot.network.firm_names, strict=True):
            self.firms[name].add(firm_id)
        for row in snapshot.tables.rows("firms"):
            if row["controller"]:
                self.firms[row["controller"]].update(filter(None, (row["controller_uscc"], row["controller"])))
        self.products: dict[str, set[str]] = defaultdict(set)
        for code, row in snapshot.products.items():
            self.products[str(row["product_name"])].add(code)
        others = {str(row["chain_name"]) for row in snapshot.tables.rows("chains")}
        others |= {str(row["stage_name"]) for row in snapshot.tables.rows("stages")}
        names = sorted({*self.firms, *self.products, *others}, key=lambda name: (-len(name), name))
        self._names = re.compile("|".join(map(re.escape, names)))
        self._values_at = cache(self._values)
        self.held = lru_cache(8)(self._held)  # sentences that follow each other rest on the same rows

    def cited(self, places: Sequence[SheetRows]) -> list[tuple[str, TableRow]]:
        """Table rows at the places."""
        return [found for key in self._keys(places) for found in self._rows.get(key, ())]

    def _keys(self, places: Sequence[SheetRows]) -> Iterator[Place]:
        for p in places:
            for first, last in p.spans or ((None, None),):
                yield from ((p.file, p.sheet, row) for row in _span(first, last))

    def _values(self, place: Place) -> tuple[Any, ...]:
        rows = (row.values() for _, row in self._rows.get(place, ()))
        return tuple(x for row in rows for value in row for x in (value if isinstance(value, list) else (value,)))

    def _held(self, places: tuple[SheetRows, ...]) -> tuple[frozenset[Any], tuple[float, ...]]:
        """All values of the table rows at the places, and the figures among them; nothing where no row is cited."""
        found: set[Any] = set().union(*map(self._values_at, self._keys(places)))
        numbers = (value for value in found if isinstance(value, (int, float)) and not isinstance(value, bool))
        return frozenset(found), tuple(numbers)

    def named(self, text: str) -> tuple[set[str], set[str], str]:
        """Firms and products named in a text, and the text without them."""
        found = set(self._names.findall(text))
        return found & set(self.firms), found & set(self.products), self._names.sub("·", text)


def _span(first: int | None, last: int | None) -> Iterable[int | None]:
    return [None] if first is None or last is None else range(first, last + 1)


def faults(claim: Claim, lists: Lists) -> list[str]:
    """What a claim names that its cited rows do not hold."""
    held, numbers = lists.held(claim.places)
    if not held:
        return [f"{claim.where}: “{claim.text}” cites no row"]
    firms, products, _ = lists.named(claim.text)
    wrong = [f"firm {name}" for name in firms if not held & {name, *lists.firms[name]}]
    wrong += [f"product {name}" for name in products - firms if not held & {name, *lists.products[name]}]
    if claim.product is not None and claim.product not in held:
        wrong.append(f"product {claim.product}")
    wrong += [f"figure {said}" for said in claim.stated if not _stands(said, numbers)]
    return [f"{claim.where}: “{claim.text}” cites rows without {what}" for what in wrong]


def _stands(said: str, numbers: Sequence[float]) -> bool:
    match = _NUMBER.fullmatch(said)
    assert match is not None, said
    text, percent = match.group(1).replace(",", ""), match.group(2)
    digits = len(text.partition(".")[2])
    scale = 100.0 if percent else 1.0
    return any(abs(round(value * scale, digits) - float(text)) < 1e-9 for value in numbers)


def map_claims(drawn: ChainMap, lists: Lists) -> Iterator[Claim]:
    """Every line beside a box; figures of those not marked as computed must stand in the rows."""
    for box in drawn.boxes:
        for fact in box.facts:
            rest = lists.named(fact.text)[2]
            said = () if fact.is_computed else tuple("".join(m) for m in _NUMBER.findall(rest))
            yield Claim(f"map {drawn.chain_code} {box.product_code}", fact.text, box.product_code, fact.places, said)


def report_claims(report: Report, lang: Lang) -> Iterator[Claim]:
    """Every sentence and every line of a table that shows data."""
    words = ReportWords(lang)

    def places(notes: Sequence[Note]) -> tuple[SheetRows, ...]:
        return tuple(place for note in notes for place in (note.places or report.asked[note.asked].places))

    def sentence(where: str, saying: Saying) -> Claim:
        text = "".join(part for part, _ in words.parts(saying))
        return Claim(where, text, None, places(saying.notes), _stated(saying.facts.values(), words))

    def line(where: str, row: Row) -> Claim:
        text = " | ".join(words.plain(cell) for cell in row.cells)
        return Claim(where, text, None, places([row.note] if row.note else []), _stated(row.cells, words))

    def chapter(name: str, chain: ChainReport) -> Iterator[Claim]:
        for figure in chain.figures:
            yield Claim(f"{name} figure {figure.key}", words.bare(figure.amount), None, places(figure.notes), ())
        for saying in chain.summary:
            yield sentence(f"{name} {saying.key}", saying)
        for decision in chain.decisions:
            for saying in decision.items:
                yield sentence(f"{name} {saying.key}", saying)
        for part in chain.sections:
            yield from section(f"{name} {part.key}", part)

    def section(where: str, part: Section) -> Iterator[Claim]:
        for saying in part.sayings:
            if saying.facts:
                yield sentence(f"{where} {saying.key}", saying)
        for block in part.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    yield line(f"{where} {block.key}", row)
            else:
                yield Claim(f"{where} {type(block).__name__}", "", None, places(block.notes), ())

    for chain in report.chains:
        yield from chapter(chain.code, chain)
    if report.portfolio is not None:
        yield from section("portfolio", report.portfolio)


def _stated(cells: Iterable[Cell], words: ReportWords) -> tuple[str, ...]:
    """Figures marked as standing in a row, as they are printed."""
    found = []
    for cell in cells:
        if isinstance(cell, Amount) and cell.is_stated and cell.value is not None:
            alone = words.bare(Amount(cell.value, cell.unit, cell.digits))
            found.append(alone + ("%" if cell.unit in ("share", "percent") else ""))
    return tuple(found)


def trade_faults(drawn: ChainMap, lists: Lists) -> list[str]:
    """Lines “buyer ← suppliers”: each supplier must stand beside buyer and product in one cited row of list 07."""
    wrong = []
    for box in drawn.boxes:
        for fact in box.facts:
            buyer, arrow, rest = fact.text.partition(" ← ")
            if not arrow:
                continue
            trades = [row for table, row in lists.cited(fact.places) if table == "supplies"]
            sellers = {
                row["supplier"]
                for row in trades
                if row["buyer"] in lists.firms[buyer] and row["product"] == box.product_code
            }
            wrong += [fact.text for name in lists.named(rest)[0] if not sellers & lists.firms[name]]
    return wrong


def demand_faults(drawn: ChainMap, lists: Lists) -> tuple[int, list[str]]:
    """Lines of derived demand: sum of coefficient × output over the cited rows, recomputed; how many were, and misses.

    Left out: inputs that alternatives share, outputs that are blank, purchases.
    """
    wrong, done = [], 0
    for box in drawn.boxes:
        for fact in box.facts:
            match = re.match(r"年需求 ([\d,.]+)", fact.text)
            rows = lists.cited(fact.places)
            inputs = [row for table, row in rows if table == "product_inputs"]
            made = [row for table, row in rows if table == "capacities"]
            blank = any(row["output"] is None for row in made) or any(row["alt_group"] for row in inputs)
            if match is None or blank or not inputs or any(t == "supplies" for t, _ in rows):
                continue
            total = 0.0
            for row in inputs:
                output = sum(r["output"] for r in made if r["product"] == row["to_product"])
                total += row["coefficient"] * output
            said = match.group(1)
            done += 1
            half = 0.5 * 10.0 ** -len(said.partition(".")[2])
            if abs(total - float(said.replace(",", ""))) > half + 1e-9 * max(1.0, total):
                wrong.append(f"{box.product_code} {fact.text}: {total}")
    return done, wrong
