"""The demonstration's summary on the screen: size, resilience, choke points, sources, missing links, files."""

from __future__ import annotations

from collections.abc import Iterable

from graphsvc.cli.console import Voice
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values

LINES = 12


def show_demo(voice: Voice, document: Values) -> None:
    """Print the summary of ``usecases.demo.run_demo`` for people: distinct counts, and every line with its place."""
    zh = voice.lang == "zh"
    found = document["findings"]
    size, counts = found["size"], found["counts"]
    chains = "、".join(f"{c['name']} ({c['code']})" for c in document["chains"])
    voice.say(f"样例链：{chains}", f"Sample chains: {chains}")
    voice.say(
        "规模：名录企业 {firms} 家，产品 {products} 种，供应关系（供方×需方×产品）{supplies} 条".format(**size),
        "Size: {firms} listed firms, {products} products, {supplies} supplies (supplier × buyer × product)".format(
            **size
        ),
    )
    for line in found["resilience"]:
        _resilience(voice, line)
    _choke_points(voice, document, found["choke_points"])
    _names(
        voice,
        "单一来源：{single} 项采购（需方×产品），出自 {single_sources} 个来源（来源×产品）".format(**counts),
        "Single sources: {single} purchases (buyer × product) from {single_sources} sources (source × product)".format(
            **counts
        ),
        ((_source(line, zh), line["places"]) for line in found["single_sources"]),
    )
    _names(
        voice,
        "隐性独家：{hidden} 项（需方×产品×主体），背后 {hidden_entities} 个主体".format(**counts),
        "Hidden sources: {hidden} (buyer × product × entity), {hidden_entities} entities behind them".format(**counts),
        ((_hidden(line, zh), line["places"]) for line in found["hidden_sources"]),
    )
    _names(
        voice,
        "缺链：{missing} 种产品，未知 {missing_unknown} 种".format(**counts),
        "Missing links: {missing} products, {missing_unknown} unknown".format(**counts),
        ((_missing(line, voice.lang), line["places"]) for line in found["missing_links"]),
    )
    if document["projection"] is None:
        voice.say(
            "没有配置图数据库（GRAPHSVC_NEO4J_URI），样例没有写入 Neo4j。",
            "No graph database is configured (GRAPHSVC_NEO4J_URI); the samples were not written to Neo4j.",
        )
    else:
        voice.projection(document["projection"])
    for item in document["written"]:
        voice.say(f"已写出 {item['path']}", f"wrote {item['path']}")


def _resilience(voice: Voice, line: Values) -> None:
    voice.say(
        "{chain} 韧性指数 RS_90 = {rs:.1f}（最坏 {rs_min:.1f}，{worst_name} 断供时；{n_scenarios} 个情景，"
        "数据等级 {grade}）〔最坏者据 {places}〕".format(**line),
        "{chain} resilience RS_90 = {rs:.1f} (worst {rs_min:.1f}, without {worst_name}; {n_scenarios} scenarios, "
        "grade {grade}) [the worst from {places}]".format(**line),
    )


def _choke_points(voice: Voice, document: Values, lines: list[Values]) -> None:
    zh = voice.lang == "zh"
    n = document["findings"]["counts"]["choke"]
    several = {"chain_code": ("链", "chain")} if len(document["chains"]) > 1 else {}
    headings = {
        **several,
        "name": ("卡点", "choke point"),
        "loss_days": ("损失(满产天)", "loss [d]"), "tts_days": ("可撑(天)", "survives [d]"),
        "ttr_days": ("恢复(天)", "recovers [d]"), "gap_days": ("缺口(天)", "gap [d]"), "risk_grade": ("等级", "grade"),
    }  # fmt: skip
    voice.table(
        f"卡点：{n} 个主体，最要命的 {len(lines)} 个" if zh else f"Choke points: {n} entities, the worst {len(lines)}",
        {k: v[0 if zh else 1] for k, v in headings.items()},
        [{**line, "risk_grade": code_label("risk_grade", line["risk_grade"], voice.lang)} for line in lines],
    )
    for line in lines:
        voice.say(f"  {line['name']}〔{line['places']}〕", f"  {line['name']} [{line['places']}]")


def _names(voice: Voice, zh: str, en: str, lines: Iterable[tuple[str, str]]) -> None:
    voice.say(zh, en)
    for text, places in list(lines)[:LINES]:
        voice.say(f"  {text}〔{places}〕", f"  {text} [{places}]")


def _source(line: Values, zh: bool) -> str:
    buyers = (f" 等 {line['n']} 家需方" if zh else f" and others, {line['n']} buyers") if line["n"] > 1 else ""
    return f"{'、'.join(line['supplier_names'])} → {line['product_name']} → {line['name']}{buyers}"


def _hidden(line: Values, zh: bool) -> str:
    more = (f" 等 {line['n']} 项采购" if zh else f" and others, {line['n']} purchases") if line["n"] > 1 else ""
    return f"{line['entity_name']} ⇢ {line['product_name']} → {line['name']}{more}"


def _missing(line: Values, lang: Lang) -> str:
    return f"{line['product_name']} {line['product_code']}: {code_label('ladder', line['ladder'], lang)}"
