"""The head of a chain's report: one paragraph of sentences, and what the chief is asked to decide."""

from __future__ import annotations

from graphsvc.domain.report import Amount, Cell, Coded, Decision, Note, Saying
from graphsvc.domain.values import Values
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.asking import bounded, share
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

VERBS = ("build", "fill", "extend", "strengthen", "stabilise", "bind")
SOURCE_COUNTS = ("purchases", "sole", "by_choice", "disguised", "hidden", "hidden_entities")
ITEMS = 2
"""Items under one verb; the others stand in the gap list."""


def summary(answers: ChainAnswers) -> tuple[Saying, ...]:
    """One paragraph; where the data are grade D only that they are too thin to state anything."""
    s, counts = answers.facts, answers.counts
    size = Saying(
        "sum_scope",
        {
            "chain": s.chain.name,
            "region": answers.region_name,
            "n_stages": answers.stages.summary["n_stages"],
            "n_products": answers.missing.summary["n_products"],
            "n_entities": answers.choke.summary["n_entities"],
        },
        (answers.stages.note("n_stages"), answers.missing.note("n_products"), answers.choke.note("n_entities")),
    )
    if not answers.is_told:
        return (size, Saying("sum_grade_d"))
    return (
        *_worst(answers),
        *_resilience(answers),
        size,
        Saying(
            "sum_sources",
            {k: getattr(counts, k) for k in SOURCE_COUNTS},
            source_notes(answers),
        ),
        Saying(
            "sum_links",
            {
                "cp": share(answers.missing.summary["completeness_cp"], 1),
                "missing": counts.missing,
                "weak": counts.weak,
                "unknown": counts.missing_unknown + counts.weak_unknown,
            },
            link_notes(answers),
        ),
    )


def source_notes(answers: ChainAnswers) -> tuple[Note, ...]:
    """What the counts of sources rest on: all purchases, the single-sourced ones, the hidden sources."""
    hidden = answers.proven(answers.hidden, "is_hidden")
    single = answers.single
    return single.note("n_purchases"), single.note("single", answers.single_rows), answers.hidden.note("hidden", hidden)


def link_notes(answers: ChainAnswers) -> tuple[Note, ...]:
    """What the counts of missing and weak links rest on: all products, the missing and the weak ones."""
    missing, weak = answers.missing, answers.weak
    return (
        missing.note("completeness_cp"),
        missing.note("missing", answers.proven(missing, "is_missing")),
        weak.note("weak", answers.proven(weak, "is_weak")),
    )


def _resilience(answers: ChainAnswers) -> tuple[Saying, ...]:
    r = answers.resilience
    if r.summary.get("rs") is None:
        return (Saying("sum_no_final"),)
    facts: dict[str, Cell] = {
        "horizon": Amount(HORIZON_DAYS, "d", 0),
        "rs": bounded(r.summary, "rs", "percent"),
        "rs_min": bounded(r.summary, "rs_min", "percent"),
        "worst": r.summary["worst_name"],
        "n_scenarios": r.summary["n_scenarios"],
    }
    worst = [row["_note"] for row in r.rows if row["entity_id"] == r.summary["worst"]]
    return (Saying("sum_resilience", facts, (r.note("RS"), *worst)),)


def _worst(answers: ChainAnswers) -> tuple[Saying, ...]:
    worst = answers.worst
    if worst is None:
        return (Saying("sum_no_choke", {}, (answers.choke.note("n_choke_points"),)),)
    facts: dict[str, Cell] = {
        "name": worst["name"],
        "products": products_of(answers, worst),
        "impact": bounded(worst, "impact", "share", 0),
        "loss": bounded(worst, "loss_days", "full_d"),
        "survive": bounded(worst, "tts_days", "d"),
        "recover": bounded(worst, "ttr_days", "d"),
        "gap": bounded(worst, "gap_days", "d"),
        "n": answers.counts.choke,
        "n_red": answers.counts.choke_red,
        "horizon": Amount(HORIZON_DAYS, "d", 0),
    }
    first = Saying("sum_worst" if worst["is_choke_point"] == "yes" else "sum_heaviest", facts, (worst["_note"],))
    second = Saying("sum_gap" if (worst["gap_days"] or 0.0) > 0.0 else "sum_bridged", facts, (worst["_note"],))
    shortest = _shortest(answers)
    third = (Saying("sum_shortest", *shortest),) if shortest else ()
    return (Saying("sum_choke", facts, (choke_note(answers),)), first, second, *third)


def choke_note(answers: ChainAnswers) -> Note:
    """What the number of choke points rests on."""
    return answers.choke.note("choke", answers.proven(answers.choke, "is_choke_point"))


def _shortest(answers: ChainAnswers) -> tuple[dict[str, Cell], tuple[Note, ...]] | None:
    """Where stock runs out first: the choke point with the least survival that is not a final maker itself."""
    rows = [
        r for r in answers.choke.rows
        if r["is_choke_point"] == "yes" and r["tts_days"] and not set(r["products"]) <= answers.facts.members.final_set
    ]  # fmt: skip
    if not rows:
        return None
    row = min(rows, key=lambda r: (r["tts_days"], -(r["loss_days"] or 0.0)))
    if answers.worst is not None and row["entity_id"] == answers.worst["entity_id"]:
        return None
    facts: dict[str, Cell] = {
        "name": row["name"],
        "products": products_of(answers, row),
        "survive": bounded(row, "tts_days", "d"),
    }
    return facts, (row["_note"],)


def products_of(answers: ChainAnswers, row: Values) -> tuple[Cell, ...]:
    """Names of the products an entity makes, at most three."""
    return names_of(answers, row["products"])


def names_of(answers: ChainAnswers, codes: list[str], most: int = 3) -> tuple[Cell, ...]:
    """Product names, the first ``most`` of them, an ellipsis where there are more."""
    names = tuple(answers.facts.names.product(code) for code in codes[:most])
    return (*names, "…") if len(codes) > most else names


def decisions(answers: ChainAnswers) -> tuple[Decision, ...]:
    """Per verb what is asked for, worst first; nothing where the data are grade D."""
    found: dict[str, list[Saying]] = {verb: [] for verb in VERBS}
    if answers.is_told:
        for row in sorted(answers.gaps.rows, key=lambda r: (-(r["loss_days"] or 0.0), r["no"])):
            for verb in dict.fromkeys((row["verb"], *row["secondary_verbs"])):
                found.setdefault(verb, []).append(_item(answers, verb, row))
        found["bind"] += _bindings(answers)
    return tuple(Decision(verb, tuple(items[:ITEMS]), max(0, len(items) - ITEMS)) for verb, items in found.items())


def _item(answers: ChainAnswers, verb: str, row: Values) -> Saying:
    weak: Values = next((r for r in answers.weak.rows if r["product_code"] == row["product_code"]), {})
    need = _need(answers, row["product_code"])
    facts: dict[str, Cell] = {
        "product": row["product_name"],
        "demand": Amount(row["demand"], row["unit"] or "", 2),
        "ladder": (Coded("gap_kind", row["gap_kind"]), *((Coded("ladder", row["ladder"]),) if row["ladder"] else ())),
        "sources": row["current_sources"].parts if row["current_sources"] else ("",),
        "survive": Amount(row["tts_days"], "d"),
        "loss": Amount(row["loss_days"], "full_d"),
        "reasons": tuple(Coded("reason", code) for code in row["reason_codes"]),
        "groups": weak.get("n_groups"),
        "need": need,
    }
    wording = f"ask_{verb}"
    if verb == "stabilise":
        wording = "ask_secure_need" if need else "ask_secure" if row["tts_days"] is not None else "ask_secure_plain"
    return Saying(wording, facts, (row["_note"],))


def _need(answers: ChainAnswers, product: str) -> Amount | None:
    """Backup needed of a product of the worst entity, where the question was answered."""
    if answers.backup is None:
        return None
    for entry in answers.backup.summary.get("need") or ():
        if entry["product_code"] == product and entry.get("need"):
            bounds = entry.get("need_lower"), entry.get("need_upper")
            return Amount(entry["need"], entry.get("unit") or "", 3 if entry["need"] < 10.0 else 1, *bounds)
    return None


def _bindings(answers: ChainAnswers) -> list[Saying]:
    """Bought outside though made here: from the lead firms' purchases, else from products made but not bought here."""
    if answers.local_supply is not None:
        rows = [r for r in answers.local_supply.rows if r["made_here"] and (r.get("amount_outside") or 0.0) > 0.0]
        rows.sort(key=lambda r: -r["amount_outside"])
        return [
            Saying(
                "ask_bind_firm",
                {
                    "firm": r["name"],
                    "product": r["product_name"],
                    "amount": Amount(r["amount_outside"], "万元", 0),
                    "n": len(r["local_makers"] or ()),
                },
                (r["_note"],),
            )
            for r in rows
        ]
    rows = [r for r in answers.missing.rows if r["ladder"] == "not_matched"]
    facts: list[tuple[Values, dict[str, Cell]]] = [
        (r, {"product": r["product_name"], "demand": Amount(r["demand"], r["unit"] or "", 2)}) for r in rows
    ]
    return [Saying("ask_bind", f, (r["_note"],)) for r, f in facts]
