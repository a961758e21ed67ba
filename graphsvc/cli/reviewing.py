"""Commands of review: what loading could not decide goes out as a workbook, and comes back decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphsvc.cli.console import Voice
from graphsvc.cli.opening import At, Csv, Json, Lang, app, house_and_voice
from graphsvc.cli.writing import ending_of, write_file
from graphsvc.domain.errors import InputError
from graphsvc.domain.values import Document

if TYPE_CHECKING:
    from graphsvc.domain.ports import ListEnding
    from graphsvc.wiring import House

WORKBOOK = ("xlsx",)
Out = Annotated[
    Path | None, typer.Option("--out", help="把待复核的内容写成工作簿 · write what is open as a workbook (.xlsx)")
]
Apply = Annotated[
    Path | None, typer.Option("--apply", help="交回填好的工作簿并应用 · apply a workbook that was filled in")
]
Listed = Annotated[bool, typer.Option("--list", help="列出已生效的决定 · list the decisions in force")]


@app.command()
def review(
    out: Out = None, apply: Apply = None, list: Listed = False,
    at: At = None, json: Json = False, csv: Csv = False, lang: Lang = None,
) -> None:  # fmt: skip
    """复核：导出建议、交回决定、列出决定 · review proposals: write them, apply decisions, list them"""
    house, voice = house_and_voice(lang, json, csv)
    if sum((out is not None, apply is not None, list)) > 1:
        raise InputError("usage", reason="--out, --apply, --list：只能选一个 · choose one of them")
    if apply is not None:
        _apply(house, voice, apply)
    elif list:
        _list(house, voice)
    else:
        _review(house, voice, out, at)


def _review(house: House, voice: Voice, out: Path | None, at: str | None) -> None:
    from graphsvc.domain.review_words import SHEETS, review_word
    from graphsvc.usecases.review.review_documents import OPEN_COLUMNS, review_file

    if out is not None:
        ending_of(out, WORKBOOK)
    with voice.progress() as progress:
        shape: ListEnding = "xlsx" if out is not None else "csv" if voice.as_csv else "json"
        document, body = review_file(house.store, house.loader, house.writer, at, shape, voice.lang, progress)
    if out is not None:
        document = {"written": [write_file(out, body, WORKBOOK)], **document}
    if voice.as_json:
        voice.document(document)
        return
    if voice.as_csv:
        voice.csv(body if out is None else house.writer.csv(OPEN_COLUMNS, []))
        return
    if not document["n_open"]:
        voice.say("没有需要复核的内容。", "There is nothing to review.")
    for page in SHEETS:
        n = sum(each["page"] == page for each in document["open"])
        if n:
            voice.say(f"{review_word('sheets', page, 'zh')}：{n}", f"{review_word('sheets', page, 'en')}: {n}")
    n_decided = len(document["decisions"])
    if n_decided:
        voice.say(f"已生效的决定：{n_decided}（graphsvc review --list）", f"decisions in force: {n_decided}")
    if out is not None:
        voice.say(f"已写出 {out}，填好后用 graphsvc review --apply {out} 交回", f"wrote {out}; hand it in with --apply")
    elif document["n_open"]:
        voice.say("写成工作簿：graphsvc review --out 文件.xlsx", "As a workbook: graphsvc review --out FILE.xlsx")


def _apply(house: House, voice: Voice, path: Path) -> None:
    from graphsvc.usecases.projection.following import follow
    from graphsvc.usecases.review.applying import apply_review
    from graphsvc.usecases.review.review_documents import applied_document

    with voice.progress() as progress:
        applied = apply_review(path, house.store, house.loader, progress)
    document = applied_document(applied, voice.lang)
    if house.graph is not None:
        with voice.progress() as progress:
            document["projection"] = follow(house.analyst, house.graph, progress).document(voice.lang)
    if voice.as_json:
        voice.document(document)
        return
    _say_applied(voice, document)


def _say_applied(voice: Voice, document: Document) -> None:
    n, version = document["n_decided"], document["version_id"]
    voice.warnings([each for each in document["warnings"] if each["code"] != "decided"])
    if not n:
        voice.say(f"没有新的决定，版本仍是 {version}。", f"Nothing new was decided; the version is still {version}.")
    elif document["published"]:
        voice.say(f"采用 {n} 项决定，已发布版本 {version}。", f"{n} decisions applied, published {version}.")
    else:
        voice.say(
            f"记下 {n} 项决定，内容没有变化，版本仍是 {version}。",
            f"{n} decisions kept; they change no content, the version is still {version}.",
        )
    if "projection" in document:
        voice.projection(document["projection"])


def _list(house: House, voice: Voice) -> None:
    from graphsvc.domain.decisions import in_force
    from graphsvc.usecases.review.review_documents import decision_documents

    decisions = in_force(house.store.decisions())
    documents = decision_documents(decisions, voice.lang)
    if voice.as_json:
        voice.document(documents)
        return
    names = {
        "kind_label": ("类别", "kind"), "original": ("原文", "as written"), "column": ("列", "column"),
        "verdict_label": ("决定", "decision"), "value_label": ("作为", "taken as"), "decided_by": ("决定人", "by"),
        "decided_at": ("时间(UTC)", "when"), "note": ("备注", "note"), "id": ("编号", "id"),
    }  # fmt: skip
    if voice.as_csv:
        voice.csv(house.writer.csv([name.removesuffix("_label") for name in names], documents))
    elif documents:
        voice.table("", {name: said[voice.lang != "zh"] for name, said in names.items()}, documents)
    else:
        voice.say("还没有决定。", "Nothing has been decided yet.")
