"""What a map says beside its boxes: one line per finding, worst first, each with the rows that prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.domain.answers import Answer
from graphsvc.domain.chain_map import RISKS, MapFact, MapRisk
from graphsvc.domain.labels import quantity, value_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.places import sheet_rows
from graphsvc.domain.results import Finding
from graphsvc.judgements import proof
from graphsvc.judgements.scope import Scope
from graphsvc.judgements.trace import Ref

Values = Mapping[str, Any]

_KINDS = ("disguised", "sole", "single_by_choice", "dominant")
_OPEN = {
    "list_06_not_declared_complete": ("清单 06 没有声明填全", "list 06 is not declared complete"),
    "place_of_a_maker_too_coarse": ("有制造方的所在地不够细", "the place of a maker is too coarse"),
    "demand_unknown": ("需求量未知", "demand is unknown"),
    "rows_pending": ("有 {n} 行待确认", "{n} rows wait to be confirmed"),
}
"""Why a missing link is undecided."""


def said(zh: str, en: str, lang: Lang) -> str:
    """One of two wordings."""
    return zh if lang == "zh" else en


def word(code: str, lang: Lang) -> str:
    """A coded value as people call it."""
    label = value_label(code)
    return code if label is None else said(label.zh, label.en, lang)


def figure(value: float | None, lang: Lang, digits: int | None = None) -> str:
    """A figure for reading: grouped thousands, no more decimals than it needs; the word for unknown where it is."""
    if value is None:
        return word("unknown", lang)
    if digits is None:
        digits = 0 if abs(value) >= 1e4 else 2 if abs(value) >= 10 else 4
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float, digits: int = 0) -> str:
    """A share as percent; what rounds to nothing or to all without being it says so."""
    text = f"{100 * value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{100 * value:.0f}"
    if text == "0" and value > 0:
        return "<1%"
    return ">99%" if text == "100" and value < 1 else f"{text}%"


@dataclass(frozen=True)
class MapAnswers:
    """The answers a map is drawn from, about one chain as a whole."""

    missing: Answer
    weak: Answer
    single: Answer
    choke: Answer

    @property
    def proven(self) -> list[tuple[Finding, str]]:
        """Proven choke points with their evidence ids, most days lost first; none where data are too thin to say so."""
        if self.choke.grade == "D":
            return []
        pairs = zip(self.choke.findings, self.choke.evidence_ids, strict=True)
        return [(f, e) for f, e in pairs if f.values["is_choke_point"] == "yes" and f.values["risk_grade"] in RISKS]


def risks_of(answers: MapAnswers) -> dict[str, MapRisk]:
    """The worst choke point of every product that has one: by grade, then by days lost."""
    by_product: dict[str, list[Values]] = defaultdict(list)
    for finding, _ in answers.proven:
        for code in finding.values["products"]:
            by_product[code].append(finding.values)
    found = {}
    for code, rows in by_product.items():
        worst = min(rows, key=_badness)
        days = worst["tts_days"], worst["ttr_days"]
        found[code] = MapRisk(worst["risk_grade"], worst["name"], worst["loss_days"] or 0.0, *days, n=len(rows))
    return found


def _badness(values: Values) -> tuple[int, float, str]:
    return (RISKS.index(values["risk_grade"]), -(values["loss_days"] or 0.0), values["entity_id"])


class FactWriter:
    """Writes the lines of one map in one language."""

    def __init__(self, scope: Scope, lang: Lang) -> None:
        self._scope, self._lang = scope, lang

    def write(self, answers: MapAnswers, drawn: Iterable[str]) -> dict[str, list[MapFact]]:
        """Lines by product: choke points, then sources, each worst first, then what is missing, weak or enough."""
        wanted, facts = set(drawn), defaultdict[str, list[MapFact]](list)
        for finding, evidence in sorted(answers.proven, key=lambda pair: _badness(pair[0].values)):
            for code in wanted.intersection(finding.values["products"]):
                facts[code].append(self._choke_point(finding, evidence))
        for values, _, evidence in self._about(answers.single, wanted, _worst_source):
            if values["kind"] in _KINDS:
                facts[values["product_code"]].append(self._source(values, evidence))
        for values, finding, evidence in self._about(answers.missing, wanted):
            facts[values["product_code"]] += self._missing(values, finding, evidence)
        for values, _, evidence in self._about(answers.weak, wanted):
            lines = [self._reason(values, reason, evidence) for reason in values["reasons"]]
            lines = lines or self._enough(values, evidence)
            facts[values["product_code"]] += lines
        return dict(facts)

    def _about(self, answer: Answer, wanted: set[str], order: Any = None) -> Iterator[tuple[Values, Finding, str]]:
        found = zip(answer.findings, answer.evidence_ids, strict=True)
        rows = [(f.values, f, e) for f, e in found if f.values["product_code"] in wanted]
        return iter(sorted(rows, key=lambda row: order(row[0])) if order else rows)

    def _fact(self, text: str, refs: Sequence[Ref], evidence: str, *, computed: bool) -> MapFact:
        return MapFact(text, sheet_rows(self._scope.snapshot.tables, refs), computed, evidence)

    def _choke_point(self, finding: Finding, evidence: str) -> MapFact:
        values, lang = finding.values, self._lang
        days = [figure(values[name], lang, 1) for name in ("loss_days", "ttr_days")]
        beyond = values["tts_days"] is None
        survives = said("考察期外", "beyond the horizon", lang) if beyond else figure(values["tts_days"], lang, 1)
        grade = word(values["risk_grade"], lang)
        text = said(
            f"卡点 {values['name']}（{grade}）：断供损失 {days[0]} 满产天，可撑 {survives}{'' if beyond else ' 天'}，"
            f"恢复 {days[1]} 天",
            f"choke point {values['name']} ({grade}): {days[0]} full-output days lost, "
            f"survives {survives}{'' if beyond else ' d'}, recovers in {days[1]} d",
            lang,
        )
        return self._fact(text, finding.trace().refs, evidence, computed=True)

    def _source(self, values: Values, evidence: str) -> MapFact:
        refs, lang = proof.source_proof(self._scope, values), self._lang
        share = values["share"]
        text = f"{values['name']} ← {'、'.join(values['supplier_names'])}"
        text += f" {percent(share)}" if share is not None else ""
        text += said("（{}）", " ({})", lang).format(word(values["kind"], lang))
        stated = proof.is_stated(self._scope, refs[: len(values["supplier_ids"])], ("share_buyer",), share)
        return self._fact(text, refs, evidence, computed=share is not None and not stated)

    def _missing(self, values: Values, finding: Finding, evidence: str) -> list[MapFact]:
        lang, code, lines = self._lang, values["product_code"], []
        if values["demand"] is not None:
            amount = quantity(figure(values["demand"], lang), values["unit"] or "", lang)
            text = said(f"年需求 {amount}", f"demand {amount} a year", lang)
            lines.append(self._fact(text, proof.demand_proof(self._scope, code), evidence, computed=True))
        if values["ladder"]:
            trace = finding.trace().refs
            refs, n = proof.ladder_proof(self._scope, values, trace), len(proof.waiting_rows(trace))
            lines.append(self._fact(self._ladder(values, n), refs, evidence, computed=values["ladder"] == "unknown"))
        return lines

    def _ladder(self, values: Values, n_waiting: int) -> str:
        lang, ladder = self._lang, values["ladder"]
        text = word(ladder, lang)
        if ladder == "unknown":
            zh, en = _OPEN.get(values["ladder_note"] or "", ("", ""))
            zh, en = zh.format(n=n_waiting), en.format(n=n_waiting)
            return said(
                f"是否缺链：未知{'，' + zh if zh else ''}", f"missing here: unknown{', ' + en if en else ''}", lang
            )
        if ladder in ("not_matched", "not_to_fill"):
            return text
        if values["nearest_name"]:
            return said(
                f"{text}，最近供给 {values['nearest_name']}", f"{text}; nearest maker {values['nearest_name']}", lang
            )
        return said(f"{text}，未见已知供给", f"{text}; no maker is known", lang)

    def _reason(self, values: Values, reason: str, evidence: str) -> MapFact:
        refs = proof.reason_proof(self._scope, values["product_code"], reason)
        return self._fact(self._reason_text(values, reason), refs, evidence, computed=True)

    def _reason_text(self, v: Values, reason: str) -> str:
        lang = self._lang

        def share(name: str) -> str:
            return word("unknown", lang) if v[name] is None else percent(v[name])

        told = {
            "W1": ("不足：自给率 {}", "too little: self-sufficiency {}", (share("ssr"),)),
            "W2": ("集中：独立主体 {} 家，HHI {}", "concentrated: independent makers {}, HHI {}",
                   (v["n_groups"], figure(v["hhi"], lang, 2))),
            "W3": ("外依：进口占 {}", "imported: {} of purchases", (share("import_dependence"),)),
            "W4": ("等级不够：{} 的需求本地做不了", "low grade: {} of demand cannot be made here",
                   (share("grade_shortfall"),)),
            "W5": ("弱小：最大企业全国份额 {}，没有小巨人或单项冠军", "small: largest national share {}, no champion",
                   (share("national_share"),)),
            "W6": ("紧绷：产能利用率 {}", "no spare: utilization {}", (share("utilization"),)),
            "W7": ("衰退：产量变化 {}，将退出产能 {}", "in decline: output change {}, capacity leaving {}",
                   (_change(v["output_change"], lang), share("exiting_share"))),
        }[reason]  # fmt: skip
        return said(f"弱链 {reason} ", f"weak {reason} ", lang) + said(told[0], told[1], lang).format(*told[2])

    def _enough(self, values: Values, evidence: str) -> list[MapFact]:
        """Where nothing is weak: how far what is made here goes."""
        if values["ssr"] is None:
            return []
        text = said(f"自给率 {percent(values['ssr'])}", f"self-sufficiency {percent(values['ssr'])}", self._lang)
        refs = proof.capacity_proof(self._scope, values["product_code"])
        return [self._fact(text, refs, evidence, computed=True)]


def _change(value: float | None, lang: Lang) -> str:
    return word("unknown", lang) if value is None else f"{value:+.0%}"


def _worst_source(values: Values) -> tuple[int, float, str]:
    kinds = ("sole", "disguised", "single_by_choice", "dominant", "unknown")
    return (kinds.index(values["kind"]), -(values["share"] or 0.0), values["buyer_id"])
