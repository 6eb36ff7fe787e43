"""Checks that prose is Markdown which the site, Jupyter and code hosts show alike, and says what to write instead.

CONTRIBUTING.md has the table of what all of them understand. checks.py asks about each cell of prose.
"""

import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from values import EXPRESSION

PARSER = (
    MarkdownIt("commonmark")
    .enable(["table", "strikethrough"])
    .disable("text_join")
    .use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_blank_lines=False)
    .use(deflist_plugin)
)
"""Reads Markdown as Jupyter and code hosts do."""
BOX = re.compile(r"^((?:!!!|\?\?\?\+?|===[+!]?)[ \t].*)\n((?:[ \t]+\S.*(?:\n|\Z)|[ \t]*\n)*)", re.MULTILINE)
"""An admonition, a folded one or a tab, with what is indented below it."""
QUOTE = re.compile(r"(?:^ {0,3}>.*(?:\n|\Z))+", re.MULTILINE)
FOREIGN_FENCE = re.compile(r"mermaid\b|math\b|geojson\b|topojson\b|stl\b|\{[^.#}]")
DELIMITER_ROW = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?:[ \t]:?-+:?[ \t]*)?$", re.MULTILINE)
SEPARATE = ("bullet_list_open", "ordered_list_open", "table_open", "math_block", "blockquote_open", "fence", "hr")
"""Blocks that need a blank line before them."""
INDENT = 4
FOREIGN = [
    (r"\$", "a $ outside a formula: write $x$ without spaces inside, $$x$$ between blank lines, or \\$ for a dollar"),
    (r"\\\(.*\\\)|^\\\[", "a formula in \\( \\) or \\[ \\]: write $x$, or $$x$$ between blank lines"),
    (r"\\begin\{", "an environment outside $$: write $$ before and after it"),
    (r"^#", "a heading without a space after #"),
    (r"^\[!\w+\]", "an alert of GitHub's: write !!! note, with its text indented by four spaces"),
    (r"^:{3,}(?:\w|[ \t]*\{)", "a directive with colons: write !!! note, with its text indented by four spaces"),
    (r"^\[TOC\]", "[TOC]: the site has its own table of contents"),
    (r"^\*\[[^\]]+\]:", "an abbreviation *[…]: say it in the prose"),
    (r"(?<![\w=])(==|\+\+|\^\^)\w[^=+^\n]*\1", "==, ++ or ^^ about words: write *emphasis*"),
    (r"\w~\w+~|\w\^\w+\^", "~ or ^ about a subscript or superscript: write a formula, such as $x^2$"),
    (r"(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])", "the name of an emoji or icon: write the character"),
    (r"https?://", "a bare address: write <https://example.org> or [words](https://example.org)"),
]
"""Markup in the text of a paragraph that one reader understands and another shows as it is."""
BRACES = re.compile(r"\{\{[^{}]*\}*|\S*\}\}|(?<![{\\])\{ *[\w.\[\]()]+:[^{}\s]*[a-z%] *\}")
"""What is meant as an expression in double braces."""


@lru_cache(maxsize=4000)  # the other language and every rebuild while serving check the same prose
def misread(source: str) -> str | None:
    """What in this Markdown another reader shows otherwise, and what to write instead; None if there is nothing."""
    return next(_slips(source), None)


def _slips(source: str) -> Iterator[str]:
    for box in BOX.finditer(source):
        body = box[2].expandtabs(INDENT)
        if body.strip() and not body.lstrip("\n").startswith(" " * INDENT):
            yield f"the text below {box[1]!r} must be indented by four spaces"
        yield from _slips(textwrap.dedent(body))
    for quote in QUOTE.finditer(source):
        yield from _slips(re.sub(r"^ {0,3}> ?", "", quote[0], flags=re.MULTILINE))
    source = re.sub(r"\r\n?", "\n", BOX.sub("\n", source))  # as the parser does
    lines = source.expandtabs(INDENT).split("\n")
    opened: list[Token] = []
    before: dict[int, Token] = {}  # by level, the last block that ended
    for token in PARSER.parse(source):
        if token.type == "inline":
            yield from _in_text(token, any(parent.type == "table_open" for parent in opened))
        elif token.nesting == -1:
            before[token.level] = opened.pop()
        else:
            yield from _misplaced(token, lines, opened, before.get(token.level))
            if token.nesting == 1:
                opened.append(token)
                before.pop(token.level + 1, None)
            else:
                before[token.level] = token


def _misplaced(token: Token, lines: list[str], opened: list[Token], before: Token | None) -> Iterator[str]:
    """What is wrong with the kind or place of a block inside the `opened` ones, after `before`."""
    if token.map is None or any(parent.type == "blockquote_open" for parent in opened):
        return  # a quotation is checked by itself
    start, end = token.map
    line = lines[start]
    indent = len(line) - len(line.lstrip())
    if token.type == "heading_open" and token.markup in ("=", "-"):
        yield f"{line.strip()!r} is a heading underlined with {token.markup}: write ## before it or a blank line after"
    if token.type == "ordered_list_open" and token.markup == ")":
        yield f"a list numbered with ): write 1. in {line!r}"
    if token.type == "code_block":
        yield f"{line.strip()!r} is indented as code is: write ``` before and after code, or less space"
    if token.type == "fence":
        if FOREIGN_FENCE.match(token.info.strip()):
            yield f"a block of {token.info.strip()!r} is not understood: draw with Python, write formulas in $$"
        if token.markup[0] == "~":
            yield f"a block between {token.markup}: write ```"
        if end - start < 2 or not lines[end - 1].startswith(" " * indent + token.markup):
            yield f"the block that begins {line!r} has no end: write {token.markup}"
    holders = [each for each in opened if each.type in ("list_item_open", "dd_open")]
    least = INDENT * len(holders)
    inside = holders[-1].map if holders else None
    if inside and start > inside[0] and indent < least:
        yield f"indent by {least} spaces what belongs to an item of a list: {line.strip()!r}"
    if token.type not in SEPARATE:
        return
    first = before is not None and opened and before.map and opened[-1].map and before.map[0] == opened[-1].map[0]
    nested = first and token.type.endswith("list_open") and opened[-1].type == "list_item_open"
    apart = before is None or before.type in ("heading_open", "html_block") or not lines[start - 1].strip()
    if not apart and not nested:
        yield f"write a blank line before {line.strip()!r}"
    if before is not None and before.type == token.type == "bullet_list_open":
        yield f"two lists are taken for one: begin {line.strip()!r} with {before.markup}, or write a sentence between"
    if token.type == "math_block" and end < len(lines) and lines[end].strip():
        yield f"write a blank line before {lines[end].strip()!r}"


def _in_text(inline: Token, table: bool) -> Iterator[str]:
    """What is wrong with the text of a paragraph, a heading, or a cell of a table."""
    text = ""
    linked = False
    for child in inline.children or []:
        if child.type in ("link_open", "link_close"):
            linked = child.type == "link_open"
        elif child.type == "text":
            text += child.content.replace("://", "") if linked else child.content
        elif child.type == "text_special":
            text += "" if child.content == "$" else child.markup
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
            if child.type == "hardbreak" and re.search(r"(?<!\\)\\\n", inline.content):
                yield "a backslash at the end of a line: write <br>"
        else:
            text += "\ufffc"
            if table and "|" in child.content:
                yield f"a bar inside the formula or code {child.content!r} of a table: write \\lvert x \\rvert or \\mid"
    text = EXPRESSION.sub("", text)
    yield from bare_braces(text)
    if table and re.search(r"[$`]", text):
        yield f"a bar inside a formula or code of a table, after {text!r}: write \\lvert x \\rvert or \\mid"
    if row := DELIMITER_ROW.search(text):
        yield f"no table: its first row must have as many cells as the row {row[0].strip()!r}"
    for pattern, sentence in FOREIGN:
        if found := re.search(pattern, text, re.MULTILINE):
            near = text[max(0, found.start() - 15) : found.end() + 15].replace("\n", " ").replace("\ufffc", "…")
            yield f"{near!r} has {sentence}"


def bare_braces(text: str) -> Iterator[str]:
    """What is meant as an expression but is none, in a text without expressions."""
    if found := BRACES.search(text):
        yield f"{found[0]!r} is no number from the code: write {{{{ name:.3f }}}}, with spaces inside the braces"
