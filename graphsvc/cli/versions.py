"""Commands about the store as a whole: two versions compared, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphsvc.cli.console import Voice
from graphsvc.cli.opening import Csv, Json, Lang, app, house_and_voice
from graphsvc.cli.writing import written_document
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang as Language
from graphsvc.domain.values import Document

if TYPE_CHECKING:
    from graphsvc.wiring import House

Version = Annotated[str, typer.Argument(help="版本号 · version id", show_default=False)]
File = Annotated[Path, typer.Argument(help="备份文件 · backup file", show_default=False)]

COLUMNS = ("change", "table", "names", "key", "field", "before", "after", "reason")
WORDS = {"added": "新增", "removed": "删除", "changed": "变化"}


@app.command()
def diff(a: Version, b: Version, json: Json = False, csv: Csv = False, lang: Lang = None) -> None:
    """比较两个版本的行 · compare the rows of two versions"""
    from graphsvc.usecases.compare_versions import compare_versions

    house, voice = house_and_voice(lang, json, csv)
    _show_diff(house, voice, compare_versions(house.store, a, b))


@app.command()
def backup(file: File, json: Json = False, lang: Lang = None) -> None:
    """备份整个存储 · the whole store as one file"""
    house, voice = house_and_voice(lang, json)
    house.backup(file)
    document = {"written": [written_document(file)]}
    if voice.as_json:
        voice.document(document)
    voice.say(f"已写出 {file}", f"wrote {file}")


@app.command()
def restore(file: File, json: Json = False, lang: Lang = None) -> None:
    """恢复到空的存储 · fill an empty store from a backup"""
    house, voice = house_and_voice(lang, json)
    rows = house.restore(file)
    latest = house.store.latest()
    document = {
        "restored": True,
        "version_id": latest.version_id if latest else None,
        "content_hash": latest.content_hash if latest else None,
        "n_versions": rows["versions"],
    }
    if voice.as_json:
        voice.document(document)
    version = latest.version_id if latest else "—"
    n = rows["versions"]
    voice.say(f"已恢复 {n} 个版本，最新为 {version}", f"restored {n} versions, the latest is {version}")


def _reason(code: str | None, lang: Language) -> str | None:
    return None if code is None else code_label("change_reason", code, lang)


def _show_diff(house: House, voice: Voice, document: Document) -> None:
    if voice.as_json:
        voice.document(document)
        return
    zh = voice.lang == "zh" and not voice.as_csv
    rows = [
        {
            **{name: item.get(name) for name in COLUMNS},
            "change": WORDS[kind] if zh else kind,
            "names": " · ".join(item["names"].values()),
            "reason": item.get("reason") if voice.as_csv else _reason(item.get("reason"), voice.lang),
        }
        for kind in WORDS
        for item in document[kind]
    ]
    if voice.as_csv:
        voice.csv(house.writer.csv(list(COLUMNS), rows))
        return
    headings = dict(
        zip(COLUMNS, ("变动", "表", "名称", "主键", "字段", "之前", "之后", "原因") if zh else COLUMNS, strict=True)
    )
    if rows:
        voice.table(f"{document['from']} → {document['to']}", headings, rows)
    n = [len(document[kind]) for kind in WORDS]
    voice.say(
        f"新增 {n[0]} 行，删除 {n[1]} 行，变化 {n[2]} 处。", f"{n[0]} rows added, {n[1]} removed, {n[2]} cells changed."
    )
