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


def setup(app: Any) -> None:
    """The reference is written before pages are read; blocks of `rules` are coloured by the language's own lexer."""
    from docs.inventory import write
    from workbench.highlight import RulesLexer

    write(HERE / "reference")
    app.add_lexer("rules", RulesLexer)
