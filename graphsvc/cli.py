"""The command line: the same use cases through one door. Documents on stdout, everything else on stderr."""

from __future__ import annotations

import json as json_text
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from graphsvc import __version__
from graphsvc.cli_versions import add_commands
from graphsvc.console import Voice, language
from graphsvc.domain.errors import GraphsvcError, InputError, NotFound, ParameterError, StoreError
from graphsvc.domain.submission import LoadOptions
from graphsvc.settings import Settings
from graphsvc.wiring import House

app = typer.Typer(
    name="graphsvc",
    help="产业链韧性分析 · supply-chain resilience analytics",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
export_app = typer.Typer(help="导出清单 · export lists", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(export_app, name="export")

Json = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档 · one JSON document on stdout")]
Csv = Annotated[bool, typer.Option("--csv", help="输出 CSV · rows as CSV on stdout")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh 或 en · language of messages")]
At = Annotated[str | None, typer.Option("--at", help="版本号；缺省为最新 · version id, the latest by default")]
Chain = Annotated[str | None, typer.Option("--chain", help="产业链编码 · chain code")]
Region = Annotated[str | None, typer.Option("--region", help="六位区划代码 · six-digit region code")]
Files = Annotated[list[Path], typer.Argument(help="文件或文件夹 · files or folders", show_default=False)]
Format = Annotated[str, typer.Option("--format", help="auto, workbook, csv, chain-knowledge-graph")]

FORMATS = ("auto", "workbook", "csv", "chain-knowledge-graph")

_opened = ExitStack()  # what a command opened is closed at its end


def house_and_voice(lang: str | None, as_json: bool = False, as_csv: bool = False) -> tuple[House, Voice]:
    """Settings read, house opened lazily, voice chosen; refused where a setting or the language is wrong."""
    if lang is not None and lang not in ("zh", "en"):
        raise ParameterError("bad_parameter", name="--lang", value=lang, expected_zh="zh 或 en", expected_en="zh or en")
    try:
        settings = Settings()  # type: ignore[call-arg]  # values come from the environment
    except ValidationError as error:
        first = error.errors()[0]
        name = "GRAPHSVC_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError("bad_setting", name=name, reason=first["msg"]) from error
    house = House(settings)
    _opened.callback(house.close)
    return house, Voice(language(lang, settings.lang), as_json, as_csv)


@app.command()
def load(
    files: Files,
    chain: Chain = None,
    region: Region = None,
    format: Format = "auto",
    json: Json = False,
    lang: Lang = None,
) -> None:
    """装载文件并发布新版本 · load files and publish a version"""
    from graphsvc.usecases import load_submission
    from graphsvc.usecases.documents import load_document

    house, voice = house_and_voice(lang, json)
    with voice.progress() as progress:
        outcome = load_submission.load(files, _options(chain, region, format), house.store, house.loader, progress)
    _show_load(voice, load_document(outcome, voice.lang))


@app.command()
def validate(
    files: Files,
    chain: Chain = None,
    region: Region = None,
    format: Format = "auto",
    json: Json = False,
    lang: Lang = None,
) -> None:
    """与装载同样的判定，但什么都不写 · the verdict of a load, nothing written"""
    from graphsvc.usecases import load_submission
    from graphsvc.usecases.documents import load_document

    house, voice = house_and_voice(lang, json)
    with voice.progress() as progress:
        outcome = load_submission.validate(
            files, _options(chain, region, format), house.existing_store(), house.loader, progress
        )
    _show_load(voice, load_document(outcome, voice.lang), only_checked=True)


def _options(chain: str | None, region: str | None, format: str) -> LoadOptions:
    if format not in FORMATS:
        expected = ", ".join(FORMATS)
        raise ParameterError(
            "bad_parameter",
            name="--format",
            value=format,
            expected_zh=f"应为 {expected}",
            expected_en=f"one of {expected}",
        )
    return LoadOptions(chain=chain, region=region, format=format)


def _show_load(voice: Voice, document: dict[str, Any], only_checked: bool = False) -> None:
    if voice.as_json:
        voice.document(document)
        return
    for item in document["submissions"]:
        rows = sum(item["rows"].values())
        slot = f"{item['slot']['chain']} {item['slot']['region']}".strip()
        voice.say(f"{item['file']} → {slot}：{rows} 行", f"{item['file']} → {slot}: {rows} rows")
    n = len(document["warnings"])
    voice.warnings(document["warnings"])
    if only_checked:
        voice.say(f"可以装载，{n} 条提示；未写入任何内容。", f"Fit to load, {n} warnings; nothing was written.")
    elif document["published"]:
        voice.say(
            f"已发布版本 {document['version_id']}，{n} 条提示。", f"Published {document['version_id']}, {n} warnings."
        )
    else:
        voice.say(
            f"内容与版本 {document['version_id']} 相同，没有产生新版本。",
            f"Same content as {document['version_id']}; no new version was made.",
        )


@app.command()
def versions(json: Json = False, csv: Csv = False, lang: Lang = None) -> None:
    """列出版本 · list versions, newest first"""
    from graphsvc.usecases.documents import version_document

    house, voice = house_and_voice(lang, json, csv)
    documents = [version_document(v) for v in house.store.versions()]
    if voice.as_json:
        voice.document(documents)
        return
    rows = [{**d, "slots": [f"{s['chain']}/{s['region']}" for s in d["slots"]]} for d in documents]
    names = {"version_id": "版本", "created": "时间(UTC)", "content_hash": "内容指纹", "slots": "链/区域"}
    if voice.as_csv:
        voice.csv(list(names), rows)
    elif rows:
        voice.table("", names if voice.lang == "zh" else {n: n for n in names}, rows)
    else:
        voice.say("还没有版本。", "No version yet.")


@app.command()
def table(
    name: Annotated[str, typer.Argument(help="表名 · table name")],
    at: At = None, json: Json = False, csv: Csv = False, lang: Lang = None,
) -> None:  # fmt: skip
    """输出一张规范表 · one canonical table, whole"""
    from graphsvc.usecases.documents import table_document

    house, voice = house_and_voice(lang, json, csv)
    snapshot = house.analyst.workspace(at).snapshot
    if name not in snapshot.tables.names():
        raise NotFound("unknown_table", name=name, known="、".join(snapshot.tables.names()))
    document = table_document(snapshot, name)
    names = [c["name"] for c in document["columns"]]
    if voice.as_json:
        voice.document(document)
    elif voice.as_csv:
        voice.csv(names, document["rows"])
    else:
        voice.table(f"{name} · {document['version_id']}", {n: n for n in names}, document["rows"])


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
    engine: Annotated[str, typer.Option("--engine", help="snapshot")] = "snapshot",
    json: Json = False,
    csv: Csv = False,
    lang: Lang = None,
) -> None:
    """提问 · ask a question of the catalogue"""
    from graphsvc.usecases.documents import answer_document

    house, voice = house_and_voice(lang, json, csv)
    if engine != "snapshot":
        raise ParameterError(
            "bad_parameter",
            name="--engine",
            value=engine,
            expected_zh="目前只有 snapshot",
            expected_en="only snapshot so far",
        )
    given = _given(p or [])
    given |= {k: v for k, v in (("chain", chain), ("region", region)) if v is not None}
    if scenario is not None:
        given["scenario"] = _read_scenario(scenario)
    elif isinstance(given.get("scenario"), str):
        given["scenario"] = _parse_scenario(given["scenario"])
    document = answer_document(house.analyst.ask(name, given, at), voice.lang)
    if xlsx is not None:
        from graphsvc.exports.answer_workbook import write_answer_workbook

        _writing(xlsx, (".xlsx",), lambda: write_answer_workbook(document, xlsx, voice.lang))
    names = [c["name"] for c in document["columns"]]
    if voice.as_json:
        voice.document(document)
    elif voice.as_csv:
        voice.csv(names, document["rows"])
    else:
        _show_answer(voice, document)


def _show_answer(voice: Voice, document: dict[str, Any]) -> None:
    from graphsvc.questions.catalogue import find_question

    zh = voice.lang == "zh"
    several = len({row.get("chain_code") for row in document["rows"]}) > 1
    shown = (*(("chain_code",) if several else ()), *find_question(document["question"]).brief)
    label = "label" if zh else "label_en"
    columns = {c["name"]: c for c in document["columns"]}
    headings = {
        name: columns[name][label] + (f" [{unit}]" if (unit := columns[name]["unit"]) not in (None, "1") else "")
        for name in shown
    }
    if document["rows"]:
        voice.table(f"{document['question']} · {document['version_id']}", headings, document["rows"])
    n = document["n_rows"]
    voice.say(
        f"共 {n} 行；全部列和证据编号见 --csv、--json 或 --xlsx",
        f"{n} rows; all columns and evidence ids: --csv, --json or --xlsx",
    )
    grade, known = document["data_grade"], document["completeness"]
    share = "—" if known is None else f"{known:.0%}"
    voice.say(f"数据等级 {grade}，完整度 {share}", f"data grade {grade}, completeness {share}")
    for key, value in document["summary"].items():
        voice.say(f"{key}: {_short(value)}", f"{key}: {_short(value)}")
    voice.warnings(document["warnings"])


def _short(value: Any) -> str:
    from graphsvc.console import cell_text

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


def _read_scenario(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = str(error)
        raise InputError(
            "bad_scenario", why_zh=f"读不到文件 {path}：{why}", why_en=f"cannot read {path}: {why}"
        ) from error
    return _parse_scenario(text)


def _parse_scenario(text: str) -> Any:
    try:
        return json_text.loads(text, parse_constant=lambda name: None)
    except (ValueError, RecursionError) as error:
        raise InputError("bad_scenario", why_zh=f"不是 JSON：{error}", why_en=f"not JSON: {error}") from error


def _writing(path: Path, endings: tuple[str, ...], write: Callable[[], None]) -> None:
    """Write a file; a wrong ending or a folder that cannot be written to is refused with a sentence."""
    known = ", ".join(endings)
    if path.suffix.lower() not in endings:
        raise InputError("cannot_write", path=str(path), reason=path.suffix or "?", known=known)
    try:
        write()
    except OSError as error:
        raise InputError("cannot_write", path=str(path), reason=error.strerror or str(error), known=known) from error


@export_app.command("gaps")
def export_gaps(
    out: Annotated[Path, typer.Option("--out", help=".xlsx, .csv 或 .json")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导出补链招商清单 · export the gap list"""
    from graphsvc.usecases.demo import written_document
    from graphsvc.usecases.documents import answer_document

    house, voice = house_and_voice(lang, json)
    given = {k: v for k, v in (("chain", chain), ("region", region)) if v is not None}
    answer = answer_document(house.analyst.ask("gap-list", given, at), voice.lang)
    _writing(out, (".xlsx", ".csv", ".json"), lambda: house.write_gaps(answer, out, voice.lang))
    written = {"written": [written_document(out)], "n_rows": answer["n_rows"], "version_id": answer["version_id"]}
    _show_written(voice, written)


@app.command("map")
def draw(
    out: Annotated[Path, typer.Option("--out", help=".html 或 .svg")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    focus: Annotated[str | None, typer.Option("--focus", help="焦点产品 · product in focus")] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, max=12, help="几步之内 · links away")] = 2,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """画产业链图谱 · draw the chain map"""
    from graphsvc.usecases.demo import written_document
    from graphsvc.usecases.draw_map import draw_map

    house, voice = house_and_voice(lang, json)
    picture = draw_map(house.analyst, chain, region, focus, hops, voice.lang, at)
    _writing(out, (".html", ".svg"), lambda: house.paint(picture, out, voice.lang))
    document = {
        "written": [written_document(out)],
        "n_boxes": len(picture.boxes),
        "n_more": picture.n_more,
        "version_id": picture.version_id,
    }
    _show_written(voice, document)


def _show_written(voice: Voice, document: dict[str, Any]) -> None:
    if voice.as_json:
        voice.document(document)
        return
    for item in document["written"]:
        voice.say(f"已写出 {item['path']}", f"wrote {item['path']}")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 · folder to write to")] = Path("demo"),
    json: Json = False,
    lang: Lang = None,
) -> None:
    """演示：样例链走完全程 · sample chains through every room"""
    from graphsvc.demo_screen import show_demo
    from graphsvc.usecases.demo import holds_samples_alone, run_demo, sample_folder

    house, voice = house_and_voice(lang, json)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(out), reason=error.strerror or str(error), known="-") from error
    with sample_folder() as folder, voice.progress() as progress:
        samples = house.make_samples(Path(folder))
        store = house.store
        if not holds_samples_alone(store, samples):
            own = house.settings.model_copy(update={"store_url": f"sqlite:///{out / 'demo_store.db'}"})
            store = House(own).store
        document = run_demo(store, house.loader, samples, out, voice.lang, house.write_gaps, house.paint, progress)
    if voice.as_json:
        voice.document({**document, "answers": {k: {**v, "rows": v["n_rows"]} for k, v in document["answers"].items()}})
    else:
        show_demo(voice, document)


@app.command()
def version() -> None:
    """程序版本 · program version"""
    typer.echo(__version__)


add_commands(app, house_and_voice)


def main() -> None:
    """Run the command line: 0 ok, 2 refused, 3 a dependency is away, 130 interrupted; never a traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """One command; its exit code."""
    voice = Voice(_asked_language(arguments), as_json="--json" in arguments)
    try:
        code = app(args=arguments, prog_name="graphsvc", standalone_mode=False)
    except GraphsvcError as error:
        voice.refusal(error)
        return 3 if isinstance(error, StoreError) else 2
    except TyperException as error:
        voice.refusal(InputError("usage", reason=error.format_message()))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if os.environ.get("GRAPHSVC_DEBUG"):
            traceback.print_exc()
        voice.refusal(InputError("internal_error", reason=f"{type(error).__name__}: {error}"))
        return 2
    finally:
        _opened.close()
    return code if isinstance(code, int) else 0


def _asked_language(arguments: list[str]) -> Any:
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return language(arguments[i + 1], None)
        if word.startswith("--lang="):
            return language(word[7:], None)
    return language(None, os.environ.get("GRAPHSVC_LANG"))
