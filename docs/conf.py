"""How Sphinx builds these pages: Markdown in, HTML out, with nothing fetched. `make docs` runs it."""

from __future__ import annotations

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


def setup(app: Any) -> None:
    """The reference is written before pages are read; blocks of `rules` are coloured by the language's own lexer."""
    app.connect("doctree-read", close_up)
    from docs.inventory import write
    from workbench.highlight import RulesLexer

    write(HERE / "reference")
    app.add_lexer("rules", RulesLexer)
