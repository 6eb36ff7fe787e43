"""Finds what a listing needs of the code above it, so that a copy of it runs alone.

A backward slice: for each name that the listing reads, the statements of earlier cells that last bound it, and those
that changed it since; then the same for the names that these read. Whole statements at the top level are taken, without
the lines that only print or assert. Imports come first and are written anew.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

STATEFUL = {"default_rng", "Generator", "iter", "iterate", "map", "zip", "enumerate", "open"}
"""What these return changes when it is used, so that every statement that reads it counts as a change."""
SETTINGS = {"use", "update", "seed", "set_printoptions", "seterr", "simplefilter", "filterwarnings"}
"""Functions of modules that change how the module works from then on, such as plt.style.use."""
BUILTINS = set(dir(builtins))
DEFINITION = re.compile(r"(?:#.*\n)*(?:@|def |class )")


@dataclass(frozen=True)
class Needs:
    """What a listing needs: lines of import, and lines of earlier cells, as (cell, first line, last line) from 1."""

    imports: tuple[str, ...] = ()
    lines: tuple[tuple[int, int, int], ...] = ()

    def attributes(self, cell: int) -> dict[str, str]:
        """For the page's script, which joins the lines as they stand on the screen: see docs/assets/copy.js."""
        lines = " ".join(f"{number}:{first}" + f"-{last}" * (last > first) for number, first, last in self.lines)
        return {"data-cell": str(cell), "data-imports": "; ".join(self.imports), "data-lines": lines}


@dataclass
class Flow:
    """The names that code reads before it binds them, those that it binds or changes, and those its functions read."""

    reads: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)  # for certain
    maybe: set[str] = field(default_factory=set)  # in a branch or a loop
    changed: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)  # read when a function that is defined here is called

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self.statement(statement)

    def branch(self, *blocks: Sequence[ast.stmt]) -> None:
        """Each of the blocks may run, or none."""
        before = set(self.bound)
        for statements in blocks:
            self.bound = set(before)
            self.block(statements)
            self.maybe |= self.bound - before
        self.bound = before

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                for each in [*node.decorator_list, *getattr(node, "bases", [])]:
                    self.expression(each)
                self.function(node)
                self.bound.add(node.name)
            case ast.Import() | ast.ImportFrom():
                self.bound |= {name for name, _ in imported(node)}
            case ast.Assign(targets, value):
                self.expression(value)
                for target in targets:
                    self.target(target)
            case ast.AnnAssign(target, _, value):
                self.expression(value)
                self.target(target)
            case ast.AugAssign(target, _, value):
                self.expression(value)
                self.expression(target)
                self.target(target)
            case ast.For(target, iterable, body, orelse):
                self.expression(iterable)
                self.branch([ast.Assign([target], ast.Constant(None)), *body], orelse)
            case ast.While(test, body, orelse) | ast.If(test, body, orelse):
                self.expression(test)
                self.branch(body, orelse)
            case ast.With(items, body):
                for item in items:
                    self.expression(item.context_expr)
                    self.target(item.optional_vars)
                self.block(body)
            case ast.Try(body, handlers, orelse, finalbody):
                self.branch(body, *(handler.body for handler in handlers), orelse, finalbody)
            case ast.Expr(value):
                self.expression(value)
                if isinstance(value, ast.Call):
                    self.changed |= changed_by(value)
            case _:
                for each in ast.iter_child_nodes(node):
                    self.expression(each)

    def target(self, node: ast.expr | None) -> None:
        match node:
            case ast.Name(name):
                self.bound.add(name)
            case ast.Tuple(elts) | ast.List(elts):
                for each in elts:
                    self.target(each)
            case ast.Starred(value):
                self.target(value)
            case ast.Subscript() | ast.Attribute():
                self.expression(node)
                self.changed |= {base} if (base := base_of(node)) else set()

    def expression(self, node: ast.AST | None) -> None:
        match node:
            case None:
                pass
            case ast.Name(name):
                self.reads |= {name} - self.bound
            case ast.Lambda():
                self.function(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                inner = Flow(bound=set(self.bound))
                for part in node.generators:
                    inner.expression(part.iter)
                    inner.target(part.target)
                    for test in part.ifs:
                        inner.expression(test)
                for name in ("elt", "key", "value"):
                    inner.expression(getattr(node, name, None))
                self.reads |= inner.reads
                self.later |= inner.later
            case ast.NamedExpr(target, value):
                self.expression(value)
                self.target(target)
            case _:
                for each in ast.iter_child_nodes(node):
                    self.expression(each)

    def function(self, node: ast.FunctionDef | ast.ClassDef | ast.Lambda) -> None:
        """What the body reads that is not its own, now or when it is called."""
        arguments = getattr(node, "args", None)
        inner = Flow()
        if arguments:
            for default in [*arguments.defaults, *arguments.kw_defaults]:
                self.expression(default)
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            inner.bound = {each.arg for each in every if each}
        inner.block(node.body) if isinstance(node.body, list) else inner.expression(node.body)
        self.later |= (inner.reads | inner.later) - inner.bound - inner.maybe
        if isinstance(node, ast.ClassDef):
            self.reads |= inner.reads - self.bound


def base_of(node: ast.expr) -> str | None:
    """The name at the beginning of name.attribute[index]...."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def changed_by(call: ast.Call) -> set[str]:
    """What a call whose result is not used may change: its object, and axes or figures that are passed to it."""
    if ast.unparse(call.func) in {"print", "plt.show"}:
        return set()
    names = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
    drawn = {name for name in names if name.startswith(("ax", "fig"))}
    base = base_of(call.func)
    return drawn | ({base} if isinstance(call.func, ast.Attribute) and base else set())


def sets(node: ast.stmt) -> set[str]:
    """The modules whose settings a statement changes."""
    call = node.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return {base_of(call.func) or ""} if call and base_name(call.func) in SETTINGS else set()


def is_idle(node: ast.stmt) -> bool:
    """Whether a statement only prints or asserts."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return ast.unparse(node.value.func) in {"print", "plt.show"}
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def stripped(node: ast.stmt, idle: list[ast.stmt]) -> ast.stmt | None:
    """The statement without what only prints or asserts, which is added to `idle`; None if nothing is left."""
    if is_idle(node):
        idle.append(node)
        return None
    if isinstance(node, ast.For | ast.While | ast.If | ast.With):
        kept = [each for each in (stripped(part, idle) for part in node.body) if each]
        rest = getattr(node, "orelse", [])
        if not kept and not rest:
            idle.append(node)
            return None
        if kept:
            copy = type(node)(**{name: getattr(node, name) for name in node._fields})
            copy.body = kept
            return ast.copy_location(copy, node)
    return node


@dataclass
class Statement:
    """A statement of a cell, the cells and lines counted from 1."""

    cell: int
    node: ast.stmt
    lines: list[int]
    flow: Flow


class Page:
    """The code of a page, cell by cell."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self.trees = [ast.parse(code).body for code in cells]
        self.stateful = self._stateful()
        self.imported = {name for tree in self.trees for node in tree for name, _ in imported(node)}
        self.statements: list[Statement] = []
        for number, (code, tree) in enumerate(zip(cells, self.trees, strict=True), 1):
            source = code.split("\n")
            for node in tree:
                idle: list[ast.stmt] = []
                if (kept := stripped(node, idle)) is None:
                    continue
                flow = Flow()
                flow.statement(kept)
                flow.changed = flow.changed - (self.imported - sets(kept)) | (flow.reads & self.stateful)
                gone = {line for each in idle for line in range(each.lineno, (each.end_lineno or 0) + 1)}
                first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
                while first > 1 and source[first - 2].startswith("#"):
                    first -= 1
                lines = [line for line in range(first, (node.end_lineno or 0) + 1) if line not in gone]
                self.statements.append(Statement(number, kept, lines, flow))

    def _stateful(self) -> set[str]:
        found: set[str] = set()
        for tree in self.trees:
            for node in tree:
                if isinstance(node, ast.Assign):
                    called = {base_name(each.func) for each in ast.walk(node.value) if isinstance(each, ast.Call)}
                    if called & STATEFUL or isinstance(node.value, ast.GeneratorExp):
                        names = (each for target in node.targets for each in ast.walk(target))
                        found |= {each.id for each in names if isinstance(each, ast.Name)}
        return found

    def needs(self, cell: int) -> Needs:
        """What the listing of a cell, counted from 1, needs of the cells before it."""
        own = Flow()
        own.block(self.trees[cell - 1])
        end = sum(statement.cell < cell for statement in self.statements)
        taken: dict[int, set[str]] = {}  # statements by position, with the names for which they were taken
        done: set[tuple[str, int]] = set()
        wanted = [(name, end) for name in own.reads | (own.later - own.bound)]
        while wanted:
            name, position = wanted.pop()
            if (name, position) in done or name in BUILTINS:
                continue
            done.add((name, position))
            for at in range(position - 1, -1, -1):
                flow = self.statements[at].flow
                if name not in flow.bound | flow.maybe | flow.changed:
                    continue
                taken.setdefault(at, set()).add(name)
                wanted += [(each, at) for each in flow.reads]
                wanted += [(each, position) for each in flow.later | self.called_later(flow, at)]
                if name in flow.bound:
                    break
        kept = [(self.statements[at], taken[at]) for at in sorted(taken)]
        imports = merged((statement.node, names) for statement, names in kept)
        return Needs(tuple(imports), tuple(ranges(each for each, _ in kept if not imported(each.node))))

    def program(self, cell: int) -> str:
        """The listing of a cell with what it needs: the text that docs/assets/copy.js makes of it."""
        needs = self.needs(cell)
        runs = [(n, "\n".join(self.cells[n - 1].split("\n")[first - 1 : last])) for n, first, last in needs.lines]
        if not runs and not needs.imports:
            return self.cells[cell - 1]
        whole, before = "\n".join(needs.imports), (0, "")
        for part in [*runs, (cell, self.cells[cell - 1])]:
            defined = DEFINITION.match(part[1]) or DEFINITION.match(before[1])
            apart = "\n\n\n" if defined else "\n" if part[0] == before[0] else "\n\n"
            whole += (apart if whole else "") + part[1]
            before = part
        return whole

    def called_later(self, flow: Flow, at: int) -> set[str]:
        """What the functions that a statement reads, and may pass on, read when they are called."""
        found: set[str] = set()
        for name in flow.reads:
            for earlier in reversed(self.statements[:at]):
                if name in earlier.flow.bound:
                    found |= earlier.flow.later
                    break
        return found


def base_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def imported(node: ast.stmt) -> list[tuple[str, str]]:
    """The names that an import binds, and how it writes each; empty for other statements."""
    aliases = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
    return [(alias.asname or alias.name.partition(".")[0], ast.unparse(alias)) for alias in aliases]


def merged(imports: Iterable[tuple[ast.stmt, set[str]]]) -> list[str]:
    """Import statements of these names only, one for each module, sorted as in PEP 8: plain ones first."""
    plain: set[str] = set()
    named: dict[str, set[str]] = {}
    for node, names in imports:
        for name, text in imported(node):
            if name in names and isinstance(node, ast.ImportFrom):
                named.setdefault(node.module or ".", set()).add(text)
            elif name in names:
                plain.add(f"import {text}")
    return [*sorted(plain), *(f"from {module} import {', '.join(sorted(named[module]))}" for module in sorted(named))]


def ranges(statements: Iterable[Statement]) -> Iterable[tuple[int, int, int]]:
    """The lines of the statements as runs of consecutive ones."""
    for cell, group in groupby(statements, lambda statement: statement.cell):
        lines = [line for statement in group for line in statement.lines]
        for _, run in groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
            numbers = [line for _, line in run]
            yield cell, numbers[0], numbers[-1]
