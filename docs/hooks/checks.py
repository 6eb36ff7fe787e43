"""Checks the source of a page before any of its code runs: what would go wrong silently stops the build.

That is code in another language than Python, a cell key that nothing reads, a live listing that nothing listens to, a
region in a page that is no notebook, and Markdown that Jupyter or a code host would show otherwise than the site.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

from listing import ListingError, numbers, translated
from typeset import CHOICE, FENCE, PageError
from values import EXPRESSION, where


@dataclass(frozen=True)
class Entry:
    """What a page's module says of a live listing: its settings, with their kinds, and whether a part can be dragged.

    An element that the module finds by itself has no settings here.
    """

    settings: dict[str, str] | None = None
    is_dragged: bool = False


Entries: TypeAlias = dict[str, Entry]
"""By the name in ``live="…"``."""

FRONT_MATTER = """\
---
jupyter:
  kernelspec:
    display_name: Python 3
    language: python
    name: python3
---
"""
REGION = re.compile(r"^.*<!--[ \t]*(?:#[ \t]*(?:end)?(?:region|md|markdown|raw)\b|\w+[ \t]+lang=).*", re.M | re.I)
"""The beginning or end of a region, also in spellings that Jupytext does not know."""
KERNEL = re.compile(r"^[ \t]*(?:kernelspec|jupyter|jupytext):", re.MULTILINE)
SHOWN_CODE = re.compile(rf"{FENCE.pattern}|`[^`\n]+`", FENCE.flags)
ANY_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*", re.MULTILINE)
LIVE_ENTRIES = re.compile(r"^live\(\{\n(.*?)^\}\)", re.MULTILINE | re.DOTALL)
LIVE_ENTRY = re.compile(r"""^  ["']?([\w-]+)["']?[:,(](.*?)(?=^  ["'\w]|\Z)""", re.MULTILINE | re.DOTALL)
LIVE_ELEMENT = re.compile(r"""\[data-live=\\?["']?([\w-]+)""")
SETTINGS = re.compile(r"\bsettings: (\{[^{}]*\}|\w+)|\b(descent)\(")
KIND = re.compile(r'(\w+): "(\w+)"|(?:\.\.\.)?([A-Z_]{2,})')
KINDS = re.compile(r"^const KINDS = \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
PRESSED = re.compile(r"\]\((\?[^)\s]*)\)")
"""A link that sets numbers of a live listing."""
MAGIC = re.compile(r"^\s*[%!?]|=\s*[%!]|\?\s*$")

KEYS = {
    "code": ("vary", "dials", "live", "answer", "check", "closer", "open", "comments", "top", "write", "edit", "fold"),
    "prose": ("lang", "alt", "labels", "live", "answer", "closer", "guess"),
}
"""What stands in a cell's first line, after ``python`` or ``#region``."""
JUPYTEXT_KEYS = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _count(value: object) -> bool:
    return type(value) is int and value > 0


def _words(value: object) -> bool:
    return isinstance(value, dict) and all(_text(word) for pair in value.items() for word in pair)


def _expression(value: object) -> bool:
    try:
        return _text(value) and bool(ast.parse(str(value), mode="eval"))
    except SyntaxError:
        return False


VALUES: dict[str, tuple[Callable[[object], bool], str]] = {
    "lang": (_text, 'lang="en"'),
    "alt": (lambda value: isinstance(value, str), 'alt="what the figure shows"'),
    "labels": (_words, 'labels={"step k": "第 k 步"}'),
    "live": (_text, 'live="name"'),
    "vary": (_text, 'vary="lr step_num"'),
    "dials": (lambda value: isinstance(value, str), 'dials="lr"'),
    "answer": (_count, "answer=1"),
    "check": (_count, "check=1"),
    "comments": (_words, 'comments={"newest first": "最新的在前"}'),
    "write": (_expression, 'write="w == 2"'),
    "edit": (lambda value: type(value) is int and value == 0, "edit=0"),
    "open": (lambda value: type(value) is int and value == 1, "open=1"),
    "fold": (lambda value: type(value) is int and value == 1, "fold=1"),
    "top": (lambda value: type(value) is int and value == 1, "top=1"),
    "closer": (lambda value: _text(value) or value == 1, 'closer="Why squares", or closer=1 on what belongs to it'),
    "guess": (lambda value: type(value) is int and value == 1, "guess=1"),
}
"""For each key, whether a value is of its kind, and how it is written."""

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


def live_entries(docs: str | Path, page: str) -> Entries:
    """What the module of a page listens to: the keys of ``live({ … })`` and their settings, and ``[data-live="…"]``.

    Raises:
        PageError: a setting is of no kind that settings.js knows.
    """
    module = Path(docs) / "assets" / "live" / "pages" / f"{Path(page).stem}.js"
    if not module.is_file():
        return {}
    source = module.read_text(encoding="utf-8")
    shared = "".join(path.read_text(encoding="utf-8") for path in sorted(module.parent.parent.glob("*.js")))
    kinds = re.findall(r"^  (\w+):", "".join(KINDS.findall(shared)), re.MULTILINE)
    entries = dict.fromkeys(LIVE_ELEMENT.findall(source), Entry())
    for name, body in LIVE_ENTRY.findall("".join(LIVE_ENTRIES.findall(source))):
        found = SETTINGS.search(body)
        settings = _settings(found[2].upper() if found[2] else found[1], source + shared) if found else None
        for setting, kind in (settings or {}).items():
            if kind not in kinds:
                message = (
                    f"{module.name}: the setting {setting} of {name!r} has kind {kind!r}; kinds are {', '.join(kinds)}"
                )
                raise PageError(message)
        entries[name] = Entry(settings, bool(found and found[2]) or "handle:" in body)
    return entries


def _settings(text: str, sources: str) -> dict[str, str] | None:
    """The settings in this JavaScript object, with those of the constants that it names; None if one is not found."""
    settings: dict[str, str] = {}
    for name, kind, constant in KIND.findall(text):
        if constant:
            value = re.search(rf"\bconst {constant} = (\{{[^{{}}]*\}})", sources)
            found = _settings(value[1], sources) if value else None
            if found is None:
                return None
            settings |= found
        else:
            settings[name] = kind
    return settings


def check_plain(source: str) -> None:
    """Checks that a page that is no notebook has neither regions, which would all be shown, nor a kernel."""
    text = SHOWN_CODE.sub("", source)
    head = source.partition("\n---\n")[0] if source.startswith("---\n") else ""
    if slip := REGION.search(text) or KERNEL.search(head):
        remedy = f"begin the page with\n{FRONT_MATTER}"
        if re.search("^:::", text, re.MULTILINE):  # so Jupytext recognizes Pandoc's Markdown
            remedy = "write !!! note in place of :::, or copy the front matter of docs/reference/api.md"
        raise PageError(f"{slip[0].strip()!r} stands in a page that is no notebook: {remedy}")


def check_cells(notebook: NotebookNode, entries: Entries) -> None:
    """Checks a page as parsed, not yet executed.

    Args:
        notebook: with the cells that typeset.py describes.
        entries: of the page's module in assets/live/pages, from `live_entries`.

    Raises:
        PageError: one of the slips above; the message names the cell and says what to write.
    """
    in_closer = False
    for cell in notebook.cells:
        if cell.cell_type == "raw" and cell is notebook.cells[0] and cell.source.startswith("---"):
            continue  # front matter that is not for Jupyter
        if cell.cell_type == "raw" or "region_name" in cell.metadata:
            raise PageError(f'{where(cell)}: write <!-- #region lang="en" --> … <!-- #endregion --> about this cell')
        if cell.cell_type == "code":
            _check_python(cell)
        else:
            _check_region(cell)
            _check_pressed(cell, entries)
        _check_keys(cell, entries)
        if cell.metadata.get("closer") == 1 and not in_closer:
            reason = 'begin the folded part with prose that has closer="Its title"'
            raise PageError(f"{where(cell)}: closer=1 does not follow a cell of a closer look: {reason}")
        if cell.source.strip():  # else between two regions
            in_closer = "closer" in cell.metadata
        if cell.cell_type == "markdown" and (sentence := misread(cell.source)):
            raise PageError(f"{where(cell)}: {sentence}")
    for name, entry in entries.items():
        cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.metadata.get("live") == name]
        if cells and entry.settings is not None:
            _check_listing(name, entry, cells)


def _check_listing(name: str, entry: Entry, cells: list[NotebookNode]) -> None:
    varied = {
        label for cell in cells for names in cell.metadata.get("vary", "").split() for label in _labels(cell, names)
    }
    if missing := sorted((entry.settings or {}).keys() - varied):
        raise PageError(f"{where(cells[0])}: vary of live={name!r} lacks {', '.join(missing)}, which its module reads")
    if entry.is_dragged and not any("plt.show()" in cell.source for cell in cells):
        message = f'live={name!r} has a part to drag: write live="{name}" on the code that draws its figure too'
        raise PageError(f"{where(cells[0])}: {message}")


def _labels(cell: NotebookNode, name: str) -> set[str]:
    try:
        return {label for _, _, label in numbers(cell.source, name)}
    except ListingError as error:
        raise PageError(f"{where(cell)}: {error}") from None


def _check_python(cell: NotebookNode) -> None:
    first, _, rest = cell.source.partition("\n")
    if first.startswith("%%") or "language" in cell.metadata:  # so Jupytext marks a block of another language
        language = cell.metadata.get("language") or first[2:].partition(" ")[0]
        place = where(NotebookNode({**cell, "source": rest if first.startswith("%%") else cell.source}))
        raise PageError(f"{place}: only ```python is run: put this block of {language} in a region, or write Python")
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(cell.source, "page", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = (getattr(error, "text", None) or "").strip()
        if REGION.search(cell.source):
            raise PageError(f"{where(cell)}: a region begins or ends in this code: end the code with ```") from None
        if MAGIC.search(line):
            reason = "a magic (%), a shell command (!) or a question (?) of Jupyter's is no Python: write Python"
            raise PageError(f"{where(cell)}: {line!r}: {reason}") from None
        raise PageError(f"{where(cell)}: is not Python: {error} in the line {line!r}") from None
    if re.search(r"\bget_ipython\b", cell.source):
        raise PageError(f"{where(cell)}: get_ipython is missing in the script that readers download: write Python")


def _check_region(cell: NotebookNode) -> None:
    if region := REGION.search(SHOWN_CODE.sub("", cell.source)):
        reason = 'write <!-- #region lang="en" --> … <!-- #endregion -->, at the left margin, one after the other'
        raise PageError(f"{where(cell)}: {region[0].strip()!r} does not begin or end a region here: {reason}")
    if "lang" not in cell.metadata and (fence := ANY_FENCE.search(cell.source)):
        reason = "write ```python at the left margin to run it, or put it in a region to show it"
        raise PageError(f"{where(cell)}: the block {fence[0]!r} is not run: {reason}")


def _check_pressed(cell: NotebookNode, entries: Entries) -> None:
    """Checks the links that set numbers of a live listing, such as [0.9](?rate.lr=0.9)."""
    for address in PRESSED.findall(SHOWN_CODE.sub("", cell.source)):
        set_by_link = [name.partition(".") for name, _ in parse_qsl(address[1:], keep_blank_values=True)]
        known = [setting in (entries.get(name, Entry()).settings or {}) for name, _, setting in set_by_link]
        if not known or not all(known) or len({name for name, _, _ in set_by_link}) > 1:
            example = "write [0.9](?name.lr=0.9), with the name and the settings of one live listing of this page"
            raise PageError(f"{where(cell)}: the link {address} sets no number: {example}")


def _check_keys(cell: NotebookNode, entries: Entries) -> None:
    kind, another = ("code", "prose") if cell.cell_type == "code" else ("prose", "code")
    known, other = KEYS[kind], KEYS[another]
    keys = {key: value for key, value in cell.metadata.items() if key not in JUPYTEXT_KEYS}
    for key, value in keys.items():
        if key == "incorrectly_encoded_metadata":
            reason = f"write keys as {VALUES['live'][1]} or {VALUES['answer'][1]}, with a space between two"
            raise PageError(f"{where(cell)}: cannot read {value!r}: {reason}")
        if key in known:
            fits, example = VALUES[key]
            if not fits(value):
                raise PageError(f"{where(cell)}: {key} is written {example}, got {value!r}")
            continue
        near = get_close_matches(key.lower(), known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        if key in other:
            hint = f"; {key} belongs on {another}"
        if key == "tags":
            hint = "; to show an exception, catch it and print it"
        raise PageError(f"{where(cell)}: unknown key {key!r}; {kind} has {', '.join(known)}{hint}")
    if "labels" in keys and "alt" not in keys:
        raise PageError(f"{where(cell)}: labels translate words of a figure: write alt too")
    for text in (keys.get("alt", ""), *keys.get("labels", {}).values()):
        if sentence := _misread_braces(EXPRESSION.sub("", text)):
            raise PageError(f"{where(cell)}: {sentence}")
    if "comments" in keys:
        try:
            translated(cell.source, keys["comments"])
        except ListingError as error:
            raise PageError(f"{where(cell)}: {error}") from None
    if "vary" in keys and "live" not in keys:
        raise PageError(f'{where(cell)}: vary needs live="name", or nothing listens to its numbers')
    if unknown := sorted(set(keys.get("dials", "").split()) - set(keys.get("vary", "").split())):
        raise PageError(f"{where(cell)}: dials names {', '.join(unknown)}, which vary does not mark")
    if "top" in keys and "live" not in keys:
        raise PageError(f'{where(cell)}: top=1 shows a live block under the title: write live="name" too')
    if "fold" in keys and {"check", "open", "write", "answer"} & keys.keys():
        raise PageError(f"{where(cell)}: fold=1 stands without check, open, write and answer, which fold or open code")
    if "check" in keys and ("live" in keys or not re.search(r"^\s*assert\b", cell.source, re.M)):
        raise PageError(f"{where(cell)}: check=1 folds code that asserts something, and draws nothing")
    if kind == "code" and isinstance(keys.get("closer"), str):
        raise PageError(f'{where(cell)}: closer="Its title" stands on prose, in both languages; code has closer=1')
    if "guess" in keys:
        choices = CHOICE.findall(cell.source)
        lines = re.findall(r"^- \[.*", cell.source, re.MULTILINE)
        if len(lines) > len(choices):
            (line, *_) = [line for line in lines if not CHOICE.match(line)]
            raise PageError(f"{where(cell)}: the choice {line!r} needs [ ] or [x], words, a colon, and its answer")
        if not 2 <= len(choices) <= 4 or [right for right, _, _ in choices].count("x") != 1:
            reason = "two to four choices, such as - [x] Longer: because ..., one of them with x"
            raise PageError(f"{where(cell)}: a guess is a question and a list of {reason}")
    if "live" in keys and "answer" in keys:
        raise PageError(f"{where(cell)}: an answer cannot be live: it is shown on the page of answers too")
    if "live" in keys and keys["live"] not in entries:
        found = f"it has {', '.join(sorted(entries))}" if entries else f"write live({{ {keys['live']}: … }}) there"
        message = f"live={keys['live']!r} has no entry in the page's module in docs/assets/live/pages; {found}"
        raise PageError(f"{where(cell)}: {message}")
    settings = entries.get(keys.get("live", ""), Entry()).settings
    if settings is None:
        return
    for name in keys.get("vary", "").split():
        if unknown := sorted(_labels(cell, name) - settings.keys()):
            message = f"live={keys['live']!r} has no setting for {', '.join(unknown)}"
            raise PageError(f"{where(cell)}: {message}; it has {', '.join(sorted(settings))}")


@lru_cache(maxsize=4000)  # the other language and every rebuild while serving check the same prose
def misread(source: str) -> str | None:
    """What in this Markdown another reader shows otherwise, and what to write instead; None if there is nothing."""
    for box in BOX.finditer(source):
        body = box[2].expandtabs(INDENT)
        if body.strip() and not body.lstrip("\n").startswith(" " * INDENT):
            return f"the text below {box[1]!r} must be indented by four spaces"
        if sentence := misread(textwrap.dedent(body)):
            return sentence
    for quote in QUOTE.finditer(source):
        if sentence := misread(re.sub(r"^ {0,3}> ?", "", quote[0], flags=re.MULTILINE)):
            return sentence
    source = re.sub(r"\r\n?", "\n", BOX.sub("\n", source))  # as the parser does
    lines = source.expandtabs(INDENT).split("\n")
    opened: list[Token] = []
    before: dict[int, Token] = {}  # by level, the last block that ended
    for token in PARSER.parse(source):
        if token.type == "inline":
            table = any(parent.type == "table_open" for parent in opened)
            if sentence := _misread_text(token, table):
                return sentence
        elif token.nesting == -1:
            before[token.level] = opened.pop()
        else:
            if sentence := _misplaced(token, lines, opened, before.get(token.level)):
                return sentence
            if token.nesting == 1:
                opened.append(token)
                before.pop(token.level + 1, None)
            else:
                before[token.level] = token
    return None


def _misplaced(token: Token, lines: list[str], opened: list[Token], before: Token | None) -> str | None:
    """What is wrong with the kind or place of a block inside the `opened` ones, after `before`."""
    if token.map is None or any(parent.type == "blockquote_open" for parent in opened):
        return None  # a quotation is checked by itself
    start, end = token.map
    line = lines[start]
    indent = len(line) - len(line.lstrip())
    if token.type == "heading_open" and token.markup in ("=", "-"):
        return f"{line.strip()!r} is a heading underlined with {token.markup}: write ## before it or a blank line after"
    if token.type == "ordered_list_open" and token.markup == ")":
        return f"a list numbered with ): write 1. in {line!r}"
    if token.type == "code_block":
        return f"{line.strip()!r} is indented as code is: write ``` before and after code, or less space"
    if token.type == "fence":
        if FOREIGN_FENCE.match(token.info.strip()):
            return f"a block of {token.info.strip()!r} is not understood: draw with Python, write formulas in $$"
        if token.markup[0] == "~":
            return f"a block between {token.markup}: write ```"
        if end - start < 2 or not lines[end - 1].startswith(" " * indent + token.markup):
            return f"the block that begins {line!r} has no end: write {token.markup}"
    holders = [each for each in opened if each.type in ("list_item_open", "dd_open")]
    least = INDENT * len(holders)
    inside = holders[-1].map if holders else None
    if inside and start > inside[0] and indent < least:
        return f"indent by {least} spaces what belongs to an item of a list: {line.strip()!r}"
    if token.type not in SEPARATE:
        return None
    first = before is not None and opened and before.map and opened[-1].map and before.map[0] == opened[-1].map[0]
    nested = first and token.type.endswith("list_open") and opened[-1].type == "list_item_open"
    apart = before is None or before.type in ("heading_open", "html_block") or not lines[start - 1].strip()
    if not apart and not nested:
        return f"write a blank line before {line.strip()!r}"
    if before is not None and before.type == token.type == "bullet_list_open":
        return f"two lists are taken for one: begin {line.strip()!r} with {before.markup}, or write a sentence between"
    if token.type == "math_block" and end < len(lines) and lines[end].strip():
        return f"write a blank line before {lines[end].strip()!r}"
    return None


def _misread_braces(text: str) -> str | None:
    """What is wrong with braces in a text without expressions."""
    if found := BRACES.search(text):
        return f"{found[0]!r} is no number from the code: write {{{{ name:.3f }}}}, with spaces inside the braces"
    return None


def _misread_text(inline: Token, table: bool) -> str | None:
    """What is wrong with the text of a paragraph, a heading, or a cell of a table."""
    shown: list[str] = []
    linked = False
    for child in inline.children or []:
        if child.type in ("link_open", "link_close"):
            linked = child.type == "link_open"
        elif child.type == "text":
            shown.append(child.content.replace("://", "") if linked else child.content)
        elif child.type == "text_special":
            shown.append("" if child.content == "$" else child.markup)
        elif child.type == "softbreak":
            shown.append("\n")
        elif child.type == "hardbreak":
            shown.append("\n")
            if re.search(r"(?<!\\)\\\n", inline.content):
                return "a backslash at the end of a line: write <br>"
        elif table and "|" in child.content:
            return f"a bar inside the formula or code {child.content!r} of a table: write \\lvert x \\rvert or \\mid"
        else:
            shown.append("\ufffc")
    text = EXPRESSION.sub("", "".join(shown))
    if sentence := _misread_braces(text):
        return sentence
    if table and re.search(r"[$`]", text):
        return f"a bar inside a formula or code of a table, after {text!r}: write \\lvert x \\rvert or \\mid"
    if DELIMITER_ROW.search(text):
        return f"no table: its first row must have as many cells as the row {DELIMITER_ROW.findall(text)[0].strip()!r}"
    for pattern, sentence in FOREIGN:
        if found := re.search(pattern, text, re.MULTILINE):
            near = text[max(0, found.start() - 15) : found.end() + 15].replace("\n", " ").replace("\ufffc", "…")
            return f"{near!r} has {sentence}"
    return None
