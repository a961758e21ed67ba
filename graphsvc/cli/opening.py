"""What every command shares: the app, its options, settings and voice."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from graphsvc.cli.console import Voice
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.values import Document
from graphsvc.settings import language, read_settings

if TYPE_CHECKING:
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

opened = ExitStack()  # what a command opened is closed at its end


def house_and_voice(lang: str | None, as_json: bool = False, as_csv: bool = False) -> tuple[House, Voice]:
    """Settings read, house opened lazily, voice chosen; refused where a setting or the language is wrong."""
    if lang is not None and lang not in ("zh", "en"):
        raise ParameterError("bad_parameter", name="--lang", value=lang, expected_zh="zh 或 en", expected_en="zh or en")
    from graphsvc.wiring import House

    settings = read_settings()
    house = House(settings)
    opened.callback(house.close)
    return house, Voice(language(lang, settings.lang), as_json, as_csv)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse an option whose value is none of ``allowed``."""
    if value not in allowed:
        known = ", ".join(allowed)
        raise ParameterError(
            "bad_parameter", name=name, value=value, expected_zh=f"应为 {known}", expected_en=f"one of {known}"
        )


def show_written(voice: Voice, document: Document) -> None:
    """What a command wrote: the document, or a line per file for people."""
    if voice.as_json:
        voice.document(document)
        return
    for item in document["written"]:
        voice.say(f"已写出 {item['path']}", f"wrote {item['path']}")
