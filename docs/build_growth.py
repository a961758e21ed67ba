"""Draw the curves of the growth pages from ``docs/growth.csv`` and write its table into them."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

DOCS = Path(__file__).parent
TABLE = DOCS / "growth.csv"
PAGES = {"en": DOCS / "howto" / "growth.md", "zh": DOCS / "howto" / "growth.zh-CN.md"}
PICTURES = {"en": DOCS / "howto" / "growth.svg", "zh": DOCS / "howto" / "growth.zh-CN.svg"}
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
COLOURS = ("#1b6ca8", "#b3541e", "#2e7d32", "#7b3fa0", "#444444")
WORDS = {
    "en": {"cpu_s": "CPU seconds", "peak_mb": "peak memory [MB]", "firms": "firms", "load": "load"},
    "zh": {"cpu_s": "CPU 秒", "peak_mb": "内存峰值 [MB]", "firms": "企业数", "load": "导入"},
}
HEADS = {
    "en": ("firms", "supply rows", "what", "CPU seconds", "peak MB", "growth"),
    "zh": ("企业数", "供应关系行数", "做什么", "CPU 秒", "内存峰值 MB", "增长"),
}
MACHINE = {
    "en": "Measured on {cores} cores ({cpu}), {memory_gb} GB of memory, Python {python}; others used the machine, too.",
    "zh": "测量环境：{cores} 核（{cpu}），内存 {memory_gb} GB，Python {python}；机器上同时有其他任务。",
}
LEFT, TOP, WIDTH, HEIGHT, GAP = 62.0, 34.0, 300.0, 260.0, 90.0

Row = Mapping[str, str]


def rows() -> list[Row]:
    """The measured figures."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def exponent(earlier: Row, later: Row, figure: str = "cpu_s") -> float:
    """Power of the number of firms with which a figure grew between two sizes: 1 is in step with them."""
    return math.log(float(later[figure]) / float(earlier[figure])) / math.log(
        float(later["firms"]) / float(earlier["firms"])
    )


def table(measured: Sequence[Row], lang: str) -> Iterator[str]:
    """The figures as Markdown, by what is done; growth as the power between a size and the one before."""
    yield "| " + " | ".join(HEADS[lang]) + " |"
    yield "| ---: | ---: | --- | ---: | ---: | ---: |"
    for what in dict.fromkeys(row["what"] for row in measured):
        own = [row for row in measured if row["what"] == what]
        for i, row in enumerate(own):
            grew = f"{exponent(own[i - 1], row):.2f}" if i else ""
            name = WORDS[lang].get(what, f"`{what}`")
            figures = (f"{int(row['firms']):,}", f"{int(row['supply_rows']):,}", name, row["cpu_s"], row["peak_mb"])
            yield "| " + " | ".join((*figures, grew)) + " |"
    yield ""
    yield MACHINE[lang].format(**measured[0])


def picture(measured: Sequence[Row], lang: str) -> str:
    """Two panels on logarithmic axes, CPU seconds and peak memory over firms, a line for each thing done."""
    width, height = 2 * WIDTH + GAP + LEFT + 20, TOP + HEIGHT + 74
    names = list(dict.fromkeys(row["what"] for row in measured))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" '
        f'font-size="12" role="img"><title>{WORDS[lang]["cpu_s"]} / {WORDS[lang]["peak_mb"]}</title>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
    ]
    for panel, figure in enumerate(("cpu_s", "peak_mb")):
        parts += _panel(measured, names, figure, lang, LEFT + panel * (WIDTH + GAP))
    for i, name in enumerate(names):
        x, y = LEFT + i * 134, TOP + HEIGHT + 58
        parts.append(f'<line x1="{x}" x2="{x + 18}" y1="{y - 4}" y2="{y - 4}" stroke="{COLOURS[i]}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 23}" y="{y}">{escape(WORDS[lang].get(name, name))}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(measured: Sequence[Row], names: Sequence[str], figure: str, lang: str, left: float) -> Iterator[str]:
    sizes = sorted({float(row["firms"]) for row in measured})
    values = [float(row[figure]) for row in measured]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))

    def x(firms: float) -> float:
        return left + WIDTH * math.log(firms / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def y(value: float) -> float:
        return TOP + HEIGHT * (1 - math.log(value / low) / math.log(high / low))

    yield f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{WORDS[lang][figure]}</text>'
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        at = y(10.0**power)
        yield f'<line x1="{left}" x2="{left + WIDTH}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    for firms in sizes:
        yield f'<line x1="{x(firms):.1f}" x2="{x(firms):.1f}" y1="{TOP}" y2="{TOP + HEIGHT}" stroke="#eeeeee"/>'
        yield f'<text x="{x(firms):.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{firms:,.0f}</text>'
    yield f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 34}" text-anchor="middle">{WORDS[lang]["firms"]}</text>'
    for i, name in enumerate(names):
        points = [(x(float(r["firms"])), y(float(r[figure]))) for r in measured if r["what"] == name]
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        yield f'<polyline points="{line}" fill="none" stroke="{COLOURS[i]}" stroke-width="2"/>'
        yield from (f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{COLOURS[i]}"/>' for px, py in points)


def page(text: str, measured: Sequence[Row], lang: str) -> str:
    """A page with the table of today."""
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + "\n" + "\n".join(table(measured, lang)) + "\n" + END + rest.partition(END)[2]


def main() -> None:
    """Write pictures and tables."""
    measured = rows()
    for lang, path in PAGES.items():
        path.write_text(page(path.read_text(encoding="utf-8"), measured, lang), encoding="utf-8")
        PICTURES[lang].write_text(picture(measured, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
