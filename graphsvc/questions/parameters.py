"""Parameters of a question: text or JSON in, typed values with defaults out, refused with what was expected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.results import Parameter
from graphsvc.questions.question import Question

COMMON = (
    Parameter("chain", "text"),
    Parameter("region", "text"),
    Parameter("limit", "integer", None, "rows", minimum=0),
    Parameter("offset", "integer", 0, "rows", minimum=0, maximum=1_000_000_000),
)
_TRUE, _FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否")


def parameters_of(question: Question) -> tuple[Parameter, ...]:
    """The question's own parameters, then the common ones; one of its own stands for the common one of that name."""
    own = {p.name for p in question.parameters}
    return (*question.parameters, *(p for p in COMMON if p.name not in own))


def read_parameters(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a question, defaults filled in, in their declared order.

    Raises
    ------
    ParameterError
        Unknown name, missing value, wrong type or out of range.
    """
    known = {p.name: p for p in parameters_of(question)}
    for name in given:
        if name not in known:
            raise ParameterError("unknown_parameter", question=question.name, name=name, known="、".join(known))
    values: dict[str, Any] = {}
    for parameter in known.values():
        value = given.get(parameter.name)
        if value is None:
            if parameter.required:
                raise ParameterError("missing_parameter", question=question.name, name=parameter.name)
            value = parameter.default
            values[parameter.name] = list(value) if isinstance(value, tuple) else value
        else:
            values[parameter.name] = _read(parameter, value)
    return values


def _refuse(parameter: Parameter, value: Any, zh: str, en: str) -> ParameterError:
    return ParameterError("bad_parameter", name=parameter.name, value=str(value), expected_zh=zh, expected_en=en)


def _read(parameter: Parameter, value: Any) -> Any:
    if parameter.type in ("number", "integer"):
        return _number(parameter, value)
    if parameter.type == "bool":
        text = str(value).strip().lower()
        if text not in _TRUE + _FALSE:
            raise _refuse(parameter, value, "应为 true 或 false", "must be true or false")
        return text in _TRUE
    if parameter.type == "list":
        items = [str(v) for v in value] if isinstance(value, (list, tuple)) else str(value).split(",")
        chosen = list(dict.fromkeys(i.strip() for i in items if i.strip()))
        for item in chosen:
            if parameter.allowed and item not in parameter.allowed:
                raise _not_allowed(parameter, item)
        if not chosen:
            raise _refuse(parameter, value, "至少要一个值", "needs at least one value")
        return chosen
    if parameter.type == "object":
        return value
    text = str(value).strip()
    if parameter.type == "enum" and text not in parameter.allowed:
        raise _not_allowed(parameter, text)
    if not text:
        raise _refuse(parameter, value, "不能为空", "must not be empty")
    return text


def _not_allowed(parameter: Parameter, value: str) -> ParameterError:
    return _refuse(
        parameter, value, "只能是 " + "、".join(parameter.allowed), "must be one of " + ", ".join(parameter.allowed)
    )


def _number(parameter: Parameter, value: Any) -> float | int:
    whole = parameter.type == "integer"
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or (whole and number != int(number)):
        raise _refuse(
            parameter,
            value,
            "应为整数" if whole else "应为数",
            "must be a whole number" if whole else "must be a number",
        )
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"{'' if low is None else f'{low:g}'} … {'' if high is None else f'{high:g}'}"
        raise _refuse(parameter, value, f"应在 {span} 之间", f"must lie within {span}")
    return int(number) if whole else number
