"""Figures of a page as a person reads them: tiles, lines of lists with what they rest on, and whether a figure that is
printed is a value of the interface, rounded as it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.pages.opening import answer

_AMOUNT = re.compile(
    r"^(<)?(-?[\d,]+(?:\.\d+)?)(?:\s*([^-\d\s(（–/、][^(（]*))?(?:\s*[(（](-?[\d,.]+)–(-?[\d,.]+)[^)）]*[)）])?$"
)
SCALES = {"%": 100.0, "亿元": 1e-4}
"""Units that a value is turned into before it is printed; the interface has 0-1 and 万元."""
UNSAID = ("—", "未知", "考察期外", "")
"""What stands where there is no figure."""
_READ = """() => {
    const said = e => e.innerText.split(/\\s+/).join(" ").trim();
    document.querySelectorAll("main details").forEach(e => { e.open = true; });
    const tiles = [...document.querySelectorAll("main dl > div")].map(e => {
        const name = e.querySelector("dt").cloneNode(true);
        name.querySelectorAll("details").forEach(d => d.remove());
        return [name.textContent.trim(), said(e.querySelector("dd"))]; });
    const lists = {};
    for (const e of document.querySelectorAll("main .listing[id]")) {
        const lines = [...e.querySelectorAll("tbody tr:not(.below)")].filter(r => r.children.length > 1).map(r => ({
            cells: [...r.children].map(said), evidence: [...r.querySelectorAll("a")].map(a => a.getAttribute("href"))
                .filter(h => h.startsWith("/evidence/")).map(h => h.split("/")[2].split("?")[0])[0] || "" }));
        lists[e.id.slice(5)] = { heads: [...e.querySelectorAll("thead th")].map(said), lines,
            n: parseInt((said(e.querySelector("caption")).match(/共 ([\\d,]+)/) || ["", "-1"])[1].replace(",", "")) };
    }
    return { tiles, lists, sentences: [...document.querySelectorAll("main p.say")].map(said) }; }"""


@dataclass(frozen=True)
class Line:
    """A line of a list: its cells by heading, and the evidence id it links to."""

    cells: Mapping[str, str]
    evidence: str

    @property
    def first(self) -> str:
        """What the line is about."""
        return next(iter(self.cells.values()))


@dataclass(frozen=True)
class Listed:
    """A list: its lines that are shown, and how many the caption counts."""

    lines: tuple[Line, ...]
    n: int

    @property
    def heads(self) -> tuple[str, ...]:
        """Its headings."""
        return tuple(self.lines[0].cells) if self.lines else ()


@dataclass(frozen=True)
class Seen:
    """Everything a page tells in figures: tiles (name, text) from top to bottom, lists by name, sentences."""

    tiles: tuple[tuple[str, str], ...]
    lists: Mapping[str, Listed]
    sentences: tuple[str, ...]


def seen(page: Any) -> Seen:
    """What an opened page tells, with everything unfolded."""
    found = page.evaluate(_READ)
    lists = {
        name: Listed(
            tuple(
                Line(dict(zip(told["heads"], line["cells"], strict=True)), line["evidence"]) for line in told["lines"]
            ),
            told["n"],
        )
        for name, told in found["lists"].items()
    }
    return Seen(tuple((name, text) for name, text in found["tiles"]), lists, tuple(found["sentences"]))


def figure_in(text: str) -> bool:
    """Whether a text is a figure: a code or a date is none."""
    found = _AMOUNT.match(text.strip())
    return found is not None and len(found[2].replace(",", "").partition(".")[0]) < 12


def agrees(text: str, value: object, low: object = None, high: object = None) -> bool:
    """Whether a cell prints a value of the interface: the same figure at the decimals that are printed, with its bounds
    where they differ; a word where there is no value."""
    text = text.strip()
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value is None and text in UNSAID
    if text in UNSAID:  # a share that may be anything is unknown
        return low == 0.0 and high == 1.0
    found = _AMOUNT.match(text)
    if found is None:
        return False
    less, figure, unit, lower, upper = found.groups()
    scale = SCALES.get((unit or "").strip(), 1.0)
    if less:
        return 0.0 < value * scale < float(figure)
    bounds = (low, high) if isinstance(low, int | float) and isinstance(high, int | float) else (value, value)
    as_printed = [_printed(bound * scale, figure) for bound in bounds]
    shown = [_number(lower), _number(upper)] if lower and upper else [_number(figure)] * 2
    return _near(value * scale, figure) and all(abs(a - b) < 1e-9 for a, b in zip(as_printed, shown, strict=True))


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _printed(value: float, like: str) -> float:
    """A value at the decimals of another figure."""
    return float(f"{value:.{len(like.partition('.')[2])}f}")


def _near(value: float, text: str) -> bool:
    """Whether a figure is the value at its own decimals, half a digit at most away."""
    return abs(value - _number(text)) <= 0.5000001 * 10.0 ** -len(text.partition(".")[2])


def finding(base: str, evidence_id: str) -> tuple[str, dict[str, Any]]:
    """The finding under an evidence id as the interface tells it: its question and its values."""
    summary = answer(base, "questions/evidence", id=evidence_id)["summary"]
    return str(summary["question"]), dict(summary["finding"])


def printed(value: float | None, digits: int = 1) -> str:
    """A figure as sentences print it."""
    return "未知" if value is None else f"{value:,.{digits}f}".removesuffix(".0")
