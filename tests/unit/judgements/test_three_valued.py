"""Verdicts of three values: yes, no, and not to be told."""

from __future__ import annotations

from graphsvc.judgements.three_valued import all_of, any_of, at_least, below, if_listed, negated

NAN, INF = float("nan"), float("inf")


def test_verdicts() -> None:
    assert [at_least(*ends, 0.5) for ends in ((0.5, 0.9), (0.1, 0.4), (0.4, 0.6), (NAN, NAN), (0.0, INF))] == [
        True, False, None, None, None,
    ]  # fmt: skip
    assert [below(*ends, 0.5) for ends in ((0.5, 0.9), (0.1, 0.4), (0.4, 0.6))] == [False, True, None]
    assert [negated(v) for v in (True, False, None)] == [False, True, None]
    assert [all_of(v) for v in ([True, True], [True, None], [None, False], [])] == [True, None, False, True]
    assert [any_of(v) for v in ([False, False], [False, None], [None, True], [])] == [False, None, True, False]
    assert [if_listed(v, False) for v in (True, False, None)] == [None, False, None]
    assert if_listed(True, True) is True
