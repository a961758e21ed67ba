"""What the demonstration tells on the screen: distinct counts, the worst findings, and where each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from graphsvc.domain.answers import Answer
from graphsvc.domain.notices import Lang
from graphsvc.domain.places import place_text, sheet_rows
from graphsvc.domain.results import Finding
from graphsvc.domain.values import Document, Values
from graphsvc.judgements import proof
from graphsvc.judgements.trace import Ref
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.usecases.counting import SINGLE, count, hidden_key, pair, source_key

ASKED = ("single-sources", "hidden-sources", "missing-links", "weak-links", "choke-points", "resilience")
LINES = 12
CHOKES = 5
PLACES = 3


def demo_findings(space: Workspace, answers: Mapping[str, Answer], lang: Lang) -> Document:
    """Counts, and a few lines of each kind with their places; ``answers`` to ``ASKED`` over all chains."""
    chains = {code: space.facts(space.scope(code)) for code in space.snapshot.chains}
    rows = {name: [f.values for f in answers[name].findings] for name in ASKED}
    teller = _Teller(space, chains, lang)
    tables = space.snapshot.tables
    trades = {(row["supplier"], row["buyer"], row["product"]) for row in tables.each("supplies")}
    return {
        "counts": vars(count([facts.members for facts in chains.values()], *(rows[name] for name in ASKED[:5]))),
        "size": {
            "firms": len(space.snapshot.firms),
            "products": len(space.snapshot.products),
            "supplies": len(trades),
        },
        "resilience": [*teller.resilience(answers["resilience"])],
        "choke_points": teller.choke_points(answers["choke-points"]),
        "single_sources": teller.single_sources(answers["single-sources"]),
        "hidden_sources": teller.hidden_sources(answers["hidden-sources"]),
        "missing_links": teller.missing_links(answers["missing-links"]),
    }


class _Teller:
    def __init__(self, space: Workspace, chains: Mapping[str, Facts], lang: Lang) -> None:
        self._space, self._chains, self._lang = space, chains, lang

    def _line(self, refs: Iterable[Ref], **told: Any) -> Document:
        places = sheet_rows(self._space.snapshot.tables, refs)
        return {**told, "places": place_text(places, self._lang, PLACES), "rows": places}

    def resilience(self, answer: Answer) -> list[Document]:
        """Per chain the mean and worst output kept, with the rows of the worst."""
        codes = list(self._chains)
        lines = []
        for code in codes:
            told = answer.summaries.get(code, {})
            worst = next((f for f in answer.findings if _is_worst(f, code, told)), None)
            if told.get("rs") is not None and worst is not None:
                kept = {name: told[name] for name in ("rs", "rs_min", "worst_name", "n_scenarios")}
                lines.append(self._line(worst.trace().refs, chain=code, grade=answer.grade, **kept))
        return lines

    def choke_points(self, answer: Answer) -> list[Document]:
        """The worst choke points, each once: in the chain that loses most by it."""
        proven = [f for f in answer.findings if f.values["is_choke_point"] == "yes"]
        proven.sort(key=lambda f: (-(f.values["loss_days"] or 0.0), f.values["chain_code"], f.values["entity_id"]))
        chosen = _first(proven, lambda v: v["entity_id"])[:CHOKES]
        return [self._line(f.trace().refs, **f.values) for f in chosen]

    def single_sources(self, answer: Answer) -> list[Document]:
        """Sources by the number of buyers that hang on them, each buyer once."""
        found = _first([f for f in answer.findings if f.values["kind"] in SINGLE], pair)
        lines = []
        for members in _grouped(found, source_key):
            first = members[0].values
            refs = [ref for f in members for ref in proof.source_proof(self._chains[f.values["chain_code"]], f.values)]
            told = {name: first[name] for name in ("product_name", "supplier_names", "name")}
            lines.append(self._line(refs, n=len(members), **told))
        return lines

    def hidden_sources(self, answer: Answer) -> list[Document]:
        """Entities by the number of purchases that hang on them unseen, each purchase once."""
        found = _first([f for f in answer.findings if f.values["is_hidden"] == "yes"], hidden_key)
        lines = []
        for members in _grouped(found, lambda v: (v["entity_type"], v["entity_id"])):
            first = members[0].values
            refs = [ref for f in members[:PLACES] for ref in f.trace().refs]
            told = {name: first[name] for name in ("entity_name", "name", "product_name")}
            lines.append(self._line(refs, n=len(members), **told))
        return lines

    def missing_links(self, answer: Answer) -> list[Document]:
        """Every product on a step of the ladder once: missing ones first."""
        found = [f for f in answer.findings if f.values["ladder"]]
        found.sort(key=lambda f: f.values["is_missing"] != "yes")
        lines = []
        for finding in _first(found, lambda v: v["product_code"]):
            values = finding.values
            facts = self._chains[values["chain_code"]]
            told = {name: values[name] for name in ("product_code", "product_name", "is_missing", "ladder")}
            lines.append(self._line(proof.ladder_proof(facts, values, finding.trace().refs), **told))
        return lines


def _is_worst(finding: Finding, chain: str, summary: Values) -> bool:
    return bool(finding.values["chain_code"] == chain and finding.values["entity_id"] == summary.get("worst"))


def _first(findings: Sequence[Finding], key: Callable[[Mapping[str, object]], object]) -> list[Finding]:
    """Of several findings of one thing the first."""
    found: dict[object, Finding] = {}
    for finding in findings:
        found.setdefault(key(finding.values), finding)
    return list(found.values())


def _grouped(findings: Sequence[Finding], key: Callable[[Mapping[str, object]], object]) -> list[list[Finding]]:
    """Findings by ``key``, most first; ``LINES`` groups."""
    found: dict[object, list[Finding]] = {}
    for finding in findings:
        found.setdefault(key(finding.values), []).append(finding)
    return [found[k] for k in sorted(found, key=lambda k: (-len(found[k]), k))[:LINES]]
