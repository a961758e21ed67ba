"""Commands that bring files in and list what is there: load, validate, versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphsvc.cli.console import Voice
from graphsvc.cli.opening import Chain, Csv, Json, Lang, Region, app, house_and_voice, one_of
from graphsvc.domain.values import Document
from graphsvc.domain.verdict import Verdict

if TYPE_CHECKING:
    from graphsvc.domain.submission import LoadOptions

_FILES = "文件、文件夹或 .zip 压缩包 · files, folders or .zip archives"
Files = Annotated[list[Path], typer.Argument(help=_FILES, show_default=False)]
Format = Annotated[str, typer.Option("--format", help="auto, workbook, csv, chain-knowledge-graph")]

FORMATS = ("auto", "workbook", "csv", "chain-knowledge-graph")


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
    import pyarrow as pa

    from graphsvc.usecases import load_submission
    from graphsvc.usecases.load_documents import load_document, verdict

    pa.set_memory_pool(pa.system_memory_pool())  # gives memory back at once: a load makes tables and lets them go
    house, voice = house_and_voice(lang, json)
    with voice.progress() as progress:
        outcome = load_submission.load(files, _options(chain, region, format), house.store, house.loader, progress)
    document = load_document(outcome, voice.lang)
    found = verdict(outcome)
    if house.graph is not None:
        from graphsvc.usecases.projection.following import follow

        with voice.progress() as progress:
            document["projection"] = follow(house.analyst, house.graph, progress).document(voice.lang)
    _show_load(voice, document, found)


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
    from graphsvc.usecases.load_documents import load_document, verdict

    house, voice = house_and_voice(lang, json)
    with voice.progress() as progress:
        outcome = load_submission.validate(
            files, _options(chain, region, format), house.existing_store(), house.loader, progress
        )
    _show_load(voice, load_document(outcome, voice.lang), verdict(outcome), only_checked=True)


def _options(chain: str | None, region: str | None, format: str) -> LoadOptions:
    one_of("--format", format, FORMATS)
    from graphsvc.domain.submission import LoadOptions

    return LoadOptions(chain=chain, region=region, format=format)


_MOST_SHEETS = 60
"""Sheets that are told on the screen; the document has all."""


def _show_load(voice: Voice, document: Document, found: Verdict, only_checked: bool = False) -> None:
    if voice.as_json:
        voice.document(document)
        return
    for item in document["submissions"]:
        rows = sum(item["rows"].values())
        slot = f"{item['slot']['chain']} {item['slot']['region']}".strip()
        files = [item["file"]] if isinstance(item["file"], str) else item["file"]
        voice.say(f"{'、'.join(files)} → {slot}：{rows} 行", f"{', '.join(files)} → {slot}: {rows} rows")
    n = len(document["warnings"])
    voice.verdict(found, "validate" if only_checked else "load")
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
    if "projection" in document:
        voice.projection(document["projection"])
    _show_sheets(voice, document)


def _show_sheets(voice: Voice, document: Document) -> None:
    """Which lists were read from each sheet, so that a table that was lost is missed."""
    for sheet in [each for item in document["submissions"] for each in item["sheets"]][:_MOST_SHEETS]:
        names, n, waits = f"{sheet['sheet']} → {sheet['list']}", sheet["rows"], sheet["waiting"]
        beside = (f"，另有 {waits} 行待确认", f", {waits} more wait") if waits else ("", "")
        voice.say(f"  {names}：{n} 行{beside[0]}", f"  {names}: {n} rows{beside[1]}")


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
        voice.csv(house.writer.csv(list(names), rows))
    elif rows:
        voice.table("", names if voice.lang == "zh" else {n: n for n in names}, rows)
    else:
        voice.say("还没有版本。", "No version yet.")
