"""Commands that write files for people: export gaps, map, report, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphsvc.cli.opening import (
    At,
    Chain,
    Json,
    Lang,
    Region,
    app,
    export_app,
    house_and_voice,
    one_of,
    opened,
    show_written,
)
from graphsvc.cli.writing import ending_of, make_folder, write_file

if TYPE_CHECKING:
    from graphsvc.domain.ports import ListEnding, MapEnding

DIRECTIONS = ("up", "down", "both")
LISTS: tuple[ListEnding, ...] = ("xlsx", "csv", "json")
MAPS: tuple[MapEnding, ...] = ("html", "svg")
PAGES = ("html",)
LAYOUTS = ("wide", "narrow")
REPORTS = ("full", "chief")


@export_app.command("gaps")
def export_gaps(
    out: Annotated[Path, typer.Option("--out", help=".xlsx, .csv 或 .json")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    layout: Annotated[
        str, typer.Option("--layout", help="wide 完整清单, narrow A4 十列含复核结论 · ten columns with conclusions")
    ] = "wide",
    order: Annotated[
        str | None,
        typer.Option(
            "--order", help="wide 的排序：priority 优先级, effect 填补效果, demand 采购额 · order of the list"
        ),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导出补链招商清单 · export the gap list"""
    from graphsvc.usecases.gap_files import gap_file, narrow_gap_file

    house, voice = house_and_voice(lang, json)
    one_of("--layout", layout, LAYOUTS)
    endings = LISTS if layout == "wide" else LISTS[:1]
    ending = ending_of(out, endings)
    given = {k: v for k, v in (("chain", chain), ("region", region)) if v is not None}
    kept = house.store.gap_reviews()
    with voice.sweeping():
        if layout == "wide":
            told = given if order is None else {**given, "order": order}
            answer, body = gap_file(house.analyst, kept, house.writer, told, ending, voice.lang, at)
        else:
            answer, body = narrow_gap_file(house.analyst, kept, house.writer, given, voice.lang, at)
    written = write_file(out, body, endings)
    show_written(voice, {"written": [written], "n_rows": answer["n_rows"], "version_id": answer["version_id"]})


@app.command("map")
def draw(
    out: Annotated[Path, typer.Option("--out", help=".html 或 .svg")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    focus: Annotated[str | None, typer.Option("--focus", help="焦点产品或环节 · product or stage in focus")] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, max=12, help="几步之内 · links away")] = 2,
    direction: Annotated[
        str, typer.Option("--direction", help="up 只看投入, down 只看去向, both · inputs, uses, or both")
    ] = "up",
    json: Json = False,
    lang: Lang = None,
) -> None:
    """画产业链图谱 · draw the chain map"""
    from graphsvc.usecases.draw_map import draw_map

    house, voice = house_and_voice(lang, json)
    ending = ending_of(out, MAPS)
    one_of("--direction", direction, DIRECTIONS)
    with voice.sweeping():
        picture = draw_map(house.analyst, chain, region, focus, hops, voice.lang, at, direction)
    document = {
        "written": [write_file(out, house.painter.chain_map(picture, ending, voice.lang), MAPS)],
        "n_boxes": len(picture.boxes),
        "n_more": picture.n_more,
        "version_id": picture.version_id,
    }
    show_written(voice, document)


@app.command("report")
def report(
    out: Annotated[Path, typer.Option("--out", help=".html")],
    at: At = None,
    chain: Chain = None,
    region: Region = None,
    layout: Annotated[
        str, typer.Option("--layout", help="full 完整报告, chief 每链一页 A4 · one page a chain")
    ] = "full",
    json: Json = False,
    lang: Lang = None,
) -> None:
    """写给链长的报告 · the report for a chain's chief"""
    from graphsvc.usecases.chief_sheet import chief_sheet
    from graphsvc.usecases.report.writing import write_report

    house, voice = house_and_voice(lang, json)
    one_of("--layout", layout, REPORTS)
    ending_of(out, PAGES)
    if layout == "chief":
        version = house.analyst.version(at).version_id
        kept = house.store.gap_reviews()
        with voice.sweeping():
            body = chief_sheet(house.analyst, kept, house.painter, chain, region, voice.lang, version)
        show_written(voice, {"written": [write_file(out, body, PAGES)], "version_id": version})
        return
    with voice.sweeping():
        found = write_report(house.analyst, chain, region, at)
    document = {
        "written": [write_file(out, house.painter.report(found, voice.lang), PAGES)],
        "chains": [c.code for c in found.chains],
        "version_id": found.version_id,
        "content_hash": found.content_hash,
    }
    show_written(voice, document)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 · folder to write to")] = Path("demo"),
    json: Json = False,
    lang: Lang = None,
) -> None:
    """演示：样例链走完全程 · sample chains through every room"""
    from graphsvc.cli.demo_screen import show_demo
    from graphsvc.usecases.demo import holds_samples_alone, run_demo

    house, voice = house_and_voice(lang, json)
    make_folder(out)
    with house.demo_samples() as samples, voice.progress() as progress:
        store = house.store
        if not holds_samples_alone(store, samples):
            from graphsvc.wiring import House

            own = House(house.settings.model_copy(update={"store_url": f"sqlite:///{out / 'demo_store.db'}"}))
            opened.callback(own.close)
            store = own.store
        workshops = house.loader, house.painter, house.writer
        document, files = run_demo(store, *workshops, samples, voice.lang, progress, house.graph)
    written = [write_file(out / name, body, (*LISTS, *MAPS)) for name, body in files.items()]
    document = {**document, "written": written}
    if voice.as_json:
        voice.document({**document, "answers": {k: {**v, "rows": v["n_rows"]} for k, v in document["answers"].items()}})
    else:
        show_demo(voice, document)
