"""Formulas become MathML while the site is built: no script, no font, and a screen reader can read them."""

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
    # A nabla or a partial d belongs to what follows; an operator would keep its distance.
    (re.compile(r"<mo>&#x(02207|02202);</mo>"), r'<mi mathvariant="normal">&#x\1;</mi>'),
    # Bars of a norm stand close to what they enclose.
    (re.compile(r"<mo[^>]*>&#x02016;</mo>"), '<mo lspace="0em" rspace="0em" stretchy="false">&#x02016;</mo>'),
    # A prime is a raised sign already; as an exponent it would be raised twice.
    (
        re.compile(r"<msup>(<mi>\w</mi>)<mo>(&#x0203[2-4];)</mo></msup>"),
        r'<mrow>\1<mo lspace="0em" rspace="0em">\2</mo></mrow>',
    ),
    # Between the name of a function and a bare number there must be a gap: ln 500, not ln500.
    (re.compile(r"(<mi>(?:ln|log|exp|sin|cos)</mi>)(?=<m[in]>)"), r'\1<mspace width="0.167em"/>'),
    # A minus after an opening bracket, a comma or a relation is a sign, not a difference.
    (
        re.compile(r"(<mo[^>]*>&#x(?:00028|0005B|0002C|0003D|02190|02248);</mo>)<mo>&#x02212;</mo>"),
        r'\1<mo form="prefix">&#x02212;</mo>',
    ),
]


def with_mathml(page: str) -> str:
    """The HTML of a page with each formula that pymdownx.arithmatex found (generic: true) turned into MathML."""

    def formula(match: re.Match[str]) -> str:
        if match["block"] is not None:
            return f'<div class="formula">{mathml(html.unescape(match["block"]), "block")}</div>{match["mark"]}'
        inline = mathml(html.unescape(match["inline"]), "inline")
        # No line may begin with the mark that ends the formula's clause.
        return f'<span class="whole">{inline}{match["mark"]}</span>' if match["mark"] else inline

    return FORMULA.sub(formula, page)


@lru_cache(maxsize=10_000)  # both languages, and every rebuild while serving, ask for the same formulas
def mathml(tex: str, display: str) -> str:
    result = convert(tex.strip(), display=display)
    for pattern, replacement in SPACING:
        result = pattern.sub(replacement, result)
    return result
