"""What is built once is built once, whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import pytest

from graphsvc.domain.once import OncePerKey, once
from tests.unit.crowding import Counted, crowd


class Kept:
    """One member that is built by ``build``, one that asks for it."""

    def __init__(self, build: Callable[[], object]) -> None:
        self.build = build

    @once
    def member(self) -> object:
        """What ``build`` gives."""
        return self.build()

    @once
    def other(self) -> tuple[object, str]:
        """Asks for the member."""
        return self.member, "other"


def test_a_member_is_built_once_for_all_threads() -> None:
    build = Counted(object)
    kept = Kept(build)
    found = crowd(lambda: kept.member)
    assert build.n == 1
    assert all(one is found[0] for one in found)
    assert kept.member is found[0]


def test_members_may_ask_for_one_another() -> None:
    build = Counted(object)
    kept = Kept(build)
    found = crowd(lambda: kept.other)
    assert build.n == 1
    assert {word for _, word in found} == {"other"}
    assert all(first is kept.member for first, _ in found)


def test_every_object_has_its_own() -> None:
    one, other = Kept(object), Kept(object)
    assert one.member is not other.member


def test_nobody_waits_for_the_member_of_another_object() -> None:
    begun, go_on = Event(), Event()

    def slowly() -> object:
        begun.set()
        assert go_on.wait(60.0)
        return "slow"

    slow, quick = Kept(slowly), Kept(lambda: "quick")
    thread = Thread(target=lambda: slow.member)
    thread.start()
    assert begun.wait(60.0)
    assert quick.member == "quick"
    go_on.set()
    thread.join()
    assert slow.member == "slow"


def test_a_build_that_fails_is_tried_again() -> None:
    answers: list[Exception | str] = [RuntimeError("not yet"), "now"]

    def build() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = Kept(build)
    with pytest.raises(RuntimeError, match="not yet"):
        _ = kept.member
    assert kept.member == "now"


def test_a_member_says_what_it_is() -> None:
    assert Kept.member.__doc__ == "What ``build`` gives."


def test_values_by_key_are_built_once_each() -> None:
    builds = {"a": Counted(lambda: "of a"), "b": Counted(lambda: "of b")}
    kept: OncePerKey[str, str] = OncePerKey()
    found = crowd(lambda: tuple(kept.get(key, build) for key, build in builds.items()))
    assert found == [("of a", "of b")] * len(found)
    assert [build.n for build in builds.values()] == [1, 1]
