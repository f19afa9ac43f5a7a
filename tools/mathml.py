"""Documentation hook: formulas become MathML when the site is built, so no script is loaded."""

from __future__ import annotations

import html
import re
from typing import Any

from latex2mathml.converter import convert

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<latex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)


def _mathml(match: re.Match[str]) -> str:
    display = "block" if match["tag"] == "div" else "inline"
    return convert(html.unescape(match["latex"]), display=display)


def on_page_content(content: str, **_: Any) -> str:
    """Replace the formulas of one page."""
    return FORMULA.sub(_mathml, content)
