"""Converts formulas to MathML at build time: no script, and readable by a screen reader."""

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

CLOSE = "[,.;:)，。；：、）」？]"
FORMULA = re.compile(
    r'(?P<open>[(（「]*)<(?P<tag>span|div) class="arithmatex">'
    r"(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\])</(?P=tag)>"
    rf"(?P<close>{CLOSE}*)",
    re.DOTALL,
)
LINK = re.compile(rf"(<a [^>]*)>((?:(?!</a>).)*<math(?:(?!</a>).)*)</a>({CLOSE}*)", re.DOTALL)
"""A link with a formula, with its punctuation."""
MATH = re.compile(r"<math.*?</math>", re.DOTALL)
BETWEEN = {"msub": "_", "msup": "^", "mfrac": "/"}
TAG = re.compile(r"<[^>]*>")
LONG = 16
"""Characters; a longer formula may not fit on a phone that is zoomed, or set with wide spacing."""
NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:equation|align|gather|multline))\}")  # they would call every formula (1)
LOST = re.compile(r"\\(?:label|tag|eqref)(?![a-zA-Z])|(?<!\\)%")
"""What math-core accepts but drops, or what needs numbers."""

ROOT = re.compile(r"<msqrt>|<mroot><mrow>|<mroot>(<(m[ino])\b[^>]*>[^<]*</\2>)")
STRUT = '<mspace height="0.77em" depth="0.15em"/>'
"""As high as the smallest radical reaches: browsers hang it from the top of what it covers, not centred as TeX does."""

LATEX = LatexToMathML(macros={"substack": r"\begin{subarray}{c}#1\end{subarray}"}, fancy_error=False)


class FormulaError(Exception):
    """A formula cannot be set."""

    def __init__(self, tex: str, reason: str) -> None:
        super().__init__(f"the formula {' '.join(tex.split())} cannot be set: {reason}")
        self.tex = tex


def with_mathml(page: str) -> str:
    """The HTML of a page with each formula marked by pymdownx.arithmatex (generic: true) converted to MathML."""

    def formula(match: re.Match[str]) -> str:
        if match["block"] is not None:
            block = mathml(html.unescape(match["block"]), "block")
            return f'{match["open"]}<div class="formula">{block}</div>{match["close"]}'
        formula = mathml(html.unescape(match["inline"]), "inline")
        if len("".join(html.unescape(TAG.sub("", formula)).split())) > LONG:
            formula = f'<span class="long">{formula}</span>'
        inline = match["open"] + formula + match["close"]
        # A browser would break the line between a formula and its punctuation.
        return f'<span class="whole">{inline}</span>' if match["open"] or match["close"] else inline

    def named(match: re.Match[str]) -> str:
        opening, content, close = match.groups()
        # Not every screen reader finds a name in a formula.
        name = TAG.sub("", MATH.sub(lambda math: html.escape(plain(ElementTree.fromstring(math[0]))), content))
        name = " ".join(name.replace('"', "&quot;").split())
        link = f'{opening} aria-label="{name}">{content}</a>{close}'
        is_formula = not TAG.sub("", MATH.sub("", content)).strip()
        return f'<span class="whole">{link}</span>' if close and is_formula else link

    return LINK.sub(named, FORMULA.sub(formula, page))


def plain(part: ElementTree.Element) -> str:
    """A part of a formula on one line, as in 10^(−4)."""
    parts = list(map(plain, part)) if len(part) else [part.text or ""]
    if part.tag == "msqrt":
        return f"√({''.join(parts)})"
    if part.tag == "msubsup":
        return f"{parts[0]}_{grouped(parts[1])}^{grouped(parts[2])}"
    return BETWEEN[part.tag].join(map(grouped, parts)) if part.tag in BETWEEN else "".join(parts)


def grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"


@lru_cache(maxsize=10_000)  # both languages and every rebuild while serving convert the same formulas
def mathml(tex: str, display: str) -> str:
    """A formula as MathML, marked as not to be translated, or a FormulaError where something would be wrong or lost."""
    try:
        result = LATEX.convert_with_local_state(NUMBERED.sub(r"\1*}", tex), displaystyle=display == "block")
    except LatexError as error:
        raise FormulaError(tex, str(error).partition(": ")[2]) from None  # the position stands before the colon
    if not TAG.sub("", result).strip():
        raise FormulaError(tex, "it is empty")
    lost = LOST.search(tex) or (r"\\" in tex and "<mtr>" not in result and re.search(r"\\\\", tex))
    if lost:
        raise FormulaError(tex, f"{lost[0]} would be lost here")
    result = ROOT.sub(lambda root: f"<mroot><mrow>{STRUT}{root[1]}</mrow>" if root[1] else root[0] + STRUT, result)
    # The combining line of math-core's \overline is drawn too far left; the other one stretches over its base.
    return result.replace("<math", '<math translate="no"', 1).replace("\u0332", "\u203e")
