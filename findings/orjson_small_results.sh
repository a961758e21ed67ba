#!/usr/bin/env bash
# orjson 3.13.0: many small results kept at once hold about a hundred times the memory that sys.getsizeof tells of.
#
# dumps writes into a buffer that starts at a kilobyte or more and gives it back as the bytes object, shortened. What was
# left over stays with the object: a hundred thousand rows of eight bytes, kept in a list to be sorted and hashed, take
# hundreds of megabytes, while sys.getsizeof says some 40 bytes each. Any copy is of its own length: adding b"\n" to each,
# which a file of JSON lines needs anyway, is enough.
#
# Seen 2026-11-30 on Linux with glibc and CPython 3.11. Works in a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check orjson==3.13.0
for kept in results copies; do
    "$folder/venv/bin/python" - "$kept" <<'PY'
import sys
from pathlib import Path

import orjson

ROWS = 100_000


def resident() -> float:
    """Megabytes of this process."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


before = resident()
if sys.argv[1] == "results":
    rows = [orjson.dumps([i, "x"]) for i in range(ROWS)]
else:
    rows = [orjson.dumps([i, "x"]) + b"\n" for i in range(ROWS)]
grown = resident() - before
told = sum(map(sys.getsizeof, rows)) / 2**20
print(f"{sys.argv[1]}: {grown:.0f} MB held, {told:.0f} MB by sys.getsizeof")
assert told < 6
assert grown > 20 * told if sys.argv[1] == "results" else grown < 6 * told
PY
done
# Output seen:
# results: 393 MB held, 4 MB by sys.getsizeof
# copies: 5 MB held, 4 MB by sys.getsizeof
