"""What is built once, however many threads ask for it first.

``functools.cached_property`` has no lock from Python 3.12 on, and one lock for all objects of a class before. Here each
member of each object has its own: who asks for one that is being built waits for it, and nobody waits for another's.
Members may ask for one another as long as they do so in one direction.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, Generic, TypeVar, overload

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Once(Generic[T]):
    """A member that an object keeps after the first call, in its ``__dict__``, where Python finds it ever after."""

    def __init__(self, build: Callable[[Any], T]) -> None:
        self._build = build
        self._name = build.__name__
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Once[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Once[T] | T:
        if instance is None:
            return self
        kept = instance.__dict__
        with kept.setdefault(f"building {self._name}", RLock()):
            if self._name not in kept:
                kept[self._name] = self._build(instance)
        found: T = kept[self._name]
        return found


def once(build: Callable[[Any], T]) -> Once[T]:
    """A method without arguments as a member that is built once, under threads too."""
    return Once(build)


class OncePerKey(Generic[K, T]):
    """Values by key, each built once, under threads too."""

    def __init__(self) -> None:
        self._kept: dict[K, T] = {}
        self._building: dict[K, RLock] = {}

    def get(self, key: K, build: Callable[[], T]) -> T:
        """The value of a key, built by the first who asks for it."""
        if key not in self._kept:
            with self._building.setdefault(key, RLock()):
                if key not in self._kept:
                    self._kept[key] = build()
        return self._kept[key]
