"""The command that works out published figures anew where the program is installed."""

from __future__ import annotations

from graphsvc.cli.console import cell_text
from graphsvc.cli.opening import Json, Lang, app, house_and_voice

HEADINGS = {
    "zh": {"label": "数值", "source": "来源", "expected": "应为", "got": "得到"},
    "en": {"label": "figure", "source": "source", "expected": "expected", "got": "got"},
}


@app.command()
def selfcheck(json: Json = False, lang: Lang = None) -> None:
    """自检：在本机重算公开数值，逐项对照 · work out published figures anew and compare each"""
    house, voice = house_and_voice(lang, json)
    document = house.self_check(voice.lang)
    if voice.as_json:
        voice.document(document)
        return
    for line in document["checks"]:
        told = {name: cell_text(line[name]) for name in HEADINGS["zh"]}
        said = (f"{word} {told[name]}" for name, word in HEADINGS[voice.lang].items() if name != "label")
        voice.say(*(f"{told['label']} | {' | '.join(said)}",) * 2)
    n = document["n_checks"]
    voice.say(f"{n} 项公开数值全部一致。", f"All {n} published figures come out as printed.")
