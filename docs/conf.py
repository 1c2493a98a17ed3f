"""How Sphinx builds these pages: Markdown in, HTML out, with nothing fetched. `make docs` runs it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

project = "guiju · 规矩"
author = "the guiju authors"
extensions = ["myst_parser"]
exclude_patterns = ["examples/**"]
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_title = project
html_show_sphinx = False
myst_heading_anchors = 3
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # examples of mistakes are not well-formed, on purpose


def close_up(app: Any, page: Any) -> None:
    """Chinese has no blanks between words, so that a line that ends between two of them leaves none."""
    from docutils.nodes import Text

    for node in [each for each in page.findall(Text) if each == "\n"]:
        before, after = (node.parent[node.parent.index(node) + step :][:1] for step in (-1, 1))
        around = "".join([*(each.astext()[-1:] for each in before), *(each.astext()[:1] for each in after)])
        if len(around) == 2 and all(char >= "\u2e80" for char in around):
            node.parent.remove(node)


def own_look(app: Any, page: Any) -> None:
    """Tables of the regulation have a look of their own, which `static/site.css` gives them."""
    from docutils.nodes import table

    if app.env.docname.startswith("regulation/"):
        for each in page.findall(table):
            each["classes"].append("regulation")


def lead_on(app: Any, page: str, text: list[str]) -> None:
    """On the site, what the matrix of a book says of a rule leads on to the rule's own page, which is not in git."""
    if found := re.fullmatch(r"regulation/[^/]+/matrix\.(zh|en)", page):
        lang = found[1]
        text[0] = re.sub(r"^### (\w+/[\w/]+)\n\n\*\*(.+?)\*\*$", rf"### \1\n\n[\2]({lang}/\1.md)", text[0], flags=re.M)


def setup(app: Any) -> None:
    """What is made from the code and the books is written before pages are read; `rules` have a lexer of their own."""
    app.connect("doctree-read", close_up)
    app.connect("doctree-read", own_look)
    app.connect("source-read", lead_on)
    from docs import inventory, tracing
    from workbench.highlight import RulesLexer

    inventory.write(HERE / "reference")
    tracing.write(HERE / "regulation")
    app.add_lexer("rules", RulesLexer)
