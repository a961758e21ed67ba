"""Who listens to long work, and where it keeps what is finished, as far as the ``with`` reaches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from graphsvc.domain.attempts import attempt, keeping
from graphsvc.domain.ports import Span
from graphsvc.domain.progress import listener, listening


class _Checkpoints:
    """Counts what was forgotten."""

    def __init__(self) -> None:
        self.forgotten = 0

    def begin(self) -> _Checkpoints:
        return self

    def sweep(self, run: Callable[[int, int], object], chunks: Sequence[Span]) -> _Checkpoints:
        return self

    def found(self) -> dict[Span, object]:
        return {}

    def keep(self, chunk: Span, outcome: object) -> None:
        pass

    def write_down(self) -> None:
        pass

    def forget(self) -> None:
        self.forgotten += 1


def test_nobody_listens_outside_and_in_other_threads() -> None:
    seen: list[object] = []
    with listening(lambda fraction, stage: None), keeping(_Checkpoints()):
        assert listener() is not None
        assert attempt() is not None
        other = threading.Thread(target=lambda: seen.extend([listener(), attempt()]))
        other.start()
        other.join()
    assert seen == [None, None]
    assert (listener(), attempt()) == (None, None)


def test_each_sweep_is_taken_for_half_of_what_is_left() -> None:
    told: list[float] = []
    with listening(lambda fraction, stage: told.append(fraction)):
        heard = listener()
        assert heard is not None
        for _ in range(3):
            heard.sweep(0.5, "sweep")
            heard.swept()
    assert told == [0.25, 0.625, 0.8125]


def test_what_was_kept_goes_with_the_answer_and_stays_without_one() -> None:
    kept = _Checkpoints()
    with keeping(kept):
        pass
    assert kept.forgotten == 1
    with pytest.raises(KeyboardInterrupt), keeping(kept):
        raise KeyboardInterrupt
    assert kept.forgotten == 1
    with keeping(None):
        assert attempt() is None
