"""Makes one site of the manual: ``python docs/build_site.py [FOLDER]``, by default where ``graphsvc serve`` finds it.

The pages are those of the repository, in the places they have there, so that every link between them holds. A link that
leads nowhere, or a page that none leads to, fails the build.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
SITE = ROOT / "graphsvc" / "api" / "site"
PLAN = tomllib.loads((HERE / "site" / "plan.toml").read_text(encoding="utf-8"))
"""Which pages there are, in which order, under which heading; and what the reference of Python tells."""
DROPPED = ("doctrees", ".buildinfo", "objects.inv", "genindex.html", "py-modindex.html")
"""What a build leaves that no reader opens."""


def notebook(told: str) -> str:
    """A notebook as a page: its words, and its cells as code."""
    parts = []
    for cell in json.loads(told)["cells"]:
        text = "".join(cell["source"])
        parts.append(f"```python\n{text}\n```" if cell["cell_type"] == "code" else text)
    return "\n\n".join(parts) + "\n"


def contents() -> str:
    """The first page: every other one, under the headings of the plan."""
    lines = ["# graphsvc", "", PLAN["words"], ""]
    for part in PLAN["part"]:
        pages = "\n".join(page.removesuffix(".md") for page in part["pages"])
        lines += [f"```{{toctree}}\n:caption: {part['caption']}\n:maxdepth: 1\n\n{pages}\n```", ""]
    return "\n".join(lines)


def python_reference() -> str:
    """What programs may import, from its docstrings."""
    lines = ["# Python", "", PLAN["python"]["words"], ""]
    for directive, name in PLAN["python"]["names"]:
        members = "" if directive == "autofunction" else "   :members:\n"
        lines += [f"```{{eval-rst}}\n.. {directive}:: {name}\n{members}```", ""]
    return "\n".join(lines)


def stage(folder: Path) -> None:
    """Lay the sources of the site into a folder."""
    for name in (page for part in PLAN["part"] for page in part["pages"]):
        made, source = folder / name, ROOT / name
        made.parent.mkdir(parents=True, exist_ok=True)
        if source.exists():
            text = source.read_text(encoding="utf-8")
            made.write_text(_linked(text), encoding="utf-8")
            for picture in re.findall(r"!\[[^]]*\]\(([^):]+\.svg)\)", text):
                shutil.copy(source.parent / picture, made.parent / picture)
        elif source.with_suffix(".ipynb").exists():
            made.write_text(notebook(source.with_suffix(".ipynb").read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "index.md").write_text(contents(), encoding="utf-8")
    (folder / "docs" / "reference" / "python.md").write_text(python_reference(), encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")


def _linked(text: str) -> str:
    """Links to notebooks lead to the pages made of them."""
    return re.sub(r"(\]\([^)]*notebooks/[a-z-]+)\.ipynb\)", r"\1.md)", text)


def build(site: Path) -> None:
    """The site, whole or not at all.

    Raises
    ------
    subprocess.CalledProcessError
        A link leads nowhere, or a page stands apart.
    """
    with tempfile.TemporaryDirectory(prefix="graphsvc-manual-") as place:
        source, made = Path(place, "source"), Path(place, "site")
        source.mkdir()
        stage(source)
        command = (sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", f"{place}/doctrees")
        subprocess.run((*command, "-c", str(HERE / "site"), str(source), str(made)), check=True, cwd=ROOT)  # noqa: S603 (our own words)
        for name in DROPPED:
            path = made / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(made, site)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else SITE)
