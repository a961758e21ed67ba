"""Commands about the workbook itself: the empty one to fill in, and what is loaded written back as one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from graphsvc.cli.console import Voice
from graphsvc.cli.opening import At, Chain, Json, Lang, Region, app, export_app, house_and_voice, show_written
from graphsvc.cli.writing import ending_of, make_folder, write_file
from graphsvc.domain.notices import NoticeDocument

ENDINGS = ("xlsx",)
Out = Annotated[Path, typer.Option("--out", help=".xlsx")]


@app.command()
def template(
    out: Out,
    chain_name: Annotated[str | None, typer.Option("--chain-name", help="产业链名称 · name of the chain")] = None,
    chain: Chain = None,
    region: Region = None,
    year: Annotated[str | None, typer.Option("--year", help="数据年度 · data year")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="数据截止日期 · cut-off date")] = None,
    compiled_by: Annotated[str | None, typer.Option("--compiled-by", help="编制单位 · compiled by")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """写出空白填报工作簿 · the empty workbook to fill in"""
    from graphsvc.usecases.workbooks import template_file

    house, voice = house_and_voice(lang, json)
    ending_of(out, ENDINGS)
    given = {
        "chain_name": chain_name, "chain": chain, "region": region, "year": year, "as_of": as_of,
        "compiled_by": compiled_by,
    }  # fmt: skip
    show_written(voice, {"written": [write_file(out, template_file(house.writer, given), ENDINGS)]})


@export_app.command("workbook")
def export_workbook(
    out: Annotated[Path, typer.Option("--out", help=".xlsx，或文件夹（每份填报一个文件） · or a folder, a file each")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """把已装载的填报写回工作簿 · what is loaded, back as workbooks"""
    from graphsvc.usecases.workbooks import file_names, only_slot, slot_document, slot_file, slots_of, warnings_of

    house, voice = house_and_voice(lang, json)
    is_folder = out.is_dir() or not out.suffix
    if not is_folder:
        ending_of(out, ENDINGS)
    version = house.analyst.version(at)
    entries = slots_of(version, chain, region)
    paths = [out / name for name in file_names(entries)] if is_folder else [out]
    if is_folder:
        make_folder(out)
    else:
        entries = [only_slot(version, entries)]
    written: list[dict[str, Any]] = []
    warnings: list[NoticeDocument] = []
    for entry, path in zip(entries, paths, strict=True):
        file = slot_file(house.store, house.loader, house.writer, entry)
        written.append({**write_file(path, file.body, ENDINGS), **slot_document(file)})
        warnings += warnings_of(file, path.name, voice.lang)
    _show(voice, {"written": written, "version_id": version.version_id, "warnings": warnings})


def _show(voice: Voice, document: dict[str, Any]) -> None:
    if voice.as_json:
        voice.document(document)
        return
    for item in document["written"]:
        slot = f"{item['chain']} {item['region']}".strip()
        secrecy = item["secrecy"] or "—"
        voice.say(
            f"已写出 {item['path']}：{slot}，{item['n_rows']} 行，密级：{secrecy}",
            f"wrote {item['path']}: {slot}, {item['n_rows']} rows, secrecy: {secrecy}",
        )
    voice.warnings(document["warnings"])
