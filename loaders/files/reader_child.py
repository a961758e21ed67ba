"""The disposable reader: a child process that turns one file into lines of JSON and dies.

Started in isolated mode with an empty environment and its own folder: it imports nothing of the house but its
other parts. A workbook is read part by part with expat (DTDs are refused, nothing is sized by a declared dimension).

``main(FILE, KIND)`` writes the lines that ``child_lines`` describes; KIND is ``package`` (.xlsx, .xlsb, .ods by its
parts), ``xls``, ``zip`` (unpacked beside itself), or ``text`` with its encodings and its delimiter behind it.
"""

from __future__ import annotations

import gc
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import orjson

from loaders.files.lines_out import Out
from loaders.files.other_books import read_other_book
from loaders.files.packages import read_package
from loaders.files.text_reader import read_text
from loaders.files.unpacking import unpack
from loaders.files.xml_parts import CPU_SECONDS, MEMORY, Refused

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.")


def fence() -> None:
    """Limits on memory and time where the system has them; no network, no further processes."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY, 2 * MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def hook(event: str, _: object) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(hook)


def read(path: Path, kind: str, out: Out, told: tuple[str, ...]) -> None:
    """Emit what one file holds."""
    if kind == "text":
        encodings, delimiter = told
        read_text(path, out, encodings, delimiter)
    elif kind == "zip":
        unpack(path, out)
    elif kind == "xls":
        read_other_book(path, kind, out)
    else:
        read_package(path, out)


def main(path: str, kind: str, *told: str) -> int:
    """Read one file; 0 also where it is refused."""
    fence()
    gc.disable()  # what is read lives as long as the process, or is freed at once
    out = Out()
    try:
        read(Path(path), kind, out, told)
        out.line({"done": True})
    except Refused as refused:
        sys.stdout.buffer.write(orjson.dumps({"refused": refused.code, **refused.facts}) + b"\n")
    except MemoryError:
        sys.stdout.buffer.write(b'{"refused":"reader_failed","reason":"memory"}\n')
    # NotImplementedError is what zipfile raises for a compression it does not know
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        sys.stdout.buffer.write(orjson.dumps({"refused": "not_a_workbook", "reason": str(error)}) + b"\n")
    except Exception as error:  # whatever a hostile file brings out stays in here
        reason = type(error).__name__
        sys.stdout.buffer.write(orjson.dumps({"refused": "reader_failed", "reason": reason}) + b"\n")
    sys.stdout.buffer.flush()
    return 0
