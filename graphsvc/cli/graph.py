"""Commands for the graph database: neo4j status, push, verify."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from graphsvc.cli.console import Voice
from graphsvc.cli.opening import At, Json, Lang, app, house_and_voice
from graphsvc.domain.errors import InputError, StoreError
from graphsvc.domain.sentences import Code
from graphsvc.domain.values import Document

if TYPE_CHECKING:
    from graphsvc.domain.ports import GraphStore
    from graphsvc.wiring import House

graph_app = typer.Typer(help="图数据库 · the graph database", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(graph_app, name="neo4j")


def _graph(house: House) -> GraphStore:
    if house.graph is None:
        raise StoreError("graph_not_configured")
    return house.graph


@graph_app.command()
def status(json: Json = False, lang: Lang = None) -> None:
    """图数据库里有哪些版本 · which versions are projected"""
    from graphsvc.usecases.projection import projecting

    house, voice = house_and_voice(lang, json)
    document = projecting.status(house.analyst, _graph(house))
    if voice.as_json:
        voice.document(document)
        return
    words = {
        "ready": ("已就绪", "ready"),
        "behind": ("落后，请运行 graphsvc neo4j push", "behind: run graphsvc neo4j push"),
        "empty": ("还没有版本", "no version yet"),
    }
    zh, en = words[document["state"]]
    voice.say(f"{document['server']}：{document['version_id'] or ''} {zh}",
              f"{document['server']}: {document['version_id'] or ''} {en}")  # fmt: skip
    rows = [{**p, "counts": sum((p["counts"] or {}).values()) or None} for p in document["projections"]]
    if rows:
        names = {"version_id": "版本", "state": "状态", "pushed": "写入时间(UTC)", "counts": "节点和关系数"}
        voice.table("", names if voice.lang == "zh" else {n: n for n in names}, rows)


@graph_app.command()
def push(at: At = None, json: Json = False, lang: Lang = None) -> None:
    """把版本写入图数据库 · write a version into the graph database"""
    from graphsvc.usecases.projection import projecting

    house, voice = house_and_voice(lang, json)
    with voice.progress() as progress:
        done = projecting.push(house.analyst, _graph(house), progress, at)
    document = {**asdict(done), "removed": list(done.removed)}
    if voice.as_json:
        voice.document(document)
        return
    n = sum(done.counts.values())
    if done.written:
        voice.say(f"已写入版本 {done.version_id}：{n} 个节点和关系，读回一致。",
                  f"Wrote version {done.version_id}: {n} nodes and relations, read back equal.")  # fmt: skip
    else:
        voice.say(f"版本 {done.version_id} 已在图数据库中，核对一致。",
                  f"Version {done.version_id} is in the graph database already, verified.")  # fmt: skip
    for name in done.removed:
        voice.say(f"已移除旧版本 {name}。", f"Removed the old version {name}.")


@graph_app.command()
def verify(at: At = None, json: Json = False, lang: Lang = None) -> None:
    """读回并与版本逐项核对 · read back and compare with the version"""
    from graphsvc.usecases.projection import projecting

    house, voice = house_and_voice(lang, json)
    with voice.progress() as progress:
        verdict = projecting.verify(house.analyst, _graph(house), progress, at)
    document = {**asdict(verdict), "equal": verdict.is_equal}
    if not verdict.is_equal:
        n, state = verdict.n_differences, Code("projection_state", verdict.state)
        document |= InputError("graph_unequal", version=verdict.version_id, state=state, n=n).document(voice.lang)
    if voice.as_json:
        voice.document(document)
    else:
        _show(voice, document)
    if not verdict.is_equal:
        raise typer.Exit(2)


def _show(voice: Voice, document: Document) -> None:
    if document["equal"]:
        voice.say(f"一致：版本 {document['version_id']}，指纹 {document['found_hash']}",
                  f"Equal: version {document['version_id']}, hash {document['found_hash']}")  # fmt: skip
        return
    voice.say(f"{document['detail']}{document['remedy']}", f"{document['detail']} {document['remedy']}")
    names = {"kind": "差异", "what": "对象", "key": "编号", "field": "属性", "expected": "应为", "found": "实为"}
    rows = [dict(item) for item in document["differences"]]
    if rows:
        voice.table("", names if voice.lang == "zh" else {k: k for k in names}, rows)
