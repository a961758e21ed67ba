"""Commands that write the workbooks decisions are taken from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from graphsvc.cli.opening import At, Chain, Json, Lang, Region, export_app, house_and_voice, show_written
from graphsvc.cli.writing import ending_of, write_file

ENDINGS = ("xlsx",)
Out = Annotated[Path, typer.Option("--out", help=".xlsx")]


@export_app.command("letters")
def export_letters(
    out: Out, at: At = None, chain: Chain = None, region: Region = None, json: Json = False, lang: Lang = None
) -> None:
    """导出省外、境外必需供应商协调清单，一省(国)一页 · essential suppliers outside, a sheet per province and country"""
    _write("letters", out, {"chain": chain, "region": region}, at, json, lang)


@export_app.command("inquiries")
def export_inquiries(
    out: Out,
    top: Annotated[int | None, typer.Option("--top", help="最多几格 · at most so many cells")] = None,
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导出问询单：最该补的空白格，一个编制单位一页 · cells to ask for next, a sheet per office that fills them in"""
    _write("inquiries", out, {"chain": chain, "region": region, "top": top}, at, json, lang)


@export_app.command("white-list")
def export_white_list(
    out: Out,
    target: Annotated[float | None, typer.Option("--target", help="保住的产出占比 · share of output kept")] = None,
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导出白名单及其缺少的上游 · white lists and the upstream they leave out"""
    _write("white-list", out, {"chain": chain, "region": region, "target": target}, at, json, lang)


@export_app.command("backup")
def export_backup(
    out: Out,
    budget: Annotated[float | None, typer.Option("--budget", help="预算，万元 · budget [万元]")] = None,
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导出备份方案：手段、地点、数量、启用时间、费用 · plan of backups: what, where, how much, at what cost"""
    _write("backup", out, {"chain": chain, "region": region, "budget": budget}, at, json, lang)


def _write(name: str, out: Path, given: dict[str, Any], at: str | None, json: bool, lang: str | None) -> None:
    from graphsvc.usecases.decision_files import decision_file

    house, voice = house_and_voice(lang, json)
    ending_of(out, ENDINGS)
    told = {k: v for k, v in given.items() if v is not None}
    answer, body = decision_file(house.analyst, house.writer, name, told, voice.lang, at)
    written = write_file(out, body, ENDINGS)
    show_written(voice, {"written": [written], "n_rows": answer["n_rows"], "version_id": answer["version_id"]})
