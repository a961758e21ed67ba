"""Packages that most can do without, and the refusal where one is wanted and not installed.

The extras themselves stand in ``pyproject.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from graphsvc.domain.errors import GraphsvcError

EXTRAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "distributed": ("distributed", "dask"),
        "neo4j": ("neo4j", "neo4j"),
        "psycopg": ("psycopg", "postgres"),
        "python_calamine": ("python-calamine", "office"),
        "pyvis": ("pyvis", "pyvis"),
    }
)
"""By module: the package that holds it, and the extra of graphsvc that brings the package."""


@contextmanager
def needed(module: str, kind: type[GraphsvcError]) -> Iterator[None]:
    """Inside, ``module`` is imported; where it is not there, ``extra_missing`` is raised as ``kind``.

    Any other import that fails is a fault and stays one.
    """
    try:
        yield
    except ImportError as absent:
        if (absent.name or module).partition(".")[0] != module:
            raise
        package, extra = EXTRAS[module]
        raise kind("extra_missing", package=package, extra=extra) from absent
