"""ChainKnowledgeGraph as it is published, JSON lines, as the same columns of text that its CSV has.

Stock codes lose the suffix of their exchange (600373.SH); companies that are named by short name get the code of that
name, and stay as written, to be parked, where no company or several have it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import orjson

from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.submission import RawFile
from loaders.knowledge_graph.files import GraphFile, absent, contents, park_blank_keys, refused
from loaders.report import Report

PARENTS = "parents"
PARENT_RELATION = "上级行业"
_WITH_EXCHANGE = re.compile(r"(\d{6})\.?[A-Za-z]{2}")


@dataclass(frozen=True)
class Published:
    """A published file: its name and the member that each of our words stands for."""

    file: str
    members: Mapping[str, str]


@cache
def published() -> Mapping[str, Published]:
    """The published files, by the stem of the CSV file that says the same."""
    text = resources.files("loaders.knowledge_graph").joinpath("published.toml").read_text(encoding="utf-8")
    return {stem: Published(each["file"], each["members"]) for stem, each in tomllib.loads(text).items()}


@dataclass(frozen=True)
class _Lines:
    """Objects of a file with the line each stands at."""

    raw: RawFile
    objects: list[dict[str, object]]
    numbers: list[int]


def read_published(files: Mapping[str, Path], report: Report) -> tuple[dict[str, GraphFile], list[RawFile]]:
    """The tables of a published folder by stem, and its files as they arrived.

    Raises
    ------
    LoadError
        ``file_not_found``, ``file_too_large``, ``bad_encoding``, ``bad_json``, ``missing_column``.
    """
    lines = {stem: _lines(files[each.file]) for stem, each in published().items() if each.file in files}
    found: dict[str, GraphFile] = {}
    for stem, about in published().items():
        if stem == PARENTS:
            continue
        if stem not in lines:
            found[stem] = absent(stem, report, about.file)
            continue
        columns, numbers = _columns(stem, lines[stem], lines.get(PARENTS), report)
        found[stem] = GraphFile(stem, lines[stem].raw, columns, numbers, report, members=about.members)
    _bare_codes(found["companies"].columns["code"])
    _bare_codes(found["company_industry"].columns["company"])
    _codes_of_names(found["company_product"].columns["company"], found["companies"].columns)
    for file in found.values():
        park_blank_keys(file)
    if PARENTS not in lines:
        report.add("file_absent", Place(published()[PARENTS].file), None, "kept", file=published()[PARENTS].file)
    return found, [each.raw for each in lines.values()]


def _lines(path: Path) -> _Lines:
    data, text = contents(path)
    objects: list[dict[str, object]] = []
    numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            told = orjson.loads(line)
        except orjson.JSONDecodeError:
            told = None
        if not isinstance(told, dict):
            raise refused("bad_json", path.name, row=number)
        objects.append(told)
        numbers.append(number)
    return _Lines(RawFile(path.name, hashlib.sha256(data).hexdigest(), data), objects, numbers)


def _columns(
    stem: str, lines: _Lines, parents: _Lines | None, report: Report
) -> tuple[dict[str, list[str]], list[int]]:
    """Columns of text by our words, and the line of each row."""
    about, numbers = published()[stem], lines.numbers
    if stem == "industry_upstream":
        return _upstream(about, lines)
    columns = _texts(about, lines)
    if stem == "industries":
        numbers = list(numbers)
        columns["parent"] = [""] * len(numbers)
        if parents is not None:
            _add_parents(columns, numbers, parents, report)
    return columns, numbers


def _texts(about: Published, lines: _Lines) -> dict[str, list[str]]:
    lacking = [m for m in about.members.values() if lines.objects and all(m not in each for each in lines.objects)]
    if lacking:
        raise refused("missing_column", lines.raw.name, sheet=about.file, columns="、".join(lacking))
    return {
        word: [_text(each.get(member), lines, row) for row, each in enumerate(lines.objects)]
        for word, member in about.members.items()
    }


def _text(value: object, lines: _Lines, row: int) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    raise refused("bad_json", lines.raw.name, row=lines.numbers[row])


def _upstream(about: Published, lines: _Lines) -> tuple[dict[str, list[str]], list[int]]:
    """One row per member of ``ups``: which industry stands upstream."""
    columns: dict[str, list[str]] = {"stage": [], "upstream": []}
    numbers: list[int] = []
    for row, each in enumerate(lines.objects):
        ups = each.get(about.members["upstream"])
        if not isinstance(ups, dict):
            raise refused("bad_json", lines.raw.name, row=lines.numbers[row])
        name = _text(each.get(about.members["stage"]), lines, row)
        columns["stage"] += [name] * len(ups)
        columns["upstream"] += list(ups)
        numbers += [lines.numbers[row]] * len(ups)
    return columns, numbers


def _add_parents(columns: dict[str, list[str]], numbers: list[int], parents: _Lines, report: Report) -> None:
    """The parent of each industry; one without a row of its own, or with a second parent, becomes a row more."""
    told = _texts(published()[PARENTS], parents)
    where = {code: row for row, code in reversed(list(enumerate(columns["code"])))}
    seen: set[tuple[str, str]] = set()
    ignored = 0
    for row, (code, name, parent, relation) in enumerate(
        zip(told["code"], told["name"], told["parent"], told["relation"], strict=True)
    ):
        if relation != PARENT_RELATION:
            place = Place(parents.raw.name, PARENTS, parents.numbers[row], "rel")
            report.add("bad_value", place, relation, "ignored", expected=PARENT_RELATION)
            ignored += 1
        elif (code, parent) not in seen:
            seen.add((code, parent))
            known = where.get(code)
            if known is not None and not columns["parent"][known]:
                columns["parent"][known] = parent
                continue
            for word, text in (("code", code), ("name", name), ("parent", parent)):
                columns[word].append(text)
            numbers.append(parents.numbers[row])
            where.setdefault(code, len(numbers) - 1)
    n = len(told["code"])
    facts = {"file": parents.raw.name, "rows": n, "loaded": len(seen), "merged": n - len(seen) - ignored}
    report.take(Notice("rows_accounted", Place(parents.raw.name, PARENTS), None, None, {**facts, "parked": ignored}))


def _bare_codes(codes: list[str]) -> None:
    for row, code in enumerate(codes):
        match = _WITH_EXCHANGE.fullmatch(code)
        if match:
            codes[row] = match[1]


def _codes_of_names(names: list[str], companies: Mapping[str, list[str]]) -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for code, name in zip(companies["code"], companies["short_name"], strict=True):
        known[name].add(code)
    for row, name in enumerate(names):
        codes = known.get(name, set())
        if len(codes) == 1:
            names[row] = next(iter(codes))
