"""Commands that read: table, questions, ask."""

from __future__ import annotations

import json as json_text
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphsvc.cli.console import Voice
from graphsvc.cli.opening import At, Chain, Csv, Json, Lang, Region, app, house_and_voice
from graphsvc.cli.writing import ending_of, write_file
from graphsvc.domain.errors import InputError, NotFound
from graphsvc.domain.notices import Lang as Language
from graphsvc.domain.values import Document

if TYPE_CHECKING:
    import pyarrow as pa

    from graphsvc.domain.ports import ColumnarEnding
    from graphsvc.wiring import House

WORKBOOK = ("xlsx",)
Parquet = Annotated[Path | None, typer.Option("--parquet", help="另存为 Parquet · also write a Parquet file")]
Arrow = Annotated[Path | None, typer.Option("--arrow", help="另存为 Arrow (IPC) 文件 · also write an Arrow IPC file")]


@app.command()
def table(
    name: Annotated[str, typer.Argument(help="表名 · table name")],
    at: At = None, parquet: Parquet = None, arrow: Arrow = None,
    json: Json = False, csv: Csv = False, lang: Lang = None,
) -> None:  # fmt: skip
    """输出一张规范表 · one canonical table, whole"""
    from graphsvc.usecases.arrow_tables import canonical_table
    from graphsvc.usecases.documents import table_document

    house, voice = house_and_voice(lang, json, csv)
    files = _columnar(parquet, arrow)
    snapshot = house.analyst.workspace(at).snapshot
    if name not in snapshot.tables.names():
        raise NotFound("unknown_table", name=name, known="、".join(snapshot.tables.names()))
    if files:
        _write_columnar(house, files, canonical_table(snapshot, name))
    document = table_document(snapshot, name)
    names = [c["name"] for c in document["columns"]]
    if voice.as_json:
        voice.document(document)
    elif voice.as_csv:
        voice.csv(house.writer.csv(names, document["rows"]))
    elif files:
        for path in files.values():
            n = document["n_rows"]
            voice.say(f"已写出 {path}：{n} 行", f"wrote {path}: {n} rows")
    elif document["rows"]:
        voice.table(f"{name} · {document['version_id']}", {n: n for n in names}, document["rows"])
    else:
        voice.say(f"{name}：0 行", f"{name}: 0 rows")


@app.command()
def questions(json: Json = False, lang: Lang = None) -> None:
    """问题目录 · the catalogue of questions"""
    from graphsvc.usecases.documents import catalogue_document

    _, voice = house_and_voice(lang, json)
    catalogue = catalogue_document()
    if voice.as_json:
        voice.document(catalogue)
        return
    zh = voice.lang == "zh"
    for item in catalogue:
        voice.out.print(f"[bold]{item['name']}[/]  {item['asks' if zh else 'asks_en']}")
        for p in item["parameters"]:
            if p["name"] in ("limit", "offset"):
                continue
            default = "" if p["default"] is None else f" = {p['default']}"
            unit = f" [{p['unit']}]" if p["unit"] else ""
            voice.say(
                f"    -p {p['name']}{default}{unit}  {p['about']}",
                f"    -p {p['name']}{default}{unit}  {p['about_en']}",
            )


@app.command()
def ask(
    name: Annotated[str, typer.Argument(help="问题名 · name of the question")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    p: Annotated[list[str] | None, typer.Option("-p", help="参数 名=值 · parameter key=value")] = None,
    scenario: Annotated[Path | None, typer.Option("--scenario", help="情景 JSON 文件 · scenario file")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="另存为工作簿 · also write a workbook")] = None,
    parquet: Parquet = None,
    arrow: Arrow = None,
    engine: Annotated[str, typer.Option("--engine", help="snapshot, neo4j")] = "snapshot",
    json: Json = False,
    compact: Annotated[
        bool,
        typer.Option(
            "--compact", help="--json 写成一行，行为数组，次序同 columns · with --json: one line, rows as arrays"
        ),
    ] = False,
    csv: Csv = False,
    lang: Lang = None,
) -> None:
    """提问 · ask a question of the catalogue"""
    from graphsvc.usecases.answer_files import answer_file
    from graphsvc.usecases.arrow_tables import answer_table
    from graphsvc.usecases.documents import answer_document

    house, voice = house_and_voice(lang, json, csv)
    if xlsx is not None:
        ending_of(xlsx, WORKBOOK)
    files = _columnar(parquet, arrow)
    given = _given(p or [])
    given |= {k: v for k, v in (("chain", chain), ("region", region)) if v is not None}
    if scenario is not None:
        given["scenario"] = _read_scenario(scenario)
    elif isinstance(given.get("scenario"), str):
        given["scenario"] = _parse_scenario(given["scenario"])
    with voice.sweeping():
        answer = house.analyst.ask(name, given, at, engine=engine)
    document = answer_document(answer, voice.lang, compact=voice.as_json and compact)
    if xlsx is not None:
        write_file(xlsx, answer_file(answer, house.writer, "xlsx", voice.lang), WORKBOOK)
    if files:
        _write_columnar(house, files, answer_table(answer, voice.lang))
    names = [c["name"] for c in document["columns"]]
    if voice.as_json:
        voice.document(document, compact)
    elif voice.as_csv:
        voice.csv(house.writer.csv(names, document["rows"]))
    else:
        _show_answer(voice, document)


def _columnar(parquet: Path | None, arrow: Path | None) -> dict[ColumnarEnding, Path]:
    """Files for other programs by their ending; refused where a name ends otherwise."""
    asked: Mapping[ColumnarEnding, Path | None] = {"parquet": parquet, "arrow": arrow}
    files = {ending: path for ending, path in asked.items() if path is not None}
    for ending, path in files.items():
        ending_of(path, (ending,))
    return files


def _write_columnar(house: House, files: Mapping[ColumnarEnding, Path], table: pa.Table) -> None:
    for ending, path in files.items():
        write_file(path, house.writer.columnar(table, ending), (ending,))


def _show_answer(voice: Voice, document: Document) -> None:
    from graphsvc.domain.labelled import LABEL, told
    from graphsvc.questions.catalogue import find_question

    zh = voice.lang == "zh"
    several = len({row.get("chain_code") for row in document["rows"]}) > 1
    shown = (*(("chain_code",) if several else ()), *find_question(document["question"]).brief)
    label = "label" if zh else "label_en"
    columns = {c["name"]: c for c in document["columns"]}
    worded = [name + LABEL if name + LABEL in columns else name for name in shown]
    headings = {name: columns[name][label] + _unit(columns[name]["unit"], voice.lang) for name in worded}
    if document["rows"]:
        rows = [{name: told(row[name]) for name in worded} for row in document["rows"]]
        voice.table(f"{document['question']} · {document['version_id']}", headings, rows)
    n = document["n_rows"]
    voice.say(
        f"共 {n} 行；全部列和证据编号见 --csv、--json 或 --xlsx",
        f"{n} rows; all columns and evidence ids: --csv, --json or --xlsx",
    )
    grade, known = document["data_grade"], document["completeness"]
    share = "—" if known is None else f"{known:.0%}"
    voice.say(f"数据等级 {grade}，完整度 {share}", f"data grade {grade}, completeness {share}")
    for key, value in told(document["summary"]).items():
        voice.say(f"{key}: {_short(value)}", f"{key}: {_short(value)}")
    voice.warnings(document["warnings"])


def _unit(unit: str | None, lang: Language) -> str:
    from graphsvc.domain.labels import code_label

    return "" if unit in (None, "1") else f" [{code_label('unit', unit, lang)}]"


def _short(value: object) -> str:
    from graphsvc.cli.console import cell_text

    text = cell_text(value)
    return text if len(text) <= 400 else text[:400] + " …"


def _given(pairs: Iterable[str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found or not key.strip():
            raise InputError("usage", reason=f"-p {pair}: 名=值 · key=value")
        given[key.strip()] = value
    return given


def _read_scenario(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = str(error)
        raise InputError(
            "bad_scenario", why_zh=f"读不到文件 {path}：{why}", why_en=f"cannot read {path}: {why}"
        ) from error
    return _parse_scenario(text)


def _parse_scenario(text: str) -> object:
    try:
        return json_text.loads(text, parse_constant=lambda name: None)
    except (ValueError, RecursionError) as error:
        raise InputError("bad_scenario", why_zh=f"不是 JSON：{error}", why_en=f"not JSON: {error}") from error
