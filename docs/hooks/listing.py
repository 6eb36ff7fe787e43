"""Renders a code listing with the numbers that the reader may change marked, and with comments in another language."""

import ast
import html
import tokenize
from collections.abc import Iterator
from io import StringIO

from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES

QUOTES = '"""'


class ListingError(Exception):
    """The code has no number for a name, or no such comment; the message names it."""


def listing(code: str, names: list[str], attributes: str = "") -> str:
    """Highlighted HTML of `code`, like that of an ordinary listing, with the numbers assigned to `names` marked.

    In ``gradient_descent(f, init_x=[-3.0, 4.0], lr=0.1)`` the names ``init_x lr`` mark three numbers, labelled
    ``init_x0``, ``init_x1`` and ``lr``. If a name is assigned more than once, the last assignment counts. `attributes`
    go into the outer tag.

    Raises:
        ListingError: no number is assigned to a name.
    """
    marks = {start: (end, label) for name in names for start, end, label in numbers(code, name)}
    parts: list[str] = []
    close = -1
    for at, kind, text in PythonLexer().get_tokens_unprocessed(code):
        if at in marks:
            close, label = marks[at]
            parts.append(f'<span class="vary" data-name="{label}">')
        css = STANDARD_TYPES.get(kind, "")
        parts.append(f'<span class="{css}">{html.escape(text)}</span>' if css else html.escape(text))
        if at + len(text) == close:
            parts.append("</span>")
    return f'<div class="highlight"{attributes}><pre><code>{"".join(parts)}</code></pre></div>'


def numbers(code: str, name: str) -> list[tuple[int, int, str]]:
    """Start, end and label of each number in the value assigned to `name`, as a variable or keyword argument."""
    values: list[ast.expr] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.keyword) and node.arg == name:
            values.append(node.value)
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            values.append(node.value)
    last = max(values, key=lambda value: (value.lineno, value.col_offset), default=None)
    found = [] if last is None else [node for node in ast.walk(last) if is_number(node)]
    # ast.walk yields a negative number twice, with and without its minus; keep only the former.
    signed = {id(node.operand) for node in found if isinstance(node, ast.UnaryOp)}
    places = sorted(place(code, node) for node in found if id(node) not in signed)
    if not places:
        raise ListingError(f"vary names {name}, but no number is assigned to it in this cell")
    return [(start, end, name if len(places) == 1 else f"{name}{i}") for i, (start, end) in enumerate(places)]


def is_number(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and is_number(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def place(code: str, node: ast.AST) -> tuple[int, int]:
    """Start and end of a node as character offsets; ast counts in lines and UTF-8 bytes."""
    assert isinstance(node, ast.expr)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = [f"{line}\n" for line in code.split("\n")]  # unlike splitlines, which knows more line ends than Python

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())

    return offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)


def translated(code: str, comments: dict[str, str]) -> str:
    """The same program with other comments, and docstrings of one line, in their places.

    Args:
        code: a listing.
        comments: the words after ``# ``, or between the quotes of a docstring, and what to write instead.

    Raises:
        ListingError: a comment to be replaced is not in the code.
    """
    places = list(written(code))
    if missing := comments.keys() - {words for _, _, words in places}:
        raise ListingError(f"comments translates {min(missing)!r}, which is no comment or docstring of this cell")
    for start, end, words in sorted(places, reverse=True):
        code = code[:start] + comments.get(words, words) + code[end:]
    return code


def written(code: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and words of each comment and docstring in the code."""
    lines = code.split("\n")
    for token in tokenize.generate_tokens(StringIO(code).readline):
        if token.type == tokenize.COMMENT and token.string.startswith("# "):
            start = sum(len(line) + 1 for line in lines[: token.start[0] - 1]) + token.start[1] + len("# ")
            yield start, start + len(token.string) - len("# "), token.string.removeprefix("# ")
    for node in ast.walk(ast.parse(code)):
        body = node.body if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
        match body:
            case [ast.Expr(ast.Constant(str()) as words), *_]:
                start, end = place(code, words)
                start, end = start + len(QUOTES), end - len(QUOTES)
                yield start, end, code[start:end]
