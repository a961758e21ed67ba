"""``make test-all``, ``make test-lowest``: the suite under every supported Python that this machine has, or under the
smallest supported versions of the libraries.

Every Python gets an environment of its own in ``.venvs/``, filled from the locks. Which are missing is said loudly:
what was not run was not tested. Whatever stands behind ``--`` goes to pytest.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
"""Minor versions, the oldest first: that of ``requires-python``."""
LOCKS = ("requirements.lock", "requirements-dev.lock")
LOWEST = ("requirements-lowest.lock",)
SUITE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
SMOKE = ("-q", "-W", "default", "-m", "not slow", "tests/unit", "tests/oracles")
"""What is run with the smallest versions: the quick tests of every room; old libraries warn of one another."""


def interpreter(version: str, pyenv: Path | None = None) -> Path | None:
    """An interpreter of a minor version: on the path, else the newest of pyenv; None where there is none.

    On the path stand placeholders of pyenv too, which end with an error where the version is not chosen.
    """
    found = shutil.which(f"python{version}")
    if found is not None and subprocess.run((found, "-c", ""), check=False, capture_output=True).returncode == 0:
        return Path(found)
    installed = (Path.home() / ".pyenv" / "versions" if pyenv is None else pyenv).glob(f"{version}.*/bin/python")
    return max(installed, key=_patch, default=None)


def _patch(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", path.parts[-3]))


def environment(python: Path, folder: Path, locks: Sequence[str]) -> Path:
    """The interpreter of an environment that holds exactly what the locks name, and this checkout."""
    inside = folder / "bin" / "python"
    pip = (str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if not inside.exists():
        subprocess.run((str(python), "-m", "venv", str(folder)), check=True)
    for lock in locks:
        subprocess.run((*pip, "--require-hashes", "-r", lock), check=True, cwd=ROOT)
    subprocess.run((*pip, "--no-deps", "--no-build-isolation", "-e", "."), check=True, cwd=ROOT)
    return inside


def told(outcome: Mapping[str, str]) -> str:
    """One line per version, and one that cannot be overlooked for those nobody has run."""
    missing = [version for version, result in outcome.items() if result == "missing"]
    lines = [f"Python {version}: {result}" for version, result in outcome.items()]
    return "\n".join(lines + [f"!!! NOT TESTED, no such Python here: {', '.join(missing)}" for _ in missing[:1]])


def main(words: Sequence[str]) -> int:
    """Run the suite under each; 1 where one fails, 2 where not a single Python was found."""
    own, handed = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    asking = argparse.ArgumentParser(prog="python -m tests.interpreters", description=__doc__)
    asking.add_argument("--lowest", action="store_true", help="smallest versions of the libraries, oldest Python")
    asking.add_argument("--only", choices=SUPPORTED, action="append", help="this Python alone")
    asked = asking.parse_args(own)
    versions = SUPPORTED[:1] if asked.lowest else tuple(asked.only or SUPPORTED)
    tests = list(handed) or list(SMOKE if asked.lowest else SUITE)
    outcome: dict[str, str] = {}
    for version in versions:
        python = interpreter(version)
        if python is None:
            outcome[version] = "missing"
            continue
        folder = ROOT / ".venvs" / (f"{version}-lowest" if asked.lowest else version)
        inside = environment(python, folder, LOWEST if asked.lowest else LOCKS)
        code = subprocess.run((str(inside), "-m", "pytest", *tests), check=False, cwd=ROOT).returncode
        outcome[version] = "passed" if code == 0 else f"FAILED (pytest ended with {code})"
    print(told(outcome))
    if set(outcome.values()) == {"missing"}:
        return 2
    return 0 if set(outcome.values()) <= {"passed", "missing"} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
