"""Converts formulas to MathML at build time: no script, no web font, and readable by a screen reader."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from latex2mathml.converter import convert

FORMULA = re.compile(
    r'<(span|div) class="arithmatex">(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\])</\1>'
    r"(?P<mark>[,.;:)，。；：、）」？]*)",
    re.DOTALL,
)
SPACING = [
    # A nabla or a partial d is set tight against its operand; <mo> would add space.
    (re.compile(r"<mo>&#x(02207|02202);</mo>"), r'<mi mathvariant="normal">&#x\1;</mi>'),
    # No space inside the bars of a norm.
    (re.compile(r"<mo[^>]*>&#x02016;</mo>"), '<mo lspace="0em" rspace="0em" stretchy="false">&#x02016;</mo>'),
    # The prime glyph is already raised; as a superscript it would be raised twice.
    (
        re.compile(r"<msup>(<mi>\w</mi>)<mo>(&#x0203[2-4];)</mo></msup>"),
        r'<mrow>\1<mo lspace="0em" rspace="0em">\2</mo></mrow>',
    ),
    # A function name needs space before a bare number: ln 500, not ln500.
    (re.compile(r"(<mi>(?:ln|log|exp|sin|cos)</mi>)(?=<m[in]>)"), r'\1<mspace width="0.167em"/>'),
    # A minus after an opening bracket, a comma or a relation is a prefix operator.
    (
        re.compile(r"(<mo[^>]*>&#x(?:00028|0005B|0002C|0003D|02190|02248);</mo>)<mo>&#x02212;</mo>"),
        r'\1<mo form="prefix">&#x02212;</mo>',
    ),
]


def with_mathml(page: str) -> str:
    """The HTML of a page with each formula marked by pymdownx.arithmatex (generic: true) converted to MathML."""

    def formula(match: re.Match[str]) -> str:
        if match["block"] is not None:
            return f'<div class="formula">{mathml(html.unescape(match["block"]), "block")}</div>{match["mark"]}'
        inline = mathml(html.unescape(match["inline"]), "inline")
        # Keep punctuation on the same line as the formula before it.
        return f'<span class="whole">{inline}{match["mark"]}</span>' if match["mark"] else inline

    return FORMULA.sub(formula, page)


@lru_cache(maxsize=10_000)  # both languages and every rebuild while serving convert the same formulas
def mathml(tex: str, display: str) -> str:
    result = convert(tex.strip(), display=display)
    for pattern, replacement in SPACING:
        result = pattern.sub(replacement, result)
    return result
