"""The demonstration's summary on the screen: size, resilience, choke points, sources, missing links, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from graphsvc.console import Voice
from graphsvc.usecases.draw_map import LADDERS

Row = Mapping[str, Any]


def show_demo(voice: Voice, document: Mapping[str, Any]) -> None:
    """Print the summary of ``usecases.demo.run_demo`` for people."""
    zh = voice.lang == "zh"
    answers = document["answers"]
    size = document["size"]
    chains = "、".join(f"{c['name']} ({c['code']})" for c in document["chains"])
    voice.say(f"样例链：{chains}", f"Sample chains: {chains}")
    counts = (size.get("firms", 0), size.get("products", 0), size.get("supplies", 0))
    voice.say(
        "规模：{} 家企业，{} 个产品，{} 条供应关系".format(*counts),
        "Size: {} firms, {} products, {} supply relations".format(*counts),
    )
    for chain, summary in _per_chain(document, "resilience").items():
        if summary.get("rs") is None:
            continue
        rs, low, worst, n = (summary[k] for k in ("rs", "rs_min", "worst_name", "n_scenarios"))
        grade = answers["resilience"]["data_grade"]
        voice.say(
            f"{chain} 韧性指数 RS_90 = {rs:.1f}（最坏 {low:.1f}，{worst} 断供时；{n} 个情景，数据等级 {grade}）",
            f"{chain} resilience RS_90 = {rs:.1f} (worst {low:.1f}, without {worst}; {n} scenarios, grade {grade})",
        )
    chokes = [r for r in answers["choke-points"]["rows"] if r["is_choke_point"] == "yes"]
    top = sorted(chokes, key=lambda r: (-r["loss_days"], r["chain_code"]))[:5]
    several = {"chain_code": ("链", "chain")} if len(document["chains"]) > 1 else {}
    headings = {
        **several,
        "name": ("卡点", "choke point"),
        "loss_days": ("损失(满产天)", "loss [d]"), "tts_days": ("可撑(天)", "survives [d]"),
        "ttr_days": ("恢复(天)", "recovers [d]"), "gap_days": ("缺口(天)", "gap [d]"), "risk_grade": ("等级", "grade"),
    }  # fmt: skip
    voice.table(
        "最要命的卡点（前五）" if zh else "Worst choke points (five)",
        {k: v[0 if zh else 1] for k, v in headings.items()},
        top,
    )
    single = [r for r in answers["single-sources"]["rows"] if r["kind"] in ("sole", "single_by_choice", "disguised")]
    _names(voice, "独家来源", "Single sources", *_grouped(single, lambda r: (r["product_name"], *r["supplier_names"])))
    hidden = [r for r in answers["hidden-sources"]["rows"] if r["is_hidden"] == "yes"]
    _names(voice, "隐性独家", "Hidden sources", *_grouped(hidden, lambda r: (r["entity_name"],)))
    missing = {r["product_code"]: r for r in answers["missing-links"]["rows"] if r["ladder"]}.values()
    told = [f"{r['product_name']}: {LADDERS[r['ladder']][0 if zh else 1]}" for r in missing if r["is_missing"] == "yes"]
    told += [f"{LADDERS[k][0 if zh else 1]}: {_joined(v, zh)}" for k, v in _others(missing).items()]
    _names(voice, "缺链与级别", "Missing links by step", len(missing), told)
    if document["projection"] is None:
        voice.say(
            "没有配置图数据库（GRAPHSVC_NEO4J_URI），样例没有写入 Neo4j。",
            "No graph database is configured (GRAPHSVC_NEO4J_URI); the samples were not written to Neo4j.",
        )
    else:
        voice.projection(document["projection"])
    for item in document["written"]:
        voice.say(f"已写出 {item['path']}", f"wrote {item['path']}")


def _per_chain(document: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    summary = document["answers"][name]["summary"]
    codes = [c["code"] for c in document["chains"]]
    return {codes[0]: summary} if len(codes) == 1 else {code: summary.get(code, {}) for code in codes}


def _names(voice: Voice, zh: str, en: str, n: int, lines: list[str], limit: int = 12) -> None:
    voice.say(f"{zh}：{n}", f"{en}: {n}")
    for line in lines[:limit]:
        voice.say(f"  {line}", f"  {line}")


def _grouped(rows: list[Row], key: Callable[[Row], tuple[str, ...]]) -> tuple[int, list[str]]:
    """How many rows, and one line per source with the number of buyers and inputs that hang on it, most first."""
    count = Counter(key(row) for row in rows)
    first = {key(row): row for row in reversed(rows)}
    lines = []
    for source, n in sorted(count.items(), key=lambda item: (-item[1], item[0])):
        row = first[source]
        what = f"{'、'.join(source[1:])} → {source[0]}" if len(source) > 1 else source[0]
        lines.append(f"{what} → {row['name']}" + (f" … ×{n}" if n > 1 else ""))
    return len(rows), lines


def _others(missing: Collection[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in missing:
        if row["is_missing"] != "yes":
            found.setdefault(row["ladder"], []).append(row["product_name"])
    return found


def _joined(names: list[str], zh: bool) -> str:
    more = "" if len(names) <= 8 else (f" 等 {len(names)} 种" if zh else f" … {len(names)} in all")
    return "、".join(names[:8]) + more
