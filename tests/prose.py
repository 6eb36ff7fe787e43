"""Parses the pages for the tests: their prose in twins, their code, and the numbers in both."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import jupytext
import yaml
from bs4 import BeautifulSoup
from building import PROJECT
from listing import translated
from nbformat import NotebookNode

DOCS = PROJECT / "docs"
HOMES = {"en": "", "zh-TW": "zh-TW/"}
"""The home page of each language."""
LANGUAGES = tuple(HOMES)


def listed(item: object) -> Iterator[str]:
    """The pages in a part of the navigation, as paths without extension."""
    if isinstance(item, str):
        yield item.removesuffix(".md")
    else:
        for part in item.values() if isinstance(item, dict) else item:
            yield from listed(part)


with (PROJECT / "mkdocs.yml").open(encoding="utf-8") as config:
    PAGES = list(listed(yaml.load(config, yaml.BaseLoader)["nav"]))  # reads MkDocs' own tags as text
CHAPTER = [name for name in PAGES if name.startswith("chapter/")]


# Pages


def path_of(name: str, language: str = "en") -> str:
    """The path of a page in the site, with a trailing slash; empty for the English home page."""
    return HOMES[language] + ("" if name == "index" else f"{name}/")


PATHS = [*(path_of(name, language) for name in PAGES for language in LANGUAGES), "404.html"]
"""Every page of the site, including 404.html."""

SAMPLE_PAGES = [
    *("index", "lab", "chapter/loss", "beyond/momentum", "reference/api", "reference/glossary"),
]
"""One page of each kind, for tests marked `sampled`."""
SAMPLE_PATHS = [path_of(name, LANGUAGES[i % 2]) for i, name in enumerate([*SAMPLE_PAGES, "beyond/network"])] + [
    "404.html"
]
"""The same in the site, each in one language, and a page whose code takes long to run."""


@dataclass(frozen=True)
class Twins:
    """The same prose in both languages: a region, an alt text, or the description of the page."""

    where: str
    texts: tuple[str, ...]  # in the order of LANGUAGES


@cache
def source(name: str) -> NotebookNode:
    """A page as a notebook, not executed."""
    return jupytext.read(DOCS / f"{name}.md", fmt={"extension": ".md", "format_name": "markdown"})


def codes(name: str, language: str = "en") -> list[str]:
    """The listings of a page, with their comments in a language."""
    cells = [cell for cell in source(name).cells if cell.cell_type == "code"]
    comments = [cell.metadata.get("comments", {}) if language != "en" else {} for cell in cells]
    return [translated(cell.source, words) for cell, words in zip(cells, comments, strict=True)]


def regions(name: str, language: str) -> list[NotebookNode]:
    return [cell for cell in source(name).cells if cell.metadata.get("lang") == language]


def twins(name: str) -> list[Twins]:
    """All prose of a page."""
    front = yaml.safe_load((DOCS / f"{name}.md").read_text(encoding="utf-8").split("---\n")[1])
    found = [Twins("the description", tuple(front["description"][language] for language in LANGUAGES))]
    for pair in zip(*(regions(name, language) for language in LANGUAGES), strict=True):
        first_line = pair[0].source.strip().partition("\n")[0]
        if "alt" in pair[0].metadata:
            found.append(Twins(f"the alt text of {first_line!r}", tuple(cell.metadata.alt for cell in pair)))
        found.append(Twins(repr(first_line), tuple(cell.source for cell in pair)))
    return found


def title(name: str, language: str) -> str:
    (heading,) = re.findall(r"^# (.+?)[ \t]*\{", regions(name, language)[0].source, re.MULTILINE)
    return heading


def executed(site: Path, name: str) -> list[NotebookNode]:
    """The code cells of a page with their outputs, from its notebook download; empty if the page has no code."""
    file = site / path_of(name) / f"{Path(name).name}.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"] if file.is_file() else []
    return [NotebookNode(cell) for cell in cells if cell["cell_type"] == "code" and cell["id"] != "install"]


@cache
def parse(page: Path) -> BeautifulSoup:
    """A parsed page of the site, cached and shared by all tests, which must not modify it."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def soup_of(site: Path, name: str, language: str = "en") -> BeautifulSoup:
    return parse(site / path_of(name, language) / "index.html")


def printed(cell: NotebookNode) -> str:
    texts = (output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
    return "\n".join("".join(text) for text in texts)


MARKUP = (
    (re.compile(r"\{\{ .+? \}\}", re.DOTALL), "x"),  # filled in by the build
    (re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL), ""),
    (re.compile(r"^:::.*\n(?:[ \t]+.*\n?)*", re.MULTILINE), ""),  # mkdocstrings blocks
    (re.compile(r"`[^`]+`"), "x"),
    (re.compile(r"\{[ \t]*[#:][^}]*\}"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<span lang[^>]*>.*?</span>|<[^>]+>"), ""),
)


def words(text: str) -> str:
    """Prose without listings, ids, link targets, markup or terms in other languages; code spans become x."""
    for pattern, replacement in MARKUP:
        text = pattern.sub(replacement, text)
    return text


def without_formulas(text: str) -> str:
    return re.sub(r"\$\$.+?\$\$|\$[^$]+\$", "x", words(text), flags=re.DOTALL)


# Numbers

NUMBER = re.compile(
    r"""(?<![A-Za-z0-9_.])                    # x0 and float64 are names
        (?P<sign>(?<![\w)\]}])[-−])?          # in x-3 it is an operator
        (?P<mantissa>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)
        (?:e(?P<exponent>[-+]?\d+))?
        (?P<percent>\s?\\?%)?""",
    re.VERBOSE,
)
FORMULA = (
    (re.compile(r"_\{[^}]*\}|_\w"), " "),  # subscripts are part of names
    (re.compile(r"\s*(?:\\times|×)\s*10\^\{?(-?\d+)\}?"), r"e\1"),
    (re.compile(r"(?<![\d.])10\^\{?(-?\d+)\}?"), r"1e\1"),
    (re.compile(r"\bminus (?=\d)"), "-"),  # in alt texts, for screen readers
)
"""Rewrites numbers in formulas to the syntax of `NUMBER`."""


@dataclass(frozen=True)
class Number:
    """A number as printed: 1,797 or -6.1e-10 or 20 %."""

    value: Decimal
    digits: int
    """Significant digits: one in 100, two in 0.010, three in 101."""
    unit: Decimal
    """Place value of the last significant digit."""
    percent: bool

    def __str__(self) -> str:
        return f"{self.value} %" if self.percent else str(self.value)

    def rounds(self, exact: Decimal) -> bool:
        """Whether `exact` rounds to this number at the precision shown; 20 % also matches 0.2."""
        return any(2 * abs(exact * scale - self.value) <= self.unit for scale in ((1, 100) if self.percent else (1,)))


def numbers(text: str) -> list[Number]:
    """All numbers in the text, including formulas."""
    for pattern, replacement in FORMULA:
        text = pattern.sub(replacement, text)
    return [number(match) for match in NUMBER.finditer(text)]


def number(match: re.Match[str]) -> Number:
    mantissa, exponent = match["mantissa"].replace(",", ""), int(match["exponent"] or 0)
    decimals = len(mantissa.partition(".")[2])
    zeros = 0 if decimals else len(mantissa) - len(mantissa.rstrip("0"))  # in 2,000: not significant
    return Number(
        value=Decimal(mantissa).scaleb(exponent) * (-1 if match["sign"] else 1),
        digits=len(mantissa.replace(".", "").lstrip("0")) - zeros,
        unit=Decimal(1).scaleb(exponent - decimals + zeros),
        percent=bool(match["percent"]),
    )


def literals(code: str) -> Iterator[Decimal]:
    """The number literals in Python code."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                yield -Decimal(str(value))
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                yield Decimal(str(value))


def asserts(code: str) -> Iterator[str]:
    """The assert statements of Python code, as formatted by `ast.unparse`."""
    return (ast.unparse(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Assert))
