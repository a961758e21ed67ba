"""Parameters as fields: order, public names, labels of a question's own, and what an import refuses."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from graphsvc.domain.columns import DeclarationError
from graphsvc.domain.labels import Label
from graphsvc.questions.parameters import Asked, parameter, parameters_of, read_parameters, values_of

OWN = Label("至少", "at least", None)


@dataclass(frozen=True, kw_only=True)
class Toy(Asked):
    """A parameter whose public name Python does not allow for a field, and a list."""

    from_: str = parameter("text", required=True, name="from", label=OWN)
    limit: int = parameter("integer", 7, "rows", minimum=1, label=OWN)
    kinds: tuple[str, ...] = parameter("list", ("a", "b"), allowed=("a", "b", "c"), label=OWN)


def test_own_ones_come_first_and_stand_for_the_common_ones() -> None:
    assert [p.name for p in parameters_of(Toy, "toy")] == ["from", "limit", "kinds", "chain", "region", "offset"]
    assert {p.name: p.label for p in parameters_of(Toy, "toy")}["limit"] == OWN


def test_values_have_public_names_in_order() -> None:
    asked = read_parameters("toy", Toy, {"from": "A", "kinds": "c,a"})
    assert (asked.from_, asked.limit, asked.kinds) == ("A", 7, ("c", "a"))
    shown = {"from": "A", "limit": 7, "kinds": ["c", "a"], "chain": None, "region": None, "offset": 0}
    assert list(values_of(asked).items()) == list(shown.items())


def test_a_parameter_without_label_is_no_declaration() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Mute(Asked):
        """One that nobody described."""

        never_described: str = parameter("text")

    with pytest.raises(DeclarationError, match=r"never_described.*labels\.toml"):
        parameters_of(Mute, "mute")
    assert values_of(Mute())["never_described"] is None, "values need no label"
