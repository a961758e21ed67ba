"""How Sphinx makes one site of the manual: offline, in both languages, searched in Chinese by pairs of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx.search import languages
from sphinx.search.en import SearchEnglish

from graphsvc import __version__

project = "graphsvc"
version = release = __version__
copyright = ""
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
root_doc = "index"
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline"]
suppress_warnings = ["misc.highlighting_failure", "myst.header"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
html_theme = "alabaster"
html_title = "graphsvc"
html_theme_options = {
    "description": "产业链韧性分析 · supply-chain resilience analytics",
    "fixed_sidebar": True,
    "page_width": "1180px",
    "sidebar_width": "260px",
    "font_family": "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
    "head_font_family": "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
    "show_powered_by": False,
}
html_sidebars = {"**": ["about.html", "find.html", "navigation.html"]}
templates_path = ["templates"]
html_show_copyright = html_show_sourcelink = html_copy_source = False
html_search_language = "pairs"

CHINESE = "\u3400-\u9fff\uf900-\ufaff"
_PARTS = re.compile(f"[{CHINESE}]+|[^{CHINESE}]+")


class Pairs(SearchEnglish):
    """English words as they are stemmed; of Chinese, which has no spaces, every character and every two in a row."""

    lang = "pairs"
    language_name = "English"  # that of the stemmer
    js_splitter_code = """
function splitQuery(query) {
  const found = [];
  for (const word of query.split(/[^\\p{Letter}\\p{Number}_]+/u)) {
    for (const part of word.match(/[CHINESE]+|[^CHINESE]+/gu) || []) {
      if (part.length > 1 && /[CHINESE]/u.test(part)) {
        for (let i = 0; i + 2 <= part.length; i++) found.push(part.slice(i, i + 2));
      } else {
        found.push(part);
      }
    }
  }
  return found;
}
""".replace("CHINESE", "".join(c if c == "-" else f"\\u{ord(c):04x}" for c in CHINESE))

    def split(self, input: str) -> list[str]:
        """Words of a text, as ``splitQuery`` has those of a query."""
        return [piece for word in self._word_re.findall(input) for piece in _pieces(word)]


def _pieces(word: str) -> Iterator[str]:
    for part in _PARTS.findall(word):
        if re.match(f"[{CHINESE}]", part):
            yield from part
            yield from (part[i : i + 2] for i in range(len(part) - 1))
        else:
            yield part


languages["pairs"] = Pairs
