#!/usr/bin/env bash
# highspy 1.16.0: making a solver writes two lines to stdout before any option can be set; 1.15.1 writes nothing.
#
# output_flag=False silences what a solver says while it works, and programs that print a document on stdout rely on it.
# Since 1.16.0 the first Highs() of a process greets with its name, version and licence as it is made, so there is no
# moment at which the option could be set: a command that answers with JSON answers with two lines of text before it. The
# lines come from the compiled library, redirecting sys.stdout does not hold them back.
#
# Seen 2026-12-01. Works in a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for version in 1.15.1 1.16.0; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/python" -m pip install --quiet --disable-pip-version-check "highspy==$version"
    "$folder/$version/bin/python" - > "$folder/said" <<'PY'
import contextlib
import io

import highspy

with contextlib.redirect_stdout(io.StringIO()):
    solver = highspy.Highs()
solver.setOptionValue("output_flag", False)
solver.addVar(0.0, 1.0)
solver.changeColCost(0, -1.0)
solver.run()
print(solver.getInfo().objective_function_value)
PY
    echo "$version:"
    cat "$folder/said"
    lines=$(wc -l < "$folder/said")
    if [ "$version" = 1.15.1 ]; then [ "$lines" -eq 1 ]; else [ "$lines" -eq 3 ] && grep -q "^Running HiGHS 1.16.0" "$folder/said"; fi
    [ "$(tail -1 "$folder/said")" = -1.0 ]
done
# Output seen:
# 1.15.1:
# -1.0
# 1.16.0:
# Running HiGHS 1.16.0 (git hash: f3f113d): Copyright (c) 2026 under MIT licence terms
# Includes third-party software components, see THIRD_PARTY_NOTICES.md for full details
# -1.0
