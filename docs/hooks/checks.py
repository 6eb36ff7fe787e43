"""Checks the source of a page before any of its code runs: what would go wrong silently stops the build.

That is a region in a page that is no notebook, code in another language than Python, a cell key that nothing reads, a
live listing that nothing listens to (entries.py), and Markdown that Jupyter or a code host would show otherwise than
the site (portable.py). What needs both languages or the outputs is checked later, by twins.py and typeset.py.
"""

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from urllib.parse import parse_qsl

from nbformat import NotebookNode

from cells import CHOICE, FENCE, PageError, where
from entries import Entries, Entry
from listing import ListingError, numbers, translated
from portable import bare_braces, misread
from values import EXPRESSION

FRONT_MATTER = "---\njupyter:\n  kernelspec: {display_name: Python 3, language: python, name: python3}\n---\n"
REGION = re.compile(r"^.*<!--[ \t]*(?:#[ \t]*(?:end)?(?:region|md|markdown|raw)\b|\w+[ \t]+lang=).*", re.M | re.I)
"""The beginning or end of a region, also in spellings that Jupytext does not know."""
KERNEL = re.compile(r"^[ \t]*(?:kernelspec|jupyter|jupytext):", re.MULTILINE)
SHOWN_CODE = re.compile(rf"{FENCE.pattern}|`[^`\n]+`", FENCE.flags)
ANY_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*", re.MULTILINE)
PRESSED = re.compile(r"\]\((\?[^)\s]*)\)")
"""A link that sets numbers of a live listing."""
MAGIC = re.compile(r"^\s*[%!?]|=\s*[%!]|\?\s*$")
JUPYTEXT_KEYS = {"lines_to_next_cell", "lines_to_end_of_cell_marker"}


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _title(value: object) -> bool:
    return _text(value) or value == 1


def _string(value: object) -> bool:
    return isinstance(value, str)


def _one(value: object) -> bool:
    return type(value) is int and value == 1


def _count(value: object) -> bool:
    return type(value) is int and value > 0


def _words(value: object) -> bool:
    return isinstance(value, dict) and all(_text(word) for pair in value.items() for word in pair)


def _expression(value: object) -> bool:
    try:
        return _text(value) and bool(ast.parse(str(value), mode="eval"))
    except SyntaxError:
        return False


KEYS: dict[str, tuple[str, Callable[[object], bool], str]] = {
    "lang": ("prose", _text, 'lang="en"'),
    "alt": ("prose", _string, 'alt="what the figure shows"'),
    "labels": ("prose", _words, 'labels={"step k": "第 k 步"}'),
    "vary": ("code", _text, 'vary="lr step_num"'),
    "dials": ("code", _string, 'dials="lr"'),
    "live": ("code prose", _text, 'live="name"'),
    "answer": ("code prose", _count, "answer=1"),
    "check": ("code", _count, "check=1"),
    "closer": ("code prose", _title, 'closer="Why squares", or closer=1 on what belongs to it'),
    "guess": ("prose", _one, "guess=1"),
    "open": ("code", _one, "open=1"),
    "comments": ("code", _words, 'comments={"newest first": "最新的在前"}'),
    "top": ("code", _one, "top=1"),
    "write": ("code", _expression, 'write="w == 2"'),
    "edit": ("code", lambda value: type(value) is int and value == 0, "edit=0"),
    "fold": ("code", _one, "fold=1"),
}
"""What stands in the first line of a cell: on which cells, whether a value is of its kind, and how it is written."""


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
    """Checks a page, whose module in assets/live/pages has these entries.

    Raises:
        PageError: one of the slips above; the message names the cell and says what to write.
    """
    in_closer = False
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "raw" and number == 0 and cell.source.startswith("---"):
            continue  # front matter that is not for Jupyter
        _refuse_first(cell, _slips(cell, in_closer, entries))
        if cell.source.strip():  # else between two regions
            in_closer = "closer" in cell.metadata
    for name, entry in entries.items():
        cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.metadata.get("live") == name]
        if cells and entry.settings is not None:
            _refuse_first(cells[0], _slips_of_listing(name, entry, entry.settings, cells))


def _refuse_first(cell: NotebookNode, slips: Iterator[str]) -> None:
    try:
        slip = next(slips, None)
    except ListingError as error:
        slip = str(error)
    if slip:
        raise PageError(f"{where(cell)}: {slip}")


def _slips(cell: NotebookNode, in_closer: bool, entries: Entries) -> Iterator[str]:
    """What is wrong with a cell, after one that belongs to a closer look or not."""
    if cell.cell_type == "raw" or "region_name" in cell.metadata:
        yield 'write <!-- #region lang="en" --> … <!-- #endregion --> about this cell'
    if cell.cell_type == "code":
        yield from _in_python(cell)
    else:
        yield from _in_region(cell)
        yield from _in_links(cell, entries)
    yield from _in_keys(cell)
    yield from _in_combination(cell, cell.metadata)
    yield from _in_live(cell, entries)
    if cell.metadata.get("closer") == 1 and not in_closer:
        reason = 'begin the folded part with prose that has closer="Its title"'
        yield f"closer=1 does not follow a cell of a closer look: {reason}"
    if cell.cell_type == "markdown" and (sentence := misread(cell.source)):
        yield sentence


def _in_python(cell: NotebookNode) -> Iterator[str]:
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
            yield "a region begins or ends in this code: end the code with ```"
        if MAGIC.search(line):
            reason = "a magic (%), a shell command (!) or a question (?) of Jupyter's is no Python: write Python"
            yield f"{line!r}: {reason}"
        yield f"is not Python: {error} in the line {line!r}"
    if re.search(r"\bget_ipython\b", cell.source):
        yield "get_ipython is missing in the script that readers download: write Python"


def _in_region(cell: NotebookNode) -> Iterator[str]:
    if region := REGION.search(SHOWN_CODE.sub("", cell.source)):
        reason = 'write <!-- #region lang="en" --> … <!-- #endregion -->, at the left margin, one after the other'
        yield f"{region[0].strip()!r} does not begin or end a region here: {reason}"
    if "lang" not in cell.metadata and (fence := ANY_FENCE.search(cell.source)):
        reason = "write ```python at the left margin to run it, or put it in a region to show it"
        yield f"the block {fence[0]!r} is not run: {reason}"


def _in_links(cell: NotebookNode, entries: Entries) -> Iterator[str]:
    """What is wrong with links that set numbers of a live listing, such as [0.9](?rate.lr=0.9)."""
    for address in PRESSED.findall(SHOWN_CODE.sub("", cell.source)):
        set_by_link = [name.partition(".") for name, _ in parse_qsl(address[1:], keep_blank_values=True)]
        known = [setting in (entries.get(name, Entry()).settings or {}) for name, _, setting in set_by_link]
        if not known or not all(known) or len({name for name, _, _ in set_by_link}) > 1:
            example = "write [0.9](?name.lr=0.9), with the name and the settings of one live listing of this page"
            yield f"the link {address} sets no number: {example}"


def _in_keys(cell: NotebookNode) -> Iterator[str]:
    """What is wrong with each key by itself."""
    kind, another = ("code", "prose") if cell.cell_type == "code" else ("prose", "code")
    known = [key for key, (kinds, _, _) in KEYS.items() if kind in kinds]
    for key, value in cell.metadata.items():
        if key in JUPYTEXT_KEYS:
            continue
        if key == "incorrectly_encoded_metadata":
            examples = f"{KEYS['live'][2]} or {KEYS['answer'][2]}"
            yield f"cannot read {value!r}: write keys as {examples}, with a space between two"
        if key in known:
            _, fits, example = KEYS[key]
            if not fits(value):
                yield f"{key} is written {example}, got {value!r}"
            continue
        near = get_close_matches(key.lower(), known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        if key in KEYS:
            hint = f"; {key} belongs on {another}"
        if key == "tags":
            hint = "; to show an exception, catch it and print it"
        yield f"unknown key {key!r}; {kind} has {', '.join(known)}{hint}"


def _in_combination(cell: NotebookNode, keys: NotebookNode) -> Iterator[str]:
    """What is wrong with the keys of a cell together, and with what they say of its text."""
    if "labels" in keys and "alt" not in keys:
        yield "labels translate words of a figure: write alt too"
    for text in (keys.get("alt", ""), *keys.get("labels", {}).values()):
        yield from bare_braces(EXPRESSION.sub("", text))
    if "comments" in keys:
        translated(cell.source, keys["comments"])
    if "vary" in keys and "live" not in keys:
        yield 'vary needs live="name", or nothing listens to its numbers'
    if unknown := sorted(set(keys.get("dials", "").split()) - set(keys.get("vary", "").split())):
        yield f"dials names {', '.join(unknown)}, which vary does not mark"
    if "top" in keys and "live" not in keys:
        yield 'top=1 shows a live block under the title: write live="name" too'
    if "fold" in keys and {"check", "open", "write", "answer"} & keys.keys():
        yield "fold=1 stands without check, open, write and answer, which fold or open code"
    if "check" in keys and ("live" in keys or not re.search(r"^\s*assert\b", cell.source, re.M)):
        yield "check=1 folds code that asserts something, and draws nothing"
    if cell.cell_type == "code" and isinstance(keys.get("closer"), str):
        yield 'closer="Its title" stands on prose, in both languages; code has closer=1'
    if "guess" in keys:
        choices = CHOICE.findall(cell.source)
        lines = re.findall(r"^- \[.*", cell.source, re.MULTILINE)
        if len(lines) > len(choices):
            (line, *_) = [line for line in lines if not CHOICE.match(line)]
            yield f"the choice {line!r} needs [ ] or [x], words, a colon, and its answer"
        if not 2 <= len(choices) <= 4 or [right for right, _, _ in choices].count("x") != 1:
            reason = "two to four choices, such as - [x] Longer: because ..., one of them with x"
            yield f"a guess is a question and a list of {reason}"
    if "live" in keys and "answer" in keys:
        yield "an answer cannot be live: it is shown on the page of answers too"


def _in_live(cell: NotebookNode, entries: Entries) -> Iterator[str]:
    """What the page's module does not know of a live cell."""
    name = cell.metadata.get("live")
    if name is not None and name not in entries:
        found = f"it has {', '.join(sorted(entries))}" if entries else f"write live({{ {name}: … }}) there"
        yield f"live={name!r} has no entry in the page's module in docs/assets/live/pages; {found}"
    settings = entries.get(name or "", Entry()).settings
    if settings is not None and (unknown := sorted(_varied(cell) - settings.keys())):
        yield f"live={name!r} has no setting for {', '.join(unknown)}; it has {', '.join(sorted(settings))}"


def _varied(cell: NotebookNode) -> set[str]:
    """The labels of the numbers that ``vary=`` marks."""
    names = cell.metadata.get("vary", "").split()
    return {label for name in names for _, _, label in numbers(cell.source, name)}


def _slips_of_listing(name: str, entry: Entry, settings: dict[str, str], cells: list[NotebookNode]) -> Iterator[str]:
    """What the cells of a live listing lack of that which its module reads."""
    if missing := sorted(settings.keys() - set().union(*map(_varied, cells))):
        yield f"vary of live={name!r} lacks {', '.join(missing)}, which its module reads"
    if entry.is_dragged and not any("plt.show()" in cell.source for cell in cells):
        yield f'live={name!r} has a part to drag: write live="{name}" on the code that draws its figure too'
