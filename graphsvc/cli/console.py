"""How the command line speaks: documents as JSON, CSV or tables, progress on the error stream, refusals."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import orjson
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.labels import stage_words
from graphsvc.domain.notices import Lang, Place, message
from graphsvc.domain.progress import listening
from graphsvc.domain.values import Values
from graphsvc.domain.verdict import GRAVITIES, Verdict

if TYPE_CHECKING:
    from graphsvc.domain.ports import Progress as ProgressPort

JSON_STYLE = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
WIDE = 10_000
"""Columns of what is no terminal: nothing is folded there."""
GRAVITY = {
    "parked": ("暂存", "parked"), "columns_unread": ("未读列", "columns not read"), "nulled": ("留空", "left blank"),
    "guessed": ("推断", "guessed"), "kept": ("照录", "kept"),
}  # fmt: skip
SECONDS_UNTOLD = 1.0
"""Work that is over sooner shows no bar [s]."""


class Voice:
    """One command's output: where it goes and in which language and shape."""

    def __init__(self, lang: Lang, as_json: bool = False, as_csv: bool = False) -> None:
        self.lang: Lang = lang
        self.as_json, self.as_csv = as_json, as_csv
        self.out = _console(sys.stdout.isatty(), stderr=False)
        self.err = _console(sys.stderr.isatty(), stderr=True)

    def say(self, zh: str, en: str) -> None:
        """A sentence for people; silent where a document is asked for."""
        if not (self.as_json or self.as_csv):
            self.out.print(escape(zh if self.lang == "zh" else en))

    def document(self, document: object, compact: bool = False) -> None:
        """The one JSON document of this command; ``compact`` on a single line."""
        sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE if compact else JSON_STYLE))
        sys.stdout.buffer.flush()

    def csv(self, body: bytes) -> None:
        """Rows as CSV on standard output."""
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()

    def table(self, title: str, headings: Mapping[str, str], rows: Sequence[Values]) -> None:
        """Rows as a table for people; columns without any value are left out."""
        shown = [name for name in headings if any(row.get(name) not in (None, [], {}) for row in rows)]
        table = Table(title=escape(title), title_justify="left", header_style="bold")
        for name in shown:
            table.add_column(escape(headings[name]), overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell_text(row.get(name))) for name in shown))
        self.out.print(table)

    def warnings(self, warnings: Sequence[Values], limit: int = 20) -> None:
        """Warnings with place, sentence and remedy, for people, on the error stream."""
        for w in warnings[:limit]:
            place = " · ".join(str(w[k]) for k in ("file", "sheet", "row", "column") if w[k] is not None)
            self.err.print(f"[yellow]{w['code']}[/] {escape(place)}  {escape(w['message'])}  {escape(w['remedy'])}")
        if len(warnings) > limit:
            rest = len(warnings) - limit
            more = (
                f"还有 {rest} 条提示，用 --json 查看全部。"
                if self.lang == "zh"
                else f"{rest} more; see them all with --json."
            )
            self.err.print(more)

    def verdict(self, found: Verdict, command: str) -> None:
        """How a load came out: counts by gravity, one line per kind with its first places, how to see them all."""
        if self.as_json or self.as_csv:
            return
        zh = self.lang == "zh"
        mark, gap = ("：", "，") if zh else (": ", ", ")
        counts = gap.join(f"{GRAVITY[name][0 if zh else 1]} {found.counts[name]}" for name in GRAVITIES)
        self.say(f"装载结论：{counts}。", f"Verdict: {counts}.")
        for kind in found.kinds:
            said = message(kind.code, {**kind.example.facts, "original": kind.example.original}, self.lang)
            places = _places(kind.first, self.lang)
            more = " …" if places and kind.n > len(kind.first) else ""
            told = said.text if kind.n == 1 else f"{said.title}{mark if places else ''}{places}{more}"
            gravity = GRAVITY[kind.gravity][0 if zh else 1]
            self.out.print(escape(f"  {gravity} · {kind.code} × {kind.n} · {told}"))
        if found.counts["parked"]:
            self.say("  暂存的行：graphsvc table parked", "  Rows put aside: graphsvc table parked")
        if found.kinds:
            self.say(
                f"  逐条内容与改法：graphsvc {command} … --json",
                f"  Every one with its remedy: graphsvc {command} … --json",
            )

    def projection(self, document: Values) -> None:
        """One line about the graph database: in step, or behind and why."""
        server, problem = document["server"], document["problem"]
        if document["state"] == "ready":
            self.say(f"图数据库 {server} 已同步。", f"The graph database {server} is in step.")
            return
        zh, en = ("：", ": ") if problem else ("", "")
        why = problem["detail"] if problem else ""
        self.say(
            f"图数据库 {server} 落后于已发布版本{zh}{why}稍后运行 graphsvc neo4j push。",
            f"The graph database {server} is behind the published version{en}{why} Run graphsvc neo4j push later.",
        )

    def refusal(self, error: GraphsvcError) -> None:
        """A refusal: one JSON document, or sentences on the error stream."""
        document = error.document(self.lang)
        if self.as_json:
            self.document(document)
            return
        self.err.print(f"[bold red]{escape(document['title'])}[/] ({document['code']})")
        self.err.print(escape(document["detail"]))
        self.err.print(escape(document["remedy"]))
        self.warnings([{**e, "action": None} for e in document["errors"]])

    @contextmanager
    def progress(self) -> Iterator[ProgressPort]:
        """A bar on a terminal for work that takes longer than a second, nothing in a pipe."""
        if not sys.stderr.isatty() or self.as_json:
            yield lambda fraction, stage: None
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
        )
        bar = Progress(*columns, console=self.err, transient=True)
        task, began = bar.add_task("", total=1.0), monotonic()

        def report(fraction: float, stage: str) -> None:
            bar.update(task, completed=fraction, description=stage_words(stage, self.lang))
            if monotonic() - began > SECONDS_UNTOLD:
                bar.start()

        try:
            yield report
        finally:
            bar.stop()

    @contextmanager
    def sweeping(self) -> Iterator[None]:
        """A bar while sweeps within run; Ctrl-C ends them at once."""
        with self.progress() as progress, listening(progress):
            yield


def _console(is_terminal: bool, *, stderr: bool) -> Console:
    """A console that folds lines to the width of a terminal, and nowhere else."""
    return Console(stderr=stderr, highlight=False, soft_wrap=not is_terminal, width=None if is_terminal else WIDE)


def _places(places: Sequence[Place], lang: Lang) -> str:
    """Places by sheet: file · sheet · rows."""
    rows: dict[str, list[str]] = {}
    for place in places:
        where = rows.setdefault(" · ".join(part for part in (place.file, place.sheet) if part), [])
        if place.row is not None:
            where.append(str(place.row))
    zh = lang == "zh"
    told = (
        (where, f"第 {'、'.join(found)} 行" if zh else f"row {', '.join(found)}" if found else "")
        for where, found in rows.items()
    )
    return ("；" if zh else "; ").join(f"{where} {found if rows[where] else ''}".strip() for where, found in told)


def cell_text(value: object) -> str:
    """A value as people read it in a table: lists joined, numbers short, nothing as a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple)):
        return "; ".join(cell_text(v) for v in value) or "—"
    if isinstance(value, Mapping):
        return " ".join(f"{k}={cell_text(v)}" for k, v in value.items())
    return str(value)
