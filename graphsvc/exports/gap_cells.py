"""The gap list as cells: which columns paper and files have, and what stands in a cell as text."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeGuard

from graphsvc.domain.labels import quantity
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values

Kind = Literal["integer", "quantity", "money", "share", "text"]

# contract row 18; `product_code`, `ladder`, `unit`, `proof`, the figures behind `effect` and a label beside each code
# stand beside the 40 fields that paper joins into 35 columns
FIELDS: tuple[str, ...] = (
    *("no", "chain", "position_path", "product", "product_code", "gb4754", "gap_kind", "gap_kind_label", "ladder"),
    *("ladder_label", "verb", "verb_label", "reasons", "scope_region", "demand", "unit", "unit_label"),
    *("local_supply", "gap_qty", "gap_rate", "demand_value", "demanders", "current_sources", "import_dep"),
    *("risk_grade", "risk_grade_label", "tts_days", "loss_value", "upstream_ready", "downstream_ready"),
    *("suggested_capacity", "target_profile", "candidates", "mode", "park", "factors", "pipeline", "challenge"),
    *("policies", "effect", "effect_capacity", "effect_loss_days", "effect_loss_days_lower", "effect_loss_days_upper"),
    *("effect_cp", "effect_cp_lower", "effect_cp_upper", "effect_ssr", "effect_ssr_lower", "effect_ssr_upper"),
    *("effect_rs", "effect_rs_lower", "effect_rs_upper", "effect_cut_order", "effect_investment"),
    *("effect_per_investment", "effect_per_investment_lower", "effect_per_investment_upper"),
    *("priority", "owner", "person", "due", "contact_stage", "contact_stage_label"),
    *("data_grade", "as_of", "evidence_id", "proof"),
)


@dataclass(frozen=True)
class Column:
    """A column on paper: its label key, the fields it joins (of codes their labels), how a single number is shown,
    least width in digits."""

    key: str
    fields: tuple[str, ...]
    kind: Kind
    width: float


COLUMNS: tuple[Column, ...] = (
    Column("no", ("no",), "integer", 4.5),
    Column("chain", ("chain",), "text", 8),
    Column("position_path", ("position_path",), "text", 9.5),
    Column("product", ("product", "product_code"), "text", 10),
    Column("gb4754", ("gb4754",), "text", 8),
    Column("gap_kind", ("gap_kind_label",), "text", 7.5),
    Column("verb", ("verb_label",), "text", 5.5),
    Column("reasons", ("reasons",), "text", 30),
    Column("scope_region", ("scope_region",), "text", 7.5),
    Column("demand", ("demand",), "quantity", 9),
    Column("local_supply", ("local_supply",), "quantity", 7),
    Column("gap", ("gap_qty", "gap_rate"), "text", 10),
    Column("demand_value", ("demand_value",), "money", 8.5),
    Column("demanders", ("demanders",), "text", 23),
    Column("current_sources", ("current_sources",), "text", 9),
    Column("import_dep", ("import_dep",), "share", 6.5),
    Column("risk", ("risk_grade_label", "tts_days"), "text", 9.5),
    Column("loss_value", ("loss_value",), "money", 9),
    Column("upstream_ready", ("upstream_ready",), "share", 9),
    Column("downstream_ready", ("downstream_ready",), "share", 7),
    Column("suggested_capacity", ("suggested_capacity",), "quantity", 9),
    Column("target_profile", ("target_profile",), "text", 17),
    Column("candidates", ("candidates",), "text", 36),
    Column("mode", ("mode",), "text", 7.5),
    Column("park", ("park",), "text", 9),
    Column("factors", ("factors",), "text", 9),
    Column("pipeline", ("pipeline",), "text", 9),
    Column("challenge", ("challenge",), "text", 7),
    Column("policies", ("policies",), "text", 13),
    Column("effect", ("effect",), "text", 11),
    Column("priority", ("priority",), "quantity", 6),
    Column("charge", ("owner", "person", "due"), "text", 11),
    Column("contact_stage", ("contact_stage_label",), "text", 6),
    Column("grade", ("data_grade", "as_of"), "text", 11),
    Column("evidence_id", ("evidence_id", "proof"), "text", 13),
)

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SHARES = ("share", "rate", "pct")
_PLACES = ("source_row",)
_LONGEST_CELL = 32_767


@cache
def _entries() -> Values:
    text = (resources.files("graphsvc.exports") / "labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def word(kind: str, key: str, lang: Lang) -> str:
    """A word of the exports; KeyError where ``labels.toml`` has none."""
    text: str = _entries()[kind][key][lang]
    return text


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether ``value`` is a finite figure (True and False are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def clean(text: str) -> str:
    """Text without characters a workbook cannot carry, not longer than a cell holds."""
    return _NOT_TEXT.sub("\ufffd", text.replace("\r\n", "\n"))[:_LONGEST_CELL]


def figure(value: float, most: int = 4) -> str:
    """A figure for reading: grouped thousands, no needless decimals."""
    return f"{value:,.{decimals(value, most)}f}"


def decimals(value: float, most: int = 4) -> int:
    """How many decimals (at most ``most``) a figure needs."""
    text = f"{value:.{most}f}".rstrip("0")
    return len(text) - text.index(".") - 1 if most else 0


def percent(value: float) -> str:
    """A share 0–1 as percent."""
    return f"{figure(value * 100, 1)}%"


def text_of(value: Any, lang: Lang, *, is_share: bool = False) -> str:
    """Anything an answer may hold as one text: unknown is empty, a list has a line an item, a dict its members."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return word("word", "yes" if value else "no", lang)
    if is_number(value):
        return percent(value) if is_share else figure(value)
    if isinstance(value, Mapping):
        members = [
            str(member) if key in _PLACES else text_of(member, lang, is_share=key in _SHARES or key.endswith("_share"))
            for key, member in value.items()
            if member is not None
        ]
        return " ".join(filter(None, members))
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "\n".join(filter(None, (text_of(item, lang) for item in value)))
    return clean(str(value))


def unit_after(row: Values, lang: Lang) -> str:
    """What follows a quantity of the row's product: `` 万吨``, `` × 10⁴ t``; "" where its unit is not told."""
    return clean(quantity("", str(row.get("unit") or ""), lang))


def joined_text(column: Column, row: Values, lang: Lang) -> str:
    """The text of a column that joins fields (product and code, gap and rate, risk and days, lead, grade)."""
    if column.key == "gap":
        missing, rate = row.get("gap_qty"), row.get("gap_rate")
        size = text_of(missing, lang)
        with_unit = f"{size}{unit_after(row, lang)}" if is_number(missing) else size
        return " / ".join(filter(None, (with_unit, text_of(rate, lang, is_share=True))))
    if column.key == "risk":
        days = row.get("tts_days")
        said = text_of(days, lang)
        if is_number(days):
            said = word("word", "days", lang).format(value=said)
        elif row.get("tts_days_note") == "beyond_horizon":
            said = word("word", "beyond_horizon", lang)
        return " / ".join(filter(None, (text_of(row.get("risk_grade_label"), lang), said)))
    if column.key == "product":
        name, code = (text_of(row.get(field), lang) for field in column.fields)
        return name if code in name else " ".join(filter(None, (name, code)))
    if column.key == "evidence_id":
        return "\n".join(filter(None, (text_of(row.get("evidence_id"), lang), _first_place(row, lang))))
    return " / ".join(filter(None, (text_of(row.get(field), lang) for field in column.fields)))


def _first_place(row: Values, lang: Lang) -> str:
    """Sheet and row of the first line a gap rests on, and how many lines there are; the fourth sheet has the others."""
    places = [place for place in row.get("proof") or () if isinstance(place, Mapping)]
    if not places:
        return ""
    first = {"sheet": text_of(places[0].get("source_sheet"), lang), "row": str(places[0].get("source_row") or "")}
    return word("word", "first_place", lang).format(**first, n=row.get("n_proof") or len(places))
