"""Writes the reference manual from what the program itself reads: ``python docs/build_reference.py [FOLDER]``.

One Markdown page per subject, Chinese first with English beside it. Nothing here knows a column, question, setting,
command or message by name; words that no part of the program holds stand in ``reference_texts.toml``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import typer

from graphsvc.cli import app
from graphsvc.domain.dictionary import Sheet, extra_columns, sheets, table_columns, table_names, value_words
from graphsvc.domain.identity import IDENTITIES
from graphsvc.domain.labels import Label, vocabulary, vocabulary_names
from graphsvc.domain.reference import reference_rows
from graphsvc.domain.submission import LoadOptions
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.questions.parameters import Parameter
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.settings import Settings
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import load
from graphsvc.usecases.wording import shown_columns
from graphsvc.wiring import Loader

HERE = Path(__file__).parent
FOLDER = HERE / "reference"
EXAMPLES = HERE.parent / "graphsvc" / "api" / "examples.json"
TEXTS = tomllib.loads((HERE / "reference_texts.toml").read_text(encoding="utf-8"))
HEAD = "<!-- 本页由 make docs 生成，请勿手改 · written by make docs, do not edit -->"
TYPES = {
    "text": "文本 text",
    "number": "数 number",
    "integer": "整数 integer",
    "share": "比例 share, 0–1",
    "date": "日期 ISO date",
    "bool": "是/否 true, false",
    "enum": "枚举 enumeration",
    "list": "多值 list",
    "code": "编码 identifier",
    "json": "JSON",
    "object": "JSON 对象 object",
    "objects": "JSON 对象列表 list of objects",
    "truth": "是、否、未知 yes, no, unknown",
    "boolean": "是/否 true, false",
}
REQUIRED = {"R": "必填 R", "C": "视情况 C", "O": "选填 O", "D": "派生 D"}
BLANK = {
    "null": "没有说明 nothing is told",
    "unknown": "未知 exists, not known",
    "none": "没有 none of the kind",
}


def cell(value: Any) -> str:
    """A value as the text of one Markdown table cell."""
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").strip()


def grid(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def code(text: str | None) -> str:
    """Text in code type, nothing where there is none."""
    return f"`{text}`" if text else ""


def page(title: str, *parts: str) -> str:
    """One page: the note that it is generated, a title, its parts."""
    return "\n\n".join([HEAD, f"# {title}", *parts]) + "\n"


def blank_in_words(text: str) -> str:
    """What a blank cell means, in both languages."""
    if text.startswith("default:"):
        value = text.removeprefix("default:")
        return f"按“{value}” taken as {value}"
    return BLANK[text]


def dictionary_page() -> str:
    """Every column of the 25 lists."""
    intro = TEXTS["intro"]["dictionary"]
    return page("字段字典 · Dictionary", intro, *(_sheet_section(sheet) for sheet in sheets()))


def _sheet_section(sheet: Sheet) -> str:
    names = "、".join(sheet.aliases)
    about = f"规范表 Table: `{sheet.table}`。又名 Also called: {names}。{_identity(sheet)}"
    rows = []
    for c in sheet.columns:
        unit = f"{c.unit or ''}{f'（{c.default_unit}）' if c.default_unit else ''}"
        needed = REQUIRED[c.required] + (f"：{c.condition}" if c.condition else "")
        rows.append(
            (
                f"**{c.heading}**" if c.heading else "—",
                code(c.field),
                c.label_en,
                TYPES[c.type],
                unit,
                needed,
                "、".join(c.allowed),
                code(c.references),
                "、".join(c.aliases),
                blank_in_words(c.blank_means),
                " ".join(code(c.field + s) for s in c.siblings),
            )
        )
    headings = ("列名", "字段", "English", "类型", "单位", "必填", "允许值", "引用", "别名", "空白", "伴随列")
    section = f"## {sheet.number} {sheet.name} · {sheet.name_en}\n\n{about}\n\n{grid(headings, rows)}"
    return "\n\n".join([section, *_other_words(sheet)])


def _other_words(sheet: Sheet) -> list[str]:
    """Words that are read as one of the allowed values, one line per column that has any."""
    lines = []
    for column in sheet.columns:
        words: dict[str, list[str]] = {}
        for word, value in value_words(sheet.table, column.field).items():
            words.setdefault(value, []).append(word)
        if words:
            told = "；".join(f"{value} ← {'、'.join(each)}" for value, each in words.items())
            lines.append(f"- **{column.heading}** 也读 also read: {told}")
    return ["\n".join(lines)] if lines else []


def _identity(sheet: Sheet) -> str:
    """What makes two rows of a list speak of one fact, and where it stands."""
    identity, words = IDENTITIES.get(sheet.table), TEXTS["identity"]
    if identity is None:
        return ""
    named = [*(["slot_chain"] if identity.of_chain else []), *identity.key]
    told = [words["key"].format(fields=" + ".join(map(code, named)))]
    if identity.about:
        told.append(words["about"].format(fields="、".join(map(code, identity.about))))
    if identity.year is not None:
        told.append(words["year"].format(field=code(identity.year)))
    if identity.place:
        told.append(words["place"].format(fields="、".join(map(code, identity.place))))
    return "\n\n" + " ".join(told)


def questions_page() -> str:
    """The catalogue: every question with parameters and columns."""
    intro = TEXTS["intro"]["questions"]
    sections = []
    for question in CATALOGUE.values():
        parameters = grid(
            ("参数", "含义", "English", "类型", "缺省", "单位", "取值"),
            ((code(p.name), *_named(p.label), *_parameter(p)) for p in question.parameters),
        )
        columns = grid(
            ("列", "名称", "English", "类型", "单位", "词表"),
            (
                (code(c.name), *_named(c.label), TYPES[c.type], c.unit, _words(c.codes))
                for c in shown_columns(question.columns)
            ),
        )
        sections.append(f"## {question.name}\n\n{question.asks}\n\n{question.asks_en}\n\n{parameters}\n\n{columns}")
    return page("问题目录 · Questions", intro, *sections)


def _words(codes: str | None) -> str:
    """Links to the vocabularies of a column of codes."""
    return "、".join(f"[{name}](codes.md#{name})" for name in (codes or "").split())


def codes_page() -> str:
    """Every vocabulary of codes with its words."""
    sections = []
    for name in sorted(vocabulary_names()):
        rows = ((code(word), label.zh, label.en) for word, label in vocabulary(name).items())
        sections.append(f"## {name}\n\n{grid(('代码 code', '中文', 'English'), rows)}")
    return page("词表 · Codes", TEXTS["intro"]["codes"], *sections)


def _named(label: Label) -> tuple[str, str]:
    return label.zh, label.en


def _parameter(p: Parameter) -> tuple[str, str, str, str]:
    default: Any = p.default
    if isinstance(default, (list, tuple)):
        default = ",".join(default)
    elif isinstance(default, bool):
        default = str(default).lower()
    elif isinstance(default, float):
        default = f"{default:g}"
    told = "必填 required" if p.required else "按数据定 from the data" if default is None else code(str(default))
    if p.name == "limit":
        told = "不限 no limit"
    span = "、".join(p.allowed)
    if p.minimum is not None or p.maximum is not None:
        low = "" if p.minimum is None else f"{p.minimum:g}"
        high = "" if p.maximum is None else f"{p.maximum:g}"
        span = f"{low} … {high}".strip()
    return TYPES[p.type], told, p.unit or "", span


def messages_page() -> str:
    """Every code the program can say, by the file of its sentences."""
    intro = TEXTS["intro"]["messages"]
    told = tomllib.loads((HERE / "message_examples.toml").read_text(encoding="utf-8"))
    sections = []
    folder = resources.files("graphsvc.domain.messages")
    for part in sorted(p.name for p in folder.iterdir() if p.name.endswith(".toml")):
        stem = part.removesuffix(".toml")
        zh, en = TEXTS["messages"].get(stem, (stem, stem))
        entries = tomllib.loads(folder.joinpath(part).read_text(encoding="utf-8"))
        rows = []
        for name, entry in sorted(entries.items()):
            texts = [f"{entry[f'title_{lang}']}：{entry[f'text_{lang}']}" for lang in ("zh", "en")]
            level, example = told[name]["level"], told[name].get("example", "—")
            meaning = texts[1].replace("：", ": ", 1)
            rows.append((code(name), level, texts[0], entry["remedy_zh"], meaning, entry["remedy_en"], example))
        headings = ("代码", "级别 level", "说明", "怎么办", "Meaning", "Remedy", "例 example")
        table = grid(headings, rows)
        sections.append(f"## {zh} · {en}\n\n{table}")
    return page("提示代码 · Messages", intro, *sections)


def settings_page() -> str:
    """Every setting with its environment variable."""
    intro = TEXTS["intro"]["settings"]
    rows = []
    for name, field in Settings.model_fields.items():
        default = TEXTS["settings_default"].get(name)
        if default is None:
            default = "—" if field.default is None else code(str(field.default).lower())
        rows.append((code(f"GRAPHSVC_{name.upper()}"), default, TEXTS["settings"].get(name, ""), field.description))
    return page("设置 · Settings", intro, grid(("变量", "缺省", "含义", "Meaning"), rows))


def commands_page() -> str:
    """Every command of the command line with its arguments and options."""
    codes = grid(
        ("退出码 Exit code", "含义", "Meaning"),
        (
            (0, "成功", "done"),
            (2, "输入、问题或用法被拒绝", "input, question or usage refused"),
            (3, "所依赖的数据库等不可用", "a dependency is away"),
            (130, "被中断", "interrupted"),
        ),
    )
    sections = []
    for name, command in commands().items():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        shown = " ".join(["graphsvc", name, *(p.name.upper() + ("..." if p.nargs == -1 else "") for p in arguments)])
        rows = []
        for p in command.params:
            is_argument = p.param_type_name == "argument"
            default = "必填 required" if p.required else "" if p.default in (None, False) else code(str(p.default))
            rows.append((code(p.name.upper() if is_argument else " ".join(p.opts)), getattr(p, "help", ""), default))
        table = grid(("参数或选项", "含义 · meaning", "缺省"), rows) if rows else ""
        sections.append(f"## graphsvc {name}\n\n{command.help}\n\n`{shown} [选项 options]`\n\n{table}".rstrip())
    return page("命令 · Commands", TEXTS["intro"]["commands"], codes, *sections)


def commands() -> dict[str, Any]:
    """Commands by name, those of groups as ``group command``."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            found |= {f"{name} {inner}": each for inner, each in command.commands.items()}
        else:
            found[name] = command
    return dict(sorted(found.items()))


def tables_page() -> str:
    """Every canonical table with its columns."""
    intro = TEXTS["intro"]["tables"]
    names = {sheet.table: f"{sheet.number} {sheet.name}" for sheet in sheets()}
    sections = []
    for table in table_names():
        title = names.get(table, TEXTS["tables"].get(table, ""))
        columns = [*table_columns(table)]
        columns += [c for c in extra_columns(table) if c not in columns]
        rows = ((code(c.name), TYPES[c.type], c.unit) for c in columns)
        sections.append(f"## {table} · {title}\n\n{grid(('列 column', '类型 type', '单位 unit'), rows)}")
    return page("规范表 · Canonical tables", intro, *sections)


def reference_tables_page() -> str:
    """The code tables the program carries, with their sources."""
    intro = TEXTS["intro"]["reference-tables"]
    rows = [(each["title"], f"{len(reference_rows(name)):,}", each["text"]) for name, each in TEXTS["sources"].items()]
    rules = TEXTS["intro"]["reference-tables-rules"]
    return page("代码表 · Reference tables", intro, grid(("代码表", "行数 rows", "来源 · source"), rows), rules)


def cells_page() -> str:
    """Kinds of cells: what a person sees, what is read here and by others."""
    sys.path.append(str(HERE))
    import cells

    return page("单元格 · Cells", TEXTS["intro"]["cells"], grid(cells.headings(), cells.rows()))


PAGES = {
    "dictionary": dictionary_page,
    "questions": questions_page,
    "codes": codes_page,
    "messages": messages_page,
    "settings": settings_page,
    "commands": commands_page,
    "cells": cells_page,
    "tables": tables_page,
    "reference-tables": reference_tables_page,
}


def worked_example() -> Analyst:
    """Whoever answers on the worked example, a small chain of tyres."""
    store = MemoryStore()
    with tempfile.TemporaryDirectory(prefix="graphsvc-examples-") as folder:
        book = make_workbook(SOURCES / "tyre", Path(folder) / "tyre.xlsx")
        load([book], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    return Analyst(store)


def examples(analyst: Analyst) -> dict[str, Any]:
    """Per question a request and its answer on the worked example, rows cut to the first.

    A question that needs parameters and has none among the texts, and one about what tyres do not have, has none.
    """
    found: dict[str, Any] = {}
    for name, question in CATALOGUE.items():
        given = TEXTS["examples"].get(name, {})
        if name == "evidence":
            given = {"id": found["choke-points"]["answer"]["rows"][0]["evidence_id"]}
        if all(p.name in given for p in question.parameters if p.required):
            answer = answer_document(analyst.ask(name, {**given, "limit": 1}), "zh")
            found[name] = {"parameters": given, "answer": answer}
    return found


def example_text() -> str:
    """The examples as the file that the HTTP interface reads."""
    return json.dumps(examples(worked_example()), ensure_ascii=False, indent=1) + "\n"


def build() -> dict[str, str]:
    """File name to text of every page."""
    return {f"{name}.md": make() for name, make in PAGES.items()}


def main(folder: Path = FOLDER) -> None:
    """Write every page into a folder and list their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in build().items():
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)
    if folder == FOLDER:
        EXAMPLES.write_text(example_text(), encoding="utf-8", newline="\n")
        print(EXAMPLES)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
