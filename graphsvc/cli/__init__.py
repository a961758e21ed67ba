"""The command line: the same use cases through one door. Documents on stdout, everything else on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from importlib.metadata import version as version_of

import typer
from typer.exceptions import TyperException

from graphsvc.cli import (
    asking,
    deciding,
    drawing,
    graph,
    graph_files,
    loading,
    reviewing,
    selfcheck,
    serving,
    versions,
    workbooks,
)
from graphsvc.cli.console import Voice
from graphsvc.cli.opening import app, opened
from graphsvc.domain.errors import GraphsvcError, InputError, StoreError
from graphsvc.domain.notices import Lang
from graphsvc.settings import Settings, language, read_settings

__all__ = [
    "app", "asking", "deciding", "drawing", "graph", "graph_files", "loading", "main", "reviewing", "run", "selfcheck",
    "serving", "versions", "workbooks",
]  # fmt: skip


INTERRUPTED = 130


@app.command()
def version() -> None:
    """程序版本 · program version"""
    typer.echo(version_of("graphsvc"))


def main() -> None:
    """Run the command line: 0 ok, 2 refused, 3 a dependency is away, 130 interrupted; never a traceback."""
    code = run(sys.argv[1:])
    if code == INTERRUPTED:  # compiled loops cannot be told to stop: what still runs of a sweep ends with the process
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """One command; its exit code."""
    os.umask(0o077)  # stores, backups, exports and temporary files are for their owner alone
    settings = _settings()
    voice = Voice(_asked_language(arguments, settings), as_json="--json" in arguments)
    try:
        code = app(args=arguments, prog_name="graphsvc", standalone_mode=False)
    except GraphsvcError as error:
        voice.refusal(error)
        return 3 if isinstance(error, StoreError) else 2
    except TyperException as error:
        voice.refusal(InputError("usage", reason=error.format_message()))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as error:
        if settings is not None and settings.debug:
            traceback.print_exc()
        voice.refusal(InputError("internal_error", reason=f"{type(error).__name__}: {error}"))
        return 2
    finally:
        opened.close()
    return code if isinstance(code, int) else 0


def _settings() -> Settings | None:
    """The settings; None where one of them is wrong, which a command that needs them says."""
    try:
        return read_settings()
    except InputError:
        return None


def _asked_language(arguments: list[str], settings: Settings | None) -> Lang:
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return language(arguments[i + 1], None)
        if word.startswith("--lang="):
            return language(word[7:], None)
    return language(None, os.environ.get("GRAPHSVC_LANG") if settings is None else settings.lang)
