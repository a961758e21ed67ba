"""What a map says beside its boxes: one line per finding, worst first, each with the rows that prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphsvc.domain.answers import Answer
from graphsvc.domain.chain_map import RISKS, MapFact, MapRisk
from graphsvc.domain.labels import code_label, quantity
from graphsvc.domain.notices import Lang
from graphsvc.domain.places import sheet_rows
from graphsvc.domain.results import Finding
from graphsvc.domain.sentences import Code, Said, say
from graphsvc.domain.values import Values
from graphsvc.judgements import proof
from graphsvc.judgements.links.missing import ROWS_PENDING
from graphsvc.judgements.trace import Ref
from graphsvc.judgements.workspace import Facts

_KINDS = ("disguised", "sole", "single_by_choice", "dominant")


def unknown(lang: Lang) -> str:
    """The word for what nobody knows."""
    return code_label("truth", "unknown", lang)


def figure(value: float | None, lang: Lang, digits: int | None = None) -> str:
    """A figure for reading: grouped thousands, no more decimals than it needs; the word for unknown where it is."""
    if value is None:
        return unknown(lang)
    if digits is None:
        digits = 0 if abs(value) >= 1e4 else 2 if abs(value) >= 10 else 4
    text = f"{value:z,.{digits}f}"
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

    def __init__(self, facts: Facts, lang: Lang) -> None:
        self._facts, self._lang = facts, lang

    def write(self, answers: MapAnswers, drawn: Iterable[str]) -> dict[str, list[MapFact]]:
        """Lines by product: choke points, then sources, each worst first, then what is missing, weak or enough."""
        wanted, lines = set(drawn), defaultdict[str, list[MapFact]](list)
        for finding, evidence in sorted(answers.proven, key=lambda pair: _badness(pair[0].values)):
            for code in wanted.intersection(finding.values["products"]):
                lines[code].append(self._choke_point(finding, evidence))
        for values, _, evidence in self._about(answers.single, wanted, _worst_source):
            if values["kind"] in _KINDS:
                lines[values["product_code"]].append(self._source(values, evidence))
        for values, finding, evidence in self._about(answers.missing, wanted):
            lines[values["product_code"]] += self._missing(values, finding, evidence)
        for values, _, evidence in self._about(answers.weak, wanted):
            reasons = [self._reason(values, reason, evidence) for reason in values["reasons"]]
            lines[values["product_code"]] += reasons or self._enough(values, evidence)
        return dict(lines)

    def _about(
        self, answer: Answer, wanted: set[str], order: Callable[[Values], tuple[int, float, str]] | None = None
    ) -> Iterator[tuple[Values, Finding, str]]:
        found = zip(answer.findings, answer.evidence_ids, strict=True)
        rows = [(f.values, f, e) for f, e in found if f.values["product_code"] in wanted]
        return iter(sorted(rows, key=lambda row: order(row[0])) if order else rows)

    def _fact(self, text: str, refs: Sequence[Ref], evidence: str, *, computed: bool) -> MapFact:
        return MapFact(text, sheet_rows(self._facts.snapshot.tables, refs), computed, evidence)

    def _choke_point(self, finding: Finding, evidence: str) -> MapFact:
        values, lang = finding.values, self._lang
        beyond = values["tts_days"] is None
        survives = Said("days_beyond") if beyond else Said("days", {"n": figure(values["tts_days"], lang, 1)})
        facts = {
            "name": values["name"],
            "grade": Code("risk_grade", values["risk_grade"]),
            "loss": figure(values["loss_days"], lang, 1),
            "survives": survives,
            "recovers": Said("days", {"n": figure(values["ttr_days"], lang, 1)}),
        }
        text = say(Said("fact_choke_point", facts), lang)
        return self._fact(text, finding.trace().refs, evidence, computed=True)

    def _source(self, values: Values, evidence: str) -> MapFact:
        refs, lang = proof.source_proof(self._facts, values), self._lang
        share = values["share"]
        facts = {
            "name": values["name"],
            "suppliers": "、".join(values["supplier_names"]),
            "share": f" {percent(share)}" if share is not None else "",
            "kind": Code("source_kind", values["kind"]),
        }
        text = say(Said("fact_source", facts), lang)
        stated = proof.is_stated(self._facts.snapshot, refs[: len(values["supplier_ids"])], ("share_buyer",), share)
        return self._fact(text, refs, evidence, computed=share is not None and not stated)

    def _missing(self, values: Values, finding: Finding, evidence: str) -> list[MapFact]:
        lang, code, lines = self._lang, values["product_code"], []
        if values["demand"] is not None:
            amount = quantity(figure(values["demand"], lang), values["unit"] or "", lang)
            text = say(Said("fact_demand", {"amount": amount}), lang)
            lines.append(self._fact(text, proof.demand_proof(self._facts, code), evidence, computed=True))
        if values["ladder"]:
            trace = finding.trace().refs
            refs, n = proof.ladder_proof(self._facts, values, trace), len(proof.waiting_rows(trace))
            lines.append(self._fact(self._ladder(values, n), refs, evidence, computed=values["ladder"] == "unknown"))
        return lines

    def _ladder(self, values: Values, n_waiting: int) -> str:
        ladder, note, nearest = values["ladder"], values["ladder_note"], values["nearest_name"]
        step = {"step": Code("ladder", ladder)}
        if ladder == "unknown" and note:
            why = Said("rows_wait", {"n": n_waiting}) if note == ROWS_PENDING else Code("note", note)
            told = Said("fact_open_because", {"why": why})
        elif ladder == "unknown":
            told = Said("fact_open")
        elif ladder in ("not_matched", "not_to_fill"):
            told = Said("fact_step", step)
        elif nearest:
            told = Said("fact_step_nearest", {**step, "name": nearest})
        else:
            told = Said("fact_step_nobody", step)
        return say(told, self._lang)

    def _reason(self, values: Values, reason: str, evidence: str) -> MapFact:
        refs = proof.reason_proof(self._facts, values["product_code"], reason)
        return self._fact(self._reason_text(values, reason), refs, evidence, computed=True)

    def _reason_text(self, v: Values, reason: str) -> str:
        lang = self._lang
        shares = ("ssr", "import_dependence", "grade_shortfall", "national_share", "utilization", "exiting_share")
        facts = {name: unknown(lang) if v[name] is None else percent(v[name]) for name in shares}
        facts |= {"n": v["n_groups"], "hhi": figure(v["hhi"], lang, 2), "change": _change(v["output_change"], lang)}
        return say(Said(f"fact_{reason}", facts), lang)

    def _enough(self, values: Values, evidence: str) -> list[MapFact]:
        """Where nothing is weak: how far what is made here goes."""
        if values["ssr"] is None:
            return []
        text = say(Said("fact_enough", {"share": percent(values["ssr"])}), self._lang)
        refs = proof.capacity_proof(self._facts, values["product_code"])
        return [self._fact(text, refs, evidence, computed=True)]


def _change(value: float | None, lang: Lang) -> str:
    return unknown(lang) if value is None else f"{value:+.0%}"


def _worst_source(values: Values) -> tuple[int, float, str]:
    kinds = ("sole", "disguised", "single_by_choice", "dominant", "unknown")
    return (kinds.index(values["kind"]), -(values["share"] or 0.0), values["buyer_id"])
