"""Commands that write files for people: export gaps, map, report, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    show_written,
    writing,
)
from graphsvc.domain.errors import InputError
from graphsvc.wiring import House

DIRECTIONS = ("up", "down", "both")


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
    from graphsvc.usecases.documents import file_document, written_document

    house, voice = house_and_voice(lang, json)
    given = {k: v for k, v in (("chain", chain), ("region", region)) if v is not None}
    answer = file_document(house.analyst.ask("gap-list", given, at), voice.lang)
    writing(out, (".xlsx", ".csv", ".json"), lambda: house.write_gaps(answer, out, voice.lang))
    written = {"written": [written_document(out)], "n_rows": answer["n_rows"], "version_id": answer["version_id"]}
    show_written(voice, written)


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
    from graphsvc.usecases.documents import written_document
    from graphsvc.usecases.draw_map import draw_map

    house, voice = house_and_voice(lang, json)
    one_of("--direction", direction, DIRECTIONS)
    picture = draw_map(house.analyst, chain, region, focus, hops, voice.lang, at, direction)
    writing(out, (".html", ".svg"), lambda: house.paint(picture, out, voice.lang))
    document = {
        "written": [written_document(out)],
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
    json: Json = False,
    lang: Lang = None,
) -> None:
    """写给链长的报告 · the report for a chain's chief"""
    from graphsvc.usecases.documents import written_document
    from graphsvc.usecases.report.writing import write_report

    house, voice = house_and_voice(lang, json)
    found = write_report(house.analyst, chain, region, at)
    writing(out, (".html",), lambda: house.write_report(found, out, voice.lang))
    document = {
        "written": [written_document(out)],
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
    from graphsvc.demo_screen import show_demo
    from graphsvc.usecases.demo import holds_samples_alone, run_demo, sample_folder

    house, voice = house_and_voice(lang, json)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(out), reason=error.strerror or str(error), known="-") from error
    with sample_folder() as folder, voice.progress() as progress:
        samples = house.demo_samples(Path(folder))
        store = house.store
        if not holds_samples_alone(store, samples):
            own = house.settings.model_copy(update={"store_url": f"sqlite:///{out / 'demo_store.db'}"})
            store = House(own).store
        painters = house.write_gaps, house.paint, house.write_report
        document = run_demo(store, house.loader, samples, out, voice.lang, *painters, progress, house.graph)
    if voice.as_json:
        voice.document({**document, "answers": {k: {**v, "rows": v["n_rows"]} for k, v in document["answers"].items()}})
    else:
        show_demo(voice, document)
