"""Parameters of questions: declared as fields of a frozen dataclass, read from text or JSON, refused with what was
expected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar

from graphsvc.domain.columns import DeclarationError
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.labels import Label, parameter_label
from graphsvc.domain.values import Values

_TRUE, _FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question. ``type``: text, number, integer, bool, enum, list or object.

    ``default`` None with ``required`` False means "decided from the data".
    """

    name: str
    type: str
    label: Label
    default: Any = None
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None


def parameter(
    type: str,
    default: object = None,
    unit: str | None = None,
    *,
    name: str | None = None,
    label: Label | None = None,
    allowed: tuple[str, ...] = (),
    required: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """A field of a question's parameters.

    ``name`` is the public one where Python does not allow it for a field; ``label`` stands for the one of
    ``labels.toml`` that all questions share.
    """
    told = {
        "name": name, "type": type, "label": label, "default": default, "unit": unit, "allowed": allowed,
        "required": required, "minimum": minimum, "maximum": maximum,
    }  # fmt: skip
    return field(metadata=told) if required else field(default=default, metadata=told)


def worlds(default: int, least: int = 0) -> Any:
    """How many worlds are drawn of what is blank."""
    label = Label("情形数", "worlds drawn", None)
    return parameter("integer", default, minimum=least, maximum=2000, label=label)


def seed() -> Any:
    """The seed that worlds are drawn from."""
    return parameter("integer", 0, minimum=0, maximum=2**31 - 1, label=Label("随机种子", "seed", None))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What every question can be asked with; a question's own parameters are fields of a dataclass made from this."""

    chain: str | None = parameter("text")
    region: str | None = parameter("text")
    limit: int | None = parameter("integer", None, "rows", minimum=0)
    offset: int = parameter("integer", 0, "rows", minimum=0, maximum=1_000_000_000)


AskedT = TypeVar("AskedT", bound=Asked)
PAGING = ("limit", "offset")
"""Parameters that choose among the rows of an answer."""


def _fields(asked: type[Asked]) -> dict[str, Field[Any]]:
    """Fields by public name: the question's own, then the common ones."""
    named = {f.name: f for f in fields(asked)}
    levels = asked.__mro__[: asked.__mro__.index(Asked)]
    own = [name for level in levels for name in vars(level).get("__annotations__", ())]
    return {named[name].metadata["name"] or name: named[name] for name in dict.fromkeys((*own, *named))}


def parameters_of(asked: type[Asked], question: str) -> tuple[Parameter, ...]:
    """The question's own parameters, then the common ones; one of its own stands for the common one of that name.

    Raises
    ------
    DeclarationError
        A parameter without a label in ``labels.toml``.
    """
    return tuple(_declared(question, name, f.metadata) for name, f in _fields(asked).items())


def _declared(question: str, name: str, told: Values) -> Parameter:
    label = told["label"] or parameter_label(question, name)
    if label is None:
        raise DeclarationError(
            f"parameter {name!r} of question {question!r} has no label: add it to [parameters] of "
            "graphsvc/domain/labels.toml"
        )
    return Parameter(**{**told, "name": name, "label": label})


def values_of(asked: Asked) -> dict[str, Any]:
    """Values by public name, in the order of ``parameters_of``; lists as JSON has them."""
    found = {name: getattr(asked, f.name) for name, f in _fields(type(asked)).items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def read_parameters(question: str, asked: type[AskedT], given: Mapping[str, object]) -> AskedT:
    """All parameters of a question, defaults filled in.

    Raises
    ------
    ParameterError
        Unknown name, missing value, wrong type or out of range.
    """
    known, by_name = {p.name: p for p in parameters_of(asked, question)}, _fields(asked)
    for name in given:
        if name not in known:
            raise ParameterError("unknown_parameter", question=question, name=name, known="、".join(known))
    values: dict[str, Any] = {}
    for parameter in known.values():
        value = given.get(parameter.name)
        if value is not None:
            values[by_name[parameter.name].name] = _read(parameter, value)
        elif parameter.required:
            raise ParameterError("missing_parameter", question=question, name=parameter.name)
    return asked(**values)


def _refuse(parameter: Parameter, value: object, zh: str, en: str) -> ParameterError:
    return ParameterError("bad_parameter", name=parameter.name, value=str(value), expected_zh=zh, expected_en=en)


def _read(parameter: Parameter, value: object) -> object:
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
        if not chosen and not (parameter.default == () and value in ([], ())):
            raise _refuse(parameter, value, "至少要一个值", "needs at least one value")
        return tuple(chosen)
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
